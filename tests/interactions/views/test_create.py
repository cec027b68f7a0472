"""Create Interaction, as the browser asks for it."""

import datetime
import re
import uuid

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone, translation

from crm import roles
from crm.ui.messages import offer_of
from interactions.models import Comment, InteractionLogEntry, PostponedInteraction
from tests.factories import (
    NOW,
    CampaignFactory,
    CancellationFactory,
    CommentFactory,
    CompanyFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db

NEW = "/interactions/new/"


@pytest.fixture(autouse=True)
def _at_this_moment():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user():
    return seller(name="Petr Malý")


@pytest.fixture
def client(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def contact():
    return PersonFactory(first_name="Jana", surname="Nováková", phone="+420777123456")


@pytest.fixture
def template():
    return InteractionTemplateFactory(description="Outgoing call", unit_cost="12.50")


def fields_of(response):
    """What a browser would send of the form in *response*."""
    data = response.context["form"].data
    return {name: data[name] for name in data if data[name]}


def opened(client, address=NEW, **query):
    return fields_of(client.get(address, query))


def sent(client, fields, address=NEW, **changes):
    values = {name: value for name, value in (fields | changes).items() if value is not None}
    return client.post(address, values)


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def offered(response):
    return offer_of(next(iter(get_messages(response.wsgi_request))))


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


# Recording.


def test_ok_records_tells_and_comes_back_with_the_entry_marked(client, user, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk, next="/contacts/?q=jana")

    response = sent(client, fields, comment="Wants an offer")

    entry = InteractionLogEntry.objects.get()
    assert (entry.contact, entry.template, entry.recorded_by) == (contact, template, user)
    assert (entry.occurred_at, entry.recorded_at) == (NOW, NOW)
    assert [comment.text for comment in entry.comments.all()] == ["Wants an offer"]
    assert (response.status_code, response.url) == (302, f"/contacts/?q=jana&mark={entry.pk}")
    assert told(response) == [f"Interaction {entry.pk} recorded: Jana Nováková"]
    assert offered(response).href == f"/interactions/{entry.pk}/undo/"


def test_without_a_way_back_ok_leads_to_the_contact(client, contact, template):
    response = sent(client, opened(client, contact=contact.pk, template=template.pk))

    entry = InteractionLogEntry.objects.get()
    assert response.url == f"/contacts/{contact.pk}/?mark={entry.pk}"


@pytest.mark.parametrize("way_back", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_way_back_stays_on_this_host(client, contact, template, way_back):
    query = {"contact": contact.pk, "template": template.pk, "next": way_back}

    response = sent(client, opened(client, **query), next=way_back)

    assert response.url.startswith(f"/contacts/{contact.pk}/")


def test_page_that_led_here_is_the_way_back(client, template):
    here = "http://testserver/contacts/?q=jana&mark=3"

    fields = fields_of(client.get(NEW, headers={"referer": here}))

    assert fields["next"] == "/contacts/?q=jana&mark=3"


@pytest.mark.parametrize(
    "referer",
    [
        "http://testserver/accounts/login/?next=/",
        f"http://testserver{NEW}",
        "https://evil.example/",
    ],
)
def test_page_that_is_passed_through_is_no_way_back(client, template, referer):
    assert "next" not in fields_of(client.get(NEW, headers={"referer": referer}))


def test_ok_and_next_opens_an_empty_form_with_the_same_template(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk, next="/contacts/")

    response = sent(client, fields, and_next="1", comment="Called")

    assert response.url == f"{NEW}?template={template.pk}&next=%2Fcontacts%2F"
    again = fields_of(client.get(response.url))
    assert (again["template"], again["next"]) == (str(template.pk), "/contacts/")
    assert "contact" not in again
    assert "comment" not in again
    assert again["key"] != fields["key"]


def test_form_that_arrives_twice_records_once_and_is_told(client, user, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk) | {"comment": "Called"}
    first = sent(client, fields)

    # Found again by the back button, where the clock has run on.
    second = sent(client, fields, time="15:00")

    assert InteractionLogEntry.objects.count() == 1
    assert (second.status_code, second.url) == (302, first.url)
    assert told(second)[-1] == f"Already recorded by {user}, 3\xa0Nov\xa02026 15:05."


def test_other_words_under_a_used_key_stay_and_can_be_recorded_besides(
    client, user, contact, template
):
    fields = opened(client, contact=contact.pk, template=template.pk)
    sent(client, fields, comment="First call")

    refused = sent(client, fields, comment="Second call")

    assert refused.status_code == 422
    assert errors(refused)["__all__"][0].startswith(f"Already recorded by {user}")
    again = fields_of(refused)
    assert again["comment"] == "Second call"
    sent(client, again)
    comments = Comment.objects.order_by("pk").values_list("text", flat=True)
    assert list(comments) == ["First call", "Second call"]


def test_colleague_who_sends_the_same_form_is_told_who_was_first(client, user, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)
    sent(client, fields)
    client.force_login(seller())

    response = sent(client, fields)

    assert told(response)[-1] == f"Already recorded by {user}, 3\xa0Nov\xa02026 15:05."


def test_refused_form_keeps_its_key(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)

    refused = sent(client, fields, description=None)

    assert fields_of(refused)["key"] == fields["key"]


def test_time_that_the_clocks_skipped_is_shifted_and_said(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)

    response = sent(client, fields, date="29.3.2026", time="2:30")

    entry = InteractionLogEntry.objects.get()
    assert entry.occurred_at == datetime.datetime(2026, 3, 29, 1, 30, tzinfo=datetime.UTC)
    assert told(response)[-1] == (
        "The clocks skipped the time that was typed. Recorded: 29\xa0Mar\xa02026 3:30."
    )


@pytest.mark.parametrize(
    ("typed", "day"),
    [("včera", 2), ("yesterday", 2), ("dnes", 3), ("1.11.", 1), ("2026-11-01", 1)],
)
def test_date_is_understood_as_it_is_typed(client, contact, template, typed, day):
    fields = opened(client, contact=contact.pk, template=template.pk)

    sent(client, fields, date=typed, time="9:00")

    moment = datetime.datetime(2026, 11, day, 8, tzinfo=datetime.UTC)
    assert InteractionLogEntry.objects.get().occurred_at == moment


def test_empty_time_is_the_present_one(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)

    sent(client, fields, time="", date="dnes")

    assert InteractionLogEntry.objects.get().occurred_at == NOW


@pytest.mark.parametrize("typed", ["99,50", "99.50"])
def test_cost_is_understood_with_comma_and_point(client, contact, template, typed):
    fields = opened(client, contact=contact.pk, template=template.pk)

    sent(client, fields, cost=typed)

    assert str(InteractionLogEntry.objects.get().cost) == "99.50"


def test_unticked_success_is_a_failed_attempt(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)

    sent(client, fields, was_successful=None)

    assert InteractionLogEntry.objects.get().attempt_failed


# What is refused keeps every word.


STILL_TO_COME = "This moment is still to come. An interaction is recorded when it has happened."
NO_ADDRESS = (
    "This contact has no e-mail address. Choose another correspondence type or add the address."
)
GONE = "The contact that was chosen is deleted or no longer yours to see. Choose another one."


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("contact", "", "Fill in: Contact."),
        ("description", "", "Fill in: Description."),
        ("description", "  ", "Fill in: Description."),
        ("date", "", "Fill in: Date of Interaction."),
        ("salesperson", "", "Fill in: Salesperson."),
        ("date", "soon", "Write the date as 3.11., 3.11.2026, 2026-11-03, today or yesterday."),
        ("date", "1.1.9999", "The year lies between 1900 and 2199."),
        ("date", "tomorrow", STILL_TO_COME),
        ("time", "noon", "Write the time as 14:05."),
        ("cost", "NaN", "Enter a number."),
        ("duration", "9" * 5000, "Enter a whole number."),
        ("correspondence_type", "email", NO_ADDRESS),
        ("comment", "a" * 20_001, "Ensure this value has at most 20000 characters (it has 20001)."),
        ("contact", "9" * 21, GONE),
    ],
)
def test_refused_form_says_why_and_keeps_the_text(client, contact, template, name, typed, sentence):
    fields = opened(client, contact=contact.pk, template=template.pk)
    fields |= {"comment": "Every word\nof it", name: typed}

    response = sent(client, fields)

    assert response.status_code == 422
    assert errors(response) == {name: [sentence]}
    data = response.context["form"].data
    assert {field: data[field] for field in ("comment", name)} == {
        "comment": fields["comment"],
        name: typed,
    }
    assert not InteractionLogEntry.objects.exists()


def test_without_a_template_there_is_no_description_either(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)

    response = sent(client, fields, template="")

    assert errors(response) == {
        "template": ["Fill in: Interaction Template."],
        "description": ["Fill in: Description."],
    }


def test_time_that_is_still_to_come_today_is_refused(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)

    assert errors(sent(client, fields, time="23:59")) == {"date": [STILL_TO_COME]}


HOSTILE = (
    "<script>alert(1)</script>",
    "nul \x00 inside",
    "\u202egnp.exe",
    "a" * 100_000,
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE interactions_interactionlogentry; --",
    "{{ 7 * 7 }}",
    "-1",
    "1e400",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
)


@pytest.mark.parametrize(
    "name",
    ["contact", "template", "description", "date", "time", "salesperson", "language",
     "correspondence_type", "contacted_via", "information_flow", "initiated_by", "cost",
     "duration", "evaluation", "campaign", "comment", "key", "own_fields", "offered",
     "filled_for", "next"],
)  # fmt: skip
def test_hostile_text_is_refused_or_read_back_the_same(client, contact, template, name):
    fields = opened(client, contact=contact.pk, template=template.pk)

    for text in HOSTILE:
        before = set(InteractionLogEntry.objects.values_list("pk", flat=True))
        response = sent(client, fields | {"key": str(uuid.uuid4())}, **{name: text})

        assert response.status_code in {302, 422}
        new = InteractionLogEntry.objects.exclude(pk__in=before)
        if response.status_code == 302:
            assert response.url.startswith("/")
            assert kept_of(new.get()).get(name, text) == text
        else:
            assert not new.exists()
            if name not in {"own_fields", "offered", "filled_for", "key"}:
                assert fields_of(response)[name] == text


def kept_of(entry):
    return {
        "comment": "".join(entry.comments.values_list("text", flat=True)),
        "description": entry.description,
        "contacted_via": entry.contacted_via,
    }


def test_script_in_the_text_is_shown_as_text(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)

    page = sent(client, fields, date="soon", comment="</textarea><script>alert(1)</script>")

    assert "<script>alert(1)" not in page.content.decode()


@pytest.mark.parametrize("address", ["", "?contact={pk}"])
def test_privacy_blocked_contact_is_refused_with_a_sentence(client, template, address):
    blocked = PersonFactory(privacy_blocked=True)
    fields = opened(client, contact=blocked.pk, template=template.pk)

    page = client.get(NEW + address.format(pk=blocked.pk))
    response = sent(client, fields, comment="But he called")

    sentence = "No new interactions: the contact is blocked for privacy reasons."
    assert (sentence in page.content.decode()) == bool(address)
    assert errors(response) == {"contact": [sentence]}
    assert fields_of(response)["comment"] == "But he called"


# Who may, and whom one sees.


@pytest.mark.parametrize("role", [roles.SETUP, roles.AUDITOR, None])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", [NEW, f"{NEW}values/"])
def test_who_may_not_record_is_told_which_right_he_needs(client, role, method, address):
    client.force_login(UserFactory(role=role))

    response = getattr(client, method)(address)

    if (method, address) == ("get", f"{NEW}values/"):
        assert response.status_code in {403, 405}
    else:
        assert response.status_code == 403
        assert "Create interactions" in response.content.decode()


@pytest.mark.parametrize("role", [roles.SALESPERSON, roles.MANAGER, roles.MARKETING])
def test_who_may_record_sees_the_form(client, template, role):
    client.force_login(seller(role))

    assert client.get(NEW).status_code == 200


@pytest.fixture
def narrow_user():
    """A user who sees his own contacts only."""
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="record_own"))
    SalespersonFactory(user=user)
    return user


