"""What the chapters of the demo story share: the dice, the clock, the calendar, the cast."""

import datetime
from dataclasses import dataclass, field
from random import Random

from django.utils import timezone

from crm.models import Salesperson, User


@dataclass
class Story:
    """A telling of the story: the same for the same *seed* and *now*.

    Each chapter throws dice of its own, so that a change in one leaves the others as they are.
    `language` is the one in which the company writes its set-up; `scale` says how many times
    as large it is told, `stride` how far the keys of a contact and of its copies are apart.
    """

    now: datetime.datetime
    seed: str = "severka"
    language: str = "en"
    scale: int = 1
    stride: int = 0
    users: dict[str, User] = field(default_factory=dict)
    salespeople: dict[str, Salesperson] = field(default_factory=dict)

    def dice(self, chapter: str) -> Random:
        """The dice of *chapter*."""
        return Random(f"{self.seed} {chapter}")

    @property
    def today(self) -> datetime.date:
        return timezone.localdate(self.now, timezone.get_default_timezone())

    def workdays(self, count: int) -> list[datetime.date]:
        """The last *count* days from Monday to Friday, the oldest first, today included."""
        days: list[datetime.date] = []
        day = self.today
        while len(days) < count:
            if day.weekday() < 5:
                days.append(day)
            day -= datetime.timedelta(days=1)
        return days[::-1]

    def moment(self, day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
        """A moment of *day* by the clock on the company's wall."""
        return datetime.datetime(
            day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_default_timezone()
        )
