"""What a job is given: the data set, the bare driver, visitors, and where findings are put down."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.db import connection, connections

from benchmarks.databases import Database
from benchmarks.floors import Driver
from benchmarks.measure import Finding, Side, compare, percentile
from benchmarks.noise import measured_calmly
from benchmarks.site import Answer, Visitor
from benchmarks.writer import waits_beside

# Pages take milliseconds: so many pairs make the median steady.
PAGE_PAIRS = 25
MOST_QUERIES = 8
MOST_BYTES = 60_000


class Bench:
    """One run of the jobs on one database."""

    def __init__(self, database: Database):
        self.database = database
        self.scale = database.scale
        self.findings: list[Finding] = []
        self._visitors: dict[str, Visitor] = {}

    @cached_property
    def driver(self) -> Driver:
        return self.database.driver()

    @property
    def chief(self) -> Visitor:
        """Somebody who sees and may do everything."""
        return self.visitor("chief")

    def visitor(self, username: str) -> Visitor:
        """Somebody of the data set, signed in."""
        if username not in self._visitors:
            self._visitors[username] = Visitor(username)
        return self._visitors[username]

    def compare(self, job: str, **options: Any) -> Finding:
        """Compare floor and candidate and put the finding down; see `measure.compare`."""
        return self._put_down(compare(job, self.database.name, **options))

    def limit(self, job: str, value: float, goal: float, unit: str, *, noisy: bool = False) -> None:
        """Put down something that has a limit of its own, without a floor."""
        self._put_down(Finding(job, self.database.name, value, goal, unit, noisy=noisy))

    def page(
        self,
        job: str,
        address: str,
        *,
        floor: tuple[str, str, dict],
        shown: Any,
        visitor: Visitor | None = None,
        goal: float = 3,
    ) -> Finding:
        """A page beside its rows by SQL and the empty page; its queries and bytes too.

        *shown* reads the keys off the answer; the floor's rows begin with theirs.
        """
        visitor = visitor or self.chief

        def rows_and_empty_page() -> list[tuple]:
            rows = self.driver.rows(*floor)
            visitor.empty()
            return rows

        finding = self.compare(
            job,
            floor=Side(rows_and_empty_page, lambda rows: [row[0] for row in rows]),
            candidate=Side(lambda: visitor.get(address), lambda answer: shown(opened(answer))),
            goal=goal,
            pairs=PAGE_PAIRS,
        )
        self.limit(f"{job}: queries", visitor.queries_of(address), MOST_QUERIES, "queries")
        self.limit(f"{job}: size", len(visitor.get(address).body) / 1000, MOST_BYTES / 1000, "KB")
        return finding

    def p95(self, job: str, times: Any, goal: float) -> None:
        """The 95th percentile of what *times* measures, in milliseconds."""
        seconds, noisy = measured_calmly(times)
        self.limit(job, 1000 * percentile(seconds, 0.95), goal, "ms p95", noisy=noisy)

    def others_wait(self, job: str, work: Callable[[], None], goal: float) -> None:
        """How long other people's saves take while *work* runs."""
        waits = waits_beside(self.database, work)
        # Where a save takes that long on its own, the machine is measured and not the work.
        self.limit(f"{job}, others' writes", waits.beside, goal, "ms p99", noisy=waits.alone > goal)

    def restore(self) -> None:
        """Put a fresh copy of the data set in place of the one that was written to."""
        self.disconnect()
        self.database.restore()

    def disconnect(self) -> None:
        """Let go of the database: bare connection, Django's connection, pool, visitors."""
        if driver := self.__dict__.pop("driver", None):
            driver.close()
        self._visitors.clear()
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()

    def _put_down(self, finding: Finding) -> Finding:
        self.findings.append(finding)
        verdict = "" if finding.holds else "  MISSED"
        print(
            f"  {finding.database}: {finding.job}: {finding.value:.2f} {finding.unit}"
            f" (≤ {finding.goal:g}){verdict}",
            flush=True,
        )
        return finding


def opened(answer: Answer) -> Answer:
    """*answer* if it is a page; a page that fails is fast, and proves nothing."""
    if answer.status != 200:
        raise RuntimeError(f"a page answers {answer.status}: {answer.headers}")
    return answer


def spread_over(values: list, most: int) -> Iterable:
    """At most *most* of *values*, evenly from first to last."""
    step = max(1, len(values) // most)
    return values[::step][:most]
