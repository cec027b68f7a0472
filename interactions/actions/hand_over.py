"""Giving a postponed interaction to a colleague."""

import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from crm.access import reach_of
from crm.models import Contact, User
from crm.refusal import Refusal
from interactions.models import PostponedInteraction


class CannotTakeOver(Refusal):
    """The colleague could not work on it: no right, or the contact is not his to see."""


class GoneMeanwhile(Refusal):
    """Somebody finished, deleted or changed it since the page was opened."""


def hand_over_postponed(
    *, postponed: PostponedInteraction, to: User, by: User, now: datetime.datetime
) -> None:
    """Make *to* the owner of *postponed* as *by* saw it; who finishes meanwhile wins.

    Home tells the new owner who gave it, and the one before him where it went.
    """
    if not (to.is_active and reach_of(to, "interactions.resume")):
        raise CannotTakeOver(
            _("This colleague may not resume interactions: %(user)s") % {"user": to}, field="to"
        )
    contact = postponed.contact_id
    if contact and not Contact.objects.visible_to(to).filter(pk=contact).exists():
        raise CannotTakeOver(
            _("This colleague may not see the contact: %(user)s") % {"user": to}, field="to"
        )
    given = (
        PostponedInteraction.objects.visible_to(by)
        .filter(pk=postponed.pk, version=postponed.version, deleted_at=None)
        .update(
            owner=to,
            handed_over_from=F("owner"),
            handed_over_by=by,
            handed_over_at=now,
            open_at=None,
            version=F("version") + 1,
        )
    )
    if not given:
        raise GoneMeanwhile(_("This interaction was changed or finished meanwhile."))
