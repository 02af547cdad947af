"""The columns of the grid: which are shown at which width, and that no figure is ever shown in part."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import EVERY, a_quote, after, an_id
from tests.kit.view import NO_ALIGNMENTS, a_row, text_of
from tui.domain.market import apply
from tui.domain.quote import Direction, Quote
from tui.domain.source_health import STALE_SLACK, SourceState
from tui.domain.trading_calendar import TradingHours
from tui.view import quote_grid
from tui.view.all_columns import COLUMNS
from tui.view.column_layout import ColumnChoice, layout_columns, measure_columns
from tui.view.columns import USUAL_COLUMNS
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import RowContext, age_level
from tui.view.sorting import Sort
from tui.view.spans import AgeLevel, Tone, width

PLAIN = [column for column in USUAL_COLUMNS if not column.needs_values and not column.needs_markets]
"""Those that show by themselves for any rows."""

decimal_alignments = st.fixed_dictionaries(
    {
        key: st.builds(DecimalAlignment, st.integers(1, 8), st.integers(0, 9), st.integers(1, 10))
        for key in ("last", "change", "percent")
    }
)


def alignments_of(*quotes: Quote) -> Mapping[str, DecimalAlignment]:
    return measure_columns(NO_ALIGNMENTS, quotes)


def keys(cells: int, alignments: Mapping[str, DecimalAlignment] = NO_ALIGNMENTS) -> list[str]:
    return [placed.column.key for placed in layout_columns(cells, alignments)]


@given(st.integers(24, 200), decimal_alignments)
def test_columns_never_exceed_the_grid_and_include_symbol_price_and_with_room_the_percentage(
    cells: int, alignments: Mapping[str, DecimalAlignment]
) -> None:
    placed = layout_columns(cells, alignments)

    shown = {each.column.key for each in placed}
    figures = [alignments.get(key, DecimalAlignment()) for key in ("last", "percent")]
    assert {"symbol", "last"} <= shown
    assert "percent" in shown or cells < 24 + sum(max(each.width, each.max_width) for each in figures)
    assert placed[-1].x + placed[-1].width <= cells
    assert placed[0].x >= 0
    for left, right in pairwise(placed):
        assert left.x + left.width < right.x  # at least one blank between


@given(decimal_alignments, st.integers(30, 199))
def test_a_wider_grid_never_shows_fewer_columns(alignments: Mapping[str, DecimalAlignment], cells: int) -> None:
    assert set(keys(cells, alignments)) <= set(keys(cells + 1, alignments))


def test_columns_are_dropped_in_a_fixed_order() -> None:
    alignments = alignments_of(a_quote(price="1234.50", change="-12.34", percent="-10.00"))
    dropped: list[str] = []
    for cells in range(160, 29, -1):
        shown = keys(cells, alignments)
        dropped += [column.key for column in PLAIN if column.key not in shown and column.key not in dropped]

    ranks = {column.key: column.drop_rank for column in PLAIN if column.drop_rank}
    assert dropped == sorted(ranks, key=lambda key: ranks[key])
    assert keys(34, alignments) == ["symbol", "last", "direction", "percent"]
    assert keys(160, alignments) == [column.key for column in PLAIN]


PRICES = ["999999.99", "0.00001234", "1", "82074", "132.50", "-37.63"]
PERCENTS = ["0", "7.52", "-100.00", "1234.56", "0.005"]


@for_each("cells", [40, 41, 45, 50, 55, 60, 71, 80, 88, 100, 120, 160, 200])
@for_each("flash", [None, Direction.UP])
def test_no_figure_is_ever_cut(cells: int, flash: Direction | None) -> None:
    quotes = [
        a_quote(f"SYM{n}{k}", price, change=percent, percent=percent)
        for n, price in enumerate(PRICES)
        for k, percent in enumerate(PERCENTS)
    ]
    market = a_market(a_snapshot(*quotes))
    alignments = alignments_of(*quotes)
    placed = layout_columns(cells, alignments)
    for quote in market.quotes.values():
        shown = text_of(quote_grid.row_line(a_row(market, quote, after(1), flash), placed, alignments))
        assert "…" not in shown
        assert "#" not in shown
        for column in (each.column for each in placed):
            figure = column.figure(quote)
            assert figure is None or f" {figure} " in f"{shown} ".replace("▴", " ")


def test_a_figure_wider_than_its_column_is_hashes_never_a_part_of_it() -> None:
    quote = a_quote(price="1234567890123.123456789012", percent="123456.78")
    market = a_market(a_snapshot(quote))
    alignments = alignments_of(quote)
    shown = text_of(quote_grid.row_line(a_row(market, quote, after(1)), layout_columns(24, alignments), alignments))

    assert "##" in shown
    assert "1,2" not in shown


@for_each(
    ("cells", "keys"),
    [(30, ["symbol", "last", "percent"]), (24, ["symbol", "last"]), (20, ["symbol", "last"])],
)
def test_the_percentage_leaves_a_grid_that_would_cut_it(cells: int, keys: list[str]) -> None:
    alignments = alignments_of(a_quote("AIRLINK", price="14480.5", percent="13.26"))

    assert [placed.column.key for placed in layout_columns(cells, alignments)] == keys
    by_percent = layout_columns(cells, alignments, ColumnChoice(sorted_by="percent"))
    assert "percent" in [placed.column.key for placed in by_percent], "what rows are sorted by stays"


symbols = st.text(alphabet="ABC123.", min_size=1, max_size=32)
quotes = st.builds(
    a_quote,
    symbols,
    st.none() | st.decimals(0, 10**6, places=2).map(str),
    st.none() | st.decimals(-1000, 1000, places=2).map(str),
    st.none() | st.decimals(-100, 100, places=2).map(str),
    source=st.just("br"),
    flags=st.sampled_from([(), ("flagged",)]),
)


@given(st.lists(quotes, min_size=1, max_size=5), st.integers(30, 200), st.sampled_from(COLUMNS), st.booleans())
def test_header_and_rows_are_exactly_as_wide_as_their_columns(
    listed: list[Quote], cells: int, column: object, descending: bool
) -> None:
    market = a_market(a_snapshot(*listed))
    alignments = alignments_of(*market.quotes.values())
    placed = layout_columns(cells, alignments)
    end = placed[-1].x + placed[-1].width
    assert isinstance(column, type(COLUMNS[0]))
    header = quote_grid.header_line(placed, Sort(column.key, descending))

    assert width(header) == end
    if column.key in {each.column.key for each in placed}:
        assert ("▼" if descending else "▲") in text_of(header)
    for quote in market.quotes.values():
        for flash in (None, Direction.UP):
            assert width(quote_grid.row_line(a_row(market, quote, after(1), flash), placed, alignments)) == end


def test_a_flagged_row_has_a_mark_beside_its_symbol() -> None:
    quote = a_quote("OGDC", flags=("change and percent disagree",))
    market = a_market(a_snapshot(quote))
    line = quote_grid.row_line(a_row(market, quote, after(1)), layout_columns(80, NO_ALIGNMENTS), NO_ALIGNMENTS)

    assert text_of(line).startswith(" OGDC! ")
    assert next(span for span in line if span.text == "!").tone is Tone.WARN


def test_an_unreadable_price_is_a_question_mark() -> None:
    quote = a_quote(price=None, change=None, percent=None)
    market = a_market(a_snapshot(quote))
    shown = text_of(
        quote_grid.row_line(a_row(market, quote, after(1)), layout_columns(60, NO_ALIGNMENTS), NO_ALIGNMENTS)
    )

    assert "?" in shown
    assert "–" in shown


@for_each(("change", "sign"), [("+9.27", "▲"), ("-0.72", "▼"), ("0.00", "=")])
def test_the_direction_reads_without_colour(change: str, sign: str) -> None:
    quote = a_quote(change=change, percent=change)
    market = a_market(a_snapshot(quote))

    assert sign in text_of(
        quote_grid.row_line(a_row(market, quote, after(1)), layout_columns(40, NO_ALIGNMENTS), NO_ALIGNMENTS)
    )


@for_each(
    ("seconds", "fade"),
    [
        (0, AgeLevel.FRESH),
        (24.5, AgeLevel.FRESH),
        (25, AgeLevel.AGEING),
        (60, AgeLevel.AGEING),
        (60.1, AgeLevel.STALE),
        (9999, AgeLevel.STALE),
    ],
)
def test_a_row_fades_as_it_ages(seconds: float, fade: AgeLevel) -> None:
    quote = a_quote()
    market = a_market(a_snapshot(quote, at=after(0)))

    assert timedelta(seconds=60) == 2 * EVERY + STALE_SLACK
    assert age_level(timedelta(seconds=seconds), EVERY) is fade
    assert a_row(market, quote, after(seconds)).age_level is fade


def test_a_stale_row_is_drawn_unlike_a_live_one_in_every_figure() -> None:
    quote = a_quote()
    market = a_market(a_snapshot(quote, at=after(0)))
    line = quote_grid.row_line(a_row(market, quote, after(600)), layout_columns(120, NO_ALIGNMENTS), NO_ALIGNMENTS)

    assert all(span.age_level is AgeLevel.STALE or span.tone is Tone.WARN for span in line if span.text.strip())


def sort_values(*prices: str) -> dict[str, object]:
    market = a_market(*(a_snapshot(a_quote(price=price), at=after(15 * n)) for n, price in enumerate(prices)))
    quote = market.quotes[an_id("OGDC")]
    return {column.key: column.value(market, quote) for column in COLUMNS}


def test_columns_sort_by_the_figure_itself() -> None:
    values = sort_values("100", "150", "120")

    assert (values["last"], values["change"], values["percent"]) == (120.0, 9.27, 7.52)
    assert values["trend"] == 1.2
    assert values["range"] == 0.4
    assert values["age"] == -after(30).timestamp()


def test_an_unknown_figure_has_no_value_to_sort_by() -> None:
    market = a_market(a_snapshot(a_quote(price=None, change=None, percent=None)))
    quote = market.quotes[an_id("OGDC")]
    known = {column.key for column in USUAL_COLUMNS if column.value(market, quote) is not None}

    assert known == {"symbol", "market", "age", "source"}


def test_alignments_that_already_fit_a_quote_stay_the_same_object() -> None:
    alignments = alignments_of(a_quote(price="132.50"))

    assert measure_columns(alignments, [a_quote(price="99.75")]) is alignments
    assert measure_columns(alignments, [a_quote(price="1000.00")]) is not alignments
    empty = measure_columns({}, [a_quote(price=None, change=None, percent=None)])
    assert set(empty) == {"market", "source"}


TREND = next(column for column in USUAL_COLUMNS if column.key == "trend")
SESSION = TradingHours(tuple((int(after(at).timestamp()), int(after(end).timestamp())) for at, end in ((0, 7200),)))
"""Two hours, of which each cell of ten is twelve minutes."""


def trend_of(prices: Mapping[float, str], hours: TradingHours | None, now: float) -> str:
    """Return the column TREND, ten cells wide, of a price that came so many seconds after the session's start."""
    market = a_market(*(a_snapshot(a_quote(price=price), at=after(at)) for at, price in prices.items()))
    row = a_row(market, market.quotes[an_id("OGDC")], after(now))
    context = RowContext(time_of_day=after(now), hours_of=lambda market, _day: hours if market == "PSX" else None)
    return text_of(TREND.paint(row._replace(context=context), 10, DecimalAlignment()))


