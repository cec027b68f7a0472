from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from crm import sockets
from crm.access import require
from crm.search_keys import is_met_at_once
from crm.ui.export import FORMATS, as_file
from crm.ui.filtering import Filtering, Tab
from crm.ui.keyset import Cursor, KeysetPage, Ordering, page_of
from crm.ui.pages.bulk import BulkAction, bulk_actions_of
from crm.ui.pages.page import Page
from crm.ui.reader import reader_of
from crm.ui.rows import Rows
from crm.ui.table import Column, Row, fields_of, prepare

PAGE_SIZE = 50
COUNTED_UP_TO = 1_000


class ListPage(Page):
    """A list: filters in the URL, keyset pages, a capped count, saved views, an export.

    A subclass names `model`, `heading`, `columns`, `filterset_class` and `orderings` (the first
    is the default); the rest is shared.
    """

    model: ClassVar[type[Model]]
    heading: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    filterset_class: ClassVar[type]
    orderings: ClassVar[dict[str, Ordering]]
    bulk_actions: ClassVar[Sequence[BulkAction]] = ()
    # Jobs about all of these rows: in the menu of the list, for who may do them.
    jobs: ClassVar[Sequence[sockets.Page]] = ()
    empty_text: ClassVar[str] = ""
    no_match_text: ClassVar[str] = ""
    search_label: ClassVar[str] = ""
    key: ClassVar[str] = ""
    template_name: ClassVar[str] = "generic/list.html"
    # Where rows that show some columns are read once the keys of a page are known; see `Reader`.
    rows_with: ClassVar[Callable[[frozenset[str]], QuerySet] | None] = None
    # The right to take the list away as a file, and its name for who lacks it.
    export_permission: ClassVar[str] = ""
    export_right: ClassVar[str] = ""
    # Parameters that are not filters; a filter's own names come from its form.
    own_parameters: ClassVar[frozenset[str]] = frozenset(
        {"after", "before", "last", "sort", "columns", "filters", "format", "mark", "total"}
    )

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if self.export_permission and self.wanted_format in FORMATS:
            require(request.user.has_perm(self.export_permission), str(self.export_right))
            return self.export(self.wanted_format)
        if request.htmx.target == "filters":
            return render(request, "generic/_filters.html", self.filter_context())
        changed = request.htmx.target == "list"
        template = "generic/_list_changed.html" if changed else self.template_name
        return render(request, template, self.get_context())

    # What a subclass may say differently.

    def get_queryset(self) -> QuerySet:
        return self.model._default_manager.visible_to(self.request.user)

    def get_heading(self) -> str:
        return self.heading

    def new_url(self) -> str:
        """Where a new row is made; "" where this user may not."""
        return ""

    def new_label(self) -> str:
        return _("New")

    def row_url(self, row: Row) -> str:
        return reverse(self.model._meta.model_name, args=[row["pk"]])

    def is_found_by_words(self) -> bool:
        """Whether an index of words leads to the rows, which are then sorted."""
        return not is_met_at_once(self.filtering.text)

    def foot(self) -> dict | None:
        """Totals below the table, or None."""
        return None

    def rows_of_page(self, after: Cursor | None, before: Cursor | None) -> QuerySet:
        """What the filter finds, for a page between two cursors."""
        return self.filtering.queryset

    def rows_of_file(self, after: Cursor | None) -> QuerySet:
        """What the filter finds, for a part of an export."""
        return self.rows_of_page(after, None)

    def fields(self) -> tuple[str, ...]:
        """What is read of each row."""
        return fields_of(self.shown_columns)

    def asked_along(self) -> dict[str, QuerySet]:
        """Queries that `rows_with` has a place for, by their names."""
        return {}

    def row_css(self, row: Row) -> str:
        """How a row stands out from the others, "" where it does not."""
        return ""

    def row_group(self, row: Row) -> str:
        """The heading a row stands under together with its neighbours, "" for none."""
        return ""

    def whole_query(self) -> str:
        """What "all that match" means: the filter as a query string of the noun's whole list."""
        return self.filtering.query

    def filter_data(self) -> QueryDict:
        """The query string that the filter reads."""
        return self.request.GET

    # What is shared.

    @property
    def wanted_format(self) -> str:
        return self.request.GET.get("format", "")

    @property
    def export_formats(self) -> Sequence[str]:
        """Formats in which this user may take the list away."""
        may = self.export_permission and self.request.user.has_perm(self.export_permission)
        return tuple(FORMATS) if may else ()

    def export(self, file_format: str) -> HttpResponse:
        """What the filter shows, all columns or those that the URL names."""
        return as_file(
            file_format,
            slugify(self.heading),
            self.shown_columns if "columns" in self.request.GET else self.columns,
            self.rows_of_file,
            self.ordering,
            self.reading,
        )

    @cached_property
    def filtering(self) -> Filtering:
        return Filtering(
            self.filterset_class,
            self.filter_data(),
            self.get_queryset(),
            self.request,
            ignored=self.own_parameters,
        )

    @cached_property
    def ordering(self) -> Ordering:
        names = list(self.orderings)
        return self.orderings.get(self.request.GET.get("sort", ""), self.orderings[names[0]])

    @cached_property
    def _order_of_page(self) -> Ordering:
        return replace(self.ordering, by_sorting=self.is_found_by_words())

    @cached_property
    def shown_columns(self) -> list[Column]:
        """The default columns, or those that the URL names, always in the order of the noun."""
        named = self.request.GET.getlist("columns")
        wanted = {name for names in named for name in names.split(",")}
        chosen = [column for column in self.columns if column.name in wanted]
        return chosen or [column for column in self.columns if column.shown]

    @cached_property
    def page(self) -> KeysetPage:
        after, before = self._cursor("after"), self._cursor("before")
        return page_of(
            self.rows_of_page(after, before),
            self._order_of_page,
            self.fields(),
            after=after,
            before=before,
            last=self.request.GET.get("last") == "1",
            size=PAGE_SIZE,
            read=self._read if self.rows_with else None,
        )

    def _read(self, keys: QuerySet, fields: tuple[str, ...], backwards: bool) -> list[Row]:
        shown = frozenset(column.name for column in self.shown_columns)
        reader = reader_of(self.rows_with, shown, fields, self._order_of_page, backwards)
        return reader.read(keys, **self.asked_along())

    def count(self) -> int:
        """How many rows match, counted up to one more than `COUNTED_UP_TO`."""
        if not (self.page.next or self.page.previous):
            return len(self.page.rows)
        return self.filtering.queryset.order_by().values("pk")[: COUNTED_UP_TO + 1].count()

    def count_label(self) -> str:
        count = self.count()
        number = self.reading.number(min(count, COUNTED_UP_TO))
        return f"{number}+" if count > COUNTED_UP_TO else number

    def saved_views(self) -> list[Tab]:
        """The reader's saved views of this page as tabs."""
        if not (self.key and self.request.user.keeps_views):
            return []
        here = self.filtering.view
        found = self.request.user.saved_views.filter(page=self.key)
        return [
            Tab(name, f"?{query}", query == here, pk)
            for pk, name, query in found.values_list("pk", "name", "query")
        ]

    def row_actions(self, row: Row) -> list[tuple[str, str, str]]:
        """Label, address and icon of what each row offers by itself."""
        found = (
            (label, action.href(self.request, row), action.icon)
            for label, action in self._actions_on_rows
        )
        return [(label, href, icon) for label, href, icon in found if href]

    @cached_property
    def _actions_on_rows(self) -> list[tuple[str, sockets.Action]]:
        """What any row of this list may offer; the label is translated once, not for each row."""
        noun = self.model._meta.model_name
        return [
            (str(action.label), action)
            for action in sockets.actions
            if action.on_rows and action.noun == noun
        ]

    def filter_context(self) -> dict:
        """What the filter form needs: it is made only when somebody opens it."""
        shown = {column.name for column in self.shown_columns}
        return {
            "filtering": self.filtering,
            "all_columns": [(column, column.name in shown) for column in self.columns],
        }

    def get_context(self) -> dict:
        bulk_actions = bulk_actions_of(self)
        saved_views = self.saved_views()
        return {
            "heading": self.get_heading(),
            "page_key": self.key,
            **self.filter_context(),
            "columns": [(column, self._sort_link(column)) for column in self.shown_columns],
            "rows": Rows(
                prepare(
                    self.page.rows,
                    self.shown_columns,
                    self.reading,
                    self.row_actions,
                    self.row_css,
                    self.row_group,
                ),
                selectable=bool(bulk_actions),
                marked=self.request.GET.get("mark", ""),
            ),
            "count_label": self.count_label(),
            "foot": self.foot(),
            "pager": self.page.links(self.filtering.link),
            "saved_views": saved_views,
            "is_saved": any(tab.is_shown for tab in saved_views),
            "bulk_actions": bulk_actions,
            "whole_query": self.whole_query(),
            "jobs": [job for job in self.jobs if job.allowed(self.request.user)],
            "export_links": [
                (f.upper(), self.filtering.link(format=f)) for f in self.export_formats
            ],
            "new_url": self.new_url(),
            "new_label": self.new_label(),
            "search_label": self.search_label,
            "empty_text": self.no_match_text if self.filtering.query else self.empty_text,
            "filters_open": self.request.GET.get("filters") == "1",
        }

    def _cursor(self, name: str) -> Cursor | None:
        text = self.request.GET.get(name, "")
        return Cursor.parse(text, self.get_queryset(), self.ordering) if text else None

    def _sort_link(self, column: Column) -> dict | None:
        """The header link of a sortable column: it turns the order when it is already in force."""
        names = [n for n in self.orderings if column.sort and n.lstrip("-") == column.sort]
        if not names:
            return None
        current = next(n for n, ordering in self.orderings.items() if ordering is self.ordering)
        other = [name for name in names if name != current]
        active = current in names
        direction = "descending" if self.ordering.descending else "ascending"
        return {
            "href": self.filtering.link(sort=other[0]) if other else "",
            "direction": direction if active else "none",
        }
