"""Views that a user keeps of a list: saved under a name, renamed, deleted."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.forms.saved_view import SavedViewForm, SavedViewNameForm
from crm.models import SavedView
from crm.refusal import Refusal
from crm.ui.addresses import local_address
from crm.ui.pages import EditPage


class NameTaken(Refusal):
    """Another tab saved a view of that name a moment ago."""


class SavedViewNew(EditPage):
    """Keep what a list shows under a name."""

    form_class = SavedViewForm
    heading = gettext_lazy("Save view")

    def form_kwargs(self) -> dict:
        initial = {name: self.request.GET.get(name, "") for name in ("page", "query")}
        return {"instance": SavedView(user=self.request.user), "initial": initial}

    def perform(self, form: SavedViewForm) -> SavedView:
        try:
            with transaction.atomic():
                return form.save()
        except IntegrityError as error:
            text = _("You have a view of this name here already.")
            raise NameTaken(text, field="name") from error

    def told(self, result: SavedView) -> str:
        return _("View saved: %(name)s") % {"name": result}

    def destination(self, result: SavedView) -> str:
        return f"{path_of_list(self.request)}?{result.query}"

    def cancel_url(self) -> str:
        return path_of_list(self.request)


class SavedViewEdit(SavedViewNew):
    """Give a view another name."""

    form_class = SavedViewNameForm
    heading = gettext_lazy("Rename view")

    def load(self, request: HttpRequest, **kwargs) -> SavedView:
        return get_saved_view(request, kwargs["pk"])

    def form_kwargs(self) -> dict:
        return {"instance": self.object}


@require_POST
def delete_saved_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view. The list and its rows are as they were."""
    view = get_saved_view(request, pk)
    view.delete()
    messages.success(request, _("View deleted: %(name)s") % {"name": view})
    return redirect(path_of_list(request))


def get_saved_view(request: HttpRequest, pk: int) -> SavedView:
    """The doorkeeper: one's own views, nobody else's."""
    return get_object_or_404(SavedView, pk=pk, user=request.user)


def path_of_list(request: HttpRequest) -> str:
    """The list that the view is of: the page one comes from, without its query."""
    typed = request.POST.get("list") or request.GET.get("list", "")
    return local_address(request, typed.partition("?")[0])