@for_each(
    ("prices", "line"),
    [
        pytest.param({0: "10"}, "          ", id="one price"),
        pytest.param({0: "10", 3600: "10"}, "          ", id="one that did not change"),
        pytest.param({0: "10", 30: "11"}, "          ", id="a change that has no length yet"),
        pytest.param({0: "10", 360: "11"}, "⡸         ", id="the first six minutes"),
        pytest.param({0: "10", 1440: "11"}, "⣀⣀⠇       ", id="the first 24"),
        pytest.param({0: "10", 360: "11", 3600: "11"}, "⡸⠉⠉⠉⠉⠁    ", id="a price holds until it changes"),
        pytest.param({0: "10", 3600: "11", 7199: "10"}, "⣀⣀⣀⣀⣀⠏⠉⠉⠉⢱", id="the whole of it"),
        pytest.param({2160: "10", 2880: "11", 3600: "12"}, "   ⣀⠖⠁    ", id="one that is first seen later"),
        pytest.param({2520: "10", 2880: "11", 3600: "12"}, "   ⢀⠖⠁    ", id="half a cell later"),
        pytest.param({-60: "9", 0: "10", 7300: "11", 9000: "12"}, "⣀⣀⣀⣀⣀⣀⣀⣀⣀⡸", id="before the open, after the close"),
    ],
)
def test_the_trend_of_a_session_is_as_long_as_it_has_run(prices: Mapping[float, str], line: str) -> None:
    assert trend_of(prices, SESSION, max(prices)) == line


