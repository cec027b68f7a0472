"""Subjects and bodies of the templates, in Czech and in English, with merge fields."""

TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "EMAIL": {
        "cs": (
            "Podklady pro společnost {company_name}",
            """
{salutation},

děkujeme za Váš zájem. V příloze zasíláme ceník a technické listy, o které jste požádali.
Kdykoli zavolejte, rád s výběrem pomůže každý z nás.

S pozdravem
{salesperson_name}
{salesperson_phone}
""",
        ),
        "en": (
            "The documents for {company_name}",
            """
{salutation},

Thank you for your interest. Please find attached the price list and the data sheets you asked for.
Do call us if we can help you choose.

Kind regards
{salesperson_name}
{salesperson_phone}
""",
        ),
    },
    "LETTER": {
        "cs": (
            "Naše spolupráce",
            """
{salutation},

dovolujeme si Vám poděkovat za spolupráci v uplynulém roce.

S pozdravem
{salesperson_name}
Severka Trading s.r.o.
""",
        ),
        "en": (
            "Working together",
            """
{salutation},

We would like to thank you for working with us during the past year.

Kind regards
{salesperson_name}
Severka Trading s.r.o.
""",
        ),
    },
    "VIDEO": {
        "cs": (
            "Online schůzka: {company_name}",
            """
{salutation},

potvrzuji naši online schůzku. Odkaz na připojení zašlu den předem.

{salesperson_name}, {salesperson_email}
""",
        ),
        "en": (
            "Online meeting: {company_name}",
            """
{salutation},

I am pleased to confirm our online meeting. The link follows the day before.

{salesperson_name}, {salesperson_email}
""",
        ),
    },
    "OFFER": {
        "cs": (
            "Nabídka pro společnost {company_name}",
            """
{salutation},

na základě Vaší poptávky zasíláme nabídku. Platí 30 dní ode dne {today}.
Za pár dní se ozvu, zda je vše v pořádku.

S pozdravem
{salesperson_name}
""",
        ),
        "en": (
            "Our offer to {company_name}",
            """
{salutation},

Following your enquiry, please find our offer attached. It is valid for 30 days from {today}.
I will call you in a few days to answer any questions.

Kind regards
{salesperson_name}
""",
        ),
    },
    "COMPLAINT": {
        "cs": (
            "Potvrzení o přijetí reklamace",
            """
{salutation},

Vaši reklamaci jsme přijali dne {today}. O výsledku Vás budeme informovat do 30 dnů.

{salesperson_name}
""",
        ),
        "en": (
            "We have received your complaint",
            """
{salutation},

We received your complaint on {today} and will let you know the result within 30 days.

{salesperson_name}
""",
        ),
    },
    "SERVICE": {
        "cs": (
            "Servisní prohlídka: {company_name}",
            """
{salutation},

blíží se termín pravidelné servisní prohlídky. Náš technik Vás bude kontaktovat.

{salesperson_name}
""",
        ),
        "en": (
            "Service check: {company_name}",
            """
{salutation},

Your regular service check is due. Our technician will get in touch.

{salesperson_name}
""",
        ),
    },
    "INVITE": {
        "cs": (
            "Pozvánka: {campaign}",
            """
{salutation},

srdečně Vás zveme. Podrobnosti a přihlášku najdete v příloze; místo pro Vás rádi podržíme.

Těšíme se na setkání
{salesperson_name}
""",
        ),
        "en": (
            "Invitation: {campaign}",
            """
{salutation},

We would be delighted to see you. Details and the registration form are attached.

Looking forward to meeting you
{salesperson_name}
""",
        ),
    },
}
