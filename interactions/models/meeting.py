import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.models.fields import LineField, MomentField, ProseField
from interactions.models.event import Event


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that *user* is to write down."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def news_for(self, user, since: datetime.datetime):
        """What was called off *since*, the newest first."""
        return self.filter(owner=user, canceled_at__gte=since).order_by("-canceled_at", "-pk")


class Meeting(models.Model):
    """That somebody was invited to a meeting: by us or by others.

    It outlives the postponed interaction that is made of it (`form_key` names that), so that the
    same invitation never makes a second one.
    """

    # Of the UID: the same for every version of the invitation.
    key = models.CharField(max_length=64, unique=True)
    uid = models.TextField()
    sequence = models.PositiveIntegerField(default=0)
    # Who alone may move it or call it off: the organizer, or whose mail the first invitation was.
    organizer = models.CharField(max_length=254, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    title = LineField(max_length=200, blank=True)
    text = ProseField(blank=True)
    place = LineField(max_length=200, blank=True)
    starts_at = MomentField()
    ends_at = MomentField()
    is_all_day = models.BooleanField(default=False)
    # E-mail addresses of those who were invited, ours among them.
    people = models.JSONField(default=list)
    # Who is to write it down; null until somebody is found.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        db_index=False,
    )
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)
    told_at = models.DateTimeField()
    canceled_at = models.DateTimeField(null=True, blank=True)
    # Of one that was received: what waits where it could not be postponed.
    event = models.OneToOneField(
        Event, models.SET_NULL, null=True, blank=True, related_name="meeting"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="interactions_meeting_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(
                fields=("owner", "-canceled_at"),
                name="meeting_called_off",
                condition=Q(canceled_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title or str(_("Meeting"))

    @property
    def minutes(self) -> int:
        """How long it lasts; 0 where that is not said in hours and minutes."""
        lasts = self.ends_at - self.starts_at
        return 0 if self.is_all_day else min(int(lasts.total_seconds()) // 60, 100_000)
