"""What may be asked of the log, and that an index answers it."""

import datetime
import zoneinfo

import pytest
from django.http import QueryDict
from django.utils import timezone

from crm import roles
from crm.models import CorrespondenceType, OutgoingMail
from crm.text import search_text
from interactions.filters import (
    InteractionLogEntryFilterSet,
    Period,
    entries_for,
    few_contacts_of,
    log_entry,
    scope,
)
from interactions.models import Evaluation, InformationFlow, InteractionBatch, InteractionLogEntry
from tests.factories import (
    NOW,
    CampaignFactory,
    CancellationFactory,
    CommentFactory,
    CompanyFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    OutgoingMailFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)
from tests.plans import plan_of

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def asked(query: str = "", *, entries=None, now=NOW) -> InteractionLogEntryFilterSet:
    filterset = InteractionLogEntryFilterSet(QueryDict(query), queryset=entries, now=now)
    assert filterset.is_valid(), filterset.errors
    return filterset


def found(query: str, **options) -> set[InteractionLogEntry]:
    return set(asked(query, **options).qs)


def entry(description="Call", **facts) -> InteractionLogEntry:
    return LogEntryFactory(description=description, search_text=search_text(description), **facts)


def test_each_fact_of_an_entry_can_be_asked_for():
    contact, company = PersonFactory(), CompanyFactory()
    template = InteractionTemplateFactory()
    batch = InteractionBatch.objects.create(
        title="Spring", by=UserFactory(), started_at=NOW, occurred_at=NOW
    )
    wanted = entry(
        contact=contact,
        company=company,
        salesperson=SalespersonFactory(),
        template=template,
        campaign=CampaignFactory(),
        batch=batch,
        source=InteractionLogEntry.Source.DOCUMENT,
        document_number="SQ-1042",
        information_flow=InformationFlow.INBOUND,
        correspondence_type=CorrespondenceType.LETTER,
        evaluation=Evaluation.NEGATIVE,
        attempt_failed=True,
    )
    entry(information_flow=InformationFlow.OUTBOUND, evaluation=Evaluation.POSITIVE)

    for query in (
        f"contact={contact.pk}",
        f"company={company.pk}",
        f"salesperson={wanted.salesperson_id}",
        f"template={template.pk}",
        f"group={template.group_id}",
        f"campaign={wanted.campaign_id}",
        f"batch={batch.pk}",
        f"recorded_by={wanted.recorded_by_id}",
        "source=document",
        "document=SQ-1042",
        "flow=inbound",
        "correspondence=letter",
        "evaluation=2",
        "evaluation=1&evaluation=2",
        "status=failed",
    ):
        assert found(query) == {wanted}, query


def test_questions_add_up():
    wanted = entry(information_flow=InformationFlow.INBOUND, evaluation=Evaluation.NEGATIVE)
    entry(information_flow=InformationFlow.INBOUND)
    entry(evaluation=Evaluation.NEGATIVE)

    assert found("flow=inbound&evaluation=2") == {wanted}


def test_what_nobody_decided_can_be_asked_for():
    undecided = entry()
    entry(
        information_flow=InformationFlow.INBOUND,
        correspondence_type=CorrespondenceType.PHONE,
        evaluation=Evaluation.NEUTRAL,
    )

    assert found("flow=none") == {undecided}
    assert found("correspondence=none") == {undecided}
    assert found("evaluation=none") == {undecided}
    assert len(found("evaluation=none&evaluation=3")) == 2


def test_facts_of_the_status_are_asked_each_alone_and_together():
    standing = entry()
    failed = entry(attempt_failed=True)
    canceled = entry(cancellation=CancellationFactory())
    both = entry(cancellation=CancellationFactory(), attempt_failed=True)

    assert found("status=canceled") == {canceled, both}
    assert found("status=standing") == {standing, failed}
    assert found("status=failed") == {failed, both}
    assert found("status=canceled&status=failed") == {both}


def test_days_are_those_of_the_users_clock():
    # 23:30 in Prague on the 2nd is still the 2nd there, and already the 3rd in Tokyo.
    late = entry(occurred_at=datetime.datetime(2026, 11, 2, 22, 30, tzinfo=datetime.UTC))

    with timezone.override(zoneinfo.ZoneInfo("Europe/Prague")):
        assert found("date_from=2026-11-02&date_to=2026-11-02") == {late}
    with timezone.override(zoneinfo.ZoneInfo("Asia/Tokyo")):
        assert found("date_from=2026-11-02&date_to=2026-11-02") == set()
        assert found("period=today", now=NOW) == {late}