def test_contact_out_of_sight_is_not_filled_in(client, narrow_user, template):
    client.force_login(narrow_user)
    foreign = PersonFactory(salesperson=SalespersonFactory())

    response = client.get(NEW, {"contact": foreign.pk})

    assert "contact" not in fields_of(response)
    assert told(response) == ["Not understood and left out: contact"]
    assert foreign.surname not in response.content.decode()


def test_contact_out_of_sight_is_not_recorded(client, narrow_user, template):
    client.force_login(narrow_user)
    own = PersonFactory(salesperson=narrow_user.own_salesperson)
    foreign = PersonFactory(salesperson=SalespersonFactory())

    fields = opened(client, contact=own.pk, template=template.pk)
    response = sent(client, fields, contact=foreign.pk)

    assert response.status_code == 422
    assert not InteractionLogEntry.objects.exists()


@pytest.mark.parametrize("name", ["from", "again", "corrects"])
def test_entry_out_of_sight_is_not_there(client, narrow_user, template, name):
    client.force_login(narrow_user)
    foreign = LogEntryFactory(contact=PersonFactory(salesperson=SalespersonFactory()))

    assert client.get(NEW, {name: foreign.pk}).status_code == 404


@pytest.mark.parametrize("name", ["contact", "salesperson", "template", "campaign"])
@pytest.mark.parametrize("value", ["x", "0", "-1", "9" * 30, "1 OR 1=1", "٣", "\x00"])
def test_starting_point_that_makes_no_sense_is_left_out_and_said(client, template, name, value):
    response = client.get(NEW, {name: value})

    assert response.status_code == 200
    assert told(response) == [f"Not understood and left out: {name}"]


