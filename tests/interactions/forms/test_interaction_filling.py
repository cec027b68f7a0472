"""What the form fills in by itself, and that it never does so over a person's own words."""

import datetime
import json

import pytest
from django.http import QueryDict
from django.utils import timezone

from crm import roles
from interactions.forms.interaction import DETAILS, FILLED, PLANNED
from interactions.forms.interaction_filling import Filling, parse_offers
from interactions.forms.interaction_offers import Start
from interactions.forms.interaction_start import values_of
from tests.factories import (
    NOW,
    CampaignFactory,
    CompanyFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    TemplateTextFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return seller(name="Petr Malý")


@pytest.fixture
def call():
    return InteractionTemplateFactory(
        description="Outgoing call",
        unit_cost="12.50",
        unit_duration=10,
        information_flow="outbound",
        initiated_by="us",
        correspondence_type="phone",
        language="en",
        evaluation=3,
        campaign=CampaignFactory(),
    )


@pytest.fixture
def letter():
    return InteractionTemplateFactory(
        description="Letter", unit_cost=35, correspondence_type="letter", language="cs"
    )


def filling_of(user, **start):
    return Filling(user=user, now=NOW, start=Start(**start))


def sent(filled, **changes):
    """What the browser sends back of a form, with what a person has changed in it."""
    data = filled.form.data.copy()
    for name, value in changes.items():
        if isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = value
    return data


def values(filled, *names):
    return {name: filled.form.data[name] for name in names}


# What stands in an untouched form.


def test_opened_form_knows_the_moment_and_who_writes(user):
    filled = filling_of(user).opened()

    assert values(filled, "date", "time", "salesperson", "was_successful") == {
        "date": "3 Nov 2026",
        "time": "15:05",
        "salesperson": str(user.own_salesperson.pk),
        "was_successful": "on",
    }
    assert filled.origins == {"date": "now", "time": "now", "salesperson": "you"}


def test_moment_is_the_one_on_the_clocks_of_the_user(user):
    with timezone.override("Asia/Tokyo"):
        filled = filling_of(user).opened()

    assert values(filled, "date", "time") == {"date": "3 Nov 2026", "time": "23:05"}


def test_template_fills_its_values_and_says_so(user, call):
    filled = filling_of(user, template=call).opened()

    expected = {
        "description": "Outgoing call",
        "correspondence_type": "phone",
        "information_flow": "outbound",
        "initiated_by": "us",
        "cost": "12.5",
        "duration": "10",
        "evaluation": "3",
        "language": "en",
        "campaign": str(call.campaign_id),
    }
    assert values(filled, *expected) == expected
    assert {filled.origins[name] for name in expected} == {"from template"}


def test_untouched_form_with_a_contact_and_a_template_can_be_recorded(user, call):
    filled = filling_of(user, contact=PersonFactory(), template=call).opened()

    assert filled.form.is_valid(), filled.form.errors


@pytest.mark.parametrize(
    ("own", "of_contact", "expected"),
    [("own", "of_contact", "own"), (None, "of_contact", "of_contact"), (None, None, "")],
)
def test_salesperson_is_the_users_own_else_the_contacts(own, of_contact, expected):
    user = UserFactory(role=roles.SALESPERSON)
    people = {"own": SalespersonFactory(user=user if own else None), None: None}
    people["of_contact"] = SalespersonFactory()

    filled = filling_of(user, contact=PersonFactory(salesperson=people[of_contact])).opened()

    assert filled.form.data["salesperson"] == (str(people[expected].pk) if expected else "")


def test_salesperson_of_the_starting_point_comes_first(user):
    colleague = SalespersonFactory()

    filled = filling_of(user, salesperson=colleague).opened()

    assert filled.form.data["salesperson"] == str(colleague.pk)
    assert filled.origins["salesperson"] == "from where you came"


def test_blocked_salesperson_is_not_offered():
    user = seller(blocked=True)

    filled = filling_of(user, contact=PersonFactory(salesperson=SalespersonFactory())).opened()

    assert filled.origins["salesperson"] == "from contact"


@pytest.mark.parametrize(
    ("written_in", "of_contact", "language", "origin"),
    [
        (["cs", "en"], "cs", "cs", "from contact"),
        (["en"], "cs", "en", "from template"),
        ([], "cs", "en", "from template"),
        (["cs"], "", "en", "from template"),
    ],
)
def test_language_is_the_contacts_if_the_template_has_it(
    user, call, written_in, of_contact, language, origin
):
    for code in written_in:
        TemplateTextFactory(template=call, language=code)

    filled = filling_of(user, contact=PersonFactory(language=of_contact), template=call).opened()

    assert (filled.form.data["language"], filled.origins["language"]) == (language, origin)


@pytest.mark.parametrize(
    ("way", "via"),
    [
        ("email", "jana@example.com"),
        ("phone", "+420 777 123 456"),
        ("fax", "+420 323 601 111"),
        ("letter", "Na Kopci 12, 251 01 Říčany"),
        ("", ""),
    ],
)
def test_contacted_via_follows_the_type(user, way, via):
    contact = PersonFactory(
        email="jana@example.com",
        phone="+420777123456",
        fax="+420323601111",
        street="Na Kopci 12",
        post_code="251 01",
        city="Říčany",
    )
    template = InteractionTemplateFactory(correspondence_type=way)

    filled = filling_of(user, contact=contact, template=template).opened()

    assert filled.form.data["contacted_via"] == via


def test_second_address_serves_where_there_is_no_first(user):
    contact = PersonFactory(second_email="jana@home.example", mobile="+420777123456")
    filling = filling_of(user, contact=contact)

    by_mail = filling.filled(sent(filling.opened(), correspondence_type="email"))
    by_phone = filling.filled(sent(filling.opened(), correspondence_type="phone"))

    assert by_mail.form.data["contacted_via"] == "jana@home.example"
    assert by_phone.form.data["contacted_via"] == "+420 777 123 456"


def test_campaign_of_the_starting_point_comes_before_that_of_the_template(user, call):
    campaign = CampaignFactory()

    filled = filling_of(user, template=call, campaign=campaign, origin="entry").opened()

    assert filled.form.data["campaign"] == str(campaign.pk)
    assert filled.origins["campaign"] == "from the entry"


# Another template, and what a person has typed.


def test_another_template_replaces_what_the_first_one_filled_in(user, call, letter):
    filling = filling_of(user, template=call)

    filled = filling.filled(sent(filling.opened(), template=str(letter.pk)))

    expected = {
        "description": "Letter",
        "correspondence_type": "letter",
        "information_flow": "",
        "cost": "35",
        "duration": "0",
        "evaluation": "",
        "language": "cs",
        "campaign": "",
    }
    assert values(filled, *expected) == expected


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("description", "Asked for an offer"),
        ("cost", "99"),
        ("duration", "abc"),
        ("language", "de"),
        ("correspondence_type", "fax"),
        ("contacted_via", "at the fair"),
        ("information_flow", "inbound"),
        ("initiated_by", "them"),
        ("evaluation", "5"),
        ("was_successful", ""),
        ("date", "včera"),
        ("time", "9:00"),
    ],
)
def test_own_value_is_never_overwritten(user, call, letter, name, typed):
    filling = filling_of(user, contact=PersonFactory(), template=call)

    filled = filling.filled(sent(filling.opened(), template=str(letter.pk), **{name: typed}))

    assert filled.form.data[name] == typed
    assert filled.origins[name] == "your value"


