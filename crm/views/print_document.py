"""Printing a document: the dialog, the PDF, and the sheet for a browser where no PDF is made."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm import sockets
from crm.actions.print_document import print_document, printed_path
from crm.forms.print_document import PrintForm
from crm.models import SalesDocument
from crm.paper import PAPER_LANGUAGES, language_for, name_of_file, sheet_of
from crm.pdf import STYLE, missing_for_pdf, pdf_of
from crm.signals import Told
from crm.ui.messages import tell
from crm.views.access import get_document, get_document_to_send
from crm.views.once import OncePage


class PrintDocument(OncePage):
    """What is printed in which language, and whether it is recorded."""

    form_class = PrintForm
    template_name = "crm/document_print.html"

    def load(self, request: HttpRequest, **kwargs) -> SalesDocument:
        return get_document_to_send(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Print: %(document)s") % {"document": self.object}

    def form_kwargs(self) -> dict:
        return {"document": self.object}

    def perform_once(self, form: PrintForm) -> Told:
        self.language = form.cleaned_data["language"]
        return print_document(
            document=self.object,
            language=self.language,
            log_interaction=form.cleaned_data["log_interaction"],
            key=form.cleaned_data["key"],
            by=self.request.user,
            now=self.now,
        )

    def tell(self, result) -> None:
        if isinstance(result, Told):
            tell_what_became(self.request, result)
        else:
            super().tell(result)

    def destination(self, result) -> str:
        if isinstance(result, Told):
            return printed_path(self.object, self.language)
        return super().destination(result)

    def get_context(self, form: PrintForm) -> dict:
        return super().get_context(form) | {
            "submit_label": _("Print"),
            "missing": missing_for_pdf(),
            "preview_href": sheet_href(self.object, language_for(self.object.contact)),
            "will_record": sockets.will_record(self.object.kind),
            "rules_href": rules_href(),
        }


def tell_what_became(request: HttpRequest, told: Told) -> None:
    """Say whether an interaction was recorded, with the way to it."""
    if told.sentence:
        tell(request, told.sentence, link=(_("Show"), told.path) if told.path else None)


def rules_href() -> str:
    """Where it is set what is recorded by itself, "" where nobody records."""
    names = (recorder.rules_url_name for recorder in sockets.recorders)
    return next((reverse(name) for name in names if name), "")


def sheet_href(document: SalesDocument, language: str) -> str:
    """Where *document* is looked at in *language*: the PDF, or the sheet where none is made."""
    page = "document_sheet" if missing_for_pdf() else "document_pdf"
    return f"{reverse(page, args=[document.pk])}?language={language}"


@require_safe
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as a PDF; looking at it records nothing."""
    document = get_document(request, pk)
    if missing_for_pdf():
        return redirect("document_print", pk=document.pk)
    pdf = pdf_of(sheet_of(document, _asked_language(request, document)))
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name_of_file(document)}"'},
    )


@require_safe
def document_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a page that a browser prints."""
    document = get_document(request, pk)
    language = _asked_language(request, document)
    return HttpResponse(sheet_of(document, language, style_href=static(STYLE)))


def _asked_language(request: HttpRequest, document: SalesDocument) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in PAPER_LANGUAGES else language_for(document.contact)