# Starting points.


def test_entry_passes_on_its_contact_and_campaign(client, template):
    entry = LogEntryFactory(campaign=CampaignFactory(), description="Old")

    response = client.get(NEW, {"from": entry.pk})

    fields = fields_of(response)
    assert fields["contact"] == str(entry.contact_id)
    assert fields["campaign"] == str(entry.campaign_id)
    assert "template" not in fields
    assert response.context["parts"]["contact"].origin == "from the entry"


def test_salesperson_of_the_address_is_filled_in(client, template):
    salesperson = SalespersonFactory()

    assert opened(client, salesperson=salesperson.pk)["salesperson"] == str(salesperson.pk)


def test_no_template_yet_says_whom_to_ask(client, user):
    UserFactory(role=roles.SETUP, first_name="Alena", last_name="Správná")

    page = client.get(NEW).content.decode()

    assert "No interaction template yet. Interactions are created from templates." in page
    assert "Ask: Alena Správná" in page


def test_no_template_yet_leads_who_may_to_the_set_up(client, user):
    user.is_superuser = user.is_staff = True
    user.save()

    page = client.get(NEW).content.decode()

    assert reverse("admin:interactions_interactiontemplate_add") in page


def test_blocked_templates_alone_are_no_templates(client):
    InteractionTemplateFactory(blocked=True)

    assert "No interaction template yet" in client.get(NEW).content.decode()


