"""The arithmetic of documents."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.documents import Amount, line_amount, totals_of


@pytest.mark.parametrize(
    ("quantity", "unit_price", "discount", "currency", "amount"),
    [
        ("3", "33.3333", "0", "CZK", "100.00"),
        ("1", "0.005", "0", "CZK", "0.01"),
        ("1", "2.675", "0", "CZK", "2.68"),
        ("2.5", "199.90", "10", "EUR", "449.78"),
        ("1", "1234.5", "0", "JPY", "1235"),
        ("1", "1.2345", "0", "KWD", "1.235"),
    ],
)
def test_line_is_rounded_once_to_the_smallest_coin(
    quantity, unit_price, discount, currency, amount
):
    found = line_amount(
        quantity=Decimal(quantity),
        unit_price=Decimal(unit_price),
        discount=Decimal(discount),
        currency=currency,
    )

    assert str(found) == amount


def test_vat_is_worked_out_once_a_rate():
    """Three lines of 0.10 bear 0.06 of VAT together, not three times 0.02."""
    amounts = [Amount(Decimal("0.10"), Decimal(21))] * 3 + [Amount(Decimal(100), Decimal(12))]

    totals = totals_of(amounts, "CZK")

    assert [(str(each.rate), str(each.net), str(each.vat)) for each in totals.by_rate] == [
        ("12", "100", "12.00"),
        ("21", "0.30", "0.06"),
    ]
    assert (totals.net, totals.vat, totals.gross) == (
        Decimal("100.30"),
        Decimal("12.06"),
        Decimal("112.36"),
    )


def test_document_without_lines_comes_to_nothing():
    assert totals_of([], "CZK").gross == 0


AMOUNTS = st.builds(
    Amount,
    net=st.decimals(min_value=0, max_value=10**9, places=2),
    vat_rate=st.sampled_from([Decimal(0), Decimal(12), Decimal("15.5"), Decimal(21)]),
)


@given(st.lists(AMOUNTS, max_size=30))
def test_totals_are_the_sums_of_what_is_printed(amounts):
    totals = totals_of(amounts, "CZK")

    assert totals.net == sum(amount.net for amount in amounts)
    assert totals.gross == sum(each.gross for each in totals.by_rate)
