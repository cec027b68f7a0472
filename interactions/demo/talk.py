"""What people at Severka Trading write down: by template, by mood, in a language."""

from dataclasses import dataclass
from random import Random

PRODUCTS = {
    "cs": (
        "ponorné čerpadlo SV-32", "oběhové čerpadlo SV-25", "kulový kohout DN 50",
        "zpětná klapka DN 80", "šoupě DN 100", "mechanická ucpávka 32 mm", "tlaková hadice PN 16",
        "redukční ventil DN 25", "frekvenční měnič 7,5 kW", "sada těsnění K-14",
        "dávkovací čerpadlo D-4", "filtr nečistot DN 65",
    ),
    "en": (
        "submersible pump SV-32", "circulation pump SV-25", "ball valve DN 50",
        "check valve DN 80", "gate valve DN 100", "mechanical seal 32 mm", "pressure hose PN 16",
        "reducing valve DN 25", "frequency converter 7.5 kW", "gasket set K-14",
        "dosing pump D-4", "strainer DN 65",
    ),
}  # fmt: skip
DAYS = {
    "cs": ("v pondělí", "v úterý", "ve středu", "ve čtvrtek", "v pátek"),
    "en": ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday"),
}


@dataclass(frozen=True)
class Talk:
    """Descriptions of an interaction and comments on how it went; one a line."""

    described: str
    good: str
    fair: str
    bad: str

    def description(self, dice: Random) -> str:
        return dice.choice(lines(self.described))

    def comment(self, dice: Random, mood: str) -> str:
        return dice.choice(lines(getattr(self, mood)))


def lines(text: str) -> list[str]:
    """The lines of *text*, without their indentation."""
    return [line.strip() for line in text.strip().splitlines()]


def filled(text: str, dice: Random, language: str) -> str:
    """*text* with a product, a number, a price and days of the week of its own."""
    return text.format(
        product=dice.choice(PRODUCTS[language]),
        pieces=dice.choice((1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 20, 24, 40)),
        offer=f"N{dice.randrange(2000, 6000)}",
        order=f"OBJ{dice.randrange(10_000, 40_000)}",
        percent=dice.choice((2, 3, 5, 5, 7, 8, 10)),
        weeks=dice.randrange(2, 9),
        day=dice.choice(DAYS[language]),
    )
