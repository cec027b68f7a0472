"""Doorkeepers of the ground floor: what a user may not see is not there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from crm import roles
from crm.access import require
from crm.models import Campaign, Contact, OutgoingMail, SalesDocument, Salesperson, User

CREATE_CONTACTS = _("Create contacts")
EDIT_THIS_CONTACT = _("Edit the contacts of this salesperson")
EDIT_SALESPEOPLE = _("Set up salespeople")
READ_DOCUMENTS = _("Read documents")
WRITE_DOCUMENTS = _("Write documents")
WRITE_THIS_DOCUMENT = _("Write the documents of this salesperson")
SEND_DOCUMENTS = _("Print and send documents")
READ_MAILS = _("Read the mail queue")
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


def get_document(request: HttpRequest, pk: int) -> SalesDocument:
    """The document *pk* with whom it goes to; 404 where this user does not see its contact."""
    require(request.user.has_perm("crm.view_salesdocument"), str(READ_DOCUMENTS))
    documents = SalesDocument.objects.visible_to(request.user).select_related(
        "contact__company", "bill_to", "salesperson", "campaign", "created_by"
    )
    return get_object_or_404(documents.prefetch_related("lines"), pk=pk)


def get_document_to_write(request: HttpRequest, pk: int) -> SalesDocument:
    """The same for a change; 403 where this user only may look at it."""
    document = get_document(request, pk)
    require(document.may_be_written_by(request.user), str(WRITE_THIS_DOCUMENT))
    return document


def get_document_to_send(request: HttpRequest, pk: int) -> SalesDocument:
    """The same for printing and sending."""
    document = get_document(request, pk)
    require(request.user.has_perm("crm.send_document"), str(SEND_DOCUMENTS))
    return document


def get_mail(request: HttpRequest, pk: int) -> OutgoingMail:
    """The mail *pk* without its attachment; 404 where this user does not see its contact."""
    require(request.user.has_perm("crm.view_outgoingmail"), str(READ_MAILS))
    mails = OutgoingMail.objects.visible_to(request.user).defer("attachment")
    related = ("contact", "document", "mailing", "created_by", "resent_by")
    return get_object_or_404(mails.select_related(*related), pk=pk)


def get_campaign(request: HttpRequest, pk: int) -> Campaign:
    """The campaign *pk*, with who answers for it."""
    campaigns = Campaign.objects.visible_to(request.user)
    return get_object_or_404(campaigns.select_related("salesperson"), pk=pk)


def whom_to_ask(user: User, right: str) -> list[str]:
    """Names of those who look after the set-up, for a user who lacks *right* himself."""
    if user.has_perm(right):
        return []
    return administrators()


def administrators() -> list[str]:
    """Names of those who look after the set-up and can give rights."""
    users = User.objects.filter(is_active=True, groups__name=roles.SETUP)
    return [str(user) for user in users.order_by("last_name", "first_name", "username")]
