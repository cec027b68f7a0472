"""Merge fields of template texts: an allow-list of named values, no expressions.

A field is written `{contact_name}`; a literal brace is doubled. Nothing is evaluated and no
attribute is walked, because whoever writes a template must not reach what he may not see.
"""

import datetime
import re
from collections.abc import Mapping

from babel.dates import format_date
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.models import Campaign, Contact, Salesperson

MERGE_FIELDS = {
    "salutation": _("Salutation"),
    "contact_name": _("Name with titles"),
    "first_name": _("First name"),
    "surname": _("Surname"),
    "job_title": _("Job Title"),
    "company_name": _("Company name"),
    "street": _("Street"),
    "post_code": _("Post code"),
    "city": _("City"),
    "email": _("E-mail"),
    "phone": _("Phone number"),
    "salesperson_name": _("Salesperson"),
    "salesperson_email": _("E-mail of the salesperson"),
    "salesperson_phone": _("Phone of the salesperson"),
    "campaign": _("Campaign"),
    "today": _("Today's date"),
}
# What a preview shows while no contact is chosen.
EXAMPLES = {
    "salutation": _("Dear Ms Novak"),
    "contact_name": "Ing. Jana Nováková",
    "first_name": "Jana",
    "surname": "Nováková",
    "job_title": _("Head of purchasing"),
    "company_name": "Kovo Brno s.r.o.",
    "street": "Husova 12",
    "post_code": "602 00",
    "city": "Brno",
    "email": "jana.novakova@example.com",
    "phone": "+420 777 123 456",
    "salesperson_name": "Petr Malý",
    "salesperson_email": "petr.maly@example.com",
    "salesperson_phone": "+420 777 654 321",
    "campaign": _("Spring fair"),
    "today": "3. 11. 2026",
}
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def validate_merge_fields(text: str) -> None:
    """Refuse an unknown field and a single brace, naming them."""
    for token in _TOKEN.finditer(text):
        if token[0] in ("{{", "}}"):
            continue
        if token[1] is None:
            raise ValidationError(_("A single brace: write it twice to mean it."), "merge_field")
        if token[1] not in MERGE_FIELDS:
            raise ValidationError(
                _("Unknown merge field: %(field)s"), "merge_field", {"field": token[0]}
            )


def merge(text: str, values: Mapping[str, str]) -> str:
    """*text* with each known field replaced by its value (nothing where it is missing)."""

    def value_of(token: re.Match) -> str:
        if token[0] in ("{{", "}}"):
            return token[0][0]
        return values.get(token[1], "") if token[1] in MERGE_FIELDS else token[0]

    return _TOKEN.sub(value_of, text)


def prefilled(text: str, values: Mapping[str, str]) -> str:
    """*text* with its fields filled in, to be changed by a person and merged once more.

    A brace in a value is doubled, so that it means itself then.
    """

    def value_of(token: re.Match) -> str:
        if token[1] not in MERGE_FIELDS:
            return token[0]
        return values.get(token[1], "").replace("{", "{{").replace("}", "}}")

    return _TOKEN.sub(value_of, text)


def example_values() -> dict[str, str]:
    """A value for every merge field, for a preview without a contact."""
    return {name: str(value) for name, value in EXAMPLES.items()}


def values_for(
    contact: Contact,
    salesperson: Salesperson | None,
    campaign: Campaign | None,
    now: datetime.datetime,
    *,
    language: str = "",
) -> dict[str, str]:
    """The value of every merge field for *contact*; what is not known is blank.

    The date is said in *language*, the one the text is written in; blank means the one in use.
    """
    company = contact if contact.is_company else contact.company
    return {
        "salutation": contact.salutation,
        "contact_name": contact.titled_name,
        "first_name": contact.first_name,
        "surname": contact.surname,
        "job_title": contact.job_title,
        "company_name": company.name if company else "",
        "street": contact.street,
        "post_code": contact.post_code,
        "city": contact.city,
        "email": contact.email,
        "phone": str(contact.phone or contact.mobile or ""),
        "salesperson_name": salesperson.name if salesperson else "",
        "salesperson_email": salesperson.email if salesperson else "",
        "salesperson_phone": str(salesperson.phone or "") if salesperson else "",
        "campaign": campaign.description if campaign else "",
        "today": format_date(
            timezone.localdate(now), "long", locale=language or get_language() or "en"
        ),
    }
