"""The tiles of the ground floor on the home page: the state of the installation."""

import datetime
from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from crm import sockets
from crm.models import AuditRecord, MarketingSetup, Salesperson
from crm.roles import AUDITOR, SETUP
from crm.sockets import SetupGap, Tile
from crm.ui.reading import Reading

SHOWN = 5
# A worker that is there takes what waits within seconds.
PATIENCE = datetime.timedelta(minutes=2)
FAILURES_OF = datetime.timedelta(days=7)


def setup_gaps(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """What is not set up yet, each with the page that mends it."""
    found = (gap.find() for gap in sockets.setup_gaps)
    return {"gaps": [gap for gap in found if gap]}


def worker_state(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """What waits for the background worker, what it does, and what it could not do."""
    waiting = DBTaskResult.objects.ready().aggregate(number=Count("pk"), since=Min("enqueued_at"))
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=reading.now - FAILURES_OF)
    since = waiting["since"]
    return {
        "stands_still": since is not None and since < reading.now - PATIENCE,
        "since": reading.moment(since),
        "figures": [
            (_("Waiting"), reading.number(waiting["number"])),
            (_("At work"), reading.number(DBTaskResult.objects.running().count())),
            (_("Failed in 7 days"), reading.number(failed.count())),
        ],
    }


def last_deletions(request: HttpRequest, reading: Reading) -> dict[str, Any] | None:
    """The deeds that removed their own traces: who, when, how many."""
    records = AuditRecord.objects.visible_to(request.user).select_related("by")[:SHOWN]
    return {
        "lines": [
            {
                "deed": record.get_deed_display(),
                "when": reading.moment(record.at),
                "by": str(record.by or _("command line")),
                "number": reading.number(record.count),
                "is_finished": record.is_finished,
            }
            for record in records
        ]
    }


def series_gap() -> tuple[str, str] | None:
    """Without a series somebody has to type the number of each new contact."""
    setup = MarketingSetup.current()
    if setup.contact_series_id and setup.segment_series_id and setup.campaign_series_id:
        return None
    return _("Number series are missing in the Marketing Setup."), reverse("marketing_setup")


def salesperson_gap() -> tuple[str, str] | None:
    """Without salespeople nobody owns a contact."""
    if Salesperson.objects.active().exists():
        return None
    return _("There is no salesperson yet."), reverse("salesperson_list")


TILES = (
    Tile(order=10, template="crm/tiles/setup_gaps.html", context=setup_gaps, roles=(SETUP,)),
    Tile(
        order=70,
        template="crm/tiles/last_deletions.html",
        context=last_deletions,
        roles=(SETUP, AUDITOR),
        region="aside",
    ),
    Tile(
        order=60,
        template="crm/tiles/worker_state.html",
        context=worker_state,
        roles=(SETUP,),
        region="aside",
    ),
)
GAPS = (SetupGap(order=10, find=series_gap), SetupGap(order=20, find=salesperson_gap))
