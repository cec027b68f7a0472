"""What may be done to postponed interactions in their list: move, hand over, delete, take back."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from crm.access import require
from crm.forms.due_day import picks
from crm.models import User
from crm.text import is_key
from crm.ui.messages import tell
from crm.ui.pages import EditPage
from interactions.actions.discard import delete_postponed, undelete_postponed
from interactions.actions.hand_over import hand_over_postponed
from interactions.actions.move_due import move_due
from interactions.forms.interaction_offers import as_typed
from interactions.forms.postponed import DueForm, HandOverForm
from interactions.models import PostponedInteraction
from interactions.postponing import RIGHT, may_resume
from interactions.views.postponed import get_postponed
from interactions.views.way_back import local_path, where_from

MOST_CHOSEN = 1_000


class PostponedChange(EditPage):
    """A change of one row; it comes back to where it was asked for, the list or home."""

    def load(self, request: HttpRequest, **kwargs) -> PostponedInteraction:
        return get_postponed(request, kwargs["pk"])

    def destination(self, result) -> str:
        return self.cancel_url()

    def cancel_url(self) -> str:
        named = local_path(self.request, self.request.POST.get("next", ""))
        return named or where_from(self.request) or reverse("postponed_list")

    def get_context(self, form) -> dict:
        return super().get_context(form) | {"next": self.cancel_url()}


class MoveDue(PostponedChange):
    """The day on which it is due: one of those offered, or any other."""

    form_class = DueForm
    template_name = "interactions/due.html"

    def get_heading(self) -> str:
        return _("Due: %(name)s") % {"name": self.object}

    def form_kwargs(self) -> dict:
        day = self.object.due_at and timezone.localdate(self.object.due_at)
        return {"now": self.now, "initial": {"due": as_typed(day)}}

    def get_context(self, form: DueForm) -> dict:
        return super().get_context(form) | {"due_picks": picks(self.reading.today)}

    def perform(self, form: DueForm) -> datetime.datetime | None:
        due_at = form.due_at()
        move_due(postponed=self.object, due_at=due_at, by=self.request.user)
        return due_at

    def told(self, result: datetime.datetime | None) -> str:
        facts = {"name": self.object, "due": result and self.reading.day_of(result)}
        if result is None:
            return _("Not due any more: %(name)s") % facts
        return _("Due %(due)s: %(name)s") % facts


class HandOver(PostponedChange):
    """Give a postponed interaction to a colleague."""

    form_class = HandOverForm
    submit_label = gettext_lazy("Hand over")
    template_name = "interactions/hand_over.html"

    def get_heading(self) -> str:
        return _("Hand over: %(name)s") % {"name": self.object}

    def form_kwargs(self) -> dict:
        return {"user": self.request.user}

    def perform(self, form: HandOverForm) -> User:
        colleague = form.cleaned_data["to"]
        hand_over_postponed(postponed=self.object, to=colleague, by=self.request.user, now=self.now)
        return colleague

    def told(self, result: User) -> str:
        return _("Handed over: %(name)s") % {"name": result}


def _chosen(request: HttpRequest):
    keys = [key for key in request.POST.getlist("selected") if key.isascii() and key.isdigit()]
    numbers = [int(key) for key in keys[:MOST_CHOSEN] if len(key) < 19]
    return PostponedInteraction.objects.filter(pk__in=numbers)


@require_POST
def delete_many(request: HttpRequest) -> HttpResponse:
    """Delete the selected ones; the message takes it back for a day."""
    require(may_resume(request.user), str(RIGHT))
    return _deleted(request, _chosen(request))


@require_POST
def delete_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one; the message takes it back for a day."""
    row = get_postponed(request, pk)
    return _deleted(request, PostponedInteraction.objects.filter(pk=row.pk))


def _deleted(request: HttpRequest, chosen) -> HttpResponse:
    keys = delete_postponed(postponed=chosen, by=request.user, now=timezone.now())
    text = ngettext(
        "%(n)d postponed interaction deleted", "%(n)d postponed interactions deleted", len(keys)
    ) % {"n": len(keys)}
    if keys:
        address = reverse("postponed_undeletion") + "?keys=" + ",".join(map(str, keys[:200]))
        tell(request, text, undo=(_("Undo"), address))
    else:
        messages.info(request, text)
    return redirect(local_path(request, request.POST.get("next", "")) or "postponed_list")


@require_POST
def undelete(request: HttpRequest) -> HttpResponse:
    """Take a deletion back, at most a day later."""
    require(may_resume(request.user), str(RIGHT))
    named = request.GET.get("keys", "")[:4_000].split(",")
    keys = [int(key) for key in named if is_key(key)]
    count = undelete_postponed(keys=keys, by=request.user, now=timezone.now())
    text = ngettext("%(n)d taken back", "%(n)d taken back", count) % {"n": count}
    messages.info(request, text)
    return redirect("postponed_list")
