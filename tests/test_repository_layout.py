"""The shape of the house: what stands at the top, how large a piece may be, what no file is called.

The arrows between rooms are contracts of import-linter (`make check`).
"""

import ast
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = ("crm", "interactions", "segments")

TOP_LEVEL = {
    # What it is
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs",
    # How it is run and proved
    "Makefile", ".ci", "scripts", "pyproject.toml", "requirements", ".env.example",
    ".gitignore", ".pre-commit-config.yaml", "tests", "benchmarks",
    # The house itself
    "manage.py", *ROOMS, "templates", "static", "locale", "frontend",
}  # fmt: skip
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "common", "services", "managers", "misc"}

LINES_OF_A_MODULE = 300
LINES_OF_A_FUNCTION = 40
LINES_OF_A_VIEW = 20


def tracked_files():
    if not (PROJECT / ".git").exists():
        pytest.skip("not a clone: what is part of the project is not known")
    # Whoever runs the tests need not own the clone.
    command = ["git", "-c", "safe.directory=*", "-C", PROJECT, "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    return [Path(name) for name in listed.stdout.split("\0") if name]


def modules():
    """Return the modules that people write: those of the rooms, migrations excepted."""
    return [
        path
        for room in ROOMS
        for path in sorted((PROJECT / room).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def lines_of(function):
    """Count a function's lines from `def` to its end, its docstring left out."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def is_view(path, function):
    arguments = [argument.arg for argument in function.args.args[:2]]
    return "views" in path.parts and "request" in arguments


def too_long(limit, *, chosen):
    return [
        f"{path.relative_to(PROJECT)}:{function.lineno} {function.name}: {lines_of(function)}"
        for path in modules()
        for function in functions(path)
        if chosen(path, function) and lines_of(function) > limit
    ]


def test_top_level_is_the_one_of_the_architecture():
    assert {path.parts[0] for path in tracked_files()} - TOP_LEVEL == set()


def test_no_name_says_nothing():
    assert [
        str(path)
        for path in tracked_files()
        if path.suffix == ".py" and NAMES_THAT_SAY_NOTHING & {*path.parts[:-1], path.stem}
    ] == []


def test_modules_are_short():
    lengths = {
        str(path.relative_to(PROJECT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules()
    }

    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_MODULE} == {}


def test_functions_are_short():
    assert too_long(LINES_OF_A_FUNCTION, chosen=lambda path, function: True) == []


def test_views_are_shorter():
    assert too_long(LINES_OF_A_VIEW, chosen=is_view) == []


@pytest.mark.parametrize("name", ["run", "extras", "dev", "e2e"])
def test_lock_is_hashed_and_says_no_address(name):
    lock = (PROJECT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pinned = [line for line in lock.splitlines() if "==" in line and not line.startswith(" ")]

    assert pinned
    assert [line for line in pinned if not line.endswith("\\")] == []
    assert "://" not in lock
    assert "--index" not in lock