def test_value_that_a_person_has_emptied_stays_empty(user, call, letter):
    filling = filling_of(user, template=call)

    filled = filling.filled(sent(filling.opened(), template=str(letter.pk), cost=""))

    assert filled.form.data["cost"] == ""


def test_own_value_stays_own_when_a_template_happens_to_say_the_same(user, call, letter):
    filling = filling_of(user, template=call)
    first = filling.filled(sent(filling.opened(), description="Letter"))
    second = filling.filled(sent(first, template=str(letter.pk)))

    third = filling.filled(sent(second, template=str(call.pk)))

    assert third.form.data["description"] == "Letter"


def test_own_type_decides_where_the_contact_is_reached(user, call):
    contact = PersonFactory(phone="+420777123456", email="jana@example.com")
    filling = filling_of(user, contact=contact, template=call)

    filled = filling.filled(sent(filling.opened(), correspondence_type="email"))

    assert filled.form.data["contacted_via"] == "jana@example.com"
    assert filled.origins["contacted_via"] == "from contact"


def test_another_contact_brings_its_own_values(user, call):
    TemplateTextFactory(template=call, language="cs")
    filling = filling_of(user, contact=PersonFactory(phone="+420777123456"), template=call)
    other = PersonFactory(phone="+420777999888", language="cs")

    filled = filling.filled(sent(filling.opened(), contact=str(other.pk)))

    assert values(filled, "contacted_via", "language") == {
        "contacted_via": "+420 777 999 888",
        "language": "cs",
    }


def test_clock_does_not_run_on_in_an_open_form(user, call):
    opened = filling_of(user).opened()
    later = Filling(user=user, now=NOW + datetime.timedelta(hours=2), start=Start())

    filled = later.filled(sent(opened, template=str(call.pk)))

    assert values(filled, "date", "time") == {"date": "3 Nov 2026", "time": "15:05"}
    assert filled.origins["time"] == "now"


