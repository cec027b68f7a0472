"""The arithmetic of documents: what a line comes to, and the totals by VAT rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision

PERCENT = Decimal(100)


@dataclass(frozen=True)
class Amount:
    """What one line comes to without VAT, and the rate (percent) it is taxed at."""

    net: Decimal
    vat_rate: Decimal


@dataclass(frozen=True)
class RateTotal:
    """The lines of one VAT rate together."""

    rate: Decimal
    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True)
class Totals:
    """What a document comes to; `by_rate` begins with the lowest rate."""

    net: Decimal
    vat: Decimal
    by_rate: tuple[RateTotal, ...]

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


def line_amount(
    *, quantity: Decimal, unit_price: Decimal, discount: Decimal, currency: str
) -> Decimal:
    """A line without VAT, rounded once, to the smallest coin of *currency*; *discount* in percent.

    Halves are rounded up, away from zero, as accounts do and people expect.
    """
    return _rounded(quantity * unit_price * (PERCENT - discount) / PERCENT, currency)


def totals_of(amounts: Iterable[Amount], currency: str) -> Totals:
    """The totals of rounded *amounts*: VAT is worked out once a rate, from the sum of its lines.

    So the totals are the sums of what is printed above them.
    """
    nets: dict[Decimal, Decimal] = {}
    for amount in amounts:
        nets[amount.vat_rate] = nets.get(amount.vat_rate, Decimal(0)) + amount.net
    by_rate = tuple(
        RateTotal(rate, net, _rounded(net * rate / PERCENT, currency))
        for rate, net in sorted(nets.items())
    )
    return Totals(
        net=sum((each.net for each in by_rate), Decimal(0)),
        vat=sum((each.vat for each in by_rate), Decimal(0)),
        by_rate=by_rate,
    )


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(_smallest(currency), ROUND_HALF_UP)


@lru_cache
def _smallest(currency: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(currency))
