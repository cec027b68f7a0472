"""Where what was postponed is offered: the menu with its count, cards, the home page."""

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from crm.access import reach_of
from crm.models import User
from crm.prepared import prepared
from crm.sockets import Action, Page, Panel
from interactions.models import CalendarFeed, PostponedInteraction
from interactions.models.postponed_interaction import OPEN_FOR

RIGHT = gettext_lazy("Postpone and resume interactions")


def may_resume(user: User) -> bool:
    """Whether *user* may put interactions off and come back to them."""
    return bool(reach_of(user, "interactions.resume"))


def waiting_for(user: User):
    """What waits for *user*, without what a form holds open at this moment."""
    return PostponedInteraction.objects.filter(owner=user).kept().closed(timezone.now())


def number_waiting_for(user: User) -> int:
    """How much that is."""
    found = _numbers_waiting(owner=user.pk, open_before=timezone.now() - OPEN_FOR)
    return sum(number for (number,) in found)


@prepared
def _numbers_waiting(owner, open_before):
    mine = PostponedInteraction.objects.filter(owner=owner).kept().not_open_since(open_before)
    return mine.order_by().values("owner").annotate(number=Count("pk")).values_list("number")


def _filtered_by(parameter: str):
    """The address of the list, filtered by the object of a card."""

    def address(request: HttpRequest, row) -> str:
        if not may_resume(request.user):
            return ""
        key = row["pk"] if isinstance(row, dict) else row.pk
        return f"{reverse('postponed_list')}?{parameter}={key}"

    return address


def _of_entry(request: HttpRequest, entry) -> str:
    """The address of the list, filtered by the contact of an entry."""
    if not may_resume(request.user):
        return ""
    return f"{reverse('postponed_list')}?contact={entry.contact_id}"


PAGE = Page(
    order=210,
    name=gettext_lazy("Postponed Interactions"),
    url_name="postponed_list",
    group="interactions",
    icon="clock",
    go_key="p",
    synonyms=("odložit interakce", "odložené interakce", "rozpracované", "drafts", "resume"),
    allowed=may_resume,
    right=RIGHT,
    count=number_waiting_for,
)
_LABEL = gettext_lazy("Postponed Interactions")
ACTIONS = (
    *(
        Action(order=50, noun=noun, label=_LABEL, href=_filtered_by(name), icon="clock")
        for noun, name in (
            ("contact", "contact"),
            ("salesperson", "salesperson"),
            ("interactiontemplate", "template"),
        )
    ),
    Action(order=50, noun="interactionlogentry", label=_LABEL, href=_of_entry, icon="clock"),
)


def calendar_address(request: HttpRequest, user: User) -> dict | None:
    """Where a calendar program reads what *user* owes, on the page of his settings."""
    if not may_resume(user):
        return None
    feed = CalendarFeed.objects.filter(user=user).first()
    path = reverse("calendar_feed", args=[feed.secret]) if feed else ""
    return {"address": f"{settings.BASE_URL}{path}" if feed else ""}


PANEL = Panel(
    order=10, noun="user", template="interactions/calendar_feed.html", context=calendar_address
)
