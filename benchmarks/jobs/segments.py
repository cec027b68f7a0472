"""A segment with every contact on it: logged, canceled, restored, changed, looked at; and built."""

import datetime
import resource
from functools import partial
from types import SimpleNamespace

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.bench import PAGE_PAIRS, Bench, opened
from benchmarks.jobs.one_interaction import for_driver, redirected
from benchmarks.measure import Side
from crm.actions.pace import Pace
from crm.filters import ContactFilterSet
from crm.models import Contact, MarketingSetup, NumberSeries, NumberSeriesLine, Salesperson, User
from crm.ui.reading import Reading
from interactions.models import InteractionTemplate, TemplateText
from segments.actions.build import add_contacts
from segments.actions.cancel_logged_segment import cancel_logged_segment, restore_logged_segment
from segments.actions.log_segment import LogOptions, log_segment
from segments.actions.logging_steps import WIDTH, own_pace, pace_alone, run_step, run_steps
from segments.actions.start_segment import start_segment
from segments.models import Segment, SegmentStep

NOW = datetime.datetime(2026, 11, 3, 14, 5, tzinfo=datetime.UTC)
LOG_GOAL, MARK_GOAL, HEADER_GOAL, ADD_GOAL, PAGE_GOAL = 1.3, 1.3, 2, 1.3, 1.3
OTHERS_GOAL = 50
# A step asks as many questions, however many lines the segment has.
MOST_STATEMENTS = 22
MOST_GROWTH = 64
SILENT_DAYS = 90
FEW = 100


def log_a_segment(bench: Bench) -> None:
    """The same entries, skipped lines and follow-up; others wait at most 50 ms meanwhile."""
    # First of all: later the process has grown already, by the floor or by itself.
    _afresh(bench)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _log(pace_alone())
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    bench.limit("log a segment, memory", grown, MOST_GROWTH, "MB")
    bench.compare(
        "log a segment without pauses",
        floor=Side(partial(_log_by_hand, bench), partial(_logged, bench), partial(_afresh, bench)),
        candidate=Side(
            partial(_log, pace_alone()), partial(_logged, bench), partial(_afresh, bench)
        ),
        goal=LOG_GOAL,
    )
    _afresh(bench)
    batch = _begin()
    with CaptureQueriesContext(connection) as captured:
        run_step(batch=batch, now=NOW, size=WIDTH[connection.vendor])
    bench.limit("log a segment, one step", len(captured), MOST_STATEMENTS, "statements")
    _afresh(bench)
    bench.others_wait("log a segment", partial(_log, own_pace()), OTHERS_GOAL)
    bench.restore()


def mark_a_segment(bench: Bench) -> None:
    """Mark a logged segment as canceled, and restore it, beside one `UPDATE` of its entries."""
    _afresh(bench)
    _log(pace_alone())
    values = for_driver(bench, _values() | {"batch": _segment().batch_id})
    by_hand = partial(partial, bench.driver.run, "segments", values=values)
    standing = by_hand("batch_stands", "entries_stand")

    def canceled() -> None:
        standing()
        _cancel()

    for name, floor, deed, prepare in (
        ("cancel", by_hand("cancellation", "cancel"), _cancel, standing),
        ("restore", by_hand("restoration", "restore"), _restore, canceled),
    ):
        bench.compare(
            f"{name} a logged segment",
            floor=Side(
                floor, lambda _done: bench.driver.rows("segments", "marked", values), prepare
            ),
            candidate=Side(
                deed, lambda _done: bench.driver.rows("segments", "marked", values), prepare
            ),
            goal=MARK_GOAL,
        )
    bench.restore()


def change_a_segment(bench: Bench) -> None:
    """A header that everybody inherits from is one row; the page is as quick as with few lines."""
    _afresh(bench)
    segment, few = _segment(), _few_lines(bench)
    costs = iter(range(1, 10_000))

    def by_hand() -> None:
        values = {"segment": segment.pk, "cost": next(costs)}
        bench.driver.run("segments", "header", values=values)
        bench.chief.empty()

    def press() -> None:
        form = {"description": "Many", "template": segment.template_id, "cost": next(costs)}
        redirected(bench.chief.post(reverse("segment_edit", args=[segment.pk]), form))

    bench.compare(
        "change the header of a segment",
        floor=Side(by_hand, lambda _done: []),
        candidate=Side(press, lambda _done: []),
        goal=HEADER_GOAL,
        pairs=PAGE_PAIRS,
    )
    pages = [partial(_page, bench, each) for each in (few, segment.pk)]
    bench.compare(
        f"segment page, all lines beside {FEW}",
        floor=Side(pages[0], lambda _answer: []),
        candidate=Side(pages[1], lambda _answer: []),
        goal=PAGE_GOAL,
        pairs=PAGE_PAIRS,
    )
    bench.restore()


