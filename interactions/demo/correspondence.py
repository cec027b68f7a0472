"""What was written and sent: mails, letters, files, invitations. Nothing of it leaves the house.

The mails have ended, or belong to a mailing that nobody releases, so the worker finds none to send.
"""

import datetime
import uuid
from random import Random
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.utils.text import slugify
from django.utils.translation import gettext as _

from crm.actions.mailings import start_mailing
from crm.demo.documents import goods
from crm.demo.story import Story
from crm.drafts import MailDraft
from crm.forms.due_day import working_day_after
from crm.models import Contact, OutgoingMail, User
from interactions.actions.attach import attach_to_entry, attach_to_template
from interactions.actions.invite import invite_to_meeting
from interactions.actions.mail_files import SentForm
from interactions.actions.print_letter import print_letter
from interactions.actions.send_email import send_email
from interactions.drafts import LetterDraft, MeetingDraft
from interactions.merge_fields import merge, values_for
from interactions.models import InteractionLogEntry, InteractionTemplate, Letter, TemplateText

State = OutgoingMail.State
MOMENT = datetime.timedelta(seconds=2)
# How each mail ended, how many working days ago, and what the server said.
MAILS = (
    (State.SENT, 9, ""),
    (State.SENT, 6, ""),
    (State.SENT, 5, ""),
    (State.FAILED, 4, "550 5.1.1 No such mailbox"),
    (State.UNCLEAR, 2, "SMTPServerDisconnected: Connection unexpectedly closed"),
)
# Mails of a newsletter that is not released.
NEWSLETTER = 3
# In how many working days from today people meet.
MEETINGS = (-2, 2)


class Pair(NamedTuple):
    """Somebody who is written to, and who writes."""

    contact: Contact
    by: User


def correspond(story: Story) -> None:
    """Write to a few people, each from whoever looks after him."""
    dice = story.dice("correspondence")
    pairs = _pairs(story, dice, len(MAILS) + NEWSLETTER + len(MEETINGS) + 2)
    for ended, ago, answer in MAILS:
        _mail(story, dice, pairs.pop(), (ended, answer), _at(story, dice, ago))
    _newsletter(story, dice, [pairs.pop() for _each in range(NEWSLETTER)])
    for days in MEETINGS:
        _meet(story, dice, pairs.pop(), days)
    for kind in (Letter.Kind.LETTER, Letter.Kind.COVER_SHEET):
        _print(kind, dice, pairs.pop(), _at(story, dice, 3))
    _attach(story)


def _pairs(story: Story, dice: Random, number: int) -> list[Pair]:
    """People with an address who were known long before, one as often as there are too few."""
    known = Contact.objects.people().filter(
        created_at__lt=_at(story, dice, 20), salesperson__user__isnull=False
    )
    reached = known.exclude(email="").filter(privacy_blocked=False, email_opt_out_at=None)
    people = list(reached.select_related("company", "salesperson__user").order_by("pk"))
    dice.shuffle(people)
    chosen = [people[place % len(people)] for place in range(number)]
    return [Pair(contact, contact.salesperson.user) for contact in chosen]


def _at(story: Story, dice: Random, days: int) -> datetime.datetime:
    """An hour of work *days* working days ago."""
    day = story.workdays(days + 1)[0]
    return story.moment(day, dice.randrange(9, 16), dice.randrange(60))


def _key(dice: Random) -> uuid.UUID:
    return uuid.UUID(int=dice.getrandbits(128), version=4)


def _text(code: str, contact: Contact) -> TemplateText:
    """The text of a template in the language of *contact*, else in Czech."""
    texts = {text.language: text for text in TemplateText.objects.filter(template__code=code)}
    return texts.get(contact.language) or texts["cs"]


