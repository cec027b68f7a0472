"""The rows of a table as HTML, written here and not in a template.

Fifty rows of ten cells are thousands of steps for the template engine: they took longer than
everything else on the page together. Every value passes `escape`.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

from django.utils.html import format_html

from crm.ui.icons import row_drawings
from crm.ui.table import Badge, PreparedRow


class Rows:
    """Prepared rows that a template prints as they are: `{{ rows }}` inside a `<tbody>`.

    *selectable* rows begin with a box to tick; *marked* is the key of the row that stands out.
    """

    def __init__(self, rows: Sequence[PreparedRow], *, selectable: bool, marked: str):
        self.rows = rows
        self._selectable = selectable
        self._marked = marked
        self._drawn: set[str] = set()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[PreparedRow]:
        return iter(self.rows)

    def __html__(self) -> str:
        self._drawn.clear()
        shown, group = [], ""
        for row in self.rows:
            if row.group != group:
                group = row.group
                shown.append(self._heading(row))
            shown.append(self._row(row))
        return "".join(shown)

    def __str__(self) -> str:
        # Templates ask for the text first, and only then whether it is HTML.
        return format_html("{}", self)

    def _heading(self, row: PreparedRow) -> str:
        width = len(row.cells) + 1 + self._selectable
        return f'<tr class="row-group"><th colspan="{width}">{escape(row.group)}</th></tr>'

    def _row(self, row: PreparedRow) -> str:
        css = _attribute("class", "marked" if self._marked == str(row.pk) else row.css)
        box = _box(row) if self._selectable else ""
        cells = "".join([_cell(*cell) for cell in row.cells])
        actions = "".join([self._action(*action) for action in row.actions])
        end = f'<td class="row-actions">{actions}</td>' if actions else "<td></td>"
        return f"<tr{css}>{box}{cells}{end}</tr>"

    def _action(self, label: str, href: str, icon: str, posted: bool = False) -> str:
        """A link, or with *posted* a button that sends the form around the table there."""
        # The title names it for screen readers too: said twice, it is 2 KB of a page of 60.
        title = f'title="{escape(str(label))}"'
        inside = row_drawings(icon)[icon in self._drawn]
        self._drawn.add(icon)
        if posted:
            return f'<button type="submit" formaction="{escape(href)}" {title}>{inside}</button>'
        return f'<a href="{escape(href)}" {title}>{inside}</a>'


def _box(row: PreparedRow) -> str:
    label = escape(str(row.cells[0].text or row.pk))
    return (
        f'<td><input class="form-check-input" type="checkbox" name="selected" value="{row.pk}"'
        f' aria-label="{label}"></td>'
    )


def _cell(text: str, href: str, hint: str, badges: tuple[Badge, ...], css: str) -> str:
    """A `Cell`, its facts in their order."""
    inside = escape(str(text)) if text else ""
    if href:
        inside = f'<a href="{escape(href)}">{inside}</a>'
    if badges:
        inside += "".join([badge_in_html(badge) for badge in badges])
    if css or hint:
        return f"<td{_attribute('class', css)}{_attribute('title', hint)}>{inside}</td>"
    return f"<td>{inside}</td>"


# The same few states stand on every row.
@lru_cache(maxsize=4096)
def badge_in_html(badge: Badge) -> str:
    """A state in a word, and its hint on hover."""
    css = f"badge badge-{escape(badge.tone)}"
    return f'<span class="{css}"{_attribute("title", badge.hint)}>{escape(str(badge.label))}</span>'


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(str(value))}"' if value else ""
