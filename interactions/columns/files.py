"""Whether files belong to an entry, as a column."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Cell, Column, Export, Row
from interactions.filters import which_have_files


def _files(row: Row, reading: Reading) -> Cell:
    """A paper-clip that leads to the files; its name is for those who do not see it."""
    if not row["has_files"]:
        return Cell()
    address = f"{card_address('log_entry', row['pk'])}#files"
    return Cell(_("Files"), address, hint=_("Files"), css="clip")


def _files_in_words(*facts: Sequence[Any]) -> Sequence[str]:
    yes, no = _("yes"), _("no")
    return [yes if found else no for found in which_have_files(*facts)]


FILES = Column(
    name="files",
    label=gettext_lazy("Files"),
    fields=("pk", "has_files"),
    cell=_files,
    export=Export(("pk", "batch", "template", "recorded_at"), _files_in_words),
    shown=False,
)
