"""The benchmark itself is tried: it must fail where rows differ, a goal is missed, nothing ran."""

import json
import re

import pytest

from benchmarks import __main__ as command
from benchmarks.databases import Sqlite
from benchmarks.floors import HERE, floor, in_dialect
from benchmarks.measure import Finding, RowsDiffer, Side, compare, percentile
from benchmarks.noise import CALM, measured_calmly
from benchmarks.report import Report
from benchmarks.scale import SCALES, Scale

ROW = [(1, "Jana Nováková")]


def side(rows, log=None, name=""):
    log = [] if log is None else log
    return Side(lambda: log.append(name) or rows, lambda result: result)


def finding(value, goal=3.0, **more):
    return Finding("log list", "SQLite", value, goal, **more)


@pytest.fixture
def calm(monkeypatch):
    """A machine on which nothing else is at work, so that nothing is measured again."""
    monkeypatch.setattr("benchmarks.measure.measured_calmly", lambda measure: (measure(), False))


def test_compare_alternates_floor_and_candidate_after_one_warm_up_of_each(calm):
    log = []

    compare("job", "SQLite", floor=side(ROW, log, "A"), candidate=side(ROW, log, "B"), goal=3)

    assert log == ["A", "B"] * 6


def test_compare_finds_the_median_of_the_ratios_of_the_pairs(calm, monkeypatch):
    # Floor 1 s each time, candidate 1, 2, 3, 4 and 100 s; the warm-up comes first.
    durations = iter([1, 1, 1, 1, 1, 2, 1, 3, 1, 4, 1, 100])
    clock = [0]

    def work():
        clock[0] += next(durations)
        return ROW

    monkeypatch.setattr("benchmarks.measure.time.perf_counter", lambda: clock[0])
    timed = Side(work, lambda result: result)

    found = compare("job", "SQLite", floor=timed, candidate=timed, goal=2.5)

    assert (found.value, found.low, found.high) == (3, 1, 100)
    assert (found.floor_ms, found.candidate_ms) == (1000, 3000)
    assert not found.holds


@pytest.mark.parametrize("other", [[(1, "Jana Novák")], [], ROW * 2])
def test_compare_refuses_rows_that_differ(other):
    with pytest.raises(RowsDiffer, match="job"):
        compare("job", "SQLite", floor=side(ROW), candidate=side(other), goal=3)


def test_compare_refuses_rows_that_come_to_differ_while_it_measures():
    growing = []

    def work():
        growing.append((len(growing), ""))
        return list(growing[-1:])

    with pytest.raises(RowsDiffer):
        compare(
            "job", "SQLite", floor=side([(0, "")]), candidate=Side(work, lambda rows: rows), goal=3
        )


def test_compare_wants_at_least_five_pairs():
    with pytest.raises(ValueError, match="at least 5"):
        compare("job", "SQLite", floor=side(ROW), candidate=side(ROW), goal=3, pairs=4)


def test_preparation_of_a_side_is_not_timed(monkeypatch):
    clock = [0]
    monkeypatch.setattr("benchmarks.measure.time.perf_counter", lambda: clock[0])

    def prepare():
        clock[0] += 1000

    seconds, _result = Side(lambda: None, list, prepare).turn()

    assert seconds == 0


@pytest.mark.parametrize(
    ("spins", "runs", "noisy"),
    [
        ([1, CALM], 1, False),
        ([1, 2, 1, 1], 2, False),
        ([2, 1, 1, 2, 1, 1.31, 1, 1], 3, True),
    ],
)
def test_noise_is_measured_again_at_most_twice_and_then_said(spins, runs, noisy):
    left, done = iter(spins), []

    _result, is_noisy = measured_calmly(lambda: done.append(1), spin=lambda: next(left))

    assert (len(done), is_noisy) == (runs, noisy)


def test_percentile_counts_the_slow_ones():
    assert percentile([1] * 94 + [50] * 6, 0.95) == 50
    assert percentile([1] * 96 + [50] * 4, 0.95) == 1


def test_report_with_every_goal_held_ends_with_zero():
    report = Report("small", findings=[finding(3.0)])

    assert report.exit_code == 0
    assert "1 of 1 goals hold" in report.table()


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (Report("small", findings=[finding(3.01)]), "MISSED: log list on SQLite"),
        (Report("small", findings=[finding(1)], failures=["rows differ"]), "FAILED: rows differ"),
        (Report("small"), "0 of 0 goals hold"),
    ],
)
def test_report_with_a_gap_ends_with_one_and_says_which(report, told):
    assert report.exit_code == 1
    assert told in report.table()


