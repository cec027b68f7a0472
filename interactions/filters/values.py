"""Values that a question may have, and how they are typed and asked."""

import datetime
from collections.abc import Sequence

import django_filters
from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.forms.dates import DayInput, TypedDayField
from crm.models import OutgoingMail


class Period(models.TextChoices):
    """Days relative to the one on which the question is asked."""

    TODAY = "today", _("Today")
    YESTERDAY = "yesterday", _("Yesterday")
    THIS_WEEK = "this_week", _("This week")
    THIS_MONTH = "this_month", _("This month")
    LAST_30_DAYS = "last_30_days", _("Last 30 days")

    def days(self, today: datetime.date) -> tuple[datetime.date, datetime.date]:
        """The first and the last day; a week begins on Monday."""
        before = {
            self.TODAY: 0,
            self.YESTERDAY: 1,
            self.THIS_WEEK: today.weekday(),
            self.THIS_MONTH: today.day - 1,
            self.LAST_30_DAYS: 29,
        }[self]
        first = today - datetime.timedelta(days=before)
        return first, first if self is self.YESTERDAY else today


class Fact(models.TextChoices):
    """The facts of which the status of an entry consists, each to be asked alone."""

    CANCELED = "canceled", _("Canceled")
    STANDING = "standing", _("Not canceled")
    FAILED = "failed", _("Attempt failed")
    UNDELIVERED = "undelivered", _("Not delivered or unclear")
    UNSENT = "unsent", _("Waiting to be sent")
    SENT = "sent", pgettext_lazy("state of a mail", "Sent")

    def holds(self) -> Q:
        state = OutgoingMail.State
        return {
            self.CANCELED: Q(cancellation__isnull=False),
            self.STANDING: Q(cancellation__isnull=True),
            self.FAILED: Q(attempt_failed=True),
            self.UNDELIVERED: _of_mail_in(state.FAILED, state.UNCLEAR),
            self.UNSENT: _of_mail_in(state.PENDING, state.SENDING),
            self.SENT: _of_mail_in(state.SENT),
        }[self]


class WithFiles(models.TextChoices):
    """Whether files belong to an entry."""

    YES = "yes", _("With files")
    NO = "no", _("Without files")


def _of_mail_in(*states: str) -> Q:
    """That an entry tells of a mail in one of *states*; most tell of none."""
    mails = OutgoingMail.objects.filter(key=OuterRef("event_key"), state__in=states).order_by()
    return Q(Exists(mails), event_key__isnull=False)


class DayFilter(django_filters.Filter):
    """A day as people type it, or as an address keeps it (2026-11-03)."""

    field_class = TypedDayField

    def __init__(self, **kwargs):
        super().__init__(widget=DayInput(attrs={"class": "form-control"}), **kwargs)


class AnyOfFilter(django_filters.MultipleChoiceFilter):
    """Rows with one of several values; *blank* is the choice that stands for none."""

    blank = "none"
    BLANK_CHOICE = (blank, pgettext_lazy("nobody decided", "(none)"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"widget": forms.CheckboxSelectMultiple} | kwargs)

    def filter(self, qs: QuerySet, value: Sequence[str]) -> QuerySet:
        named = [each for each in value if each != self.blank]
        condition = Q(**{f"{self.field_name}__in": named})
        if self.blank in value:
            field = qs.model._meta.get_field(self.field_name)
            nothing = {"isnull": True} if field.null else {"exact": ""}
            condition |= Q(**{f"{self.field_name}__{name}": v for name, v in nothing.items()})
        return qs.filter(condition) if value else qs
