from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm.refusal import Refusal
from crm.ui.layouts import FieldsOnly
from crm.ui.pages.page import Page
from crm.ui.reopening import reopened_fields


class EditPage(Page):
    """A form: load, ask the form, do, tell, go.

    A subclass names `form_class` and `heading`, and says in `perform` which one verb is called.
    An anticipated `Refusal` of the verb becomes an error of the form, and nothing typed is lost.
    """

    form_class: ClassVar[type[BaseForm]]
    heading: ClassVar[str] = ""
    submit_label: ClassVar[str] = ""
    template_name: ClassVar[str] = "generic/edit.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.object: Any = None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.object = self.load(request, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        # What was typed before a session ended; bound, so that it stands as it was typed.
        typed = reopened_fields(request)
        return self.show(self.form_class(data=typed, **self.form_kwargs()))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self.form_class(data=request.POST, files=request.FILES, **self.form_kwargs())
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            result = self.perform(form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self.show(form, status=422)
        self.tell(result)
        return redirect(self.destination(result))

    def load(self, request: HttpRequest, **kwargs) -> Any:
        """The doorkeeper: the object that is edited, or None; raises 404 or `MissingRight`."""
        return None

    def form_kwargs(self) -> dict:
        return {}

    def perform(self, form: Any) -> Any:
        """The one call into the verbs."""
        raise NotImplementedError

    def told(self, result: Any) -> str:
        """The message after success; "" for none."""
        return ""

    def tell(self, result: Any) -> None:
        if text := self.told(result):
            messages.success(self.request, text)

    def destination(self, result: Any) -> str:
        return result.get_absolute_url()

    def cancel_url(self) -> str:
        """Where *Cancel* leads: back to what is edited, or to the list."""
        return self.object.get_absolute_url() if self.object else "/"

    def get_heading(self) -> str:
        return self.heading

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context(form), status=status)

    def get_context(self, form: Any) -> dict:
        return {
            "form": form,
            "helper": getattr(form, "helper", None) or FieldsOnly(),
            "object": self.object,
            "heading": self.get_heading(),
            "submit_label": self.submit_label or _("Save"),
            "cancel_url": self.cancel_url(),
        }


class DeletePage(EditPage):
    """A deletion that asks first and says what goes with it."""

    template_name: ClassVar[str] = "generic/delete.html"

    def consequences(self) -> list[str]:
        """What else is removed, in sentences."""
        return []

    def get_context(self, form: Any) -> dict:
        return super().get_context(form) | {
            "submit_label": self.submit_label or _("Delete"),
            "consequences": self.consequences(),
        }
