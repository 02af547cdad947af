"""What a cell alone does not tell is decided by its column, its row and the rest of the table."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed
from tui.domain.quote import Direction, InstrumentKind, Quote
from tui.sources.adapter import ParseError, SourceConfig
from tui.sources.decode.json import Json
from tui.sources.table_spec import TableSpec
from tui.sources.tables.column_styles import find_column_styles
from tui.sources.tables.decimal_marks import mark_evidence
from tui.sources.tables.rows import build_table_rows

AT = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
AMBIGUOUS = "price: may be thousands or decimals: see decimal_comma"
NOT_AS_CONFIGURED = "price: decimals are not written as configured: see decimal_comma"


def table(*rows: dict[str, Json], market: str = "PSX", **settings: object) -> list[Quote]:
    """Return the quotes of rows by field; a row without a symbol has one by its number."""
    fields = {field: field for row in rows for field in ("symbol", "price", *row)}
    spec = TableSpec(format="json", columns=MappingProxyType(fields), **settings)  # type: ignore[arg-type]
    source = SourceConfig(
        name="t", kind="table", url="https://t.example/", every=timedelta(minutes=1), market=market, table=spec
    )
    cells: list[dict[str, Json]] = [{"symbol": f"S{number}", **row} for number, row in enumerate(rows)]
    return list(build_table_rows(cells, spec, source, AT, find_column_styles(cells, spec)).snapshot.quotes)


def prices(*texts: str, **settings: object) -> list[str | None]:
    """Return the prices of a table that has a readable one at its end, without that."""
    rows: list[dict[str, Json]] = [{"price": text} for text in (*texts, "5")]
    quotes = table(*rows, **settings)[:-1]  # type: ignore[arg-type]
    return [None if quote.price is None else str(quote.price) for quote in quotes]


@for_each(
    ("body", "evidence"),
    [
        *dict.fromkeys(["1.5", "1,234.50", "1,234,567", "12,34,567", "0.219", ".5", "1.2345"], ".").items(),
        ("1'234.500", "."),
        *dict.fromkeys(["1,5", "1.234,50", "1.234.567", "0,219", ",5", "1,2345", "1 234,500"], ",").items(),
        *dict.fromkeys(["7,774", "7.774", "82,074", "123.456"], "either").items(),
        *dict.fromkeys(["7", "82074", "1 234", "1.2.3", "1,23,4"], "").items(),
    ],
)  # fmt: skip
def test_digits_prove_their_mark_or_do_not(body: str, evidence: str) -> None:
    assert mark_evidence(body) == evidence


@for_each(
    ("column", "comma", "expected"),
    [
        (["82,074", "45,100"], False, ["82074", "45100"]),
        (["82,074", "123.40"], False, ["82074", "123.40"]),
        (["1,234,567", "7,774"], False, ["1234567", "7774"]),
        (["0,219", "7,774", "2,917"], True, ["0.219", "7.774", "2.917"]),
        (["0,219", "7,774", "2,917"], False, [None, None, None]),
        (["13,797", "15,0141"], False, [None, None]),
        (["7,774", "12,5"], False, [None, None]),
        (["1.234,50", "7.774"], False, [None, None]),
        (["7.774", "0.219"], True, [None, None]),
        (["7.774", "12,50"], True, ["7774", "12.50"]),
        (["7.774", "1.234"], True, ["7774", "1234"]),
        (["7.774", "0.219"], False, ["7.774", "0.219"]),
        (["7,774", "12,50", "12.50"], False, [None, None, "12.50"]),
        (["7,774", "12,50", "12.50"], True, [None, "12.50", None]),
        (["PKR 7,774", "PKR 0,219"], False, [None, None]),
    ],
)
def test_a_decimal_comma_is_decided_by_the_whole_column(
    column: list[str], comma: bool, expected: list[str | None]
) -> None:
    assert prices(*column, decimal_comma=comma) == expected


def test_the_other_columns_of_prices_decide_where_one_does_not() -> None:
    rows: list[dict[str, Json]] = [{"price": "7,774", "change": "0,05"}, {"price": "2,917", "change": "-0,11"}]
    with pytest.raises(ParseError, match="no row has a price: price: may be thousands or decimals: see decimal_comma"):
        table(*rows)
    assert [quote.price for quote in table(*rows, decimal_comma=True)] == [Decimal("7.774"), Decimal("2.917")]
    plain = table({"price": "7,774", "change": "0.05"}, {"price": "82,917", "change": "-0.11"})
    assert [quote.price for quote in plain] == [7774, 82917]


@for_each(
    ("row", "price"),
    [
        ({"percent": "0,05%"}, None),
        ({"percent": "0.05%"}, 7774),
        ({"volume": "1.234.567"}, None),
        ({"volume": "1,234,567"}, 7774),
        ({"volume": "3,5 Mio"}, None),
        ({"high": "7,8"}, None),
        ({"high": Decimal("7.8")}, 7774),
    ],
)
def test_all_columns_of_figures_tell_how_prices_are_written(row: dict[str, Json], price: int | None) -> None:
    assert table({"price": "7,774", **row}, {"price": "5"})[0].price == price


def test_a_volume_that_may_be_thousands_or_decimals_is_refused() -> None:
    quote = table({"price": "0.5", "volume": "7.774"}, {"price": "0,5"})[0]
    assert (quote.volume, quote.flags) == (None, ("volume: may be thousands or decimals: see decimal_comma",))
    assert table({"price": "0.5", "volume": "7,774"})[0].volume == 7774


def test_a_refused_row_names_the_setting() -> None:
    first, second, _ = table({"price": "7,774"}, {"price": "0,219"}, {"price": "3"})
    assert (first.flags, second.flags) == ((AMBIGUOUS,), (NOT_AS_CONFIGURED,))


def test_numbers_of_json_are_never_doubted() -> None:
    quotes = table({"price": Decimal("7.774")}, {"price": "0,219"}, {"price": Decimal("5.3537999999999997")})
    assert [quote.price for quote in quotes] == [Decimal("7.774"), None, Decimal("5.3538")]


def test_a_change_that_a_program_subtracted_is_rounded() -> None:
    quotes = table(
        {"price": Decimal("1.1"), "change": Decimal("-0.099999999999999645")},
        {"price": "0.1", "change": "-0.0000000000000002220446"},
        {"price": Decimal(5), "change": Decimal("-0.0")},
    )
    assert [(str(quote.change), quote.direction) for quote in quotes] == [
        ("-0.1", Direction.DOWN),
        ("0", Direction.UNCHANGED),
        ("0.0", Direction.UNCHANGED),
    ]


MOVES: list[tuple[list[dict[str, Json]], tuple[str | None, str | None, Direction | None]]] = [
    # printed signs
    ([{"price": "226.35", "change": "+1.35", "percent": "(0.60%)"}], ("1.35", "0.60", Direction.UP)),
    ([{"price": "226.35", "change": "-1.35", "percent": "(0.60%)"}], ("-1.35", "-0.60", Direction.DOWN)),
    ([{"price": "226.35", "change": "-1.35", "percent": "(-0.60%)"}], ("-1.35", "-0.60", Direction.DOWN)),
    ([{"price": "226.35", "change": "+1.35", "percent": "(+0.60%)"}], ("1.35", "0.60", Direction.UP)),
    ([{"price": "226.35", "change": "-1.35", "percent": "0.60%"}], ("-1.35", "-0.60", Direction.DOWN)),
    ([{"price": "226.35", "change": "▼ 1.35", "percent": "(0.60%)"}], ("-1.35", "-0.60", Direction.DOWN)),
    ([{"price": "226.35", "change": "1.35", "percent": "-0.60%"}], ("-1.35", "-0.60", Direction.DOWN)),
    ([{"price": "226.35", "change": "Up 1.35"}], ("1.35", "0.60", Direction.UP)),
    ([{"price": "226.35", "change": "unch"}], ("0", "0.00", Direction.UNCHANGED)),
    ([{"price": "226.35", "change": "+1.35 (+0.60%)"}], ("1.35", "0.60", Direction.UP)),
    ([{"price": "226.35", "change": "-1.35 (0.60%)"}], ("-1.35", "-0.60", Direction.DOWN)),
    ([{"price": "226.35", "percent": "+1.35 (+0.60%)"}], ("1.35", "0.60", Direction.UP)),
    # accounting brackets
    ([{"price": "226.35", "change": "(1.35)", "percent": "(0.60%)"}], ("-1.35", "-0.60", Direction.DOWN)),
    ([{"price": "226.35", "percent": "(0.60%)"}], (None, "-0.60", Direction.DOWN)),
    ([{"price": "226.35", "change": "(1.35)", "previous_close": "225.00"}], ("1.35", "0.60", Direction.UP)),
    ([{"price": "226.35", "percent": "(0.60%)", "previous_close": "225.00"}], ("1.35", "0.60", Direction.UP)),
    (
        [{"price": "226.35", "percent": "(0.60%)"}, {"price": "9", "percent": "(-0.20%)"}],
        (None, "0.60", Direction.UP),
    ),
    # a sign in a cell of its own
    ([{"price": "149.00", "change": "1.00", "sign": "-"}], ("-1.00", "-0.67", Direction.DOWN)),
    ([{"price": "149.00", "change": "1.00", "sign": "+"}], ("1.00", "0.68", Direction.UP)),
    ([{"price": "149.00", "change": "1.00", "sign": "▼"}], ("-1.00", "-0.67", Direction.DOWN)),
    ([{"price": "149.00", "change": "1.00", "sign": "<p>跌</p>"}], ("-1.00", "-0.67", Direction.DOWN)),
    ([{"price": "149.00", "change": Decimal("1.00"), "sign": "down"}], ("-1.00", "-0.67", Direction.DOWN)),
    ([{"price": "149.00", "percent": "0.67%", "sign": "-"}], (None, "-0.67", Direction.DOWN)),
    ([{"price": "149.00", "change": "1.00", "percent": "0.67%", "sign": "-"}], ("-1.00", "-0.67", Direction.DOWN)),
    ([{"price": "149.00", "sign": "-"}], (None, None, Direction.DOWN)),
    ([{"price": "149.00", "change": Decimal("1.00"), "sign": ""}], ("1.00", None, None)),
    (
        [{"price": "149.00", "change": Decimal("1.00"), "sign": "n/a", "percent": "-0.67%"}],
        ("-1.00", "-0.67", Direction.DOWN),
    ),
    # where rises have a plus and falls a colour, what has no sign says nothing
    ([{"price": "149.00", "change": "1.00"}, {"price": "9", "change": "+1"}], ("1.00", None, None)),
    ([{"price": "149.00", "percent": "0.50%"}, {"price": "9", "percent": "+1%"}], (None, "0.50", None)),
    (
        [{"price": "149.00", "change": "1.00"}, {"price": "9", "change": "+1"}, {"price": "9", "change": "-1"}],
        ("1.00", "0.68", Direction.UP),
    ),
    # what the row proves goes before what the column shows
    (
        [{"price": "12.50", "change": "0.10", "previous_close": "12.60"}, {"price": "9", "change": "-1"}],
        ("-0.10", "-0.79", Direction.DOWN),
    ),
    # the rest of the row and of the column
    ([{"price": "149.00", "change": "1.00", "previous_close": "150.00"}], ("-1.00", "-0.67", Direction.DOWN)),
    ([{"price": "149.00", "change": "1.00", "previous_close": "148.00"}], ("1.00", "0.68", Direction.UP)),
    ([{"price": "149.00", "change": Decimal(1), "previous_close": "150.00"}], ("-1", "-0.67", Direction.DOWN)),
    ([{"price": "▼ 149.00", "change": "1.00"}], ("-1.00", "-0.67", Direction.DOWN)),
    ([{"price": "100.00", "change": "10.00", "percent": "9.09%"}], ("-10.00", "-9.09", Direction.DOWN)),
    ([{"price": "100.00", "change": "10.00", "percent": "11.11%"}], ("10.00", "11.11", Direction.UP)),
    ([{"price": "149.00", "change": "1.00"}, {"price": "9", "change": "-1"}], ("1.00", "0.68", Direction.UP)),
    ([{"price": "149.00", "change": Decimal("1.00")}], ("1.00", "0.68", Direction.UP)),
    ([{"price": "149.00", "change": "1.00"}], ("1.00", None, None)),
    # a triangle is a minus in Japanese accounts
    ([{"price": "149.00", "change": "▲1.00"}, {"price": "9", "change": "2.00"}], ("1.00", None, None)),
    ([{"price": "149.00", "change": "△1.00"}, {"price": "9", "change": "+2.00"}], ("1.00", None, None)),
    ([{"price": "149.00", "change": "+2.00"}, {"price": "9", "change": "△1"}], ("2.00", "1.36", Direction.UP)),
    ([{"price": "149.00", "change": "▲1.00"}, {"price": "9", "change": "0.00"}], ("1.00", "0.68", Direction.UP)),
    ([{"price": "149.00", "change": "▲1.00"}, {"price": "9", "change": "▼2"}], ("1.00", "0.68", Direction.UP)),
    ([{"price": "149.00", "change": "▲1.00"}, {"price": "9", "change": "-2"}], ("1.00", "0.68", Direction.UP)),
    (
        [
            {"price": "1,234.00", "change": "▲12.00", "percent": "▲0.96%"},
            {"price": "9", "change": "+1", "percent": "+12.50%"},
            {"price": "9", "change": "-1", "percent": "-10.00%"},
        ],
        ("-12.00", "-0.96", Direction.DOWN),
    ),
    ([{"price": "149.00", "change": "▲+1.00"}, {"price": "9", "change": "2"}], ("1.00", "0.68", Direction.UP)),
    (
        [{"price": "149.00", "change": "▲1.00", "previous_close": "150.00"}, {"price": "9", "change": "2.00"}],
        ("-1.00", "-0.67", Direction.DOWN),
    ),
    (
        [{"price": "149.00", "percent": "▲3.25%", "change": "▲5.00"}, {"price": "9", "percent": "2%", "change": "1"}],
        ("-5.00", "-3.25", Direction.DOWN),
    ),
    # no change has a sign, and the row proves it or does not
    ([{"price": "149.00", "change": "1.00", "percent": "-0.67%"}], ("-1.00", "-0.67", Direction.DOWN)),
    ([{"price": "149.00", "change": "1.00", "percent": "+0.68%"}], ("1.00", "0.68", Direction.UP)),
    (
        [{"price": "149.00", "change": "1.00", "percent": "0.68%"}, {"price": "9", "change": "1", "percent": "-10%"}],
        ("1.00", "0.68", Direction.UP),
    ),
    ([{"price": "149.00", "change": "1.00", "percent": "0.68%"}], ("1.00", "0.68", None)),
    ([{"price": "149.00", "change": "1.00", "percent": "0.7%"}], ("1.00", "0.7", None)),
    ([{"price": "149.00", "change": "3.00", "percent": "2.05%"}], ("3.00", "2.05", Direction.UP)),
    ([{"price": "149.00", "change": "3.00", "percent": "1.97%"}], ("-3.00", "-1.97", Direction.DOWN)),
    ([{"price": "100.0", "change": "0.02", "previous_close": "100.0"}], ("0.02", None, None)),
    ([{"price": "100.02", "change": "0.02", "previous_close": "100.00"}], ("0.02", "0.02", Direction.UP)),
    ([{"price": "99.98", "change": "0.02", "previous_close": "100.00"}], ("-0.02", "-0.02", Direction.DOWN)),
    ([{"price": "149.00", "change": "1.00", "open": "148.00"}], ("1.00", None, None)),
    ([{"price": "149.00", "change": "1.00", "high": "149.00"}], ("1.00", None, None)),
    # of a previous close below zero sources differ in the sign of the percentage
    (
        [{"price": Decimal("-0.66"), "change": Decimal("0.01"), "percent": Decimal("-1.5")}],
        ("0.01", "-1.5", Direction.UP),
    ),
    ([{"price": "-0.66", "change": "-0.01", "percent": "1.5"}], ("-0.01", "1.5", Direction.DOWN)),
    ([{"price": "-37.63", "previous_close": "18.27"}], ("-55.90", "-305.97", Direction.DOWN)),
    ([{"price": "149.00", "percent": "0.67"}], (None, "0.67", None)),
    ([{"price": "149.00", "change": "0.00", "percent": "0.00%"}], ("0.00", "0.00", Direction.UNCHANGED)),
    ([{"price": "149.00", "previous_close": "150.00"}], ("-1.00", "-0.67", Direction.DOWN)),
    ([{"price": "▲ 149.00"}], (None, None, Direction.UP)),
]


@for_each(("rows", "expected"), MOVES)
def test_a_move_has_the_sign_that_the_table_states(
    rows: list[dict[str, Json]], expected: tuple[str | None, str | None, Direction | None]
) -> None:
    quote = table(*rows)[0]
    figures = [None if figure is None else str(figure) for figure in (quote.change, quote.percent)]
    assert ((*figures, quote.direction), quote.flags) == (expected, ())


@for_each(
    ("row", "flags"),
    [
        ({"change": "+1.35", "percent": "60%"}, ("percent 60, its change gives 0.60",)),
        ({"change": "-1.35", "sign": "+"}, ("sign says up, change is -1.35",)),
        ({"change": "▲ -1.35"}, ("arrow says up, change is -1.35",)),
        ({"change": "1.35", "sign": "0"}, ("sign says unchanged, change is 1.35",)),
        ({"change": "+1.35", "previous_close": "224.00"}, ("change is 1.35, from the previous close it is 2.35",)),
        ({"change": "+1.35", "sign": "3"}, ("sign: not a sign",)),
        ({"change": "+0.60%"}, ("change: a percentage",)),
        ({"change": "-1.35", "percent": Decimal("-0.0060")}, ("percent -0.0060, its change gives -0.59",)),
    ],
)
def test_a_move_that_contradicts_itself_is_flagged(row: dict[str, Json], flags: tuple[str, ...]) -> None:
    assert table({"price": "226.35", **row})[0].flags == flags


@for_each(
    ("stated", "percent"),
    [
        (Decimal("-0.0784"), "-7.84"),
        ("-0.0784", "-7.84"),
        (Decimal("0.5"), "50"),
        (Decimal(0), "0"),
        ("0.006", "0.6"),
        ("+0.60%", "0.60"),
        (Decimal("-1e-05"), "-0.001"),
    ],
)
def test_a_percentage_is_a_fraction_where_it_is_configured(stated: Json, percent: str) -> None:
    quote = table({"price": "226.35", "percent": stated}, percent_as_fraction=True)[0]
    assert f"{quote.percent:f}" == percent


@for_each(
    ("column", "settings", "expected"),
    [
        (["-37.63"], {}, ["-37.63"]),
        (["-0.66", "0.00"], {}, ["-0.66", "0.00"]),
        (["−0.66", "(0.05)", "0.11-"], {}, ["-0.66", "-0.05", "-0.11"]),
        (["(0.66)", "0.00"], {}, [None, None]),
        (["0.66-"], {}, [None]),
        (["(12.50)", "12.50-", "($12.50)", "12.50−"], {"kind": InstrumentKind.SHARE}, [None] * 4),
        (["(0.66)", "0.66-", "(0.66", "−0.66"], {"kind": InstrumentKind.RATE}, ["-0.66", "-0.66", None, "-0.66"]),
        (["minus 0.66"], {"kind": InstrumentKind.RATE}, ["-0.66"]),
        (["-37.63", "0.00"], {"kind": InstrumentKind.FUTURE}, ["-37.63", "0.00"]),
        (["0.00"], {"kind": InstrumentKind.RATE}, ["0.00"]),
        (["0.00"], {"market": "FUT"}, ["0.00"]),
        (["0.00", "0"], {}, [None, None]),
        (["-1", "0.00"], {"kind": InstrumentKind.SHARE}, [None, None]),
        (["-1"], {"kind": InstrumentKind.FUND}, [None]),
        (["-1"], {"kind": InstrumentKind.COIN}, [None]),
        (["-1"], {"index": True}, [None]),
        (["-1", "0"], {"market": "FX"}, [None, None]),
        (["-1"], {"market": "CRYPTO"}, [None]),
    ],
)
def test_prices_of_nothing_and_less_depend_on_the_kind(
    column: list[str], settings: dict[str, object], expected: list[str | None]
) -> None:
    assert prices(*column, **settings) == expected


@for_each("printed", ["-12.50", "(12.50)", "12.50-", "−12.50", Decimal("-12.50")])
@for_each("field", ["open", "low", "previous_close", "bid", "ask"])
def test_no_price_of_a_share_is_below_zero(field: str, printed: Json) -> None:
    quote = table({"price": "12.40", field: printed})[0]
    assert (getattr(quote, field), quote.change, quote.flags) == (
        None,
        None,
        (f"{field.replace('_', ' ')}: below zero",),
    )
    rate = table({"price": "12.40", field: printed}, kind=InstrumentKind.RATE)[0]
    assert getattr(rate, field) == Decimal("-12.50")


def test_a_kind_is_what_its_rows_are() -> None:
    assert table({"price": "1"}, kind=InstrumentKind.FUND)[0].kind is InstrumentKind.FUND
    assert table({"price": "1"}, market="FX", kind=InstrumentKind.RATE)[0].kind is InstrumentKind.RATE
    assert table({"price": "1"}, market="FX")[0].kind is InstrumentKind.CURRENCY


@for_each(
    ("column", "reason"),
    [
        (["n.v.", "abc", "abd"], "no row has a price: price: not a plain decimal number"),
        (["N/A", "-"], "no row has a price: no figure"),
        (["", "", "x"], "no row has a price: price: missing"),
        (["0.00", "0.00", "x"], "no row has a price: price: not above zero"),
        (["0,219", "7,774", "2,917"], f"no row has a price: {AMBIGUOUS}"),
        (["x"], "no row has a price: price: not a plain decimal number"),
    ],
)
def test_a_table_without_a_price_is_refused_with_the_cause_that_most_rows_share(column: list[str], reason: str) -> None:
    rows: list[dict[str, Json]] = [{"price": text} for text in column]
    with pytest.raises(ParseError) as refused:
        table(*rows)
    assert refused.value.reason == reason


@for_each("sign", ["true", "false", '"2"', '"X"', '"v"'])
@for_each("field", ["change", "percent"])
def test_a_figure_whose_sign_cannot_be_read_has_no_direction(sign: str, field: str) -> None:
    body = f'[{{"s": "A", "p": 10, "m": 0.5, "d": {sign}}}]'
    (row,) = parsed(body, "json", {"symbol": "s", "price": "p", field: "m", "sign": "d"}).quotes
    assert (row.direction, row.flags) == (None, ("sign: not a sign",))


@for_each(
    ("unit", "expected", "is_flagged"),
    [
        ("1", None, False),
        ("100", 100, False),
        ("1,000", 1000, False),
        ("100 won", 100, False),
        ("100.00", 100, False),
        ("10K", 10_000, False),
        ("", None, False),
        ("1.5", None, True),
        ("0", None, True),
        ("99.9", None, True),
        ("lot", None, True),
    ],
)
def test_a_price_is_for_a_whole_number_of_units(unit: str, expected: int | None, *, is_flagged: bool) -> None:
    body = f'Code,Rate,Unit\nJPY,1.5,"{unit}"\n'
    (row,) = parsed(body, "csv", {"symbol": "Code", "price": "Rate", "unit": "Unit"}).quotes
    assert (row.unit, bool(row.flags)) == (expected, is_flagged)


@for_each(
    ("cell", "flag"),
    [
        *((mark, "no figure") for mark in ("N/A", "--", "-", "n/d", "nil", "suspended")),
        *((words, "no trade today") for words in ("No trade", "no trades", "NOT TRADED", "N/T")),
        ("", "price: missing"),
    ],
)
def test_says_no_trade_only_where_the_source_says_so(cell: str, flag: str) -> None:
    rows = parsed(f"Symbol,Last\nAAA,{cell}\nBBB,10.5\n", "csv", {"symbol": "Symbol", "price": "Last"})
    assert rows.quotes[0].flags == (flag,)


@for_each("field", ["change", "percent"])
@for_each(
    ("rise", "fall"),
    [
        ("1.2 (0.29%)", "-4.99 (-1.27%)"),
        ("1.20 (0.29 %)", "-4.99 (-1.27 %)"),
        ("1.2 0.29%", "-4.99 -1.27%"),
        ("1.2 / 0.29%", "-4.99 / -1.27%"),
        ("1.2 (0.29%)", "\u22124.99 (\u22121.27%)"),
    ],
)
def test_a_figure_without_a_sign_is_a_rise_beside_minuses(field: str, rise: str, fall: str) -> None:
    body = f"Symbol,Last,Move\nMEBL,415.20,{rise}\nUBL,388.01,{fall}\n"
    up, down = parsed(body, "csv", {"symbol": "Symbol", "price": "Last", field: "Move"}).quotes
    assert (up.direction, str(up.percent), down.direction, str(down.percent)) == ("up", "0.29", "down", "-1.27")