# Filling in.


def test_apply_template_fills_in_and_records_nothing(client, contact, template):
    fields = opened(client, contact=contact.pk)

    response = sent(client, fields, template=template.pk, comment="kept", refill="1")

    assert response.status_code == 200
    assert errors(response) == {}
    filled = fields_of(response)
    assert (filled["description"], filled["comment"]) == ("Outgoing call", "kept")
    assert not InteractionLogEntry.objects.exists()


def test_more_unfolds_the_composer_with_its_text(client, contact, template):
    composer = {"contact": contact.pk, "template": template.pk, "key": str(uuid.uuid4())}

    response = client.post(NEW, composer | {"comment": "half a sent", "more": "1"})

    assert response.status_code == 200
    filled = fields_of(response)
    assert (filled["comment"], filled["key"]) == ("half a sent", composer["key"])
    assert filled["description"] == "Outgoing call"


def test_composer_records_with_three_fields(client, contact, template):
    composer = {"contact": contact.pk, "template": template.pk, "key": str(uuid.uuid4())}

    response = client.post(NEW, composer | {"comment": "Called", "next": "/contacts/1/?mark=7"})

    entry = InteractionLogEntry.objects.get()
    assert entry.description == "Outgoing call"
    assert entry.attempt_failed is False
    assert response.url == f"/contacts/1/?mark={entry.pk}"


def test_composer_without_a_template_opens_the_form_with_the_text(client, contact, template):
    response = client.post(
        NEW, {"contact": contact.pk, "key": str(uuid.uuid4()), "comment": "Called"}
    )

    assert response.status_code == 422
    assert fields_of(response)["comment"] == "Called"
    assert "Fill in: Interaction Template." in errors(response)["template"]


def test_scripts_ask_for_values_and_get_what_the_form_would_show(client, contact, template):
    fields = opened(client, contact=contact.pk) | {"template": template.pk}

    answer = client.post(f"{NEW}values/?contact={contact.pk}", fields).json()

    assert answer["values"]["template"] == {"id": template.pk, "text": "Outgoing call"}
    assert answer["values"]["description"] == "Outgoing call"
    assert answer["values"]["was_successful"] == "on"
    assert answer["origins"]["description"] == "from template"
    assert answer["summary"] == ["12.50\xa0CZK"]
    assert answer["state"]["own_fields"] == "template"