def _mail(
    story: Story, dice: Random, pair: Pair, end: tuple[str, str], at: datetime.datetime
) -> None:
    contact, by = pair
    text = _text("EMAIL", contact)
    values = values_for(contact, contact.salesperson, None, at, language=text.language)
    draft = MailDraft(
        contact.email, merge(text.subject, values), merge(text.body, values), text.language
    )
    mail, _event = send_email(
        contact=contact,
        draft=draft,
        template=None,
        log_interaction=True,
        despite_opt_out=False,
        form=SentForm(_key(dice)),
        by=by,
        now=at,
    )
    _let_end(mail, *end, at=at + datetime.timedelta(minutes=1))


def _let_end(mail: OutgoingMail, state: str, answer: str = "", *, at: datetime.datetime) -> None:
    """Let *mail* end as if the worker had sent it: a claim would have to be on the disk first."""
    waiting = OutgoingMail.objects.filter(pk=mail.pk, state=State.PENDING)
    waiting.update(state=State.SENDING, sending_at=at, tries=1)
    mail.sending_at = at
    mail.end(state, answer=answer, now=at + MOMENT)


def _newsletter(story: Story, dice: Random, pairs: list[Pair]) -> None:
    """Mails to many that wait until somebody releases them."""
    at, by = _at(story, dice, 1), story.users["klara"]
    mailing = start_mailing(title=_("Newsletter, not released yet"), by=by, now=at)
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            key=f"newsletter:{_key(dice)}",
            contact=contact,
            mailing=mailing,
            address=contact.email,
            subject=_("News from Severka Trading"),
            body=_("We have new pumps in stock. Come and see them."),
            language=contact.language,
            created_by=by,
            created_at=at,
        )
        for contact, _by in pairs
    )


def _meet(story: Story, dice: Random, pair: Pair, days: int) -> None:
    """Somebody invites, a few days before; what is over waits to be written down."""
    contact, by = pair
    day = working_day_after(story.today, days) if days > 0 else story.workdays(1 - days)[0]
    begins = story.moment(day, 10)
    at = min(_at(story, dice, 4), story.now)
    invited = invite_to_meeting(
        draft=MeetingDraft(
            title=_("New pumps: a look at the workshop"),
            starts_at=begins,
            ends_at=begins + datetime.timedelta(minutes=90),
            place=_("Our workshop"),
        ),
        contacts=[contact],
        send=True,
        key=_key(dice),
        by=by,
        now=at,
    )
    for mail in OutgoingMail.objects.filter(key__startswith=f"meeting:{invited.meeting.form_key}"):
        _let_end(mail, State.SENT, at=at + datetime.timedelta(minutes=1))


def _print(kind: Letter.Kind, dice: Random, pair: Pair, at: datetime.datetime) -> None:
    contact, by = pair
    text = _text("LETTER", contact)
    is_cover = kind == Letter.Kind.COVER_SHEET
    draft = LetterDraft(
        kind=kind,
        contact=contact,
        language=text.language,
        subject=text.subject,
        body=text.body,
        template=InteractionTemplate.objects.get(code="LETTER"),
        pages=4 if is_cover else None,
    )
    print_letter(draft=draft, log_interaction=True, key=_key(dice), by=by, now=at)


def _attach(story: Story) -> None:
    """A price list belongs to the template of offers, notes to what was recorded last."""
    dice = story.dice("files")
    prices = "\n".join(f"{text};{unit};{price}" for text, unit, price, _most in goods())
    name = f"{slugify(_('Price list of spare parts'))}.csv"
    attach_to_template(
        template=InteractionTemplate.objects.get(code="OFFER"),
        files=[ContentFile(prices.encode(), name=name)],
        by=story.users["klara"],
        now=_at(story, dice, 15),
    )
    latest = InteractionLogEntry.objects.standing().filter(template__code="ONSITE")
    for entry in latest.select_related("recorded_by").newest_first()[:3]:
        notes = _("Notes of the visit: %(name)s") % {"name": entry.description}
        attach_to_entry(
            entry=entry,
            files=[ContentFile(notes.encode(), name="notes.txt")],
            by=entry.recorded_by,
            now=min(entry.recorded_at + datetime.timedelta(minutes=5), story.now),
        )
