import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.models import Contact, DocumentKind
from crm.models.fields import LineField, MomentField
from interactions.models.connected_system import ConnectedSystem
from interactions.models.log_entry import InteractionLogEntry


class EventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Events of contacts that *user* may see, and those that nobody could tell yet."""
        if not user.is_authenticated:
            return self.none()
        if user.scope is None:
            return self
        seen = Contact.objects.visible_to(user)
        return self.filter(Q(contact=None) | Q(contact__in=seen))

    def unrecorded(self):
        """What could not be recorded and was not dropped."""
        return self.filter(recorded_at=None, dropped_at=None)

    def alike(self, event: "Event"):
        """Those that wait and tell of the same party as *event*, itself among them."""
        if not event.party:
            return self.unrecorded().filter(pk=event.pk)
        return self.unrecorded().filter(party__iexact=event.party, contact=event.contact)


class Event(models.Model):
    """Something that happened in the world, stored with what happened: printed, sent, received.

    From it an entry of the log is made. Where that was not possible `problem` says why, and the
    event waits until somebody tries again or drops it.
    """

    class Problem(models.TextChoices):
        NO_RULE = "no_rule", _("No rule for this kind")
        UNKNOWN_CONTACT = "unknown_contact", _("Unknown contact")
        SEVERAL_CONTACTS = "several_contacts", _("Several contacts match")
        UNKNOWN_SALESPERSON = "unknown_salesperson", _("Unknown salesperson")
        UNKNOWN_CAMPAIGN = "unknown_campaign", _("Unknown campaign")
        TEMPLATE_BLOCKED = "template_blocked", _("The template is blocked")
        PRIVACY_BLOCKED = "privacy_blocked", _("The contact is privacy blocked")
        OUT_OF_SIGHT = "out_of_sight", _("The contact cannot be seen")
        REFUSED = "refused", _("The facts cannot be kept as they are")

    # Unique in the world: who tells the same event again is told that it is known.
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=32, choices=DocumentKind.choices)
    facts = models.JSONField(_("facts"), default=dict)
    occurred_at = MomentField(_("Date and time"))
    stored_at = models.DateTimeField(_("stored"))
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The other system that told it; null for what happened here.
    system = models.ForeignKey(
        ConnectedSystem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        db_index=False,
        verbose_name=_("connected system"),
    )
    # How the one who told it calls the contact: an address, a number.
    party = LineField(_("told about"), max_length=254, blank=True)
    contact = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("Contact"),
    )
    problem = models.CharField(_("problem"), max_length=32, choices=Problem.choices, blank=True)
    # What was wrong in a sentence, in the language of who tried.
    problem_detail = models.CharField(max_length=500, blank=True)
    entry = models.OneToOneField(
        InteractionLogEntry,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="event",
        verbose_name=_("interaction log entry"),
    )
    # Stays when the entry is deleted: what was recorded once is not recorded again.
    recorded_at = models.DateTimeField(_("recorded"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    drop_reason = LineField(_("reason"), max_length=200, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = ("view",)
        permissions = [("resolve_event", _("Can retry and drop unrecorded events"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_at=None) | Q(dropped_at=None),
                name="interactions_event_recorded_or_dropped",
            ),
            models.CheckConstraint(
                condition=Q(entry=None) | Q(recorded_at__isnull=False),
                name="interactions_event_entry_was_recorded",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_by=None)
                | Q(dropped_at__isnull=False, dropped_by__isnull=False),
                name="interactions_event_dropped_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=("-occurred_at", "-id"),
                name="event_unrecorded",
                condition=Q(recorded_at=None, dropped_at=None),
            ),
            models.Index(
                fields=("system", "stored_at"),
                name="event_of_system",
                condition=Q(system__isnull=False),
            ),
            models.Index(
                fields=("party",),
                name="event_unrecorded_party",
                condition=Q(recorded_at=None, dropped_at=None),
            ),
        ]

    def __str__(self):
        return " ".join(filter(None, (self.get_kind_display(), self.number)))

    def get_absolute_url(self):
        return reverse("event", args=[self.pk])

    @property
    def number(self) -> str:
        """The number of the document, "" where it has none."""
        return self.facts.get("number", "")

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to deal with it."""
        return self.recorded_at is None and self.dropped_at is None

    @property
    def is_recorded(self) -> bool:
        return self.recorded_at is not None

    def note_recorded(self, entry: InteractionLogEntry | None, *, now: datetime.datetime) -> None:
        """Point at the entry that was made of it; a meeting has none before it is over."""
        self.entry, self.recorded_at = entry, now
        self.problem = self.problem_detail = ""
        self.save(update_fields=["entry", "recorded_at", "problem", "problem_detail"])

    def note_problem(self, problem: str, detail: str = "") -> None:
        """Say why no entry could be made of it."""
        self.recorded_at, self.problem, self.problem_detail = None, problem, detail[:500]
        self.save(update_fields=["recorded_at", "problem", "problem_detail"])
