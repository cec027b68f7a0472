"""What is written down after talking Czech."""

from interactions.demo.talk import Talk

TALK = {
    "OUTCALL": Talk(
        """
        Dotaz na spokojenost s dodávkou
        Domluva termínu dodání {order}
        Upřesnění objednávky {order}
        Zjištění potřeb na příští čtvrtletí
        Nabídka servisní prohlídky
        """,
        """
        Dodávka v pořádku, počítají s námi i příště.
        Objedná {pieces} ks ještě tento týden: {product}.
        Zájem o servisní smlouvu, poslat návrh {day}.
        Termín potvrzen, přivezeme {day} dopoledne.
        Doporučení na sesterský závod, kontakt pošle e-mailem.
        """,
        """
        Zatím nic nepotřebují, ozvat se za {weeks} týdny.
        Rozpočet na letošek vyčerpán, vrátit se k tomu v lednu.
        Čekají na vyjádření projektanta.
        Chce cenu i na větší množství: {pieces} ks, {product}.
        """,
        """
        Nespokojenost s termínem, zboží mělo být už minulý týden.
        Konkurence je o {percent} % levnější, bez slevy nekoupí.
        Vadí jim, že technik na servis čeká {weeks} týdny.
        """,
    ),
    "INCALL": Talk(
        """
        Poptávka: {product}
        Dotaz na stav objednávky {order}
        Technický dotaz: {product}
        Prosba o kopii dodacího listu
        Změna dodací adresy
        """,
        """
        Objednávka po telefonu: {pieces} ks, {product}. Potvrzení poslat e-mailem.
        Poradili jsme s montáží, děkuje, vše běží.
        Potřebuje dodat do {weeks} týdnů, máme skladem.
        Pochvala servisu, přijeli hned druhý den.
        """,
        """
        Předáno skladu, zavolat zpět {day}.
        Ptá se na náhradu za starší typ, ověřit u výrobce: {product}.
        Chce jen orientační cenu, zatím porovnávají.
        """,
        """
        Urgence: {order} stále nedorazila.
        Na faktuře jiná cena než v nabídce {offer}. Opravit.
        Potřetí volá kvůli chybějícímu certifikátu.
        """,
    ),
    "EMAIL": Talk(
        """
        Ceník a technické listy
        Prospekt: {product}
        Potvrzení termínu dodávky
        Odpověď na poptávku
        """,
        """
        Odpověď do hodiny: bere vše podle nabídky {offer}.
        Poslány technické listy, děkuje, přesně to potřebuje.
        Potvrzuje termín, platba předem není problém.
        """,
        """
        Bez odpovědi, zkusit {day} telefonicky.
        Přeposláno vedoucímu údržby, rozhodne on.
        Přílohu nešlo otevřít, posláno znovu jako PDF.
        """,
        """
        Odpověď: z našich ceníků je vyřazujeme, berou jinde.
        Nechtějí další obchodní sdělení, poznamenat.
        """,
    ),
    "LETTER": Talk(
        """
        Rámcová smlouva na dodávky
        Potvrzení salda k rozvahovému dni
        Poděkování za spolupráci
        Upomínka k vrácení palet
        """,
        """
        Smlouva se vrátila podepsaná, uloženo.
        Saldo odsouhlaseno bez rozdílu.
        """,
        """
        Odesláno doporučeně, dodejka založena.
        Posláno i do datové schránky.
        """,
        """
        Vrátilo se jako nedoručené, ověřit sídlo.
        Saldo nesouhlasí, účetní pošle rozpis.
        """,
    ),
    "VIDEO": Talk(
        """
        Konzultace výběru: {product}
        Porada k projektu rekonstrukce
        Představení nové řady čerpadel
        """,
        """
        Účast i hlavní energetik, chtějí zkušební kus: {product}.
        Projekt má zelenou, dodávka po etapách, první za {weeks} týdny.
        Rovnou prošli výkresy, poslat nabídku {day}.
        """,
        """
        Potřebují ještě výpočet tlakových ztrát.
        Bez rozhodnutí, další schůzka po dovolených.
        """,
        """
        Půlka lidí se nepřipojila, dohodli jsme nový termín.
        Řešení se jim zdá předražené, sleva {percent} % nestačí.
        """,
    ),
    "INHOUSE": Talk(
        """
        Prohlídka skladu a zkušebny
        Jednání o rámcové smlouvě
        Školení obsluhy: {product}
        """,
        """
        Rámcová smlouva na rok domluvena, sleva {percent} % od 20 ks.
        Ve zkušebně viděli čerpadlo pod zátěží, objednávají {pieces} ks.
        Školení pro šest lidí, hodnocení samé jedničky.
        """,
        """
        Přijeli ve dvou, technik chce ještě porovnat parametry.
        Otevřená zůstala záruka, chtějí 36 měsíců.
        """,
        """
        Přišli s nabídkou konkurence, o {percent} % níž.
        Jednání skončilo u splatnosti: chtějí 90 dní, to nejde.
        """,
    ),
    "ONSITE": Talk(
        """
        Zaměření strojovny
        Pravidelná obchodní návštěva
        Kontrola stavu čerpací stanice
        Návštěva stavby
        """,
        """
        Ve strojovně tři kusy na konci životnosti, chtějí nabídku na výměnu.
        Objednávka podepsána na místě: {pieces} ks, {product}.
        Provoz bez závad, domluvena jarní prohlídka.
        """,
        """
        Zaměřeno, chybí výkres přípojky. Doplní {day}.
        Nový vedoucí provozu, seznámení s nabídkou.
        Stavba má skluz, vrátit se za {weeks} týdny.
        """,
        """
        Na místě nikdo, schůzka v jejich kalendáři nebyla.
        Ukázali čerpadlo od konkurence, prý o {percent} % úspornější.
        """,
    ),
    "OFFER": Talk(
        """
        Nabídka {offer}: {product}
        Nabídka {offer} na kompletní výměnu
        Upravená nabídka {offer}
        """,
        """
        Cena odpovídá, objednávku vystaví {day}.
        Vyhráli jsme výběrové řízení.
        """,
        """
        Rozhodnou na poradě {day}.
        Chtějí variantu bez montáže.
        """,
        """
        Bez komentáře odmítnuto.
        Nad rozpočet o {percent} %, škrtli celou etapu.
        """,
    ),
    "FOLLOWUP": Talk(
        """
        Dotaz na nabídku {offer}
        Připomenutí nabídky {offer}
        """,
        """
        Nabídka schválena, objednávka přijde {day}.
        Přihodili ještě {pieces} ks: {product}.
        """,
        """
        Ještě čekají na druhou nabídku, zavolat {day}.
        Platnost prodloužena o {weeks} týdny.
        Nákupčí na dovolené, rozhodnutí se odkládá.
        """,
        """
        Vzali jinou firmu, rozhodl termín dodání.
        Projekt zrušen, investice se přesouvá na příští rok.
        """,
    ),
    "COMPLAINT": Talk(
        """
        Reklamace: {product}
        Reklamace dodávky {order}
        Netěsnost po montáži: {product}
        """,
        """
        Vyřízeno výměnou kus za kus, zákazník spokojen.
        Závada byla v zapojení, technik poradil po telefonu.
        """,
        """
        Kus odeslán výrobci k posouzení, výsledek za {weeks} týdny.
        Reklamace přijata, náhradní kus zapůjčen.
        """,
        """
        Druhá reklamace téhož kusu, chtějí vrátit peníze.
        Výrobce reklamaci zamítl, zákazník hrozí odchodem.
        Výroba jim kvůli tomu stála půl dne.
        """,
    ),
    "SERVICE": Talk(
        """
        Servisní prohlídka: {product}
        Výměna ucpávek
        Uvedení do provozu: {product}
        """,
        """
        Vše v pořádku, protokol podepsán.
        Uvedeno do provozu za dvě hodiny, obsluha zaškolena.
        """,
        """
        Ložisko na hraně, doporučena výměna do {weeks} týdnů.
        Chyběl náhradní díl, dokončíme {day}.
        """,
        """
        Technik čekal hodinu u brány, nikdo o nás nevěděl.
        Po týdnu zase teče, jedeme znovu.
        """,
    ),
    "INVITE": Talk(
        """
        Pozvánka na veletrh
        Pozvánka na den otevřených dveří
        Pozvánka na školení montérů
        """,
        """
        Přijedou dva, chtějí vidět novou řadu.
        Účast potvrzena, objednat oběd.
        """,
        """
        Zatím neví, připomenout týden předem.
        Pošle místo sebe kolegu z údržby.
        """,
        """
        Nemají zájem, na akce nejezdí.
        """,
    ),
}
NOT_REACHED = """
    Nedovoláno, zkusit {day}.
    Nebere telefon, nechán vzkaz na recepci.
    Na dovolené, zastupuje účetní, ta nic neví.
    Číslo obsazené celé dopoledne.
    Schůzka do večera, prosí zavolat {day}.
    """
LATER = """
    Doplnění: objednávka mezitím přišla e-mailem.
    Volala účetní, fakturu mají v pořádku.
    Předáno servisu, ozvou se {day}.
    Po poradě: sleva {percent} % schválena.
    Zákazník potvrdil i písemně.
    """
REASONS = """
    duplicitní záznam
    zapsáno ke špatnému kontaktu
    schůzka se nekonala
    překlep v datu
    zapsáno dvakrát
    test
    """
