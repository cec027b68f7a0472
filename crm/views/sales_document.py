"""Sales documents: list, card, new, edit, make another one, delete."""

from functools import cached_property

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import reach_of, require
from crm.actions.write_document import (
    DocumentChangedMeanwhile,
    change_document,
    copy_document,
    create_document,
    delete_document,
    lines_of,
)
from crm.columns import DOCUMENT_COLUMNS
from crm.drafts import LineDraft
from crm.filters import SalesDocumentFilterSet
from crm.forms.sales_document import (
    LINES_TO_FILL,
    MOST_LINES,
    CopyForm,
    SalesDocumentForm,
)
from crm.models import Contact, MarketingSetup, SalesDocument
from crm.models.sales_document import VERB
from crm.paper import PAPER_LANGUAGES, paper_of
from crm.pdf import missing_for_pdf
from crm.text import is_key
from crm.ui.keyset import Ordering
from crm.ui.pages import CardPage, DeletePage, ListPage
from crm.views.access import (
    READ_DOCUMENTS,
    WRITE_DOCUMENTS,
    get_document,
    get_document_to_write,
    whom_to_ask,
)
from crm.views.once import OncePage
from crm.views.print_document import sheet_href

Kind = SalesDocument.Kind


class SalesDocumentList(ListPage):
    """What was offered, confirmed, shipped, billed and credited."""

    model = SalesDocument
    key = "documents"
    heading = gettext_lazy("Documents")
    columns = DOCUMENT_COLUMNS
    filterset_class = SalesDocumentFilterSet
    orderings = {
        "-date": Ordering("date", gettext_lazy("Date"), descending=True),
        "date": Ordering("date", gettext_lazy("Date")),
        "number": Ordering("number", gettext_lazy("Number")),
        "-number": Ordering("number", gettext_lazy("Number"), descending=True),
    }
    search_label = gettext_lazy("Number, description or reference")
    empty_text = gettext_lazy(
        "No document yet. Quotes, orders and invoices that are printed or sent from here "
        "are in the log by themselves."
    )
    no_match_text = gettext_lazy("No document matches the filters.")
    export_permission = "crm.view_salesdocument"
    export_right = READ_DOCUMENTS

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        require(request.user.has_perm("crm.view_salesdocument"), str(READ_DOCUMENTS))
        return super().get(request, **kwargs)

    def new_url(self) -> str:
        return reverse("document_new") if reach_of(self.request.user, VERB) else ""

    def new_label(self) -> str:
        return _("New document")

    def row_url(self, row) -> str:
        return reverse("document", args=[row["pk"]])


class SalesDocumentCard(CardPage):
    """One document: whom it goes to, its lines, what it comes to, what was made from it."""

    template_name = "crm/sales_document.html"
    load = staticmethod(get_document)

    def facts(self) -> dict:
        document, visible = self.object, SalesDocument.objects.visible_to(self.request.user)
        printed = self.request.GET.get("printed", "")
        return {
            "printed_href": sheet_href(document, printed) if printed in PAPER_LANGUAGES else "",
            "is_pdf": not missing_for_pdf(),
            "paper": paper_of(document, self.reading.language),
            "copies": visible.filter(origin=document).order_by("pk"),
            "origin": visible.filter(pk=document.origin_id).first(),
        }


class SalesDocumentForms(OncePage):
    """What the form for a new document and the one for a change have in common."""

    form_class = SalesDocumentForm
    template_name = "crm/sales_document_form.html"

    @cached_property
    def setup_in_force(self) -> MarketingSetup:
        return MarketingSetup.current()

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "more" in request.POST:
            return self.show(self.form_class(data=self._with_more_lines(), **self.form_kwargs()))
        return super().post(request, **kwargs)

    def _with_more_lines(self):
        """What was typed, with a few more empty lines below it."""
        data = self.request.POST.copy()
        total = data.get("lines-TOTAL_FORMS", "")
        if total.isascii() and total.isdigit() and len(total) < 4:
            data["lines-TOTAL_FORMS"] = str(min(int(total) + LINES_TO_FILL, MOST_LINES))
        return data

    def begun_lines(self) -> list[LineDraft]:
        return []

    def begun(self) -> SalesDocument:
        """What the form begins with."""
        return self.object

    def form_kwargs(self) -> dict:
        return {
            "user": self.request.user,
            "today": self.reading.today,
            "document": self.begun(),
            "lines": self.begun_lines(),
            "setup": self.setup_in_force,
        }

    def get_context(self, form: SalesDocumentForm) -> dict:
        return super().get_context(form) | {
            "kind": self.begun().kind,
            "kinds": Kind.choices,
            "series_is_missing": "number" in form.fields and form.fields["number"].required,
            "whom_to_ask": whom_to_ask(self.request.user, "crm.change_marketingsetup"),
        }