def test_hints_warn_before_ok_does(client, template):
    contact = PersonFactory(correspondence_type="phone", privacy_blocked=True)
    fields = opened(client, contact=contact.pk, template=template.pk)

    answer = client.post(f"{NEW}values/", fields | {"correspondence_type": "email"}).json()

    assert {name: hint["warns"] for name, hint in answer["hints"].items()} == {
        "contact": True,
        "correspondence_type": True,
    }


def test_preference_of_the_contact_is_a_hint_only(client, template):
    contact = PersonFactory(correspondence_type="letter")

    response = client.get(NEW, {"contact": contact.pk, "template": template.pk})

    part = response.context["parts"]["correspondence_type"]
    assert (part.hint.text, part.hint.warns) == ("The contact prefers: Letter.", False)
    assert response.context["form"].data["correspondence_type"] == ""


def test_details_say_their_values_while_they_are_folded(client):
    template = InteractionTemplateFactory(
        unit_cost=20,
        unit_duration=75,
        information_flow="outbound",
        initiated_by="us",
        correspondence_type="phone",
        evaluation=4,
    )

    response = client.get(NEW, {"template": template.pk})

    assert response.context["details_summary"] == [
        "Phone",
        "Outbound",
        "Us",
        "20.00\xa0CZK",
        "1\xa0h\xa015\xa0min",
        "Positive",
    ]


def test_details_with_a_mistake_stand_open(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)

    response = sent(client, fields, cost="much")

    assert re.search(r"<details[^>]* open", response.content.decode())


# Undo and Correct.


def test_undo_marks_as_canceled_and_opens_the_form_with_its_values(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)
    sent(client, fields, comment="Wrong person", cost="7")
    entry = InteractionLogEntry.objects.get()

    response = client.post(f"/interactions/{entry.pk}/undo/")

    entry.refresh_from_db()
    assert entry.cancellation.reason == "taken back"
    again = fields_of(client.get(response.url))
    assert (again["comment"], again["cost"], again["contact"]) == (
        "Wrong person",
        "7",
        str(contact.pk),
    )
    assert again["key"] != fields["key"]


def test_undo_is_a_deed_and_not_a_page(client):
    assert client.get(f"/interactions/{LogEntryFactory().pk}/undo/").status_code == 405


def test_undo_needs_the_right_to_cancel(client):
    entry = LogEntryFactory()

    client.post(f"/interactions/{entry.pk}/undo/")

    entry.refresh_from_db()
    assert not entry.is_canceled


def test_correct_records_the_new_one_and_cancels_the_old_one(client, user):
    old = LogEntryFactory(recorded_by=user, cost="7.00", evaluation=2)
    CommentFactory(entry=old, by=user, text="He said 5")
    address = f"{NEW}?corrects={old.pk}"
    fields = opened(client, address)

    response = sent(client, fields, address=address, comment="He said 6")

    old.refresh_from_db()
    new = InteractionLogEntry.objects.get(corrects=old)
    assert old.is_canceled
    assert (new.cost, new.evaluation, new.description) == (old.cost, 2, old.description)
    assert new.occurred_at == old.occurred_at.replace(second=0)
    assert new.comments.get().text == "He said 6"
    assert told(response) == [f"Interaction {new.pk} recorded instead of {old.pk}: {new.contact}"]


def test_correct_of_a_canceled_entry_says_so_and_goes_back(client, user):
    old = LogEntryFactory(recorded_by=user, cancellation=CancellationFactory())

    response = client.get(NEW, {"corrects": old.pk})

    assert response.url == f"/interactions/{old.pk}/"
    assert told(response) == ["This entry is canceled. Restore it before you correct it."]


def test_correct_needs_the_right_to_cancel(client):
    assert client.get(NEW, {"corrects": LogEntryFactory().pk}).status_code == 403


# A session that ended in between.


