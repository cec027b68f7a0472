"""A salesperson as it is typed."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.forms.phones import PhoneInput
from crm.models import Salesperson, User
from crm.ui.layouts import FieldsOnly, Section, row


class SalespersonForm(forms.ModelForm):
    """Who sells; the user is who signs in for him."""

    use_required_attribute = False

    class Meta:
        model = Salesperson
        fields = ("code", "name", "job_title", "email", "phone", "team", "user", "blocked")
        widgets = {"phone": PhoneInput}
        labels = {
            "code": _("Code"),
            "name": _("Name"),
            "job_title": _("Job Title"),
            "email": _("E-mail"),
            "phone": _("Phone"),
            "team": _("Team"),
            "user": _("User"),
            "blocked": _("Blocked"),
        }
        help_texts = {"user": _("Who signs in as this salesperson.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        free = Q(salesperson=None, is_active=True) | Q(salesperson=self.instance.pk)
        people = User.objects.filter(free if self.instance.pk else Q(salesperson=None))
        self.fields["user"].queryset = people.order_by("last_name", "first_name", "username")
        self.fields["user"].widget.attrs["data-choices"] = ""
        for name in ("team", "user"):
            self.fields[name].empty_label = _("(not specified)")
        self.helper = FieldsOnly(
            Section(_("Salesperson"), row("name", "code"), row("job_title", "team")),
            Section(_("Phone and e-mail"), row("phone", "email")),
            Section(_("Sign-in"), "user", "blocked"),
        )