def test_what_was_seen_is_what_is_sent_though_the_template_has_changed(user, call):
    filling = filling_of(user, contact=PersonFactory(), template=call)
    opened = filling.opened()
    call.unit_cost = 500
    call.save()

    filled = filling.filled(sent(opened))

    assert filled.form.data["cost"] == "12.5"
    assert filling.filled(sent(opened), anew=True).form.data["cost"] == "500"


# Without scripts, and what no form has ever sent.


def test_template_chosen_without_scripts_fills_the_form_when_it_is_sent(user, call):
    filling = filling_of(user, contact=PersonFactory())

    filled = filling.filled(sent(filling.opened(), template=["outg call", ""]))

    assert values(filled, "template", "description") == {
        "template": str(call.pk),
        "description": "Outgoing call",
    }
    assert filled.form.is_valid()


def test_words_that_fit_several_contacts_stay_with_a_question(user, call):
    PersonFactory(first_name="Jana", surname="Nováková")
    PersonFactory(first_name="Jana", surname="Novotná")
    filling = filling_of(user, template=call)

    filled = filling.filled(sent(filling.opened(), contact=["jana nov", ""]))
    filled.form.forgive()

    assert filled.form.errors == {"contact": ["Several match: choose one of them."]}
    assert filled.form.data.getlist("contact") == ["jana nov", ""]


def test_form_that_never_had_offers_is_filled_around_what_it_brings(user, call):
    contact = PersonFactory()
    data = QueryDict(mutable=True)
    data.update({"contact": contact.pk, "template": call.pk, "comment": "Called"})

    filled = filling_of(user).filled(data)

    assert values(filled, "description", "time", "was_successful", "comment") == {
        "description": "Outgoing call",
        "time": "15:05",
        "was_successful": "on",
        "comment": "Called",
    }


def test_form_without_its_key_gets_another_one_and_is_not_recorded(user, call):
    filling = filling_of(user, contact=PersonFactory(), template=call)

    filled = filling.filled(sent(filling.opened(), key="nonsense"))

    assert list(filled.form.errors) == ["key"]
    assert filling.filled(sent(filled)).form.is_valid()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{", '{"cost": "1"}', '{"cost": [1, "now"]}', '{"cost": ["1", "magic"]}',
     '{"cost": ["1", "now", "x"]}', "[" * 5000, '{"cost": [["1"], "now"]}', "\ud800"],
)  # fmt: skip
def test_offers_that_cannot_be_read_are_none(text):
    assert parse_offers(text) is None


def test_offers_speak_of_fields_that_can_be_filled_only():
    text = json.dumps({"comment": ["x", "now"], "cost": ["1", "template"]})

    assert list(parse_offers(text)) == ["cost"]


def test_damaged_offers_leave_every_value_as_it_is(user, call, letter):
    filling = filling_of(user, contact=PersonFactory(), template=call)
    data = sent(filling.opened(), offered="{", template=str(letter.pk))

    filled = filling.filled(data)

    assert values(filled, "description", "cost") == {
        "description": "Outgoing call",
        "cost": "12.5",
    }


# A form that takes over an entry.


def test_copy_of_an_entry_has_its_every_value(user):
    entry = LogEntryFactory(
        contact=PersonFactory(company=CompanyFactory()),
        description="Called twice",
        language="de",
        correspondence_type="letter",
        contacted_via="Brno",
        information_flow="inbound",
        initiated_by="them",
        cost="7.25",
        duration=3,
        evaluation=1,
        attempt_failed=True,
        campaign=CampaignFactory(),
        occurred_at=NOW - datetime.timedelta(days=2),
    )
    entry.refresh_from_db()
    filling = filling_of(user, contact=entry.contact, campaign=entry.campaign, origin="entry")

    filled = filling.copied(values_of(entry, "What was said"))

    assert filled.form.is_valid(), filled.form.errors
    draft = filled.form.draft()
    copied = {
        name: getattr(draft, name)
        for name in (*FILLED, "occurred_at", "attempt_failed")
        if name not in {"date", "time", "was_successful"} | PLANNED
    }
    assert copied == {name: getattr(entry, name) for name in copied}
    assert draft.comment == "What was said"


def test_copy_stays_as_it_is_when_another_template_is_chosen(user, call, letter):
    entry = LogEntryFactory(template=call, description="Called twice", correspondence_type="phone")
    filling = filling_of(user, contact=entry.contact, origin="entry")
    copy = filling.copied(values_of(entry, ""))

    filled = filling.filled(sent(copy, template=str(letter.pk)))

    # What the template had given goes with it, what was the author's own stays.
    assert values(filled, "description", "correspondence_type") == {
        "description": "Called twice",
        "correspondence_type": "letter",
    }


@pytest.mark.parametrize("name", DETAILS)
def test_every_detail_is_among_the_fields_that_fill_themselves(name):
    assert name in FILLED
