"""Contacts: the lists, the card, new, edit, delete."""

from copy import copy
from functools import cached_property
from typing import ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.actions.create_contact import create_contact
from crm.actions.delete_contact import delete_contact, ties_of
from crm.actions.update_contact import ChangedMeanwhile, update_contact
from crm.columns import CONTACT_COLUMNS
from crm.drafts import RelationDraft
from crm.filters import ContactFilterSet
from crm.forms.contact import EditContactForm, NewContactForm, begun_contact
from crm.models import AuditRecord, BusinessRelation, Contact, MarketingSetup
from crm.ui.keyset import Cursor, Ordering
from crm.ui.pages import CardPage, DeletePage, EditPage, ListPage
from crm.views.access import CREATE_CONTACTS, get_contact, get_contact_to_edit, whom_to_ask

TYPES = Contact.Type.values


class ContactList(ListPage):
    """Every contact that the reader may see; the lists below narrow it."""

    model = Contact
    key = "contacts"
    heading = gettext_lazy("Contacts")
    columns = CONTACT_COLUMNS
    filterset_class = ContactFilterSet
    orderings = {
        "name": Ordering("sort_name", gettext_lazy("Name")),
        "-name": Ordering("sort_name", gettext_lazy("Name"), descending=True),
        "number": Ordering("number", gettext_lazy("Number")),
        "-number": Ordering("number", gettext_lazy("Number"), descending=True),
    }
    search_label = gettext_lazy("Name, number, e-mail or phone")
    empty_text = gettext_lazy(
        "No contact yet. Contacts are the people and companies you talk to. Add the first one."
    )
    no_match_text = gettext_lazy("No contact matches the filters.")
    begins_with = ""
    # What the list asks by itself, in the words of its filter.
    asks: ClassVar[dict[str, str]] = {}

    @staticmethod
    def rows_with(columns: frozenset[str]) -> QuerySet:
        return Contact.objects.with_relations()

    def rows_of_file(self, after: Cursor | None) -> QuerySet:
        return super().rows_of_file(after).with_relations()

    def whole_query(self) -> str:
        query = QueryDict(super().whole_query(), mutable=True)
        for name, value in self.asks.items():
            if value not in query.getlist(name):
                query.appendlist(name, value)
        return query.urlencode()

    def new_url(self) -> str:
        if not self.request.user.has_perm("crm.create_contact"):
            return ""
        return reverse("contact_new") + self.begins_with

    def new_label(self) -> str:
        return _("New contact")


class CompanyList(ContactList):
    key = "companies"
    heading = gettext_lazy("Companies")
    columns = [column for column in CONTACT_COLUMNS if column.name != "company"]
    begins_with = "?type=company"
    asks = {"type": "company"}

    def get_queryset(self):
        return super().get_queryset().companies()


class PersonList(ContactList):
    key = "people"
    heading = gettext_lazy("People")
    begins_with = "?type=person"
    asks = {"type": "person"}

    def get_queryset(self):
        return super().get_queryset().people()


class CustomerList(ContactList):
    key = "customers"
    heading = gettext_lazy("Customers")
    begins_with = "?type=company&relation=customer"
    asks = {"relation": "customer"}

    def get_queryset(self):
        return super().get_queryset().related_as(BusinessRelation.Kind.CUSTOMER)


class VendorList(ContactList):
    key = "vendors"
    heading = gettext_lazy("Vendors")
    begins_with = "?type=company&relation=vendor"
    asks = {"relation": "vendor"}

    def get_queryset(self):
        return super().get_queryset().related_as(BusinessRelation.Kind.VENDOR)


class ContactCard(CardPage):
    """One contact: who it is, what may be done, what every room knows of it."""

    template_name = "crm/contact.html"
    load = staticmethod(get_contact)

    def facts(self) -> dict:
        contact = self.object
        company = contact.company
        return {
            "relations": list(contact.relations.all()),
            "company_is_visible": company is not None
            and self.request.user.sees_contacts_of(company.salesperson_id),
        }