@for_each(
    ("prices", "line"),
    [
        pytest.param({0: "10"}, "          ", id="one price"),
        pytest.param({0: "10", 30: "11"}, "          ", id="two prices"),
        pytest.param({0: "10", 1: "11", 2: "12"}, "          ", id="two seconds of a minute"),
        pytest.param({0: "10", 3: "11", 30: "12"}, "⡰⠒⠒⠒⠒⠁    ", id="half a minute of one"),
        pytest.param({0: "10", 30: "11", 60: "12"}, "⣀⣀⣀⣀⣀⠖⠒⠒⠒⠊", id="one of one"),
        pytest.param({0: "10", 30: "11", 61: "12"}, "⣀⣀⡰⠒⠒⠁    ", id="one of two"),
        pytest.param({0: "10", 30: "11", 3900: "12"}, "⣀⣀⣀⣀⣀⠇    ", id="65 of 128"),
    ],
)
def test_the_trend_of_a_market_that_never_closes_fills_at_least_half_of_the_cells(
    prices: Mapping[float, str], line: str
) -> None:
    assert trend_of(prices, None, max(prices)) == line


def test_the_trend_of_a_price_that_does_not_change_grows_only_by_the_minute() -> None:
    market = a_market(*(a_snapshot(a_quote(price=price), at=after(at)) for at, price in ((0, "10"), (360, "11"))))
    rows = []
    for seconds in range(360, 1500, 5):
        confirmed = apply(market, a_snapshot(a_quote(price="11"), at=after(seconds)))
        row = a_row(confirmed, confirmed.quotes[an_id("OGDC")], after(seconds))
        rows.append(row._replace(context=RowContext(time_of_day=after(seconds), hours_of=lambda *_: SESSION)))

    lines = [TREND.paint(row, 10, DecimalAlignment()) for row in rows]
    for (before, line), (row, later) in pairwise(zip(rows, lines, strict=True)):
        assert line == later or not before.renders_same_as(row)
        assert sum(a != b for a, b in zip(text_of(line), text_of(later), strict=True)) <= 1
    assert len(set(lines)) == 4


