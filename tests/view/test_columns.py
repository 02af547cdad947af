"""The sheet: which columns stand where, and that no figure on it is ever half a figure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import EVERY, SHAPELESS, a_market, a_quote, a_snapshot, after, an_id, text_of
from tui.domain import Direction, Quote
from tui.domain.source_health import STALE_SLACK, SourceState
from tui.view import quote_grid
from tui.view.column_layout import layout_columns, measure_columns
from tui.view.columns import COLUMNS
from tui.view.formatting import DecimalAlignment
from tui.view.quote_grid import Sort
from tui.view.quote_row import age_level, build_row
from tui.view.spans import AgeLevel, Tone, width

shapes = st.fixed_dictionaries(
    {
        key: st.builds(
            DecimalAlignment, whole=st.integers(1, 8), decimals=st.integers(0, 9), longest=st.integers(1, 10)
        )
        for key in ("last", "change", "percent")
    }
)


def shapes_of(*quotes: Quote) -> Mapping[str, DecimalAlignment]:
    return measure_columns(SHAPELESS, quotes)


def keys(cells: int, found: Mapping[str, DecimalAlignment] = SHAPELESS) -> list[str]:
    return [placed.column.key for placed in layout_columns(cells, found)]


@given(st.integers(30, 200), shapes, st.integers(1, 12))
def test_a_sheet_is_never_wider_than_the_grid_and_always_has_the_figures_that_matter(
    cells: int, found: Mapping[str, DecimalAlignment], sources: int
) -> None:
    placed = layout_columns(cells, found, sources)

    assert {"symbol", "last", "percent"} <= {each.column.key for each in placed}
    assert placed[-1].x + placed[-1].width <= cells
    assert placed[0].x >= 0
    for left, right in pairwise(placed):
        assert left.x + left.width < right.x  # at least one blank between


@given(shapes, st.integers(30, 199))
def test_a_wider_grid_never_shows_fewer_columns(found: Mapping[str, DecimalAlignment], cells: int) -> None:
    assert set(keys(cells, found)) <= set(keys(cells + 1, found))


def test_columns_leave_in_a_fixed_order_and_the_last_ones_stay() -> None:
    found = shapes_of(a_quote(price="1234.50", change="-12.34", percent="-10.00"))
    left: list[str] = []
    for cells in range(160, 29, -1):
        shown = keys(cells, found)
        left += [column.key for column in COLUMNS if column.key not in shown and column.key not in left]

    ranks = {column.key: column.drop_rank for column in COLUMNS if column.drop_rank}
    assert left == sorted(ranks, key=lambda key: ranks[key])
    assert keys(34, found) == ["symbol", "last", "direction", "percent"]
    assert keys(160, found) == [column.key for column in COLUMNS]


PRICES = ["999999.99", "0.00001234", "1", "82074", "132.50", "-37.63"]
PERCENTS = ["0", "7.52", "-100.00", "1234.56", "0.005"]


@pytest.mark.parametrize("cells", [40, 41, 45, 50, 55, 60, 71, 80, 88, 100, 120, 160, 200])
@pytest.mark.parametrize("tick", [None, Direction.UP])
def test_no_figure_is_ever_cut(cells: int, tick: Direction | None) -> None:
    quotes = [
        a_quote(f"SYM{n}{k}", price, change=percent, percent=percent)
        for n, price in enumerate(PRICES)
        for k, percent in enumerate(PERCENTS)
    ]
    market = a_market(a_snapshot(*quotes))
    found = shapes_of(*quotes)
    placed = layout_columns(cells, found)
    for quote in market.quotes.values():
        shown = text_of(quote_grid.row_line(build_row(market, quote, after(1), tick), placed, found))
        assert "…" not in shown
        assert "#" not in shown
        for column in (each.column for each in placed):
            figure = column.figure(quote)
            assert figure is None or f" {figure} " in f"{shown} ".replace("▴", " ")


def test_a_figure_no_column_can_hold_is_shown_as_one_never_in_part() -> None:
    quote = a_quote(price="1234567890123.123456789012", percent="123456.78")
    market = a_market(a_snapshot(quote))
    found = shapes_of(quote)
    shown = text_of(quote_grid.row_line(build_row(market, quote, after(1)), layout_columns(30, found), found))

    assert "##" in shown
    assert "1,2" not in shown


symbols = st.text(alphabet="ABC123.", min_size=1, max_size=32)
quotes = st.builds(
    a_quote,
    symbols,
    st.none() | st.decimals(0, 10**6, places=2).map(str),
    st.none() | st.decimals(-1000, 1000, places=2).map(str),
    st.none() | st.decimals(-100, 100, places=2).map(str),
    source=st.just("br"),
    flags=st.sampled_from([(), ("odd",)]),
)


@given(st.lists(quotes, min_size=1, max_size=5), st.integers(30, 200), st.sampled_from(COLUMNS), st.booleans())
def test_header_and_rows_are_exactly_as_wide_as_the_columns_stand(
    told: list[Quote], cells: int, column: object, descending: bool
) -> None:
    market = a_market(a_snapshot(*told))
    found = shapes_of(*market.quotes.values())
    placed = layout_columns(cells, found)
    end = placed[-1].x + placed[-1].width
    assert isinstance(column, type(COLUMNS[0]))
    header = quote_grid.header_line(placed, Sort(column.key, descending))

    assert width(header) == end
    if column.key in {each.column.key for each in placed}:
        assert ("▼" if descending else "▲") in text_of(header)
    for quote in market.quotes.values():
        for tick in (None, Direction.UP):
            assert width(quote_grid.row_line(build_row(market, quote, after(1), tick), placed, found)) == end


def test_a_flagged_row_says_so_beside_its_symbol() -> None:
    quote = a_quote("OGDC", flags=("change and percent disagree",))
    market = a_market(a_snapshot(quote))
    line = quote_grid.row_line(build_row(market, quote, after(1)), layout_columns(80, SHAPELESS), SHAPELESS)

    assert text_of(line).startswith(" OGDC! ")
    assert next(span for span in line if span.text == "!").tone is Tone.WARN


def test_a_price_that_was_never_believed_is_a_question_mark() -> None:
    quote = a_quote(price=None, change=None, percent=None)
    market = a_market(a_snapshot(quote))
    shown = text_of(quote_grid.row_line(build_row(market, quote, after(1)), layout_columns(60, SHAPELESS), SHAPELESS))

    assert "?" in shown
    assert "–" in shown


@pytest.mark.parametrize(("change", "sign"), [("+9.27", "▲"), ("-0.72", "▼"), ("0.00", "=")])
def test_the_direction_reads_without_colour(change: str, sign: str) -> None:
    quote = a_quote(change=change, percent=change)
    market = a_market(a_snapshot(quote))

    assert sign in text_of(
        quote_grid.row_line(build_row(market, quote, after(1)), layout_columns(40, SHAPELESS), SHAPELESS)
    )


@pytest.mark.parametrize(
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
    assert build_row(market, quote, after(seconds)).age_level is fade


def test_a_stale_row_is_drawn_unlike_a_live_one_in_every_figure() -> None:
    quote = a_quote()
    market = a_market(a_snapshot(quote, at=after(0)))
    line = quote_grid.row_line(build_row(market, quote, after(600)), layout_columns(120, SHAPELESS), SHAPELESS)

    assert all(span.fade is AgeLevel.STALE or span.tone is Tone.WARN for span in line if span.text.strip())


def told_over(*prices: str) -> dict[str, object]:
    market = a_market(*(a_snapshot(a_quote(price=price), at=after(15 * n)) for n, price in enumerate(prices)))
    quote = market.quotes[an_id("OGDC")]
    return {column.key: column.value(market, quote) for column in COLUMNS}


def test_what_columns_sort_by_is_the_figure_itself() -> None:
    values = told_over("100", "150", "120")

    assert (values["last"], values["change"], values["percent"]) == (120.0, 9.27, 7.52)
    assert values["trend"] == 1.2
    assert values["range"] == 0.4
    assert values["age"] == -after(30).timestamp()


def test_what_is_not_known_has_no_value_to_sort_by() -> None:
    market = a_market(a_snapshot(a_quote(price=None, change=None, percent=None)))
    quote = market.quotes[an_id("OGDC")]
    known = {column.key for column in COLUMNS if column.value(market, quote) is not None}

    assert known == {"symbol", "age", "source"}


def test_shapes_that_hold_a_quote_already_stay_the_same_object() -> None:
    found = shapes_of(a_quote(price="132.50"))

    assert measure_columns(found, [a_quote(price="99.75")]) is found
    assert measure_columns(found, [a_quote(price="1000.00")]) is not found
    assert measure_columns({}, [a_quote(price=None, change=None, percent=None)]) == {}


def test_the_trend_has_no_line_before_the_price_has_moved() -> None:
    still, moved = (
        a_market(*(a_snapshot(a_quote(price=price), at=after(n)) for n, price in enumerate(prices)))
        for prices in (["10"], ["10", "11"])
    )
    for market, is_drawn in ((still, False), (moved, True)):
        shown = text_of(
            quote_grid.row_line(
                build_row(market, market.quotes[an_id("OGDC")], after(2)), layout_columns(100, SHAPELESS), SHAPELESS
            )
        )
        assert any("\u2800" < c <= "\u28ff" for c in shown) is is_drawn


def test_the_range_takes_the_sources_own_low_and_high_before_what_was_seen() -> None:
    market = a_market(a_snapshot(a_quote(price="10"), at=after(0)), a_snapshot(a_quote(price="11"), at=after(1)))
    quote = market.quotes[an_id("OGDC")]
    value = {column.key: column.value for column in COLUMNS}["range"]

    assert value(market, quote) == 1.0
    assert Decimal(11) == quote.price


def test_a_row_of_a_source_that_says_the_same_for_too_long_looks_stale_at_any_age() -> None:
    market = a_market(a_snapshot(a_quote("OGDC")))
    (name,) = market.health
    frozen = replace(market, health={name: replace(market.health[name], state=SourceState.STALE)})
    quote = frozen.quotes[an_id("OGDC")]

    assert build_row(market, quote, after(1)).age_level is AgeLevel.FRESH
    assert build_row(frozen, quote, after(1)).age_level is AgeLevel.STALE


amounts = st.decimals(-(10**6), 10**6, places=2) | st.decimals(0, 10**4, places=6) | st.integers(0, 10**7).map(Decimal)


@given(st.lists(amounts, min_size=1, max_size=40))
def test_many_figures_measured_at_once_are_measured_as_one_by_one(told: list[Decimal]) -> None:
    quotes = [a_quote(price=str(amount), change=str(amount), percent=str(amount)) for amount in told]
    one_by_one = SHAPELESS
    for quote in quotes:
        one_by_one = measure_columns(one_by_one, [quote])

    assert measure_columns(SHAPELESS, quotes) == one_by_one
    for column in COLUMNS:
        for figure in filter(None, map(column.figure, quotes)):
            assert one_by_one[column.key].expanded_for(figure) is one_by_one[column.key]


def test_of_a_thousand_prices_that_look_alike_one_is_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Decimal] = []
    last = next(column for column in COLUMNS if column.key == "last")

    def counting(amount: Decimal) -> str:
        written.append(amount)
        return str(amount)

    monkeypatch.setattr("tui.view.column_layout.COLUMNS", (replace(last, format=counting),))

    measure_columns(SHAPELESS, [a_quote(price=f"{100 + n % 900}.50") for n in range(1000)])
    assert len(written) == 1
