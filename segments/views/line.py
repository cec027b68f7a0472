"""Own values of lines: one at a time, or several at once."""

from functools import cached_property

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.refusal import Refusal
from crm.text import is_key
from crm.ui.pages import EditPage
from segments.actions.change_lines import change_lines
from segments.forms.segment import LineForm, LinesForm
from segments.lines import LINE_FIELDS, shown_lines
from segments.models import Segment, SegmentLine
from segments.views.access import get_line, get_segment_to_build

MOST_SELECTED = 1_000


class LineEdit(EditPage):
    """One line: own values, and back to what is inherited by emptying a field."""

    form_class = LineForm
    template_name = "segments/line_form.html"

    def load(self, request: HttpRequest, **kwargs) -> SegmentLine:
        self.segment = get_segment_to_build(request, kwargs["pk"])
        return get_line(request, self.segment, kwargs["line"])

    def get_heading(self) -> str:
        return _("Line: %(name)s") % {"name": self.object.contact}

    def form_kwargs(self) -> dict:
        return {
            "user": self.request.user,
            "today": self.reading.today,
            "part": self.object,
            "inherited": self.inherited(),
        }

    def inherited(self) -> dict[str, str]:
        """What the line says without an own value, in words."""
        rows = self.segment.lines.filter(pk=self.object.pk).with_effective().values(*LINE_FIELDS)
        return {
            value.name: value.text
            for line in shown_lines(list(rows), self.reading)
            for value in line.values
            if not value.own and not value.empty
        }

    def perform(self, form: LineForm) -> int:
        values = form.changed_values()
        if not values:
            return 0
        lines = SegmentLine.objects.filter(pk=self.object.pk)
        return change_lines(segment=self.segment, lines=lines, values=values, by=self.request.user)

    def told(self, result: int) -> str:
        return _("Line saved: %(name)s") % {"name": self.object.contact} if result else ""

    def destination(self, result: int) -> str:
        return self.segment.get_absolute_url()

    def cancel_url(self) -> str:
        return self.segment.get_absolute_url()

    def get_context(self, form: LineForm) -> dict:
        return super().get_context(form) | {"segment": self.segment, "keys": []}


class LinesEdit(LineEdit):
    """The selected lines at once: only what is filled in is changed."""

    form_class = LinesForm

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        self.segment = get_segment_to_build(request, kwargs["pk"])
        if not self.keys:
            raise Http404
        return self.segment

    @cached_property
    def keys(self) -> list[int]:
        asked = self.request.GET.getlist("selected") or self.request.POST.getlist("selected")
        known = [key for key in asked if is_key(key)]
        return [int(key) for key in known[:MOST_SELECTED]]

    def get_heading(self) -> str:
        return _("Change lines: %(n)d") % {"n": len(self.keys)}

    def form_kwargs(self) -> dict:
        return {"user": self.request.user, "today": self.reading.today}

    def perform(self, form: LinesForm) -> int:
        values = form.changed_values()
        if not values:
            raise Refusal(_("Fill in what the selected lines should get."))
        lines = SegmentLine.objects.visible_to(self.request.user).filter(pk__in=self.keys)
        return change_lines(segment=self.segment, lines=lines, values=values, by=self.request.user)

    def told(self, result: int) -> str:
        return ngettext("%(n)d line changed", "%(n)d lines changed", result) % {"n": result}

    def get_context(self, form: LineForm) -> dict:
        return super().get_context(form) | {"keys": self.keys}
