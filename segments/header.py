"""The interaction part of a header as its page shows it: own values, and what a template gives."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.ui.reading import Reading
from segments.effective import FROM_TEMPLATE
from segments.lines import ShownValue, said_value
from segments.models import Segment

SHOWN = {
    "subject": gettext_lazy("Subject"),
    "language": gettext_lazy("Language"),
    "correspondence_type": gettext_lazy("Correspondence Type"),
    "ignore_contact_correspondence_type": gettext_lazy("Ignore the contact’s correspondence type"),
    "information_flow": gettext_lazy("Information Flow"),
    "initiated_by": gettext_lazy("Initiated By"),
    "cost": gettext_lazy("Cost"),
    "duration": gettext_lazy("Duration"),
}


def shown_part(segment: Segment, reading: Reading) -> list[ShownValue]:
    """What the header says besides template, description, date and salesperson.

    What neither header nor template says is left out, and so is the subject of a template: it
    depends on the language of each line.
    """
    values = [_shown(name, str(label), segment, reading) for name, label in SHOWN.items()]
    return [value for value in values if value is not None]


def _shown(name: str, label: str, segment: Segment, reading: Reading) -> ShownValue | None:
    own = getattr(segment, name)
    value = own if own is not None else _of_template(name, segment)
    if value is None or (own is None and value in ("", False)):
        return None
    if isinstance(value, bool):
        text = _("yes") if value else _("no")
    else:
        text = said_value(name, value, reading, {})
    return ShownValue(name, label, text, own=own is not None)


def _of_template(name: str, segment: Segment) -> object:
    return getattr(segment.template, FROM_TEMPLATE.get(name, name), None)
