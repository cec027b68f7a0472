from django import forms
from django.utils.translation import gettext_lazy as _

from crm.models import Language
from interactions.models import TemplateText


class TypedTextForm(forms.Form):
    """One text as it stands in the form of the template, saved or not."""

    language = forms.ChoiceField(choices=Language.choices, required=False)
    subject = forms.CharField(
        max_length=TemplateText._meta.get_field("subject").max_length,
        required=False,
        strip=False,
    )
    body = forms.CharField(
        max_length=TemplateText._meta.get_field("body").max_length, required=False, strip=False
    )
    DELETE = forms.BooleanField(required=False)


# The prefix is that of the inline, so that the whole form of a template can be sent here.
TypedTexts = forms.formset_factory(TypedTextForm, extra=0, max_num=20, absolute_max=20)


class PreviewContactForm(forms.Form):
    """For whom the texts are shown: a contact that was picked, or words to find one by."""

    contact = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    who = forms.CharField(required=False, max_length=100, label=_("Contact"))
