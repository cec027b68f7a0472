"""Moving the due date of what is owed; how often it was moved is counted."""

import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from crm.models import User
from interactions.actions.hand_over import GoneMeanwhile
from interactions.models import PostponedInteraction


def move_due(
    *, postponed: PostponedInteraction, due_at: datetime.datetime | None, by: User
) -> None:
    """Make *postponed* due at another moment, or at none; a first date is not a move."""
    moved = (
        PostponedInteraction.objects.visible_to(by)
        .filter(pk=postponed.pk, version=postponed.version, deleted_at=None)
        .update(
            due_at=due_at,
            moved=F("moved") + int(postponed.due_at is not None),
            version=F("version") + 1,
        )
    )
    if not moved:
        raise GoneMeanwhile(_("This interaction was changed or finished meanwhile."))
