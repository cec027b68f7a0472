"""Salespeople: list, card, new, edit."""

from copy import copy

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.actions.save_salesperson import save_salesperson
from crm.columns import SALESPERSON_COLUMNS
from crm.filters import SalespersonFilterSet
from crm.forms.salesperson import SalespersonForm
from crm.models import Salesperson
from crm.ui.keyset import Ordering
from crm.ui.pages import CardPage, EditPage, ListPage
from crm.views.access import EDIT_SALESPEOPLE, get_salesperson


class SalespersonList(ListPage):
    """Who owns contacts and interactions."""

    model = Salesperson
    key = "salespeople"
    heading = gettext_lazy("Salespeople")
    columns = SALESPERSON_COLUMNS
    filterset_class = SalespersonFilterSet
    orderings = {
        "name": Ordering("name", gettext_lazy("Name")),
        "-name": Ordering("name", gettext_lazy("Name"), descending=True),
        "code": Ordering("code", gettext_lazy("Code")),
        "-code": Ordering("code", gettext_lazy("Code"), descending=True),
    }
    search_label = gettext_lazy("Name, code or e-mail")
    empty_text = gettext_lazy("No salesperson yet. Contacts and interactions belong to one.")
    no_match_text = gettext_lazy("No salesperson matches the filters.")

    def new_url(self) -> str:
        allowed = self.request.user.has_perm("crm.add_salesperson")
        return reverse("salesperson_new") if allowed else ""

    def new_label(self) -> str:
        return _("New salesperson")


class SalespersonCard(CardPage):
    """One salesperson, with contacts."""

    template_name = "crm/salesperson.html"
    load = staticmethod(get_salesperson)


class SalespersonNew(EditPage):
    """A new salesperson."""

    form_class = SalespersonForm
    heading = gettext_lazy("New salesperson")

    def load(self, request: HttpRequest, **kwargs) -> None:
        require(request.user.has_perm("crm.add_salesperson"), str(EDIT_SALESPEOPLE))

    def perform(self, form: SalespersonForm) -> Salesperson:
        return save_salesperson(salesperson=form.instance, by=self.request.user, now=self.now)

    def told(self, result: Salesperson) -> str:
        return _("Salesperson saved: %(name)s") % {"name": result}

    def cancel_url(self) -> str:
        return reverse("salesperson_list")


class SalespersonEdit(SalespersonNew):
    """Changes to a salesperson."""

    def load(self, request: HttpRequest, **kwargs) -> Salesperson:
        salesperson = get_salesperson(request, kwargs["pk"])
        require(request.user.has_perm("crm.change_salesperson"), str(EDIT_SALESPEOPLE))
        return salesperson

    def form_kwargs(self) -> dict:
        # A copy: a form that is refused must not change the name in the heading.
        return {"instance": copy(self.object)}

    def get_heading(self) -> str:
        return _("Edit: %(name)s") % {"name": self.object}

    def cancel_url(self) -> str:
        return self.object.get_absolute_url()
