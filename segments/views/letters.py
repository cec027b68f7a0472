"""The letters of a logged segment: printed as one PDF, watched, and fetched."""

import math

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View
from django.views.decorators.http import require_safe

from crm.access import require
from crm.models import Contact
from crm.pdf import STYLE, missing_for_pdf
from crm.printed_files import path_of
from crm.text import is_key
from crm.ui.pages.page import Page
from crm.ui.reading import Reading
from crm.views.access import SEND_DOCUMENTS
from interactions.actions.print_letter import RIGHT as PRINT
from interactions.actions.print_letters import letters_among, may_open
from interactions.letter_paper import sheet_of_many
from interactions.models import Letter, LetterRun
from interactions.tasks import hand_printing_to_worker, is_printed_now, start_letters
from segments.actions.start_segment import VERB
from segments.models import Segment
from segments.views.access import get_logged_segment_to_change, get_segment

# So many letters are one page for the browser to print.
ON_A_SHEET = 100


class SegmentLetters(Page):
    """How far the letters of a segment are; posted to, they are printed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        segment = get_segment(request, pk)
        if segment.is_open:
            asked = urlencode({"print_letters": 1})
            return redirect(f"{reverse('segment_log', args=[pk])}?{asked}")
        part = "segments/_letters.html" if request.htmx else "segments/letters.html"
        return render(request, part, self.context(segment))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        segment = get_logged_segment_to_change(request, pk)
        require(request.user.has_perm(PRINT), str(SEND_DOCUMENTS))
        run = newest_run(segment)
        if run is None or run.finished_at is not None:
            start_letters(segment.batch, by=request.user, now=self.now)
        elif not is_printed_now(run, self.now):
            hand_printing_to_worker(run)
        return redirect("segment_letters", pk=pk)

    def context(self, segment: Segment) -> dict:
        run, user = newest_run(segment), self.request.user
        may_print = segment.is_logged and segment.is_within(user, VERB) and user.has_perm(PRINT)
        context = {
            "segment": segment,
            "run": run,
            "missing": missing_for_pdf(),
            "may_print": may_print,
            "has_letters": letters_among(segment.batch.entries.all()).exists(),
        }
        return context | (_how_far(run, self.reading) | _result(run, user) if run else {})


def newest_run(segment: Segment) -> LetterRun | None:
    """The printing of the letters of *segment* that counts: the last one."""
    runs = LetterRun.objects.filter(batch=segment.batch).select_related("batch", "by")
    return runs.order_by("-pk").first()


def _how_far(run: LetterRun, reading: Reading) -> dict:
    """What is done in numbers and words; the time left once anything is."""
    entries = letters_among(run.batch.entries.all())
    total, done = entries.count(), run.letters + sum(run.left_out.values())
    begun = max(run.asked_at, run.batch.finished_at or run.asked_at)
    passed = (reading.now - begun).total_seconds()
    minutes = math.ceil((total - done) * passed / done / 60) if done else 0
    return {
        "done": done,
        "total": total,
        "done_label": reading.number(done),
        "total_label": reading.number(total),
        "left": reading.minutes(max(1, minutes)) if done else "",
        "silent": run.finished_at is None and not is_printed_now(run, reading.now),
        "waits": run.batch.finished_at is None,
    }


def _result(run: LetterRun, user) -> dict:
    return {
        "may_open": may_open(run, user),
        "left_out": [
            (LetterRun.LeftOut(reason).label, number) for reason, number in run.left_out.items()
        ],
    }


def _finished_run(request: HttpRequest, pk: int) -> LetterRun:
    """The letters of segment *pk*, printed; 404 for whoever does not see everybody in them."""
    run = newest_run(get_segment(request, pk))
    if run is None or run.finished_at is None or not may_open(run, request.user):
        raise Http404
    return run


@require_safe
def letters_file(request: HttpRequest, pk: int) -> HttpResponse:
    """All letters of a segment as one PDF."""
    run = _finished_run(request, pk)
    if not run.file or run.removed_at is not None or not path_of(run.file).exists():
        raise Http404
    return FileResponse(
        path_of(run.file).open("rb"),
        content_type="application/pdf",
        filename=f"letters-{pk}.pdf",
        headers={"Cache-Control": "private, no-store"},
    )


class LettersSheet(View):
    """The same for a browser to print, some letters at a time."""

    http_method_names = ("get", "head")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = _finished_run(request, pk)
        after = request.GET.get("after", "")
        letters = Letter.objects.filter(entry__batch=run.batch).order_by("pk")
        letters = letters.filter(contact__in=Contact.objects.visible_to(request.user))
        found = list(letters.filter(pk__gt=int(after) if is_key(after) else 0)[: ON_A_SHEET + 1])
        more = f"?after={found[ON_A_SHEET - 1].pk}" if len(found) > ON_A_SHEET else ""
        sheet = sheet_of_many(found[:ON_A_SHEET], style_href=static(STYLE), more=more)
        return HttpResponse(sheet)
