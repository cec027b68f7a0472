"""Sending a document by e-mail."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from crm import sockets
from crm.actions.send_document import send_document
from crm.forms.send_document import SendDocumentForm
from crm.models import SalesDocument
from crm.pdf import missing_for_pdf
from crm.signals import Told
from crm.views.access import get_document_to_send
from crm.views.once import OncePage
from crm.views.print_document import rules_href, sheet_href, tell_what_became


class SendDocument(OncePage):
    """The document as a PDF to one address; the worker sends it."""

    form_class = SendDocumentForm
    template_name = "crm/document_send.html"

    def load(self, request: HttpRequest, **kwargs) -> SalesDocument:
        return get_document_to_send(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Send: %(document)s") % {"document": self.object}

    def form_kwargs(self) -> dict:
        return {"document": self.object, "user": self.request.user}

    def perform_once(self, form: SendDocumentForm) -> Told:
        return send_document(
            document=self.object,
            draft=form.draft(),
            log_interaction=form.cleaned_data["log_interaction"],
            key=form.cleaned_data["key"],
            by=self.request.user,
            now=self.now,
        )

    def tell(self, result) -> None:
        super().tell(result)
        if isinstance(result, Told):
            tell_what_became(self.request, result)

    def told(self, result: Told) -> str:
        return _("On its way: %(document)s") % {"document": self.object}

    def destination(self, result) -> str:
        if isinstance(result, Told):
            return self.object.get_absolute_url()
        return super().destination(result)

    def get_context(self, form: SendDocumentForm) -> dict:
        return super().get_context(form) | {
            "submit_label": _("Send"),
            "missing": missing_for_pdf(),
            "preview_href": sheet_href(self.object, form["language"].value()),
            "will_record": sockets.will_record(self.object.kind),
            "rules_href": rules_href(),
        }
