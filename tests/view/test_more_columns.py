"""The columns that a user can choose: every field of a quote, in the user's own form, order and width."""

from datetime import timedelta
from decimal import Decimal

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tests.kit.view import a_row, text_of
from tui.domain.market import apply
from tui.domain.quote import ExtendedSession, InstrumentKind, Quote
from tui.domain.text import CleanText
from tui.view import quote_grid
from tui.view.all_columns import COLUMNS
from tui.view.charts import trend_line
from tui.view.column_layout import ChosenColumn, ColumnChoice, layout_columns, measure_columns
from tui.view.columns import USUAL_COLUMNS
from tui.view.formatting import DecimalAlignment, FigureStyle, format_count
from tui.view.quote_row import QuoteRow, RowContext, build_row

FULL = a_quote("OGDC", "132.50", "9.27", "7.52", name="Oil and Gas")._replace(
    kind=InstrumentKind.FUND,
    open=Decimal("124.10"),
    high=Decimal("133.25"),
    low=Decimal("124.05"),
    previous_close=Decimal("123.23"),
    year_low=Decimal(90),
    year_high=Decimal(175),
    bid=Decimal("132.45"),
    ask=Decimal("132.55"),
    extended_price=Decimal("132.75"),
    extended_session=ExtendedSession.AFTER_HOURS,
    extended_as_of=FIXED_NOW,
    volume=12_345_678,
    turnover=1_635_802_335,
    market_cap=569_876_543_210,
    unit=100,
    exchange=CleanText("Karachi"),
    currency="PKR",
    as_of=FIXED_NOW - timedelta(minutes=5),
    flags=(CleanText("odd"),),
)


def drawn(keys: tuple[str, ...], quote: Quote = FULL, style: FigureStyle = "short") -> str:
    context = RowContext(style, after(60))
    market = a_market(a_snapshot(quote))
    choice = ColumnChoice(keys)
    alignments = measure_columns({}, [quote], choice.columns, context)
    placed = layout_columns(300, alignments, choice)
    row = build_row(
        market, quote, after(60), flash=None, disagree_percent=Decimal(1), redraw_interval=timedelta(0), context=context
    )
    assert isinstance(row, QuoteRow)
    return " ".join(text_of(quote_grid.row_line(row, placed, alignments)).split())


@for_each(
    ("key", "shown"),
    [
        ("name", "Oil and Gas"),
        ("market", "PSX"),
        ("kind", "fund"),
        ("open", "124.10"),
        ("prev", "123.23"),
        ("high", "133.25"),
        ("low", "124.05"),
        ("year_range", "───●─────"),
        ("year_low", "90"),
        ("year_high", "175"),
        ("bid", "132.45"),
        ("ask", "132.55"),
        ("volume", "12.3M"),
        ("turnover", "1.63B"),
        ("market_cap", "569B"),
        ("currency", "PKR"),
        ("exchange", "Karachi"),
        ("unit", "100"),
        ("extended_price", "132.75"),
        ("extended_session", "after-hours"),
        ("extended_as_of", "09:00"),
        ("as_of", "08:55"),
        ("changed", "–"),
        ("polled", "09:00"),
        ("flags", "odd"),
    ],
)
def test_a_column_shows_its_field(key: str, shown: str) -> None:
    drawn_bar = drawn((key,))

    assert (drawn_bar.startswith("──") and "●" in drawn_bar) if key == "year_range" else drawn_bar == shown


def test_every_field_of_a_quote_is_a_column() -> None:
    names = {"id": "symbol", "price": "last", "previous_close": "prev", "polled_at": "polled"}

    assert {names.get(name, name) for name in Quote._fields} <= {column.key for column in COLUMNS}


def test_a_previous_close_that_no_source_states_is_the_price_without_the_change() -> None:
    assert drawn(("prev",), a_quote(price="132.50", change="+9.27")) == "123.23"
    assert drawn(("prev",), a_quote(price="132.50", change=None)) == "–"


@for_each(
    ("count", "short", "crore"),
    [
        (0, "0", "0"),
        (9_999, "9,999", "9,999"),
        (12_345, "12.3k", "12,345"),
        (999_999, "999k", "9.99 lakh"),
        (1_234_567, "1.23M", "12.3 lakh"),
        (12_345_678, "12.3M", "1.23 crore"),
        (1_234_567_890, "1.23B", "123 crore"),
        (98_765_432_100, "98.7B", "9,876 crore"),
        (3_512_345_678_901, "3.51T", "3.51 lakh crore"),
        (-12_345_678, "-12.3M", "-1.23 crore"),
    ],
)
def test_a_count_is_written_in_the_chosen_form(count: int, short: str, crore: str) -> None:
    assert format_count(count, "short") == short
    assert format_count(count, "crore") == crore
    assert format_count(count, "full") == f"{count:,}"


@for_each("style", ["short", "crore", "full"])
@for_each("count", [1, 9_999, 10_000, 123_456, 99_999_999, 10**17])
def test_no_count_is_cut_in_any_form(style: FigureStyle, count: int) -> None:
    assert drawn(("volume", "turnover"), FULL._replace(volume=count, turnover=count), style) == " ".join(
        [format_count(count, style)] * 2
    )


