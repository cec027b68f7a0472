"""What is asked before a document is printed."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import SalesDocument
from crm.paper import PAPER_LANGUAGES, language_for
from crm.sockets import will_record
from crm.ui.layouts import FieldsOnly


class LogInteractionField(forms.BooleanField):
    """*Log interaction*: on where a rule exists, off and said so where not."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("Log Interaction"), required=False, initial=True)

    def ask_for(self, kind: str, label: str) -> None:
        """Be off where nothing is recorded of this kind of document."""
        if not will_record(kind):
            self.initial, self.disabled = False, True
            self.help_text = _("Nothing will be recorded: no template is set for %(kind)s.") % {
                "kind": label
            }


class PrintForm(forms.Form):
    """Language and recording of one print."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[(language.value, language.label) for language in PAPER_LANGUAGES],
    )
    log_interaction = LogInteractionField()

    def __init__(self, data: Any = None, files: Any = None, *, document: SalesDocument):
        begun = {"key": uuid.uuid4(), "language": language_for(document.contact)}
        super().__init__(data, files, initial=begun)
        self.fields["log_interaction"].ask_for(document.kind, document.get_kind_display())
        self.helper = FieldsOnly("key", "language", "log_interaction")
