import ast
import datetime
import uuid
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission

from crm.actions.finish_form import AlreadyFinished
from crm.models import FinishedForm
from interactions.actions.record import (
    ContactOutOfSight,
    EmailAddressMissing,
    NotFilledIn,
    NotHappenedYet,
    PrivacyBlocked,
    TemplateBlocked,
    record_interactions,
)
from interactions.drafts import InteractionDraft, Source
from interactions.models import Comment, Evaluation, InteractionLogEntry
from tests.factories import (
    NOW,
    CampaignFactory,
    CompanyFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

PROJECT = Path(__file__).resolve().parents[3]
KEY = uuid.UUID("7a4a1c4e-91b5-4c6f-b6c8-3c6d6f0a9f10")
# What writes a row of the log without the door. Purging deletes and canceling updates: not here.
MAKERS = {"create", "bulk_create", "get_or_create", "update_or_create"}

pytestmark = pytest.mark.django_db


def make_draft(**values):
    defaults = {
        "contact": values.get("contact") or PersonFactory(),
        "template": values.get("template") or InteractionTemplateFactory(),
        "occurred_at": NOW - datetime.timedelta(hours=1),
        "description": "Called about the offer",
        "salesperson": values.get("salesperson") or SalespersonFactory(),
    }
    return InteractionDraft(**defaults | values)


def record(*drafts, by=None, **arguments):
    return record_interactions(drafts=drafts, by=by or seller(), **{"now": NOW} | arguments)


def test_entry_holds_every_fact_of_the_draft():
    user = seller()
    draft = make_draft(
        contact=PersonFactory(company=CompanyFactory(), email="jana@example.com"),
        subject="Offer",
        language="cs",
        correspondence_type="email",
        contacted_via="jana@example.com",
        information_flow="outbound",
        initiated_by="us",
        cost=Decimal("12.50"),
        duration=15,
        evaluation=Evaluation.POSITIVE,
        attempt_failed=True,
        campaign=CampaignFactory(),
        source=Source.DOCUMENT,
        document_kind="sales_quote",
        document_number="Q1",
        corrects=LogEntryFactory(),
    )

    [recorded] = record(draft, by=user)

    entry = InteractionLogEntry.objects.get(pk=recorded.pk)
    drafted = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    drafted.pop("comment")
    drafted.pop("next_step")
    assert {name: getattr(entry, name) for name in drafted} == drafted
    assert (entry.recorded_by, entry.recorded_at) == (user, NOW)
    assert (entry.evaluated_by, entry.evaluated_at) == (user, NOW)


def test_group_is_that_of_the_template():
    template = InteractionTemplateFactory()

    [entry] = record(make_draft(template=template))

    assert entry.group == template.group


def test_company_is_the_one_the_person_belongs_to_then():
    company = CompanyFactory()
    person = PersonFactory(company=company)

    [entry] = record(make_draft(contact=person))
    person.company = CompanyFactory()
    person.save()

    entry.refresh_from_db()
    assert entry.company == company


def test_company_of_a_company_is_itself_and_of_nobody_none():
    company, person = CompanyFactory(), PersonFactory(company=None)

    entries = record(make_draft(contact=company), make_draft(contact=person))

    assert [entry.company for entry in entries] == [company, None]


def test_description_is_found_without_accents():
    [entry] = record(make_draft(description="Schůzka o Žižkově"))

    assert InteractionLogEntry.objects.get(search_text__words="ziz schuz") == entry


def test_first_comment_is_the_one_of_the_form():
    user = seller()

    [entry] = record(make_draft(comment="Wants a discount\nof 5 %"), by=user)

    comment = entry.comments.get()
    assert (comment.text, comment.by, comment.at) == ("Wants a discount\nof 5 %", user, NOW)
    assert Comment.objects.get(search_text__words="disc") == comment


@pytest.mark.parametrize("comment", ["", "  \n "])
def test_blank_comment_is_none(comment):
    [entry] = record(make_draft(comment=comment))

    assert not entry.comments.exists()


def test_nothing_to_record_uses_up_no_key():
    assert record(form_key=KEY) == []

    assert not FinishedForm.objects.exists()


# What is checked again at the door.


def test_privacy_blocked_contact_is_refused_even_if_the_form_saw_another_one():
    draft = make_draft()
    blocked = draft.contact.__class__.objects.get(pk=draft.contact.pk)
    blocked.privacy_blocked = True
    blocked.save()

    with pytest.raises(PrivacyBlocked, match="blocked for privacy reasons") as refusal:
        record(draft)

    assert refusal.value.field == "contact"


def test_contact_out_of_sight_is_refused():
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="record_own"))
    draft = make_draft(contact=PersonFactory(salesperson=SalespersonFactory()))

    with pytest.raises(ContactOutOfSight):
        record(draft, by=user)


def test_deleted_contact_is_refused():
    draft = make_draft()
    draft.contact.__class__.objects.filter(pk=draft.contact.pk).delete()

    with pytest.raises(ContactOutOfSight):
        record(draft)


def test_blocked_template_is_refused():
    with pytest.raises(TemplateBlocked) as refusal:
        record(make_draft(template=InteractionTemplateFactory(blocked=True)))

    assert refusal.value.field == "template"


def test_deleted_template_is_refused():
    draft = make_draft()
    draft.template.__class__.objects.filter(pk=draft.template.pk).delete()

    with pytest.raises(TemplateBlocked):
        record(draft)


