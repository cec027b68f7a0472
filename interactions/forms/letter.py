"""What is asked before a letter or a cover sheet is printed."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.forms.print_document import LogInteractionField
from crm.models import Contact, Language, User
from crm.models.fields import LONGEST_TEXT
from crm.text import validate_line, validate_text
from crm.ui.choices import ChoiceField, offer_choices
from crm.ui.layouts import FieldsOnly, row
from interactions.choices import LETTER_TEMPLATES
from interactions.drafts import LetterDraft
from interactions.merge_fields import validate_merge_fields
from interactions.models import Letter

LINE = [validate_line, validate_merge_fields]


def _line(label: Any, name: str, **kwargs: Any) -> forms.CharField:
    longest = Letter._meta.get_field(name).max_length
    return forms.CharField(label=label, max_length=longest, required=False, **kwargs)


class LetterForm(forms.Form):
    """One letter to one contact. `filled_for` and `offered` are what `LetterFilling` knows."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput)
    template = ChoiceField(
        LETTER_TEMPLATES,
        label=_("Template"),
        required=False,
        help_text=_("Leave it empty to write a free text."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    attention = _line(_("Attention"), "attention", validators=[validate_line])
    pages = forms.IntegerField(
        label=_("Number of pages"),
        min_value=1,
        max_value=999,
        help_text=_("All that is sent, this one included."),
    )
    salutation = _line(_("Salutation"), "salutation", validators=LINE)
    subject = _line(_("Subject"), "subject", validators=LINE)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        strip=False,
        validators=[validate_text, validate_merge_fields],
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    log_interaction = LogInteractionField()
    filled_for = forms.CharField(widget=forms.HiddenInput, required=False)
    offered = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, contact: Contact, user: User, kind: str, **kw
    ):
        super().__init__(data, files, **kw)
        self.contact, self.kind = contact, Letter.Kind(kind)
        if self.kind is Letter.Kind.LETTER:
            del self.fields["attention"], self.fields["pages"]
            own = ["salutation"]
        else:
            del self.fields["salutation"]
            self.fields["body"].label = _("Message")
            self.fields["body"].required = False
            own = [row("attention", "pages")]
        offer_choices(self, user)
        self.fields["log_interaction"].ask_for(self.kind, self.kind.label)
        self.initial.setdefault("key", uuid.uuid4())
        self.texts_helper = FieldsOnly(*own, "subject", "body", "log_interaction")
        self.choice_helper = FieldsOnly("key", "filled_for", "offered", row("template", "language"))

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].replace("\r\n", "\n").rstrip()
        if self.fields["body"].required and not body.strip():
            raise forms.ValidationError(self.fields["body"].error_messages["required"])
        return body

    def draft(self) -> LetterDraft:
        """The letter as it was typed."""
        said = self.cleaned_data
        texts = ("template", "language", "attention", "pages", "salutation", "subject", "body")
        typed = {name: said[name] for name in texts if name in said}
        return LetterDraft(kind=self.kind, contact=self.contact, **typed)
