"""What was found: a table for people, JSON for machines, an exit code for both."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Finding


@dataclass
class Report:
    """The findings of a whole run, what failed and what did not run at all."""

    scale: str
    findings: list[Finding] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        missed = any(not finding.holds for finding in self.findings)
        return int(missed or bool(self.failures) or not self.findings)

    def add(self, part: dict) -> None:
        """Take in what a measuring process wrote with `as_json`."""
        for found in part["findings"]:
            found.pop("holds")
            self.findings.append(Finding(**found))
        self.failures += part["failures"]
        self.not_run += part["not_run"]

    def as_json(self) -> dict:
        return {
            "scale": self.scale,
            "findings": [finding.as_json() for finding in self.findings],
            "failures": self.failures,
            "not_run": self.not_run,
        }

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.as_json(), indent=2, ensure_ascii=False) + "\n")

    def table(self) -> str:
        """The findings as a table in Markdown, the missed ones in the last lines again."""
        head = ("job", "database", "found", "goal", "min – max", "floor", "product", "")
        rows = [head, *(_row(finding) for finding in self.findings)]
        widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
        lines = [_line(row, widths) for row in rows]
        lines.insert(1, _line(tuple("-" * width for width in widths), widths))
        lines += ["", *self._last_lines()]
        return "\n".join(lines)

    def _last_lines(self) -> list[str]:
        missed = [finding for finding in self.findings if not finding.holds]
        return [
            *(f"Not run: {gap}" for gap in self.not_run),
            *(f"FAILED: {failure}" for failure in self.failures),
            *(f"MISSED: {finding.job} on {finding.database}" for finding in missed),
            f"{len(self.findings) - len(missed)} of {len(self.findings)} goals hold.",
        ]


def _row(finding: Finding) -> tuple[str, ...]:
    verdict = ["holds" if finding.holds else "MISSED", *(["noisy"] if finding.noisy else [])]
    spread = "" if finding.low is None else f"{finding.low:.2f} – {finding.high:.2f}"
    return (
        finding.job,
        finding.database,
        f"{_short(finding.value)} {finding.unit}",
        f"≤ {_short(finding.goal)} {finding.unit}",
        spread,
        _milliseconds(finding.floor_ms),
        _milliseconds(finding.candidate_ms),
        ", ".join(verdict),
    )


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 1000 or value == int(value) else f"{value:.2f}"


def _milliseconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} ms" if value < 100 else f"{value / 1000:.2f} s"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return (
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
    )
