"""What lots are worth, in which currency, and what is said where a rate or a quote is missing."""

from decimal import Decimal

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_id
from tui.domain.market import Market
from tui.domain.positions import Lot, Rate, find_rate, positions, totals, weight
from tui.domain.quote import InstrumentKind, Quote


def a_rate(symbol: str, price: str, unit: int | None = None) -> Quote:
    return a_quote(symbol, price, market="FX")._replace(kind=InstrumentKind.CURRENCY, unit=unit)


def a_share(symbol: str, price: str | None, change: str | None, currency: str | None, market: str = "PSX") -> Quote:
    return a_quote(symbol, price, change, None, market=market)._replace(currency=currency)


def lot(symbol: str, quantity: str, price: str, currency: str | None = None) -> Lot:
    return Lot(symbol=symbol, quantity=Decimal(quantity), price=Decimal(price), currency=currency)


def amounts(*each: Decimal | None) -> list[float | None]:
    return [None if amount is None else float(amount) for amount in each]


@pytest.fixture
def market() -> Market:
    return a_market(
        a_snapshot(a_rate("USDPKR", "280"), a_rate("EURUSD", "1.25"), source="fx", at=FIXED_NOW),
        a_snapshot(a_rate("USDJPY", "15000", 100), a_rate("GBPUSD", "1.5"), source="late", at=after(60)),
        a_snapshot(
            a_share("OGDC", "140", "-4", "PKR"),
            a_share("HBL", "120", "2", None),
            a_share("AAPL", "200", "1", "USD", "US"),
            a_share("VOD.L", "80", "0.5", "GBp", "LSE"),
            a_share("DEAD", None, None, "PKR"),
            a_share("XAU", "3000", None, "XAU", "METAL"),
            source="br",
        ),
        sources=("fx", "late", "br"),
    )


@for_each(
    ("of", "to", "factor", "symbols"),
    [
        ("USD", "USD", "1", ()),
        ("USD", "PKR", "280", ("USDPKR",)),
        ("PKR", "USD", "0.003571428571428571428571428571", ("USDPKR",)),
        ("EUR", "PKR", "350", ("EURUSD", "USDPKR")),
        ("USD", "JPY", "150", ("USDJPY",)),
        ("GBp", "USD", "0.015", ("GBPUSD",)),
        ("GBp", "GBP", "0.01", ()),
        ("GBX", "PKR", "4.20", ("GBPUSD", "USDPKR")),
        ("XAU", "USD", None, ()),
        ("USD", "XYZ", None, ()),
    ],
)
def test_a_rate_is_stated_inverted_or_crossed(
    market: Market, of: str, to: str, factor: str | None, symbols: tuple[str, ...]
) -> None:
    rate = find_rate(market, of, to)
    assert (rate and rate.factor) == (None if factor is None else Decimal(factor))
    assert (rate.symbols if rate else ()) == symbols


def test_a_crossed_rate_is_as_old_as_the_older_of_its_two(market: Market) -> None:
    assert find_rate(market, "GBP", "PKR") == Rate(Decimal("420.0"), FIXED_NOW, ("GBPUSD", "USDPKR"))


def test_a_position_in_the_currency_of_its_quote(market: Market) -> None:
    held = positions([lot("OGDC", "100", "150"), lot("PSX:OGDC", "50", "120")], market, None)
    (position,) = held.values()
    assert amounts(position.quantity, position.value, position.cost) == [150, 21000, 21000]
    assert amounts(position.day_gain, position.total_gain, position.gain_percent) == [-600, 0, 0]


@for_each(
    ("lots", "key", "value", "gain"),
    [
        ([lot("AAPL", "10", "150")], an_id("AAPL", "US"), "560000", "140000"),
        ([lot("AAPL", "10", "28000", "PKR")], an_id("AAPL", "US"), "560000", "280000"),
        ([lot("HBL", "10", "100", "PKR")], an_id("HBL"), "1200", "200"),
        ([lot("VOD.L", "1000", "70")], an_id("VOD.L", "LSE"), "336000", "42000"),
        ([lot("OGDC", "-10", "150")], an_id("OGDC"), "-1400", "100"),
        ([lot("XAU", "1", "2500")], an_id("XAU", "METAL"), None, None),
        ([lot("DEAD", "1", "2500")], an_id("DEAD"), None, None),
        ([lot("OGDC", "1", "2", "XAU")], an_id("OGDC"), "140", None),
    ],
)
def test_a_position_in_one_currency_for_all(
    market: Market, lots: list[Lot], key: object, value: str | None, gain: str | None
) -> None:
    ((found, position),) = positions(lots, market, "PKR").items()
    assert found == key
    assert position.value == (None if value is None else Decimal(value))
    assert position.total_gain == (None if gain is None else Decimal(gain))


def test_totals_name_what_they_leave_out(market: Market) -> None:
    lots = [lot("OGDC", "100", "150"), lot("AAPL", "1", "100"), lot("XAU", "1", "1"), lot("NOPE", "1", "1")]
    held = positions(lots, market, "PKR")
    sums = totals(lots, held)
    assert amounts(sums.value, sums.cost, sums.day_gain) == [14000 + 56000, 15000 + 28000, -400 + 280]
    assert list(map(str, sums.missing)) == ["METAL:XAU", "NOPE"]
    assert sums.total_gain == 27000
    assert weight(held[an_id("OGDC")], sums.value) == 20
    assert weight(held[an_id("OGDC")], Decimal(0)) is None