@pytest.mark.parametrize("address", [{"email": "a@b.cz"}, {"second_email": "a@b.cz"}])
def test_email_needs_an_address(address):
    draft = make_draft(contact=PersonFactory(**address), correspondence_type="email")

    record(draft)
    with pytest.raises(EmailAddressMissing) as refusal:
        record(replace(draft, contact=PersonFactory()))

    assert refusal.value.field == "correspondence_type"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("description", "", "Fill in: Description."),
        ("salesperson", None, "Fill in: Salesperson."),
        ("description", "a" * 151, "Ensure this value has at most 150 characters (it has 151)."),
        ("description", "a\x00b", "This text contains a character that cannot be stored."),
        ("cost", Decimal(-1), "Ensure this value is greater than or equal to 0."),
        ("cost", Decimal("NaN"), "“NaN” value must be a decimal number."),
        ("duration", 100_001, "Ensure this value is less than or equal to 100000."),
        ("evaluation", 6, "Value 6 is not a valid choice."),
        ("language", "xx", "Value 'xx' is not a valid choice."),
        ("comment", "a" * 20_001, "Ensure this value has at most 20000 characters (it has 20001)."),
        ("comment", "\ud800", "This text contains a character that cannot be stored."),
    ],
)
def test_what_cannot_be_kept_is_refused(field, value, sentence):
    with pytest.raises(NotFilledIn) as refusal:
        record(make_draft(**{"salesperson": SalespersonFactory(), field: value}))

    assert (refusal.value.field, str(refusal.value)) == (field, sentence)


@pytest.mark.parametrize("year", [1899, 2200])
def test_years_far_away_are_refused(year):
    draft = make_draft(
        occurred_at=datetime.datetime(year, 6, 1, tzinfo=datetime.UTC), source=Source.EVENT
    )

    with pytest.raises(NotFilledIn) as refusal:
        record(draft)

    assert refusal.value.field == "occurred_at"


def test_what_a_person_writes_down_has_happened():
    draft = make_draft(occurred_at=NOW + datetime.timedelta(minutes=1))

    with pytest.raises(NotHappenedYet) as refusal:
        record(draft)

    assert refusal.value.field == "date"


def test_a_machine_may_be_ahead_of_our_clock_and_lack_a_salesperson():
    draft = replace(
        make_draft(occurred_at=NOW + datetime.timedelta(minutes=1), source=Source.EVENT),
        salesperson=None,
    )

    [entry] = record(draft)

    assert entry.salesperson is None


def test_one_bad_draft_leaves_nothing_of_the_good_ones():
    with pytest.raises(TemplateBlocked):
        record(
            make_draft(comment="good"),
            make_draft(template=InteractionTemplateFactory(blocked=True)),
            form_key=KEY,
        )

    assert not InteractionLogEntry.objects.exists()
    assert not Comment.objects.exists()
    assert not FinishedForm.objects.exists()


# Once, however often it arrives.


def test_second_arrival_is_told_who_when_and_where():
    first, second = seller(), seller()
    draft = make_draft()
    result = "/contacts/1/?mark={0.pk}".format
    [entry] = record(draft, by=first, form_key=KEY, result_path=result)

    later = NOW + datetime.timedelta(minutes=3)
    with pytest.raises(AlreadyFinished) as refusal:
        record(draft, by=second, now=later, form_key=KEY)

    told = refusal.value
    assert (told.by, told.at, told.path) == (first, NOW, f"/contacts/1/?mark={entry.pk}")
    assert InteractionLogEntry.objects.get() == entry


def test_long_way_back_gives_way_to_the_entry():
    [entry] = record(make_draft(), form_key=KEY, result_path=lambda _: "/?q=" + "q" * 200)

    assert FinishedForm.objects.get().path == f"/interactions/{entry.pk}/"


def test_refused_form_can_be_sent_again_with_its_key():
    draft = make_draft()
    with pytest.raises(NotFilledIn):
        record(replace(draft, description=""), form_key=KEY)

    [entry] = record(draft, form_key=KEY)

    assert InteractionLogEntry.objects.get() == entry


@pytest.mark.parametrize("number", [1, 3])
def test_number_of_statements_does_not_grow_with_the_drafts(number, django_assert_num_queries):
    user = seller()
    drafts = [make_draft(comment="text") for _ in range(number)]
    assert user.scope is None

    # The key, contacts, templates, entries, comments, the path of the result; the transaction
    # and the claim of the key are a savepoint each.
    with django_assert_num_queries(6 + 2 * 2):
        record(*drafts, by=user, form_key=KEY)


def test_nobody_else_constructs_a_log_entry():
    offenders = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for room in ("crm", "interactions", "segments")
        for path in sorted((PROJECT / room).rglob("*.py"))
        if path.name != "record.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and constructs_an_entry(node)
    ]

    assert offenders == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("InteractionLogEntry(contact=1)", True),
        ("models.InteractionLogEntry(contact=1)", True),
        ("InteractionLogEntry.objects.create(contact=1)", True),
        ("contact.interactions.create(template=1)", True),
        ("InteractionLogEntry.objects.filter(pk=1).update(evaluation=1)", False),
    ],
)
def test_the_search_for_constructions_finds_them(source, found):
    assert constructs_an_entry(ast.parse(source).body[0].value) is found


def constructs_an_entry(call):
    called = ast.unparse(call.func)
    if called.rpartition(".")[2] == "InteractionLogEntry":
        return True
    owner, _, name = called.rpartition(".")
    through = {"InteractionLogEntry", "interactions", "company_interactions", "entries"}
    return name in MAKERS and bool(through & set(owner.split(".")))
