"""The chapter of the ground floor: the company, its set-up, its campaigns, its contacts."""

import datetime
from collections.abc import Iterator
from random import Random

from django.utils.translation import gettext as _

from crm.actions.create_contact import create_contact
from crm.actions.take_number import take_number
from crm.demo.cast import COMPANY, hire
from crm.demo.companies import Firm
from crm.demo.documents import write_documents
from crm.demo.names import Name, any_name
from crm.demo.people import (
    PRINCIPALS,
    WITHOUT_COMPANY,
    Newcomer,
    cast_contacts,
    company_of,
    person_of,
    relations_of,
    residence,
    seller_of,
)
from crm.demo.story import Story
from crm.demo.towns import TOWNS
from crm.models import (
    Campaign,
    Language,
    MarketingSetup,
    NumberSeries,
    NumberSeriesLine,
)

DAYS_IN_BUSINESS = 1100


def tell(story: Story) -> None:
    """Found the company, hire its people, plan its campaigns and meet its contacts."""
    hire(story)
    setup = found(story)
    plan_campaigns(story, setup)
    for newcomer in sorted(newcomers(story), key=lambda newcomer: newcomer.at):
        meet(newcomer, story)
    write_documents(story)


def found(story: Story) -> MarketingSetup:
    """The Marketing Setup with a series of numbers for each noun that has one."""
    setup = MarketingSetup(
        pk=1,
        company_name=COMPANY,
        contact_series=_series(story, "CONTACT", _("Contacts"), "CT", 5),
        segment_series=_series(story, "SEGMENT", _("Segments"), "SM", 5),
        campaign_series=_series(story, "CAMPAIGN", _("Campaigns"), "CP", 4),
        quote_series=_series(story, "QUOTE", _("Quotes"), "Q", 5),
        order_series=_series(story, "ORDER", _("Order confirmations"), "OC", 5),
        shipment_series=_series(story, "SHIPMENT", _("Shipment notes"), "SH", 5),
        invoice_series=_series(story, "INVOICE", _("Invoices"), "F", 5),
        credit_memo_series=_series(story, "CREDIT", _("Credit memos"), "CM", 5),
        company_address="Mlýnská 42\n602 00 Brno",
        registration_number="26049805",
        vat_number="CZ26049805",
        bank_account="123456789/0800",
        default_language=Language.CZECH,
        default_country="CZ",
    )
    setup._history_user = story.users["radek"]
    setup.full_clean()
    setup.save()
    return setup


def plan_campaigns(story: Story, setup: MarketingSetup) -> None:
    """What marketing did last year and is about to do; days are counted from today."""
    for description, starts, ends, status, seller in (
        (_("Autumn service check of pumps"), -330, -270, Campaign.Status.DONE, "hana"),
        (_("Spring trade fair"), -200, -150, Campaign.Status.DONE, "martin"),
        (_("New series of submersible pumps"), -75, 30, Campaign.Status.RUNNING, "emma"),
        (_("Winter readiness of heating plants"), 20, 90, Campaign.Status.PLANNED, "hana"),
    ):
        starts_on = story.today + datetime.timedelta(days=starts)
        campaign = Campaign(
            number=take_number(series=setup.campaign_series, on=starts_on),
            description=description,
            starts_on=starts_on,
            ends_on=story.today + datetime.timedelta(days=ends),
            status=status,
            salesperson=story.salespeople[seller],
        )
        campaign._history_user = story.users["klara"]
        campaign.full_clean()
        campaign.save()


def newcomers(story: Story) -> Iterator[Newcomer]:
    """Every contact, with the moment at which it was met: a company before its people."""
    dice = story.dice("contacts")
    cast = list(cast_contacts(dice))
    for place, (firm, names) in enumerate(cast):
        days_ago = DAYS_IN_BUSINESS - int((DAYS_IN_BUSINESS - 40) * place / len(cast))
        company = _company(story, dice, firm, days_ago)
        company.relations = relations_of(firm, place * 3 + 11)
        yield company
        yield from _people(story, dice, firm, names, company, days_ago)
    for _somebody in range(WITHOUT_COMPANY):
        town = TOWNS[dice.choice(("Brno", "Praha 4", "Zlín", "Leeds"))]
        person = person_of(dice, any_name(dice, town.language), town, "home.example")
        person |= residence(dice, town)
        at = _office_hours(story, dice, dice.randrange(30, 700))
        yield Newcomer(person, at, seller_of(dice, town))


def meet(newcomer: Newcomer, story: Story) -> None:
    """Create one contact, looked after by who met it."""
    fields = newcomer.fields
    if newcomer.employer:
        fields |= {"company": newcomer.employer.contact}
    newcomer.contact = create_contact(
        fields=fields,
        relations=newcomer.relations,
        by=story.users[newcomer.seller],
        now=newcomer.at,
    )


def _series(story: Story, code: str, description: str, prefix: str, width: int) -> NumberSeries:
    series = NumberSeries.objects.create(code=code, description=description)
    starts_on = datetime.date(story.today.year - 4, 1, 1)
    NumberSeriesLine.objects.create(series=series, starts_on=starts_on, prefix=prefix, width=width)
    return series


def _company(story: Story, dice: Random, firm: Firm, days_ago: int) -> Newcomer:
    seller = seller_of(dice, TOWNS[firm.town])
    return Newcomer(company_of(dice, firm), _office_hours(story, dice, days_ago), seller)


def _people(
    story: Story, dice: Random, firm: Firm, names: list[Name], company: Newcomer, days_ago: int
) -> Iterator[Newcomer]:
    """The people of a company: two were met soon after it, the others as they came."""
    for number, name in enumerate(names):
        known = number == 0 and firm.name in PRINCIPALS
        job_title = PRINCIPALS[firm.name][1] if known else ""
        person = person_of(dice, name, TOWNS[firm.town], firm.domain, job_title)
        later = dice.randrange(20) if number < 2 else dice.randrange(1, days_ago - 14)
        at = _office_hours(story, dice, days_ago - later)
        soonest = company.at + datetime.timedelta(minutes=7)
        yield Newcomer(person, max(at, soonest), company.seller, company)


def _office_hours(story: Story, dice: Random, days_ago: int) -> datetime.datetime:
    """A moment of work about *days_ago*."""
    day = story.today - datetime.timedelta(days=days_ago)
    day -= datetime.timedelta(days=max(0, day.weekday() - 4))
    return story.moment(day, dice.randrange(8, 16), dice.randrange(60))
