from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.actions.take_number import NumberRefused, take_number
from crm.admin.set_up import SetUpAdmin
from crm.admin.uses import why_used
from crm.models import Campaign, MarketingSetup


def take_campaign_number(typed: str) -> str:
    """The next number of the campaign series, or the *typed* one."""
    return take_number(
        series=MarketingSetup.current().campaign_series,
        on=timezone.localdate(timezone=timezone.get_default_timezone()),
        typed=typed,
        among=Campaign.objects.all(),
    )


class CampaignForm(forms.ModelForm):
    """A campaign; a new one gets its number from the series when none is typed."""

    typed_number = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "number" in self.fields:
            self.fields["number"].required = False
            self.fields["number"].help_text = _("Leave it blank to get the next one.")

    def clean_number(self) -> str:
        """Try the number and give it back: the save takes it."""
        self.typed_number = self.cleaned_data["number"]
        try:
            with transaction.atomic():
                number = take_campaign_number(self.typed_number)
                transaction.set_rollback(True)
        except NumberRefused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return number


@admin.register(Campaign)
class CampaignAdmin(SetUpAdmin):
    form = CampaignForm
    list_display = ("number", "description", "status", "starts_on", "ends_on", "salesperson")
    list_display_links = ("number", "description")
    list_filter = ("status",)
    list_select_related = ("salesperson",)
    allowed_lookups = frozenset({"status__exact"})
    search_fields = ("search_text__words",)
    fields = ("number", "description", "status", "starts_on", "ends_on", "salesperson")

    def get_readonly_fields(self, request, obj=None):
        return ("number",) if obj is not None else ()

    def save_model(self, request, obj, form, change):
        if not change:
            obj.number = take_campaign_number(form.typed_number)
        super().save_model(request, obj, form, change)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NumberRefused as refusal:
            # Somebody else took the number between the check and the save.
            messages.error(request, refusal.message)
            return redirect(request.path)

    def why_kept(self, obj):
        return why_used(obj)
