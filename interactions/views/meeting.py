"""Inviting a contact to a meeting, the file of the invitation, and one key when it is over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.access import require
from crm.actions.finish_form import AlreadyFinished
from crm.models import Contact
from crm.refusal import Refusal
from crm.ui.messages import tell
from crm.views.access import get_contact
from crm.views.once import OncePage
from interactions.actions.invite import Invited, invite_to_meeting
from interactions.forms.interaction_keeping import data_of
from interactions.forms.meeting import MeetingForm
from interactions.invitation_file import NAME, invitation_of
from interactions.models import Meeting, PostponedInteraction
from interactions.recording import RIGHT, may_record
from interactions.views.postponed import Resume, get_postponed
from interactions.views.way_back import local_path


class InviteToMeeting(OncePage):
    """What, when, where and with whom; it waits until the meeting is over."""

    template_name = "interactions/meeting.html"
    form_class = MeetingForm
    submit_label = gettext_lazy("Invite")

    def load(self, request: HttpRequest, **kwargs) -> Contact:
        contact = get_contact(request, kwargs["pk"])
        require(may_record(request.user), str(RIGHT))
        return contact

    def get_heading(self) -> str:
        return _("Invite to a meeting: %(name)s") % {"name": self.object}

    def form_kwargs(self) -> dict:
        return {"contact": self.object, "user": self.request.user, "now": self.now}

    def perform_once(self, form: MeetingForm) -> Invited:
        return invite_to_meeting(
            draft=form.draft(),
            contacts=form.contacts(),
            send=form.cleaned_data["send"],
            key=form.cleaned_data["key"],
            by=self.request.user,
            now=self.now,
        )

    def tell(self, result) -> None:
        if not isinstance(result, Invited):
            super().tell(result)
            return
        file = (_("Download the calendar file"), reverse("meeting_file", args=[result.meeting.pk]))
        tell(self.request, _("Invited: %(name)s") % {"name": self.object}, link=file)
        if result.postponed:
            text = _("It waits until the meeting is over: %(name)s")
            way = (_("Postponed Interactions"), reverse("postponed_list"))
            tell(self.request, text % {"name": result.postponed}, link=way, level=messages.INFO)
        else:
            text = _("Nothing is postponed: there is no rule for meeting invitations.")
            way = (_("Automatic Recording"), reverse("automatic_recording"))
            tell(self.request, text, link=way, level=messages.WARNING)

    def destination(self, result) -> str:
        if isinstance(result, Invited):
            return self.object.get_absolute_url()
        return super().destination(result)


@require_safe
def meeting_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitation as a file, for whoever has made it."""
    own = Meeting.objects.visible_to(request.user).filter(event=None)
    body = invitation_of(get_object_or_404(own, pk=pk))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8; method=REQUEST")
    response.headers["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return response


class RecordAsPlanned(Resume):
    """One key: what was planned is recorded as it stands, or its form opens and says why not."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        back = local_path(request, request.POST.get("next", "")) or reverse("postponed_list")
        if not PostponedInteraction.objects.filter(pk=pk).exists():
            messages.info(request, _("It does not wait any more: somebody has dealt with it."))
            return redirect(back)
        row = get_postponed(request, pk)
        filled = self.filling.filled(data_of(row))
        problem = _("Something is missing. Fill it in and press OK.")
        if filled.form.is_valid():
            try:
                entry = self._record(filled.form)
            except AlreadyFinished as finished:
                return self.already(finished)
            except Refusal as refusal:
                problem = str(refusal)
            else:
                self._tell(entry, filled.form)
                return redirect(back)
        messages.warning(request, problem)
        return redirect(row)
