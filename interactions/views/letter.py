"""Letters and cover sheets: written, looked at, printed, and read again as they were printed."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm import sockets
from crm.actions.announce_document import why_not_recorded
from crm.models import Contact
from crm.pdf import STYLE, missing_for_pdf, pdf_of
from crm.refusal import Refusal
from crm.signals import Told
from crm.text import is_key
from crm.ui.pages import CardPage
from crm.views.once import OncePage
from crm.views.print_document import rules_href, tell_what_became
from interactions.actions.print_letter import compose_letter, print_letter
from interactions.actions.record import PrivacyBlocked
from interactions.choices import LETTER_TEMPLATES
from interactions.forms.letter import LetterForm
from interactions.forms.letter_filling import FilledLetter, LetterFilling
from interactions.letter_paper import name_of_file, sheet_of
from interactions.merge_fields import MERGE_FIELDS
from interactions.models import Letter
from interactions.receivers import told
from interactions.views.access import get_contact_to_write_to, get_letter

ADDRESSES = {Letter.Kind.LETTER: "letter_print", Letter.Kind.COVER_SHEET: "cover_sheet_print"}
PREVIEWS = {Letter.Kind.LETTER: "letter_preview", Letter.Kind.COVER_SHEET: "cover_sheet_preview"}
HEADINGS = {
    Letter.Kind.LETTER: lambda: _("Print letter: %(name)s"),
    Letter.Kind.COVER_SHEET: lambda: _("Print cover sheet: %(name)s"),
}


class PrintLetter(OncePage):
    """The text of a letter to a contact, and whether it is recorded when it is printed."""

    kind = Letter.Kind.LETTER
    template_name = "interactions/letter_print.html"

    def load(self, request: HttpRequest, **kwargs) -> Contact:
        return get_contact_to_write_to(request, kwargs["pk"])

    @cached_property
    def filling(self) -> LetterFilling:
        return LetterFilling(
            contact=self.object, user=self.request.user, kind=self.kind, now=self.now
        )

    @cached_property
    def sent(self) -> LetterForm:
        """The form as the browser sent it, asked once."""
        return self.filling.form(self.request.POST)

    def form_class(self, data: Any = None, files: Any = None) -> LetterForm:
        return self.sent if data is self.request.POST else self.filling.form(data)

    def get_heading(self) -> str:
        return HEADINGS[self.kind]() % {"name": self.object}

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if self.object.privacy_blocked:
            messages.warning(request, str(PrivacyBlocked()))
            return redirect(self.object)
        if "reopen" in request.GET:
            return super().get(request, **kwargs)
        return self.show_filled(self.filling.opened(self._template_asked_for()))

    def _template_asked_for(self) -> Any:
        asked = self.request.GET.get("template", "")
        offered = LETTER_TEMPLATES.offered_to(self.request.user)
        return offered.filter(pk=asked).first() if is_key(asked) else None

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "fill" in request.POST or "take" in request.POST:
            return self.show_filled(self.filling.filled(self.sent, anew="take" in request.POST))
        if self.sent.is_valid() and self.filling.is_stale(self.sent):
            return self.show_filled(self.filling.filled(self.sent), changed=True, status=422)
        return super().post(request, **kwargs)

    def show_filled(self, filled: FilledLetter, *, changed=False, status=200) -> HttpResponse:
        self.own_texts, self.text_has_changed = filled.own, changed
        return self.show(filled.form, status=422 if filled.form.errors else status)

    def perform_once(self, form: LetterForm) -> Letter:
        return print_letter(
            draft=form.draft(),
            log_interaction=form.cleaned_data["log_interaction"],
            key=form.cleaned_data["key"],
            by=self.request.user,
            now=self.now,
        )

    def tell(self, result) -> None:
        if isinstance(result, Letter):
            tell_what_became(self.request, what_became(result))
        else:
            super().tell(result)

    def destination(self, result) -> str:
        if isinstance(result, Letter):
            return f"{result.get_absolute_url()}?printed=1"
        return super().destination(result)

    def get_context(self, form: LetterForm) -> dict:
        return super().get_context(form) | {
            "submit_label": _("Print"),
            "missing": missing_for_pdf(),
            "preview_href": reverse(PREVIEWS[self.kind], args=[self.object.pk]),
            "print_href": reverse(ADDRESSES[self.kind], args=[self.object.pk]),
            "will_record": sockets.will_record(self.kind),
            "rules_href": rules_href(),
            "own_texts": getattr(self, "own_texts", []),
            "text_has_changed": getattr(self, "text_has_changed", False),
            "merge_fields": MERGE_FIELDS.items(),
            "is_addressed": has_address(self.object),
        }


class PreviewLetter(PrintLetter):
    """The letter as it would be printed: nothing is kept and nothing recorded."""

    http_method_names = ("post",)

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return self.http_method_not_allowed(request)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self.sent
        if not form.is_valid():
            return self.show(form, status=422)
        if self.filling.is_stale(form):
            return self.show_filled(self.filling.filled(form), changed=True, status=422)
        try:
            if self.object.privacy_blocked:
                raise PrivacyBlocked
            letter = compose_letter(draft=form.draft(), by=request.user, now=self.now)
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, refusal.message)
            return self.show(form, status=422)
        return sheet_or_pdf(letter)


class LetterCard(CardPage):
    """A letter as it was printed, whom it went to, and the interaction that it is."""

    template_name = "interactions/letter.html"
    load = staticmethod(get_letter)

    def facts(self) -> dict:
        page = "letter_sheet" if missing_for_pdf() else "letter_pdf"
        letter = self.object
        return {
            "is_printed": "printed" in self.request.GET,
            "is_pdf": not missing_for_pdf(),
            "printed_href": reverse(page, args=[letter.pk]),
            "day": self.reading.day(letter.day),
            "printed_at": self.reading.full_moment(letter.printed_at),
            "recipient": letter.recipient.splitlines(),
            "is_letter": letter.kind == Letter.Kind.LETTER,
        }


@require_safe
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A printed letter as a PDF; looking at it records nothing."""
    letter = get_letter(request, pk)
    if missing_for_pdf():
        return redirect("letter_sheet", pk=pk)
    return sheet_or_pdf(letter)


@require_safe
def letter_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a page that a browser prints."""
    return HttpResponse(sheet_of(get_letter(request, pk), style_href=static(STYLE)))


def sheet_or_pdf(letter: Letter) -> HttpResponse:
    """*letter* as a PDF, or as a page for the browser where none can be made."""
    if missing_for_pdf():
        return HttpResponse(sheet_of(letter, style_href=static(STYLE)))
    return HttpResponse(
        pdf_of(sheet_of(letter)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name_of_file(letter)}"'},
    )


def what_became(letter: Letter) -> Told:
    """Whether the print was recorded, in a sentence."""
    if letter.event is not None:
        return told(letter.event)
    return Told(why_not_recorded(letter.kind, letter.get_kind_display(), wanted=False))


def has_address(contact: Contact) -> bool:
    """Whether the post could find *contact*."""
    known = (contact, contact.company) if contact.company else (contact,)
    return any(each.street or each.city for each in known)
