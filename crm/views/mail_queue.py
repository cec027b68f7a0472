"""The mail queue: what waits, what went out, what did not, and *Resend*."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.access import require
from crm.actions.resend_mail import RIGHT, resend_mail
from crm.columns import MAIL_COLUMNS
from crm.columns.outgoing_mail import MAIL_TONES
from crm.filters import OutgoingMailFilterSet
from crm.models import OutgoingMail
from crm.refusal import Refusal
from crm.ui.addresses import card_address
from crm.ui.keyset import Ordering
from crm.ui.pages import CardPage, ListPage
from crm.ui.table import Badge
from crm.views.access import READ_MAILS, get_mail
from crm.views.mail_file import files_on_card


class MailQueue(ListPage):
    """Every mail to a contact, the newest first."""

    model = OutgoingMail
    key = "mail_queue"
    heading = gettext_lazy("Mail Queue")
    columns = MAIL_COLUMNS
    filterset_class = OutgoingMailFilterSet
    orderings = {"-created": Ordering("created_at", gettext_lazy("Created"), descending=True)}
    empty_text = gettext_lazy(
        "No mail yet. Documents that are sent wait here until the mail server has taken them."
    )
    no_match_text = gettext_lazy("No mail matches the filters.")

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        require(request.user.has_perm("crm.view_outgoingmail"), str(READ_MAILS))
        return super().get(request, **kwargs)

    def row_url(self, row) -> str:
        return card_address("mail", row["pk"])


class MailCard(CardPage):
    """One mail: to whom, what it says, what became of it."""

    template_name = "crm/mail.html"
    load = staticmethod(get_mail)

    def facts(self) -> dict:
        mail = self.object
        state = OutgoingMail.State(mail.state)
        failed = state in (OutgoingMail.State.FAILED, OutgoingMail.State.UNCLEAR)
        return {
            "state": Badge(str(state.label), MAIL_TONES[state]),
            "files": files_on_card(mail, self.request.user),
            "created": self.reading.full_moment(mail.created_at),
            "ended": self.reading.full_moment(mail.ended_at),
            "resent": self.reading.full_moment(mail.resent_at),
            "may_resend": failed and self.request.user.has_perm(RIGHT),
            "is_unclear": state is OutgoingMail.State.UNCLEAR,
        }


@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed or unclear mail again."""
    mail = get_mail(request, pk)
    try:
        resend_mail(mail=mail, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The mail is sent again: %(mail)s") % {"mail": mail.subject})
    return redirect("mail", pk=mail.pk)
