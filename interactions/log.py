"""Where the log and the templates are opened from, and what the cards of templates show."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from crm.models import Contact, User
from crm.sockets import Action, Page, Panel
from interactions.models import InteractionTemplate
from interactions.panels import attachment, campaign, interaction_template
from interactions.recording import may_record

TEMPLATE, GROUP = "interactiontemplate", "interactiongroup"
# The filter of the log that a card of each noun leads to.
FILTERS = {
    "salesperson": "salesperson",
    "campaign": "campaign",
    TEMPLATE: "template",
    GROUP: "group",
}


def may_view_log(user: User) -> bool:
    return user.has_perm("interactions.view_interactionlogentry")


def may_view_templates(user: User) -> bool:
    return user.has_perm("interactions.view_interactiontemplate")


def _entries_of(name: str) -> Callable[[HttpRequest, Any], str]:
    def address(request: HttpRequest, noun: Any) -> str:
        if not may_view_log(request.user):
            return ""
        return f"{reverse('log_entry_list')}?{urlencode({name: noun.pk})}"

    return address


def _entries_of_contact(request: HttpRequest, contact: Contact) -> str:
    """The entries of a contact; those of a company include its persons at the time."""
    name = "company" if contact.is_company else "contact"
    return _entries_of(name)(request, contact)


def _set_up(request: HttpRequest, noun: Any) -> str:
    user, label = request.user, noun._meta.label_lower.replace(".", "_")
    may_change = user.has_perm(f"interactions.change_{noun._meta.model_name}")
    if not (user.is_staff and may_change):
        return ""
    return reverse(f"admin:{label}_change", args=[noun.pk])


def _create_with(request: HttpRequest, template: InteractionTemplate) -> str:
    if template.blocked or not may_record(request.user):
        return ""
    return f"{reverse('interaction_new')}?{urlencode({'template': template.pk})}"


PAGES = (
    Page(
        order=20,
        name=_("Interaction Log Entries"),
        url_name="log_entry_list",
        group="interactions",
        icon="list-details",
        synonyms=(
            "interaction log",
            "log",
            "history of interactions",
            "položka protokolu interakce",
            "protokol interakcí",
            "protokol",
        ),
        allowed=may_view_log,
        right=_("View interaction log entries"),
        go_key="i",
    ),
    Page(
        order=510,
        name=_("Interaction Templates"),
        url_name="interaction_template_list",
        group="setup",
        icon="template",
        synonyms=(
            "templates",
            "interaction groups",
            "šablony interakcí",
            "šablona interakce",
            "skupiny interakcí",
            "nastavení šablon interakcí",
        ),
        allowed=may_view_templates,
        right=_("View interaction templates"),
        go_key="t",
    ),
)
ACTIONS = (
    Action(
        order=20,
        noun="contact",
        label=_("Interaction Log Entries"),
        href=_entries_of_contact,
        icon="list-details",
    ),
    *(
        Action(
            order=20,
            noun=noun,
            label=_("Interaction Log Entries"),
            href=_entries_of(name),
            icon="list-details",
        )
        for noun, name in FILTERS.items()
    ),
    Action(
        order=10,
        noun=TEMPLATE,
        label=_("Create Interaction"),
        href=_create_with,
        icon="plus",
        key="c",
    ),
    *(
        Action(order=90, noun=noun, label=_("Set up"), href=_set_up, icon="settings", key="e")
        for noun in (TEMPLATE, GROUP)
    ),
)
PANELS = (
    Panel(
        order=40,
        noun="campaign",
        region="aside",
        template="interactions/_campaign_totals.html",
        context=campaign.totals,
    ),
    Panel(
        order=10,
        noun=TEMPLATE,
        template="interactions/_template_totals.html",
        context=interaction_template.totals,
    ),
    Panel(
        order=20,
        noun=TEMPLATE,
        template="interactions/_template_texts.html",
        context=interaction_template.texts,
    ),
    Panel(
        order=30,
        noun=TEMPLATE,
        template="interactions/_files.html",
        context=attachment.template_files,
    ),
    Panel(
        order=10,
        noun=TEMPLATE,
        region="aside",
        template="interactions/_template_facts.html",
        context=interaction_template.facts,
    ),
    Panel(
        order=10,
        noun=GROUP,
        template="interactions/_template_totals.html",
        context=interaction_template.totals,
    ),
    Panel(
        order=20,
        noun=GROUP,
        template="interactions/_group_templates.html",
        context=interaction_template.templates,
    ),
)
