"""How a letter begins: with the salutation of the contact, or one that fits everybody."""

from crm.models import Contact, Language

# For whom nobody has typed one: neutral, formal, and nothing in it is inflected by a guess.
NEUTRAL: dict[str, str] = {
    Language.CZECH: "Vážená paní, vážený pane",
    Language.ENGLISH: "Dear Sir or Madam",
    Language.GERMAN: "Sehr geehrte Damen und Herren",
    Language.SLOVAK: "Vážená pani, vážený pán",
    Language.POLISH: "Szanowni Państwo",
    Language.FRENCH: "Madame, Monsieur",
    Language.ITALIAN: "Gentili Signore e Signori",
    Language.SPANISH: "Estimados señores y señoras",
    Language.HUNGARIAN: "Tisztelt Hölgyem, tisztelt Uram",
    Language.UKRAINIAN: "Шановні пані та панове",
}
LONGEST_SALUTATION = 100


def formal_salutation(contact: Contact, language: str) -> str:
    """The salutation as typed with *contact*, else a neutral one in *language*."""
    return contact.salutation or NEUTRAL.get(language, NEUTRAL[Language.ENGLISH])


def greets_itself(body: str) -> bool:
    """Whether *body* brings its own salutation: the field, or a first line that ends like one."""
    first = body.strip().partition("\n")[0].strip()
    return "{salutation}" in body or (
        len(first) <= LONGEST_SALUTATION and first.endswith((",", "!"))
    )