def test_first_and_last_moment_of_a_day_belong_to_it():
    with timezone.override(zoneinfo.ZoneInfo("Europe/Prague")):
        midnight = timezone.make_aware(datetime.datetime(2026, 11, 2))  # noqa: DTZ001
        first = entry(occurred_at=midnight)
        last = entry(occurred_at=midnight + DAY - datetime.timedelta(microseconds=1))
        entry(occurred_at=midnight - datetime.timedelta(microseconds=1))
        entry(occurred_at=midnight + DAY)

        assert found("date_from=2026-11-02&date_to=2026-11-02") == {first, last}


def test_days_are_understood_as_people_type_them():
    yesterday = entry(occurred_at=NOW - DAY)
    entry(occurred_at=NOW)

    assert found("date_from=vcera&date_to=2.11.") == {yesterday}


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.TODAY, "2026-11-05", "2026-11-05"),
        (Period.YESTERDAY, "2026-11-04", "2026-11-04"),
        (Period.THIS_WEEK, "2026-11-02", "2026-11-05"),
        (Period.THIS_MONTH, "2026-11-01", "2026-11-05"),
        (Period.LAST_30_DAYS, "2026-10-07", "2026-11-05"),
    ],
)
def test_periods_end_today_and_a_week_begins_on_monday(period, first, last):
    days = period.days(datetime.date(2026, 11, 5))

    assert [day.isoformat() for day in days] == [first, last]


def test_a_period_and_days_are_asked_together():
    filterset = asked("period=this_month&date_from=2026-11-02&date_to=2026-12-24")

    first, beyond = filterset.bounds

    assert timezone.localdate(first) == datetime.date(2026, 11, 2)
    assert timezone.localdate(beyond) == datetime.date(2026, 11, 4)


def test_words_are_found_in_descriptions_and_comments_without_accents():
    described = entry("Nabídka na čerpadlo")
    commented = CommentFactory(text="Slíbil objednávku čerpadla", entry=entry("Call")).entry
    entry("Letter")

    assert found("q=cerpadl") == {described, commented}
    assert found("q=nabidka+cerp") == {described}
    assert found("q=ledov") == set()
    assert found("q=%21%3F") == set()


def test_frequent_words_are_found_by_reading_and_the_answer_is_the_same(monkeypatch):
    monkeypatch.setattr(log_entry, "FOUND_BY_WORDS", 2)
    described = [entry(f"Nabídka {number}") for number in range(3)]
    commented = CommentFactory(text="Chce nabídku", entry=entry("Call")).entry
    entry("Letter")

    filterset = asked("q=nabid")

    assert filterset.found_by_words is None
    assert set(filterset.qs) == {*described, commented}


def test_an_entry_is_found_once_though_all_of_its_words_match():
    wanted = entry("Nabídka")
    CommentFactory.create_batch(2, text="Nabídka", entry=wanted)

    assert list(asked("q=nabidka").qs) == [wanted]


def test_what_became_of_the_mail_is_asked_for():
    entry()
    of_state = {}
    for state in OutgoingMail.State:
        mail = OutgoingMailFactory(state=state)
        of_state[state] = entry(event_key=mail.key)
    state = OutgoingMail.State

    assert found("status=undelivered") == {of_state[state.FAILED], of_state[state.UNCLEAR]}
    assert found("status=unsent") == {of_state[state.PENDING], of_state[state.SENDING]}
    assert found("status=sent") == {of_state[state.SENT]}


@pytest.mark.parametrize(
    "query",
    [
        "contact=x",
        "contact=99999999999999999999",
        "evaluation=7",
        "status=lost",
        "date_from=31.2.",
        "date_from=9999-01-01",
        "period=never",
        "source=x",
        "q=%00",
        "document=" + "x" * 31,
        "batch=-1",
        "recorded_by=%F0%9F%92%A9",
    ],
)
def test_what_makes_no_sense_is_an_error_of_the_form_and_not_of_the_server(query):
    filterset = InteractionLogEntryFilterSet(QueryDict(query), now=NOW)

    assert not filterset.is_valid()
    assert list(filterset.qs) == []


def test_a_contact_out_of_scope_is_no_choice(rf):
    user = seller()
    user.groups.clear()
    request = rf.get("/")
    request.user = user
    hidden = LogEntryFactory(contact__salesperson=SalespersonFactory())

    filterset = InteractionLogEntryFilterSet(
        QueryDict(f"contact={hidden.contact_id}"), request=request
    )

    assert "contact" in filterset.errors


def test_the_title_of_a_batch_out_of_scope_is_no_chip(rf):
    user = scoped()
    request = rf.get("/")
    request.user = user
    own, others = (
        LogEntryFactory(
            contact__salesperson=salesperson,
            batch=InteractionBatch.objects.create(
                title="Spring", by=UserFactory(), started_at=NOW, occurred_at=NOW
            ),
        )
        for salesperson in (user.own_salesperson, SalespersonFactory())
    )

    seen, hidden = (
        InteractionLogEntryFilterSet(QueryDict(f"batch={entry.batch_id}"), request=request)
        for entry in (own, others)
    )

    assert seen.is_valid()
    assert "batch" in hidden.errors


