"""The log as a list: columns, filters, totals, pages, views and files."""

import csv
import datetime
import io
import re
from decimal import Decimal
from http import HTTPStatus
from itertools import chain
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from crm import roles
from crm.text import search_text
from interactions import totals
from interactions.columns import LOG_ENTRY_COLUMNS
from interactions.filters import scope
from interactions.models import Evaluation, InteractionLogEntry
from tests.factories import (
    NOW,
    AttachmentFactory,
    CancellationFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    MarketingSetupFactory,
    OutgoingMailFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db

LOG = "/interactions/"
HTMX_FOOT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "log-foot"}


@pytest.fixture
def user(client):
    user = seller()
    client.force_login(user)
    return user


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def keys_of(response) -> list[int]:
    return [row.pk for row in response.context["rows"]]


def notices_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_entries_stand_newest_first_with_the_facts_of_each(client, user):
    contact = PersonFactory(first_name="Jana", surname="Nováková")
    older = LogEntryFactory(
        occurred_at=NOW.replace(year=2025),
        contact=contact,
        description="Call about <the> offer",
        evaluation=Evaluation.NEGATIVE,
        cost=Decimal("12.50"),
        duration=75,
        attempt_failed=True,
        document_number="SQ-7",
    )
    newer = LogEntryFactory(
        cancellation=CancellationFactory(by=UserFactory(first_name="Petr"), reason="twice")
    )

    response = client.get(LOG)

    page = text_of(response)
    assert keys_of(response) == [newer.pk, older.pk]
    assert "Call about &lt;the&gt; offer" in page
    assert f'href="/contacts/{contact.pk}/"' in page
    assert f'href="/interactions/{older.pk}/"' in page
    for shown in ("Attempt failed", "Canceled", "Negative", "SQ-7", "Manually", "12.50"):
        assert shown in page
    assert "Petr: twice" in page


def test_default_columns_stand_in_their_order_and_others_can_be_switched_on(client, user):
    LogEntryFactory()

    usual = client.get(LOG)
    chosen = client.get(LOG, {"columns": ["recorded_by", "group", "status", "nonsense"]})

    assert [column.name for column, _sort in usual.context["columns"]] == [
        "status",
        "occurred_at",
        "contact",
        "company",
        "template",
        "description",
        "evaluation",
        "salesperson",
        "duration",
        "cost",
        "source",
        "document",
        "number",
    ]
    assert [column.name for column, _sort in chosen.context["columns"]] == [
        "status",
        "group",
        "recorded_by",
    ]


def test_every_column_can_be_shown_at_once(client, user):
    LogEntryFactory(cancellation=CancellationFactory())
    names = [column.name for column in LOG_ENTRY_COLUMNS]

    response = client.get(LOG, {"columns": names})

    assert [column.name for column, _sort in response.context["columns"]] == names


def test_a_list_filtered_to_one_thing_says_so_in_heading_and_chip(client, user):
    entry = LogEntryFactory(contact__surname="Dvořák", contact__first_name="")

    response = client.get(LOG, {"contact": entry.contact_id})

    assert response.context["heading"] == "Interaction Log Entries: Dvořák"
    assert [(chip.label, chip.value) for chip in response.context["filtering"].chips] == [
        ("Contact", "Dvořák")
    ]


def test_the_quick_search_finds_words_without_accents(client, user):
    wanted = LogEntryFactory(description="Nabídka", search_text=search_text("Nabídka"))
    LogEntryFactory(description="Letter", search_text=search_text("Letter"))

    assert keys_of(client.get(LOG, {"q": "nabid"})) == [wanted.pk]


def test_no_match_says_so_and_offers_to_clear(client, user):
    LogEntryFactory()

    page = text_of(client.get(LOG, {"evaluation": "1"}))

    assert "No entry matches the filters." in page
    assert "Clear filters" in page


def test_what_is_not_understood_is_left_out_with_a_notice(client, user):
    entry = LogEntryFactory()

    response = client.get(LOG, {"contact": "x", "evil": "1", "status": "gone"})

    assert keys_of(response) == [entry.pk]
    assert len(notices_of(response)) == 1
    for name in ("contact", "evil", "status"):
        assert name in notices_of(response)[0]


@pytest.mark.parametrize(
    "query",
    [
        "after=1~2026-11-03T14:05:00%2B00:00&after=x",
        "after=99999999999999999999~x",
        "before=1~9999-12-31T23:59:59%2B00:00",
        "after=1~0001-01-01T00:00:00%2B00:00",
        "last=1&sort=nonsense",
        "sort=-cost",
        "columns=%00",
        "total=%00",
        "format=pdf",
        "q=" + "x" * 5000,
        "date_from=%F0%9F%92%A9&date_to=0001-01-01",
        "contact=1&contact=2&template=-1",
        "document=%3Cscript%3E",
        "mark=%27",
    ],
)
def test_hostile_addresses_open_the_list(client, user, query):
    LogEntryFactory()

    assert client.get(f"{LOG}?{query}").status_code == HTTPStatus.OK


