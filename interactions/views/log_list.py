from functools import cached_property

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.among import among
from crm.ui.keyset import Cursor, Ordering
from crm.ui.pages import ListPage
from crm.ui.pages.list import COUNTED_UP_TO
from crm.ui.reader import AnyRow
from interactions import purging
from interactions.columns import LOG_ENTRY_COLUMNS
from interactions.deliveries import with_delivery
from interactions.filters import InteractionLogEntryFilterSet, few_contacts_of, has_files
from interactions.models import InteractionLogEntry
from interactions.totals import AT_ONCE, SUMMED_FIELDS, Totals, first_too_many
from interactions.views.cancellation import BULK_ACTIONS

# Filters that stand in the heading when one of them alone says what the list is about.
CONTEXTS = (
    "contact",
    "company",
    "salesperson",
    "template",
    "group",
    "campaign",
    "batch",
    "segment",
)


class LogEntryList(ListPage):
    """Every recorded interaction that was not deleted, canceled ones included."""

    model = InteractionLogEntry
    heading = gettext_lazy("Interaction Log Entries")
    columns = LOG_ENTRY_COLUMNS
    filterset_class = InteractionLogEntryFilterSet
    orderings = {
        "-occurred_at": Ordering("occurred_at", gettext_lazy("Newest first"), descending=True),
        "occurred_at": Ordering("occurred_at", gettext_lazy("Oldest first")),
    }
    bulk_actions = BULK_ACTIONS
    jobs = (purging.PAGE,)
    empty_text = gettext_lazy("No interaction was recorded yet.")
    no_match_text = gettext_lazy("No entry matches the filters.")
    search_label = gettext_lazy("Description or comment")
    key = "log_entries"
    export_permission = "interactions.export"
    export_right = gettext_lazy("Export interactions")
    template_name = "interactions/log_list.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        may_view = request.user.has_perm("interactions.view_interactionlogentry")
        require(may_view, _("View interaction log entries"))
        if request.htmx.target == "log-foot":
            return render(request, "interactions/_log_foot.html", {"foot": self.foot()})
        return super().get(request, **kwargs)

    @cached_property
    def _few_contacts(self) -> list[int] | None:
        return few_contacts_of(self.request.user)

    def get_queryset(self):
        # A list of keys that were visible a moment ago is walked by the index of the contact.
        if self._few_contacts is not None:
            return InteractionLogEntry.objects.filter(among("contact", self._few_contacts))
        return super().get_queryset()

    def rows_of_page(self, after: Cursor | None, before: Cursor | None):
        newer, older = (after, before) if self.ordering.descending else (before, after)
        return self.filtering.filterset.continued(
            newest=newer and newer.value, oldest=older and older.value
        )

    def rows_of_file(self, after: Cursor | None) -> QuerySet:
        return with_delivery(super().rows_of_file(after))

    def is_found_by_words(self) -> bool:
        return self.filtering.filterset.is_found_by_words

    def fields(self) -> tuple[str, ...]:
        return (*super().fields(), *SUMMED_FIELDS, "is_long")

    @staticmethod
    def rows_with(columns: frozenset[str]) -> QuerySet:
        entries = with_delivery(InteractionLogEntry.objects.all())
        if "files" in columns:
            entries = entries.annotate(has_files=has_files())
        # Asked with the rows: a query of its own would be one more on every page.
        return entries.annotate(is_long=AnyRow("too_many"))

    def asked_along(self) -> dict[str, QuerySet]:
        return {"too_many": first_too_many(self._walk)}

    def row_css(self, row) -> str:
        return "canceled" if row["cancellation"] else ""

    def get_heading(self) -> str:
        asked = self.filtering.filterset.form.cleaned_data
        about = [asked[name] for name in CONTEXTS if asked.get(name)]
        if len(about) == 1:
            return _("Interaction Log Entries: %(name)s") % {"name": about[0]}
        return str(self.heading)

    def get_context(self) -> dict:
        asked = self.filtering.filterset
        # What a question of an upper room has to say about the rows that it finds.
        notes = [
            question.note
            for name, question in asked.filters.items()
            if hasattr(question, "note") and asked.form.cleaned_data.get(name)
        ]
        return super().get_context() | {"notes": notes}

    # The foot: number, cost and duration of what the filter finds.

    @cached_property
    def totals(self) -> Totals | None:
        """The totals, None where they take too long to be had with the page."""
        if not (self.page.next or self.page.previous):
            return Totals.of_rows(self.page.rows)
        if self.page.rows[0]["is_long"]:
            return None
        return Totals.of(self.filtering.queryset.order_by())

    @cached_property
    def _everything_read_is_found(self) -> bool:
        """Whether an index leads to what the filter finds and this reader may see."""
        return self.filtering.filterset.is_answered_by_index and (
            self.request.user.scope is None or self._few_contacts is not None
        )

    @property
    def _walk(self):
        """The rows that must be read to know what the filter finds."""
        if self._everything_read_is_found:
            return self.filtering.queryset
        entries = InteractionLogEntry.objects.all()
        if self._few_contacts is not None:
            entries = self.get_queryset()
        return self.filtering.filterset.walk(entries)

    def count_label(self) -> str:
        if self.totals is None:
            return f"{self.reading.number(self._known_at_least())}+"
        capped = "+" if self.totals.rows > COUNTED_UP_TO else ""
        return f"{self.reading.number(min(self.totals.rows, COUNTED_UP_TO))}{capped}"

    def _known_at_least(self) -> int:
        """How many rows there are for certain where nobody counted them."""
        return COUNTED_UP_TO if self._everything_read_is_found else len(self.page.rows)

    def foot(self) -> dict:
        wanted = self.request.GET.get("total", "")
        totals = self._totals_asked_for(wanted) if wanted else self.totals
        reading = self.reading
        return {
            "template": "interactions/_log_foot.html",
            "number": reading.number(totals.number) if totals else "",
            "cost": reading.money(totals.cost) if totals else "",
            "duration": reading.minutes(totals.duration) if totals else "",
            "known": totals is not None,
            "ask": self.filtering.link(total="all"),
            # A browser asks for those that are not too many once the page stands.
            "try": "" if wanted else self.filtering.link(total="few"),
        }

    def _totals_asked_for(self, wanted: str) -> Totals | None:
        entries = self.filtering.queryset
        if wanted == "few" and entries.order_by().values("pk")[: AT_ONCE + 1].count() > AT_ONCE:
            return None
        return Totals.of(entries.order_by())