class SalesDocumentNew(SalesDocumentForms):
    """A new document, begun with the contact one came from."""

    def load(self, request: HttpRequest, **kwargs) -> None:
        require(reach_of(request.user, VERB), str(WRITE_DOCUMENTS))

    @cached_property
    def _begun(self) -> SalesDocument:
        wanted = self.request.GET.get("kind", "")
        contact = self._contact()
        return SalesDocument(
            kind=wanted if wanted in Kind.values else Kind.QUOTE,
            contact=contact,
            salesperson=self.request.user.own_salesperson or (contact and contact.salesperson),
            date=self.reading.today,
            currency=self.setup_in_force.currency,
        )

    def begun(self) -> SalesDocument:
        return self._begun

    def _contact(self) -> Contact | None:
        key = self.request.GET.get("contact", "")
        if not is_key(key):
            return None
        visible = Contact.objects.visible_to(self.request.user).select_related("salesperson")
        return visible.filter(pk=key).first()

    def get_heading(self) -> str:
        return _("New document: %(kind)s") % {"kind": self._begun.get_kind_display()}

    def perform_once(self, form: SalesDocumentForm) -> SalesDocument:
        return create_document(
            kind=self._begun.kind,
            values=form.values(),
            lines=form.lines.drafts(),
            number=form.cleaned_data.get("number", ""),
            key=form.cleaned_data["key"],
            by=self.request.user,
            now=self.now,
        )

    def told(self, result: SalesDocument) -> str:
        return _("Document created: %(document)s") % {"document": result}

    def cancel_url(self) -> str:
        return reverse("document_list")


class SalesDocumentEdit(SalesDocumentForms):
    """Changes to a document; what somebody else saved meanwhile is not overwritten unasked."""

    def load(self, request: HttpRequest, **kwargs) -> SalesDocument:
        return get_document_to_write(request, kwargs["pk"])

    def begun_lines(self) -> list[LineDraft]:
        return lines_of(self.object)

    def get_heading(self) -> str:
        return _("Edit: %(name)s") % {"name": self.object}

    def perform_once(self, form: SalesDocumentForm) -> SalesDocument:
        try:
            return change_document(
                document=self.object,
                seen=form.cleaned_data["seen"] or 0,
                values=form.values(),
                lines=form.lines.drafts(),
                by=self.request.user,
            )
        except DocumentChangedMeanwhile:
            form.show_version(self.object.version)
            raise

    def told(self, result: SalesDocument) -> str:
        return _("Document saved: %(document)s") % {"document": result}


class SalesDocumentCopy(OncePage):
    """The next document of the same business: an order out of a quote, an invoice out of that."""

    form_class = CopyForm

    def load(self, request: HttpRequest, **kwargs) -> SalesDocument:
        document = get_document(request, kwargs["pk"])
        require(reach_of(request.user, VERB), str(WRITE_DOCUMENTS))
        return document

    def get_heading(self) -> str:
        return _("Make from: %(document)s") % {"document": self.object}

    def form_kwargs(self) -> dict:
        return {"document": self.object, "setup": MarketingSetup.current()}

    def perform_once(self, form: CopyForm) -> SalesDocument:
        return copy_document(
            document=self.object,
            kind=form.cleaned_data["kind"],
            number=form.cleaned_data.get("number", ""),
            key=form.cleaned_data["key"],
            by=self.request.user,
            now=self.now,
        )

    def told(self, result: SalesDocument) -> str:
        return _("Document created: %(document)s") % {"document": result}

    def get_context(self, form: CopyForm) -> dict:
        return super().get_context(form) | {"submit_label": _("Make")}


class SalesDocumentDelete(DeletePage):
    """A deletion that says first what remains."""

    form_class = Form

    def load(self, request: HttpRequest, **kwargs) -> SalesDocument:
        return get_document_to_write(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Delete: %(name)s") % {"name": self.object}

    def consequences(self) -> list[str]:
        return [
            _("The lines of this document go with it; its number is not given again."),
            _("Interactions that were recorded of it stay in the log and keep its number."),
        ]

    def perform(self, form: Form) -> None:
        delete_document(document=self.object, by=self.request.user)

    def told(self, result) -> str:
        return _("Document deleted: %(document)s") % {"document": self.object}

    def destination(self, result) -> str:
        return reverse("document_list")
