"""What the card of a campaign shows of its interactions."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crm.models import Campaign
from crm.panels import Fact
from crm.ui.reading import Reading
from interactions.models import InteractionLogEntry
from interactions.totals import Totals


def totals(request: HttpRequest, campaign: Campaign) -> dict[str, Any] | None:
    """Number, cost and duration; of very many entries the log itself says them on request."""
    if not request.user.has_perm("interactions.view_interactionlogentry"):
        return None
    reading = Reading.of_request(request)
    entries = InteractionLogEntry.objects.visible_to(request.user).filter(campaign=campaign)
    sums = Totals.at_once(entries)
    return {
        "facts": [
            Fact(_("Number of interactions"), reading.number(sums.number)),
            Fact(_("Cost"), reading.money(sums.cost)),
            Fact(_("Duration"), reading.minutes(sums.duration)),
        ]
        if sums
        else [],
        "entries_url": f"{reverse('log_entry_list')}?{urlencode({'campaign': campaign.pk})}",
    }
