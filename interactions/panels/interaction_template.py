"""What the cards of a template and of a group show."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.panels import Fact
from crm.ui.reading import Reading
from crm.ui.table import Badge
from interactions.models import Evaluation, InteractionGroup, InteractionTemplate
from interactions.template_totals import Line, TemplateTotals, together


def facts(request: HttpRequest, template: InteractionTemplate) -> dict[str, Any]:
    """What an interaction takes from the template; what the template leaves open is left out."""
    reading = Reading.of_request(request)
    correspondence = [template.get_correspondence_type_display()]
    if template.ignore_contact_correspondence_type:
        correspondence.append(_("whatever the contact prefers"))
    evaluation = template.evaluation and str(Evaluation(template.evaluation).label)
    found = (
        Fact(_("Interaction Group"), str(template.group), template.group.get_absolute_url()),
        Fact(_("Information Flow"), template.get_information_flow_display()),
        Fact(_("Initiated By"), template.get_initiated_by_display()),
        Fact(_("Correspondence Type"), " · ".join(filter(None, correspondence))),
        Fact(_("Language"), template.get_language_display()),
        Fact(_("Evaluation"), evaluation or ""),
        Fact(_("Campaign"), str(template.campaign or ""), _address_of(template.campaign)),
        Fact(_("Cost"), reading.money(template.unit_cost or None)),
        Fact(_("Duration"), reading.minutes(template.unit_duration or None)),
        Fact(_("Next Step"), _next_step(template)),
    )
    return {"facts": [fact for fact in found if fact.text]}


def texts(request: HttpRequest, template: InteractionTemplate) -> dict[str, Any] | None:
    """Subject and body in each language, as they are written."""
    found = list(template.texts.all())
    return {"texts": found} if found else None


def templates(request: HttpRequest, group: InteractionGroup) -> dict[str, Any]:
    """The templates of a group."""
    return {"rows": [row_of(template) for template in group.templates.all()]}


def totals(request: HttpRequest, noun: InteractionTemplate | InteractionGroup) -> dict[str, Any]:
    """The days to choose, and the totals where they were asked for."""
    asked = TemplateTotals(request, noun)
    name = f"{noun._meta.model_name}".replace("interaction", "interaction_")
    context = {
        "form": asked.form,
        "address": reverse(f"{name}_totals", args=[noun.pk]),
        "is_asked": "totals" in request.GET,
    }
    return context | (totals_in_words(request, asked) if context["is_asked"] else {})


def totals_in_words(request: HttpRequest, asked: TemplateTotals) -> dict[str, Any]:
    """The totals as they are read."""
    reading = Reading.of_request(request)

    def said(line: Line) -> dict[str, str]:
        return {
            "name": line.name,
            "href": line.href,
            "number": reading.number(line.number),
            "cost": reading.money(line.cost),
            "duration": reading.minutes(line.duration),
        }

    lines = asked.lines()
    return {
        "is_valid": asked.filterset.is_valid(),
        "lines": [said(line) for line in lines],
        "sum": said(together(lines)),
        "entries_url": asked.entries_url,
    }


def row_of(template: InteractionTemplate) -> dict[str, Any]:
    """A template in a list."""
    how = (
        template.get_information_flow_display(),
        template.get_correspondence_type_display(),
    )
    return {
        "code": template.code,
        "name": template.description,
        "href": template.get_absolute_url(),
        "how": " · ".join(str(word) for word in how if word),
        "badges": [Badge(_("Blocked"), "red")] if template.blocked else [],
    }


def _address_of(noun: Any) -> str:
    return noun.get_absolute_url() if noun else ""


def _next_step(template: InteractionTemplate) -> str:
    if not template.next_step or template.next_step_days is None:
        return template.next_step
    return _("%(step)s (working days: %(days)s)") % {
        "step": template.next_step,
        "days": template.next_step_days,
    }
