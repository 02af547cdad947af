"""Figures of one quote that cannot be true together are flagged, and those that rounding explains are not."""

from decimal import Decimal

from tests.kit.marks import for_each
from tests.kit.quotes import a_quote
from tui.domain.consistency import contradictions


def found(price: str | None, change: str | None, percent: str | None, previous: str | None = None) -> tuple[str, ...]:
    def figure(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    quote = a_quote("A", price)._replace(
        change=figure(change), percent=figure(percent), previous_close=figure(previous)
    )
    return contradictions(quote)


@for_each(
    ("figures", "flag"),
    [
        (("100", "5", "50", "95"), "percent 50, its change gives 5.26"),
        (("0.000829", "-0.00007056", "-0.0784"), "percent -0.0784, its change gives -7.84"),
        (("3.49", "0.34", "10.79", "3.49"), "change is 0.34, from the previous close it is 0.00"),
        (("34.48", "0.72", "2.05"), "percent 2.05, its change gives 2.13"),
        (("34.48", "34.48", "100"), "change is the whole price"),
        (("226.35", "1.35", "-0.60"), "percent -0.60, its change gives 0.60"),
        (("226.35", "-1.35", "0.60", "225.00"), "percent 0.60, its change gives -0.59"),
        (("82074.10", "623.22", "7.6"), "percent 7.6, its change gives 0.77"),
        (("1.234567E-9", "-3.4567890123E-11", "-27"), "percent -27, its change gives -2.72"),
        (("226.35", "1.35", None, "224.00"), "change is 1.35, from the previous close it is 2.35"),
        (("-37.63", "55.90", None, "18.27"), "change is 55.90, from the previous close it is -55.90"),
        (("5", "0.05", "0.01", "4.95"), "percent 0.01, its change gives 1.01"),
        (("100", "50", "75"), "percent 75, its change gives 100.00"),
        (("100.0", "5.0", "50.0", "95.0"), "percent 50.0, its change gives 5.26"),
        (("1.171E-5", "-8.4527E-8", "0.71666"), "percent 0.71666, its change gives -0.72"),
        (("1.171E-5", "-8.4527E-8", "-7.1666"), "percent -7.1666, its change gives -0.72"),
        (("65855.0", "-37.4", None, "65899.0"), "change is -37.4, from the previous close it is -44.0"),
    ],
)
def test_figures_that_contradict_each_other_are_flagged(figures: tuple[str, ...], flag: str) -> None:
    assert found(*figures)[0] == flag


@for_each(
    "figures",
    [
        ("96.85", "-3.18", "-3.1", "100.03"),
        ("96.85", "-3.18", "-3.2", "100.03"),
        ("96.85", "-3.18", "-3", None),
        ("281.41", "0.1", "0.0284", "281.3"),
        ("0.05", "0.01", "12.3", None),
        ("33", "-0.3", "-0.901", None),
        ("96418", "1181.4217904511", "1.24052", None),
        ("5.3538", "0.01", "0.20", "5.3421"),
        ("100", "0.34", "0.3412", "99.66"),
        ("10", "0", "0.00", "10"),
        ("0.00", "0.00", "0", "0"),
        ("10.00", "-0.01", "0.0", None),
        ("-0.66", "-0.01", "1.54", "-0.65"),
        ("-37.63", "-55.90", "-305.97", "18.27"),
        ("12.5", None, "3", "11"),
        ("12.5", None, None, None),
        ("0.00", "0.00", None, "0.00"),
        ("1.53E-7", "-3.94E-8", "-20.5284", None),
        ("1.171E-5", "3.18527E-7", "2.79645", None),
        ("0.00113", "-0.0002631", "-18.85414", None),
        ("48", "9.58", "24.8", None),
        ("17.0", "-1.0", "-6.7672", None),
        ("65855.0", "-37.4", "-0.057", "65893.0"),
        ("57.0", "-45.0", "-44.55195", "102.0"),
    ],
)
def test_what_rounding_explains_is_no_contradiction(figures: tuple[str, ...]) -> None:
    assert found(*figures) == ()


@for_each(
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
def test_a_change_that_cannot_be_is_flagged(price: str, percent: str, flag: str) -> None:
    assert found(price, None, percent) == (flag,)


@for_each(
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
def test_a_change_that_can_be_is_not_flagged(price: str | None, percent: str | None) -> None:
    assert found(price, None, percent) == ()
