"""Doorkeepers of the ground floor: what a user may not see is not there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from crm import roles
from crm.access import require
from crm.models import Campaign, Contact, Salesperson, User

CREATE_CONTACTS = _("Create contacts")
EDIT_THIS_CONTACT = _("Edit the contacts of this salesperson")
EDIT_SALESPEOPLE = _("Set up salespeople")
READ_MARKETING_SETUP = _("Read the Marketing Setup")
CHANGE_MARKETING_SETUP = _("Change the Marketing Setup")


def get_contact(request: HttpRequest, pk: int) -> Contact:
    """The contact *pk* with its company and owner; 404 where this user does not see it."""
    contacts = Contact.objects.visible_to(request.user)
    return get_object_or_404(contacts.select_related("company", "salesperson"), pk=pk)


def get_contact_to_edit(request: HttpRequest, pk: int) -> Contact:
    """The same for a change; 403 where the user only may look at it."""
    contact = get_contact(request, pk)
    require(contact.may_be_edited_by(request.user), str(EDIT_THIS_CONTACT))
    return contact


def get_salesperson(request: HttpRequest, pk: int) -> Salesperson:
    """The salesperson *pk*, with team and user."""
    people = Salesperson.objects.visible_to(request.user)
    return get_object_or_404(people.select_related("team", "user"), pk=pk)


def get_campaign(request: HttpRequest, pk: int) -> Campaign:
    """The campaign *pk*, with who answers for it."""
    campaigns = Campaign.objects.visible_to(request.user)
    return get_object_or_404(campaigns.select_related("salesperson"), pk=pk)


def whom_to_ask(user: User, right: str) -> list[str]:
    """Names of those who look after the set-up, for a user who lacks *right* himself."""
    if user.has_perm(right):
        return []
    users = User.objects.filter(is_active=True, groups__name=roles.SETUP)
    return [str(user) for user in users.order_by("last_name", "first_name", "username")]
