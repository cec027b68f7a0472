"""*Send e-mail* on a contact: what is in the form is what is sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.models import Contact, DocumentKind
from crm.sockets import will_record
from crm.views.access import get_contact
from crm.views.once import OncePage
from crm.views.print_document import rules_href, tell_what_became
from interactions.actions.mail_files import SentForm
from interactions.actions.send_email import answers_to, send_email
from interactions.forms.send_email import ASKED_TO_FILL_IN, FilledIn, SendEmailForm
from interactions.receivers import told
from interactions.recording import RIGHT, may_record
from interactions.views.mail_files import (
    files_on_page,
    remove_file_of_mail,
    take_files_of_mail,
    tell_left_out,
)


class SendEmail(OncePage):
    """A mail to one contact; the worker sends it."""

    form_class = SendEmailForm
    template_name = "interactions/send_email.html"
    submit_label = gettext_lazy("Send")

    def load(self, request: HttpRequest, **kwargs) -> Contact:
        contact = get_contact(request, kwargs["pk"])
        require(may_record(request.user), str(RIGHT))
        return contact

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if problem := self._what_forbids_it():
            messages.warning(request, problem)
            return redirect(self.object)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        self.left_out = take_files_of_mail(request)
        if "fill" not in request.POST and "remove_file" not in request.POST:
            return super().post(request, **kwargs)
        tell_left_out(request, self.left_out)
        self.left_out = []
        return self._filled_in(request) if "fill" in request.POST else self._without_file(request)

    def _without_file(self, request: HttpRequest) -> HttpResponse:
        """The form as it stands, without a file; nobody has said yet that it is finished."""
        remove_file_of_mail(request)
        form = SendEmailForm(request.POST, **self.form_kwargs())
        form.errors.clear()
        return self.show(form)

    def _filled_in(self, request: HttpRequest) -> HttpResponse:
        form = SendEmailForm(request.POST, **self.form_kwargs())
        # Nothing is sent yet: only what keeps the text from being filled in is an error.
        if not form.is_valid() and form.errors.keys() & ASKED_TO_FILL_IN:
            return self.show(form, status=422)
        self.filled = FilledIn(form)
        return self.show(SendEmailForm(shown=self.filled.shown, **self.form_kwargs()))

    def _what_forbids_it(self) -> str:
        if self.object.privacy_blocked:
            return _("No e-mail: the contact is blocked for privacy reasons.")
        if not (self.object.email or self.object.second_email):
            return _("No e-mail address is known: %(name)s") % {"name": self.object}
        return ""

    def get_heading(self) -> str:
        return _("Send e-mail: %(name)s") % {"name": self.object}

    def form_kwargs(self) -> dict:
        left_out = getattr(self, "left_out", [])
        facts = {"contact": self.object, "user": self.request.user, "now": self.now}
        return facts | {"left_out": left_out}

    def perform_once(self, form: SendEmailForm):
        asked = form.cleaned_data
        return send_email(
            contact=self.object,
            draft=form.draft(),
            template=asked["template"],
            log_interaction=asked["log_interaction"],
            despite_opt_out=asked.get("despite_opt_out", False),
            form=SentForm(asked["key"], self.request.POST.get("seen_files", "")),
            by=self.request.user,
            now=self.now,
        )

    def tell(self, result) -> None:
        super().tell(result)
        if isinstance(result, tuple) and result[1] is not None:
            tell_what_became(self.request, told(result[1]))

    def told(self, result) -> str:
        return _("On its way: %(subject)s") % {"subject": result[0].subject}

    def destination(self, result) -> str:
        if isinstance(result, tuple):
            return self.object.get_absolute_url()
        return super().destination(result)

    def get_context(self, form: SendEmailForm) -> dict:
        opted_out_at = self.object.email_opt_out_at
        return super().get_context(form) | {
            "opted_out": self.reading.full_moment(opted_out_at) if opted_out_at else "",
            "answers_to": answers_to(self.object, self.request.user),
            "filled": getattr(self, "filled", None),
            "will_record": will_record(DocumentKind.EMAIL_OUT),
            "rules_href": rules_href(),
            **files_on_page(self.request, form),
        }
