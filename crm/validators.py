"""Checks of form, not of existence: a number that no office could have given is refused."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_REGISTRATION = re.compile(r"[0-9A-Z][0-9A-Z ./-]*")
_VAT = re.compile(r"[A-Z]{2}[0-9A-Z]{2,12}")
_CZECH_VAT = re.compile(r"CZ\d{8,10}", re.ASCII)
# Countries whose offices give registration numbers of eight digits, the last one a check digit.
CHECKED_COUNTRIES = ("CZ", "SK")


def normal_registration_number(typed: str) -> str:
    """*typed* as it is stored: "255 96 641" is 25596641, and leading zeros are written."""
    compact = re.sub(r"\s", "", typed)
    if re.fullmatch(r"[0-9]{6,8}", compact):
        return compact.zfill(8)
    return " ".join(typed.upper().split())


def normal_vat_number(typed: str) -> str:
    """*typed* as it is stored: "cz 255 96 641" is CZ25596641."""
    return re.sub(r"[\s./-]", "", typed).upper()


def validate_registration_number(value: str) -> None:
    """Letters and digits; eight digits are an IČO, whose check digit must fit."""
    if not _REGISTRATION.fullmatch(value):
        raise ValidationError(
            _("A registration number consists of letters and digits."), "registration_number"
        )
    if re.fullmatch(r"[0-9]{8}", value):
        validate_check_digit(value)


def validate_eight_digits(value: str) -> None:
    """The form that Czech and Slovak offices give: eight digits."""
    if not re.fullmatch(r"[0-9]{8}", value):
        raise ValidationError(_("A registration number has eight digits."), "registration_number")


def validate_check_digit(value: str) -> None:
    """The last of eight digits is the weighted sum modulo 11 of the others."""
    remainder = sum(int(d) * weight for d, weight in zip(value, range(8, 1, -1), strict=False)) % 11
    if int(value[7]) != (11 - remainder) % 10:
        raise ValidationError(
            _("This registration number is not valid: its check digit does not fit."),
            "registration_number",
        )


def validate_vat_number(value: str) -> None:
    """DIČ: two letters of the country and its number; a Czech one has eight to ten digits."""
    czech = value.startswith("CZ")
    if not (_CZECH_VAT if czech else _VAT).fullmatch(value):
        raise ValidationError(
            _("A VAT registration number begins with the country, for example CZ12345678."),
            "vat_number",
        )
