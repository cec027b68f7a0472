"""What was recorded with templates: number, cost and duration, in total and for each template."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from interactions.filters import Fact, InteractionLogEntryFilterSet
from interactions.models import InteractionGroup, InteractionLogEntry, InteractionTemplate

DAYS = ("period", "date_from", "date_to")


@dataclass(frozen=True)
class Line:
    """The entries of one template, or of several together."""

    name: str
    href: str
    number: int
    cost: Decimal
    duration: int


class TemplateTotals:
    """The entries of a template or of a group, not canceled, in the days that a request names."""

    def __init__(self, request: HttpRequest, noun: InteractionTemplate | InteractionGroup):
        name = "group" if isinstance(noun, InteractionGroup) else "template"
        asked = {day: request.GET[day] for day in DAYS if request.GET.get(day)}
        asked |= {name: str(noun.pk), "status": Fact.STANDING.value}
        data = QueryDict(urlencode(asked))
        entries = InteractionLogEntry.objects.visible_to(request.user)
        self.filterset = InteractionLogEntryFilterSet(data, queryset=entries, request=request)
        self.entries_url = f"{reverse('log_entry_list')}?{data.urlencode()}"

    @property
    def form(self):
        return self.filterset.form

    def lines(self) -> list[Line]:
        """One line for each template with entries, those with most entries first."""
        return _lines_of(self.filterset.qs) if self.filterset.is_valid() else []


def together(lines: Sequence[Line]) -> Line:
    """The sum of *lines*: a group is the sum of its templates."""
    return Line(
        name="",
        href="",
        number=sum(line.number for line in lines),
        cost=sum((line.cost for line in lines), Decimal(0)),
        duration=sum(line.duration for line in lines),
    )


def _lines_of(entries: QuerySet) -> list[Line]:
    summed = (
        entries.order_by()
        .values("template", "template__description")
        .annotate(number=Count("pk"), total_cost=Sum("cost"), total_duration=Sum("duration"))
        .order_by("-number", "template__description")
    )
    return [
        Line(
            name=row["template__description"],
            href=reverse("interaction_template", args=[row["template"]]),
            number=row["number"],
            cost=row["total_cost"],
            duration=row["total_duration"],
        )
        for row in summed
    ]
