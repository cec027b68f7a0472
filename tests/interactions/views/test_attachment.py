"""Files on the card of an entry: attached, downloaded by who sees the entry, taken away at once."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm import roles
from crm.models import StoredFile
from interactions.models import Attachment
from tests.factories import (
    NOW,
    AttachmentFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    StoredFileFactory,
    UserFactory,
    seller,
)


@pytest.fixture
def user(client, db):
    user = seller()
    client.force_login(user)
    return user


@pytest.fixture
def entry(user):
    return LogEntryFactory(recorded_by=user)


def upload(content=b"%PDF-1.7 offer", name="offer.pdf", kind="text/html"):
    return SimpleUploadedFile(name, content, content_type=kind)


def attach(client, entry, *files, **fields):
    address = f"/interactions/{entry.pk}/files/"
    return client.post(address, {"files": list(files), "key": uuid.uuid4()} | fields)


# Attaching.


def test_files_are_attached_with_who_and_when(client, user, entry):
    response = attach(client, entry, upload(), upload(b"hello", "note.txt"))

    assert response.headers["Location"] == f"/interactions/{entry.pk}/#files"
    attached = Attachment.objects.filter(entry=entry)
    assert {each.file.name for each in attached} == {"offer.pdf", "note.txt"}
    assert {each.by for each in attached} == {user}
    page = client.get(f"/interactions/{entry.pk}/").content.decode()
    assert "offer.pdf" in page
    assert "2 files attached." in page


def test_form_that_arrives_twice_attaches_once(client, user, entry):
    key = uuid.uuid4()

    attach(client, entry, upload(), key=key)
    attach(client, entry, upload(), key=key)

    assert Attachment.objects.filter(entry=entry).count() == 1


@pytest.mark.parametrize("files", [[], [upload(b"", "empty.txt")]])
def test_nothing_to_attach_is_said(client, entry, files):
    response = attach(client, entry, *files)

    assert response.status_code == 422
    assert not StoredFile.objects.exists()


def test_one_that_is_too_large_is_named_and_the_others_are_kept(client, entry, settings):
    settings.FILE_MAX_BYTES = 1_000

    response = attach(client, entry, upload(b"x" * 1_001, "film.mov"), upload())

    assert [each.file.name for each in Attachment.objects.all()] == ["offer.pdf"]
    page = client.get(response.headers["Location"]).content.decode()
    assert "larger than" in page
    assert "film.mov" in page


def test_more_than_a_form_may_carry_is_left_out(client, entry, settings):
    settings.FILES_MAX_BYTES = 1_500

    attach(client, entry, upload(b"x" * 1_000, "one.txt"), upload(b"y" * 1_000, "two.txt"))

    assert [each.file.name for each in Attachment.objects.all()] == ["one.txt"]


def test_only_too_large_ones_are_refused_where_they_are_chosen(client, entry, settings):
    settings.FILE_MAX_BYTES = 10

    response = attach(client, entry, upload(b"x" * 11, "film.mov"))

    assert response.status_code == 422
    assert "film.mov" in response.content.decode()


def test_stranger_to_the_right_attaches_nothing(client, db):
    client.force_login(UserFactory(role=roles.AUDITOR))

    response = attach(client, LogEntryFactory(), upload())

    assert response.status_code == 403
    assert not StoredFile.objects.exists()


def test_name_that_would_lead_elsewhere_stays_a_name(client, entry):
    attach(client, entry, upload(name="..\\..\\evil\u202etxt.exe"))

    assert StoredFile.objects.get().name == "eviltxt.exe"


# Downloading.


def stored(entry, content=b"%PDF-1.7 offer", **facts):
    return AttachmentFactory(entry=entry, file=StoredFileFactory(content=content, **facts))


def test_file_leaves_as_a_download_of_the_type_that_it_is(client, entry):
    attach(client, entry, upload(b"<script>alert(1)</script>", "page.html", "text/html"))
    attachment = Attachment.objects.get()

    response = client.get(f"/interactions/{entry.pk}/files/{attachment.pk}/")

    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="page.html"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


def test_czech_name_arrives_whole(client, entry):
    attachment = stored(entry, name="Nabídka č. 5 – žluťoučká.pdf")

    response = client.get(f"/interactions/{entry.pk}/files/{attachment.pk}/")

    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''"
        "Nab%C3%ADdka%20%C4%8D.%205%20%E2%80%93%20%C5%BElu%C5%A5ou%C4%8Dk%C3%A1.pdf"
    )
    response.close()


def test_file_of_another_entry_is_not_there(client, entry):
    other = stored(LogEntryFactory())

    assert client.get(f"/interactions/{entry.pk}/files/{other.pk}/").status_code == 404


def test_file_is_seen_by_who_sees_the_contact(client, user):
    permission = user.groups.get().permissions.get(codename="see_all")
    user.groups.get().permissions.remove(permission)
    entry = LogEntryFactory(contact=PersonFactory(salesperson=SalespersonFactory()))
    attachment = stored(entry)

    response = client.get(f"/interactions/{entry.pk}/files/{attachment.pk}/")

    assert response.status_code == 404


def test_file_whose_bytes_are_gone_is_not_there(client, entry):
    attachment = AttachmentFactory(entry=entry)

    assert client.get(f"/interactions/{entry.pk}/files/{attachment.pk}/").status_code == 404


# Taking away.


def remove(client, attachment):
    return client.post(f"/interactions/{attachment.entry_id}/files/{attachment.pk}/removal/")


def test_file_just_attached_can_be_taken_away_by_who_attached_it(client, user, entry):
    attachment = stored(entry, by=user)
    Attachment.objects.update(at=timezone.now())

    remove(client, attachment)

    assert not StoredFile.objects.exists()


def test_file_stays_after_a_quarter_of_an_hour(client, user, entry):
    attachment = stored(entry, by=user)
    Attachment.objects.update(at=timezone.now() - datetime.timedelta(minutes=16))

    remove(client, attachment)

    assert Attachment.objects.get() == attachment


def test_somebody_elses_file_stays(client, entry):
    attachment = stored(entry)
    Attachment.objects.update(at=timezone.now())

    remove(client, attachment)

    assert Attachment.objects.get() == attachment


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_files(client, entry, number, django_assert_num_queries):
    AttachmentFactory.create_batch(number, entry=entry, at=NOW)
    client.get(f"/interactions/{entry.pk}/")

    with django_assert_num_queries(8):
        client.get(f"/interactions/{entry.pk}/")
