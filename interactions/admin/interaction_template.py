from itertools import pairwise

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms import Script
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.admin.history import ChangesInWords
from crm.admin.set_up import SetUpAdmin
from interactions.admin.preview import PreviewView
from interactions.admin.template_files import TemplateFilesMixin
from interactions.merge_fields import MERGE_FIELDS
from interactions.models import InteractionTemplate, TemplateText

LISTED_CHANGES = 200


class TemplateTextInline(admin.StackedInline):
    """Subject and body in each language."""

    model = TemplateText
    extra = 0

    def get_queryset(self, request):
        # Each text says the name of its template.
        return super().get_queryset(request).select_related("template")

    class Media:
        css = {"all": ["css/template_set_up.css"]}
        js = [Script("js/merge_fields.js", type="module")]


@admin.register(InteractionTemplate)
class InteractionTemplateAdmin(TemplateFilesMixin, SetUpAdmin):
    list_display = ("code", "description", "group", "correspondence_type", "position", "state")
    list_display_links = ("code", "description")
    list_filter = ("blocked", "group")
    list_select_related = ("group",)
    allowed_lookups = frozenset({"blocked__exact", "group__id__exact"})
    search_fields = ("search_text__words",)
    inlines = (TemplateTextInline,)
    actions = ("block", "unblock")
    fieldsets = (
        (None, {"fields": ("code", "description", "group", "position", "blocked")}),
        (
            gettext_lazy("What an interaction takes from it"),
            {
                "fields": (
                    "information_flow",
                    "initiated_by",
                    "correspondence_type",
                    "ignore_contact_correspondence_type",
                    "language",
                    "evaluation",
                    "campaign",
                    "unit_cost",
                    "unit_duration",
                )
            },
        ),
        (gettext_lazy("Next Step"), {"fields": ("next_step", "next_step_days")}),
    )

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview_view)
        return [
            path("preview/", preview, name="interactions_interactiontemplate_preview"),
            path("<int:pk>/preview/", preview, name="interactions_interactiontemplate_preview_of"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("Status"), ordering="blocked")
    def state(self, template):
        return _("Blocked") if template.blocked else _("Active")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Offer to add a group where it is missed; it is changed and deleted on its own page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field

    def preview_view(self, request, pk=None):
        template = get_object_or_404(InteractionTemplate, pk=pk) if pk else None
        return PreviewView.as_view(model_admin=self, template=template)(request)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        merge_fields = {"merge_fields": MERGE_FIELDS.items()}
        return super().changeform_view(
            request, object_id, form_url, merge_fields | (extra_context or {})
        )

    def why_kept(self, obj):
        if obj.is_used():
            return _("%(template)s: interactions were recorded with this template.") % {
                "template": obj
            }
        return ""

    def histories_of_parts(self, request, object_id):
        """The changes of the texts, each against the version before it."""
        records = list(
            TemplateText.history.filter(template_id=object_id)
            .select_related("history_user")
            .order_by("id", "-history_date", "-history_id")[:LISTED_CHANGES]
        )
        for newer, older in pairwise(records):
            if newer.id == older.id:
                helper = ChangesInWords(TemplateText, newer)
                delta = newer.diff_against(older)
                newer.history_delta_changes = helper.context_for_delta_changes(delta)
        self.tell_moments(request, records)
        return records

    @admin.action(description=gettext_lazy("Block the selected templates"), permissions=["change"])
    def block(self, request, queryset):
        templates = list(queryset.filter(blocked=False))
        for template in templates:
            template.block(by=request.user)
        told = ngettext("%(n)d template blocked.", "%(n)d templates blocked.", len(templates))
        self._tell_changed(request, templates, told)

    @admin.action(
        description=gettext_lazy("Unblock the selected templates"), permissions=["change"]
    )
    def unblock(self, request, queryset):
        templates = list(queryset.filter(blocked=True))
        for template in templates:
            template.unblock(by=request.user)
        told = ngettext("%(n)d template unblocked.", "%(n)d templates unblocked.", len(templates))
        self._tell_changed(request, templates, told)

    def _tell_changed(self, request, templates, told):
        for template in templates:
            self.log_change(request, template, [{"changed": {"fields": ["Blocked"]}}])
        self.message_user(request, told % {"n": len(templates)}, messages.SUCCESS)
