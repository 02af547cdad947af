"""The price axis: round numbers with as many decimals as they need."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.view.chart.price_scale import PriceScale, price_labels

PRICES = st.floats(1e-9, 1e12, allow_nan=False)


@for_each(
    ("prices", "rows", "texts"),
    [
        ([100.0, 110.0], 18, ["110", "108", "106", "104", "102", "100"]),
        ([99.95, 100.18], 12, ["100.15", "100.10", "100.05", "100.00", "99.95"]),
        ([80_900.0, 82_074.0], 9, ["82,000", "81,500", "81,000"]),
        ([0.0000121, 0.0000139], 9, ["0.0000135", "0.0000130", "0.0000125"]),
        ([-3.2, 4.1], 9, ["4", "2", "0", "-2"]),
        ([132.5], 9, ["133.0", "132.5", "132.0"]),
    ],
)
def test_round_numbers_have_the_decimals_that_their_step_needs(
    prices: list[float], rows: int, texts: list[str]
) -> None:
    labels = price_labels(PriceScale.around(prices), rows)

    assert [label.text for label in labels] == texts


def test_a_logarithmic_scale_has_powers_of_ten_and_their_parts() -> None:
    scale = PriceScale.around([3.0, 900.0], is_log=True)

    assert [label.text for label in price_labels(scale, 24)] == ["1,000", "500", "200", "100", "50", "20", "10", "5"]
    rows = [label.row for label in price_labels(scale, 24)]
    assert max(rows) - min(rows) > 18
    assert scale.position(30.0) - scale.position(3.0) == pytest.approx(scale.position(300.0) - scale.position(30.0))


def test_equal_percentages_are_equally_high() -> None:
    scale = PriceScale.around([50.0, 400.0], is_log=True)

    assert scale.position(100) - scale.position(50) == pytest.approx(scale.position(400) - scale.position(200))


def test_prices_that_are_not_above_zero_have_no_logarithm() -> None:
    assert not PriceScale.around([-1.0, 5.0], is_log=True).is_log
    assert not PriceScale.around([0.0, 5.0], is_log=True).is_log


@given(prices=st.lists(PRICES, min_size=1, max_size=8), rows=st.integers(1, 80), is_log=st.booleans())
def test_every_price_and_every_label_is_within_the_scale(prices: list[float], rows: int, *, is_log: bool) -> None:
    scale = PriceScale.around(prices, is_log=is_log)
    labels = price_labels(scale, rows)

    assert all(0 <= scale.dot(price, rows) < 4 * rows for price in prices)
    assert all(0 <= label.row < rows for label in labels)
    assert all(b.row - a.row >= 2 for a, b in itertools.pairwise(labels))
    for label in labels:
        assert scale.row(float(Decimal(label.text.replace(",", ""))), rows) == label.row
