"""Cells that the lists of several nouns share, and the addresses they lead to."""

from functools import cache, lru_cache

from django.urls import reverse
from phonenumber_field.phonenumber import PhoneNumber

from crm.ui.reading import NO_BREAK, Reading
from crm.ui.table import Cell, Row


@cache
def _page_of(noun: str) -> str:
    return reverse(noun, args=[0]).removesuffix("0/")


def card(noun: str, pk: int) -> str:
    """The address of a card; fifty calls of `reverse` cost more than the rows themselves."""
    return f"{_page_of(noun)}{pk}/"


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


def chosen(name: str, choices: type):
    return lambda row, reading: str(choices(row[name]).label) if row[name] else ""


def linked(noun: str, name: str, label: str):
    def cell(row: Row, reading: Reading) -> Cell:
        return Cell(row[label] or "", href=card(noun, row[name]) if row[name] else "")

    return cell
