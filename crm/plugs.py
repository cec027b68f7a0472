"""What the ground floor plugs into its own sockets."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm import integrity, issuing, panels, search, sockets, tiles
from crm.demo.chapter import tell
from crm.demo.copies import copy_contacts

sockets.demo_chapters.plug(sockets.Chapter(order=10, tell=tell, copy=copy_contacts))

_READ_SET_UP = _("Read the Marketing Setup")

sockets.pages.plug(
    sockets.Page(
        order=0,
        name=_("Home"),
        url_name="home",
        group="home",
        icon="home",
        go_key="h",
        synonyms=("domovská stránka", "přehled", "dashboard", "start", "role centre"),
    ),
    sockets.Page(
        order=800,
        name=_("My settings"),
        url_name="settings",
        icon="user-cog",
        synonyms=(
            "moje předvolby",
            "nastavení",
            "jazyk",
            "motiv",
            "vzhled",
            "preferences",
            "language",
            "theme",
        ),
    ),
    sockets.Page(
        order=810,
        name=_("Change password"),
        url_name="account_change_password",
        icon="key",
        synonyms=("heslo", "změnit heslo", "přihlášení"),
    ),
    sockets.Page(
        order=820,
        name=_("Search for Page or Report"),
        url_name="search",
        icon="search",
        synonyms=("tell me", "řekněte mi", "hledat", "find"),
    ),
    sockets.Page(
        order=100,
        name=_("Contacts"),
        url_name="contact_list",
        group="contacts",
        icon="users",
        go_key="c",
        synonyms=("kontakty", "adresář", "address book"),
    ),
    sockets.Page(
        order=110,
        name=_("Companies"),
        url_name="company_list",
        group="contacts",
        icon="building",
        synonyms=("společnosti", "firmy", "organisations"),
    ),
    sockets.Page(
        order=120,
        name=_("People"),
        url_name="person_list",
        group="contacts",
        icon="user",
        synonyms=("osoby", "lidé", "persons"),
    ),
    sockets.Page(
        order=130,
        name=_("Customers"),
        url_name="customer_list",
        group="contacts",
        icon="shopping-cart",
        synonyms=("zákazníci", "odběratelé", "clients"),
    ),
    sockets.Page(
        order=140,
        name=_("Vendors"),
        url_name="vendor_list",
        group="contacts",
        icon="truck",
        synonyms=("dodavatelé", "suppliers"),
    ),
    sockets.Page(
        order=150,
        name=_("Salespeople"),
        url_name="salesperson_list",
        group="contacts",
        icon="id-badge-2",
        synonyms=("prodejci", "obchodníci", "sales reps", "purchasers"),
    ),
    sockets.Page(
        order=160,
        name=_("New contact"),
        url_name="contact_new",
        icon="user-plus",
        synonyms=("nový kontakt", "vytvořit kontakt", "create contact", "new person", "nová osoba"),
        allowed=lambda user: user.has_perm("crm.create_contact"),
        right=_("Create contacts"),
    ),
    sockets.Page(
        order=350,
        name=_("Campaigns"),
        url_name="campaign_list",
        group="segments",
        icon="speakerphone",
        synonyms=("kampaně",),
    ),
    sockets.Page(
        order=540,
        name=_("Marketing Setup"),
        url_name="marketing_setup",
        group="setup",
        icon="adjustments",
        synonyms=("nastavení marketingu", "číselné řady", "number series", "no. series", "měna"),
        allowed=lambda user: user.has_perm("crm.view_marketingsetup"),
        right=_READ_SET_UP,
    ),
)
sockets.panels.plug(
    sockets.Panel(
        order=10,
        noun="contact",
        template="crm/contact_data.html",
        context=panels.contact_data,
        region="aside",
    ),
    sockets.Panel(
        order=20,
        noun="contact",
        template="crm/computed_facts.html",
        context=panels.computed_facts,
        region="aside",
    ),
    sockets.Panel(
        order=30,
        noun="contact",
        template="crm/people.html",
        context=panels.people,
        region="aside",
    ),
    sockets.Panel(
        order=10,
        noun="salesperson",
        template="crm/salesperson_data.html",
        context=panels.salesperson_data,
        region="aside",
    ),
    sockets.Panel(
        order=20,
        noun="salesperson",
        template="crm/salesperson_contacts.html",
        context=panels.contacts_of_salesperson,
    ),
    sockets.Panel(
        order=10,
        noun="campaign",
        template="crm/campaign_data.html",
        context=panels.campaign_data,
        region="aside",
    ),
)
sockets.actions.plug(
    sockets.Action(
        order=90,
        noun="contact",
        label=_("Edit"),
        href=lambda request, contact: (
            reverse("contact_edit", args=[contact.pk])
            if contact.may_be_edited_by(request.user)
            else ""
        ),
        icon="pencil",
        key="e",
    ),
    sockets.Action(
        order=90,
        noun="salesperson",
        label=_("Edit"),
        href=lambda request, salesperson: (
            reverse("salesperson_edit", args=[salesperson.pk])
            if request.user.has_perm("crm.change_salesperson")
            else ""
        ),
        icon="pencil",
        key="e",
    ),
    sockets.Action(
        order=90,
        noun="campaign",
        label=_("Set up"),
        href=lambda request, campaign: (
            reverse("admin:crm_campaign_change", args=[campaign.pk])
            if request.user.is_staff and request.user.has_perm("crm.change_campaign")
            else ""
        ),
        icon="settings",
        key="e",
    ),
)
sockets.search_sources.plug(*search.SOURCES)
sockets.tiles.plug(*tiles.TILES)
sockets.setup_gaps.plug(*tiles.GAPS)
sockets.integrity_checks.plug(*integrity.CHECKS)

sockets.pages.plug(*issuing.PAGES, issuing.MAIL_QUEUE)
sockets.actions.plug(*issuing.ACTIONS)
sockets.panels.plug(*issuing.PANELS)
sockets.contact_ties.plug(issuing.TIE)
