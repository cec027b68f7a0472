"""Names that people bear, and how a letter addresses them."""

from dataclasses import dataclass
from random import Random

from crm.models import Language


@dataclass(frozen=True)
class Name:
    """The parts of a person's name and the salutation of a letter to that person."""

    first_name: str
    surname: str
    salutation: str
    title_before: str = ""
    title_after: str = ""


CZECH_MEN = (
    "Petr", "Jan", "Pavel", "Jiří", "Tomáš", "Martin", "Jaroslav", "Miroslav", "Zdeněk", "Václav",
    "Michal", "František", "Jakub", "Milan", "Karel", "Lukáš", "David", "Vladimír", "Ondřej",
    "Roman", "Radek", "Stanislav", "Aleš", "Vít", "Šimon", "Bohumil", "Libor", "Luděk", "Marek",
)  # fmt: skip
CZECH_WOMEN = (
    "Jana", "Marie", "Eva", "Hana", "Anna", "Lenka", "Kateřina", "Lucie", "Věra", "Alena", "Petra",
    "Veronika", "Jaroslava", "Martina", "Jitka", "Tereza", "Michaela", "Ivana", "Monika", "Zuzana",
    "Markéta", "Barbora", "Dagmar", "Šárka", "Renata", "Klára", "Gabriela", "Iveta", "Žaneta",
)  # fmt: skip
# A man's surname, its vocative, and the surname of a woman of the family.
CZECH_SURNAMES = tuple(
    tuple(line.split())
    for line in """
    Novák Nováku Nováková|Svoboda Svobodo Svobodová|Novotný Novotný Novotná
    Dvořák Dvořáku Dvořáková|Černý Černý Černá|Procházka Procházko Procházková
    Kučera Kučero Kučerová|Veselý Veselý Veselá|Horák Horáku Horáková|Němec Němče Němcová
    Pokorný Pokorný Pokorná|Marek Marku Marková|Pospíšil Pospíšile Pospíšilová
    Hájek Hájku Hájková|Král Králi Králová|Jelínek Jelínku Jelínková
    Růžička Růžičko Růžičková|Fiala Fialo Fialová|Sedláček Sedláčku Sedláčková
    Doležal Doležale Doležalová|Zeman Zemane Zemanová|Kolář Koláři Kolářová
    Navrátil Navrátile Navrátilová|Čermák Čermáku Čermáková|Vaněk Vaňku Vaňková
    Urban Urbane Urbanová|Blažek Blažku Blažková|Kříž Kříži Křížová
    Kopecký Kopecký Kopecká|Bartoš Bartoši Bartošová|Vlček Vlčku Vlčková
    Musil Musile Musilová|Šimek Šimku Šimková|Konečný Konečný Konečná
    Štěpánek Štěpánku Štěpánková|Staněk Staňku Staňková|Holub Holube Holubová
    Ševčík Ševčíku Ševčíková|Tichý Tichý Tichá|Řezníček Řezníčku Řezníčková
    Žák Žáku Žáková|Říha Řího Říhová|Šťastný Šťastný Šťastná|Bílek Bílku Bílková
    Mareš Mareši Marešová|Hrubý Hrubý Hrubá|Matoušek Matoušku Matoušková
    Vávra Vávro Vávrová|Moravec Moravče Moravcová|Ježek Ježku Ježková
    """.replace("\n", "|").split("|")
    if line.strip()
)
# A degree, and how a man and a woman are addressed by it.
CZECH_DEGREES = {
    "Ing.": ("inženýre", "inženýrko"),
    "Mgr.": ("magistře", "magistro"),
    "RNDr.": ("doktore", "doktorko"),
    "JUDr.": ("doktore", "doktorko"),
}
SLOVAK_MEN = ("Peter", "Ján", "Juraj", "Marián", "Ľuboš", "Matej", "Rastislav", "Štefan")
SLOVAK_WOMEN = ("Zuzana", "Katarína", "Ľubica", "Mária", "Andrea", "Silvia", "Monika", "Viera")
SLOVAK_SURNAMES = (
    ("Kováč", "Kováčová"), ("Horváth", "Horváthová"), ("Baláž", "Balážová"),
    ("Hudák", "Hudáková"), ("Oravec", "Oravcová"), ("Gajdoš", "Gajdošová"),
    ("Ďurica", "Ďuricová"), ("Krajčí", "Krajčíová"),
)  # fmt: skip
# First names of men, of women, and surnames.
ABROAD = {
    Language.ENGLISH: (
        ("Oliver", "James", "Thomas", "Daniel", "William", "Edward", "Andrew", "Simon", "Neil"),
        ("Charlotte", "Emily", "Sarah", "Laura", "Grace", "Rebecca", "Helen", "Alice", "Fiona"),
        ("Carter", "Hughes", "Bennett", "Walsh", "Fletcher", "Morgan", "Ellis", "Harding",
         "O'Brien", "Barlow", "Sinclair", "Thornton", "Mercer", "Langley", "Prescott"),
    ),
    Language.GERMAN: (
        ("Stefan", "Jürgen", "Matthias", "Andreas", "Uwe", "Florian", "Christian", "Klaus"),
        ("Sabine", "Katrin", "Ulrike", "Anja", "Birgit", "Julia", "Claudia", "Heike"),
        ("Becker", "Schäfer", "Krüger", "Vogel", "Weiß", "Lindner", "Böhm", "Hoffmann", "Großmann",
         "Brandt", "Zimmermann", "Köhler"),
    ),
    Language.POLISH: (
        ("Piotr", "Krzysztof", "Marcin", "Paweł", "Łukasz", "Grzegorz", "Zbigniew"),
        ("Agnieszka", "Małgorzata", "Joanna", "Beata", "Ewa", "Magdalena", "Iwona"),
        ("Wójcik", "Nowak", "Mazur", "Krawczyk", "Zając", "Duda", "Wróbel", "Pawlak", "Sikora"),
    ),
    Language.ITALIAN: (
        ("Marco", "Alessandro", "Davide", "Paolo", "Stefano"),
        ("Giulia", "Francesca", "Chiara", "Elena", "Paola"),
        ("Ferrari", "Colombo", "Ricci", "Marini", "Galli", "Fontana", "Moretti"),
    ),
}  # fmt: skip
GREETINGS = {
    Language.ENGLISH: ("Dear Mr {}", "Dear Ms {}"),
    Language.GERMAN: ("Sehr geehrter Herr {}", "Sehr geehrte Frau {}"),
    Language.POLISH: ("Szanowny Panie", "Szanowna Pani"),
    Language.ITALIAN: ("Gentile Signor {}", "Gentile Signora {}"),
    Language.SLOVAK: ("Vážený pán {}", "Vážená pani {}"),
}


