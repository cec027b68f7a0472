import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.models.contact import Contact
from crm.models.fields import LineField, ProseField
from crm.models.mail_pace import MailPace
from crm.models.mailing import Mailing
from crm.models.sales_document import SalesDocument
from crm.models.stored_file import StoredFile
from crm.models.vocabulary import Language

# Longer than any answer of a server that is worth reading.
LONGEST_ANSWER = 500
MINUTE = datetime.timedelta(minutes=1)


class OutgoingMailQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Mails to contacts that *user* may see."""
        if not user.is_authenticated:
            return self.none()
        if user.scope is None:
            return self
        return self.filter(Exists(Contact.objects.visible_to(user).filter(pk=OuterRef("contact"))))

    def due(self, now: datetime.datetime):
        """What waits and need not wait any longer, the oldest first."""
        waiting = Q(not_before=None) | Q(not_before__lte=now)
        return self.filter(waiting, state=OutgoingMail.State.PENDING).order_by("pk")

    def next_due(self, now: datetime.datetime):
        """The mail to send now, None where there is none: what a person sent goes first."""
        due = self.due(now)
        single = due.filter(mailing=None).first()
        if single is not None:
            return single
        mailing = Mailing.objects.released().with_due(due.order_by()).order_by("pk").first()
        return due.filter(mailing=mailing).first() if mailing else None

    def free_at(self, now: datetime.datetime, *, a_minute: int) -> datetime.datetime | None:
        """When the next mail may leave if no more than *a_minute* do, None where it may now."""
        lately = self.filter(sending_at__gt=now - MINUTE).order_by("-sending_at")
        begun = list(lately.values_list("sending_at", flat=True)[:a_minute])
        return begun[-1] + MINUTE if len(begun) == a_minute else None

    def resendable(self):
        """What a person may send again: nobody else ever does."""
        return self.filter(state__in=(OutgoingMail.State.FAILED, OutgoingMail.State.UNCLEAR))


class OutgoingMail(models.Model):
    """A mail on its way: written with what it tells of, sent by the worker, at most once.

    A row is *sending* before the server is spoken to. One that is found so after a crash is
    *unclear*: it may have arrived, so it is never sent again by itself.
    """

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("state of a mail", "Waiting")
        SENDING = "sending", pgettext_lazy("state of a mail", "Being sent")
        SENT = "sent", pgettext_lazy("state of a mail", "Sent")
        FAILED = "failed", pgettext_lazy("state of a mail", "Not delivered")
        UNCLEAR = "unclear", pgettext_lazy("state of a mail", "Delivery unclear")

    # The key of the event that tells of this mail; the entry of the log has it too.
    key = models.CharField(max_length=200, unique=True)
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="mails", verbose_name=_("contact")
    )
    document = models.ForeignKey(
        SalesDocument,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name=_("document"),
    )
    # Null for what somebody sent to one contact.
    mailing = models.ForeignKey(
        Mailing,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mails",
        db_index=False,
        verbose_name=_("mailing"),
    )
    # Whether subject and text are those that leave; those of a mailing are written when it is sent.
    is_written = models.BooleanField(default=True)
    address = models.EmailField(_("e-mail"))
    reply_to = models.EmailField(_("reply to"), blank=True)
    subject = LineField(_("subject"), max_length=200)
    body = ProseField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=8, choices=Language.choices, blank=True)
    attachment_name = LineField(_("attachment"), max_length=100, blank=True)
    attachment = models.BinaryField(null=True, blank=True)
    # Of a mail to one contact; those of a mailing are known by the room that writes it.
    files = models.ManyToManyField(
        StoredFile, related_name="mails", blank=True, verbose_name=_("files")
    )
    # A mail that the contact asked for, an invoice, goes out though he wants no others.
    respects_opt_out = models.BooleanField(default=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PENDING)
    # What the server said, or why nothing was sent.
    answer = models.CharField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"))
    sending_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        default_permissions = ("view",)
        permissions = [("resend_mail", _("Can send failed and unclear mails again"))]
        indexes = [
            models.Index(
                fields=("mailing", "id"), name="crm_mail_waiting", condition=Q(state="pending")
            ),
            models.Index(
                fields=("not_before",),
                name="crm_mail_waiting_until",
                condition=Q(state="pending", not_before__isnull=False),
            ),
            models.Index(
                fields=("-sending_at",),
                name="crm_mail_begun",
                condition=Q(sending_at__isnull=False),
            ),
            models.Index(
                fields=("sending_at",), name="crm_mail_sending", condition=Q(state="sending")
            ),
            models.Index(fields=("state", "id"), name="crm_mail_state"),
            # The queue, and what of it belongs to one mailing, the newest first.
            models.Index(fields=("-created_at", "-id"), name="crm_mail_newest"),
            models.Index(
                fields=("mailing", "-created_at", "-id"),
                name="crm_mail_of_mailing",
                condition=Q(mailing__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.subject} → {self.address}"

    @property
    def brings_invitation(self) -> bool:
        """Whether what was made for it is an invitation for calendars, and not a document."""
        return self.attachment_name.endswith(".ics")

    def claim(self, now: datetime.datetime) -> bool:
        """Take this mail for sending; False where somebody else was faster.

        Somebody else may have taken this mail, or the last place in this minute. It is on the
        disk when this returns: inside another transaction it would not be.
        """
        mails = OutgoingMail.objects
        with transaction.atomic(durable=True):
            MailPace.hold()
            if mails.free_at(now, a_minute=settings.MAILS_A_MINUTE):
                return False
            waiting = mails.filter(pk=self.pk, state=self.State.PENDING)
            claimed = waiting.update(
                state=self.State.SENDING, sending_at=now, tries=F("tries") + 1, answer=""
            )
        if claimed:
            self.sending_at = now
        return bool(claimed)

    def write(self, subject: str, body: str) -> None:
        """Keep what a claimed mail says, before it leaves."""
        self.subject, self.body, self.is_written = subject, body, True
        self.save(update_fields=["subject", "body", "is_written"])

    def end(self, state: str, *, answer: str = "", now: datetime.datetime) -> bool:
        """Say how the sending ended; True unless somebody has sent it again meanwhile."""
        begun = OutgoingMail.objects.filter(
            pk=self.pk,
            sending_at=self.sending_at,
            state__in=(self.State.SENDING, self.State.UNCLEAR),
        )
        return bool(begun.update(state=state, answer=answer[:LONGEST_ANSWER], ended_at=now))

    def wait_until(self, moment: datetime.datetime, *, answer: str) -> bool:
        """Go back to the queue: the server was not reached, so nothing can have been sent."""
        begun = OutgoingMail.objects.filter(
            pk=self.pk, sending_at=self.sending_at, state=self.State.SENDING
        )
        return bool(
            begun.update(
                state=self.State.PENDING, not_before=moment, answer=answer[:LONGEST_ANSWER]
            )
        )
