"""A mail to one contact: a template's text with the contact's values, to be changed at will."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.drafts import MailDraft
from crm.forms.print_document import LogInteractionField
from crm.models import Contact, DocumentKind, Language, OutgoingMail, User
from crm.text import validate_line, validate_text
from crm.ui.choices import ChoiceField, offer_choices
from crm.ui.layouts import FieldsOnly, row
from interactions.actions.mail_files import template_files_of_mail
from interactions.choices import TEMPLATES
from interactions.merge_fields import merge, values_for
from interactions.models import InteractionTemplate, RecordingRule, TemplateText
from interactions.models.attachment import AttachmentQuerySet

LONGEST_SUBJECT = OutgoingMail._meta.get_field("subject").max_length
# As long as the comment of an entry, which the text becomes.
LONGEST_BODY = 20_000
# What a template has a text for; everything else is checked when the mail is sent.
ASKED_TO_FILL_IN = frozenset({"template", "language"})
# Beside each field the text that was filled into it: what differs was typed by somebody.
FILLED_IN = {"subject": "filled_subject", "body": "filled_body"}


class SendEmailForm(forms.Form):
    """To which address, in which words, and whether it is recorded."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput)
    address = forms.ChoiceField(label=gettext_lazy("To"))
    template = ChoiceField(TEMPLATES, label=gettext_lazy("Interaction Template"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)
    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=LONGEST_SUBJECT, validators=[validate_line]
    )
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=LONGEST_BODY, strip=False,
        validators=[validate_text], widget=forms.Textarea(attrs={"rows": 12}),
    )  # fmt: skip
    filled_subject = forms.CharField(required=False, widget=forms.HiddenInput)
    filled_body = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    despite_opt_out = forms.BooleanField(
        label=gettext_lazy("Send this one all the same"), required=False
    )
    log_interaction = LogInteractionField()

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        contact: Contact,
        user: User,
        now: datetime.datetime,
        shown: dict[str, Any] | None = None,
        left_out: Sequence[str] = (),
    ):
        """*shown* is what an unsent form holds, None for what it begins with.

        *left_out* says which files could not be kept: without them nothing is sent.
        """
        self.left_out = left_out
        self.contact, self.user, self.now = contact, user, now
        super().__init__(data, files, initial={} if data else shown or self._begun())
        addresses = filter(None, (contact.email, contact.second_email))
        self.fields["address"].choices = [(each, each) for each in dict.fromkeys(addresses)]
        offer_choices(self, user)
        if contact.email_opt_out_at is None:
            del self.fields["despite_opt_out"]
        kind = DocumentKind.EMAIL_OUT
        self.fields["log_interaction"].ask_for(kind, kind.label)
        asked = ["despite_opt_out"] if "despite_opt_out" in self.fields else []
        self.helper = FieldsOnly(
            "key", "filled_subject", "filled_body",
            *asked, row("address"), row("template", "language"), "subject", "body",
            "log_interaction",
        )  # fmt: skip

    def clean_body(self) -> str:
        body = self.cleaned_data["body"]
        if not body.strip():
            raise forms.ValidationError(self.fields["body"].error_messages["required"], "required")
        return body

    def clean(self) -> dict[str, Any] | None:
        for problem in self.left_out:
            self.add_error(None, problem)
        return super().clean()

    def is_multipart(self) -> bool:
        """Files come with the page's own field (`interactions/_form_files.html`)."""
        return True

    def template_files(self) -> AttachmentQuerySet:
        """The files of the template that go along, as the form stands."""
        if self.is_bound:
            self.is_valid()  # What is wrong in other fields does not matter here.
            template = self.cleaned_data.get("template")
        else:
            named = InteractionTemplate.objects.filter(pk=self["template"].value() or None)
            template = named.first()
        is_logged = bool(self["log_interaction"].value())
        return template_files_of_mail(template, log_interaction=is_logged)

    def draft(self) -> MailDraft:
        """The mail as it was typed."""
        return MailDraft(*(self.cleaned_data[name] for name in MailDraft._fields))

    def _begun(self) -> dict[str, Any]:
        """The text of the rule's template in the contact's language, the address first known."""
        rule = RecordingRule.objects.filter(kind=DocumentKind.EMAIL_OUT).select_related("template")
        template = next((each.template for each in rule if not each.template.blocked), None)
        language = self._language(template)
        filled = self.filled(template, language)
        return {
            "key": uuid.uuid4(),
            "address": self.contact.email or self.contact.second_email,
            "template": template.pk if template else None,
            "language": language,
            **filled,
            **{FILLED_IN[name]: text for name, text in filled.items()},
        }

    def _language(self, template: InteractionTemplate | None) -> str:
        own = self.contact.language
        if template is None or template.has_language(own):
            return own or translation.get_language() or Language.ENGLISH
        return template.language or own or translation.get_language() or Language.ENGLISH

    def filled(self, template: InteractionTemplate | None, language: str) -> dict[str, str]:
        """Subject and text of *template* with the values of the contact; blank where none."""
        texts = TemplateText.objects.filter(template=template, language=language)
        text = texts.first() if template else None
        if text is None:
            return dict.fromkeys(FILLED_IN, "")
        salesperson = self.user.own_salesperson or self.contact.salesperson
        values = values_for(
            self.contact, salesperson, template.campaign, self.now, language=language
        )
        subject = " ".join(merge(text.subject, values).split())
        return {"subject": subject[:LONGEST_SUBJECT], "body": merge(text.body, values)}


class FilledIn:
    """A form as it was sent, with another text in it; what somebody typed himself stays.

    `shown` is what the next form shows, `kept` the template's text where a typed one was kept,
    and `problem` says why nothing was filled in.
    """

    def __init__(self, form: SendEmailForm):
        self._data, self.kept, self.problem = form.data, "", ""
        self.shown = {
            name: form.data.get(name, "")
            for name, field in form.fields.items()
            if not field.disabled
        }
        template = form.cleaned_data["template"]
        self.shown["template"] = template.pk if template else ""
        offered = form.filled(template, form.cleaned_data["language"])
        if not any(offered.values()):
            self.problem = _("The template has no text in this language.")
            return
        for name, filled_name in FILLED_IN.items():
            if not self._is_typed(name, filled_name):
                self.shown[name] = self.shown[filled_name] = offered[name]
            elif name == "body":
                self.kept = offered["body"]

    def _is_typed(self, name: str, filled_name: str) -> bool:
        """Whether the field holds words that nobody filled in; how lines end means nothing."""
        typed = self._data.get(name, "").split()
        return bool(typed) and typed != self._data.get(filled_name, "").split()
