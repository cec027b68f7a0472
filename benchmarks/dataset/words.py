"""What people, companies and interactions of the data set are called."""


def _names(text: str) -> list[str]:
    return text.split()


def _sentences(text: str) -> list[str]:
    return text.strip().splitlines()


MEN = _names("""
Jan Petr Josef Pavel Martin Tomáš Jaroslav Miroslav Zdeněk Václav Michal František Jiří Karel
Milan Lukáš David Ladislav Stanislav Roman Ondřej Radek Antonín Daniel Vojtěch Filip Adam Aleš
Miloslav Bohumil Vladimír Matěj Dominik Oldřich Rostislav Štěpán Kryštof Viktor
""")
WOMEN = _names("""
Jana Marie Eva Hana Anna Lenka Kateřina Lucie Věra Alena Petra Veronika Jaroslava Tereza Martina
Michaela Jitka Helena Ludmila Zdeňka Ivana Monika Eliška Zuzana Markéta Barbora Jarmila Kristýna
Dagmar Božena Adéla Šárka Simona Nikola Žaneta Olga Růžena Libuše
""")
# The surname of a man and of a woman.
SURNAMES = [
    tuple(pair.split("/"))
    for pair in _names("""
Novák/Nováková Svoboda/Svobodová Novotný/Novotná Dvořák/Dvořáková Černý/Černá
Procházka/Procházková Kučera/Kučerová Veselý/Veselá Horák/Horáková Němec/Němcová Pokorný/Pokorná
Marek/Marková Pospíšil/Pospíšilová Hájek/Hájková Jelínek/Jelínková Král/Králová
Růžička/Růžičková Beneš/Benešová Fiala/Fialová Sedláček/Sedláčková Doležal/Doležalová
Zeman/Zemanová Kolář/Kolářová Navrátil/Navrátilová Čermák/Čermáková Vaněk/Vaňková Urban/Urbanová
Blažek/Blažková Kříž/Křížová Kratochvíl/Kratochvílová Kopecký/Kopecká Bartoš/Bartošová
Vlček/Vlčková Polák/Poláková Musil/Musilová Šimek/Šimková Konečný/Konečná Malý/Malá
Holub/Holubová Staněk/Staňková Štěpánek/Štěpánková Kadlec/Kadlecová Ježek/Ježková
Dostál/Dostálová Šťastný/Šťastná Soukup/Soukupová Mareš/Marešová Moravec/Moravcová
Sýkora/Sýkorová Valenta/Valentová Tichý/Tichá Vávra/Vávrová Matoušek/Matoušková Říha/Říhová
Bláha/Bláhová Ševčík/Ševčíková Bureš/Burešová Hruška/Hrušková Mašek/Mašková Dušek/Dušková
Žák/Žáková Ďurica/Ďuricová Wagner/Wagnerová Hrubý/Hrubá Štěrba/Štěrbová Koubek/Koubková
Zelenka/Zelenková
""")
]
TRADES = _names("""
Kovo Strojírny Stavby Elektro Pivovar Pekárny Mlékárna Nábytek Sklárna Papírny Textil Potrubí
Čerpadla Ložiska Nástroje Obaly Barvy Plasty Gumárna Slévárna Truhlářství Klempířství Autodílny
Doprava Sklady Zahrady Vodovody Teplárna Energetika Optika Laboratoře Zámečnictví Tiskárna
Reklama Účetnictví Projekce Geodézie Úklid Bezpečnost Xylo
""")
CITIES = _names("""
Praha Brno Ostrava Plzeň Liberec Olomouc Pardubice Zlín Jihlava Kladno Opava Karviná Teplice
Děčín Chomutov Přerov Prostějov Třebíč Znojmo Kolín Trutnov Chrudim Strakonice Klatovy Břeclav
Litoměřice Hodonín Beroun Jičín Svitavy
""")
DESCRIPTIONS = _sentences("""
Telefonát ohledně nabídky
Schůzka u zákazníka
Odeslaná nabídka
Potvrzení objednávky
Reklamace dodávky
Dotaz na termín
Servisní návštěva
Připomínka splatnosti
Pozvánka na veletrh
Vánoční přání
Jednání o rámcové smlouvě
Předvedení výrobku
Zaslání katalogu
Poděkování za spolupráci
Dotaz na cenu náhradních dílů
Změna kontaktní osoby
Domluva montáže
Odpověď na poptávku
Školení obsluhy
Kontrola stavu zakázky
""")
SUBJECTS = [
    "",
    *_sentences("""
Rámcová smlouva
Ceník
Termín
Zápis z porady
"""),
]
COMMENTS = _sentences("""
Volat znovu příští týden.
Chce slevu deset procent, rozhodne vedení.
Nikdo nezvedá telefon.
Spokojen, doporučí nás dál.
Pošleme vzorky a technický list.
Termín posunut o čtrnáct dnů.
Čeká na schválení rozpočtu.
Konkurence nabídla méně.
Potřebuje fakturu na jinou adresu.
Dohodnuto, objednávka přijde poštou.
""")
# One in ten thousand entries speaks of this, and nothing else does.
RARE_DESCRIPTION = "Kalibrace spektrometru"
# One word of every hundred-thousandth entry.
RAREST_DESCRIPTION = "Zapůjčení gyroskopu"
