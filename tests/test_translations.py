"""The Czech catalogue: up to date with the code, complete, and compiled as it stands."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale", "cs", "LC_MESSAGES", "django.po")
SOURCES = ("crm", "interactions", "segments", "templates", "locale")


def read_catalogue(path):
    with path.open("rb") as file:
        return read_po(file, locale="cs", abort_invalid=True)


def messages_of(catalogue):
    """Return what is translated, with its context; a plural is known by its singular."""
    return {
        (message.context, message.id[0] if message.pluralizable else message.id)
        for message in catalogue
        if message.id
    }


def texts_of(message):
    return message.string if message.pluralizable else [message.string]


@pytest.fixture(scope="module")
def catalogue():
    return read_catalogue(PROJECT / CATALOGUE)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    """Extract the messages anew, in a copy of the sources."""
    if shutil.which("xgettext") is None:
        pytest.skip("gettext is not installed")
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "manage.py", copy)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "cs", "--no-obsolete"],
        cwd=copy,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "crm.settings", "PYTHONPATH": ""},
        check=True,
        capture_output=True,
    )
    return read_catalogue(copy / CATALOGUE)


def test_catalogue_has_exactly_the_messages_of_the_code(catalogue, extracted):
    known, wanted = messages_of(catalogue), messages_of(extracted)

    assert {"missing": wanted - known, "stale": known - wanted} == {
        "missing": set(),
        "stale": set(),
    }


def test_every_message_is_translated(catalogue):
    untranslated = [
        (message.context, message.id)
        for message in catalogue
        if message.id and not all(texts_of(message))
    ]

    assert untranslated == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_every_plural_has_the_four_czech_forms(catalogue):
    assert catalogue.num_plurals == 4
    assert [
        message.id
        for message in catalogue
        if message.pluralizable and len(message.string) != catalogue.num_plurals
    ] == []


def test_placeholders_are_those_of_the_message(catalogue):
    errors = {message.id: errors for message, errors in catalogue.check() if message.id}

    assert errors == {}


def test_compiled_catalogue_is_the_written_one(catalogue):
    compiled = io.BytesIO()

    write_mo(compiled, catalogue)

    assert (PROJECT / CATALOGUE).with_suffix(".mo").read_bytes() == compiled.getvalue()
