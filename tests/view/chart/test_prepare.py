"""What a chart is drawn from: bars of the history, and what the board has seen since."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.kit.charts import NOW, PSX, chart_data
from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote, an_id
from tui.domain.bars import Bar, start_of_day
from tui.domain.market import Market
from tui.domain.past import PastOutlook
from tui.view.chart.breadth_curve import breadth_bars
from tui.view.chart.prepare import FIRST_DATE, Instrument, past_note, prepare, span_of
from tui.view.chart.values import ChartKind, ChartOptions, ChartRange

OPEN = datetime(2026, 3, 17, 4, 15, tzinfo=UTC)
"""When the day of the samples begins, in Ramadan."""


def board(*prices: str, since: datetime = OPEN) -> Market:
    """Return the market after a poll each minute."""
    polls = [a_snapshot(a_quote(price=price), at=since + timedelta(minutes=n)) for n, price in enumerate(prices)]
    return a_market(*polls)


def instrument(market: Market, **changed: Any) -> Instrument:  # noqa: ANN401 - fields of a quote
    quote = market.quotes[an_id()]._replace(previous_close=Decimal("99.10"), **changed)
    return Instrument(quote, market.series[an_id()]._replace(day=date(2026, 3, 17)), PSX, NOW)


def a_bar(at: datetime, close: str, volume: int | None = None) -> Bar:
    return Bar.start(at, Decimal(close), volume)


def closes(bars: Sequence[Bar]) -> list[str]:
    return [str(bar.close) for bar in bars]


def test_without_a_history_the_day_is_what_the_board_has_seen() -> None:
    data = prepare(instrument(board("100.25", "100.5", "100.40")), ChartOptions(), (), NOW)

    assert closes(data.bars) == ["100.25", "100.5", "100.40"]
    assert data.reference == Decimal("99.10")
    assert data.until == NOW
    assert data.axis.start == OPEN


def test_what_was_seen_since_the_history_was_read_goes_on_from_it() -> None:
    bars = [a_bar(OPEN + timedelta(minutes=n), f"{100 + n}.00") for n in range(3)]
    seen = board("7", "7", "7", "103.5", "104.10")
    data = prepare(instrument(seen), ChartOptions(), bars, NOW)

    assert closes(data.bars[:2]) == ["100.00", "101.00"]
    assert closes(data.bars[-2:]) == ["103.5", "104.10"]
    assert data.bars[2].open == Decimal("102.00")


def test_what_was_filled_in_before_the_history_was_read_is_drawn_as_well() -> None:
    seen = board("7", "8", "9", "10", "11", "12")
    bars = [a_bar(OPEN - timedelta(days=1), "5"), *(a_bar(OPEN + timedelta(minutes=n), "10.00") for n in (3, 4))]
    data = prepare(instrument(seen), ChartOptions(), bars, NOW)

    assert closes(data.bars) == ["5", "7", "8", "9", "10.00", "11", "12"]
    assert [bar.at for bar in data.bars] == sorted(bar.at for bar in data.bars)
    only_yesterday = prepare(instrument(seen), ChartOptions(), bars[:1], NOW)
    assert closes(only_yesterday.bars) == ["5", "7", "8", "9", "10", "11", "12"]


def test_the_last_minute_goes_on_where_it_was_read_amid_it() -> None:
    bars = [a_bar(OPEN, "100.00")]
    seen = a_market(
        *(a_snapshot(a_quote(price=price), at=OPEN + timedelta(seconds=s)) for s, price in ((5, "100"), (40, "98.5")))
    )
    data = prepare(instrument(seen), ChartOptions(), bars, NOW)

    assert [(bar.low, bar.close) for bar in data.bars] == [(Decimal("98.5"), Decimal("98.5"))]


def test_today_is_the_last_of_the_days_with_the_figures_of_its_source() -> None:
    yesterday = a_bar(start_of_day(date(2026, 3, 16)), "99.10", 1_000)
    shown = instrument(board("100", "104"), open=Decimal("99.90"), high=Decimal("104.5"), volume=555)
    options = ChartOptions(ChartRange.MONTH)
    today = Bar(
        start_of_day(date(2026, 3, 17)), Decimal("99.90"), Decimal("104.5"), Decimal("99.90"), Decimal(104), 555
    )

    assert list(prepare(shown, options, [yesterday], NOW).bars) == [yesterday, today]
    known = a_bar(today.at, "98")
    (_, bar) = prepare(shown, options, [yesterday, known], NOW).bars
    assert bar == today._replace(low=Decimal(98))


def test_a_range_begins_with_the_first_price_and_its_change_with_the_close_before_it() -> None:
    data = chart_data(ChartRange.YEAR)
    shown = instrument(board("100"))
    bars = list(data.bars)
    options = ChartOptions(ChartRange.YEAR)

    assert prepare(shown, options, bars[-60:-1], NOW).axis.start == bars[-60].at
    assert prepare(shown, options, bars[-60:-1], NOW).reference is None
    whole = prepare(shown, options, bars, NOW)
    assert whole.axis.start.date() == date(2025, 3, 17)
    assert whole.reference == [bar for bar in bars if bar.at < whole.axis.start][-1].close


def test_hours_that_most_prices_contradict_are_not_followed() -> None:
    night = [a_bar(OPEN + timedelta(hours=9, minutes=10 * n), "100") for n in range(6)]
    now = OPEN + timedelta(hours=10)
    data = prepare(instrument(board("100"))._replace(series=None), ChartOptions(), night, now)

    assert all(data.axis.is_trading(bar.at) for bar in night)
    assert len({data.axis.position(bar.at) for bar in night}) == 6


@for_each(
    ("shown", "since", "before"),
    [
        (ChartRange.DAY, OPEN, 0),
        (ChartRange.FIVE_DAYS, datetime(2026, 3, 11, 4, 15, tzinfo=UTC), 1),
        (ChartRange.MONTH, datetime(2026, 2, 17, tzinfo=UTC), 1),
        (ChartRange.YEAR_TO_DATE, datetime(2026, 1, 1, tzinfo=UTC), 1),
        (ChartRange.FIVE_YEARS, datetime(2021, 3, 17, tzinfo=UTC), 1),
        (ChartRange.ALL, start_of_day(FIRST_DATE), 1),
    ],
)
def test_each_range_asks_for_its_part_of_the_history(shown: ChartRange, since: datetime, before: int) -> None:
    span = span_of(instrument(board("100")), ChartOptions(shown), NOW)

    assert (span.since, span.before, span.every) == (since, before, shown.span)
    assert span.until > NOW
    assert span_of(instrument(board("100")), ChartOptions(shown, has_averages=True), NOW).before == 200


@for_each(
    ("today", "first"),
    [
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2024, 3, 31), date(2024, 2, 29)),
        (date(2026, 1, 5), date(2025, 12, 5)),
    ],
)
def test_a_month_ago_is_a_date_that_there_was(today: date, first: date) -> None:
    assert ChartRange.MONTH.first_date(today) == first


def test_breadth_is_how_many_more_rise_than_fall() -> None:
    polls = [
        a_snapshot(
            *(a_quote(symbol, price, f"{Decimal(price) - 10}") for symbol, price in zip("ABC", prices, strict=True)),
            at=OPEN + timedelta(minutes=n),
        )
        for n, prices in enumerate((("11", "10", "9"), ("11", "11", "9"), ("11", "12", "11"), ("9", "9", "9")))
    ]
    bars = breadth_bars(a_market(*polls), [an_id(symbol) for symbol in "ABC"])

    assert [(bar.at, int(bar.close)) for bar in bars] == [
        (OPEN, 0),
        (OPEN + timedelta(minutes=1), 1),
        (OPEN + timedelta(minutes=2), 3),
        (OPEN + timedelta(minutes=3), -3),
    ]


@for_each(
    ("options", "words"),
    [
        (ChartOptions(), ""),
        (ChartOptions(has_breadth=True), ""),
        (ChartOptions(ChartRange.FIVE_DAYS, ChartKind.CANDLES), "5d candles"),
        (ChartOptions(ChartRange.ALL, is_log=True, has_averages=True), "all line log averages"),
    ],
)
def test_the_next_start_begins_with_the_chart_that_was_chosen(options: ChartOptions, words: str) -> None:
    assert options.words == words
    assert ChartOptions.of_words(words) == options._replace(has_breadth=False)
    assert ChartOptions.of_words(f"nonsense {words} 17") == options._replace(has_breadth=False)


YESTERDAY, TODAY = (a_bar(start_of_day(date(2026, 3, day)), "100") for day in (16, 17))
ASKING, NOBODY = "asking demo for the past of OGDC", "no source gives the past of OGDC"


@for_each(
    ("shown", "bars", "outlook", "said"),
    [
        (ChartRange.YEAR, (), None, ""),
        (ChartRange.YEAR, (), PastOutlook("", "demo"), ASKING),
        (ChartRange.YEAR, (YESTERDAY, TODAY), PastOutlook("", "demo"), ASKING),
        (ChartRange.YEAR, (), PastOutlook("demo", ""), NOBODY),
        (ChartRange.YEAR, (TODAY,), PastOutlook("demo", ""), NOBODY),
        (ChartRange.YEAR, (YESTERDAY, TODAY), PastOutlook("demo", ""), ""),
        (ChartRange.YEAR, (), PastOutlook("", None), ""),
        (ChartRange.FIVE_DAYS, (), PastOutlook("demo", ""), ASKING),
        (ChartRange.FIVE_DAYS, (a_bar(OPEN, "100"),), PastOutlook("", "demo"), NOBODY),
        (ChartRange.FIVE_DAYS, (a_bar(OPEN - timedelta(hours=20), "100"),), PastOutlook("", "demo"), ""),
        (ChartRange.DAY, (), PastOutlook("demo", ""), ASKING),
        (ChartRange.DAY, (), PastOutlook("", ""), ""),
    ],
)
def test_it_is_said_who_is_asked_for_the_past_and_where_nobody_gives_it(
    shown: ChartRange, bars: Sequence[Bar], outlook: PastOutlook | None, said: str
) -> None:
    assert past_note(instrument(board("100")), shown, bars, NOW, outlook) == said
