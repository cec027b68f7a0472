import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.access import Reach, reach_of
from crm.models import (
    Campaign,
    Contact,
    CorrespondenceType,
    DocumentKind,
    Language,
    Salesperson,
)
from crm.models.fields import LineField, MomentField
from crm.search_index import SearchTextField
from interactions.models.batch import InteractionBatch
from interactions.models.cancellation import Cancellation, Restoration
from interactions.models.interaction_group import InteractionGroup
from interactions.models.interaction_template import InteractionTemplate
from interactions.models.vocabulary import Evaluation, InformationFlow, InitiatedBy


class InteractionLogEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Entries whose contact *user* may see."""
        if not user.is_authenticated:
            return self.none()
        if user.scope is None:
            return self
        # Asked of each row that is met: with a join SQLite begins with the contacts and sorts
        # all of their entries (2.4 s against 2 ms for somebody who sees a third of a million).
        return self.filter(Exists(Contact.objects.visible_to(user).filter(pk=OuterRef("contact"))))

    def standing(self):
        """Entries that count: recorded and not canceled."""
        return self.filter(cancellation=None)

    def canceled(self):
        return self.exclude(cancellation=None)

    def of_contact(self, contact: Contact):
        """Entries of *contact*; a company includes those of its persons at the time."""
        return self.filter(company=contact) if contact.is_company else self.filter(contact=contact)

    def newest_first(self):
        return self.order_by("-occurred_at", "-pk")

    def within(self, user, verb: str):
        """Entries that *user* reaches with *verb*: his own, his team's, or all."""
        reach = reach_of(user, verb)
        if reach is Reach.ALL:
            return self
        if reach is Reach.NONE:
            return self.none()
        return self.filter(Q(recorded_by=user) | Q(salesperson__in=user.salesperson_ids(reach)))

    def by_key(self):
        """The same entries named by their keys, so that what is asked next is asked of the row.

        PostgreSQL asks a row again after waiting for a rival, but never a subquery, and into
        one Django puts the whole question as soon as it joins another table.
        """
        return self.model._default_manager.filter(pk__in=self.order_by().values("pk"))

    def totals(self) -> dict:
        """Number, cost and duration (minutes) of the standing entries among these."""
        return self.standing().aggregate(
            number=Count("pk"),
            cost=Sum("cost", default=0),
            duration=Sum("duration", default=0),
        )


