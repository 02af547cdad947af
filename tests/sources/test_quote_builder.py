"""Every figure of a quote is read from providers and from tables, and two rows of one instrument become one."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import tui
from tests.kit.marks import for_each
from tui.domain.quote import FIGURES, InstrumentId, InstrumentKind, Quote
from tui.domain.text import CleanText
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.json import Json
from tui.sources.quote_builder import RawQuote, build_snapshot, old_trade_flags, without_trade
from tui.sources.table_fields import FIELDS
from tui.sources.table_spec import TableSpec

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OGDC = InstrumentId("PSX", "OGDC")
SOURCE = SourceConfig(name="mine", kind="table", url="https://t.example/", every=timedelta(minutes=1))
RESPONSE = Response(url=SOURCE.url, body=b"", content_type="text/csv")

_READ_NEW_FIGURES = """
from datetime import UTC, datetime, timedelta
from tui.domain.quote import InstrumentId
from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig
from tui.sources.quote_builder import RawQuote, build_snapshot
from tui.sources.table_fields import FIELDS
from tui.sources.table_spec import TableSpec

columns = {field: field for field in FIELDS if field in ("symbol", "price", "settlement", "trades")}
spec = TableSpec(format="csv", columns=columns)
source = SourceConfig(name="mine", kind="table", url="https://t.example/", every=timedelta(minutes=1), table=spec)
table = Response(url=source.url, body=b"symbol,price,settlement,trades\\nOGDC,3,2.9,7\\n", content_type="text/csv")
at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
raw = RawQuote(id=InstrumentId("PSX", "OGDC"), figures={"price": "3", "settlement": "2.9", "trades": "7"})
for snapshot in (
    build_snapshot([raw], response=table, source=source, at=at),
    adapter_for("table").parse(table, source, at),
):
    print(snapshot.quotes[0].settlement, snapshot.quotes[0].trades)
