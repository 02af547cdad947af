from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.domain.quote import Direction
from tui.view.formatting import (
    DecimalAlignment,
    change_text,
    direction_glyph,
    format_age,
    format_age_bucket,
    format_bytes,
    format_change,
    format_difference,
    format_percent,
    format_price,
    format_time,
    percent_text,
    price_text,
)

SIZES = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
KARACHI = timezone(timedelta(hours=5), "PKT")
lengths = st.timedeltas(timedelta(0), timedelta(days=20))
intervals = st.timedeltas(timedelta(seconds=1), timedelta(hours=12))


@for_each(
    ("value", "shown"),
    [
        ("82074", "82,074"),
        ("132.50", "132.50"),
        ("4.00", "4.00"),
        ("999999.99", "999,999.99"),
        ("0.00001234", "0.00001234"),
        ("1E+3", "1,000"),
        ("1E-8", "0.00000001"),
        ("-3", "-3"),
        ("96431.50000000", "96,431.50"),
        ("1181.4217904511", "1,181.42"),
        ("281.123456", "281.1235"),
        ("0.000012345678", "0.0000123457"),
        ("0.12340000", "0.1234"),
        ("0.00000000", "0.00"),
    ],
)
def test_a_price_has_its_significant_digits_and_no_exponent(value: str, shown: str) -> None:
    assert format_price(Decimal(value)) == shown


@for_each(
    ("first", "other", "shown"),
    [
        ("100", "118", "18%"),
        ("100", "82.4", "18%"),
        ("-100", "-102.35", "2.4%"),
        ("130", "130.4", "0.31%"),
        ("100000000", "100000001", "less than 0.01%"),
        ("0.0000001", "82074", "more than 1,000%"),
        ("0", "1", "any percentage"),
    ],
)
def test_a_difference_is_in_percent_of_the_first_value(first: str, other: str, shown: str) -> None:
    assert format_difference(Decimal(first), Decimal(other)) == shown


@for_each(
    ("value", "shown"),
    [("9.27", "+9.27"), ("-0.72", "-0.72"), ("0", "0"), ("0.00", "0.00"), ("-0.00", "0.00"), ("-1234.5", "-1,234.5")],
)
def test_a_change_has_its_sign_and_zero_has_none(value: str, shown: str) -> None:
    assert format_change(Decimal(value)) == shown


@for_each(
    ("value", "shown"),
    [
        ("7.52", "+7.52%"),
        ("-2", "-2.00%"),
        ("0", "0.00%"),
        ("-0.0", "0.00%"),
        ("0.005", "+0.01%"),
        ("1.24052", "+1.24%"),
        ("1E+2", "+100.00%"),
        ("1234.5", "+1,234.50%"),
    ],
)
def test_a_percentage_has_two_decimals(value: str, shown: str) -> None:
    assert format_percent(Decimal(value)) == shown


@given(
    st.lists(
        st.decimals(-1_000_000, 1_000_000, places=2) | st.decimals(0, 1, places=8) | st.integers(0, 10**6).map(Decimal),
        min_size=1,
    )
)
def test_the_points_of_a_column_are_aligned_whatever_the_decimals(values: list[Decimal]) -> None:
    texts = [format_price(value) for value in values]
    shape = DecimalAlignment()
    for text in texts:
        shape = shape.expanded_for(text)
    shown = [shape.align(text) for text in texts]

    assert {len(text) for text in shown} == {shape.width}
    assert len({text.index(".") for text in shown if "." in text}) <= 1
    point = shape.integer_width
    assert all(text[point:].strip() == "" for text in shown if "." not in text)
    assert [text.strip() for text in shown] == texts
    assert all(shape.expanded_for(text) is shape for text in texts)


@given(st.decimals(0, 10**9, places=4), st.integers(1, 30))
def test_a_figure_is_shown_completely_or_not_at_all(value: Decimal, cells: int) -> None:
    text = format_price(value)
    shown = DecimalAlignment(integer_width=12, decimals=8, max_width=18).fit(text, cells)

    assert len(shown) == cells
    assert shown.strip() == text or shown == "#" * cells
    assert (shown.strip() == text) is (len(text) <= cells)


