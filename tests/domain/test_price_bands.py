"""Which prices are at a daily limit of their exchange."""

from datetime import date
from decimal import Decimal

from tests.kit.marks import for_each
from tests.kit.quotes import a_quote
from tui.domain.price_bands import PriceBand, find_limit
from tui.domain.quote import Direction, InstrumentKind, Quote


def a_band(percent: str, since: str) -> PriceBand:
    return PriceBand(
        since=date.fromisoformat(since),
        percent=Decimal(percent),
        minimum=Decimal(1),
        tick=Decimal("0.01"),
        kinds=frozenset({InstrumentKind.SHARE}),
    )


BANDS = {"PSX": (a_band("7.5", "2024-05-01"), a_band("10", "2024-07-22"))}
NOW = date(2026, 3, 17)


def after(previous: str, price: str) -> Quote:
    """Return a quote of this price after this previous close."""
    return a_quote(price=price, change=None)._replace(previous_close=Decimal(previous))


@for_each(
    ("previous", "price", "limit"),
    [
        ("100", "110", Direction.UP),
        ("100", "109.99", Direction.UP),
        ("100", "109.98", None),
        ("100", "90", Direction.DOWN),
        ("100", "90.02", None),
        ("44.02", "48.42", Direction.UP),  # 48.422, rounded to the tick
        ("4.20", "5.20", Direction.UP),  # one rupee is more than 10 %
        ("4.20", "3.20", Direction.DOWN),
        ("0.80", "1.80", Direction.UP),
        ("0.80", "0.01", None),  # there is no lower limit below one rupee
        ("100", "112.85", None),  # beyond: measured from another previous close than the exchange's
        ("0", "1", None),
    ],
)
def test_a_price_is_at_a_limit_within_one_tick_of_it(previous: str, price: str, limit: Direction | None) -> None:
    assert find_limit(after(previous, price), BANDS, NOW) is limit


def test_the_previous_close_is_derived_where_it_is_not_stated() -> None:
    assert find_limit(a_quote(price="110", change="10"), BANDS, NOW) is Direction.UP
    assert find_limit(a_quote(price="110", change=None), BANDS, NOW) is None
    assert find_limit(a_quote(price=None), BANDS, NOW) is None


@for_each(
    ("day", "price", "limit"),
    [
        ("2024-04-30", "107.5", None),
        ("2024-07-21", "107.5", Direction.UP),
        ("2024-07-22", "107.5", None),
        ("2024-07-22", "110", Direction.UP),
    ],
)
def test_the_rule_of_the_day_counts(day: str, price: str, limit: Direction | None) -> None:
    assert find_limit(after("100", price), BANDS, date.fromisoformat(day)) is limit


def test_other_markets_and_kinds_have_no_limit() -> None:
    at_limit = after("100", "110")

    assert find_limit(at_limit._replace(kind=InstrumentKind.INDEX), BANDS, NOW) is None
    assert find_limit(at_limit._replace(id=at_limit.id._replace(market="US")), BANDS, NOW) is None
