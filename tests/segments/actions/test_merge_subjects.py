"""The subject of an entry is what its contact got: the fields of a segment's subject are filled."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.actions.pace import Pace
from interactions.integrity import stale_words
from interactions.merge_fields import MERGE_FIELDS, merge, values_for
from interactions.models import InteractionLogEntry
from segments.actions import logging_steps, merge_subjects
from segments.actions.log_segment import log_segment
from segments.actions.logging_steps import run_step, run_steps
from segments.models import MergedSubject
from tests.factories import (
    NOW,
    CampaignFactory,
    CompanyFactory,
    InteractionTemplateFactory,
    PersonFactory,
    SalespersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    TemplateTextFactory,
)

pytestmark = pytest.mark.django_db
EVERY_FIELD = "".join(f"{{{name}}}" for name in MERGE_FIELDS)


@pytest.fixture
def template():
    template = InteractionTemplateFactory(language="en")
    TemplateTextFactory(template=template, language="en", subject="For {first_name}")
    TemplateTextFactory(template=template, language="cs", subject="Pro: {first_name}, {today}")
    return template


def person(**values):
    facts = {"first_name": "Jana", "surname": "Nováková", "salutation": "Vážená paní Nováková"}
    return PersonFactory(**facts | values)


def subjects(segment) -> list[str]:
    entries = InteractionLogEntry.objects.filter(batch__segment=segment).order_by("contact")
    return list(entries.values_list("subject", flat=True))


def logged(segment, marketer, *contacts, **values):
    for contact in contacts:
        SegmentLineFactory(segment=segment, contact=contact, **values)
    log_segment(segment=segment, by=marketer, now=NOW)
    return subjects(segment)


@pytest.mark.parametrize("name", MERGE_FIELDS)
def test_each_field_says_the_same_as_anywhere_else(marketer, name):
    company = CompanyFactory(company_name="Kovo Brno", phone="+420541234567", city="Brno")
    full = person(
        company=company,
        title_before="Ing.",
        title_after="Ph.D.",
        job_title="Buyer",
        street="Husova 12",
        post_code="602 00",
        city="Brno",
        email="jana@example.com",
        mobile="+420777123456",
        language="cs",
    )
    bare = person(first_name="", surname="X", salutation="", email="")
    ours = SalespersonFactory(name="Petr Malý", email="petr@example.com", phone="+420602111222")
    segment = SegmentFactory(
        subject=f"«{{{name}}}»", salesperson=ours, campaign=CampaignFactory(description="Fair")
    )

    said = logged(segment, marketer, full, company, bare)

    entries = InteractionLogEntry.objects.order_by("contact")
    assert said == [
        merge(
            f"«{{{name}}}»",
            values_for(e.contact, e.salesperson, e.campaign, NOW, language=e.language),
        )
        for e in entries
    ]


def test_each_line_has_the_text_of_its_template_in_its_language(marketer, template):
    other = InteractionTemplateFactory(language="en")
    TemplateTextFactory(template=other, language="en", subject="{surname}: welcome")
    segment = SegmentFactory(template=template)
    for values, language in (({}, "en"), ({}, "cs"), ({"template": other}, "en")):
        SegmentLineFactory(segment=segment, contact=person(language=language), **values)

    assert logged(segment, marketer) == [
        "For Jana",
        "Pro: Jana, 3. listopadu 2026",
        "Nováková: welcome",
    ]


def test_subjects_of_header_and_line_are_filled_too(marketer, template):
    segment = SegmentFactory(template=template, subject="News for {first_name}")
    SegmentLineFactory(segment=segment, contact=person())
    SegmentLineFactory(segment=segment, contact=person(), subject="Only for you, {first_name}")
    SegmentLineFactory(segment=segment, contact=person(), subject="Plain")
    SegmentLineFactory(segment=segment, contact=person(), subject="")

    assert logged(segment, marketer) == [
        "News for Jana",
        "Only for you, Jana",
        "Plain",
        "",
    ]


@pytest.mark.parametrize(
    ("first_name", "said"),
    [
        ("{city}", "For {city}"),
        ("{{city}}", "For {{city}}"),
        ("%s %(x)s \\1", "For %s %(x)s \\1"),
        ("<script>'\"", "For <script>'\""),
        ("{" * 40, "For " + "{" * 40),
        ("", "For"),
    ],
)
def test_what_a_contact_is_called_is_nothing_but_a_name(marketer, template, first_name, said):
    contact = person(first_name=first_name, city="Brno")

    assert logged(SegmentFactory(template=template), marketer, contact) == [said]


def test_a_subject_that_grows_too_long_is_cut(marketer):
    segment = SegmentFactory(subject=f"{'x' * 170} {{contact_name}} {{street}}")

    [subject] = logged(segment, marketer, person(street="S" * 100))

    assert len(subject) == 200
    assert subject.endswith("…")


def test_doubled_braces_mean_themselves(marketer):
    assert logged(SegmentFactory(subject="{{a}} {{{city}}}"), marketer, person(city="Brno")) == [
        "{a} {Brno}"
    ]


def test_an_entry_is_found_by_the_words_of_its_filled_subject(marketer, template):
    logged(SegmentFactory(template=template), marketer, person(first_name="Šárka"))

    assert InteractionLogEntry.objects.filter(search_text__words="sarka").count() == 1
    assert list(stale_words()) == []


def test_nothing_is_left_behind_and_no_line_is_changed(marketer, template):
    segment = SegmentFactory(template=template)

    logged(segment, marketer, person(), person(privacy_blocked=True))

    assert not MergedSubject.objects.exists()
    assert set(segment.lines.values_list("subject", "subject_words")) == {(None, None)}


@pytest.fixture
def long_way(monkeypatch):
    monkeypatch.setattr("segments.actions.log_segment.ONE_STEP", {"sqlite": 0, "postgresql": 0})


def test_a_long_segment_is_filled_step_by_step(marketer, template, long_way, monkeypatch):
    monkeypatch.setattr(merge_subjects, "SLICE", 2)
    segment = SegmentFactory(template=template)
    names = [f"N{number}" for number in range(7)]
    for name in names:
        SegmentLineFactory(segment=segment, contact=person(first_name=name))

    batch = log_segment(segment=segment, by=marketer, now=NOW)
    run_steps(batch=batch, now=NOW, pace=Pace(3, rest=0))

    assert subjects(segment) == [f"For {name}" for name in names]


def statements_of_a_step(segment, marketer) -> list[str]:
    batch = log_segment(segment=segment, by=marketer, now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        run_step(batch=batch, now=NOW, size=30)
    return [query["sql"] for query in asked.captured_queries]


def test_a_step_with_fields_costs_the_same_whatever_its_length(marketer, long_way):
    asked = []
    for count in (2, 20):
        segment = SegmentFactory(subject=EVERY_FIELD, campaign=CampaignFactory())
        for _ in range(count):
            SegmentLineFactory(segment=segment, contact=person(company=CompanyFactory()))
        asked.append(statements_of_a_step(segment, marketer))

    assert len(asked[0]) == len(asked[1]) <= 22
    assert sum('INSERT INTO "interactions_interactionlogentry"' in sql for sql in asked[1]) == 1


def test_subjects_without_fields_are_nobodys_work(marketer, template, long_way):
    """Other templates may have fields: what is not used here is not filled."""
    plain = InteractionTemplateFactory(language="en")
    TemplateTextFactory(template=plain, language="en", subject="Invitation")
    segment = SegmentFactory(template=plain)
    SegmentLineFactory(segment=segment)
    SegmentLineFactory(segment=segment, template=template, subject="Mine")

    asked = statements_of_a_step(segment, marketer)

    assert not [sql for sql in asked if "mergedsubject" in sql]


def test_a_taken_over_step_fills_as_the_first_one_would(marketer, template, long_way):
    """A run that is killed leaves no filled subject of a step that did not end."""
    segment = SegmentFactory(template=template)
    SegmentLineFactory.create_batch(2, segment=segment)
    batch = log_segment(segment=segment, by=marketer, now=NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging_steps, "_finish", _killed)
        with pytest.raises(KeyboardInterrupt):
            run_steps(batch=batch, now=NOW, pace=Pace(5, rest=0))
    assert not MergedSubject.objects.exists()

    run_steps(batch=batch, now=NOW, pace=Pace(5, rest=0))

    assert len(subjects(segment)) == 2


def _killed(*args):
    raise KeyboardInterrupt
