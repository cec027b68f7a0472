"""Where a form was opened, and where it leads when it is done."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest
from django.urls import reverse

from crm.ui.addresses import local_address
from interactions.forms.interaction import InteractionForm
from interactions.models import InteractionLogEntry

# A page of these addresses is no place to come back to.
PASSED_THROUGH = ("/accounts/", "/reopen/")


def where_from(request: HttpRequest) -> str:
    """The page that led here: named in the address, else the one the browser comes from."""
    if named := request.GET.get("next", ""):
        return local_path(request, named)
    referer = local_path(request, request.headers.get("referer", ""))
    passed_through = referer.startswith((request.path, *PASSED_THROUGH))
    return "" if passed_through else referer


def local_path(request: HttpRequest, address: str) -> str:
    """Path and query of *address* where it is a page of this host, else ""."""
    parts = urlsplit(local_address(request, address, ""))
    if not parts.path.startswith("/"):
        return ""
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def after_recording(request: HttpRequest, form: InteractionForm, entry: InteractionLogEntry) -> str:
    """The next page after *entry* was recorded: where the form was opened, or an empty form."""
    back = local_path(request, form.data.get("next", ""))
    if "and_next" in request.POST:
        query = {"template": entry.template_id} | ({"next": back} if back else {})
        return f"{reverse('interaction_new')}?{urlencode(query)}"
    return marked(back or entry.contact.get_absolute_url(), entry)


def marked(address: str, entry: InteractionLogEntry) -> str:
    """*address*, where *entry* is to stand first and marked."""
    parts = urlsplit(address)
    kept = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if pair[0] not in {"mark", "after", "before", "last", "reopen"}
    ]
    query = urlencode([*kept, ("mark", entry.pk)])
    return parts._replace(query=query, fragment="").geturl()
