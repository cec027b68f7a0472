"""What always holds in the log, read off the data; `manage.py checkintegrity` asks."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from crm.integrity import slices
from crm.models import Contact
from crm.sockets import IntegrityCheck
from crm.text import words
from interactions.models import Comment, InteractionBatch, InteractionLogEntry

Entry = InteractionLogEntry.objects


def impossible_marks() -> Iterator[str]:
    """Entries canceled and restored at once, or restored before they were canceled."""
    wrong = Q(cancellation__isnull=False, restoration__isnull=False) | Q(
        restoration__at__lt=F("restoration__cancellation__at")
    )
    for pk in Entry.filter(wrong).order_by("pk").values_list("pk", flat=True):
        yield f"entry {pk} bears marks that exclude each other"


def wrong_companies() -> Iterator[str]:
    """Entries of a company that name another one, or that name a person as company."""
    company = Contact.Type.COMPANY
    of_another = Q(contact__type=company) & (~Q(company=F("contact")) | Q(company=None))
    wrong = of_another | Q(company__type=Contact.Type.PERSON)
    for pk in Entry.filter(wrong).order_by("pk").values_list("pk", flat=True):
        yield f"entry {pk} names a company that it cannot be with"


def half_evaluations() -> Iterator[str]:
    """Evaluations by somebody at no time, or at some time by nobody."""
    wrong = Q(evaluated_by=None, evaluated_at__isnull=False) | Q(
        evaluated_by__isnull=False, evaluated_at=None
    )
    for pk in Entry.filter(wrong).order_by("pk").values_list("pk", flat=True):
        yield f"entry {pk} was evaluated by nobody or never"


def impossible_corrections() -> Iterator[str]:
    """Corrections of themselves, or of what was recorded after them."""
    wrong = Q(corrects=F("pk")) | Q(corrects__recorded_at__gt=F("recorded_at"))
    for pk in Entry.filter(wrong).order_by("pk").values_list("pk", flat=True):
        yield f"entry {pk} corrects what it cannot"


def overfull_batches() -> Iterator[str]:
    """Finished batches with more entries than were recorded; deletion leaves fewer, never more."""
    batches = InteractionBatch.objects.exclude(finished_at=None).annotate(found=Count("entries"))
    for batch in batches.filter(found__gt=F("total")).order_by("pk"):
        yield f"batch {batch.pk} has {batch.found} entries of {batch.total}"


def stale_words() -> Iterator[str]:
    """Entries and comments that are found by other words than they have."""
    for found in slices(Entry.only("description", "subject", "search_text")):
        for entry in found:
            own = {*words(entry.description), *words(entry.subject)}
            if own != set(entry.search_text.split()):
                yield f"entry {entry.pk} is found by old words"
    for found in slices(Comment.objects.only("text", "search_text")):
        for comment in found:
            if set(words(comment.text)) != set(comment.search_text.split()):
                yield f"comment {comment.pk} is found by old words"


CHECKS = (
    IntegrityCheck(order=110, name="Marks exclude each other", find=impossible_marks),
    IntegrityCheck(order=120, name="Companies are those of then", find=wrong_companies),
    IntegrityCheck(order=130, name="Evaluations say who and when", find=half_evaluations),
    IntegrityCheck(order=140, name="Corrections follow", find=impossible_corrections),
    IntegrityCheck(order=150, name="Batches hold what was recorded", find=overfull_batches),
    IntegrityCheck(order=160, name="Entries are found by their words", find=stale_words),
)