def test_form_opens_again_with_what_was_typed_before_the_session_ended(client, contact, template):
    address = f"{NEW}?contact={contact.pk}&template={template.pk}"
    fields = opened(client, address) | {"description": "Asked for me", "comment": "Every word"}
    user = client.session["_auth_user_id"]
    client.logout()
    refused = client.post(address, fields, headers={"referer": f"http://testserver{address}"})
    hidden = dict(refused.context["typed"].hidden_fields())

    signed_in = client.post(
        "/accounts/login/",
        hidden
        | {
            "login": type(contact)._meta.apps.get_model("crm.User").objects.get(pk=user).username,
            "password": "correct horse battery",
        },
    )

    assert refused.status_code == 401
    again = fields_of(client.get(signed_in.url))
    assert (again["description"], again["comment"], again["key"]) == (
        "Asked for me",
        "Every word",
        fields["key"],
    )
    assert not InteractionLogEntry.objects.exists()


# Words and counts.


def test_form_speaks_czech(client, user, template):
    user.language = "cs"
    user.save()
    with translation.override("cs"):
        title = translation.gettext("Create Interaction")

    assert title in client.get(NEW).content.decode()


def test_queries_of_the_form(client, contact, template, django_assert_max_num_queries):
    client.get(NEW)

    with django_assert_max_num_queries(20):
        client.get(NEW, {"contact": contact.pk, "template": template.pk})


def test_queries_of_recording(client, contact, template, django_assert_max_num_queries):
    fields = opened(client, contact=contact.pk, template=template.pk)

    with django_assert_max_num_queries(24):
        sent(client, fields, comment="Called")


def test_company_is_a_contact_too(client, template):
    company = CompanyFactory()

    sent(client, opened(client, contact=company.pk, template=template.pk))

    assert InteractionLogEntry.objects.get().company == company


# The next step.


def test_the_next_step_waits_with_its_day(client, user, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)

    response = sent(client, fields, next_step="Ask about the offer", next_step_due="+2")

    row = PostponedInteraction.objects.get()
    assert (row.owner, row.contact, row.description) == (user, contact, "Ask about the offer")
    assert timezone.localdate(row.due_at) == datetime.date(2026, 11, 5)
    assert told(response)[1] == "Next step, 5\u00a0Nov: Ask about the offer"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"next_step": "Ask"}, "next_step_due"),
        ({"next_step_due": "tomorrow"}, "next_step"),
        ({"next_step": "Ask", "next_step_due": "1.11.2026"}, "next_step_due"),
    ],
)
def test_half_a_next_step_is_said_beside_its_field(client, contact, template, typed, field):
    fields = opened(client, contact=contact.pk, template=template.pk)

    response = sent(client, fields, **typed)

    assert list(errors(response)) == [field]
    assert not InteractionLogEntry.objects.exists()


def test_the_template_proposes_a_next_step(client, contact):
    template = InteractionTemplateFactory(next_step="Ask about the offer", next_step_days=5)

    fields = opened(client, contact=contact.pk, template=template.pk)

    assert (fields["next_step"], fields["next_step_due"]) == ("Ask about the offer", "10 Nov 2026")


def test_a_proposed_step_that_was_taken_out_stays_out(client, contact):
    template = InteractionTemplateFactory(next_step="Ask about the offer", next_step_days=5)
    fields = opened(client, contact=contact.pk, template=template.pk)

    sent(client, fields, next_step="", next_step_due="")

    assert InteractionLogEntry.objects.exists()
    assert not PostponedInteraction.objects.exists()


def test_a_folded_form_may_leave_the_proposed_step_out(client, contact):
    template = InteractionTemplateFactory(next_step="Ask about the offer", next_step_days=5)
    folded = {"contact": contact.pk, "template": template.pk, "key": str(uuid.uuid4())}

    client.post(NEW, folded | {"own_fields": "next_step,next_step_due"})

    assert InteractionLogEntry.objects.exists()
    assert not PostponedInteraction.objects.exists()


def test_undo_opens_the_form_with_the_next_step(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)
    sent(client, fields, next_step="Ask about the offer", next_step_due="+2")
    entry = InteractionLogEntry.objects.get()

    response = client.post(f"/interactions/{entry.pk}/undo/", follow=True)

    again = fields_of(response)
    assert (again["next_step"], again["next_step_due"]) == ("Ask about the offer", "5 Nov 2026")
    assert not PostponedInteraction.objects.kept().exists()


def test_resuming_a_next_step_records_it_and_it_is_done(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)
    sent(client, fields, next_step="Ask about the offer", next_step_due="+2")
    row = PostponedInteraction.objects.get()
    address = f"/postponed/{row.pk}/resume/"

    sent(client, opened(client, address), address, template=template.pk)

    newest = InteractionLogEntry.objects.latest("pk")
    assert (newest.contact, newest.description) == (contact, "Ask about the offer")
    assert not PostponedInteraction.objects.exists()


