"""The whole log as a file: CSV beside a cursor and a csv writer, XLSX beside that CSV."""

import csv
import datetime
import hashlib
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from django.urls import reverse

from benchmarks.bench import Bench
from benchmarks.measure import Side

CSV_GOAL, XLSX_GOAL = 2, 2
MEMORY_GOAL, OTHERS_GOAL = 32, 50
ZONE = ZoneInfo("Europe/Prague")
OCCURRED_AT, COST, RECORDED_AT = 1, 9, 23


def export(bench: Bench) -> None:
    """The same bytes, as many rows; memory stays flat, and nobody's commit waits."""
    address = f"{reverse('log_entry_list')}?format="
    [head] = csv.reader([_first_line(bench, address + "csv")])
    bench.compare(
        "export CSV",
        floor=Side(lambda: _digest(_lines(bench, head)), lambda digest: [digest]),
        candidate=Side(lambda: _digest(bench.chief.download(address + "csv")), lambda d: [d]),
        goal=CSV_GOAL,
    )
    with tempfile.TemporaryDirectory() as folder:
        book, lines = Path(folder) / "log.xlsx", Path(folder) / "log.csv"
        bench.compare(
            "export XLSX, beside that CSV",
            floor=Side(lambda: _save(bench, address + "csv", lines), _lines_of),
            candidate=Side(lambda: _save(bench, address + "xlsx", book), _rows_of),
            goal=XLSX_GOAL,
        )
    for suffix in ("csv", "xlsx"):
        _beside_others(bench, f"export {suffix.upper()}", address + suffix)


def _beside_others(bench: Bench, job: str, address: str) -> None:
    """How much memory it takes while somebody else works, and how long he waits."""
    held = [_memory()]

    def send() -> None:
        held.extend(_memory() for _part in bench.chief.download(address))

    bench.others_wait(job, send, OTHERS_GOAL)
    bench.limit(f"{job}, memory", max(held) - held[0], MEMORY_GOAL, "MB")


def _lines(bench: Bench, head: list[str]) -> Iterator[bytes]:
    """The floor: every row of one cursor through the csv writer."""
    yield "\ufeff".encode()
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    cursor = bench.driver.cursor("export", "entries")
    while rows := cursor.fetchmany(5_000):
        writer.writerows(map(_written, rows))
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _written(row: tuple) -> list:
    """*row* as the file holds it: moments of the reader's zone, amounts with two places."""
    values = list(row)
    for place in (OCCURRED_AT, RECORDED_AT):
        values[place] = _local(values[place])
    values[COST] = f"{values[COST]:.2f}"
    return values


def _local(moment: datetime.datetime | str) -> str:
    if isinstance(moment, str):
        moment = datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)
    return moment.astimezone(ZONE).isoformat(" ")[:16]


def _first_line(bench: Bench, address: str) -> str:
    part = next(iter(bench.chief.download(address)))
    return part.decode("utf-8-sig").partition("\r\n")[0]


def _digest(parts: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for part in parts:
        size += len(part)
        digest.update(part)
    return size, digest.hexdigest()


def _save(bench: Bench, address: str, path: Path) -> Path:
    with path.open("wb") as file:
        for part in bench.chief.download(address):
            file.write(part)
    return path


def _lines_of(path: Path) -> list[int]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [sum(1 for _row in csv.reader(file))]


def _rows_of(path: Path) -> list[int]:
    """How many rows the sheets of the workbook have, the heads of further sheets left out."""
    rows = sheets = 0
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if re.match(r"xl/worksheets/\w+\.xml$", name):
                sheets += 1
                with book.open(name) as sheet:
                    rows += sum(part.count(b"</row>") for part in _overlapping(sheet))
    return [rows - (sheets - 1)]


def _overlapping(file: io.BufferedIOBase) -> Iterator[bytes]:
    """Parts of *file* that end with a whole tag."""
    rest = b""
    while part := file.read(1_000_000):
        part, _gt, after = (rest + part).rpartition(b">")
        yield part + b">"
        rest = after
    yield rest


def _memory() -> float:
    """Megabytes that this process holds now."""
    resident = int(Path("/proc/self/statm").read_text().split()[1])
    return resident * 4096 / 1_000_000
