"""What a letter says: the text it begins with, and the letter as it is printed."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation

from crm.models import Campaign, Contact, MarketingSetup, Salesperson, User
from crm.paper import PAPER_LANGUAGES, day_in_words, language_for, postal_address
from interactions.drafts import LetterDraft
from interactions.merge_fields import merge, prefilled, values_for
from interactions.models import InteractionTemplate, Letter, TemplateText
from interactions.salutations import formal_salutation, greets_itself

# What of the set-up stands on our paper.
LETTERHEAD = (
    "company_name",
    "company_address",
    "registration_number",
    "vat_number",
    "bank_account",
)
# The facts of a sender; those that are not known are left out.
SENDER = (*LETTERHEAD, "name", "phone", "email")


@dataclass(frozen=True)
class Sender:
    """Whose letter it is: the company as the set-up names it, and who signs."""

    setup: MarketingSetup
    salesperson: Salesperson | None

    @classmethod
    def of(cls, contact: Contact, by: User) -> "Sender":
        """The company, and *by* where he sells, else who looks after *contact*."""
        return cls(MarketingSetup.current(), by.own_salesperson or contact.salesperson)

    def facts(self) -> dict[str, str]:
        """What is kept of it with a letter."""
        facts = {name: getattr(self.setup, name) for name in LETTERHEAD}
        if self.salesperson:
            facts |= {
                "name": self.salesperson.name,
                "phone": str(self.salesperson.phone or ""),
                "email": self.salesperson.email,
            }
        return {name: value for name, value in facts.items() if value}


def paper_language(language: str) -> str:
    """The language of what is printed around a text in *language*: Czech or English."""
    return language if language in PAPER_LANGUAGES else "en"


def text_to_begin_with(
    template: InteractionTemplate, contact: Contact, language: str = ""
) -> TemplateText | None:
    """The text of *template* in *language*, else in the one that suits *contact*, else any."""
    texts = {text.language: text for text in template.texts.all()}
    if language:
        return texts.get(language)
    wanted = (contact.language, template.language, language_for(contact))
    found = next((texts[each] for each in wanted if each in texts), None)
    return found or next(iter(texts.values()), None)


def begun_with(text: TemplateText, values: Mapping[str, str], *, greeting: bool) -> dict[str, str]:
    """The fields of a form that begins with *text*; *greeting* is whether it has a salutation."""
    greets = greeting and not greets_itself(text.body)
    return {
        "salutation": prefilled("{salutation}", values) if greets else "",
        "subject": prefilled(text.subject, values),
        "body": prefilled(text.body, values),
    }


def values_of(
    contact: Contact,
    sender: Sender,
    campaign: Campaign | None,
    now: datetime.datetime,
    language: str,
) -> dict[str, str]:
    """The merge fields of a letter; its salutation is never missing."""
    return values_for(contact, sender.salesperson, campaign, now, language=language) | {
        "salutation": formal_salutation(contact, language),
        "today": day_in_words(timezone.localdate(now), language),
    }


def written(
    draft: LetterDraft,
    *,
    sender: Sender,
    by: User,
    now: datetime.datetime,
    campaign: Campaign | None = None,
) -> Letter:
    """The letter that *draft* means, its fields merged, not saved.

    Without a *campaign* of its own it belongs to that of its template.
    """
    contact, language = draft.contact, draft.language
    if campaign is None and draft.template is not None:
        campaign = draft.template.campaign
    values = values_of(contact, sender, campaign, now, language)
    return Letter(
        kind=draft.kind,
        contact=contact,
        template=draft.template,
        language=language,
        sender=sender.facts(),
        recipient=recipient_of(contact, language, sender.setup),
        attention=draft.attention,
        pages=draft.pages,
        day=timezone.localdate(now),
        salutation=merge(draft.salutation, values),
        subject=merge(draft.subject, values),
        body=merge(draft.body, values),
        printed_by=by,
        printed_at=now,
    )


def recipient_of(contact: Contact, language: str, setup: MarketingSetup) -> str:
    """The window of the envelope; the country is said in the language of the letter."""
    with translation.override(paper_language(language)):
        home: Any = setup.default_country
        return "\n".join(postal_address(contact, home=home.code if home else ""))
