"""Files of the form with a real browser: given at once, dropped, pasted, taken out, recorded."""

import pytest
from playwright.sync_api import expect

from crm.models import DocumentKind, OutgoingMail, StoredFile
from interactions.models import Attachment, InteractionLogEntry, PostponedInteraction
from tests.factories import (
    AttachmentFactory,
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    StoredFileFactory,
    TemplateTextFactory,
    seller,
)

PASTE = """(name) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File(["pasted"], name, { type: "image/png" }));
  const given = { clipboardData: transfer, bubbles: true, cancelable: true };
  document.querySelector("[name=comment]").dispatchEvent(new ClipboardEvent("paste", given));
}"""
DROP = """(name) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File(["dropped"], name));
  const given = { dataTransfer: transfer, bubbles: true, cancelable: true };
  const form = document.querySelector("#interaction-form");
  for (const kind of ["dragover", "drop"]) form.dispatchEvent(new DragEvent(kind, given));
}"""
NOTE = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"hello"}


@pytest.fixture
def opened(new_context, sign_in, live_server):
    """The form in a browser: `opened()`."""

    def opened(**options):
        user, contact = seller(), PersonFactory()
        template = InteractionTemplateFactory()
        context = new_context(**options)
        sign_in(user, context)
        page = context.new_page()
        address = f"/interactions/new/?contact={contact.pk}&template={template.pk}"
        page.goto(f"{live_server.url}{address}")
        return page

    return opened


def listed(page):
    return page.locator("[data-file-list] .file a[href]")


def test_each_file_is_given_at_once_and_recorded_with_the_form(opened, axe):
    page = opened()

    page.locator("#form-files").set_input_files([NOTE, NOTE | {"name": "second.txt"}])
    expect(listed(page)).to_have_text(["note.txt", "second.txt"])
    page.evaluate(DROP, "dropped.txt")
    expect(listed(page)).to_have_count(3)
    page.evaluate(PASTE, "photo.png")
    expect(listed(page)).to_have_text(["note.txt", "second.txt", "dropped.txt", "photo.png"])
    assert PostponedInteraction.objects.count() == 1
    axe(page)
    page.get_by_role("button", name="Remove: second.txt").click()
    expect(listed(page)).to_have_count(3)

    page.locator("[name=comment]").fill("With files")
    page.get_by_role("button", name="OK", exact=False).first.click()
    page.wait_for_url("**/contacts/**")

    entry = InteractionLogEntry.objects.get()
    names = {each.file.name for each in Attachment.objects.of_entry(entry)}
    assert names == {"note.txt", "dropped.txt", "photo.png"}
    assert not PostponedInteraction.objects.exists()
    assert StoredFile.objects.count() == 3


def test_without_scripts_files_come_with_the_button(opened):
    page = opened(java_script_enabled=False)

    page.locator("#form-files").set_input_files(NOTE)
    page.get_by_role("button", name="Finish later").click()

    assert Attachment.objects.get().file.name == "note.txt"


def test_file_of_a_mail_is_given_at_once_and_sent_with_those_of_the_template(
    new_context, sign_in, live_server, axe
):
    template = InteractionTemplateFactory(description="Offers")
    TemplateTextFactory(template=template, language="en", subject="Offer", body="Attached.")
    RecordingRuleFactory(kind=DocumentKind.EMAIL_OUT, template=template)
    AttachmentFactory(entry=None, template=template, file=StoredFileFactory(name="prices.pdf"))
    context = new_context(viewport={"width": 390, "height": 900})
    sign_in(seller(), context)
    page = context.new_page()
    contact = PersonFactory(email="jana@example.com", language="en")
    page.goto(f"{live_server.url}/contacts/{contact.pk}/email/")

    page.locator("#form-files").set_input_files(NOTE)
    expect(page.get_by_role("button", name="Remove: note.txt")).to_be_visible()
    expect(page.get_by_role("link", name="prices.pdf")).to_be_visible()
    axe(page)
    # Enter sends; it takes no file out.
    page.locator("[name=subject]").press("Enter")
    expect(page.get_by_text("On its way: Offer")).to_be_visible()

    names = {file.name for file in OutgoingMail.objects.get().files.all()}
    assert names == {"note.txt", "prices.pdf"}
