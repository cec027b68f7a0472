"""A document as a mail: to one address, with a text that can be changed."""

import uuid
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.drafts import MailDraft
from crm.forms.print_document import LogInteractionField
from crm.models import OutgoingMail, SalesDocument, User
from crm.paper import PAPER_LANGUAGES, language_for
from crm.text import validate_line, validate_text
from crm.ui.layouts import FieldsOnly, row

ONE_ADDRESS = {"invalid": gettext_lazy("Type one e-mail address.")}


class SendDocumentForm(forms.Form):
    """To whom, in which words, and whether it is recorded."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput)
    address = forms.EmailField(label=gettext_lazy("To"), max_length=254, error_messages=ONE_ADDRESS)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the PDF"),
        choices=[(language.value, language.label) for language in PAPER_LANGUAGES],
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=OutgoingMail._meta.get_field("subject").max_length,
        validators=[validate_line],
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=20_000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    log_interaction = LogInteractionField()

    def __init__(self, data: Any = None, files: Any = None, *, document: SalesDocument, user: User):
        language = language_for(document.contact)
        with translation.override(language):
            words = {
                "subject": document_in_words(document),
                "body": text_for(document, user),
            }
        contact = document.contact
        begun = {
            "key": uuid.uuid4(),
            "address": contact.email or contact.second_email,
            "language": language,
        }
        super().__init__(data, files, initial=begun | words)
        self.fields["log_interaction"].ask_for(document.kind, document.get_kind_display())
        self.helper = FieldsOnly(
            "key", row("address", "language"), "subject", "body", "log_interaction"
        )

    def draft(self) -> MailDraft:
        """The mail as it was typed."""
        return MailDraft(*(self.cleaned_data[name] for name in MailDraft._fields))


def document_in_words(document: SalesDocument) -> str:
    """Kind, number and subject of *document*, as a subject line."""
    named = f"{document.get_kind_display()} {document.number}"
    return " – ".join(filter(None, (named, document.description)))[:200]


def text_for(document: SalesDocument, user: User) -> str:
    """What stands in the mail before anybody changes it, in the language in force."""
    greeting = document.contact.salutation or pgettext("salutation of a mail", "Good day")
    attached = _("Please find attached: %(document)s.") % {"document": document}
    closing = pgettext("end of a letter", "Kind regards")
    signature = str(document.salesperson or user)
    return f"{greeting},\n\n{attached}\n\n{closing}\n{signature}"
