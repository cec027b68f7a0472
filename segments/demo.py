"""The chapter of the top floor: what was sent to many, what was taken back, what is prepared."""

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.demo.story import Story
from crm.models import Campaign, Contact
from interactions.models import InteractionTemplate
from segments.actions.build import add_contacts
from segments.actions.cancel_logged_segment import cancel_logged_segment
from segments.actions.change_lines import change_lines
from segments.actions.log_segment import LogOptions, log_segment
from segments.actions.start_segment import start_segment
from segments.models import Segment, SegmentStep

INVITED, WRITTEN_TO, CALLED = 40, 25, 12


def tell(story: Story) -> None:
    """Marketing writes to many, twice; and prepares two more."""
    invite(story)
    write_by_mistake(story)
    plan_calls(story)
    plan_greetings(story)


def copy(story: Story) -> None:
    """The greetings go to everybody, so they have a line for each copy of a contact too."""
    greetings = Segment.objects.active().latest("pk")
    _add(greetings, Contact.objects.all(), story, story.now)


def invite(story: Story) -> None:
    """An invitation that was logged with a follow-up."""
    at = _workday(story, 45, 10)
    segment = _start(
        story, at, _("Open day in the workshop"), "INVITE", subject=_("You are invited")
    )
    people = Contact.objects.people().exclude(email="")
    _add(segment, _first(people, at, INVITED), story, at)
    lines = segment.lines.order_by("pk")[:1]
    change_lines(
        segment=segment,
        lines=segment.lines.filter(pk__in=[line.pk for line in lines]),
        values={"template": _template("OUTCALL")},
        by=story.users["klara"],
    )
    _log(segment, story, at, create_follow_up=True)


def write_by_mistake(story: Story) -> None:
    """A letter that went to the wrong list, and was marked as canceled the same day."""
    at = _workday(story, 80, 9)
    segment = _start(story, at, _("Price list of spare parts"), "LETTER")
    _add(segment, _first(Contact.objects.companies(), at, WRITTEN_TO), story, at)
    _log(segment, story, at)
    cancel_logged_segment(
        segment=Segment.objects.select_related("batch").get(pk=segment.pk),
        by=story.users["klara"],
        now=at + datetime.timedelta(hours=3),
        reason=_("Sent to the wrong list"),
    )


def plan_calls(story: Story) -> None:
    """Calls that are due, not logged yet."""
    at = _workday(story, 3, 14)
    segment = _start(
        story,
        at,
        _("Calls after the new series of pumps"),
        "OUTCALL",
        campaign=Campaign.objects.filter(status=Campaign.Status.RUNNING).first(),
    )
    _add(segment, _first(Contact.objects.people(), at, CALLED), story, at)


def plan_greetings(story: Story) -> None:
    """Everybody is greeted at the end of the year: a long segment."""
    at = _workday(story, 2, 11)
    day = datetime.date(story.today.year, 12, 15)
    segment = _start(story, at, _("Greetings at the end of the year"), "LETTER", date=day)
    _add(segment, Contact.objects.all(), story, at)


def _workday(story: Story, days: int, hour: int) -> datetime.datetime:
    return story.moment(story.workdays(days)[0], hour)


def _template(code: str) -> InteractionTemplate:
    return InteractionTemplate.objects.get(code=code)


def _start(
    story: Story, at: datetime.datetime, description: str, code: str, **values: object
) -> Segment:
    facts = {
        "description": description,
        "template": _template(code),
        "salesperson": story.salespeople["hana"],
    }
    return start_segment(values=facts | values, by=story.users["klara"], now=at)


def _first(contacts: QuerySet, at: datetime.datetime, count: int) -> QuerySet:
    """The first of *contacts* who were known by then."""
    known = contacts.filter(created_at__lt=at, privacy_blocked=False).order_by("pk")
    return Contact.objects.filter(pk__in=list(known.values_list("pk", flat=True)[:count]))


def _add(segment: Segment, contacts: QuerySet, story: Story, at: datetime.datetime) -> None:
    add_contacts(
        segment=segment,
        contacts=contacts,
        kind=SegmentStep.Kind.SELECTION,
        by=story.users["klara"],
        now=at,
    )


def _log(segment: Segment, story: Story, at: datetime.datetime, **options: bool) -> None:
    log_segment(
        segment=segment,
        by=story.users["klara"],
        now=at + datetime.timedelta(minutes=30),
        options=LogOptions(**options),
    )
