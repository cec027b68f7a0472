"""The Marketing Setup: read by many, changed by the set-up role."""

from copy import copy
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.actions.save_marketing_setup import save_marketing_setup
from crm.forms.amounts import typed_amount
from crm.forms.marketing_setup import PARTS, MarketingSetupForm
from crm.models import MarketingSetup, NumberSeries, User
from crm.panels import Fact
from crm.ui.pages import EditPage, Page
from crm.views.access import CHANGE_MARKETING_SETUP, READ_MARKETING_SETUP


def may_read(user: User) -> bool:
    """Whether the page opens for *user*."""
    return user.has_perm("crm.view_marketingsetup")


class MarketingSetupPage(Page):
    """What is set up, and how far the number series have come."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(may_read(request.user), str(READ_MARKETING_SETUP))
        setup = MarketingSetup.current()
        return render(
            request,
            "crm/marketing_setup.html",
            {
                "parts": _parts(setup),
                "series": _series(timezone.localdate(self.now)),
                "may_change": request.user.has_perm("crm.change_marketingsetup"),
                "series_href": reverse("admin:crm_numberseries_changelist")
                if request.user.is_staff and request.user.has_perm("crm.view_numberseries")
                else "",
            },
        )


class MarketingSetupEdit(EditPage):
    """The same as a form."""

    form_class = MarketingSetupForm
    heading = gettext_lazy("Marketing Setup")

    def load(self, request: HttpRequest, **kwargs) -> MarketingSetup:
        allowed = request.user.has_perm("crm.change_marketingsetup")
        require(allowed, str(CHANGE_MARKETING_SETUP))
        return MarketingSetup.current()

    def form_kwargs(self) -> dict:
        return {"instance": copy(self.object), "user": self.request.user}

    def perform(self, form: MarketingSetupForm) -> MarketingSetup:
        return save_marketing_setup(setup=form.instance, by=self.request.user, now=self.now)

    def told(self, result: MarketingSetup) -> str:
        return _("Marketing Setup saved.")


def _parts(setup: MarketingSetup) -> list[tuple[str, list[Fact]]]:
    return [
        (label, [_fact(setup, name) for names in rows for name in names]) for label, rows in PARTS
    ]


def _fact(setup: MarketingSetup, name: str) -> Fact:
    field = MarketingSetup._meta.get_field(name)
    display = getattr(setup, f"get_{name}_display", None)
    value = display() if display else getattr(setup, name)
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    if name == "default_country":
        value = setup.default_country.name
    if isinstance(value, Decimal):
        value = typed_amount(value)
    label = str(field.verbose_name)
    return Fact(label[0].upper() + label[1:], "–" if value in (None, "") else str(value))


def _series(today) -> list[dict]:
    """Each series with the last number given, and what is wrong with it."""
    found = []
    for series in NumberSeries.objects.prefetch_related("lines"):
        line = series.line_on(today)
        found.append(
            {
                "series": series,
                "last": line.number(line.last_used) if line and line.last_used else "",
                "has_started": line is not None,
                "warning": series.warning_on(today),
            }
        )
    return found
