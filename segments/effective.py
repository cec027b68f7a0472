"""The values a line is logged with: its own, else inherited, in one SQL expression each.

The rule: what a line says itself; else, where it has a template of its own, that template; else
what the header says; else the header's template. **Null means inherited**; blank, 0 and no are
values. The page, the preview, the totals, the log and the export all read these expressions.
"""

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from crm.models import Contact, CorrespondenceType
from interactions.models import TemplateText

OWN_TEMPLATE = Q(template__isnull=False)
# What a template gives: field of the part → field of the template.
FROM_TEMPLATE = {
    "interaction_description": "description",
    "interaction_description_words": "description_words",
    "information_flow": "information_flow",
    "initiated_by": "initiated_by",
    "cost": "unit_cost",
    "duration": "unit_duration",
}


def effective_values() -> dict[str, Combinable]:
    """Every effective value of a `SegmentLine` by name; some refer to others before them."""
    return {
        "template": Coalesce(F("template"), F("segment__template")),
        "group": _of_template("group"),
        "evaluation": _of_template("evaluation"),
        **{name: _inherited(name, source) for name, source in FROM_TEMPLATE.items()},
        "language": _language(),
        "subject": _subject("subject"),
        "subject_words": _subject("subject_words"),
        "correspondence_type": _correspondence_type(),
        "date": Coalesce(F("date"), F("segment__date")),
        "salesperson": Coalesce(
            F("salesperson"), F("segment__salesperson"), F("contact__salesperson")
        ),
        "campaign": F("segment__campaign"),
        "company": Case(
            When(contact__type=Contact.Type.COMPANY, then=F("contact")),
            default=F("contact__company"),
        ),
    }


def _of_template(name: str) -> Combinable:
    """A field of the template that counts: the line's own, else the header's."""
    return Case(
        When(OWN_TEMPLATE, then=F(f"template__{name}")), default=F(f"segment__template__{name}")
    )


def _inherited(name: str, source: str) -> Combinable:
    return Case(
        When(OWN_TEMPLATE, then=Coalesce(F(name), F(f"template__{source}"))),
        default=Coalesce(F(name), F(f"segment__{name}"), F(f"segment__template__{source}")),
    )


def _texts(**where) -> QuerySet:
    """Texts of the effective template, seen from a line."""
    return TemplateText.objects.filter(template=OuterRef("effective_template"), **where)


def _language() -> Combinable:
    """The contact's language if the template has it, else the header's if it has it."""
    return Case(
        When(language__isnull=False, then=F("language")),
        When(Exists(_texts(language=OuterRef("contact__language"))), then=F("contact__language")),
        When(Exists(_texts(language=OuterRef("segment__language"))), then=F("segment__language")),
        default=Coalesce(_of_template("language"), Value("")),
    )


def _subject(name: str) -> Combinable:
    """The header's subject belongs to the header's template: another template brings its own."""
    text = Subquery(_texts(language=OuterRef("effective_language")).values(name)[:1])
    kind = TextField() if name.endswith("_words") else CharField()
    nothing = Value("", output_field=kind)
    return Case(
        When(OWN_TEMPLATE, then=Coalesce(F(name), text, nothing, output_field=kind)),
        default=Coalesce(F(name), F(f"segment__{name}"), text, nothing, output_field=kind),
        output_field=kind,
    )


def _correspondence_type() -> Combinable:
    header_type = Coalesce(
        F("segment__correspondence_type"), F("segment__template__correspondence_type"), Value("")
    )
    header_ignores = Q(segment__ignore_contact_correspondence_type=True) | Q(
        segment__ignore_contact_correspondence_type=None,
        segment__template__ignore_contact_correspondence_type=True,
    )
    no_preference = Q(contact__correspondence_type="")
    own_ignores = Q(template__ignore_contact_correspondence_type=True)
    return Case(
        When(correspondence_type__isnull=False, then=F("correspondence_type")),
        When(OWN_TEMPLATE & (own_ignores | no_preference), then=F("template__correspondence_type")),
        When(~OWN_TEMPLATE & (header_ignores | no_preference), then=header_type),
        default=F("contact__correspondence_type"),
    )


def contacted_via() -> Combinable:
    """Where the contact is reached by the effective correspondence type."""
    contact = {
        CorrespondenceType.EMAIL: ("contact__email", "contact__second_email"),
        CorrespondenceType.PHONE: ("contact__mobile", "contact__phone"),
        CorrespondenceType.FAX: ("contact__fax", "contact__fax"),
    }
    return Case(
        *[
            When(Q(effective_correspondence_type=kind) & ~Q(**{path: ""}), then=F(path))
            for kind, paths in contact.items()
            for path in dict.fromkeys(paths)
        ],
        default=Value(""),
        output_field=CharField(max_length=254),
    )
