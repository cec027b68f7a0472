"""What the interactions plug into the sockets of the ground floor."""

from crm import sockets
from crm.filters import ContactFilterSet
from interactions import (
    audit,
    automatic,
    correspondence,
    integrity,
    log,
    mailings,
    postponing,
    purging,
    recording,
    search,
    tasks,
    tiles,
)
from interactions.demo.chapter import tell
from interactions.demo.copies import copy_log
from interactions.panels import cancellation
from interactions.sockets import EntryTie, Fate, entry_ties
from interactions.untouched import UntouchedFilter

entry_ties.plug(
    EntryTie(order=10, relation="interactions.Comment.entry", fate=Fate.DELETED),
    EntryTie(order=12, relation="interactions.Completion.entry", fate=Fate.DELETED),
    EntryTie(order=13, relation="interactions.Letter.entry", fate=Fate.DELETED),
    EntryTie(order=14, relation="interactions.Attachment.entry", fate=Fate.DELETED),
    EntryTie(order=15, relation="interactions.Event.entry", fate=Fate.BLANKED),
    EntryTie(order=20, relation="interactions.InteractionLogEntry.corrects", fate=Fate.BLANKED),
    EntryTie(order=30, relation="interactions.PostponedInteraction.follows", fate=Fate.BLANKED),
)

sockets.demo_chapters.plug(sockets.Chapter(order=20, tell=tell, copy=copy_log))
sockets.panels.plug(cancellation.PANEL)
sockets.actions.plug(*cancellation.ACTIONS)
sockets.pages.plug(purging.PAGE, audit.PAGE)
sockets.deletion_jobs.plug(purging.JOB)

sockets.pages.plug(recording.PAGE, postponing.PAGE)
sockets.actions.plug(*recording.ACTIONS, recording.CALL, recording.SEND_EMAIL, recording.INVITE)
sockets.panels.plug(*recording.PANELS)
sockets.contact_facts.plug(recording.FACTS)
sockets.contact_ties.plug(recording.TIE)
ContactFilterSet.also_ask("untouched", UntouchedFilter())

sockets.search_sources.plug(*search.SOURCES)
sockets.tiles.plug(*tiles.TILES)
sockets.setup_gaps.plug(*tiles.GAPS)
sockets.integrity_checks.plug(*integrity.CHECKS)

sockets.pages.plug(*log.PAGES)
sockets.actions.plug(*log.ACTIONS)
sockets.panels.plug(*log.PANELS)

sockets.actions.plug(*postponing.ACTIONS)
sockets.panels.plug(postponing.PANEL)

sockets.pages.plug(*automatic.PAGES)
sockets.mail_writers.plug(mailings.WRITER)
sockets.recorders.plug(automatic.RECORDER)
sockets.panels.plug(automatic.PANEL)
sockets.setup_gaps.plug(automatic.GAP)

sockets.actions.plug(*correspondence.ACTIONS)
sockets.contact_ties.plug(correspondence.TIE)
sockets.interrupted_work.plug(sockets.InterruptedWork(order=10, take_up=tasks.take_up_printing))
