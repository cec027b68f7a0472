from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from crm.models import Contact, Language
from interactions.forms.interaction_template_preview import (
    PreviewContactForm,
    TypedTextForm,
    TypedTexts,
)
from interactions.merge_fields import example_values, merge, validate_merge_fields, values_for
from interactions.models import InteractionTemplate

OFFERED_CONTACTS = 10


@dataclass(frozen=True)
class PreviewedText:
    """A text before and after its fields are filled, or the problem that stands in the way."""

    language: str
    subject: str
    body: str
    filled_subject: str = ""
    filled_body: str = ""
    problem: str = ""

    @classmethod
    def typed_in(cls, form: TypedTextForm) -> "PreviewedText":
        language, subject, body = (
            form[name].value() or "" for name in ("language", "subject", "body")
        )
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return cls(language, subject, body, problem=problem)

    @property
    def language_name(self) -> str:
        return str(dict(Language.choices).get(self.language, self.language))

    def filled(self, values: Mapping[str, str]) -> "PreviewedText":
        """The same with every merge field replaced; an unknown field is a problem, as on saving."""
        if self.problem:
            return self
        try:
            validate_merge_fields(self.subject)
            validate_merge_fields(self.body)
        except ValidationError as error:
            return replace(self, problem=" ".join(map(str, error.messages)))
        return replace(
            self, filled_subject=merge(self.subject, values), filled_body=merge(self.body, values)
        )


class PreviewView(View):
    """The texts of a template as a contact would get them: those stored, or those being typed."""

    model_admin: ModelAdmin | None = None
    template: InteractionTemplate | None = None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.model_admin.has_view_permission(request, self.template):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        stored = self.template.texts.all() if self.template else ()
        return self.show(PreviewedText(text.language, text.subject, text.body) for text in stored)

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = [form for form in TypedTexts(request.POST, prefix="texts") if form.has_changed()]
        return self.show(
            PreviewedText.typed_in(form) for form in typed if not form["DELETE"].value()
        )

    def show(self, texts: Iterable[PreviewedText]) -> HttpResponse:
        asked = PreviewContactForm(getattr(self.request, self.request.method))
        found = self._contacts(asked)
        contact = found[0] if len(found) == 1 else None
        return TemplateResponse(
            self.request,
            "admin/interactions/interactiontemplate/preview.html",
            {
                **self.model_admin.admin_site.each_context(self.request),
                "title": _("Preview"),
                "subtitle": str(self.template) if self.template else None,
                "opts": self.model_admin.opts,
                "original": self.template,
                "is_typed": self.request.method == "POST",
                "texts": [
                    text.filled(
                        self._values(contact, text.language) if contact else example_values()
                    )
                    for text in texts
                ],
                "contact": contact,
                "found": found,
                "who": asked["who"].value() or "",
            },
        )

    def _contacts(self, asked: PreviewContactForm) -> list[Contact]:
        """The contact that was picked, or those that the words find."""
        if not asked.is_valid() or not self.request.user.has_perm("crm.view_contact"):
            return []
        contacts = Contact.objects.visible_to(self.request.user).select_related(
            "company", "salesperson"
        )
        if asked.cleaned_data["contact"]:
            return list(contacts.filter(pk=asked.cleaned_data["contact"]))
        return list(contacts.search(asked.cleaned_data["who"])[:OFFERED_CONTACTS])

    def _values(self, contact: Contact | None, language: str) -> dict[str, str]:
        if contact is None:
            return example_values()
        return values_for(
            contact,
            contact.salesperson or self.request.user.own_salesperson,
            self.template.campaign if self.template else None,
            timezone.now(),
            language=language,
        )
