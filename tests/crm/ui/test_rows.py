"""Rows print themselves, and nothing unescaped."""

from django.template import Context, Template

from crm.ui.rows import Rows
from crm.ui.table import Badge, Cell, PreparedRow

HOSTILE = "\"'><script>alert(1)</script>&amp;"
ESCAPED = "&quot;&#x27;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;"


def printed(*rows, selectable=False, marked=""):
    rows = Rows(rows, selectable=selectable, marked=marked)
    return Template("{{ rows }}").render(Context({"rows": rows}))


def row(*cells, **more):
    return PreparedRow(pk=7, cells=list(cells), **more)


def test_cell_is_text_in_a_row():
    assert printed(row(Cell("Jana"))) == "<tr><td>Jana</td><td></td></tr>"


def test_cell_has_link_class_hint_and_badges():
    cell = Cell("Jana", "/contacts/7/", "Ing.", (Badge("Customer", "green", "since May"),), "n")

    assert printed(row(cell)).startswith(
        '<tr><td class="n" title="Ing."><a href="/contacts/7/">Jana</a>'
        '<span class="badge badge-green" title="since May">Customer</span></td>'
    )


def test_row_can_be_ticked_under_the_name_of_its_first_cell():
    assert printed(row(Cell("Jana")), selectable=True).startswith(
        '<tr><td><input class="form-check-input" type="checkbox" name="selected" value="7"'
        ' aria-label="Jana"></td><td>Jana</td>'
    )
    assert 'aria-label="7"' in printed(row(Cell("")), selectable=True)


def test_row_offers_its_actions():
    html = printed(row(Cell("Jana"), actions=[("Call", "/call/?a=1&b=2", "phone")]))

    assert '<a href="/call/?a=1&amp;b=2" title="Call"><svg' in html
    assert html.endswith("</svg></a></td></tr>")


def test_marked_row_stands_out():
    assert printed(row(Cell("Jana")), marked="7").startswith('<tr class="marked">')
    assert printed(row(Cell("Jana")), marked="8").startswith("<tr><td>")


def test_whatever_people_typed_is_escaped():
    cell = Cell(HOSTILE, HOSTILE, HOSTILE, (Badge(HOSTILE, HOSTILE, HOSTILE),), HOSTILE)

    html = printed(row(cell, actions=[(HOSTILE, HOSTILE, "phone")]), selectable=True)

    assert "<script>" not in html
    assert html.count(ESCAPED) == 10
    assert html.count(HOSTILE) == 0


def test_rows_can_be_counted_and_walked():
    one = row(Cell("Jana"))
    rows = Rows([one], selectable=False, marked="")

    assert len(rows) == 1
    assert list(rows) == [one]
    assert not Rows([], selectable=False, marked="")
