"""Registration numbers: what an office could have given, in the spelling in which it is stored."""

import pytest
from django.core.exceptions import ValidationError

from crm.validators import (
    normal_registration_number,
    normal_vat_number,
    validate_eight_digits,
    validate_registration_number,
    validate_vat_number,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("25596641", "25596641"),
        ("255 96 641", "25596641"),
        ("255\u00a096\u00a0641", "25596641"),
        ("27074", "27074"),
        ("177041", "00177041"),
        ("hrb  1234", "HRB 1234"),
        ("", ""),
    ],
)
def test_registration_number_is_stored_in_one_spelling(typed, stored):
    assert normal_registration_number(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("cz 255 96 641", "CZ25596641"),
        ("CHE-123.456.789", "CHE123456789"),
        ("", ""),
    ],
)
def test_vat_number_is_stored_in_one_spelling(typed, stored):
    assert normal_vat_number(typed) == stored


@pytest.mark.parametrize("number", ["25596641", "00177041", "27074358", "HRB 1234", "123456789"])
def test_possible_registration_number_is_accepted(number):
    validate_registration_number(number)


@pytest.mark.parametrize("number", ["25596642", "12345678", "HRB_1", "<b>", "²5596641", "-1"])
def test_impossible_registration_number_is_refused(number):
    with pytest.raises(ValidationError):
        validate_registration_number(number)


@pytest.mark.parametrize("number", ["2559664", "HRB 1234", "٢٥٥٩٦٦٤١"])
def test_czech_number_has_eight_digits(number):
    with pytest.raises(ValidationError):
        validate_eight_digits(number)


@pytest.mark.parametrize("number", ["CZ25596641", "CZ7505051234", "DE123456789", "ATU12345678"])
def test_possible_vat_number_is_accepted(number):
    validate_vat_number(number)


@pytest.mark.parametrize("number", ["25596641", "CZ123", "CZ12345678901", "CZABCDEFGH", "D1", "CZ"])
def test_impossible_vat_number_is_refused(number):
    with pytest.raises(ValidationError):
        validate_vat_number(number)
