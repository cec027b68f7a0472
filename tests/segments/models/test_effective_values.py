"""The one expression of inheritance against the same rule in plain Python."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from segments.models import SegmentLine
from segments.models.segment_line import Skipped
from tests.factories import (
    NOW,
    CompanyFactory,
    InteractionTemplateFactory,
    PersonFactory,
    SalespersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    TemplateTextFactory,
)

TYPES = ["", "letter", "email", "phone"]
own = st.none() | st.sampled_from(["", "Own"])
maybe_type = st.none() | st.sampled_from(TYPES)
maybe_language = st.none() | st.sampled_from(["", "cs", "en", "de"])
PARTS = st.fixed_dictionaries(
    {
        "interaction_description": own,
        "subject": own,
        "language": maybe_language,
        "correspondence_type": maybe_type,
        "information_flow": st.none() | st.sampled_from(["", "inbound"]),
        "cost": st.none() | st.sampled_from([Decimal(0), Decimal(5)]),
        "duration": st.none() | st.sampled_from([0, 7]),
    }
)
TEMPLATES = st.fixed_dictionaries(
    {
        "unit_cost": st.sampled_from([Decimal(0), Decimal(30)]),
        "unit_duration": st.sampled_from([0, 15]),
        "information_flow": st.sampled_from(["", "outbound"]),
        "correspondence_type": st.sampled_from(TYPES),
        "ignore_contact_correspondence_type": st.booleans(),
        "language": st.sampled_from(["", "cs", "en"]),
    }
)
LANGUAGES = st.sets(st.sampled_from(["cs", "en"]))
FROM_TEMPLATE = {
    "interaction_description": "description",
    "information_flow": "information_flow",
    "cost": "unit_cost",
    "duration": "unit_duration",
}


def first(*values):
    """The first value that somebody decided: null is none, blank and 0 are."""
    return next((value for value in values if value is not None), None)


def expected_values(line, header, contact) -> dict:
    """The rule of the inheritance, said once more in Python."""
    template = line.template or header.template
    values = {
        name: first(
            getattr(line, name),
            None if line.template else getattr(header, name),
            getattr(template, source) if template else None,
        )
        for name, source in FROM_TEMPLATE.items()
    }
    texts = {text.language: text for text in template.texts.all()} if template else {}
    values["language"] = first(
        line.language,
        contact.language if contact.language in texts else None,
        header.language if header.language in texts else None,
        template.language if template else "",
    )
    text = texts.get(values["language"])
    values["subject"] = first(
        line.subject, None if line.template else header.subject, text.subject if text else ""
    )
    values["correspondence_type"] = expected_correspondence(line, header, contact)
    return values


def expected_correspondence(line, header, contact) -> str:
    if line.correspondence_type is not None:
        return line.correspondence_type
    if line.template:
        kind = line.template.correspondence_type
        ignore = line.template.ignore_contact_correspondence_type
    else:
        template = header.template
        kind = first(
            header.correspondence_type, template.correspondence_type if template else None, ""
        )
        ignore = first(
            header.ignore_contact_correspondence_type,
            template.ignore_contact_correspondence_type if template else False,
        )
    return kind if ignore or not contact.correspondence_type else contact.correspondence_type


def make_template(values, languages):
    template = InteractionTemplateFactory(**values)
    for language in languages:
        TemplateTextFactory(template=template, language=language, subject=f"In {language}")
    return template


class InheritanceTests(TestCase):
    @settings(max_examples=80, phases=[Phase.generate])
    @given(
        line=PARTS,
        header=PARTS,
        ignore=st.none() | st.booleans(),
        header_template=st.none() | st.tuples(TEMPLATES, LANGUAGES),
        line_template=st.none() | st.tuples(TEMPLATES, LANGUAGES),
        contact_language=st.sampled_from(["", "cs", "en", "de"]),
        preference=st.sampled_from(TYPES),
    )
    def test_the_expression_says_what_the_rule_says(
        self, line, header, ignore, header_template, line_template, contact_language, preference
    ):
        segment = SegmentFactory(
            template=make_template(*header_template) if header_template else None,
            ignore_contact_correspondence_type=ignore,
            **header,
        )
        row = SegmentLineFactory(
            segment=segment,
            contact=PersonFactory(language=contact_language, correspondence_type=preference),
            template=make_template(*line_template) if line_template else None,
            **line,
        )

        found = SegmentLine.objects.with_effective().get()

        assert {
            name: getattr(found, f"effective_{name}")
            for name in (*FROM_TEMPLATE, "language", "subject", "correspondence_type")
        } == expected_values(row, segment, row.contact)


@pytest.mark.django_db
def test_date_and_salesperson_come_from_line_header_contact():
    ours, theirs = SalespersonFactory(), SalespersonFactory()
    segment = SegmentFactory(salesperson=None, date=datetime.date(2026, 5, 1))
    SegmentLineFactory(segment=segment, contact=PersonFactory(salesperson=theirs))
    SegmentLineFactory(
        segment=segment,
        contact=PersonFactory(salesperson=theirs),
        salesperson=ours,
        date=datetime.date(2026, 6, 2),
    )

    found = SegmentLine.objects.with_effective().order_by("pk")

    assert [(line.effective_date, line.effective_salesperson) for line in found] == [
        (datetime.date(2026, 5, 1), theirs.pk),
        (datetime.date(2026, 6, 2), ours.pk),
    ]


@pytest.mark.django_db
def test_the_company_is_the_one_of_the_contact_or_itself():
    company = CompanyFactory()
    SegmentLineFactory(contact=PersonFactory(company=company))
    SegmentLineFactory(contact=company)

    found = SegmentLine.objects.with_effective()

    assert {line.effective_company for line in found} == {company.pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contact", "kind", "reason"),
    [
        ({}, "", ""),
        ({"exclude_from_segments": True, "privacy_blocked": True}, "", Skipped.EXCLUDED),
        ({"privacy_blocked": True}, "", Skipped.PRIVACY),
        ({"email": "j@example.com", "email_opt_out_at": NOW}, "email", Skipped.OPTED_OUT),
        ({"email": "j@example.com", "email_opt_out_at": NOW}, "letter", ""),
        ({}, "email", Skipped.NO_ADDRESS),
        ({"second_email": "j@example.com"}, "email", ""),
    ],
)
def test_who_is_skipped_is_skipped_for_a_reason(contact, kind, reason):
    SegmentLineFactory(contact=PersonFactory(**contact), correspondence_type=kind)

    found = SegmentLine.objects.with_effective().with_reason(None).get()

    assert found.reason == reason


@pytest.mark.django_db
def test_a_contact_out_of_scope_is_skipped():
    mine = SalespersonFactory()
    SegmentLineFactory(contact=PersonFactory(salesperson=SalespersonFactory()))
    SegmentLineFactory(contact=PersonFactory(salesperson=mine))
    SegmentLineFactory(contact=PersonFactory())

    lines = SegmentLine.objects.with_effective().with_reason(frozenset({mine.pk})).order_by("pk")

    assert [line.reason for line in lines] == [Skipped.OUT_OF_SIGHT, "", ""]
