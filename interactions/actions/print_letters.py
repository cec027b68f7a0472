"""The letters of a batch: one PDF of all of them, printed step by step, recorded by nobody.

What is printed was recorded by the logging: each letter belongs to the entry that it is, so it
is never recorded again, however often it is printed, and says the same each time.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from crm.access import require
from crm.models import CorrespondenceType, MarketingSetup, User
from crm.pdf import missing_for_pdf, pdf_of_sheets
from crm.pdf_joining import join_pdfs
from crm.printed_files import keep_file, path_of, remove_file, remove_leftovers
from interactions.actions.print_letter import RIGHT
from interactions.drafts import LetterDraft
from interactions.letter_paper import sheet_of
from interactions.letters import Sender, begun_with, values_of, written
from interactions.merge_fields import literal
from interactions.models import (
    InteractionBatch,
    InteractionLogEntry,
    Letter,
    LetterPart,
    LetterRun,
    TemplateText,
)

# So many letters are one step: a dozen seconds of work, and the memory for it.
STEP = 200
LeftOut = LetterRun.LeftOut


def ask_for_letters(*, batch: InteractionBatch, by: User, now: datetime.datetime) -> LetterRun:
    """Let the letters of *batch* be printed; those that are being printed where they are."""
    require(by.has_perm(RIGHT), _("Print and send documents"))
    try:
        with transaction.atomic():
            return LetterRun.objects.create(batch=batch, by=by, asked_at=now)
    except IntegrityError:
        under_way = LetterRun.objects.filter(batch=batch, finished_at=None).first()
        if under_way is None:
            raise
        return under_way


def letters_among(entries: QuerySet) -> QuerySet:
    """Those of *entries* that are letters."""
    return entries.filter(correspondence_type=CorrespondenceType.LETTER)


def print_letters(
    *,
    run: LetterRun,
    clock: Callable[[], datetime.datetime],
    stop: Callable[[], bool] = lambda: False,
    size: int = STEP,
) -> bool:
    """Print what is left of *run*; True where nothing is.

    Safe to interrupt, to repeat and to run twice at once: of two steps that begin at the same
    watermark one is kept. Must not run in a transaction: a step takes long.
    """
    while not stop():
        current = LetterRun.objects.select_related("batch", "by").filter(pk=run.pk).first()
        if current is None or current.finished_at:
            return True
        if current.batch.taken_back_at:
            # What it would print was not recorded after all.
            current.delete()
            return True
        if current.batch.finished_at is None:
            return False
        entries = _next_entries(current, size)
        if entries:
            _print_step(current, entries, clock())
        else:
            _finish(current, clock())
    return False


def _next_entries(run: LetterRun, size: int) -> list[InteractionLogEntry]:
    entries = letters_among(InteractionLogEntry.objects.filter(batch=run.batch))
    after = entries.filter(pk__gt=run.watermark).order_by("pk")
    related = ("contact__company", "salesperson", "campaign", "template")
    return list(after.select_related(*related)[:size])


@dataclass(frozen=True)
class _Writing:
    """What the letters of one step need to know, read at once."""

    by: User
    now: datetime.datetime
    setup: MarketingSetup
    texts: dict[tuple[int, str], TemplateText]
    printed: dict[int, Letter]

    @classmethod
    def of(
        cls, run: LetterRun, entries: Sequence[InteractionLogEntry], now: datetime.datetime
    ) -> "_Writing":
        texts = TemplateText.objects.filter(template__in={entry.template_id for entry in entries})
        printed = Letter.objects.filter(entry__in=[entry.pk for entry in entries])
        return cls(
            by=run.by,
            now=now,
            setup=MarketingSetup.current(),
            texts={(text.template_id, text.language): text for text in texts if text.body.strip()},
            printed={letter.entry_id: letter for letter in printed if letter.entry_id},
        )

    def why_left_out(self, entry: InteractionLogEntry) -> str:
        """Why *entry* is not printed, "" where it is."""
        contact, scope = entry.contact, self.by.scope
        if entry.cancellation_id is not None:
            return LeftOut.CANCELED
        if contact.privacy_blocked:
            return LeftOut.PRIVACY
        if scope is not None and contact.salesperson_id not in {*scope, None}:
            return LeftOut.OUT_OF_SIGHT
        if entry.pk not in self.printed and (entry.template_id, entry.language) not in self.texts:
            return LeftOut.NO_TEXT
        return ""

    def letter(self, entry: InteractionLogEntry) -> Letter:
        """The letter that *entry* is: as it was printed before, else written now, not saved."""
        if entry.pk in self.printed:
            return self.printed[entry.pk]
        text = self.texts[entry.template_id, entry.language]
        sender = Sender(self.setup, entry.salesperson)
        values = values_of(entry.contact, sender, entry.campaign, self.now, text.language)
        begun = begun_with(text, values, greeting=True)
        draft = LetterDraft(
            kind=Letter.Kind.LETTER,
            contact=entry.contact,
            language=text.language,
            template=entry.template,
            salutation=begun["salutation"],
            # As it was recorded, its fields filled in: a segment or a line may have its own.
            subject=literal(entry.subject),
            body=text.body,
        )
        letter = written(draft, sender=sender, by=self.by, now=self.now, campaign=entry.campaign)
        letter.subject = letter.subject[: Letter._meta.get_field("subject").max_length]
        letter.entry = entry
        return letter


def _print_step(
    run: LetterRun, entries: Sequence[InteractionLogEntry], now: datetime.datetime
) -> None:
    """Print *entries*, the next of *run*: the file first, then all that is known of it at once."""
    writing = _Writing.of(run, entries, now)
    reasons = {entry.pk: writing.why_left_out(entry) for entry in entries}
    letters = [writing.letter(entry) for entry in entries if not reasons[entry.pk]]
    left_out = Counter(run.left_out) + Counter(reason for reason in reasons.values() if reason)
    file, pages = _part(run, letters) if letters and not missing_for_pdf() else ("", 0)
    with transaction.atomic():
        unmoved = LetterRun.objects.filter(pk=run.pk, watermark=run.watermark, finished_at=None)
        moved = unmoved.update(
            watermark=entries[-1].pk,
            letters=F("letters") + len(letters),
            pages=F("pages") + pages,
            left_out=dict(left_out),
            last_step_at=now,
        )
        if moved:
            Letter.objects.bulk_create([letter for letter in letters if letter.pk is None])
            if file:
                LetterPart.objects.create(run=run, after=run.watermark, file=file)
    if not moved:
        # Another worker was faster: this part is nobody's.
        remove_file(file)


def _part(run: LetterRun, letters: Sequence[Letter]) -> tuple[str, int]:
    """The file of one step and its number of pages."""
    bundle = pdf_of_sheets((sheet_of(letter) for letter in letters), title=str(run.batch))
    name = keep_file(f"letters-{run.pk}", ".part", lambda file: file.write(bundle.content))
    return name, bundle.pages


def _finish(run: LetterRun, now: datetime.datetime) -> None:
    """Join the parts; where one is gone, everything is printed once more, as it was."""
    parts = list(run.parts.values_list("file", flat=True))
    try:
        file = _joined(run, parts) if parts else ""
    except FileNotFoundError:
        _begin_again(run)
        return
    with transaction.atomic():
        unfinished = LetterRun.objects.filter(pk=run.pk, watermark=run.watermark, finished_at=None)
        finished = unfinished.update(finished_at=now, file=file)
        if finished:
            run.parts.all().delete()
    if finished:
        # The parts, and what killed workers had made of others.
        remove_leftovers(f"letters-{run.pk}", but=file)
    else:
        remove_file(file)


def _joined(run: LetterRun, parts: list[str]) -> str:
    paths = [path_of(name) for name in parts]
    return keep_file(f"letters-{run.pk}", ".pdf", partial(join_pdfs, paths))


def _begin_again(run: LetterRun) -> None:
    with transaction.atomic():
        files = list(run.parts.values_list("file", flat=True))
        run.parts.all().delete()
        LetterRun.objects.filter(pk=run.pk, finished_at=None).update(
            watermark=0, letters=0, pages=0, left_out={}
        )
    for name in files:
        remove_file(name)


def remove_printed(*, run: LetterRun, now: datetime.datetime) -> None:
    """Remove the file of a finished *run*; what the letters say stays."""
    remove_file(run.file)
    LetterRun.objects.filter(pk=run.pk, removed_at=None).update(removed_at=now)


def may_open(run: LetterRun, user: User) -> bool:
    """Whether *user* may have the file of *run*: he printed it, or sees everybody in it."""
    if run.by_id == user.pk or user.scope is None:
        return True
    letters = Letter.objects.filter(entry__batch=run.batch)
    return not letters.exclude(pk__in=letters.visible_to(user).values("pk")).exists()
