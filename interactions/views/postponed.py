"""Postponed Interactions: the list, and resuming one of them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.access import require
from crm.models import User
from crm.ui.keyset import Cursor, Ordering
from crm.ui.pages import BulkAction, ListPage
from crm.ui.table import Row
from crm.views.access import administrators
from interactions.columns import POSTPONED_COLUMNS
from interactions.filters import PostponedFilterSet
from interactions.forms.interaction_keeping import TEXTS, data_of
from interactions.models import Due, PostponedInteraction
from interactions.postponed_news import deleted_by, news_of
from interactions.postponing import RIGHT, may_resume
from interactions.recording import RIGHT as RIGHT_TO_RECORD
from interactions.recording import may_record
from interactions.views.create import InteractionNew


def get_postponed(request: HttpRequest, pk: int) -> PostponedInteraction:
    """The postponed interaction *pk*; 404 where it is not this user's to see."""
    require(may_resume(request.user), str(RIGHT))
    rows = PostponedInteraction.objects.visible_to(request.user).kept()
    return get_object_or_404(rows.select_related("owner", "contact", "handed_over_by"), pk=pk)


class PostponedList(ListPage):
    """What waits to be finished: one's own, for a manager his team's too."""

    model = PostponedInteraction
    key = "postponed"
    template_name = "interactions/postponed_list.html"
    heading = gettext_lazy("Postponed Interactions")
    columns = POSTPONED_COLUMNS
    filterset_class = PostponedFilterSet
    orderings = {
        "due": Ordering("due_order", gettext_lazy("Due")),
        "-due": Ordering("due_order", gettext_lazy("Due"), descending=True),
        "age": Ordering("created_at", gettext_lazy("Age")),
        "-age": Ordering("created_at", gettext_lazy("Age"), descending=True),
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
        return super().get_queryset().kept().with_due_order().with_over(self.now)

    def fields(self) -> tuple[str, ...]:
        return (*super().fields(), "due_at", "is_over")

    def get_context(self) -> dict:
        days = settings.INTERRUPTED_KEPT_DAYS
        mine = PostponedInteraction.objects.filter(owner=self.request.user).kept()
        count = mine.forgotten(self.now, days).count()
        text = ngettext(
            "%(n)d interaction was interrupted more than %(days)d days ago. "
            "Finish it or delete it; an administrator may remove it.",
            "%(n)d interactions were interrupted more than %(days)d days ago. "
            "Finish them or delete them; an administrator may remove them.",
            count,
        )
        return super().get_context() | {
            "forgotten": text % {"n": count, "days": days} if count else "",
            "forgotten_href": "?state=forgotten",
            "news": [
                group for groups in news_of(self.request.user, self.reading) for group in groups
            ],
            "deleted": deleted_by(self.request.user, self.reading),
        }

    def row_group(self, row: Row) -> str:
        if self.ordering.field != "due_order":
            return ""
        return str(Due.of(row["due_at"], self.reading.today).label)

    def row_actions(self, row: Row):
        planned = reverse("postponed_record", args=[row["pk"]])
        as_planned = (_("Record as it was planned"), planned, "check", True)
        return [
            *([as_planned] if row["is_over"] else []),
            (_("Resume"), reverse("postponed_resume", args=[row["pk"]]), "player-play"),
            (_("Move the due date"), reverse("postponed_due", args=[row["pk"]]), "calendar-time"),
            (_("Hand over"), reverse("postponed_hand_over", args=[row["pk"]]), "user-share"),
            (_("Delete"), reverse("postponed_deletion", args=[row["pk"]]), "trash", True),
        ]

    def _cursor(self, name: str) -> Cursor | None:
        """As everywhere; the order by due date is computed, and read as the date that it is."""
        text = self.request.GET.get(name, "")
        read_as = Ordering(self.ordering.field.replace("due_order", "due_at"), "")
        return Cursor.parse(text, self.get_queryset(), read_as) if text else None


def _right_lost_by(user: User) -> str:
    """The right that *user* lacks to go on with an interaction, "" where he has both."""
    if not may_resume(user):
        return str(RIGHT)
    return "" if may_record(user) else str(RIGHT_TO_RECORD)


class Resume(InteractionNew):
    """The form as it was left; finishing it removes the postponed row."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        lost = _right_lost_by(request.user)
        own = PostponedInteraction.objects.filter(owner=request.user.pk, pk=kwargs["pk"]).kept()
        row = own.first() if lost else None
        if row is None:
            return super().dispatch(request, *args, **kwargs)
        return self._show_text(lost, row)

    def _show_text(self, lost: str, row: PostponedInteraction) -> HttpResponse:
        """Who may not go on with what he wrote can still read it, and what he sends now."""
        sent = data_of(row) if self.request.method != "POST" else self.request.POST
        context = {
            "right": lost,
            "administrators": administrators(),
            "texts": [text for name in TEXTS for text in sent.getlist(name) if text.strip()],
        }
        return render(self.request, "interactions/right_lost.html", context, status=403)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_postponed(request, pk)
        filled = self.filling.filled(data_of(row))
        filled.form.forgive()
        filled.form.data["resumed"] = str(row.version)
        return self.show(filled)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        # One that was finished, deleted or handed over meanwhile: who had it open, and so names
        # its form, is told by the form, which keeps the text.
        row = PostponedInteraction.objects.filter(pk=pk).first()
        if row and str(row.form_key) != request.POST.get("key"):
            get_postponed(request, pk)
        return super().post(request)

    def form_address(self) -> str:
        return reverse("interaction_new") if self.has_begun_anew else self.request.path
