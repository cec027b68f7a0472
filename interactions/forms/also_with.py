"""Further contacts of the same interaction: a meeting with three people is three entries."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import Contact
from crm.ui.choices import CONTACTS
from crm.ui.choices_many import ChoicesField
from interactions.drafts import InteractionDraft
from interactions.forms.interaction_offers import contacted_via

MOST = 50


def also_with_field() -> ChoicesField:
    """The field that asks for them."""
    return ChoicesField(
        CONTACTS,
        most=MOST,
        required=False,
        label=gettext_lazy("Also with"),
        help_text=gettext_lazy("One entry each; cost and duration on the first only."),
    )


def others_of(contacts: Sequence[Contact], first: Contact | None) -> list[Contact]:
    """*contacts* besides the *first*; a `ValidationError` where one wants no interaction."""
    blocked = [str(contact) for contact in contacts if contact.privacy_blocked]
    if blocked:
        raise forms.ValidationError(
            _("No new interactions, blocked for privacy reasons: %(names)s")
            % {"names": ", ".join(blocked)}
        )
    return [contact for contact in contacts if contact != first]


def drafts_of(first: InteractionDraft, others: Sequence[Contact]) -> list[InteractionDraft]:
    """The *first* and the same for each of *others*: nothing is paid or planned twice."""
    return [
        first,
        *(
            replace(
                first,
                contact=contact,
                contacted_via=contacted_via(contact, first.correspondence_type),
                cost=Decimal(0),
                duration=0,
                next_step=None,
            )
            for contact in others
        ),
    ]
