"""Saved criteria: the list, a new name, an end, and taking them on another segment."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.ui.keyset import Ordering
from crm.ui.pages import DeletePage, EditPage, ListPage
from segments.actions.reuse_criteria import reuse_criteria
from segments.actions.save_criteria import delete_criteria, rename_criteria, save_criteria
from segments.columns import SAVED_CRITERIA_COLUMNS
from segments.filters import SavedCriteriaFilterSet
from segments.forms.saved_criteria import CriteriaNameForm, TakeCriteriaForm
from segments.models import SavedCriteria, Segment, SegmentStep
from segments.views.access import BUILD_SEGMENTS, get_segment_to_build, may_build
from segments.views.telling import step_in_words, tell_step


class SavedCriteriaList(ListPage):
    """What was saved under which name, in sentences."""

    model = SavedCriteria
    heading = gettext_lazy("Saved criteria")
    columns = SAVED_CRITERIA_COLUMNS
    filterset_class = SavedCriteriaFilterSet
    orderings = {
        "name": Ordering("name", gettext_lazy("Name")),
        "-name": Ordering("name", gettext_lazy("Name"), descending=True),
    }
    search_label = gettext_lazy("Name")
    empty_text = gettext_lazy("No criteria are saved yet. Save the steps of a segment first.")
    no_match_text = gettext_lazy("No saved criteria match the filter.")

    def get(self, request: HttpRequest, **kwargs):
        require(may_build(request.user), str(BUILD_SEGMENTS))
        return super().get(request, **kwargs)

    def row_actions(self, row):
        return [
            (_("Rename"), reverse("saved_criteria_edit", args=[row["pk"]]), "pencil"),
            (_("Delete"), reverse("saved_criteria_deletion", args=[row["pk"]]), "trash"),
        ]


def get_saved_criteria(request: HttpRequest, pk: int) -> SavedCriteria:
    """The doorkeeper: saved criteria that this user may rename or delete."""
    saved = get_object_or_404(SavedCriteria.objects.visible_to(request.user), pk=pk)
    require(saved.may_be_changed_by(request.user), _("Change saved criteria of others"))
    return saved


class SavedCriteriaEdit(EditPage):
    """Another name."""

    form_class = CriteriaNameForm

    def load(self, request: HttpRequest, **kwargs) -> SavedCriteria:
        return get_saved_criteria(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Rename: %(name)s") % {"name": self.object}

    def form_kwargs(self) -> dict:
        return {"initial": {"name": self.object.name}}

    def perform(self, form: CriteriaNameForm) -> SavedCriteria:
        name = form.cleaned_data["name"]
        return rename_criteria(criteria=self.object, name=name, by=self.request.user)

    def told(self, result: SavedCriteria) -> str:
        return _("Criteria saved: %(name)s") % {"name": result}

    def destination(self, result: SavedCriteria) -> str:
        return reverse("saved_criteria_list")

    def cancel_url(self) -> str:
        return reverse("saved_criteria_list")


class SavedCriteriaDelete(DeletePage):
    """Saved criteria are forgotten after a question."""

    form_class = Form

    def load(self, request: HttpRequest, **kwargs) -> SavedCriteria:
        return get_saved_criteria(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Delete: %(name)s") % {"name": self.object}

    def consequences(self) -> list[str]:
        return [_("Segments that were built with these criteria stay as they are.")]

    def perform(self, form: Form) -> None:
        delete_criteria(criteria=self.object, by=self.request.user)

    def told(self, result: None) -> str:
        return _("Criteria deleted: %(name)s") % {"name": self.object}

    def destination(self, result: None) -> str:
        return reverse("saved_criteria_list")

    def cancel_url(self) -> str:
        return reverse("saved_criteria_list")


class SaveCriteria(EditPage):
    """The steps of a segment get a name."""

    form_class = CriteriaNameForm
    heading = gettext_lazy("Save Criteria")
    template_name = "segments/of_segment.html"

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_segment_to_build(request, kwargs["pk"])

    def perform(self, form: CriteriaNameForm) -> SavedCriteria:
        name, by = form.cleaned_data["name"], self.request.user
        return save_criteria(segment=self.object, name=name, by=by, now=self.now)

    def told(self, result: SavedCriteria) -> str:
        return _("Criteria saved: %(name)s") % {"name": result}

    def destination(self, result: SavedCriteria) -> str:
        return self.object.get_absolute_url()


class TakeCriteria(EditPage):
    """Saved steps are taken on a segment with today's data."""

    form_class = TakeCriteriaForm
    heading = gettext_lazy("Use saved criteria")
    submit_label = gettext_lazy("Use saved criteria")
    template_name = "segments/take_criteria.html"

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_segment_to_build(request, kwargs["pk"])

    def form_kwargs(self) -> dict:
        return {"reading": self.reading}

    def perform(self, form: TakeCriteriaForm) -> list[SegmentStep]:
        steps = form.cleaned_data["criteria"].steps
        by = self.request.user
        return reuse_criteria(steps=steps, segment=self.object, by=by, now=self.now)

    def tell(self, result: list[SegmentStep]) -> None:
        # Only the last step can be undone, so only it offers that.
        for step in result[:-1]:
            messages.success(self.request, step_in_words(step))
        tell_step(self.request, result[-1])

    def destination(self, result: list[SegmentStep]) -> str:
        return self.object.get_absolute_url()

    def get_context(self, form: TakeCriteriaForm) -> dict:
        some = SavedCriteria.objects.visible_to(self.request.user).exists()
        return super().get_context(form) | {"some_are_saved": some}
