"""Workbooks written while they are sent: sheets of a million rows in the memory of a slice.

The usual libraries take seven times as long as this, most of it for one call per cell.
"""

import datetime
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

ROWS_OF_A_SHEET = 1_048_576
# Above two gigabytes a part of an archive needs an extension that spreadsheets complain about.
BYTES_OF_A_SHEET = 2_000_000_000
LONGEST_CELL = 32_767
_DAY_ZERO = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no time zones
_DAY = datetime.timedelta(days=1)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f"{_SCHEMAS}/spreadsheetml/2006/main"
_RELATIONS = f"{_SCHEMAS}/officeDocument/2006/relationships"
_PACKAGE = f"{_SCHEMAS}/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_SHEET_BEGINS = (
    f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
_SHEET_ENDS = "</sheetData></worksheet>"
# Styles of cells: 0 plain, 1 a moment, 2 a day, 3 the head.
_STYLES = (
    f'{_DECLARATION}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>'
    '<xf fontId="1" applyFont="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_CONTENT_TYPES = (
    f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
_RELATIONSHIPS = (
    f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">' + "{}</Relationships>"
)
_WORKBOOK = (
    f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
    "<sheets>{}</sheets></workbook>"
)


def write_xlsx(head: Sequence[str], slices: Iterable[list[Sequence[Any]]]) -> Iterator[bytes]:
    """A workbook of columns that come in slices; a full sheet is followed by another one."""
    sent = _Sent()
    rows, sheets = _Rows(slices), 0
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        while sheets == 0 or rows.has_more():
            sheets += 1
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w") as sheet:
                sheet.write(f"{_SHEET_BEGINS}{_head_row(head)}".encode())
                for part in rows.of_one_sheet():
                    sheet.write(part)
                    yield sent.take()
                sheet.write(_SHEET_ENDS.encode())
        for name, text in _other_parts(sheets):
            book.writestr(name, text)
    yield sent.take()


def kind_of(values: Sequence[Any]) -> type:
    """The type of the values of a column, all of which are of one type or None."""
    return type(next((value for value in values if value is not None), None))


class _Sent:
    """A file that cannot be read or rewound: what is written to it is taken away and sent."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits: what was written can be taken."""

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


class _Rows:
    """Slices of columns as the XML of rows, cut where a sheet is full."""

    def __init__(self, slices: Iterable[list[Sequence[Any]]]):
        self._slices = iter(slices)
        self._left_over: list[str] = []

    def has_more(self) -> bool:
        while not self._left_over:
            columns = next(self._slices, None)
            if columns is None:
                return False
            rows = zip(*map(_cells, columns), strict=True)
            self._left_over = [f"<row>{''.join(cells)}</row>" for cells in rows]
        return True

    def of_one_sheet(self) -> Iterator[bytes]:
        room, size = ROWS_OF_A_SHEET - 1, 0
        while room and size < BYTES_OF_A_SHEET and self.has_more():
            fitting, self._left_over = self._left_over[:room], self._left_over[room:]
            part = "".join(fitting).encode()
            room, size = room - len(fitting), size + len(part)
            yield part


def _head_row(head: Sequence[str]) -> str:
    cells = (f'<c s="3" t="inlineStr"><is><t>{text}</t></is></c>' for text in _texts(head))
    return f"<row>{''.join(cells)}</row>"


def _cells(values: Sequence[Any]) -> list[str]:
    """The XML of a column, cell by cell."""
    kind = kind_of(values)
    if issubclass(kind, str):
        texts = _texts(values)
        if list(map(str.strip, texts)) == texts:
            return [f'<c t="inlineStr"><is><t>{t}</t></is></c>' if t else "<c/>" for t in texts]
        space = 'xml:space="preserve"'
        return [f'<c t="inlineStr"><is><t {space}>{t}</t></is></c>' if t else "<c/>" for t in texts]
    if kind is bool:
        return ["<c/>" if v is None else f'<c t="b"><v>{v:d}</v></c>' for v in values]
    if kind is datetime.datetime:
        numbers = [v and (v.replace(tzinfo=None) - _DAY_ZERO) / _DAY for v in values]
        return ["<c/>" if n is None else f'<c s="1"><v>{n}</v></c>' for n in numbers]
    if kind is datetime.date:
        days = [v and v.toordinal() - _DAY_ZERO.toordinal() for v in values]
        return ["<c/>" if n is None else f'<c s="2"><v>{n}</v></c>' for n in days]
    return ["<c/>" if v is None else f"<c><v>{v}</v></c>" for v in values]


def _texts(values: Sequence[str]) -> list[str]:
    """Texts as XML holds them. Most columns need no change, and one look at all tells."""
    texts = ["" if value is None else value for value in values] if None in values else list(values)
    together = "".join(texts)
    if len(together) > LONGEST_CELL:
        texts = [text[:LONGEST_CELL] for text in texts]
    if not together.isprintable():
        texts = [_NOT_IN_XML.sub("", text) for text in texts]
    if "&" in together or "<" in together or ">" in together:
        texts = [escape(text) for text in texts]
    return texts


def _other_parts(sheets: int) -> Iterator[tuple[str, str]]:
    """What a workbook consists of besides its sheets."""
    numbers = range(1, sheets + 1)
    override = '<Override PartName="/xl/{}" ContentType="' + _TYPE + '.{}+xml"/>'
    parts = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")]
    parts += [(f"worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    yield "[Content_Types].xml", _CONTENT_TYPES.format("".join(override.format(*p) for p in parts))
    yield "_rels/.rels", _related(("rId1", "officeDocument", "xl/workbook.xml"))
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    yield "xl/workbook.xml", _WORKBOOK.format(listed)
    sheet_parts = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _related(("rId0", "styles", "styles.xml"), *sheet_parts)
    yield "xl/styles.xml", _STYLES


def _related(*parts: tuple[str, str, str]) -> str:
    relation = '<Relationship Id="{}" Type="' + _RELATIONS + '/{}" Target="{}"/>'
    return _RELATIONSHIPS.format("".join(relation.format(*part) for part in parts))
