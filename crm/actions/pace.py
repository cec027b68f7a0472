"""How fast a long deed may go beside people who are at work."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

# Seconds that a batch may hold the one lock of SQLite, and the rows that are worth a commit: each
# stores the index of words anew, so that smaller batches take longer together.
LOCK_HELD = 0.03
FEWEST = 100
# A rest is looked up from so often.
BLINK = 0.2


@dataclass
class Pace:
    """Rows in a batch, and seconds of rest after it; None rests as long as the batch took.

    With *longest* others wait no longer than so many seconds: batches begin small, and each has
    as many rows as would have fitted at the speed of the one before, *rows* at most.
    """

    rows: int
    rest: float | None = None
    longest: float | None = None

    def __post_init__(self) -> None:
        self._fewest = min(FEWEST, self.rows)
        self.size = self._fewest if self.longest else self.rows

    @classmethod
    def of_database(cls) -> "Pace":
        """What lets others write meanwhile: SQLite has one lock for all of them."""
        if connection.vendor == "postgresql":
            return cls(5_000, rest=0)
        return cls(1_000, longest=LOCK_HELD)

    @classmethod
    def alone(cls) -> "Pace":
        """What is quickest while nobody else is at work: each commit stores its indexes anew."""
        return cls(20_000, rest=0)

    def rest_after(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Rest after a batch that took *seconds*; wake up where somebody wants to *stop*."""
        if self.longest:
            self._fit(seconds, self.longest)
        ends = time.monotonic() + (seconds if self.rest is None else self.rest)
        while (left := ends - time.monotonic()) > 0 and not stop():
            time.sleep(min(left, BLINK))

    def _fit(self, seconds: float, longest: float) -> None:
        """Learn from a batch that took *seconds* how many rows the next one may have."""
        fitting = int(self.size * longest / seconds) if seconds else self.rows
        # A batch that happened to be quick says little about one ten times as large.
        self.size = max(self._fewest, min(fitting, 2 * self.size, self.rows))