def test_noise_is_said_and_forgives_nothing():
    report = Report("small", findings=[finding(4.0, noisy=True)])

    assert "MISSED, noisy" in report.table()
    assert report.exit_code == 1


def test_report_is_written_as_json_and_can_be_taken_in_again(tmp_path):
    report = Report("small", findings=[finding(4.0, low=3.5, high=5.0)], not_run=["PostgreSQL"])
    report.write(tmp_path / "found" / "small.json")

    again = Report("small")
    again.add(json.loads((tmp_path / "found" / "small.json").read_text()))

    assert again == report


@pytest.fixture
def nothing_installed(monkeypatch, tmp_path):
    """No PostgreSQL anywhere, SQLite measured by nobody, results in a folder of the test."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(command, "find_programs", lambda: None)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "RESULTS", tmp_path / "bench-results")
    monkeypatch.setattr(
        command, "measure", lambda database, jobs, report: report.findings.append(finding(1.0))
    )
    monkeypatch.setattr(command.os, "environ", dict(command.os.environ))


def test_absent_postgresql_is_said_not_to_have_run(nothing_installed, capsys):
    code = command.main(["--scale", "small"])

    assert "Not run: PostgreSQL" in capsys.readouterr().out
    assert code == 0


def test_absent_postgresql_alone_is_no_success(nothing_installed, capsys):
    code = command.main(["--scale", "small", "--db", "postgresql"])

    assert "Not run: PostgreSQL" in capsys.readouterr().out
    assert code == 1


def test_a_measuring_process_that_dies_is_a_failure(monkeypatch):
    monkeypatch.setattr(Sqlite, "prepare", lambda self: None)
    monkeypatch.setattr(
        command.subprocess, "run", lambda *_, **__: command.subprocess.CompletedProcess([], -9)
    )
    report = Report("small")

    command.measure(Sqlite(SCALES["small"]), [], report)

    assert report.failures == ["SQLite: the run ended with -9"]
    assert report.exit_code == 1


def test_an_unknown_scale_is_refused(monkeypatch, capsys):
    monkeypatch.setenv("SCALE", "enormous")

    with pytest.raises(SystemExit):
        command.parse([])
    assert "SCALE is one of small, default, medium, large" in capsys.readouterr().err


def test_scale_comes_from_the_environment_as_make_gives_it(monkeypatch):
    monkeypatch.setenv("SCALE", "medium")

    assert command.parse([]).scale == "medium"


def test_scales_are_those_of_the_goals():
    sizes = {name: (scale.contacts, scale.entries) for name, scale in SCALES.items()}

    assert sizes == {
        "small": (10_000, 100_000),
        "default": (100_000, 1_000_000),
        "medium": (1_000_000, 5_000_000),
        "large": (1_000_000, 10_000_000),
    }
    assert [name for name, scale in SCALES.items() if scale.only_postgresql] == ["large"]


def test_floors_are_written_by_hand_and_name_their_values():
    files = sorted(HERE.glob("*.sql"))

    assert files
    for path in files:
        text = path.read_text()
        # What the ORM compiles quotes every name.
        assert '"' not in text, path.name
        for name in re.findall(r"^-- name: (\w+)$", text, re.MULTILINE):
            assert floor(path.stem, name), f"{path.name}: {name}"


def test_a_floor_speaks_the_dialect_of_each_driver():
    statement = "SELECT id FROM t WHERE id % :step = 1 AND at > :moment::timestamptz"

    assert in_dialect(statement, ":{}") == statement
    assert in_dialect(statement, "%({})s") == (
        "SELECT id FROM t WHERE id %% %(step)s = 1 AND at > %(moment)s::timestamptz"
    )


def test_a_data_set_is_named_by_scale_and_by_what_it_is_made_from(monkeypatch, tmp_path):
    made_from = tmp_path / "0001.py"
    monkeypatch.setattr("benchmarks.databases.MADE_FROM", [made_from])
    database = Sqlite(Scale("tiny", 10, 100, 10))

    made_from.write_text("one")
    before = database.kept.name
    made_from.write_text("two")

    assert before.startswith("tiny-")
    assert database.kept.name != before
