"""What killed processes leave of files is named by `checkintegrity` and removed by a command."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from crm.actions import remove_unused_files as module
from crm.file_store import all_places, keep_bytes, store
from crm.models import StoredFile
from tests.factories import AttachmentFactory, StoredFileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    files = settings.STORAGES["files"]
    options = files["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"files": files | {"OPTIONS": options}}


def bytes_of_no_file(*, hours):
    place = keep_bytes(ContentFile(b"left behind", name="x"))
    path = Path(store().path(place))
    written = path.stat().st_mtime - hours * 3600
    os.utime(path, (written, written))
    return place


def run(**options):
    out = StringIO()
    call_command("remove_unused_files", stdout=out, **options)
    return out.getvalue()


def what_is_wrong():
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("checkintegrity", stdout=out)
    return out.getvalue()


def test_leftovers_go_and_what_is_used_stays(django_capture_on_commit_callbacks):
    used = AttachmentFactory(file=StoredFileFactory(content=b"used"))
    unused = StoredFileFactory(content=b"unused")
    old, young = bytes_of_no_file(hours=2), bytes_of_no_file(hours=0)

    with django_capture_on_commit_callbacks(execute=True):
        told = run()

    assert told == "Removed: 1 files of nothing, bytes of no file at 1 places.\n"
    assert StoredFile.objects.get() == used.file
    assert set(dict(all_places())) == {used.file.place, young}
    assert {old, unused.place}.isdisjoint(dict(all_places()))


def test_dry_run_removes_nothing():
    StoredFileFactory(content=b"unused")

    assert run(dry_run=True) == "To remove: 1 files of nothing, bytes of no file at 0 places.\n"
    assert StoredFile.objects.exists()


def test_every_place_is_looked_at_however_many_there_are(monkeypatch):
    monkeypatch.setattr(module, "SLICE", 2)
    for _ in range(5):
        bytes_of_no_file(hours=2)

    assert "at 5 places" in run()


def test_checkintegrity_names_leftovers():
    unused = StoredFileFactory(content=b"unused")
    place = bytes_of_no_file(hours=2)

    found = what_is_wrong()

    assert f"file {unused.pk} belongs to nothing" in found
    assert place in found


def test_checkintegrity_names_files_without_their_bytes():
    gone = AttachmentFactory()
    other = AttachmentFactory(file=StoredFileFactory(content=b"five!"))
    StoredFile.objects.filter(pk=other.file_id).update(size=6)

    found = what_is_wrong()

    assert f"file {gone.file_id} has no bytes" in found
    assert f"file {other.file_id} has 5 bytes of 6" in found
