"""A document as it is read: every number and date made once, in the language of the reader."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from crm.models import Contact, Language, MarketingSetup, SalesDocument
from crm.models.sales_document import SalesDocumentLine
from crm.ui.reading import NO_BREAK

# The languages that paper is printed in; whoever prefers another one reads English.
PAPER_LANGUAGES = (Language.CZECH, Language.ENGLISH)
_NUMBER, _PERCENT = "#,##0.####", "#,##0.##"
# The day before the month, as everywhere on this side of the ocean.
_DATES = {"en": "en_GB"}


@dataclass(frozen=True)
class PaperLine:
    """A line in words and formatted numbers; a discount of nothing is blank."""

    text: str
    quantity: str
    unit_price: str
    discount: str
    vat_rate: str
    net: str


@dataclass(frozen=True)
class PaperRate:
    """The row of one VAT rate below the lines."""

    rate: str
    net: str
    vat: str
    gross: str


@dataclass(frozen=True)
class Paper:
    """What a page or a print shows of a document."""

    title: str
    date: str
    due_label: str
    due_on: str
    lines: list[PaperLine]
    rates: list[PaperRate]
    net: str
    vat: str
    gross: str
    currency: str
    has_discounts: bool


def day_in_words(day: datetime.date | None, language: str) -> str:
    """*day* as paper in *language* says it: 3 November 2026; "" where there is none."""
    locale = _DATES.get(language, language)
    return format_date(day, "long", locale=locale) if day else ""


def language_for(contact: Contact) -> str:
    """The language that paper for *contact* is printed in."""
    wanted = contact.language or MarketingSetup.current().default_language
    return wanted if wanted in PAPER_LANGUAGES else Language.ENGLISH.value


def paper_of(document: SalesDocument, language: str) -> Paper:
    """*document* as it is read in *language*, which is the one in force."""
    said = _Saying(document.currency, language)
    totals = document.totals()
    lines = list(document.lines.all())
    is_quote = document.kind == SalesDocument.Kind.QUOTE
    return Paper(
        title=document.get_kind_display(),
        date=said.day(document.date),
        due_label=_("Valid until") if is_quote else _("Due date"),
        due_on=said.day(document.due_on),
        lines=[said.line(line) for line in lines],
        rates=[
            PaperRate(
                said.percent(each.rate),
                said.money(each.net),
                said.money(each.vat),
                said.money(each.gross),
            )
            for each in totals.by_rate
        ],
        net=said.money(totals.net),
        vat=said.money(totals.vat),
        gross=said.money(totals.gross),
        currency=document.currency,
        has_discounts=any(line.discount for line in lines),
    )


class _Saying:
    """How one document says its days and amounts."""

    def __init__(self, currency: str, language: str):
        self._currency, self._language = currency, language

    def line(self, line: SalesDocumentLine) -> PaperLine:
        quantity = self._decimal(line.quantity, _NUMBER)
        return PaperLine(
            text=line.text,
            quantity=f"{quantity}{NO_BREAK}{line.unit}" if line.unit else quantity,
            unit_price=self._decimal(line.unit_price, "#,##0.00##"),
            discount=self.percent(line.discount) if line.discount else "",
            vat_rate=self.percent(line.vat_rate),
            net=self.money(line.net_in(self._currency)),
        )

    def day(self, day: datetime.date | None) -> str:
        return day_in_words(day, self._language)

    def money(self, amount: Decimal) -> str:
        form = f"#,##0.00{NO_BREAK}¤"
        return format_currency(amount, self._currency, form, locale=self._language)

    def percent(self, rate: Decimal) -> str:
        return f"{self._decimal(rate, _PERCENT)}{NO_BREAK}%"

    def _decimal(self, number: Decimal, form: str) -> str:
        return format_decimal(number, form, locale=self._language)


def sheet_of(document: SalesDocument, language: str, *, style_href: str = "") -> str:
    """*document* as a page to print in *language*; *style_href* is for a browser that prints it."""
    with translation.override(language):
        return render_to_string(
            "crm/paper/sales_document.html",
            {
                "object": document,
                "paper": paper_of(document, language),
                "supplier": MarketingSetup.current(),
                "recipient": address_of(document),
                "language": language,
                "style_href": style_href,
            },
        )


def address_of(document: SalesDocument) -> list[str]:
    """Who gets it, line by line: company, person, street, town, its registration."""
    bearer, contact = document.bearer, document.contact
    person = contact.titled_name if contact != bearer else ""
    numbers = [
        f"{label} {number}"
        for label, number in (
            (_("Registration No."), bearer.registration_number),
            (_("VAT Registration No."), bearer.vat_number),
        )
        if number
    ]
    town = f"{bearer.post_code} {bearer.city}".strip()
    lines = [bearer.titled_name, person, bearer.street, town, bearer.country.name, *numbers]
    return [line for line in lines if line]


def postal_address(contact: Contact, *, home: str = "") -> list[str]:
    """*contact* as it stands in the window of an envelope, in the language in force.

    A person without an address gets his post at his company. The country is left out where it
    is *home*, the one that the letter is posted in.
    """
    company = contact.company
    named = contact if contact.street or contact.city or company is None else company
    country = named.country.name if named.country and named.country.code != home else ""
    town = f"{named.post_code} {named.city}".strip()
    lines = [company.titled_name if company else "", contact.titled_name]
    return [line for line in (*lines, named.street, town, country) if line]


def name_of_file(document: SalesDocument) -> str:
    """What the PDF of *document* is called: plain letters, so that every mail program shows it."""
    plain = "".join(
        c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in document.number
    )
    return f"{document.kind}-{plain}.pdf"
