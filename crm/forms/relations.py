"""The business relations of a contact, as rows of its form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.drafts import RelationDraft
from crm.models import BusinessRelation
from crm.text import validate_line

MOST_RELATIONS = 20


def _line(name: str, label: str) -> forms.CharField:
    longest = BusinessRelation._meta.get_field(name).max_length
    return forms.CharField(
        label=label, required=False, max_length=longest, validators=[validate_line]
    )


class RelationForm(forms.Form):
    """One relation: what the contact is, and its number in another system."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Relation"),
        choices=[("", gettext_lazy("(none)")), *BusinessRelation.Kind.choices],
        required=False,
    )
    other_code = _line("other_code", gettext_lazy("Code of the other relation"))
    external_number = _line("external_number", gettext_lazy("External number"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, code = cleaned.get("kind"), cleaned.get("other_code")
        if not kind and (code or cleaned.get("external_number")):
            self.add_error("kind", _("Choose the relation, or empty the row."))
        elif kind == BusinessRelation.Kind.OTHER and not code and "other_code" in cleaned:
            self.add_error("other_code", _("Fill in: %(field)s.") % {"field": _("code")})
        elif kind and kind != BusinessRelation.Kind.OTHER and code:
            self.add_error("other_code", _("A code is given for other relations, and only there."))
        return cleaned

    def draft(self) -> RelationDraft | None:
        """What the row says, or None for an empty one."""
        if not self.cleaned_data.get("kind"):
            return None
        return RelationDraft(*(self.cleaned_data[name] for name in RelationDraft._fields))


class _BaseRelationFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        drafts = self.drafts()
        if len({(draft.kind, draft.other_code) for draft in drafts}) < len(drafts):
            raise ValidationError(_("The contact already has this relation."))

    def drafts(self) -> list[RelationDraft]:
        """The relations that the rows say; an emptied row is a relation that ends."""
        kept = [form for form in self.forms if form not in self.deleted_forms]
        return [draft for form in kept if (draft := form.draft())]


RelationFormSet = forms.formset_factory(
    RelationForm,
    formset=_BaseRelationFormSet,
    extra=1,
    can_delete=True,
    max_num=MOST_RELATIONS,
    absolute_max=MOST_RELATIONS + 1,
    validate_max=True,
)
