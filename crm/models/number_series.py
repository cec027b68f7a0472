import datetime
import re

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.models.fields import DayField, LineField

# What a number has at most, prefix and digits together: the width of the columns that hold one.
LONGEST_NUMBER = 20
# The largest value of the column that counts.
_LARGEST_COUNT = 2**63 - 1


class NumberSeries(models.Model):
    """Where the numbers of a noun come from; its lines follow one another by starting date."""

    code = LineField(_("code"), max_length=20, unique=True)
    description = LineField(_("description"), blank=True)
    default_numbers = models.BooleanField(
        _("default numbers"), default=True, help_text=_("A number is given when none is typed.")
    )
    manual_numbers = models.BooleanField(
        _("manual numbers"), default=False, help_text=_("A number may be typed.")
    )
    allow_gaps = models.BooleanField(
        _("allow gaps"), default=False, help_text=_("A typed number may skip ahead.")
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("code",)
        verbose_name = _("number series")
        verbose_name_plural = pgettext_lazy("several", "number series")

    def __str__(self):
        return self.code

    def clean(self):
        if not (self.default_numbers or self.manual_numbers):
            raise ValidationError(_("A number must be given or typed: choose at least one."))

    def line_on(self, day: datetime.date) -> "NumberSeriesLine | None":
        """The line in force on *day*: the latest that has started, or None."""
        started = [line for line in self.lines.all() if line.starts_on <= day]
        line = max(started, key=lambda line: line.starts_on, default=None)
        if line is not None:
            line.series = self
        return line

    def is_exhausted_on(self, day: datetime.date) -> bool:
        """Whether the line in force on *day* has no number left to give."""
        line = self.line_on(day)
        if line is None or line.last_allowed is None:
            return False
        return line.last_used + line.increment > line.last_allowed

    def warning_on(self, day: datetime.date) -> str:
        """A sentence for who takes numbers on *day* once the warning number is reached, or ""."""
        line = self.line_on(day)
        if line is None or line.warn_at is None or line.last_used < line.warn_at:
            return ""
        return gettext("The number series %(series)s nears its end: %(number)s was used.") % {
            "series": self,
            "number": line.number(line.last_used),
        }


class NumberSeriesLine(models.Model):
    """A run of numbers from a date on: prefix, width, and how far it has come."""

    series = models.ForeignKey(
        NumberSeries, models.CASCADE, related_name="lines", verbose_name=_("number series")
    )
    starts_on = DayField(_("starting date"))
    prefix = LineField(_("prefix"), max_length=10, blank=True)
    width = models.PositiveSmallIntegerField(
        _("digits"), default=5, validators=[MinValueValidator(1)]
    )
    increment = models.PositiveIntegerField(
        _("increment"), default=1, validators=[MinValueValidator(1)]
    )
    last_used = models.PositiveBigIntegerField(_("last number used"), default=0)
    last_allowed = models.PositiveBigIntegerField(_("ending number"), null=True, blank=True)
    warn_at = models.PositiveBigIntegerField(_("warning number"), null=True, blank=True)

    class Meta:
        ordering = ("series", "-starts_on")
        verbose_name = _("number series line")
        verbose_name_plural = _("number series lines")
        constraints = [
            models.UniqueConstraint("series", "starts_on", name="crm_numberseriesline_one_a_day"),
            models.CheckConstraint(
                condition=Q(width__range=(1, 12)), name="crm_numberseriesline_width"
            ),
            models.CheckConstraint(
                condition=Q(increment__gte=1), name="crm_numberseriesline_increment"
            ),
            models.CheckConstraint(
                condition=Q(last_allowed=None) | Q(last_used__lte=F("last_allowed")),
                name="crm_numberseriesline_not_past_its_end",
            ),
        ]

    def __str__(self):
        return f"{self.series} {self.starts_on}"

    def clean(self):
        if self.prefix is None or self.width is None:
            return
        if len(self.prefix) + self.width > LONGEST_NUMBER:
            raise ValidationError(
                _("Prefix and digits are at most %(most)d characters together.")
                % {"most": LONGEST_NUMBER}
            )
        ends_on = self.last_allowed
        if ends_on is not None and self.last_used is not None and self.last_used > ends_on:
            raise ValidationError(
                {"last_allowed": _("The ending number is before the last number used.")}
            )
        if ends_on is not None and ends_on > self._fitting:
            raise ValidationError({"last_allowed": _("This number has too many digits.")})

    @property
    def largest(self) -> int:
        """The largest value that this line can give: its ending number, or what still fits."""
        return self._fitting if self.last_allowed is None else self.last_allowed

    @property
    def _fitting(self) -> int:
        return min(10 ** (LONGEST_NUMBER - len(self.prefix)) - 1, _LARGEST_COUNT)

    def number(self, value: int) -> str:
        """*value* as it is shown: prefix and at least `width` digits."""
        return f"{self.prefix}{value:0{self.width}d}"

    def value_of(self, number: str) -> int | None:
        """The value behind *number* if it has the form of this line, or None."""
        rest = number[len(self.prefix) :]
        if not re.fullmatch(r"[0-9]{1,19}", rest):
            return None
        value = int(rest)
        return value if self.number(value).casefold() == number.casefold() else None
