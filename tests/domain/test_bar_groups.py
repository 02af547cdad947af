"""Bars with volumes of their own, and longer bars made of them."""

from datetime import timedelta
from decimal import Decimal

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW
from tui.domain.bar_groups import group_bars, with_own_volumes
from tui.domain.bars import Bar


def a_bar(minute: int, close: str = "10", volume: int | None = None, *, filled: bool = False) -> Bar:
    price = Decimal(close)
    return Bar(FIXED_NOW + timedelta(minutes=minute), price, price, price, price, volume, is_filled=filled)


@for_each(
    ("totals", "own"),
    [
        ([100, 130, 130, 190], [None, 30, 0, 60]),
        ([None, 130, None, 190], [None, None, None, 60]),
        ([100, 90, 95], [None, None, 5]),
    ],
)
def test_the_volume_of_a_minute_is_what_the_days_grew_by(totals: list[int | None], own: list[int | None]) -> None:
    bars = [a_bar(minute, volume=total) for minute, total in enumerate(totals)]

    assert [bar.volume for bar in with_own_volumes(bars, lambda at: at.date())] == own


def test_a_new_day_counts_from_nothing() -> None:
    bars = [a_bar(0, volume=500), a_bar(1440, volume=900), a_bar(1441, volume=950)]

    assert [bar.volume for bar in with_own_volumes(bars, lambda at: at.date())] == [None, None, 50]


def test_a_bar_that_was_back_filled_has_its_own_volume_already() -> None:
    bars = [a_bar(0, volume=40, filled=True), a_bar(1, volume=500), a_bar(2, volume=510)]

    assert [bar.volume for bar in with_own_volumes(bars, lambda at: at.date())] == [40, None, 10]


def test_a_group_has_the_extremes_the_ends_and_the_sum_of_its_bars() -> None:
    bars = [
        Bar(FIXED_NOW, Decimal("10.0"), Decimal("10.5"), Decimal("9.9"), Decimal("10.1"), 5),
        Bar(
            FIXED_NOW + timedelta(minutes=1), Decimal("10.1"), Decimal("11.20"), Decimal("10.0"), Decimal("10.9"), None
        ),
        Bar(FIXED_NOW + timedelta(minutes=2), Decimal("10.9"), Decimal("10.9"), Decimal("9.80"), Decimal("9.85"), 7),
    ]
    (joined,) = group_bars(bars, lambda _: 0)

    assert joined == Bar(FIXED_NOW, Decimal("10.0"), Decimal("11.20"), Decimal("9.80"), Decimal("9.85"), 12)
    assert group_bars(bars, lambda bar: bar.at) == bars