# Pages


def hundred_and_twenty(**facts) -> list[int]:
    entry = LogEntryFactory(**facts)
    first = InteractionLogEntry.objects.get(pk=entry.pk)
    copies = []
    for number in range(119):
        first.pk = first.id = None
        first.occurred_at = NOW.replace(hour=number % 24, minute=number % 7)
        copies.append(InteractionLogEntry(**{f.attname: getattr(first, f.attname) for f in FIELDS}))
    InteractionLogEntry.objects.bulk_create(copies)
    return list(InteractionLogEntry.objects.newest_first().values_list("pk", flat=True))


FIELDS = [field for field in InteractionLogEntry._meta.concrete_fields if not field.primary_key]


def walk(client, response, link: str) -> list[list[int]]:
    pages = [keys_of(response)]
    while address := response.context["pager"][link]:
        response = client.get(f"{LOG}{address}")
        pages.append(keys_of(response))
    return pages


def test_pages_lead_forward_and_back_over_every_entry_once(client, user):
    everything = hundred_and_twenty()

    first = client.get(LOG)
    last = client.get(f"{LOG}{first.context['pager']['last']}")
    forward, back = walk(client, first, "next"), walk(client, last, "previous")

    assert [len(page) for page in forward] == [50, 50, 20]
    assert [*chain.from_iterable(forward)] == everything
    assert [*chain.from_iterable(reversed(back))] == everything


def test_what_became_of_a_mail_stands_among_the_other_facts(client, user):
    refused = OutgoingMailFactory(state="failed", answer="550 no such user")
    sent = OutgoingMailFactory(state="sent")
    for number, mail in enumerate((refused, sent)):
        LogEntryFactory(
            event_key=mail.key,
            attempt_failed=True,
            occurred_at=NOW - datetime.timedelta(hours=number),
        )

    page = client.get(LOG, {"columns": "status"}).content.decode()
    rows = csv_of(client.get(LOG, {"columns": "status", "format": "csv"}))

    badges = re.findall(r'<span class="badge[^"]*"(?: title="([^"]*)")?>([^<]+)</span>', page)
    assert badges[-4:] == [
        ("550 no such user", "Not delivered"),
        ("", "Attempt failed"),
        ("", "Attempt failed"),
        ("", "Sent"),
    ]
    assert [row["Status"] for row in rows] == [
        "Not delivered, Attempt failed",
        "Attempt failed, Sent",
    ]


def test_pages_keep_to_the_filter_and_to_the_days(client, user):
    everything = hundred_and_twenty()

    first = client.get(LOG, {"date_from": "2026-11-03", "date_to": "2026-11-03"})
    pages = walk(client, first, "next")

    found = [*chain.from_iterable(pages)]
    local_day = [
        entry.pk
        for entry in InteractionLogEntry.objects.newest_first()
        if entry.occurred_at.hour < 23
    ]
    assert len(pages) == 3
    assert found == [key for key in everything if key in set(local_day)]


def test_the_oldest_can_come_first(client, user):
    everything = hundred_and_twenty()

    pages = walk(client, client.get(LOG, {"sort": "occurred_at"}), "next")

    assert [*chain.from_iterable(pages)] == everything[::-1]


# The foot


def foot_of(response) -> tuple[str, str, str]:
    foot = response.context["foot"]
    return foot["number"], foot["cost"].replace("\xa0", " "), foot["duration"].replace("\xa0", " ")


def test_the_foot_sums_what_is_not_canceled(client, user):
    MarketingSetupFactory(currency="CZK")
    LogEntryFactory(cost=Decimal("1000.50"), duration=50)
    LogEntryFactory(cost=1, duration=15)
    LogEntryFactory(cost=7, duration=7, cancellation=CancellationFactory())

    response = client.get(LOG)

    assert response.context["count_label"] == "3"
    assert foot_of(response) == ("2", "1,001.50 CZK", "1 h 5 min")


def test_the_foot_sums_all_pages(client, user):
    hundred_and_twenty(cost=2, duration=1)

    response = client.get(LOG)

    assert response.context["count_label"] == "120"
    assert foot_of(response) == ("120", "240.00 CZK", "2 h")


