"""Whom others mean: contacts by what the world outside calls them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from crm.models import BusinessRelation, Contact, Salesperson


def contacts_called(party: str) -> QuerySet[Contact]:
    """Those whom *party* may mean: an e-mail address, our number of a contact, or another's."""
    contacts = Contact.objects.all()
    if not party:
        return contacts.none()
    if "@" in party:
        # Found by the index of words first: no index answers a comparison without case.
        same = Q(email__iexact=party) | Q(second_email__iexact=party)
        return contacts.search(party).filter(same)
    named = BusinessRelation.objects.filter(external_number=party)
    return contacts.filter(Q(number=party) | Q(pk__in=named.values("contact")))


def salespeople_called(addresses: Iterable[str]) -> dict[str, Salesperson]:
    """The salespeople among *addresses*, in their order."""
    by_address = {
        email.lower(): salesperson
        for salesperson in Salesperson.objects.select_related("user")
        for email in (salesperson.email, salesperson.user.email if salesperson.user else "")
        if email
    }
    return {each: by_address[each] for each in addresses if each in by_address}
