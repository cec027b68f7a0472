from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import IntegrityError
from django.db.models import DecimalField, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from crm.admin.history import ChangesInWords
from crm.admin.titles import TitledAdmin
from crm.forms.amounts import AmountField
from crm.ui.reading import Reading


class SetUpAdmin(TitledAdmin, SimpleHistoryAdmin):
    """A noun of the set-up: its changes are listed, its address is safe, what is used is kept."""

    # What the filters beside the list put into its address; nothing else may be asked there.
    allowed_lookups: ClassVar[frozenset[str]] = frozenset()
    object_history_list_template = "admin/history_list.html"
    # A field for numbers understands no comma where the browser speaks English, and drops it.
    formfield_overrides: ClassVar = {DecimalField: {"form_class": AmountField}}

    def why_kept(self, obj: Model) -> str:
        """Why *obj* cannot be deleted, in a sentence; "" where it can."""
        return ""

    def histories_of_parts(self, request: HttpRequest, object_id: str) -> list[Any]:
        """The changes of what belongs to the object and has a history of its own."""
        return []

    def lookup_allowed(self, lookup, value, request):
        return lookup in self.allowed_lookups

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        # The package's page of one version saves it on POST and asks for the right to view only.
        raise Http404

    def revert_disabled(self, request, obj=None):
        return True

    def history_view(self, request, object_id, extra_context=None):
        parts = {"parts": self.histories_of_parts(request, object_id)}
        return super().history_view(request, object_id, parts | (extra_context or {}))

    def history_view_title(self, request, obj):
        return _("History: %(name)s") % {"name": obj}

    def get_historical_record_context_helper(self, request, historical_record):
        return ChangesInWords(self.model, historical_record)

    def set_history_delta_changes(self, request, historical_records, foreign_keys_are_objs=True):
        super().set_history_delta_changes(request, historical_records, foreign_keys_are_objs)
        self.tell_moments(request, historical_records)

    def tell_moments(self, request: HttpRequest, records: Iterable[Any]) -> None:
        """Give each version its date and time as the product says them."""
        reading = Reading(request.user, timezone.now(), currency="")
        for record in records:
            record.told_at = reading.full_moment(record.history_date)

    def save_formset(self, request, form, formset, change):
        """Save and delete the rows of an inline with their author in the history."""
        rows = formset.save(commit=False)
        for obj in (*rows, *formset.deleted_objects):
            obj._history_user = request.user
        for obj in formset.deleted_objects:
            obj.delete()
        for obj in rows:
            obj.save()
        formset.save_m2m()

    def delete_model(self, request, obj):
        obj._history_user = request.user
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    def get_deleted_objects(self, objs, request):
        """Say why something is kept, without fetching the million rows that keep it."""
        reasons = [reason for obj in objs if (reason := self.why_kept(obj))]
        if reasons:
            return [], {}, set(), reasons
        return super().get_deleted_objects(objs, request)

    def delete_view(self, request, object_id, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name)}
        try:
            return super().delete_view(request, object_id, title | (extra_context or {}))
        except IntegrityError:
            # It came into use between the question and the answer: ask again, with the reason.
            return redirect(request.path)

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        try:
            return super().response_action(request, queryset)
        except IntegrityError:
            return redirect(request.get_full_path())
