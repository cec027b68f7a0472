"""Towns where the contacts of the story live, and how they are reached there."""

from dataclasses import dataclass
from random import Random

from crm.models import Language


@dataclass(frozen=True)
class Town:
    """What an address and a phone number in a town begin with."""

    city: str
    post_code: str
    area_code: str
    country: str = "CZ"
    language: str = Language.CZECH


@dataclass(frozen=True)
class Country:
    """How numbers and streets of a country look; `#` stands for any digit."""

    mobile: str
    vat_number: str
    streets: tuple[str, ...]


_CZECH_TOWNS = """
    Praha 1|110 00|+420 222|Praha 4|140 00|+420 241|Praha 5|150 00|+420 257|Praha 9|190 00|+420 266
    Brno|602 00|+420 541|Ostrava|702 00|+420 596|Plzeň|301 00|+420 377|Liberec|460 01|+420 485
    Olomouc|779 00|+420 585|Hradec Králové|500 02|+420 495|Pardubice|530 02|+420 466
    České Budějovice|370 01|+420 387|Ústí nad Labem|400 01|+420 475|Zlín|760 01|+420 577
    Jihlava|586 01|+420 567|Karlovy Vary|360 01|+420 353|Opava|746 01|+420 553
    Tábor|390 01|+420 381|Znojmo|669 02|+420 515|Přerov|750 02|+420 581|Kladno|272 01|+420 312
    Frýdek-Místek|738 01|+420 558|Kroměříž|767 01|+420 573|Mladá Boleslav|293 01|+420 326
    Uherské Hradiště|686 01|+420 572|Jablonec nad Nisou|466 01|+420 483|Klatovy|339 01|+420 376
    Kolín|280 02|+420 321|Říčany|251 01|+420 323|Žatec|438 01|+420 415|Děčín|405 02|+420 412
"""


def _czech_towns() -> dict[str, Town]:
    facts = [fact.strip() for line in _CZECH_TOWNS.strip().splitlines() for fact in line.split("|")]
    return {
        city: Town(city, post_code, area_code)
        for city, post_code, area_code in zip(facts[::3], facts[1::3], facts[2::3], strict=True)
    }


TOWNS = _czech_towns() | {
    town.city: town
    for town in (
        Town("Bratislava", "811 01", "+421 2 5292", "SK", Language.SLOVAK),
        Town("Nitra", "949 01", "+421 37 652", "SK", Language.SLOVAK),
        Town("Dresden", "01067", "+49 351 496", "DE", Language.GERMAN),
        Town("München", "80331", "+49 89 2101", "DE", Language.GERMAN),
        Town("Köln", "50667", "+49 221 257", "DE", Language.GERMAN),
        Town("Wien", "1010", "+43 1 512", "AT", Language.GERMAN),
        Town("Leeds", "LS1 4AP", "+44 113 496 0", "GB", Language.ENGLISH),
        Town("Bristol", "BS1 5TR", "+44 117 496 0", "GB", Language.ENGLISH),
        Town("Manchester", "M2 3WQ", "+44 161 496 0", "GB", Language.ENGLISH),
        Town("Wrocław", "50-068", "+48 71 344", "PL", Language.POLISH),
        Town("Katowice", "40-013", "+48 32 253", "PL", Language.POLISH),
        Town("Bologna", "40121", "+39 051 649", "IT", Language.ITALIAN),
    )
}
COUNTRIES = {
    "CZ": Country(
        "+420 777 12# ###",
        "",
        ("Husova", "Nádražní", "Masarykova", "Komenského", "Na Příkopech", "Průmyslová", "Školní",
         "Dlouhá", "Palackého", "U Potoka", "Havlíčkova", "Tovární", "Lipová", "Zahradní"),
    ),
    "SK": Country("+421 905 ### ###", "SK20########", ("Hlavná", "Štúrova", "Lesná")),
    "DE": Country("+49 1512 #######", "DE#########", ("Hauptstraße", "Lindenweg", "Am Bahnhof")),
    "AT": Country("+43 664 #######", "ATU########", ("Ringgasse", "Wiesenweg")),
    "GB": Country("+44 7911 12####", "GB#########", ("Station Road", "Mill Lane", "High Street")),
    "PL": Country("+48 601 ### ###", "PL##########", ("ul. Długa", "ul. Polna", "ul. Fabryczna")),
    "IT": Country("+39 347 #######", "IT###########", ("Via Roma", "Via Garibaldi")),
}  # fmt: skip


def digits(dice: Random, pattern: str) -> str:
    """*pattern* with a digit for every `#`."""
    return "".join(str(dice.randrange(10)) if c == "#" else c for c in pattern)


def landline(dice: Random, town: Town) -> str:
    """A phone number of *town*, as long as numbers there are."""
    length = {"CZ": 13, "SK": 13, "GB": 13, "PL": 12, "DE": 13, "AT": 12, "IT": 12}[town.country]
    start = town.area_code.replace(" ", "")
    return digits(dice, start + "#" * (length - len(start)))


def mobile(dice: Random, town: Town) -> str:
    return digits(dice, COUNTRIES[town.country].mobile).replace(" ", "")


def street(dice: Random, town: Town) -> str:
    name = dice.choice(COUNTRIES[town.country].streets)
    number = dice.randrange(1, 140)
    return f"{number} {name}" if town.country == "GB" else f"{name} {number}"


def vat_number(dice: Random, country: str) -> str:
    """The tax number of a company abroad; a Czech one follows from its registration number."""
    return digits(dice, COUNTRIES[country].vat_number)


def registration_number(dice: Random) -> str:
    """An IČO: seven digits and the check digit that belongs to them."""
    start = digits(dice, "2######")
    remainder = sum(int(d) * weight for d, weight in zip(start, range(8, 1, -1), strict=True)) % 11
    return f"{start}{(11 - remainder) % 10}"
