"""Templates and groups to read: what they say, and what was recorded with them."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.access import require
from crm.ui.pages import CardPage, Page
from crm.views.access import whom_to_ask
from interactions.forms.interaction_template_list import InteractionTemplateListForm, Use
from interactions.models import InteractionTemplate
from interactions.panels.interaction_template import row_of, totals_in_words
from interactions.template_totals import TemplateTotals
from interactions.views.access import get_interaction_group, get_interaction_template

SET_UP = "interactions.add_interactiontemplate"
# More than anybody reads; who has so many types the first letters.
LISTED = 300


class InteractionTemplateList(Page):
    """All templates under their groups."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require_view(request)
        form = InteractionTemplateListForm(request.GET)
        asked = form.cleaned_data if form.is_valid() else {}
        found = list(_templates(**asked)[: LISTED + 1])
        context = {
            "text": asked.get("q", ""),
            "use": asked.get("use", ""),
            "uses": _uses(asked),
            "groups": [
                (group, [row_of(template) for template in templates])
                for group, templates in groupby(found[:LISTED], lambda template: template.group)
            ],
            "is_cut": len(found) > LISTED,
            "is_narrowed": any(asked.values()),
            "set_up_url": _set_up_url(request),
            "whom_to_ask": [] if found else whom_to_ask(request.user, SET_UP),
        }
        return render(request, "interactions/interaction_template_list.html", context)


def _set_up_url(request: HttpRequest) -> str:
    """Where templates are set up, "" for who may not."""
    may_set_up = request.user.is_staff and request.user.has_perm(SET_UP)
    return reverse("admin:interactions_interactiontemplate_changelist") if may_set_up else ""


class InteractionTemplateCard(CardPage):
    """One template: what an interaction takes from it, its texts, what was recorded with it."""

    template_name = "interactions/interaction_template.html"
    load = staticmethod(get_interaction_template)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        require_view(request)
        return super().get(request, pk)


class InteractionGroupCard(InteractionTemplateCard):
    """One group: its templates, what was recorded with them."""

    template_name = "interactions/interaction_group.html"
    load = staticmethod(get_interaction_group)


@require_safe
def interaction_template_totals(request: HttpRequest, pk: int) -> HttpResponse:
    """The totals of a template, for its card once that stands."""
    return _totals(request, get_interaction_template(request, pk))


@require_safe
def interaction_group_totals(request: HttpRequest, pk: int) -> HttpResponse:
    """The totals of a group, for its card once that stands."""
    return _totals(request, get_interaction_group(request, pk))


def require_view(request: HttpRequest) -> None:
    may_view = request.user.has_perm("interactions.view_interactiontemplate")
    require(may_view, _("View interaction templates"))


def _totals(request: HttpRequest, noun) -> HttpResponse:
    require_view(request)
    panel = totals_in_words(request, TemplateTotals(request, noun))
    return render(request, "interactions/_template_totals_result.html", {"panel": panel})


def _templates(q: str = "", use: str = ""):
    templates = InteractionTemplate.objects.select_related("group")
    if q:
        templates = templates.search(q)
    if use:
        templates = templates.filter(blocked=use == Use.BLOCKED)
    return templates.order_by("group__description", "group__code", "position", "code")


def _uses(asked: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Label and address of each choice of use, and whether it is the one shown."""
    links = []
    for use, label in (("", _("All")), *Use.choices):
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in (asked | {"use": use}).items() if value})
        links.append((str(label), f"?{query.urlencode()}", asked.get("use", "") == use))
    return links