@for_each(
    ("seconds", "shown"),
    [
        *((-5, "0s"), (0, "0s"), (0.9, "0s"), (59.9, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (86_399, "23h")),
        *((86_400, "1d"), (100 * 86_400, "100d")),
    ],
)
def test_an_age_is_in_its_largest_unit_rounded_down(seconds: float, shown: str) -> None:
    assert format_age(timedelta(seconds=seconds)) == shown


@for_each(
    ("seconds", "every", "redraw_interval", "shown"),
    [
        (0, 15, 1.25, "≤20s"),
        (15, 15, 1.25, "≤20s"),
        (18.2, 15, 1.25, "≤20s"),
        (18.2, 15, 4.5, "≤23s"),
        (19, 15, 1.25, "15s"),
        (20, 15, 1.25, "20s"),
        (29, 15, 1.25, "20s"),
        (31, 15, 1.25, "30s"),
        (100, 15, 1.25, "1m"),
        (86_399, 15, 1.25, "12h"),
        (90_000, 15, 1.25, "1d"),
        (0, 2, 1.25, "≤4s"),
        (2.6, 2, 1.25, "≤4s"),
        (2.7, 2, 1.25, "2s"),
        (0, 2, 4.5, "≤8s"),
        (4, 60, 1.25, "≤74s"),
        (8, 7, 1.25, "≤10s"),
        (9.5, 7, 1.25, "7s"),
        (85, 90, 1.25, "≤2m"),
        (110, 90, 1.25, "90s"),
        (149, 150, 1.25, "≤4m"),
        (200, 150, 1.25, "3m"),
        (3600, 3600, 1.25, "≤73m"),
        (5000, 86_400, 1.25, "≤29h"),
        (-0.1, 15, 1.25, "?"),
        (-90_000, 15, 1.25, "?"),
    ],
)
def test_an_age_is_steady_until_a_response_is_due_and_then_goes_in_steps(
    seconds: float, every: float, redraw_interval: float, shown: str
) -> None:
    assert (
        format_age_bucket(timedelta(seconds=seconds), timedelta(seconds=every), timedelta(seconds=redraw_interval))
        == shown
    )


def seconds_of(shown: str) -> float:
    shown = shown.lstrip("≤")
    return int(shown[:-1]) * SIZES[shown[-1]]


@given(intervals, lengths, lengths)
def test_a_row_never_looks_younger_as_it_grows_older(every: timedelta, one: timedelta, other: timedelta) -> None:
    younger, older = (format_age_bucket(elapsed, every) for elapsed in sorted((one, other)))

    if older.startswith("≤") or not younger.startswith("≤"):
        assert seconds_of(younger) <= seconds_of(older)


@given(intervals, lengths, st.timedeltas(timedelta(0), timedelta(seconds=10)))
def test_an_age_fits_its_column_and_at_most_means_at_most(
    every: timedelta, elapsed: timedelta, redraw_interval: timedelta
) -> None:
    shown = format_age_bucket(elapsed, every, redraw_interval)

    assert len(shown) <= 4
    if shown.startswith("≤"):
        assert (elapsed + redraw_interval).total_seconds() <= seconds_of(shown)


def test_a_time_is_in_the_reader_s_zone_and_has_its_date_when_not_today() -> None:
    now = datetime(2026, 3, 17, 1, 0, tzinfo=KARACHI)

    assert format_time(datetime(2026, 3, 16, 19, 30, tzinfo=UTC), now) == "00:30"
    assert format_time(datetime(2026, 3, 16, 18, 30, tzinfo=UTC), now) == "16 Mar 23:30"


@for_each(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (1_250_000_000, "1250.0 MB"),
    ],
)
def test_a_size_has_the_unit_that_fits(count: int, text: str) -> None:
    assert format_bytes(count) == text


@for_each(
    ("value", "price", "change", "percent"),
    [
        (None, "?", "", ""),
        ("0", "0", "0", "0.00%"),
        ("1234.5", "1,234.5", "+1,234.5", "+1,234.50%"),
        ("-0.004", "-0.004", "-0.004", "0.00%"),
    ],
)
def test_a_figure_that_is_not_known_is_marked_as_a_price_and_left_out_as_a_change(
    value: str | None, price: str, change: str, percent: str
) -> None:
    amount = None if value is None else Decimal(value)

    assert (price_text(amount), change_text(amount), percent_text(amount)) == (price, change, percent)


@for_each(
    ("direction", "glyph"),
    [(Direction.UP, "▲"), (Direction.DOWN, "▼"), (Direction.UNCHANGED, "="), (None, " ")],
)
def test_a_direction_has_a_glyph_of_one_cell(direction: Direction | None, glyph: str) -> None:
    assert direction_glyph(direction) == glyph
