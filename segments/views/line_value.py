"""One value of one line, changed where it stands on the page of the segment."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.forms import Select
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from crm.refusal import Refusal
from crm.ui.pages import Page
from segments.actions.change_lines import change_lines
from segments.forms.segment import LineForm
from segments.lines import LINE_FIELDS, SHOWN, shown_lines
from segments.models import SegmentLine
from segments.views.access import get_line, get_segment_to_build


class LineValue(Page):
    """A field in the place of a value; saved, the line comes back as it reads now.

    An emptied field, or `inherit`, goes back to what is inherited. Without a script the field
    stands on the page of the line, and `inherit` comes back to the segment.
    """

    def dispatch(self, request: HttpRequest, pk: int, line: int, name: str) -> HttpResponse:
        self.segment = get_segment_to_build(request, pk)
        self.line = get_line(request, self.segment, line)
        if name not in SHOWN:
            raise Http404
        self.name = name
        return super().dispatch(request)

    @cached_property
    def lines(self):
        return self.segment.lines.visible_to(self.request.user).filter(pk=self.line.pk)

    def form(self, data=None) -> LineForm:
        form = LineForm(
            data, user=self.request.user, today=self.reading.today, part=self.line, only=self.name
        )
        widget = form.fields[self.name].widget
        widget.attrs |= {
            "aria-label": f"{SHOWN[self.name]}: {self.line.contact}",
            "autofocus": True,
            "class": "form-select" if isinstance(widget, Select) else "form-control",
        }
        return form

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.htmx:
            return redirect("segment_line", pk=self.segment.pk, line=self.line.pk)
        return self.show_field(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        try:
            if "inherit" in request.POST:
                self.save(None)
            elif not form.is_valid():
                return self.show_field(form, status=422)
            elif form.has_changed():
                # A field that was left as it stood is no change: another tab may have made one.
                self.save(form.cleaned_data[self.name])
        except Refusal as refusal:
            if request.htmx:
                form.add_error(self.name, refusal.message)
                return self.show_field(form, status=422)
            messages.warning(request, refusal.message)
        return self.show_line() if request.htmx else redirect(self.segment)

    def save(self, value: Any) -> None:
        lines = SegmentLine.objects.filter(pk=self.line.pk)
        values = {self.name: value}
        change_lines(segment=self.segment, lines=lines, values=values, by=self.request.user)

    def show_field(self, form: LineForm, status: int = 200) -> HttpResponse:
        context = {"field": form[self.name], "errors": form.errors.get(self.name)}
        return render(self.request, "segments/_line_field.html", context, status=status)

    def show_line(self) -> HttpResponse:
        rows = self.lines.with_effective().values(*LINE_FIELDS)
        context = {"line": shown_lines(list(rows), self.reading)[0], "may_change": True}
        return render(self.request, "segments/_line.html", context)
