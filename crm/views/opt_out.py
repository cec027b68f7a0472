"""Opting out of mailings, from the link in a mail or with one click of the mail program."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from crm.actions.opt_out import opt_out as opt_out_of_mailings
from crm.models import OutgoingMail
from crm.opt_out import mail_of
from crm.ui.context import BareFrame


# The signed token in the address is all that counts: neither cookie nor session is read, so
# there is nothing that another site could make a browser send.
@csrf_exempt
@login_not_required
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, and changes nothing: mail programs look at links. POST opts out."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    mail = mail_of(token)
    done = request.method == "POST" and mail is not None
    if done:
        opt_out_of_mailings(contact=mail.contact, now=timezone.now())
    return _page(request, mail, done=done)


def _page(request: HttpRequest, mail: OutgoingMail | None, *, done: bool) -> HttpResponse:
    """The page in the language of the mail. It says nothing about the contact."""
    language = mail.language if mail is not None and mail.language else translation.get_language()
    with translation.override(language):
        context = {"known": mail is not None, "done": done, "frame": BareFrame(request)}
        page = render_to_string("crm/opt_out.html", context)
    return HttpResponse(
        page,
        status=404 if mail is None else 200,
        # The token stays between the mail and this page.
        headers={"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"},
    )
