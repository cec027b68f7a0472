"""Postponed Interactions: the list, resuming, deleting, handing over, and keeping while typed."""

from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from crm.access import require
from crm.models import User
from crm.refusal import Refusal
from crm.ui.choices import CONTACTS, SALESPEOPLE, ChoiceFilter
from crm.ui.keyset import Ordering
from crm.ui.messages import tell
from crm.ui.pages import BulkAction, EditPage, ListPage
from crm.ui.table import Badge, Cell, Column, Row
from interactions.actions.discard import delete_postponed, undelete_postponed
from interactions.actions.hand_over import hand_over_postponed
from interactions.actions.postpone import keep_typed
from interactions.choices import TEMPLATES
from interactions.forms.interaction_keeping import (
    HandOverForm,
    data_of,
    is_touched,
    missing_in,
    typed_form_of,
)
from interactions.models import PostponedInteraction
from interactions.postponing import RIGHT, may_resume
from interactions.views.create import InteractionNew

MOST_CHOSEN = 1_000


def get_postponed(request: HttpRequest, pk: int) -> PostponedInteraction:
    """The postponed interaction *pk*; 404 where it is not this user's to see."""
    require(may_resume(request.user), str(RIGHT))
    rows = PostponedInteraction.objects.visible_to(request.user).kept()
    return get_object_or_404(rows.select_related("owner", "contact", "handed_over_by"), pk=pk)


class PostponedFilterSet(django_filters.FilterSet):
    """What may be asked of postponed interactions."""

    contact = ChoiceFilter(CONTACTS, label=gettext_lazy("Contact"), method="of_contact")
    salesperson = ChoiceFilter(SALESPEOPLE, label=gettext_lazy("Salesperson"))
    template = ChoiceFilter(TEMPLATES, label=gettext_lazy("Interaction Template"))

    class Meta:
        model = PostponedInteraction
        fields = ()

    def of_contact(self, queryset, name: str, contact: Any):
        return queryset.of_contact(contact)


def _what(row: Row, reading) -> Cell:
    text = row["description"] or row["template__description"] or _("Without a name")
    return Cell(text, reverse("postponed_resume", args=[row["pk"]]))


def _with_whom(row: Row, reading) -> Cell:
    href = reverse("contact", args=[row["contact"]]) if row["contact"] else ""
    return Cell(row["contact__name"] or "", href)


def _state(row: Row, reading) -> Cell:
    badges = []
    if PostponedInteraction(open_at=row["open_at"]).is_open(reading.now):
        badges.append(Badge(_("open now"), "blue"))
    if row["postponed_at"]:
        badges.append(Badge(_("Postponed")))
    else:
        badges.append(Badge(_("Interrupted"), "yellow"))
    return Cell(badges=tuple(badges))


def _missing(row: Row, reading) -> str:
    return ", ".join(missing_in(PostponedInteraction(typed=row["typed"])))


def _owner(row: Row, reading) -> str:
    full = f"{row['owner__first_name']} {row['owner__last_name']}".strip()
    return full or row["owner__username"]


COLUMNS = (
    Column(
        name="what",
        label=gettext_lazy("Description"),
        fields=("description", "template__description"),
        cell=_what,
    ),
    Column(
        name="contact",
        label=gettext_lazy("Contact"),
        fields=("contact", "contact__name"),
        cell=_with_whom,
    ),
    Column(
        name="state", label=gettext_lazy("Status"), fields=("postponed_at", "open_at"), cell=_state
    ),
    Column(name="missing", label=gettext_lazy("Still missing"), fields=("typed",), cell=_missing),
    Column(
        name="saved",
        label=gettext_lazy("Saved"),
        fields=("saved_at",),
        cell=lambda row, reading: reading.moment(row["saved_at"]),
        numeric=True,
        sort="saved",
    ),
    Column(
        name="owner",
        label=gettext_lazy("Owner"),
        fields=("owner__first_name", "owner__last_name", "owner__username"),
        cell=_owner,
    ),
)


class PostponedList(ListPage):
    """What waits to be finished: one's own, for a manager his team's too."""

    model = PostponedInteraction
    key = "postponed"
    heading = gettext_lazy("Postponed Interactions")
    columns = COLUMNS
    filterset_class = PostponedFilterSet
    orderings = {
        "-saved": Ordering("saved_at", gettext_lazy("Saved"), descending=True),
        "saved": Ordering("saved_at", gettext_lazy("Saved")),
    }
    bulk_actions = (
        BulkAction(label=gettext_lazy("Delete"), url_name="postponed_deletions", icon="trash"),
    )
    empty_text = gettext_lazy("Nothing is waiting for you. What you leave unfinished will be here.")
    no_match_text = gettext_lazy("No postponed interaction matches the filters.")

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        require(may_resume(request.user), str(RIGHT))
        return super().get(request, **kwargs)

    def get_queryset(self):
        return super().get_queryset().kept()

    def row_actions(self, row: Row):
        return [
            (_("Resume"), reverse("postponed_resume", args=[row["pk"]]), "player-play"),
            (_("Hand over"), reverse("postponed_hand_over", args=[row["pk"]]), "user-share"),
        ]


class Resume(InteractionNew):
    """The form as it was left; finishing it removes the postponed row."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_postponed(request, pk)
        filled = self.filling.filled(data_of(row))
        filled.form.forgive()
        filled.form.data["resumed"] = str(row.version)
        return self.show(filled)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        # One that was finished meanwhile is gone; the form still says so and keeps the text.
        if PostponedInteraction.objects.filter(pk=pk).exists():
            get_postponed(request, pk)
        return super().post(request)

    def form_address(self) -> str:
        return self.request.path


class HandOver(EditPage):
    """Give a postponed interaction to a colleague."""

    form_class = HandOverForm
    submit_label = gettext_lazy("Hand over")

    def load(self, request: HttpRequest, **kwargs) -> PostponedInteraction:
        return get_postponed(request, kwargs["pk"])

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

    def destination(self, result: User) -> str:
        return reverse("postponed_list")

    def cancel_url(self) -> str:
        return reverse("postponed_list")


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
    return redirect("postponed_list")


@require_POST
def undelete(request: HttpRequest) -> HttpResponse:
    """Take a deletion back, at most a day later."""
    require(may_resume(request.user), str(RIGHT))
    named = request.GET.get("keys", "")[:4_000].split(",")
    keys = [int(key) for key in named if key.isascii() and key.isdigit() and len(key) < 19]
    count = undelete_postponed(keys=keys, by=request.user, now=timezone.now())
    text = ngettext("%(n)d taken back", "%(n)d taken back", count) % {"n": count}
    messages.info(request, text)
    return redirect("postponed_list")


@require_POST
def keep(request: HttpRequest) -> JsonResponse:
    """Keep what stands in an open form, as JSON: its new version, or why it was not kept."""
    require(may_resume(request.user), str(RIGHT))
    typed = typed_form_of(request.POST)
    # What was kept once is kept as it is now, also where all of it was taken out again.
    if typed is None or not (typed.version or is_touched(request.POST)):
        return JsonResponse({"kept": False})
    now = timezone.now()
    try:
        row = keep_typed(typed=typed, by=request.user, now=now)
    except Refusal as refusal:
        return JsonResponse({"kept": False, "problem": str(refusal)}, status=409)
    local = timezone.localtime(now)
    said = _("Saved %(time)s") % {"time": f"{local.hour}:{local.minute:02d}"}
    resume = row.get_absolute_url()
    return JsonResponse({"kept": True, "version": row.version, "resume": resume, "said": said})
