"""The contacts of the story: companies, the people in them, and what is known about each."""

import datetime
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from crm.demo.companies import BANK, CUSTOMER, FIRMS, OTHER, VENDOR, Firm
from crm.demo.names import Name, any_name, czech_salutation
from crm.demo.towns import (
    TOWNS,
    Town,
    landline,
    mobile,
    registration_number,
    street,
    vat_number,
)
from crm.drafts import RelationDraft
from crm.models import Contact, CorrespondenceType, Language
from crm.text import words

PEOPLE = 200
WITHOUT_COMPANY = 8
JOB_TITLES = {
    Language.CZECH: ("nákupčí", "vedoucí nákupu", "jednatel", "vedoucí údržby", "technik",
                     "hlavní energetik", "provozní ředitel", "asistentka ředitele", "účetní",
                     "mistr výroby", "projektant", "skladník"),
    Language.SLOVAK: ("nákupca", "vedúci údržby", "konateľ", "technik"),
    Language.GERMAN: ("Einkauf", "Einkaufsleitung", "Instandhaltung", "Geschäftsführung"),
    Language.POLISH: ("zaopatrzenie", "kierownik utrzymania ruchu", "dyrektor techniczny"),
    Language.ITALIAN: ("ufficio vendite", "responsabile tecnico", "amministrazione"),
    Language.ENGLISH: ("Buyer", "Head of Procurement", "Maintenance Manager", "Plant Engineer",
                       "Managing Director", "Accounts Payable", "Project Engineer"),
}  # fmt: skip
NOTES = {
    Language.CZECH: (
        "Volat nejlépe dopoledne, odpoledne bývá ve výrobě.",
        "Rozhoduje o náhradních dílech do 50 tisíc, nad to ředitel.",
        "Preferuje jednu souhrnnou fakturu za měsíc.",
        "Zná se s Petrem ze strojní fakulty.",
        "Pozor: dvě provozovny, vždy se ptát, kam zboží doručit.",
        "Objednává čtvrtletně, vždy před odstávkou.",
    ),
    Language.ENGLISH: (
        "Best reached before ten o'clock their time.",
        "Signs orders up to £5,000, above that it goes to the board.",
        "Wants every offer as a PDF, never in the body of the mail.",
        "Met us at the Hanover fair, remembers Martin.",
    ),
}
# People whom the story knows by name, by the company they work for.
PRINCIPALS = {
    "Kovo Hradiště s.r.o.": (
        Name(
            "Jana", "Nováková",
            czech_salutation(("Novák", "Nováku", "Nováková"), is_woman=True, degree="Ing."),
            title_before="Ing.",
        ),
        "vedoucí nákupu",
    ),
    "Stavby Dvořák a synové s.r.o.": (
        Name(
            "Petr", "Dvořák",
            czech_salutation(("Dvořák", "Dvořáku", "Dvořáková"), is_woman=False, degree="Ing."),
            title_before="Ing.",
        ),
        "jednatel",
    ),
    "Northgate Water Ltd": (
        Name("Charlotte", "Whitaker", "Dear Ms Whitaker"), "Head of Procurement",
    ),
}  # fmt: skip
SELLERS = {"north": ("petr", "petr", "tomas"), "south": ("jana", "jana", "hana")}
SELLERS_ABROAD = {"DE": "martin", "AT": "martin"}


@dataclass
class Newcomer:
    """Somebody to be met: what is known, when, by whom; `contact` stands once that is done."""

    fields: dict[str, Any]
    at: datetime.datetime
    seller: str
    employer: "Newcomer | None" = None
    relations: list[RelationDraft] = field(default_factory=list)
    contact: Contact | None = None


def cast_contacts(dice: Random) -> Iterator[tuple[Firm, list[Name]]]:
    """Each company and the people in it; together `PEOPLE` less those without a company."""
    sizes = [2] * len(FIRMS)
    for _extra in range(PEOPLE - WITHOUT_COMPANY - sum(sizes)):
        sizes[int(len(FIRMS) * dice.random() ** 1.6)] += 1
    for firm, size in zip(FIRMS, sizes, strict=True):
        known = [PRINCIPALS[firm.name][0]] if firm.name in PRINCIPALS else []
        yield firm, known + [any_name(dice, firm.language) for _ in range(size - len(known))]


def seller_of(dice: Random, town: Town) -> str:
    """The user name of who looks after a town."""
    if town.country not in {"CZ", "SK"}:
        return SELLERS_ABROAD.get(town.country, "emma")
    return dice.choice(SELLERS["north" if town.post_code < "5" else "south"])


def company_of(dice: Random, firm: Firm) -> dict[str, Any]:
    """What is known about *firm*."""
    town = TOWNS[firm.town]
    fields = {
        "type": Contact.Type.COMPANY,
        "company_name": firm.name,
        "phone": landline(dice, town),
        "email": f"info@{firm.domain}",
        "web_site": f"https://www.{firm.domain}",
        **residence(dice, town),
    }
    if town.country == "CZ":
        number = registration_number(dice)
        data_box = "".join(dice.choices("abcdefghijkmnpqrstuvwxyz23456789", k=7))
        fields |= {"registration_number": number, "vat_number": f"CZ{number}", "data_box": data_box}
    else:
        fields["vat_number"] = vat_number(dice, town.country)
    if dice.random() < 0.2:
        fields["fax"] = landline(dice, town)
    return fields


def person_of(
    dice: Random, name: Name, town: Town, domain: str, job_title: str = ""
) -> dict[str, Any]:
    """What is known about somebody in *town*; who has a *job_title* given is known well."""
    fields = {
        "type": Contact.Type.PERSON,
        **asdict(name),
        "job_title": job_title or dice.choice(JOB_TITLES[Language(town.language)]),
        "email": f"{'.'.join(words(f'{name.first_name} {name.surname}'))}@{domain}",
        "mobile": mobile(dice, town),
        "exclude_from_segments": dice.random() < 0.04,
    }
    preferred = dice.choices(("", *CorrespondenceType.values), (70, 6, 2, 14, 8))[0]
    if preferred:
        fields["correspondence_type"] = preferred
    if dice.random() < 0.08 and town.language in NOTES:
        fields["notes"] = dice.choice(NOTES[Language(town.language)])
    if dice.random() < 0.06 and not job_title:
        # Nobody has asked this one for an address yet.
        del fields["email"]
    return fields


def residence(dice: Random, town: Town) -> dict[str, str]:
    """An address in *town*, and the language of those who live there."""
    return {
        "street": street(dice, town),
        "post_code": town.post_code,
        "city": town.city,
        "country": town.country,
        "language": town.language,
    }


def relations_of(firm: Firm, place: int) -> list[RelationDraft]:
    """What *firm* is to us, with its number in the accounts: the *place*-th one there."""
    if firm.relation == OTHER:
        return [RelationDraft(OTHER, "PRESS", "")]
    if not firm.relation:
        return []
    first = {CUSTOMER: 10_000, VENDOR: 40_000, BANK: 70_000}[firm.relation]
    return [RelationDraft(firm.relation, "", str(first + place))]
