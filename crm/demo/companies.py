"""Companies that Severka Trading deals with: who they are, and others of their kind."""

from dataclasses import dataclass
from random import Random

from crm.demo.towns import TOWNS
from crm.models import BusinessRelation, Language
from crm.text import words

CUSTOMER, VENDOR = BusinessRelation.Kind.CUSTOMER, BusinessRelation.Kind.VENDOR
BANK, OTHER = BusinessRelation.Kind.BANK, BusinessRelation.Kind.OTHER


@dataclass(frozen=True)
class Firm:
    """A company of the story: its name, its town (a key of `TOWNS`) and what it is to us."""

    name: str
    town: str
    relation: str = ""

    @property
    def language(self) -> str:
        return TOWNS[self.town].language

    @property
    def domain(self) -> str:
        """Its address in the part of the net that is kept for examples."""
        legal_forms = {"s", "r", "o", "a", "ltd", "gmbh", "z", "spa", "sp", "k", "co"}
        return (
            "-".join(word for word in words(self.name) if word not in legal_forms)[:40] + ".example"
        )


def _firms(text: str, relation: str = "") -> tuple[Firm, ...]:
    pairs = (line.split(" @ ") for line in text.strip().splitlines())
    return tuple(Firm(name.strip(), town.strip(), relation) for name, town in pairs)


FIRMS = (
    *_firms(
        """
        Kovo Hradiště s.r.o. @ Uherské Hradiště
        Pivovar Zlatý potok s.r.o. @ Plzeň
        Vodárny Podhůří a.s. @ Liberec
        Mlékárna Bystřička a.s. @ Opava
        Strojírny Lužnice s.r.o. @ Tábor
        Papírny Loučka a.s. @ Olomouc
        Cukrovar Dobrá Niva a.s. @ Hradec Králové
        Lázně Teplý pramen a.s. @ Karlovy Vary
        Statek Horní Lhota s.r.o. @ Jihlava
        Teplárna Severní Předměstí a.s. @ Ostrava
        Technické služby Říčany s.r.o. @ Říčany
        Sklárny Křišťálová údolí s.r.o. @ Jablonec nad Nisou
        Chemické závody Labe a.s. @ Ústí nad Labem
        Stavby Dvořák a synové s.r.o. @ Brno
        Hotel U Tří lip s.r.o. @ České Budějovice
        Zahradnictví Pod Kaštany s.r.o. @ Pardubice
        Akvapark Modrá laguna a.s. @ Brno
        Slévárna Rokytka s.r.o. @ Praha 9
        Pekárny Zrno a.s. @ Praha 4
        Farma Na Výsluní s.r.o. @ Znojmo
        Instalatérství Ježek s.r.o. @ Zlín
        Rafinace Morava a.s. @ Přerov
        Textilka Orlice s.r.o. @ Hradec Králové
        Údržba budov Centrum s.r.o. @ Praha 1
        Dřevozávod Šumava s.r.o. @ Klatovy
        Vinařství Slunečná stráň s.r.o. @ Znojmo
        Mrazírny Vysočina a.s. @ Jihlava
        Elektromontáže Beskyd s.r.o. @ Frýdek-Místek
        Rybářství Velký rybník s.r.o. @ Tábor
        Nemocnice Nová Ves, p.o. @ Kladno
        Kotelny a výměníky s.r.o. @ Ostrava
        Zemědělské družstvo Rovina @ Kroměříž
        Lakovna Preciz s.r.o. @ Mladá Boleslav
        """,
        CUSTOMER,
    ),
    *_firms(
        """
        Vodotechna Bratislava, s.r.o. @ Bratislava
        Agrofarma Žitava, a.s. @ Nitra
        Wasserwerke Elbtal GmbH @ Dresden
        Brauerei Grünwald GmbH @ München
        Northgate Water Ltd @ Leeds
        Harbour Engineering Ltd @ Bristol
        Uzdrowisko Zdrój Sp. z o.o. @ Wrocław
        """,
        CUSTOMER,
    ),
    *_firms(
        """
        Rheinpumpen Technik GmbH @ Köln
        Pompe Adriatica S.p.A. @ Bologna
        Silverdale Valves Ltd @ Manchester
        Armatury Vltava s.r.o. @ Praha 5
        Těsnění Haná s.r.o. @ Olomouc
        Hadice a spojky s.r.o. @ Brno
        Pompownia Śląska Sp. z o.o. @ Katowice
        Přeprava Kolečko s.r.o. @ Praha 9
        Obaly Severák s.r.o. @ Liberec
        Ložiska Haná a.s. @ Přerov
        """,
        VENDOR,
    ),
    *_firms("Podhorská záložna a.s. @ Praha 1", BANK),
    *_firms("Časopis Čerpadla a armatury, z.s. @ Praha 5", OTHER),
    # Not customers yet.
    *_firms(
        """
        Minipivovar Chmelnice s.r.o. @ Žatec
        Bioplynová stanice Dolina s.r.o. @ Kroměříž
        Závlahy Polabí s.r.o. @ Kolín
        Bazény Laguna s.r.o. @ Zlín
        Keramika Slaný s.r.o. @ Kladno
        Thermalbad Sonnental GmbH @ Wien
        Kingsbridge Farms Ltd @ Bristol
        Čistírny odpadních vod Sever s.r.o. @ Děčín
        """
    ),
)
KINDS_OF_FIRMS = {
    Language.CZECH: (
        ("Strojírny", "Pivovar", "Mlékárna", "Vodárny", "Statek", "Hotel", "Teplárna", "Stavby",
         "Slévárna", "Pekárny", "Instalace", "Lakovna", "Mlýn", "Kovovýroba", "Zahradnictví"),
        ("Lipina", "Hůrka", "Javorná", "Skalka", "Březina", "Potočná", "Dubrava", "Vrchovina",
         "Lesná", "Kamenná", "Luhy", "Jezerní", "Hliník", "Borová", "Studánka", "Rokle"),
        ("s.r.o.", "a.s."),
    ),
    Language.ENGLISH: (
        ("Ashford", "Brookside", "Claymore", "Dunmore", "Eastfield", "Fairview", "Glenwood"),
        ("Engineering", "Water", "Foods", "Brewing", "Plant", "Heating", "Farms", "Pools"),
        ("Ltd",),
    ),
    Language.GERMAN: (
        ("Brauerei", "Wasserwerke", "Maschinenbau", "Molkerei", "Hotel", "Gärtnerei", "Gießerei"),
        ("Lindental", "Sonnenberg", "Waldsee", "Steinbach", "Rosenau", "Mühlgrund", "Eichenhain"),
        ("GmbH", "AG"),
    ),
}  # fmt: skip


def like(firm: Firm, dice: Random) -> Firm:
    """Another company of the kind of *firm*: same country, same relation, a name of its own."""
    language = firm.language if firm.language in KINDS_OF_FIRMS else Language.CZECH
    name = " ".join(dice.choice(words) for words in KINDS_OF_FIRMS[Language(language)])
    towns = [town for town, facts in TOWNS.items() if facts.country == TOWNS[firm.town].country]
    return Firm(name, dice.choice(towns), firm.relation)
