"""Campaigns: list and card; they are set up in the administration."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.columns import CAMPAIGN_COLUMNS, CAMPAIGN_TONES
from crm.filters import CampaignFilterSet
from crm.models import Campaign
from crm.ui.keyset import Ordering
from crm.ui.pages import CardPage, ListPage
from crm.ui.table import Badge
from crm.views.access import get_campaign


class CampaignList(ListPage):
    """Efforts towards many contacts."""

    model = Campaign
    key = "campaigns"
    heading = gettext_lazy("Campaigns")
    columns = CAMPAIGN_COLUMNS
    filterset_class = CampaignFilterSet
    orderings = {
        "-number": Ordering("number", gettext_lazy("Number"), descending=True),
        "number": Ordering("number", gettext_lazy("Number")),
    }
    search_label = gettext_lazy("Number or description")
    empty_text = gettext_lazy(
        "No campaign yet. A campaign holds interactions and segments together."
    )
    no_match_text = gettext_lazy("No campaign matches the filters.")

    def new_url(self) -> str:
        allowed = self.request.user.is_staff and self.request.user.has_perm("crm.add_campaign")
        return reverse("admin:crm_campaign_add") if allowed else ""

    def new_label(self) -> str:
        return _("New campaign")


class CampaignCard(CardPage):
    """One campaign; what belongs to it is shown by the rooms above."""

    template_name = "crm/campaign.html"
    load = staticmethod(get_campaign)

    def facts(self) -> dict:
        status = Campaign.Status(self.object.status)
        return {"status": Badge(str(status.label), CAMPAIGN_TONES[status])}
