"""Values that flow from a door to a verb."""

from typing import NamedTuple


class RelationDraft(NamedTuple):
    """What a contact shall be to us, as a form gives it."""

    kind: str
    other_code: str = ""
    external_number: str = ""
