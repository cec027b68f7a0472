from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.admin.set_up import SetUpAdmin
from crm.admin.uses import why_used
from crm.models import NumberSeries, NumberSeriesLine


class NumberSeriesLineForm(forms.ModelForm):
    """A line; its last number only goes up, because what was given is given."""

    class Meta:
        widgets = {
            "prefix": forms.TextInput(attrs={"size": 8}),
            **{
                name: forms.NumberInput(attrs={"class": "vIntegerField"})
                for name in ("last_used", "last_allowed", "warn_at")
            },
        }

    def clean_last_used(self) -> int:
        last_used = self.cleaned_data["last_used"]
        if self.instance.pk is not None:
            stored = NumberSeriesLine.objects.values_list("last_used", flat=True)
            if "last_used" in self.changed_data and last_used < stored.get(pk=self.instance.pk):
                raise ValidationError(_("The last number used only goes up."))
        return last_used


class NumberSeriesLineInline(admin.TabularInline):
    """The lines of a series, the newest first."""

    model = NumberSeriesLine
    form = NumberSeriesLineForm
    extra = 0
    min_num = 1


@admin.register(NumberSeries)
class NumberSeriesAdmin(SetUpAdmin):
    list_display = ("code", "description", "last_number", "manual_numbers", "allow_gaps")
    list_display_links = ("code", "description")
    search_fields = ("code", "description")
    inlines = (NumberSeriesLineInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("lines")

    @admin.display(description=gettext_lazy("last number used"))
    def last_number(self, series):
        line = series.line_on(timezone.localdate())
        return line.number(line.last_used) if line and line.last_used else ""

    def save_formset(self, request, form, formset, change):
        """Write what was typed and nothing else: numbers are taken while the page is open."""
        formset.save(commit=False)
        for line in formset.deleted_objects:
            line.delete()
        for line in formset.new_objects:
            line.save()
        for line, fields in formset.changed_objects:
            line.save(update_fields=fields)

    def why_kept(self, obj):
        return why_used(obj)