def test_many_rows_are_counted_up_to_a_point_and_summed_on_request(client, user, monkeypatch):
    monkeypatch.setattr(totals, "IN_PAGE", 100)
    monkeypatch.setattr("interactions.views.log_list.AT_ONCE", 110)
    hundred_and_twenty(cost=2)

    page = client.get(LOG)
    tried = client.get(f"{LOG}{page.context['foot']['try']}", **HTMX_FOOT)
    asked = client.get(f"{LOG}{page.context['foot']['ask']}", **HTMX_FOOT)
    without_script = client.get(f"{LOG}{page.context['foot']['ask']}")

    assert page.context["count_label"] == "1,000+"
    assert not page.context["foot"]["known"]
    assert not tried.context["foot"]["known"]
    assert foot_of(asked) == foot_of(without_script) == ("120", "240.00 CZK", "0 min")
    assert "<html" not in text_of(asked)
    assert "<html" in text_of(without_script)


def test_what_is_asked_of_each_row_is_not_counted_beyond_what_is_known(client, user, monkeypatch):
    monkeypatch.setattr(totals, "IN_PAGE", 100)
    hundred_and_twenty(attempt_failed=True)

    response = client.get(LOG, {"status": "failed"})

    assert response.context["count_label"] == "50+"


# Scope and rights


def test_only_entries_of_contacts_in_scope_are_listed_counted_and_summed(client, user):
    user.groups.first().permissions.remove(Permission.objects.get(codename="see_all"))
    own = LogEntryFactory(contact__salesperson=user.own_salesperson, cost=1)
    LogEntryFactory(contact__salesperson=SalespersonFactory(), cost=100)

    response = client.get(LOG)

    assert keys_of(response) == [own.pk]
    assert foot_of(response)[:2] == ("1", "1.00 CZK")


def test_a_large_scope_lists_the_same(client, user, monkeypatch):
    monkeypatch.setattr(scope, "FEW_CONTACTS", 0)
    user.groups.first().permissions.remove(Permission.objects.get(codename="see_all"))
    own = LogEntryFactory(contact__salesperson=user.own_salesperson)
    LogEntryFactory(contact__salesperson=SalespersonFactory())

    assert keys_of(client.get(LOG)) == [own.pk]
    assert [row["Number"] for row in csv_of(client.get(LOG, {"format": "csv"}))] == [str(own.pk)]


def test_who_has_no_role_may_not_open_the_log(client):
    client.force_login(UserFactory())

    response = client.get(LOG)

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "View interaction log entries" in text_of(response)


# Queries and size


def test_one_row_and_three_ask_the_same(client, user, django_assert_max_num_queries):
    LogEntryFactory()
    client.get(LOG)

    with django_assert_max_num_queries(8) as for_one:
        client.get(LOG)
    LogEntryFactory.create_batch(2)
    with django_assert_max_num_queries(8) as for_three:
        client.get(LOG)

    assert len(for_one) == len(for_three)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "contact={contact}",
        "status=standing",
        "q=hovor",
        "files=no",
        "files=yes",
        "columns=contact,files",
    ],
)
def test_a_full_page_asks_at_most_eight_times(client, user, django_assert_max_num_queries, query):
    hundred_and_twenty(search_text=" hovor", description="Hovor")
    entry = InteractionLogEntry.objects.select_related("template").first()
    if query == "files=yes":
        AttachmentFactory(entry=None, template=entry.template)
    client.get(LOG)

    with django_assert_max_num_queries(8):
        response = client.get(f"{LOG}?{query.format(contact=entry.contact_id)}")

    assert len(response.context["rows"]) == 50


def test_only_who_wants_to_see_files_asks_for_them(client, user, django_assert_max_num_queries):
    LogEntryFactory()

    with django_assert_max_num_queries(8) as usual:
        client.get(LOG)
    with django_assert_max_num_queries(8) as with_files:
        client.get(LOG, {"columns": "contact,files"})

    asked = "interactions_attachment"
    assert not any(asked in query["sql"] for query in usual.captured_queries)
    assert any(asked in query["sql"] for query in with_files.captured_queries)
    assert len(usual) == len(with_files)


def test_a_paper_clip_leads_to_the_files_of_an_entry(client, user):
    LogEntryFactory()
    entry = AttachmentFactory().entry

    page = text_of(client.get(LOG, {"columns": "contact,files"}))

    link = (
        f'<td class="clip" title="Files"><a href="/interactions/{entry.pk}/#files">Files</a></td>'
    )
    assert link in page
    assert page.count('class="clip"') == 1


@pytest.mark.parametrize("columns", ["", "number,files"])
def test_an_export_says_which_entries_have_files(client, user, columns):
    plain, entry = LogEntryFactory(), AttachmentFactory().entry
    query = {"format": "csv"} | ({"columns": columns} if columns else {})

    rows = csv_of(client.get(LOG, query))

    assert {row["Number"]: row["Files"] for row in rows} == {
        str(plain.pk): "no",
        str(entry.pk): "yes",
    }


