"""Files of a template in the administration: the verbs of the product's page, its checks too."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from crm import roles
from crm.models import StoredFile
from interactions.models import Attachment, InteractionTemplate
from tests.factories import (
    AttachmentFactory,
    InteractionGroupFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    StoredFileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ADD = "admin:interactions_interactiontemplate_add"
CHANGE = "admin:interactions_interactiontemplate_change"
HISTORY = "admin:interactions_interactiontemplate_history"


@pytest.fixture
def marketer(client):
    user = UserFactory(role=roles.MARKETING, is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def template():
    return InteractionTemplateFactory()


@pytest.fixture
def held(template):
    """A file that the template has."""
    file = StoredFileFactory(name="ceník.pdf", content=b"%PDF-1.7 prices")
    return AttachmentFactory(
        entry=None, template=template, file=file, at=timezone.now() - datetime.timedelta(days=1)
    )


def pdf(name="price list.pdf", content=b"%PDF-1.7 prices"):
    return SimpleUploadedFile(name, content)


def typed(template, **fields):
    """The form of *template* as a browser sends it."""
    return {
        "code": template.code,
        "description": template.description,
        "group": template.group_id,
        "position": "10",
        "unit_cost": "0",
        "unit_duration": "0",
        "texts-TOTAL_FORMS": "0",
        "texts-INITIAL_FORMS": "0",
        **fields,
    }


def change(client, template, **fields):
    address = reverse(CHANGE, args=[template.pk])
    return client.post(address, typed(template, **fields), follow=True)


def history(client, template):
    return client.get(reverse(HISTORY, args=[template.pk])).content.decode()


def test_several_files_are_added_at_once_and_told_in_the_history(client, marketer, template):
    change(client, template, files=[pdf(), pdf("plan.pdf")])

    files = Attachment.objects.of_template(template)
    assert sorted(files.values_list("file__name", flat=True)) == ["plan.pdf", "price list.pdf"]
    assert {each.by for each in files} == {marketer}
    assert "<strong>Files:</strong> + price list.pdf, plan.pdf" in history(client, template)


def test_a_new_template_is_given_its_files(client, marketer):
    new = InteractionTemplateFactory.build(code="NEW", group=InteractionGroupFactory())

    client.post(reverse(ADD), typed(new, files=pdf()))

    template = InteractionTemplate.objects.get(code="NEW")
    assert Attachment.objects.of_template(template).get().file.name == "price list.pdf"


def test_a_file_is_what_its_bytes_say_and_an_empty_one_keeps_nothing_else_off(
    client, marketer, template
):
    page = change(client, template, description="Visit", files=[pdf("a.pdf", b""), pdf("b.exe")])

    template.refresh_from_db()
    file = StoredFile.objects.get()
    assert template.description == "Visit"
    assert (file.name, file.content_type) == ("b.exe", "application/pdf")
    assert "This file is empty: a.pdf" in page.content.decode()


def test_a_file_that_is_too_large_is_named_and_not_kept(client, marketer, template, settings):
    settings.FILE_MAX_BYTES = 10

    page = change(client, template, files=pdf())

    assert not StoredFile.objects.exists()
    assert "price list.pdf" in page.content.decode()


def test_a_file_is_listed_with_its_link_and_taken_away(client, marketer, template, held):
    LogEntryFactory(template=template, recorded_at=held.at)
    form = client.get(reverse(CHANGE, args=[template.pk])).content.decode()
    assert f'<a href="/templates/{template.pk}/files/{held.pk}/">ceník.pdf</a>' in form

    change(client, template, remove_files=held.pk)

    held.refresh_from_db()
    assert held.removed_by == marketer
    assert "<strong>Files:</strong> − ceník.pdf" in history(client, template)


def test_a_file_of_another_template_is_not_taken_away(client, marketer, template):
    other = AttachmentFactory(entry=None, template=InteractionTemplateFactory())

    page = change(client, template, remove_files=other.pk)

    other.refresh_from_db()
    assert other.removed_at is None
    assert "is not one of the available choices" in page.content.decode()


def test_a_refused_form_keeps_no_file_and_says_so(client, marketer, template):
    page = change(client, template, unit_cost="much", files=pdf())

    assert not StoredFile.objects.exists()
    assert "Nothing was saved: choose the files again." in page.content.decode()


def test_the_page_for_one_and_for_three_files_asks_the_same(
    client, marketer, template, held, django_assert_max_num_queries
):
    address = reverse(CHANGE, args=[template.pk])
    client.get(address)
    with django_assert_max_num_queries(40) as for_one:
        client.get(address)
    for _ in range(2):
        AttachmentFactory(entry=None, template=template)

    with django_assert_max_num_queries(40) as for_three:
        client.get(address)

    assert len(for_one) == len(for_three)


def test_an_auditor_reads_the_files_and_changes_none(client, template, held):
    client.force_login(UserFactory(role=roles.AUDITOR, is_staff=True))

    page = client.get(reverse(CHANGE, args=[template.pk])).content.decode()
    answer = change(client, template, remove_files=held.pk, files=pdf())

    assert f'<a href="/templates/{template.pk}/files/{held.pk}/">ceník.pdf</a>' in page
    assert 'name="files"' not in page
    assert answer.status_code == 403
    assert Attachment.objects.of_template(template).get() == held
