"""The state of an entry in badges: what takes away from it first, then how it went."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from crm.columns.cells import fields_of_user, name_of_user
from crm.ui.reading import Reading
from crm.ui.table import Badge, Row
from interactions.deliveries import TROUBLES, badge_of_delivery
from interactions.models import Cancellation, Evaluation, InteractionLogEntry

TONES = {
    Evaluation.VERY_POSITIVE: "green",
    Evaluation.POSITIVE: "green",
    Evaluation.NEUTRAL: "secondary",
    Evaluation.NEGATIVE: "red",
    Evaluation.VERY_NEGATIVE: "red",
}
# What `status_of_row` reads of a row; *delivery* comes from `interactions.deliveries`.
FIELDS_OF_STATUS = (
    "cancellation",
    "cancellation__at",
    "cancellation__reason",
    *fields_of_user("cancellation__by"),
    "attempt_failed",
    "delivery",
    "delivery_answer",
)
NO_DELIVERIES: Mapping[str, Badge] = {}


def badges_of(
    entry: InteractionLogEntry, reading: Reading, deliveries: Mapping[str, Badge] = NO_DELIVERIES
) -> list[Badge]:
    """The state of *entry*; *deliveries* is what became of mails, by the key of each."""
    mark = entry.cancellation
    return _status(
        canceled=canceled_in_words(mark, reading) if mark is not None else "",
        delivery=deliveries.get(entry.event_key or ""),
        failed=entry.attempt_failed,
    ) + evaluation_in_badges(entry.evaluation, reading)


def status_of_row(row: Row, reading: Reading) -> list[Badge]:
    """The same of a row with `FIELDS_OF_STATUS`, how it went left out."""
    state = row["delivery"]
    return _status(
        canceled=_cancellation_of_row(row, reading) if row["cancellation"] else "",
        delivery=badge_of_delivery(state, row["delivery_answer"]) if state else None,
        failed=row["attempt_failed"],
    )


def evaluation_in_badges(evaluation: int | None, reading: Reading) -> list[Badge]:
    """How an interaction went, nothing where nobody said it."""
    if not evaluation:
        return []
    return [Badge(reading.label(Evaluation, evaluation), TONES[Evaluation(evaluation)])]


def canceled_in_words(cancellation: Cancellation, reading: Reading) -> str:
    """When, by whom and why something was marked as canceled."""
    moment = reading.full_moment(cancellation.at)
    return _canceled(moment, str(cancellation.by), cancellation.reason)


def _cancellation_of_row(row: Row, reading: Reading) -> str:
    moment = reading.full_moment(row["cancellation__at"])
    return _canceled(moment, name_of_user(row, "cancellation__by"), row["cancellation__reason"])


def _canceled(moment: str, user: str, reason: str) -> str:
    facts = {"date": moment, "user": user, "reason": reason}
    if reason:
        return _("Canceled %(date)s, %(user)s: %(reason)s") % facts
    return _("Canceled %(date)s, %(user)s") % facts


def _status(*, canceled: str, delivery: Badge | None, failed: bool) -> list[Badge]:
    badges = []
    if canceled:
        badges.append(Badge(_("Canceled"), "red", canceled))
    if delivery is not None and delivery.tone in TROUBLES:
        badges.append(delivery)
    if failed:
        badges.append(Badge(_("Attempt failed"), "yellow"))
    if delivery is not None and delivery.tone not in TROUBLES:
        badges.append(delivery)
    return badges