def test_a_row_is_drawn_again_when_the_hours_of_its_market_are_known() -> None:
    market = a_market(a_snapshot(a_quote()))
    row = a_row(market, market.quotes[an_id("OGDC")], after(9))

    assert not row.renders_same_as(row._replace(context=RowContext(hours_of=lambda *_: SESSION)))


def test_a_trend_is_drawn_on_the_wall_clock_of_its_market() -> None:
    market = a_market(*(a_snapshot(a_quote(price=price), at=after(at)) for at, price in ((0, "10"), (360, "11"))))
    row = a_row(market, market.quotes[an_id("OGDC")], after(360))
    ahead = timedelta(minutes=36)
    context = RowContext(time_of_day=after(360) + ahead, clock_offset=ahead, hours_of=lambda *_: SESSION)

    assert text_of(TREND.paint(row._replace(context=context), 10, DecimalAlignment())) == "   ⡸      "


@for_each(
    ("key", "low", "high", "place"),
    [
        ("range", "9", "14", 0.2),
        ("range", "10", "10", None),
        ("range", "14", "9", None),
        ("year_range", "9", "14", 0.2),
        ("year_range", "10", "10", None),
        ("year_range", "14", "9", None),
        ("year_range", None, "14", None),
    ],
)
def test_a_range_without_extent_has_no_place_in_it_to_see_or_to_sort_by(
    key: str, low: str | None, high: str | None, place: float | None
) -> None:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    quote = a_quote(price="10")
    if key == "range":
        quote = quote._replace(low=ends[0], high=ends[1])
    else:
        quote = quote._replace(year_low=ends[0], year_high=ends[1])
    market = a_market(a_snapshot(quote))
    quote = market.quotes[an_id("OGDC")]
    column = next(column for column in COLUMNS if column.key == key)
    shown = text_of(column.paint(a_row(market, quote, after(1)), 9, DecimalAlignment()))

    assert column.value(market, quote) == place
    assert (shown == "─" * 9) is (place is None)