def any_name(dice: Random, language: str) -> Name:
    """The name of somebody who speaks *language*."""
    is_woman = dice.random() < 0.5
    if language == Language.CZECH:
        return _czech(dice, is_woman)
    if language == Language.SLOVAK:
        first = dice.choice(SLOVAK_WOMEN if is_woman else SLOVAK_MEN)
        surname = dice.choice(SLOVAK_SURNAMES)[is_woman]
    else:
        men, women, surnames = ABROAD[Language(language)]
        first, surname = dice.choice(women if is_woman else men), dice.choice(surnames)
    greeting = GREETINGS[Language(language)][is_woman].format(surname)
    doctor = language == Language.GERMAN and dice.random() < 0.15
    return Name(first, surname, greeting, "Dr." if doctor else "")


def czech_salutation(surname: tuple[str, ...], *, is_woman: bool, degree: str = "") -> str:
    """How a letter begins, in the vocative: "Vážená paní inženýrko Nováková"."""
    address = CZECH_DEGREES[degree][is_woman] if degree in CZECH_DEGREES else ""
    _nominative, vocative, of_woman = surname
    words = ("Vážená paní", address, of_woman) if is_woman else ("Vážený pane", address, vocative)
    return " ".join(filter(None, words))


def _czech(dice: Random, is_woman: bool) -> Name:
    surname = dice.choice(CZECH_SURNAMES)
    degree = dice.choices(("", "Ing.", "Mgr.", "RNDr.", "JUDr."), (58, 28, 8, 3, 3))[0]
    return Name(
        first_name=dice.choice(CZECH_WOMEN if is_woman else CZECH_MEN),
        surname=surname[2 if is_woman else 0],
        salutation=czech_salutation(surname, is_woman=is_woman, degree=degree),
        title_before=degree,
        title_after=dice.choices(("", "Ph.D.", "MBA", "CSc."), (90, 5, 4, 1))[0] if degree else "",
    )
