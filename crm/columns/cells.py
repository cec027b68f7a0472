"""Cells that the lists of several nouns share."""

from functools import lru_cache

from django.db.models import Choices
from phonenumber_field.phonenumber import PhoneNumber

from crm.ui.addresses import card_address
from crm.ui.reading import NO_BREAK, Reading
from crm.ui.table import Cell, Row


def phone(name: str):
    def cell(row: Row, reading: Reading) -> Cell:
        number = row[name]
        # Whether a number is true is asked of the whole numbering plan of the world: once.
        return _spoken(number.raw_input) if isinstance(number, PhoneNumber) else Cell()

    return cell


@lru_cache(maxsize=4096)
def _spoken(stored: str) -> Cell:
    number = PhoneNumber.from_string(stored)
    return Cell(str(number).replace(" ", NO_BREAK), href=f"tel:{number.as_e164}")


def email(name: str):
    def cell(row: Row, reading: Reading) -> Cell:
        return Cell(row[name], href=f"mailto:{row[name]}" if row[name] else "")

    return cell


def text(name: str):
    return lambda row, reading: row[name] or ""


def chosen(name: str, choices: type[Choices]):
    return lambda row, reading: reading.label(choices, row[name])


def linked(noun: str, name: str, label: str):
    """A cell that names a row of another noun and leads to its card."""

    def cell(row: Row, reading: Reading) -> Cell:
        return Cell(row[label] or "", card_address(noun, row[name]))

    return cell


def fields_of_user(path: str) -> tuple[str, ...]:
    """What `name_of_user` reads of the user at *path*."""
    return tuple(f"{path}__{name}" for name in ("first_name", "last_name", "username"))


def name_of_user(row: Row, path: str) -> str:
    """The name of a user as `str(user)` says it, "" for none."""
    first, last, username = (row[field] or "" for field in fields_of_user(path))
    return f"{first} {last}".strip() or username
