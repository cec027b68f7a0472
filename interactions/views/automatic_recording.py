"""What is recorded by itself, and what is not: the rules in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.models import DocumentKind
from crm.ui.pages import Page
from crm.views.access import whom_to_ask
from interactions.automatic import READ_RULES, may_read_rules
from interactions.models import InteractionTemplate, RecordingRule

SET_UP = "interactions.change_recordingrule"
AREAS = {
    "sales": gettext_lazy("Sales"),
    "purchase": gettext_lazy("Purchases"),
    "service": gettext_lazy("Service"),
}
# When each kind comes about; what is made elsewhere is told by the other system.
PRINTED = gettext_lazy("when it is printed or sent by e-mail")
TOLD = gettext_lazy("when another system tells of it")
WHEN = {
    DocumentKind.SALES_QUOTE: PRINTED,
    DocumentKind.SALES_ORDER_CONFIRMATION: PRINTED,
    DocumentKind.SALES_INVOICE: PRINTED,
    DocumentKind.SALES_SHIPMENT_NOTE: PRINTED,
    DocumentKind.SALES_CREDIT_MEMO: PRINTED,
    DocumentKind.COVER_SHEET: PRINTED,
    DocumentKind.LETTER: PRINTED,
    DocumentKind.EMAIL_OUT: gettext_lazy("when it is sent to a contact"),
    DocumentKind.EMAIL_IN: gettext_lazy("when it arrives from a contact"),
    DocumentKind.OUTGOING_CALL: gettext_lazy("when the form that Call opens is finished"),
    DocumentKind.MEETING_INVITATION: gettext_lazy("when the meeting is over and finished"),
}


@dataclass(frozen=True)
class Line:
    """A kind and what becomes of it; `href` is where its rule is set up, "" for who may not."""

    label: str
    when: str
    template: InteractionTemplate | None
    href: str


class AutomaticRecording(Page):
    """Every kind of event with the template it is recorded with, or that it is not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(may_read_rules(request.user), str(READ_RULES))
        may_set_up = request.user.is_staff and request.user.has_perm(SET_UP)
        rules = {rule.kind: rule for rule in RecordingRule.objects.select_related("template")}
        context = {
            "areas": list(_areas(rules, may_set_up)),
            "number": len(rules),
            "set_up_url": reverse("admin:interactions_recordingrule_changelist")
            if may_set_up
            else "",
            "whom_to_ask": whom_to_ask(request.user, SET_UP),
        }
        return render(request, "interactions/automatic_recording.html", context)


def _areas(
    rules: dict[str, RecordingRule], may_set_up: bool
) -> Iterator[tuple[str, list[Line], list[Line]]]:
    """Each area with the lines of what is recorded, and of what is not."""
    for area, kinds in groupby(DocumentKind, _area_of):
        lines = [_line(kind, rules.get(kind), may_set_up) for kind in kinds]
        recorded = [line for line in lines if line.template]
        yield area, recorded, [line for line in lines if not line.template]


def _area_of(kind: DocumentKind) -> str:
    return str(AREAS.get(kind.value.partition("_")[0]) or _("Letters, e-mails and calls"))


def _line(kind: DocumentKind, rule: RecordingRule | None, may_set_up: bool) -> Line:
    when = str(WHEN.get(kind, TOLD))
    return Line(str(kind.label), when, rule and rule.template, may_set_up and _href(kind, rule))


def _href(kind: DocumentKind, rule: RecordingRule | None) -> str:
    if rule:
        return reverse("admin:interactions_recordingrule_change", args=[rule.pk])
    return f"{reverse('admin:interactions_recordingrule_add')}?{urlencode({'kind': kind.value})}"
