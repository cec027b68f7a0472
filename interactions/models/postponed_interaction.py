import datetime
import json

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.access import Reach, reach_of
from crm.models import Campaign, Contact, FinishedForm, Salesperson
from crm.text import storable
from interactions.models.interaction_template import InteractionTemplate
from interactions.models.meeting import Meeting

# A form that was heard of this recently counts as open; it speaks every minute.
OPEN_FOR = datetime.timedelta(minutes=2)
UNDO_FOR = datetime.timedelta(days=1)


NEVER = datetime.datetime(9998, 12, 31, tzinfo=datetime.UTC)


class Due(models.TextChoices):
    """How near the day is on which something is owed."""

    OVERDUE = "overdue", _("Overdue")
    TODAY = "today", pgettext_lazy("due", "Today")
    LATER = "later", _("Later")
    WITHOUT = "none", _("Without a date")

    @classmethod
    def of(cls, due_at: datetime.datetime | None, today: datetime.date) -> "Due":
        """The group of what is due at *due_at*, by the reader's calendar."""
        if due_at is None:
            return cls.WITHOUT
        day = timezone.localdate(due_at)
        if day == today:
            return cls.TODAY
        return cls.OVERDUE if day < today else cls.LATER


class TypedField(models.TextField):
    """JSON of what was typed, in ASCII: a `jsonb` column would refuse NUL and lone surrogates,
    and what was typed is kept even where it is not valid."""

    def from_db_value(self, value, expression, connection):
        return None if value is None else json.loads(value)

    def to_python(self, value):
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        return None if value is None else json.dumps(value, ensure_ascii=True)


class PostponedInteractionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; those of others only for who may resume them, within his reach."""
        if not user.is_authenticated:
            return self.none()
        reach = reach_of(user, "interactions.resume")
        if reach is Reach.ALL:
            return self
        if reach is Reach.TEAM:
            return self.filter(
                Q(owner=user) | Q(owner__salesperson__in=user.salesperson_ids(reach))
            )
        return self.filter(owner=user)

    def kept(self):
        """Those that were not deleted, and whose form nobody has finished.

        A form may still be on its way to be kept when it is finished; what arrives after that
        brings nothing back.
        """
        return self.unfinished().filter(deleted_at=None)

    def unfinished(self):
        """Those whose form was not finished."""
        return self.filter(~Exists(FinishedForm.objects.filter(key=OuterRef("form_key"))))

    def undoable(self, now: datetime.datetime):
        """Deleted ones that can still be taken back."""
        return self.unfinished().filter(deleted_at__gt=now - UNDO_FOR)

    def closed(self, now: datetime.datetime):
        """Those that no form holds open."""
        return self.not_open_since(now - OPEN_FOR)

    def not_open_since(self, moment):
        """Those whose form was never heard of after *moment*."""
        return self.filter(Q(open_at=None) | Q(open_at__lte=moment))

    def forgotten(self, now: datetime.datetime, days: int):
        """Interrupted ones without a date that nobody has worked on for *days*."""
        since = now - datetime.timedelta(days=days)
        return self.filter(postponed_at=None, due_at=None, saved_at__lt=since).closed(now)

    def news_for(self, user, since: datetime.datetime):
        """What was handed over to *user* and he has not worked on yet, and what of his went to
        somebody else *since*; his scope does not matter here. The newest first."""
        given = Q(owner=user, handed_over_at__gt=F("saved_at")) & ~Q(handed_over_by=user)
        gone = Q(handed_over_from=user, handed_over_at__gte=since) & ~Q(owner=user)
        return self.filter(given | gone).order_by("-handed_over_at")

    def of_contact(self, contact: Contact):
        """Those of *contact*; a company includes its persons."""
        if contact.is_company:
            return self.filter(Q(contact=contact) | Q(contact__company=contact))
        return self.filter(contact=contact)

    def by_due(self):
        """What is owed first: with a due date before those without, then the oldest."""
        return self.order_by(F("due_at").asc(nulls_last=True), "created_at", "pk")

    def with_due_order(self):
        """With `due_order`, the due date as a list sorts by it: without one at the very end."""
        never = Value(NEVER, output_field=models.DateTimeField())
        return self.annotate(due_order=Coalesce("due_at", never))

    def with_over(self, now: datetime.datetime):
        """With `is_over`: whether it is of a meeting that has begun, and can be written down."""
        begun = Meeting.objects.filter(form_key=OuterRef("form_key"), starts_at__lte=now)
        return self.annotate(is_over=Exists(begun))

    def due_in(self, group: Due, today: datetime.date):
        """Those whose day is over, is *today*, is still to come, or was never set."""
        begins = timezone.make_aware(datetime.datetime.combine(today, datetime.time.min))
        ends = timezone.make_aware(
            datetime.datetime.combine(today + datetime.timedelta(days=1), datetime.time.min)
        )
        return self.filter(
            {
                Due.OVERDUE: Q(due_at__lt=begins),
                Due.TODAY: Q(due_at__gte=begins, due_at__lt=ends),
                Due.LATER: Q(due_at__gte=ends),
                Due.WITHOUT: Q(due_at=None),
            }[group]
        )


class PostponedInteraction(models.Model):
    """An interaction begun and not finished: a form as it was typed, never a part of the log.

    `typed` holds each field as typed, valid or not. The foreign keys repeat those of its
    values that lists show and filter by; they are null where what was typed means nobody.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="postponed_interactions",
        db_index=False,
        verbose_name=_("owner"),
    )
    contact = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="postponed_interactions",
        verbose_name=_("Contact"),
    )
    template = models.ForeignKey(
        InteractionTemplate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="postponed_interactions",
        verbose_name=_("Interaction Template"),
    )
    salesperson = models.ForeignKey(
        Salesperson,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="postponed_interactions",
        verbose_name=_("Salesperson"),
    )
    campaign = models.ForeignKey(
        Campaign,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="postponed_interactions",
        verbose_name=_("Campaign"),
    )
    description = models.CharField(_("Description"), max_length=200, blank=True)
    typed = TypedField(default=dict)
    own_fields = TypedField(default=list)
    form_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created"))
    saved_at = models.DateTimeField(_("saved"))
    # Null: nobody said "later"; the form was interrupted.
    postponed_at = models.DateTimeField(_("postponed"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    moved = models.PositiveSmallIntegerField(_("times moved"), default=0)
    open_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of a next step: the entry with which it was planned.
    follows = models.ForeignKey(
        "interactions.InteractionLogEntry",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="next_steps",
    )
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handed_over_interactions",
    )
    # Whose it was before: where a manager gives, that is not the giver.
    handed_over_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PostponedInteractionQuerySet.as_manager()

    class Meta:
        verbose_name = _("postponed interaction")
        verbose_name_plural = _("Postponed Interactions")
        default_permissions = ()
        permissions = [
            ("resume_own", _("Can postpone and resume own interactions")),
            ("resume_team", _("Can resume the team's postponed interactions")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at=None, deleted_by=None)
                | Q(deleted_at__isnull=False, deleted_by__isnull=False),
                name="interactions_postponedinteraction_deleted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=("owner", "due_at", "id"), name="postponed_owner_due"),
            models.Index(
                fields=("deleted_at",),
                name="postponed_deleted",
                condition=Q(deleted_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.description or str(self.contact or self.template or self.first_words)

    def get_absolute_url(self):
        return reverse("postponed_resume", args=[self.pk])

    @property
    def first_words(self) -> str:
        """What it is called that has nothing else to be called by: how its comment begins."""
        typed = self.typed.get("comment", "")
        comment = storable("\n".join(typed) if isinstance(typed, list) else typed)
        line = comment.strip().partition("\n")[0].strip()
        return Truncator(line).chars(60) or str(_("Without a name"))

    @property
    def is_interrupted(self) -> bool:
        return self.postponed_at is None

    def is_open(self, now: datetime.datetime) -> bool:
        """Whether somebody's form holds it open at *now*."""
        return self.open_at is not None and self.open_at > now - OPEN_FOR
