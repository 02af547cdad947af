"""Changes that cannot be are flagged, whoever states them; great ones that can be are not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.kit.quotes import a_quote
from tui.domain.plausibility import flag_implausible
from tui.domain.quote import Quote


def row(price: str | None, percent: str | None) -> Quote:
    return replace(a_quote("VIX", price), percent=None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("price", "percent", "flag"),
    [
        ("19.37", "138357042.86", "a change of 138,357,043% is not plausible"),
        ("19.37", "1000.01", "a change of 1,000% is not plausible"),
        ("101.25", "-100.01", "a change of -100% is not plausible"),
        ("0.0001", "-99999.00", "a change of -99,999% is not plausible"),
        ("101.25", "1E+30", "a change of 1,000,000,000,000,000,000,000,000,000,000% is not plausible"),
        ("-37.63", "-2500.00", "a change of -2,500% is not plausible"),
    ],
)
def test_a_change_that_cannot_be_is_flagged_and_stays_as_stated(price: str, percent: str, flag: str) -> None:
    flagged = flag_implausible(row(price, percent))
    assert flagged.flags == (flag,)
    assert (flagged.price, flagged.percent) == (Decimal(price), Decimal(percent))
    assert flag_implausible(flagged) is flagged


@pytest.mark.parametrize(
    ("price", "percent"),
    [
        ("101.25", "0.35"),
        ("101.25", None),
        (None, "5000"),
        ("6.10", "1000"),
        ("0.01", "-99.99"),
        ("0", "-100"),
        ("-37.63", "-305.97"),
    ],
)
def test_a_change_that_can_be_is_left_alone(price: str | None, percent: str | None) -> None:
    quote = row(price, percent)
    assert flag_implausible(quote) is quote