"""


def built(*rows: RawQuote) -> Quote:
    (quote,) = build_snapshot(rows, response=RESPONSE, source=SOURCE, at=AT).quotes
    return quote


@for_each("field", FIGURES)
def test_every_figure_of_a_quote_is_read_from_a_provider(field: str) -> None:
    assert getattr(built(RawQuote(id=OGDC, figures={"price": "3", field: "3"})), field) == 3


@for_each("field", FIGURES)
def test_a_figure_that_is_not_valid_is_left_out_and_flagged(field: str) -> None:
    if field == "price":
        with pytest.raises(ParseError, match="price: "):
            built(RawQuote(id=OGDC, figures={"price": "three"}))
        return
    row = built(RawQuote(id=OGDC, figures={"price": "3", field: "three"}))
    assert (row.price, getattr(row, field)) == (Decimal(3), None)
    assert [flag.partition(":")[0] for flag in row.flags] == [field.replace("_", " ")]


def test_every_figure_of_a_quote_can_be_a_column_of_a_table() -> None:
    titles = [field for field in FIELDS if field != "as_of"]
    row = ["OGDC" if field == "symbol" else "Oil & Gas" if field == "name" else "3" for field in titles]
    spec = TableSpec(format="csv", columns={field: field for field in titles})
    body = f"{','.join(titles)}\n{','.join(row)}\n".encode()
    source = SourceConfig(name="mine", kind="table", url=SOURCE.url, every=SOURCE.every, table=spec)
    (quote,) = (
        adapter_for("table").parse(Response(url=SOURCE.url, body=body, content_type="text/csv"), source, AT).quotes
    )
    assert [getattr(quote, field) for field in FIGURES] == [3] * len(FIGURES)


def test_a_figure_that_is_added_to_the_quote_is_read_from_a_provider_and_a_table(tmp_path: Path) -> None:
    copy = tmp_path / "tui"
    shutil.copytree(Path(tui.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    quote = copy / "domain" / "quote.py"
    field = "    open: Decimal | None = None\n"
    quote.write_text(
        quote.read_text().replace(
            field, f"    settlement: Decimal | None = None\n    trades: int | None = None\n{field}"
        )
    )

    run = subprocess.run(
        [sys.executable, "-c", _READ_NEW_FIGURES],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.splitlines() == ["2.9 7", "2.9 7"]


def test_what_is_no_figure_of_a_quote_is_a_mistake_of_its_provider() -> None:
    with pytest.raises(AssertionError, match="'prise'"):
        built(RawQuote(id=OGDC, figures={"price": "3", "prise": "4"}))


@for_each(
    ("prices", "expected"),
    [
        (("3", "3"), (3, ())),
        (("3", "4"), (3, ("listed twice with different figures",))),
        (("3", "4", "5"), (3, ("listed twice with different figures",))),
        ((None, "4"), (4, ())),
        (("3", None), (3, ())),
    ],
)
def test_rows_of_one_instrument_become_one(prices: tuple[str | None, ...], expected: tuple[object, object]) -> None:
    row = built(*(RawQuote(id=OGDC, figures={"price": price}) for price in prices))
    assert (row.price, row.flags) == expected


@for_each(
    ("kind", "price", "expected"),
    [
        (InstrumentKind.FUTURE, "-37.63", ()),
        (InstrumentKind.RATE, "-0.66", ()),
        (InstrumentKind.RATE, "0.00", ()),
        (InstrumentKind.SHARE, "-1", ("price is negative",)),
        (InstrumentKind.COIN, "0.00", ("price is zero",)),
        (InstrumentKind.INDEX, "-5", ("price is negative",)),
        (InstrumentKind.CURRENCY, "0", ("price is zero",)),
    ],
)
def test_futures_and_rates_may_cost_nothing_and_less(
    kind: InstrumentKind, price: str, expected: tuple[str, ...]
) -> None:
    good = RawQuote(id=InstrumentId("PSX", "PPL"), figures={"price": "3"})
    raw = RawQuote(id=OGDC, figures={"price": price}, kind=kind)
    row = build_snapshot([raw, good], response=RESPONSE, source=SOURCE, at=AT).quotes[0]
    assert (None if row.price is None else str(row.price), row.flags) == (None if expected else price, expected)


@for_each(
    ("kind", "previous_close"),
    [
        (InstrumentKind.FUTURE, 0),
        (InstrumentKind.RATE, 0),
        (InstrumentKind.SHARE, None),
        (InstrumentKind.COIN, None),
        (InstrumentKind.CURRENCY, None),
        (InstrumentKind.INDEX, None),
    ],
)
def test_a_previous_close_of_zero_is_one_where_a_price_may_be_zero(
    kind: InstrumentKind, previous_close: int | None
) -> None:
    row = built(RawQuote(id=OGDC, figures={"price": "2", "previous_close": "0.00"}, kind=kind))
    assert (row.previous_close, row.change) == (previous_close, None if previous_close is None else 2)


@for_each("field", ["previous_close", "open", "low", "bid", "year_low"])
def test_no_price_of_a_share_is_below_zero(field: str) -> None:
    share = built(RawQuote(id=OGDC, figures={"price": "3", field: "-2"}))
    assert (getattr(share, field), share.change) == (None, None)
    assert share.flags == (f"{field.replace('_', ' ')}: below zero",)
    future = built(RawQuote(id=OGDC, kind=InstrumentKind.FUTURE, figures={"price": "3", field: "-2"}))
    assert getattr(future, field) == -2


@for_each("field", ["previous_close", "bid", "ask"])
def test_no_price_of_a_share_without_a_trade_is_below_zero(field: str) -> None:
    row = without_trade(RawQuote(id=OGDC, figures={field: "-2"}), SOURCE, AT)
    assert (row.price, getattr(row, field)) == (None, None)
    assert row.flags == ("no trade today", f"{field.replace('_', ' ')}: below zero")
    unstated = without_trade(RawQuote(id=OGDC, figures={field: "0.00"}), SOURCE, AT)
    assert (getattr(unstated, field), unstated.flags) == (None, ("no trade today",))


def test_a_change_has_no_residue_of_binary_numbers() -> None:
    row = built(RawQuote(id=OGDC, figures={"price": Decimal("1.1"), "change": Decimal("-0.099999999999999645")}))
    assert str(row.change) == "-0.1"


def test_a_contradiction_is_flagged_once_whoever_states_it() -> None:
    figures: dict[str, Json] = {"price": "100", "change": "5", "percent": "50", "previous_close": "90"}
    assert built(RawQuote(id=OGDC, figures=figures)).flags == (
        "percent 50, its change gives 5.26",
        "change is 5, from the previous close it is 10",
    )


@for_each(
    ("prices", "flags", "reason"),
    [
        (["-1"], ["last traded 2020-04-20"], "price is negative"),
        (["0", "x", "x"], [], "price: not a plain decimal number"),
        ([None, "0", "0"], [], "price is zero"),
        (["NaN", "-1", "-2"], ["delayed"], "price is negative"),
        ([None, None, "x"], ["late"], "no price"),
    ],
)
def test_the_reason_is_the_cause_that_most_rows_share(prices: list[str | None], flags: list[str], reason: str) -> None:
    rows = [
        RawQuote(id=InstrumentId("PSX", f"S{at}"), figures={"price": price}, flags=tuple(map(CleanText, flags)))
        for at, price in enumerate(prices)
    ]
    with pytest.raises(ParseError, match=f"no valid rows: {reason}"):
        build_snapshot(rows, response=RESPONSE, source=SOURCE, at=AT)


def test_an_index_has_the_figures_of_its_row() -> None:
    figures: dict[str, Json] = {"price": "82074.40", "high": "82100", "low": "81900", "previous_close": "82000"}
    snapshot = build_snapshot(
        [RawQuote(id=OGDC, figures=figures, kind=InstrumentKind.INDEX)], response=RESPONSE, source=SOURCE, at=AT
    )
    (level,) = snapshot.quotes
    assert level.kind is InstrumentKind.INDEX
    assert (level.price, level.change, level.high, level.low) == (
        Decimal("82074.40"),
        Decimal("74.40"),
        Decimal(82100),
        Decimal(81900),
    )


@for_each(
    ("figures", "direction"),
    [
        ({"percent": "0.96"}, "up"),
        ({"percent": "-0.96"}, "down"),
        ({"percent": "0.00"}, "unchanged"),
        ({"percent": "much"}, None),
        ({"change": "-1", "percent": "0.96"}, "down"),
        ({"change": "wild", "percent": "0.96"}, "up"),
        ({}, None),
    ],
)
def test_the_sign_of_a_percentage_is_the_direction_where_there_is_no_change(
    figures: dict[str, Json], direction: str | None
) -> None:
    assert built(RawQuote(id=OGDC, figures={"price": "3", **figures})).direction == direction


@for_each(
    ("age", "flags"),
    [
        (timedelta(0), ()),
        (timedelta(days=7), ()),
        (timedelta(days=7, seconds=1), ("last traded 2026-11-16",)),
        (timedelta(days=400), ("last traded 2025-10-19",)),
        (-timedelta(hours=1), ()),
        (None, ()),
    ],
)
def test_a_price_of_more_than_a_week_ago_is_old(age: timedelta | None, flags: tuple[str, ...]) -> None:
    assert old_trade_flags(None if age is None else AT - age, AT) == flags


@for_each(
    ("kind", "stated", "volume"),
    [("currency", "0", None), ("currency", "5", 5), ("share", "0", 0), ("coin", "0", 0), ("index", "0", 0)],
)
def test_a_volume_of_zero_is_none_of_a_currency(kind: str, stated: str, volume: int | None) -> None:
    raw = RawQuote(id=OGDC, kind=InstrumentKind(kind), figures={"price": "3", "volume": stated})
    assert built(raw).volume == volume