# Several people at once.


def test_one_form_records_an_entry_for_each_contact_in_one_batch(client, contact, template):
    others = PersonFactory.create_batch(2)
    fields = opened(client, contact=contact.pk, template=template.pk)

    sent(
        client,
        fields,
        also_with=[str(other.pk) for other in others],
        comment="The three of them",
        duration="60",
        next_step="Send the minutes",
        next_step_due="+1",
    )

    entries = list(InteractionLogEntry.objects.order_by("pk"))
    assert [entry.contact for entry in entries] == [contact, *others]
    assert len({entry.batch_id for entry in entries} - {None}) == 1
    assert entries[0].batch.total == 3
    assert [(entry.duration, str(entry.cost)) for entry in entries] == [
        (60, "12.50"),
        (0, "0.00"),
        (0, "0.00"),
    ]
    assert Comment.objects.count() == 3
    assert PostponedInteraction.objects.get().contact == contact


def test_alone_no_batch_is_made(client, contact, template):
    sent(client, opened(client, contact=contact.pk, template=template.pk))

    assert InteractionLogEntry.objects.get().batch is None


def test_the_first_contact_named_twice_is_recorded_once(client, contact, template):
    fields = opened(client, contact=contact.pk, template=template.pk)

    sent(client, fields, also_with=[str(contact.pk)])

    assert InteractionLogEntry.objects.get().batch is None


def test_who_wants_no_interactions_is_named_and_nothing_is_recorded(client, contact, template):
    blocked = PersonFactory(first_name="Eva", surname="Tichá", privacy_blocked=True)
    fields = opened(client, contact=contact.pk, template=template.pk)

    response = sent(client, fields, also_with=[str(blocked.pk)], comment="The two of them")

    assert errors(response)["also_with"] == [
        "No new interactions, blocked for privacy reasons: Eva Tichá"
    ]
    assert "The two of them" in response.content.decode()
    assert not InteractionLogEntry.objects.exists()


def test_who_is_out_of_sight_is_refused(client, user, contact, template):
    user.groups.get().permissions.remove(Permission.objects.get(codename="see_all"))
    theirs = PersonFactory(salesperson=SalespersonFactory())
    fields = opened(client, contact=contact.pk, template=template.pk)

    response = sent(client, fields, also_with=[str(theirs.pk)])

    assert list(errors(response)) == ["also_with"]
    assert not InteractionLogEntry.objects.exists()


def test_who_has_no_address_is_named(client, contact, template):
    contact.email = "jana@example.com"
    contact.save()
    other = PersonFactory(first_name="Eva", surname="Tichá")
    fields = opened(client, contact=contact.pk, template=template.pk)

    response = sent(client, fields, also_with=[str(other.pk)], correspondence_type="email")

    assert errors(response)["also_with"][0].startswith("Eva Tichá: This contact has no e-mail")
    assert not InteractionLogEntry.objects.exists()


def test_without_scripts_a_further_contact_is_typed(client, contact, template):
    PersonFactory(first_name="Eva", surname="Tichá")
    fields = opened(client, contact=contact.pk, template=template.pk)

    sent(client, fields, also_with_typed="ticha")

    assert InteractionLogEntry.objects.count() == 2


def test_undo_takes_all_of_them_back_and_opens_the_form_with_them(client, contact, template):
    other = PersonFactory()
    fields = opened(client, contact=contact.pk, template=template.pk)
    sent(client, fields, also_with=[str(other.pk)])
    first = InteractionLogEntry.objects.order_by("pk").first()

    response = client.post(f"/interactions/{first.pk}/undo/", follow=True)

    assert not InteractionLogEntry.objects.standing().exists()
    assert response.context["form"].data.getlist("also_with") == [str(other.pk)]


def test_a_correction_speaks_of_one_entry(client, contact, template):
    other = PersonFactory()
    fields = opened(client, contact=contact.pk, template=template.pk)
    sent(client, fields, also_with=[str(other.pk)])
    first = InteractionLogEntry.objects.order_by("pk").first()

    address = f"{NEW}?corrects={first.pk}"
    response = sent(client, opened(client, address), address, description="Meeting")

    assert response.status_code == 302
    assert InteractionLogEntry.objects.standing().count() == 2
    assert InteractionLogEntry.objects.get(corrects=first).batch is None
