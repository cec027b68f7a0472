"""Merge fields of template texts: an allow-list of named values, no expressions.

A field is written `{contact_name}`; a literal brace is doubled. Nothing is evaluated and no
attribute is walked, because whoever writes a template must not reach what he may not see.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import format_date
from django.core.exceptions import ValidationError
from django.db.models import Q
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
        return literal(values.get(token[1], ""))

    return _TOKEN.sub(value_of, text)


def literal(text: str) -> str:
    """*text* in which no field is filled in when it is merged: its braces mean themselves."""
    return text.replace("{", "{{").replace("}", "}}")


def has_fields(path: str) -> Q:
    """Rows whose text at *path* is another one once it is merged."""
    return Q(**{f"{path}__contains": "{"}) | Q(**{f"{path}__contains": "}"})


def example_values() -> dict[str, str]:
    """A value for every merge field, for a preview without a contact."""
    return {name: str(value) for name, value in EXAMPLES.items()}


@dataclass(frozen=True)
class Addressed:
    """Who is written to, by whom, about what and when: what the merge fields are filled from.

    The date is said in *language*, the one the text is written in; blank means the one in use.
    """

    contact: Contact
    salesperson: Salesperson | None
    campaign: Campaign | None
    now: datetime.datetime
    language: str = ""

    @property
    def company_name(self) -> str:
        company = self.contact if self.contact.is_company else self.contact.company
        return company.name if company else ""

    @property
    def today(self) -> str:
        return _long_day(timezone.localdate(self.now), self.language or get_language() or "en")


# The same for a thousand letters of one day.
@lru_cache(maxsize=32)
def _long_day(day: datetime.date, language: str) -> str:
    return format_date(day, "long", locale=language)


_VALUES: dict[str, Callable[[Addressed], str]] = {
    "salutation": lambda to: to.contact.salutation,
    "contact_name": lambda to: to.contact.titled_name,
    "first_name": lambda to: to.contact.first_name,
    "surname": lambda to: to.contact.surname,
    "job_title": lambda to: to.contact.job_title,
    "company_name": lambda to: to.company_name,
    "street": lambda to: to.contact.street,
    "post_code": lambda to: to.contact.post_code,
    "city": lambda to: to.contact.city,
    "email": lambda to: to.contact.email,
    "phone": lambda to: str(to.contact.phone or to.contact.mobile or ""),
    "salesperson_name": lambda to: to.salesperson.name if to.salesperson else "",
    "salesperson_email": lambda to: to.salesperson.email if to.salesperson else "",
    "salesperson_phone": lambda to: str(to.salesperson.phone or "") if to.salesperson else "",
    "campaign": lambda to: to.campaign.description if to.campaign else "",
    "today": lambda to: to.today,
}
# What a contact must bring for its values, but for its phones: reading those takes longer than
# everything else together.
CONTACT_FIELDS = (
    "type", "salutation", "title_before", "name", "title_after", "first_name", "surname",
    "job_title", "street", "post_code", "city", "email", "company", "company__name",
)  # fmt: skip
PHONE_FIELDS = ("phone", "mobile")


class ValuesOnDemand(Mapping[str, str]):
    """The value of every merge field for *addressed*, each found when a text asks for it."""

    def __init__(self, addressed: Addressed):
        self._addressed = addressed

    def __getitem__(self, name: str) -> str:
        return _VALUES[name](self._addressed)

    def __iter__(self) -> Iterator[str]:
        return iter(_VALUES)

    def __len__(self) -> int:
        return len(_VALUES)


def values_for(
    contact: Contact,
    salesperson: Salesperson | None,
    campaign: Campaign | None,
    now: datetime.datetime,
    *,
    language: str = "",
) -> dict[str, str]:
    """The value of every merge field for *contact*; what is not known is blank."""
    return dict(ValuesOnDemand(Addressed(contact, salesperson, campaign, now, language)))