def test_chosen_columns_leave_from_the_right_and_those_named_for_it_first() -> None:
    chosen = ("symbol", "bid", "last", "ask", "volume", "percent", "open")
    alignments = measure_columns({}, [FULL], ColumnChoice(chosen).columns)

    def shown(cells: int, *drop: str) -> list[str]:
        return [placed.column.key for placed in layout_columns(cells, alignments, ColumnChoice(chosen, drop))]

    assert shown(200) == list(chosen)
    assert shown(53) == ["symbol", "bid", "last", "ask", "volume", "percent"]
    assert shown(30) == ["symbol", "bid", "last"]
    assert shown(53, "bid", "open") == ["symbol", "last", "ask", "volume", "percent", "open"]
    assert "last" not in shown(53, "last")


def test_a_column_has_the_width_that_the_user_gave_it() -> None:
    placed = layout_columns(200, {}, ColumnChoice(("symbol:12", "name:20", "last")))

    assert [(each.column.key, each.width) for each in placed] == [("symbol", 12), ("name", 20), ("last", 5)]


@for_each(
    ("text", "choice"),
    [
        ("name", ChosenColumn("name")),
        ("name:24", ChosenColumn("name", 24)),
        ("name:1", ChosenColumn("name", 3)),
        ("name:99999999", ChosenColumn("name", 60)),
        ("name:", ChosenColumn("name")),
        ("name:wide", ChosenColumn("name")),
    ],
)
def test_a_choice_is_a_key_and_maybe_a_width(text: str, choice: ChosenColumn) -> None:
    assert ChosenColumn.parse(text) == choice
    assert ChosenColumn.parse(str(choice)) == choice


def test_names_and_volumes_show_by_themselves_where_a_row_has_them_and_markets_where_there_are_several() -> None:
    def shown(quote: Quote, *, has_several_markets: bool = False) -> set[str]:
        alignments = measure_columns({}, [quote])
        placed = layout_columns(200, alignments, has_several_markets=has_several_markets)
        return {each.column.key for each in placed} & {"name", "volume", "market"}

    assert shown(a_quote()) == set()
    assert shown(FULL) == {"name", "volume"}
    assert shown(FULL, has_several_markets=True) == {"name", "volume", "market"}


def test_a_wide_grid_shows_further_columns_where_rows_have_values_and_they_leave_first() -> None:
    choice = ColumnChoice(is_wide=True)

    def shown(cells: int, quote: Quote = FULL) -> list[str]:
        alignments = measure_columns({}, [quote], choice.columns)
        return [placed.column.key for placed in layout_columns(cells, alignments, choice)]

    usual = [column.key for column in USUAL_COLUMNS if not column.needs_markets]
    assert [key for key in shown(300) if key in usual] == usual
    assert {"turnover", "open", "prev", "bid", "ask", "market_cap"} < set(shown(300))
    assert {*shown(300, a_quote())} <= {*usual, "prev"}
    assert "market_cap" not in shown(125)
    assert set(usual) <= set(shown(125))


def test_the_column_that_rows_are_sorted_by_is_shown_and_stays() -> None:
    alignments = measure_columns({}, [FULL], ColumnChoice(sorted_by="open").columns)

    def shown(cells: int, choice: ColumnChoice) -> list[str]:
        return [placed.column.key for placed in layout_columns(cells, alignments, choice)]

    assert "volume" in shown(44, ColumnChoice(sorted_by="volume"))
    assert "volume" not in shown(44, ColumnChoice())
    assert shown(200, ColumnChoice(sorted_by="open"))[-1] == "open"
    assert shown(30, ColumnChoice(("symbol", "last", "bid"), sorted_by="open")) == ["symbol", "last", "open"]


@for_each(
    ("key", "begun", "blank", "prices", "first"),
    [
        ("trend_4h", 0, 0, [20] * 14 + [30] * 4 + [28] * 2, 20),
        ("trend_1h", 0, 0, [30] * 13 + [28] * 7, 30),
        ("trend_15m", 0, 0, [28] * 20, 28),
        ("trend_4h", 200, 7, [30] * 4 + [28] * 2, 30),
        ("trend_15m", 312, 0, [28] * 20, 28),
    ],
)
def test_a_trend_has_a_scale_of_time_and_sorts_by_the_move_of_its_span(
    key: str, begun: int, blank: int, prices: list[float], first: float
) -> None:
    polls = [(0, "10"), (60, "20"), (270, "30"), (310, "29"), (312, "28")]
    polls = [(minute, price) for minute, price in polls if minute >= begun]
    market = a_market(*(a_snapshot(a_quote(price=price), at=after(60 * minute)) for minute, price in polls))
    market = apply(market, a_snapshot(a_quote(price="28"), at=after(60 * 330)))
    quote = next(iter(market.quotes.values()))
    (column,) = (column for column in COLUMNS if column.key == key)
    now = after(60 * 330 + 5)
    row = a_row(market, quote, now)._replace(
        context=RowContext(time_of_day=now + timedelta(days=9), clock_offset=timedelta(days=9))
    )

    line = column.paint(row, 10, DecimalAlignment())

    drawn_points = trend_line(prices, 10 - blank, row.age_level)
    assert text_of(line) == " " * blank + text_of(drawn_points)
    assert line[-1].tone is drawn_points[-1].tone
    assert column.value(market, quote) == 28 / first


def test_a_row_that_is_confirmed_without_a_change_loses_what_its_trends_no_longer_show() -> None:
    market = a_market(a_snapshot(a_quote(), at=after(0)))
    (quote,) = market.quotes.values()
    row = a_row(market, quote, after(1))._replace(context=RowContext(time_of_day=after(1)))

    later = row._replace(context=RowContext(time_of_day=after(61)))
    assert not row.renders_same_as(later)
    assert row.renders_same_as(row._replace(context=RowContext(time_of_day=after(2))))
