from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from crm.models import SavedView

# A row of tabs that people still read.
MOST_OF_A_PAGE = 30


class SavedViewNameForm(forms.ModelForm):
    """The name of a saved view; one user has it once on a page."""

    class Meta:
        model = SavedView
        fields = ("name",)
        labels = {"name": _("Name of the view")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off", "autofocus": True})}

    def clean_name(self):
        name, view = self.cleaned_data["name"], self.instance
        others = SavedView.objects.filter(user=view.user, name=name).exclude(pk=view.pk)
        if others.filter(page=self.cleaned_data.get("page", view.page)).exists():
            raise ValidationError(_("You have a view of this name here already."), "unique")
        return name


class SavedViewForm(SavedViewNameForm):
    """A new view: what a list shows now, under a name."""

    class Meta(SavedViewNameForm.Meta):
        # The page is cleaned first: the name is asked about it.
        fields = ("page", "query", "name")
        widgets = {
            **SavedViewNameForm.Meta.widgets,
            "page": forms.HiddenInput,
            "query": forms.HiddenInput,
        }

    def clean_query(self):
        # Written anew, so that what comes back is a query string whatever was sent.
        return QueryDict(self.cleaned_data["query"]).urlencode()

    def clean(self):
        page = self.cleaned_data.get("page", "")
        views = SavedView.objects.filter(user=self.instance.user, page=page)
        if views.count() >= MOST_OF_A_PAGE:
            raise ValidationError(_("There are too many views here. Delete one of them first."))
        return super().clean()
