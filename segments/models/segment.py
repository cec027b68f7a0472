from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.access import reach_of
from crm.models import AuditRecord, Campaign
from crm.models.fields import LineField, ProseField
from crm.search_index import SearchTextField
from crm.text import search_text
from interactions.models import InteractionBatch
from segments.models.interaction_part import InteractionPart


class SegmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Segments whose salesperson is in the scope of *user*, and those that nobody owns."""
        if not user.is_authenticated:
            return self.none()
        rows = self.exclude(published_at=None).filter(deletion=None)
        if user.scope is None:
            return rows
        return rows.filter(Q(salesperson__in=user.scope) | Q(salesperson=None))

    def within(self, user, verb: str):
        """Segments that *user* reaches with *verb*, as `Segment.is_within` says of one."""
        reach = reach_of(user, verb)
        ids = user.salesperson_ids(reach)
        if not reach:
            return self.none()
        if ids is None:
            return self
        return self.filter(Q(created_by=user) | Q(salesperson=None) | Q(salesperson__in=ids))

    def active(self):
        """Not logged yet: those that can be changed and those that are being logged."""
        return self.filter(Q(batch=None) | Q(batch__finished_at=None))

    def open(self):
        """Those that can be changed."""
        return self.filter(batch=None)

    def logged(self):
        return self.exclude(batch=None).exclude(batch__finished_at=None)

    def search(self, text: str):
        return self.filter(search_text__words=text)


class Segment(InteractionPart):
    """A list of contacts that get one interaction. Its interaction part is what lines inherit.

    It has no state column: without a batch it is active, with an unfinished one it is being
    logged, with a finished one it is logged and never changes again.
    """

    number = LineField(_("number"), max_length=20, unique=True)
    description = LineField(_("description"), max_length=150)
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="segments",
        verbose_name=_("campaign"),
    )
    notes = ProseField(_("notes"), blank=True)
    ignore_contact_correspondence_type = models.BooleanField(
        _("ignore the contact's correspondence type"), null=True, blank=True, default=None
    )
    batch = models.OneToOneField(
        InteractionBatch, models.PROTECT, null=True, blank=True, related_name="segment"
    )
    follows = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("Follows segment"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created"))
    # Null while a background logging is still filling a follow-up: nobody sees half of it.
    published_at = models.DateTimeField(null=True, blank=True)
    # The deletion that has taken this segment away: nobody sees it, its rows are going.
    deletion = models.ForeignKey(
        AuditRecord, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    search_text = SearchTextField()

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("segment")
        verbose_name_plural = _("Segments")
        default_permissions = ("view",)
        permissions = [
            ("change_segment_own", _("Can build and log own segments")),
            ("change_segment_team", _("Can build and log the team's segments")),
            ("change_segment_all", _("Can build and log all segments")),
            ("delete_segment_team", _("Can delete the team's canceled logged segments")),
            ("delete_segment_all", _("Can delete all canceled logged segments")),
        ]
        indexes = [
            models.Index(fields=("-created_at", "-id"), name="segment_newest"),
            models.Index(fields=("salesperson", "-created_at", "-id"), name="segment_salesperson"),
        ]

    def __str__(self):
        return f"{self.number} – {self.description}"

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.number, self.description)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("logged_segment" if self.is_logged else "segment", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.batch_id is None

    @property
    def is_logged(self) -> bool:
        return self.batch is not None and self.batch.finished_at is not None

    def is_within(self, user, verb: str) -> bool:
        """Whether *user* reaches this segment with *verb*; one that nobody owns he always does."""
        reach = reach_of(user, verb)
        ids = user.salesperson_ids(reach)
        if not reach:
            return False
        return (
            ids is None
            or self.created_by_id == user.pk
            or self.salesperson_id is None
            or self.salesperson_id in ids
        )

    def lineage(self) -> set[int]:
        """The keys of this segment, of those it follows and of those that follow any of them."""
        found = {self.pk}
        following = self.follows_id
        while following is not None and following not in found:
            found.add(following)
            follows = Segment.objects.filter(pk=following).values_list("follows", flat=True)
            following = follows.first()
        newest = found
        while newest:
            after = Segment.objects.filter(follows__in=newest).values_list("pk", flat=True)
            newest = set(after) - found
            found |= newest
        return found