def add_by_criteria(bench: Bench) -> None:
    """Contacts without an interaction in ninety days, beside the `INSERT … SELECT` of them."""

    def prepare() -> None:
        bench.restore()
        _set_up()
        start_segment(values={"description": "Silent"}, by=_chief(), now=NOW)

    def by_hand() -> None:
        since = NOW - datetime.timedelta(days=SILENT_DAYS)
        values = for_driver(bench, _values() | {"since": since})
        bench.driver.run("segments", "step", "add", values=values)

    def add() -> None:
        chief = _chief()
        request = SimpleNamespace(user=chief, reading=Reading(chief, NOW, currency=""))
        asked = ContactFilterSet({"untouched": SILENT_DAYS}, request=request)
        add_contacts(
            segment=_segment(),
            contacts=asked.qs,
            kind=SegmentStep.Kind.ADD,
            by=_chief(),
            now=NOW,
        )

    def added(_done: object) -> list[tuple]:
        return bench.driver.rows("segments", "added", _values())

    bench.compare(
        "add contacts by criteria",
        floor=Side(by_hand, added, prepare),
        candidate=Side(add, added, prepare),
        goal=ADD_GOAL,
    )
    bench.restore()


# A segment to work on.


def _afresh(bench: Bench) -> None:
    """A fresh copy with one segment, on which everybody stands."""
    bench.restore()
    _set_up()
    template = InteractionTemplate.objects.get(code="T5")
    for language in ("cs", "en"):
        TemplateText.objects.create(template=template, language=language, subject="Jarní den")
    values = {
        "description": "Everybody",
        "template": template,
        "salesperson": Salesperson.objects.get(code="P1"),
        "interaction_description": "Pozvánka na jarní den",
        "correspondence_type": "letter",
        "cost": 12,
    }
    segment = start_segment(values=values, by=_chief(), now=NOW)
    contacts = Contact.objects.all()
    add_contacts(
        segment=segment, contacts=contacts, kind=SegmentStep.Kind.ADD, by=_chief(), now=NOW
    )
    # Connecting is nobody's work here.
    bench.driver.rows("segments", "cost", {"segment": segment.pk})


def _set_up() -> None:
    series = NumberSeries.objects.create(code="SEGMENTS")
    NumberSeriesLine.objects.create(
        series=series, starts_on=datetime.date(2021, 1, 1), prefix="SM", width=6
    )
    MarketingSetup.objects.update(segment_series=series)


def _few_lines(bench: Bench) -> int:
    segment = start_segment(values={"description": "Few"}, by=_chief(), now=NOW)
    contacts = Contact.objects.filter(
        pk__in=list(Contact.objects.order_by("-pk").values_list("pk", flat=True)[:FEW])
    )
    add_contacts(
        segment=segment, contacts=contacts, kind=SegmentStep.Kind.ADD, by=_chief(), now=NOW
    )
    return segment.pk


def _chief() -> User:
    return User.objects.get(username="chief")


def _segment() -> Segment:
    return Segment.objects.select_related("batch").earliest("pk")


def _values() -> dict:
    return {
        "segment": _segment().pk,
        "by": _chief().pk,
        "at": NOW,
        "occurred_at": NOW,
        "day": NOW.date().isoformat(),
    }


def _begin():
    options = LogOptions(create_follow_up=True)
    return log_segment(segment=_segment(), by=_chief(), now=NOW, options=options)


def _log(pace: Pace) -> None:
    run_steps(batch=_begin(), now=NOW, pace=pace)


def _log_by_hand(bench: Bench) -> None:
    bench.driver.run(
        "segments",
        "batch", "freeze", "skipped/lines", "entries/lines",
        "follow_up", "follow_up_step", "follow", "total",
        values=for_driver(bench, _values()),
    )  # fmt: skip


def _logged(bench: Bench, _done: object) -> list[tuple]:
    values = {"segment": _segment().pk}
    return [
        row
        for name in ("recorded", "followed", "reasons")
        for row in bench.driver.rows("segments", name, values)
    ]


def _cancel() -> None:
    cancel_logged_segment(segment=_segment(), by=_chief(), now=NOW)


def _restore() -> None:
    restore_logged_segment(segment=_segment(), by=_chief(), now=NOW)


def _page(bench: Bench, pk: int) -> None:
    opened(bench.chief.get(reverse("segment", args=[pk])))
