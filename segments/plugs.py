"""What the segments plug into the sockets of the ground floor."""

from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from crm import sockets
from crm.access import reach_of
from crm.models import MarketingSetup
from crm.roles import MANAGER, MARKETING, SALESPERSON
from interactions.filters import InteractionLogEntryFilterSet
from interactions.sockets import BatchCard, batch_cards
from segments import demo, integrity, panels, purging, search, tasks
from segments.actions.start_segment import VERB
from segments.filters import ContactsOnSegmentFilter


def _series_gap() -> tuple[str, str] | None:
    if MarketingSetup.current().segment_series is not None:
        return None
    return translated("No number series is set for segments."), reverse("marketing_setup")


sockets.pages.plug(
    sockets.Page(
        order=300,
        name=_("Active Segments"),
        url_name="segment_list",
        group="segments",
        icon="list",
        go_key="s",
        synonyms=("segmenty", "segment", "segment protokolu", "log segment"),
    ),
    sockets.Page(
        order=310,
        name=_("Logged Segments"),
        url_name="logged_segment_list",
        group="segments",
        icon="history",
        synonyms=("protokolovaný segment", "protokolované segmenty"),
    ),
)
sockets.pages.plug(
    sockets.Page(
        order=320,
        name=_("Saved criteria"),
        url_name="saved_criteria_list",
        icon="bookmark",
        synonyms=("uložená kritéria", "kritéria segmentu", "segment criteria"),
        allowed=lambda user: bool(reach_of(user, VERB)),
        right=_("Build and log segments"),
    )
)
sockets.rows_actions.plug(
    sockets.RowsAction(
        order=10,
        noun="contact",
        label=_("Add to segment"),
        url_name="segment_additions",
        icon="list",
        allowed=lambda user: bool(reach_of(user, VERB)),
    )
)
sockets.actions.plug(
    sockets.Action(
        order=60,
        noun="contact",
        label=_("Add to segment"),
        href=panels.add_to_segment,
        icon="list",
        in_menu=True,
    )
)
sockets.panels.plug(
    sockets.Panel(
        order=60,
        noun="contact",
        template="segments/contact_segments.html",
        context=panels.segments_of_contact,
        region="aside",
    ),
    sockets.Panel(
        order=30,
        noun="campaign",
        template="segments/campaign_segments.html",
        context=panels.segments_of_campaign,
    ),
)
sockets.tiles.plug(
    sockets.Tile(
        order=25,
        template="segments/logged_segments_tile.html",
        context=panels.last_logged,
        roles=(MARKETING,),
    ),
    sockets.Tile(
        order=20,
        template="segments/active_segments_tile.html",
        context=panels.active_segments,
        roles=(SALESPERSON, MANAGER, MARKETING),
    ),
)
batch_cards.plug(BatchCard(order=10, href=panels.card_of_batch))
InteractionLogEntryFilterSet.also_ask("segment", ContactsOnSegmentFilter())
sockets.setup_gaps.plug(sockets.SetupGap(order=30, find=_series_gap))
sockets.search_sources.plug(sockets.SearchSource(order=50, find=search.segment_hits))
sockets.pages.plug(purging.PAGE)
sockets.deletion_jobs.plug(purging.JOB)
sockets.interrupted_work.plug(sockets.InterruptedWork(order=20, take_up=tasks.take_up_loggings))
sockets.integrity_checks.plug(*integrity.CHECKS)
sockets.demo_chapters.plug(sockets.Chapter(order=30, tell=demo.tell, copy=demo.copy))
