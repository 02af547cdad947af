"""Bars of what a provider states, whatever it states."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.domain.bars import Bar
from tui.domain.past import BAR_SPANS, PastSpan
from tui.sources.decode.json import Json
from tui.sources.past import MAX_BARS, RawBar, build_bars, day_of_text, time_of_text

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def one(close: Json, opened: Json = None, high: Json = None, low: Json = None, volume: Json = None) -> list[Bar]:
    return list(build_bars([RawBar(AT, close, opened, high, low, volume)], PastSpan.MINUTES))


def figures(bar: Bar) -> tuple[str, ...]:
    return tuple(str(price) for price in bar[1:5])


@for_each(
    ("stated", "expected"),
    [
        (("101.50",), ("101.50", "101.50", "101.50", "101.50")),
        (("101.50", "100", "102", "99.5"), ("100", "102", "99.5", "101.50")),
        (("101.50", "100", None, None), ("100", "101.50", "100", "101.50")),
        (("101.50", "100", "101", "100.5"), ("100", "101.50", "100", "101.50")),
        (("101.50", "0", "-1", "0"), ("101.50", "101.50", "101.50", "101.50")),
        (("101.50", "x", [], {}), ("101.50", "101.50", "101.50", "101.50")),
        ((Decimal("5.3537999999999997"),), ("5.3538", "5.3538", "5.3538", "5.3538")),
    ],
)
def test_a_figure_that_is_missing_or_cannot_be_true_is_that_beside_it(
    stated: tuple[Json, ...], expected: tuple[str, ...]
) -> None:
    (bar,) = one(*stated)
    assert figures(bar) == expected
    assert bar.is_filled


@for_each("close", [None, "", "0", "-3", "NaN", "1e999", "1,23", True, [], {}])
def test_a_bar_without_a_price_is_none(close: Json) -> None:
    assert one(close) == []


@for_each(("volume", "expected"), [("1200", 1200), ("12.9", 12), (None, None), ("-1", None), ("x", None)])
def test_a_volume_is_whole_units_or_none(volume: Json, expected: int | None) -> None:
    assert one("1", volume=volume)[0].volume == expected


def test_bars_are_the_oldest_first_and_those_of_one_span_are_one() -> None:
    minutes = (7, 0, 3, 4)
    raw = [RawBar(AT + timedelta(minutes=each), str(10 + each), volume="5") for each in minutes]
    first, second = build_bars(raw, PastSpan.MINUTES)
    assert (first.at, figures(first), first.volume) == (AT, ("10", "14", "10", "14"), 15)
    assert (second.at, figures(second)) == (AT + timedelta(minutes=5), ("17", "17", "17", "17"))


def test_there_are_no_more_bars_than_eighty_years_of_days_and_the_newest_stay() -> None:
    begin = datetime(1960, 1, 1, tzinfo=UTC)
    bars = build_bars((RawBar(begin + timedelta(days=day), "1") for day in range(MAX_BARS + 5)), PastSpan.DAYS)
    assert (len(bars), bars[0].at) == (MAX_BARS, begin + timedelta(days=5))


anything = st.one_of(st.none(), st.booleans(), st.text(max_size=8), st.decimals(), st.just([]), st.just({}))


@given(
    st.lists(
        st.builds(
            RawBar,
            st.one_of(
                st.none(),
                st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
            ),
            *[anything] * 5,
        ),
        max_size=20,
    ),
    st.sampled_from(PastSpan),
)
def test_whatever_is_stated_every_bar_is_one(raw: list[RawBar], span: PastSpan) -> None:
    bars = build_bars(raw, span)
    assert [bar.at for bar in bars] == sorted({bar.at for bar in bars})
    for bar in bars:
        assert 0 < bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high
        assert bar.volume is None or bar.volume >= 0
        assert not (bar.at - datetime(1970, 1, 1, tzinfo=UTC)) % BAR_SPANS[span]


@for_each(
    ("text", "expected"),
    [
        ("2026-11-19", datetime(2026, 11, 19, tzinfo=UTC)),
        ("1950-01-03", datetime(1950, 1, 3, tzinfo=UTC)),
        ("2026-11-22", None),
        ("2026-02-30", None),
        ("0001-01-01", None),
        ("20261119", None),
        ("2026-W47-1", None),
        (Decimal(20261119), None),
        (None, None),
    ],
)
def test_a_date_is_the_midnight_that_bars_have(text: Json, expected: datetime | None) -> None:
    assert day_of_text(text, AT) == expected


@for_each(
    ("text", "expected"),
    [
        ("2026-11-19 15:55:00", datetime(2026, 11, 19, 15, 55, tzinfo=UTC)),
        ("2026-11-19T15:55", datetime(2026, 11, 19, 15, 55, tzinfo=UTC)),
        ("2027-11-19 15:55:00", None),
        ("15:55", None),
        (None, None),
    ],
)
def test_a_time_is_in_utc(text: Json, expected: datetime | None) -> None:
    assert time_of_text(text, AT) == expected