class ContactNew(EditPage):
    """A new person or company, with what the set-up and the company bring."""

    form_class = NewContactForm
    template_name = "crm/contact_form.html"

    def load(self, request: HttpRequest, **kwargs) -> None:
        require(request.user.has_perm("crm.create_contact"), str(CREATE_CONTACTS))

    @cached_property
    def setup_in_force(self) -> MarketingSetup:
        return MarketingSetup.current()

    @cached_property
    def kind(self) -> str:
        wanted = self.request.GET.get("type", "")
        return wanted if wanted in TYPES else Contact.Type.PERSON

    def get_heading(self) -> str:
        return _("New company") if self.kind == Contact.Type.COMPANY else _("New person")

    def form_kwargs(self) -> dict:
        user = self.request.user
        begun = begun_contact(
            kind=self.kind, company=self._company(), setup=self.setup_in_force, by=user
        )
        relation = self.request.GET.get("relation", "")
        known = relation in BusinessRelation.Kind.values
        return {
            "user": user,
            "now": self.now,
            "contact": begun,
            "relations": [RelationDraft(relation)] if known else [],
            "setup": self.setup_in_force,
        }

    def _company(self) -> Contact | None:
        key = self.request.GET.get("company", "")
        if not (key.isascii() and key.isdigit()):
            return None
        return Contact.objects.visible_to(self.request.user).companies().filter(pk=key).first()

    def perform(self, form: NewContactForm) -> Contact:
        return create_contact(
            fields=form.typed_fields(),
            number=form.cleaned_data.get("number", ""),
            relations=form.relations.drafts(),
            by=self.request.user,
            now=self.now,
        )

    def tell(self, result: Contact) -> None:
        super().tell(result)
        series = self.setup_in_force.contact_series
        today = timezone.localdate(self.now, timezone.get_default_timezone())
        if series is not None and (warning := series.warning_on(today)):
            messages.warning(self.request, warning)

    def told(self, result: Contact) -> str:
        return _("Contact %(number)s created: %(name)s") % {
            "number": result.number,
            "name": result,
        }

    def cancel_url(self) -> str:
        return reverse("contact_list")

    def get_context(self, form: NewContactForm) -> dict:
        return super().get_context(form) | {
            "kind": self.kind,
            "kinds": Contact.Type.choices,
            "changed": None,
            "series_is_missing": self.setup_in_force.contact_series is None,
            "whom_to_ask": whom_to_ask(self.request.user, "crm.change_marketingsetup"),
        }


class ContactEdit(EditPage):
    """Changes to a contact; what somebody else changed meanwhile is shown, not overwritten."""

    form_class = EditContactForm
    template_name = "crm/contact_form.html"

    def load(self, request: HttpRequest, **kwargs) -> Contact:
        return get_contact_to_edit(request, kwargs["pk"])

    @cached_property
    def kind(self) -> str:
        wanted = self.request.GET.get("type", "")
        return wanted if wanted in TYPES else self.object.type

    def get_heading(self) -> str:
        return _("Edit: %(name)s") % {"name": self.object}

    def form_kwargs(self) -> dict:
        # A copy: a form that is refused must not change the name in the heading.
        contact = copy(self.object)
        if self.kind != contact.type:
            contact.become(self.kind)
        rows = self.object.relations.values_list(*RelationDraft._fields)
        return {
            "user": self.request.user,
            "now": self.now,
            "contact": contact,
            "relations": [RelationDraft(*row) for row in rows],
        }

    def perform(self, form: EditContactForm) -> Contact:
        try:
            return update_contact(
                contact=self.object,
                fields=form.typed_fields(),
                relations=form.relations.drafts(),
                seen=form.cleaned_data["seen"],
                agreed=form.cleaned_data["agreed"],
                by=self.request.user,
                now=self.now,
            )
        except ChangedMeanwhile as changed:
            form.show_changes(changed)
            raise

    def told(self, result: Contact) -> str:
        return _("Contact saved: %(name)s") % {"name": result}

    def get_context(self, form: EditContactForm) -> dict:
        changed = form.changed_meanwhile
        return super().get_context(form) | {
            "kind": self.kind,
            "kinds": Contact.Type.choices,
            "series_is_missing": False,
            "changed": changed,
            "changed_at": self.reading.full_moment(changed.at) if changed else "",
        }


class ContactDelete(DeletePage):
    """A deletion that says first what goes, or why it cannot be."""

    form_class = Form
    template_name = "crm/contact_delete.html"

    def load(self, request: HttpRequest, **kwargs) -> Contact:
        return get_contact_to_edit(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Delete: %(name)s") % {"name": self.object}

    def consequences(self) -> list[str]:
        return [
            _("The business relations of this contact and the history of its changes go with it."),
            _("Who deleted it and when remains, with its number."),
        ]

    def perform(self, form: Form) -> AuditRecord:
        return delete_contact(contact=self.object, by=self.request.user, now=self.now)

    def told(self, result) -> str:
        return _("Contact deleted: %(number)s") % {"number": self.object.number}

    def destination(self, result) -> str:
        return reverse("contact_list")

    def get_context(self, form: Form) -> dict:
        return super().get_context(form) | {"ties": ties_of(self.object)}
