"""What is written down after talking English, which is what export speaks with everybody abroad."""

from interactions.demo.talk import Talk

TALK = {
    "OUTCALL": Talk(
        """
        Satisfaction with the last delivery
        Delivery date of {order}
        Details of order {order}
        Needs for next quarter
        Offer of a service check
        """,
        """
        Delivery was fine, they count on us for the next one.
        Will order {pieces} this week: {product}.
        Interested in a service contract, send a draft {day}.
        Date confirmed, the carrier comes {day} morning.
        Recommended us to the sister plant, will mail the contact.
        """,
        """
        Nothing needed at present, call again in {weeks} weeks.
        This year's budget is used up, come back in January.
        Waiting for the consultant's opinion.
        Wants a price for a larger quantity too: {pieces} × {product}.
        """,
        """
        Unhappy with the date, the goods should have come last week.
        Competitor is {percent} % cheaper, no deal without a discount.
        Customs papers were incomplete again, cost them two days.
        """,
    ),
    "INCALL": Talk(
        """
        Enquiry: {product}
        Where is order {order}?
        Technical question: {product}
        Copy of the delivery note
        Change of delivery address
        """,
        """
        Ordered by phone: {pieces} × {product}. Confirm by e-mail.
        Helped with the installation, up and running, many thanks.
        Needs it within {weeks} weeks, we have it in stock.
        """,
        """
        Passed on to the warehouse, call back {day}.
        Looking for a replacement of an older type: {product}. Ask the maker.
        Only wants a ballpark figure, they are comparing.
        """,
        """
        Chasing {order}, still not there.
        Price on the invoice differs from offer {offer}. Correct it.
        Third call about the missing certificate.
        """,
    ),
    "EMAIL": Talk(
        """
        Price list and data sheets
        Brochure: {product}
        Delivery date confirmed
        Reply to the enquiry
        """,
        """
        Answer within the hour: takes everything as in offer {offer}.
        Data sheets sent, exactly what was needed.
        Confirms the date, prepayment is no problem.
        """,
        """
        No answer, try by phone {day}.
        Forwarded to maintenance, they will decide.
        Attachment could not be opened, sent again as PDF.
        """,
        """
        Reply: they buy elsewhere now.
        Wants no more newsletters, take note.
        """,
    ),
    "LETTER": Talk(
        """
        Framework agreement
        Confirmation of balances
        Letter of thanks
        Return of pallets
        """,
        """
        Agreement came back signed, filed.
        Balance confirmed without difference.
        """,
        """
        Sent by registered mail.
        Original follows by courier.
        """,
        """
        Came back undelivered, check the address.
        Balances differ, their accounts will send details.
        """,
    ),
    "VIDEO": Talk(
        """
        Choosing the right one: {product}
        Project meeting on the refurbishment
        The new pump series
        """,
        """
        Their chief engineer joined, they want a trial piece: {product}.
        Project approved, delivery in stages, the first in {weeks} weeks.
        Went through the drawings at once, send the offer {day}.
        """,
        """
        They still need the pressure loss calculation.
        No decision, next meeting after the holidays.
        """,
        """
        Half of them could not connect, new date agreed.
        Too expensive for them, {percent} % off is not enough.
        """,
    ),
    "INHOUSE": Talk(
        """
        Tour of the warehouse and the test bench
        Negotiating the framework agreement
        Operator training: {product}
        """,
        """
        One year agreement settled, {percent} % off from 20 pieces.
        Saw the pump under load, ordering {pieces}.
        """,
        """
        Two came, the engineer wants to compare the figures.
        Warranty left open, they ask for 36 months.
        """,
        """
        Brought a competing offer, {percent} % lower.
        It ended at the payment terms: 90 days is out of the question.
        """,
    ),
    "ONSITE": Talk(
        """
        Survey of the plant room
        Regular sales visit
        State of the pumping station
        Visit to the building site
        """,
        """
        Three pumps near the end of their life, they want an offer.
        Order signed on the spot: {pieces} × {product}.
        Everything runs, spring check agreed.
        """,
        """
        Measured, drawing of the connection is missing. They send it {day}.
        New plant manager, introduced our range.
        Site is behind schedule, come back in {weeks} weeks.
        """,
        """
        Nobody there, the meeting was not in their calendar.
        Showed us a rival pump, said to need {percent} % less power.
        """,
    ),
    "OFFER": Talk(
        """
        Offer {offer}: {product}
        Offer {offer} for a complete replacement
        Revised offer {offer}
        """,
        """
        Price is right, the order comes {day}.
        We won the tender.
        """,
        """
        Decision at their meeting {day}.
        They want a version without installation.
        """,
        """
        Turned down without comment.
        Over budget by {percent} %, the whole stage was cut.
        """,
    ),
    "FOLLOWUP": Talk(
        """
        Any news about offer {offer}?
        Reminder of offer {offer}
        """,
        """
        Offer approved, order comes {day}.
        Added {pieces} more: {product}.
        """,
        """
        Waiting for a second offer, call {day}.
        Validity extended by {weeks} weeks.
        Buyer on holiday, decision postponed.
        """,
        """
        They took another supplier, delivery time decided.
        Project cancelled, investment moved to next year.
        """,
    ),
    "COMPLAINT": Talk(
        """
        Complaint: {product}
        Complaint about delivery {order}
        Leaking after installation: {product}
        """,
        """
        Replaced one for one, customer happy.
        It was the wiring, solved over the phone.
        """,
        """
        Sent to the maker for inspection, result in {weeks} weeks.
        Complaint accepted, replacement on loan.
        """,
        """
        Second complaint about the same piece, they want their money back.
        Maker refused the claim, customer threatens to leave.
        Production stood for half a day because of it.
        """,
    ),
    "SERVICE": Talk(
        """
        Service check: {product}
        Replacement of seals
        Commissioning: {product}
        """,
        """
        All in order, protocol signed.
        Commissioned in two hours, operators trained.
        """,
        """
        Bearing is worn, replace within {weeks} weeks.
        A spare part was missing, we finish {day}.
        """,
        """
        Technician waited an hour at the gate.
        Leaking again after a week, going back.
        """,
    ),
    "INVITE": Talk(
        """
        Invitation to the trade fair
        Invitation to the open day
        Invitation to the fitters' training
        """,
        """
        Two will come, keen to see the new series.
        Attendance confirmed, book a table.
        """,
        """
        Does not know yet, remind a week before.
        Will send a colleague from maintenance.
        """,
        """
        Not interested, they do not travel to events.
        """,
    ),
}
NOT_REACHED = """
    No answer, try {day}.
    Did not pick up, left a message at reception.
    On holiday, the stand-in knows nothing about it.
    Line busy all morning.
    In meetings all day, asks for a call {day}.
    """
LATER = """
    Addition: the order has come by e-mail meanwhile.
    Their accounts called, the invoice is fine.
    Passed on to service, they call {day}.
    After our meeting: {percent} % discount approved.
    Customer confirmed in writing.
    """
REASONS = """
    recorded twice
    wrong contact
    the meeting did not take place
    wrong date
    test
    """