def test_the_range_spans_the_low_and_high_of_the_series_where_the_source_has_none() -> None:
    market = a_market(a_snapshot(a_quote(price="10"), at=after(0)), a_snapshot(a_quote(price="11"), at=after(1)))
    quote = market.quotes[an_id("OGDC")]
    value = {column.key: column.value for column in COLUMNS}["range"]

    assert value(market, quote) == 1.0
    assert Decimal(11) == quote.price


def test_a_row_of_a_stale_source_looks_stale_at_any_age() -> None:
    market = a_market(a_snapshot(a_quote("OGDC")))
    (name,) = market.health
    frozen = market._replace(
        health={name: market.health[name]._replace(state=SourceState.STALE, frozen=frozenset({"PSX"}))}
    )
    quote = frozen.quotes[an_id("OGDC")]

    assert a_row(market, quote, after(1)).age_level is AgeLevel.FRESH
    assert a_row(frozen, quote, after(1)).age_level is AgeLevel.STALE


amounts = st.decimals(-(10**6), 10**6, places=2) | st.decimals(0, 10**4, places=6) | st.integers(0, 10**7).map(Decimal)


@example([Decimal("0.01"), Decimal("0.00")])
@given(st.lists(amounts, min_size=1, max_size=40))
def test_figures_measured_together_or_one_by_one_give_the_same_alignment(figures: list[Decimal]) -> None:
    quotes = [a_quote(price=str(amount), change=str(amount), percent=str(amount)) for amount in figures]
    one_by_one = NO_ALIGNMENTS
    for quote in quotes:
        one_by_one = measure_columns(one_by_one, [quote])

    assert measure_columns(NO_ALIGNMENTS, quotes) == one_by_one
    for column in USUAL_COLUMNS:
        for figure in filter(None, map(column.figure, quotes)):
            assert one_by_one[column.key].expanded_for(figure) is one_by_one[column.key]


def test_of_a_thousand_prices_of_the_same_form_one_is_formatted() -> None:
    formatted: list[Decimal] = []
    last = next(column for column in COLUMNS if column.key == "last")

    def counting(amount: Decimal) -> str:
        formatted.append(amount)
        return str(amount)

    quotes = [a_quote(price=f"{100 + n % 900}.50") for n in range(1000)]
    measure_columns(NO_ALIGNMENTS, quotes, [last._replace(format=counting)])
    assert len(formatted) == 1


def test_the_name_of_a_source_has_its_cells_before_others_take_the_room() -> None:
    quotes = [a_quote("OGDC", source="yahoo"), a_quote("A", name="A company of a long name", source="coingecko")]
    alignments = alignments_of(*quotes)

    assert {each.column.key: each.width for each in layout_columns(90, alignments)}["source"] == 8
    assert {each.column.key: each.width for each in layout_columns(90, alignments_of(quotes[0]))}["source"] == 5