def test_a_full_page_is_small(client, user):
    hundred_and_twenty(
        description="Long talk about the offer for three pumps and their service",
        cancellation=CancellationFactory(reason="recorded twice"),
        evaluation=Evaluation.VERY_NEGATIVE,
        attempt_failed=True,
        document_number="SQ-2026-00042",
    )

    assert len(client.get(LOG).content) <= 60 * 1024


# Files


def csv_of(response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def test_a_file_holds_what_the_filter_shows_in_every_column(client, user):
    template = InteractionTemplateFactory(description="Outgoing call")
    wanted = LogEntryFactory(
        template=template,
        group=template.group,
        contact__first_name="Jana",
        contact__surname="Nováková",
        description="=cmd|' /C calc'!A0",
        cost=Decimal("12.50"),
        duration=15,
        evaluation=Evaluation.POSITIVE,
        recorded_by=UserFactory(first_name="Petr", last_name="Malý"),
        attempt_failed=True,
        cancellation=CancellationFactory(),
    )
    LogEntryFactory()

    (row,) = csv_of(client.get(LOG, {"format": "csv", "template": template.pk}))

    assert row == {
        "Status": "Canceled, Attempt failed",
        "Date and time": "2026-11-03 15:05",
        "Contact": "Jana Nováková",
        "Company": "",
        "Interaction Template": "Outgoing call",
        "Description": "'=cmd|' /C calc'!A0",
        "Evaluation": "Positive",
        "Salesperson": str(wanted.salesperson),
        "Duration": "15",
        "Cost": "12.50",
        "Source": "Manually",
        "Document": "",
        "Number": str(wanted.pk),
        "Interaction Group": template.group.code,
        "Files": "no",
        "Subject": "",
        "Information Flow": "",
        "Initiated By": "",
        "Correspondence Type": "",
        "Contacted Via": "",
        "Language": "",
        "Campaign": "",
        "Segment": "",
        "Recorded By": "Petr Malý",
        "Recorded at": "2026-11-03 15:05",
    }


def test_a_file_holds_chosen_columns_in_the_order_of_the_list(client, user):
    entry = LogEntryFactory()

    rows = csv_of(client.get(LOG, {"format": "csv", "columns": ["number", "description"]}))

    assert rows == [{"Description": entry.description, "Number": str(entry.pk)}]


def test_both_formats_hold_every_entry_once(client, user, monkeypatch):
    monkeypatch.setattr("crm.ui.export.SLICE", 50)
    everything = hundred_and_twenty()

    as_csv = csv_of(client.get(LOG, {"format": "csv", "date_to": "2026-12-24"}))
    as_xlsx = client.get(LOG, {"format": "xlsx", "columns": "number"}).getvalue()

    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx)).worksheets[0]
    assert [int(row["Number"]) for row in as_csv] == everything
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["Number", *everything]


def test_the_list_offers_files_to_whoever_may_export(client, user):
    LogEntryFactory()

    links = client.get(LOG, {"status": "standing"}).context["export_links"]

    assert [(label, parse_qs(urlsplit(href).query)) for label, href in links] == [
        ("CSV", {"status": ["standing"], "format": ["csv"]}),
        ("XLSX", {"status": ["standing"], "format": ["xlsx"]}),
    ]


def test_who_may_not_export_gets_no_file_and_no_link(client, user):
    group = user.groups.get(name=roles.SALESPERSON)
    group.permissions.remove(
        Permission.objects.get(codename="export", content_type__app_label="interactions")
    )
    LogEntryFactory()

    refused = client.get(LOG, {"format": "csv"})

    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "Export interactions" in text_of(refused)
    assert client.get(LOG).context["export_links"] == []


def test_a_file_is_in_the_language_and_on_the_clock_of_the_reader(client, user):
    user.language, user.time_zone = "cs", "Asia/Tokyo"
    user.save()
    LogEntryFactory()

    (row,) = csv_of(client.get(LOG, {"format": "csv"}))

    assert row["Datum a čas"] == "2026-11-03 23:05"


# Actions of other cards


def test_the_log_is_opened_from_the_cards_it_is_about(client, user):
    entry = LogEntryFactory(salesperson=user.own_salesperson)

    assert f"{LOG}?contact={entry.contact_id}" in text_of(
        client.get(reverse("contact", args=[entry.contact_id]))
    )
    assert f"{LOG}?salesperson={entry.salesperson_id}" in text_of(
        client.get(reverse("salesperson", args=[entry.salesperson_id]))
    )


@pytest.mark.parametrize("role", roles.ALL_ROLES)
def test_deleting_canceled_entries_is_offered_to_who_may(client, db, role):
    client.force_login(UserFactory(role=role))

    page = text_of(client.get(LOG))

    offered = 'href="/interactions/delete-canceled/"' in page.partition('id="main"')[2]
    assert offered is (role in {roles.MANAGER, roles.SETUP})
