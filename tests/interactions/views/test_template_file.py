"""Files of a template: given and taken by who sets it up, shared by what is recorded with it."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm import roles
from crm.models import StoredFile
from interactions.models import Attachment
from tests.factories import (
    AttachmentFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    StoredFileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def user(client):
    user = UserFactory(role=roles.MARKETING)
    client.force_login(user)
    return user


@pytest.fixture
def template():
    return InteractionTemplateFactory()


def give(client, template):
    files = [SimpleUploadedFile("price list.pdf", b"%PDF-1.7 prices")]
    return client.post(f"/templates/{template.pk}/files/", {"files": files, "key": uuid.uuid4()})


def take(client, attachment):
    address = f"/templates/{attachment.template_id}/files/{attachment.pk}/removal/"
    return client.post(address)


def test_template_is_given_a_file_that_its_page_shows(client, user, template):
    response = give(client, template)

    assert response.headers["Location"] == f"/templates/{template.pk}/#files"
    assert Attachment.objects.of_template(template).get().by == user
    assert "price list.pdf" in client.get(f"/templates/{template.pk}/").content.decode()


def test_salesperson_reads_the_file_and_gives_none(client, template):
    attachment = AttachmentFactory(
        entry=None, template=template, file=StoredFileFactory(content=b"%PDF-1.7")
    )
    client.force_login(UserFactory(role=roles.SALESPERSON))

    download = client.get(f"/templates/{template.pk}/files/{attachment.pk}/")

    assert b"".join(download.streaming_content) == b"%PDF-1.7"
    assert give(client, template).status_code == 403
    assert take(client, attachment).status_code == 403
    assert Attachment.objects.of_template(template).get() == attachment


def test_what_was_recorded_keeps_the_file_that_the_template_loses(client, user, template):
    now = timezone.now()
    attachment = AttachmentFactory(entry=None, template=template, at=now - 2 * HOUR)
    before = LogEntryFactory(template=template, recorded_at=now - HOUR)

    take(client, attachment)

    later = LogEntryFactory(template=template, recorded_at=now + HOUR)
    assert not Attachment.objects.of_template(template).exists()
    assert Attachment.objects.of_entry(before).get() == attachment
    assert not Attachment.objects.of_entry(later).exists()


def test_file_that_nothing_was_recorded_with_goes_at_once(client, user, template):
    attachment = AttachmentFactory(entry=None, template=template, at=timezone.now() - HOUR)

    take(client, attachment)

    assert not StoredFile.objects.exists()


def test_file_of_another_template_is_not_there(client, user, template):
    attachment = AttachmentFactory(entry=None, template=InteractionTemplateFactory())

    address = f"/templates/{template.pk}/files/{attachment.pk}/removal/"

    assert client.post(address).status_code == 404
