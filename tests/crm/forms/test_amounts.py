from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from crm.forms.amounts import AmountField, plain_number, typed_amount


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567,50", "1234567.50"),
        ("250", "250"),
        (" 0 ", "0"),
    ],
)
def test_comma_and_point_are_both_understood(typed, meant):
    assert plain_number(typed) == meant


@pytest.mark.parametrize("typed", ["1,234", "1.234", "NaN", "Infinity", "-1", "1e40", "x", "1,2,3"])
def test_what_is_no_amount_is_refused(typed):
    field = AmountField(min_value=0, max_digits=12, decimal_places=2)

    with pytest.raises(ValidationError):
        field.clean(typed)


@given(st.decimals(0, 9_999_999, places=2), st.sampled_from(["en", "cs"]))
def test_what_is_shown_can_be_typed_again(amount, language):
    with translation.override(language):
        assert AmountField().clean(typed_amount(amount)) == amount


@given(st.text(max_size=30))
def test_no_text_breaks_the_field(text):
    field = AmountField(required=False, min_value=0, max_digits=12, decimal_places=2)

    try:
        amount = field.clean(text)
    except ValidationError:
        return
    assert amount is None or Decimal(0) <= amount < Decimal(10**10)
