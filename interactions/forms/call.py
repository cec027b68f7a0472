"""A phone call that is written down while it lasts."""

import datetime
from dataclasses import dataclass, replace

from crm.models import DocumentKind
from interactions.drafts import InteractionDraft, Source

# Nobody talks longer; a form that was left open measures no call.
LONGEST = datetime.timedelta(hours=3)
MINUTE = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Call:
    """When the number was dialled; it travels as seconds since 1970, in addresses and forms."""

    began: datetime.datetime

    @classmethod
    def typed(cls, seconds: str | None) -> "Call | None":
        """The call that *seconds* speak of, None where they speak of none."""
        if not seconds or len(seconds) > 10 or not (seconds.isascii() and seconds.isdigit()):
            return None
        return cls(datetime.datetime.fromtimestamp(int(seconds), datetime.UTC))

    def __str__(self):
        return str(int(self.began.timestamp()))

    def minutes(self, now: datetime.datetime) -> int:
        """Minutes since it began, each begun one whole; 0 where that makes no sense."""
        lasted = now - self.began
        return -(-lasted // MINUTE) if datetime.timedelta(0) < lasted <= LONGEST else 0

    def of(self, draft: InteractionDraft, now: datetime.datetime) -> InteractionDraft:
        """*draft* as an interaction of this call; a duration that somebody typed stands."""
        return replace(
            draft,
            source=Source.CALL,
            document_kind=DocumentKind.OUTGOING_CALL,
            duration=draft.duration or self.minutes(now),
        )
