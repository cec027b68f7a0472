"""The calendar of what somebody owes, for programs that cannot sign in, and its address."""

import zoneinfo
from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.access import require
from crm.models import User
from interactions.actions.calendar_feed import close_calendar_feed, renew_calendar_feed
from interactions.calendar import calendar_of
from interactions.models import CalendarFeed
from interactions.postponing import RIGHT, may_resume

# The address is a key: no page that is reached from it and no search engine is to learn it.
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address; any other address, and one switched off, is 404."""
    feeds = CalendarFeed.objects.filter(secret=secret, user__is_active=True)
    feed = feeds.select_related("user").first()
    if feed is None or not may_resume(feed.user):
        raise Http404
    body = _in_his_words(feed.user)
    etag = f'"{sha256(body).hexdigest()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="rapport.ics"'
    for name, value in ({"ETag": etag} | HEADERS).items():
        response.headers[name] = value
    return response


def _in_his_words(user: User) -> bytes:
    """The calendar in the language and the time zone of *user*: nobody is signed in."""
    language = user.language or settings.LANGUAGE_CODE
    zone = zoneinfo.ZoneInfo(user.time_zone or settings.TIME_ZONE)
    with translation.override(language), timezone.override(zone):
        return calendar_of(user)


@require_POST
def change_calendar_feed(request: HttpRequest) -> HttpResponse:
    """Renew the address of one's own calendar, or switch it off."""
    require(may_resume(request.user), str(RIGHT))
    if "off" in request.POST:
        close_calendar_feed(by=request.user)
        messages.success(request, _("The calendar is switched off. Its address leads nowhere now."))
    else:
        renew_calendar_feed(by=request.user, now=timezone.now())
        messages.success(request, _("The calendar has a new address."))
    return redirect(f"{reverse('settings')}#calendar")