class InteractionLogEntry(models.Model):
    """One recorded interaction: a fact. It never changes; what may be added later is said below."""

    class Source(models.TextChoices):
        MANUAL = "manual", _("Manually")
        SEGMENT = "segment", _("Segment")
        DOCUMENT = "document", _("Document")
        MAIL = "mail", _("Mail")
        CALL = "call", _("Call")
        EVENT = "event", _("Other system")

    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        related_name="interactions",
        db_index=False,
        verbose_name=_("Contact"),
    )
    # The company the contact belonged to then; itself for a company.
    company = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="company_interactions",
        db_index=False,
        verbose_name=_("Company"),
    )
    occurred_at = MomentField(_("Date and time"))
    template = models.ForeignKey(
        InteractionTemplate,
        models.PROTECT,
        related_name="interactions",
        db_index=False,
        verbose_name=_("Interaction Template"),
    )
    group = models.ForeignKey(
        InteractionGroup,
        models.PROTECT,
        related_name="interactions",
        db_index=False,
        verbose_name=_("Interaction Group"),
    )
    description = LineField(_("Description"), max_length=150)
    subject = LineField(_("Subject"), max_length=200, blank=True)
    language = models.CharField(_("Language"), max_length=8, choices=Language.choices, blank=True)
    correspondence_type = models.CharField(
        _("Correspondence Type"), max_length=16, choices=CorrespondenceType.choices, blank=True
    )
    contacted_via = LineField(_("Contacted Via"), max_length=254, blank=True)
    information_flow = models.CharField(
        _("Information Flow"), max_length=8, choices=InformationFlow.choices, blank=True
    )
    initiated_by = models.CharField(
        _("Initiated By"), max_length=8, choices=InitiatedBy.choices, blank=True
    )
    cost = models.DecimalField(
        _("Cost"), max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    duration = models.PositiveIntegerField(
        _("Duration (min)"), default=0, validators=[MaxValueValidator(100_000)]
    )
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        db_index=False,
        verbose_name=_("Salesperson"),
    )
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        db_index=False,
        verbose_name=_("Campaign"),
    )
    attempt_failed = models.BooleanField(_("Attempt failed"), default=False)
    batch = models.ForeignKey(
        InteractionBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        db_index=False,
    )
    source = models.CharField(
        _("Source"), max_length=8, choices=Source.choices, default=Source.MANUAL
    )
    document_kind = models.CharField(
        _("Document kind"), max_length=32, choices=DocumentKind.choices, blank=True
    )
    document_number = LineField(_("Document"), max_length=30, blank=True)
    # The unique id of the event of the world that was recorded; null for what people write.
    event_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    corrects = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("Corrects"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("Recorded By"),
    )
    recorded_at = models.DateTimeField(_("Recorded at"))

    # What may be added later: an evaluation, and the mark "canceled" or that it was taken away.
    evaluation = models.PositiveSmallIntegerField(
        _("Evaluation"), choices=Evaluation.choices, null=True, blank=True
    )
    evaluated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    evaluated_at = models.DateTimeField(null=True, blank=True)
    cancellation = models.ForeignKey(
        Cancellation, models.PROTECT, null=True, blank=True, related_name="entries", db_index=False
    )
    restoration = models.ForeignKey(
        Restoration, models.PROTECT, null=True, blank=True, related_name="entries", db_index=False
    )

    search_text = SearchTextField()

    objects = InteractionLogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("interaction log entry")
        verbose_name_plural = _("Interaction Log Entries")
        default_permissions = ("view",)
        permissions = [
            ("record_own", _("Can create interactions and evaluate own ones")),
            ("record_all", _("Can create and evaluate interactions")),
            ("cancel_own", _("Can mark own interactions as canceled")),
            ("cancel_team", _("Can mark the team's interactions as canceled")),
            ("cancel_all", _("Can mark all interactions as canceled")),
            ("purge_team", _("Can delete the team's canceled interactions")),
            ("purge_all", _("Can delete all canceled interactions")),
            ("export", _("Can export interactions")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(cancellation=None) | Q(restoration=None),
                name="interactions_interactionlogentry_canceled_or_restored",
            ),
            models.CheckConstraint(
                condition=Q(cost__gte=0), name="interactions_interactionlogentry_cost"
            ),
            models.UniqueConstraint(
                "batch", "contact", name="interactions_interactionlogentry_once_a_batch"
            ),
        ]
        indexes = [
            models.Index(fields=("-occurred_at", "-id"), name="log_newest"),
            models.Index(fields=("contact", "-occurred_at", "-id"), name="log_contact"),
            models.Index(fields=("company", "-occurred_at", "-id"), name="log_company"),
            models.Index(fields=("salesperson", "-occurred_at", "-id"), name="log_salesperson"),
            models.Index(fields=("template", "-occurred_at", "-id"), name="log_template"),
            models.Index(fields=("group", "-occurred_at", "-id"), name="log_group"),
            models.Index(fields=("recorded_by", "-occurred_at", "-id"), name="log_recorded_by"),
            models.Index(fields=("document_number",), name="log_document"),
            models.Index(
                fields=("batch", "-occurred_at", "-id"),
                name="log_batch",
                condition=Q(batch__isnull=False),
            ),
            models.Index(
                fields=("campaign", "-occurred_at", "-id"),
                name="log_campaign",
                condition=Q(campaign__isnull=False),
            ),
            models.Index(
                fields=("cancellation", "id"),
                name="log_cancellation",
                condition=Q(cancellation__isnull=False),
            ),
            models.Index(
                fields=("-occurred_at", "-id"),
                name="log_canceled",
                condition=Q(cancellation__isnull=False),
            ),
            models.Index(
                fields=("restoration",),
                name="log_restoration",
                condition=Q(restoration__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.pk} · {self.description}"

    def get_absolute_url(self):
        return reverse("log_entry", args=[self.pk])

    @property
    def is_canceled(self) -> bool:
        return self.cancellation_id is not None

    @property
    def document_name(self) -> str:
        """The document in words: its kind and its number; "" where there is none."""
        return " ".join(filter(None, (self.get_document_kind_display(), self.document_number)))

    def is_within(self, user, verb: str) -> bool:
        """Whether *user* reaches this entry with *verb*."""
        reach = reach_of(user, verb)
        if reach is Reach.ALL or (reach and self.recorded_by_id == user.pk):
            return True
        return self.salesperson_id in (user.salesperson_ids(reach) or ())

    def evaluate(self, evaluation: Evaluation | None, *, by, now: datetime.datetime) -> None:
        """Add how it went, with who said so and when; saying nothing takes it away again."""
        self.evaluation, self.evaluated_by, self.evaluated_at = evaluation, by, now
        self.save(update_fields=["evaluation", "evaluated_by", "evaluated_at"])
