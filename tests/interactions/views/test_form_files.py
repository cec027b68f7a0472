"""Files of a form that is not finished: kept at once, whatever becomes of the form."""

import datetime
import uuid

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from crm import roles
from crm.models import StoredFile
from interactions.actions.discard import remove_deleted
from interactions.models import Attachment, InteractionLogEntry, PostponedInteraction
from tests.factories import (
    NOW,
    AttachmentFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    PostponedInteractionFactory,
    SalespersonFactory,
    StoredFileFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db

NEW = "/interactions/new/"
UPLOAD = "/postponed/files/"
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_this_moment():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user():
    return seller()


@pytest.fixture
def client(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def template():
    return InteractionTemplateFactory()


@pytest.fixture
def fields(client, template):
    """What a browser would send of a form that is filled in."""
    return opened(client, contact=PersonFactory().pk, template=template.pk)


def opened(client, address=NEW, **query):
    return again(client.get(address, query))


def again(response):
    """What a browser would send of the form in *response*, without a button."""
    data = response.context["form"].data
    return {n: data.getlist(n) for n in data if data[n] and n not in {"more", "remove_file"}}


def a_file(name="offer.pdf", content=b"%PDF-1.7 offer"):
    return SimpleUploadedFile(name, content)


def listed(response):
    return [each["name"] for each in response.context["form_files"]]


def names_of(entry):
    return [each.file.name for each in Attachment.objects.of_entry(entry)]


# Without a script: files come with a button.


def test_ok_records_the_interaction_with_its_files(client, fields):
    client.post(NEW, fields | {"files": [a_file(), a_file("photo.jpg")]})

    entry = InteractionLogEntry.objects.get()
    assert sorted(names_of(entry)) == ["offer.pdf", "photo.jpg"]
    assert {(each.entry, each.at) for each in Attachment.objects.all()} == {(entry, NOW)}


def test_several_contacts_share_the_files_of_one_form(client, fields):
    others = [str(PersonFactory().pk), str(PersonFactory().pk)]

    client.post(NEW, fields | {"also_with": others, "files": [a_file()]})

    assert [names_of(entry) for entry in InteractionLogEntry.objects.all()] == [["offer.pdf"]] * 3
    assert Attachment.objects.get().batch is not None
    assert StoredFile.objects.count() == 1


def test_files_stay_where_the_form_is_refused(client, fields):
    refused = client.post(NEW, fields | {"description": "", "files": [a_file()]})

    assert refused.status_code == 422
    assert listed(refused) == ["offer.pdf"]
    client.post(NEW, again(refused) | {"description": "Offer handed over"})
    assert names_of(InteractionLogEntry.objects.get()) == ["offer.pdf"]


def test_file_that_is_left_out_keeps_the_form_from_being_recorded(client, fields, settings):
    settings.FILE_MAX_BYTES = 20

    response = client.post(NEW, fields | {"files": [a_file("film.mov", b"x" * 21), a_file()]})

    assert response.status_code == 422
    assert "film.mov" in str(response.context["form"].non_field_errors())
    assert listed(response) == ["offer.pdf"]
    assert not InteractionLogEntry.objects.exists()


def test_all_files_of_a_form_together_are_limited(client, fields, settings):
    settings.FILES_MAX_BYTES = 20
    client.post(UPLOAD, fields | {"files": [a_file()]})

    answer = client.post(UPLOAD, fields | {"files": [a_file("second.pdf")]}).json()

    assert answer["files"] == []
    assert "second.pdf" in answer["problems"][0]


def test_file_can_be_taken_out_again(client, fields):
    first = client.post(NEW, fields | {"more": "1", "files": [a_file()]})

    second = client.post(NEW, again(first) | {"remove_file": str(Attachment.objects.get().pk)})

    assert (listed(first), listed(second)) == (["offer.pdf"], [])
    assert not StoredFile.objects.exists()


def test_finish_later_keeps_the_files_and_resume_shows_them(client, fields):
    postponed = client.post(NEW, fields | {"later": "1", "files": [a_file()]})

    row = PostponedInteraction.objects.get()
    assert (postponed.status_code, row.is_interrupted) == (302, False)
    response = client.get(f"/postponed/{row.pk}/resume/")

    assert listed(response) == ["offer.pdf"]
    client.post(f"/postponed/{row.pk}/resume/", again(response))
    assert names_of(InteractionLogEntry.objects.get()) == ["offer.pdf"]


def test_cancel_asks_what_is_to_become_of_the_files(client, fields):
    asked = client.post(NEW, fields | {"leave": "1", "files": [a_file()]})

    assert asked.status_code == 200
    assert "interactions/leave_question.html" in {each.name for each in asked.templates}


def test_form_that_came_with_files_can_be_discarded(client, fields):
    client.post(NEW, fields | {"discard": "1", "files": [a_file()]})

    assert PostponedInteraction.objects.get().deleted_at == NOW


# With a script: each file is given at once.


def test_file_given_to_an_untouched_form_is_found_among_the_postponed_ones(client, fields):
    answer = client.post(UPLOAD, fields | {"files": [a_file()]}).json()

    row = PostponedInteraction.objects.get()
    assert [each["name"] for each in answer["files"]] == ["offer.pdf"]
    assert (answer["version"], answer["resume"]) == (row.version, row.get_absolute_url())
    assert row.is_interrupted
    assert listed(client.get(row.get_absolute_url())) == ["offer.pdf"]


def test_script_that_takes_a_file_out_removes_it(client, fields):
    [given] = client.post(UPLOAD, fields | {"files": [a_file()]}).json()["files"]

    client.post(given["removal"])

    assert not StoredFile.objects.exists()


def test_file_of_a_form_is_downloaded_by_who_may_go_on_with_it(client, fields):
    [given] = client.post(UPLOAD, fields | {"files": [a_file()]}).json()["files"]

    response = client.get(given["href"])

    assert b"".join(response.streaming_content) == b"%PDF-1.7 offer"
    client.force_login(seller())
    assert client.get(given["href"]).status_code == 404
    assert client.post(given["removal"]).status_code == 404


@pytest.mark.parametrize("kept", [True, False])
def test_nobody_adds_a_file_to_somebody_elses_form(client, kept):
    key = uuid.uuid4()
    if kept:
        PostponedInteractionFactory(form_key=key)
    else:
        AttachmentFactory(entry=None, form_key=key)

    response = client.post(UPLOAD, {"key": key, "files": [a_file()]})

    assert response.status_code == 422
    assert StoredFile.objects.count() == (0 if kept else 1)


def test_form_that_was_finished_takes_no_more_files(client, fields):
    client.post(NEW, fields)

    response = client.post(UPLOAD, fields | {"files": [a_file()]})

    assert response.status_code == 422
    assert not StoredFile.objects.exists()


def test_who_may_not_write_interactions_down_gives_no_files(client):
    client.force_login(UserFactory(role=roles.AUDITOR))

    response = client.post(UPLOAD, {"key": uuid.uuid4(), "files": [a_file()]})

    assert response.status_code == 403
    assert not StoredFile.objects.exists()


def test_form_without_its_key_is_told_to_load_again(client):
    response = client.post(UPLOAD, {"key": "no key", "files": [a_file()]})

    assert response.status_code == 422
    assert response.json()["problems"]


# Discard, and what time takes away.


def test_discarded_form_has_its_files_for_a_day(client, fields, django_capture_on_commit_callbacks):
    client.post(UPLOAD, fields | {"files": [a_file()]})
    client.post(NEW, fields | {"version": "1", "discard": "1"})

    remove_deleted(now=NOW + DAY - datetime.timedelta(minutes=1))
    assert StoredFile.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        remove_deleted(now=NOW + DAY + datetime.timedelta(minutes=1))
    assert not StoredFile.objects.exists()


# Correct and Undo carry them over.


@pytest.fixture
def entry(user, template):
    entry = LogEntryFactory(recorded_by=user, template=template)
    AttachmentFactory(entry=entry, file=StoredFileFactory(name="contract.pdf"))
    return entry


def test_correction_has_the_files_of_what_it_corrects(client, entry):
    fields = opened(client, corrects=entry.pk)

    client.post(f"{NEW}?corrects={entry.pk}", fields | {"files": [a_file()]})

    correction = entry.corrected_by
    assert sorted(names_of(correction)) == ["contract.pdf", "offer.pdf"]
    assert names_of(entry) == ["contract.pdf"]
    assert StoredFile.objects.count() == 2


def test_file_taken_out_of_a_correction_stays_with_the_entry(client, entry):
    fields = opened(client, corrects=entry.pk)
    carried = fields["carried"][0]
    address = f"{NEW}?corrects={entry.pk}"

    client.post(address, again(client.post(address, fields | {"remove_file": carried})))

    assert names_of(entry.corrected_by) == []
    assert names_of(entry) == ["contract.pdf"]


def test_what_is_taken_back_and_postponed_keeps_its_files_without_the_entry(client, entry):
    client.post(f"/interactions/{entry.pk}/undo/")
    fields = opened(client, again=entry.pk)
    assert fields["carried"]

    client.post(f"{NEW}?again={entry.pk}", fields | {"later": "1"})
    Attachment.objects.filter(entry=entry).delete()

    row = PostponedInteraction.objects.get()
    assert listed(client.get(row.get_absolute_url())) == ["contract.pdf"]


def test_files_of_an_entry_out_of_sight_are_not_carried(client, user, fields):
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="see_all"))
    contact = PersonFactory(salesperson=SalespersonFactory())
    hidden = AttachmentFactory(entry=LogEntryFactory(contact=contact))

    client.post(NEW, fields | {"carried": [f"{hidden.entry_id}-{hidden.pk}"]})

    assert Attachment.objects.get() == hidden


@pytest.mark.parametrize("carried", ["", "x", "1-", "-1", "1-2-3", "9" * 30 + "-1", "١-١"])
def test_nonsense_is_not_carried(client, fields, carried):
    response = client.post(NEW, fields | {"carried": [carried]})

    assert response.status_code == 302
    assert not Attachment.objects.exists()


def test_template_gives_its_files_to_what_is_recorded_with_it(client, fields, template):
    AttachmentFactory(entry=None, template=template, at=NOW - DAY)

    client.post(NEW, fields)

    assert names_of(InteractionLogEntry.objects.get()) == ["offer.pdf"]
    assert Attachment.objects.count() == 1


def test_correction_does_not_take_over_what_the_template_gives(client, entry, template):
    AttachmentFactory(entry=None, template=template, at=NOW - DAY)

    fields = opened(client, corrects=entry.pk)

    assert len(fields["carried"]) == 1


def test_messages_name_what_was_left_out_of_a_postponed_form(client, fields):
    response = client.post(NEW, fields | {"later": "1", "files": [a_file("empty.txt", b"")]})

    assert any("empty.txt" in str(each) for each in get_messages(response.wsgi_request))