def test_a_page_further_on_is_not_bound_twice():
    filterset = asked("date_from=2026-01-01&date_to=2026-11-03")
    first, beyond = filterset.bounds

    assert 'occurred_at" <' not in str(filterset.continued(newest=NOW).query).split("WHERE")[1]
    assert 'occurred_at" >' not in str(filterset.continued(oldest=NOW).query).split("WHERE")[1]
    assert str(filterset.continued(newest=beyond, oldest=first - DAY).query) == str(
        filterset.qs.query
    )


# Scopes.


def scoped(salesperson=None):
    user = seller(roles.SALESPERSON)
    user.groups.clear()
    return user


@pytest.mark.parametrize("few", [1_000, 1])
def test_entries_are_those_of_the_contacts_in_scope_however_they_are_asked_for(monkeypatch, few):
    monkeypatch.setattr(scope, "FEW_CONTACTS", few)
    user = scoped()
    own = LogEntryFactory(contact__salesperson=user.own_salesperson)
    nobodys = LogEntryFactory(contact__salesperson=None)
    LogEntryFactory(contact__salesperson=SalespersonFactory())

    assert set(entries_for(user)) == {own, nobodys}
    assert (few_contacts_of(user) is None) == (few == 1)


def test_who_sees_everything_is_not_asked_for_his_contacts(django_assert_num_queries):
    user = seller()
    assert user.scope is None

    with django_assert_num_queries(0):
        assert few_contacts_of(user) is None


# Plans: none of the questions reads the whole log and sorts it.

INDEXED = {
    "": "log_newest",
    "contact={contact}": "log_contact",
    "company={company}": "log_company",
    "salesperson={salesperson}": "log_salesperson",
    "template={template}": "log_template",
    "group={group}": "log_group",
    "campaign={campaign}": "log_campaign",
    "batch={batch}": "log_batch",
    "recorded_by={recorded_by}": "log_recorded_by",
    "document=SQ-1": "log_document",
    "date_from=2026-11-01&date_to=2026-11-03": "log_newest",
    "period=last_30_days": "log_newest",
    "status=canceled": "log_canceled",
    "status=standing": "log_newest",
    "status=failed": "log_newest",
    "status=undelivered": "log_newest",
    "status=sent": "log_newest",
    "evaluation=2": "log_newest",
    "flow=inbound": "log_newest",
    "correspondence=letter": "log_newest",
    "source=document": "log_newest",
}


@pytest.mark.parametrize(("query", "index"), INDEXED.items())
def test_the_newest_fifty_come_from_an_index(query, index):
    batch = InteractionBatch.objects.create(
        title="Spring", by=UserFactory(), started_at=NOW, occurred_at=NOW
    )
    one = entry(company=CompanyFactory(), campaign=CampaignFactory(), batch=batch)
    keys = {
        name: getattr(one, f"{name}_id")
        for name in (
            "contact",
            "company",
            "salesperson",
            "template",
            "group",
            "campaign",
            "batch",
            "recorded_by",
        )
    }

    # A document has few of many entries: they may be sorted.
    may_sort = index == "log_document"
    if may_sort:
        alike = {name: getattr(one, name) for name in ("contact", "template", "recorded_by")}
        LogEntryFactory.create_batch(300, **alike, salesperson=one.salesperson)
    newest = asked(query.format(**keys)).qs.newest_first().values("pk")[:51]
    plan = plan_of(newest, may_sort=may_sort)

    assert index in plan
    assert "Seq Scan on interactions_interactionlogentry" not in plan
    if not may_sort:
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan


def test_a_large_scope_walks_the_log_and_asks_each_entry_for_its_contact(monkeypatch):
    monkeypatch.setattr(scope, "FEW_CONTACTS", 0)
    user = scoped()
    LogEntryFactory(contact__salesperson=user.own_salesperson)

    plan = plan_of(entries_for(user).newest_first().values("pk")[:51])

    assert "log_newest" in plan
    assert "TEMP B-TREE" not in plan


def test_a_small_scope_goes_by_its_contacts():
    user = scoped()
    LogEntryFactory(contact__salesperson=user.own_salesperson)

    plan = plan_of(entries_for(user).newest_first().values("pk")[:51])

    assert "log_contact" in plan


def test_words_are_looked_up_in_their_index_before_the_log_is_read():
    wanted = entry("Nabídka")

    plan = plan_of(asked("q=nabidka").qs.newest_first().values("pk")[:51])

    assert "SCAN interactions_interactionlogentry" not in plan
    assert "Seq Scan" not in plan
    assert found("q=nabidka") == {wanted}
