"""The past from a table that the configuration names."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import a_quote
from tui.config.loader import load_config
from tui.domain.bars import Bar
from tui.domain.past import PastSpan
from tui.domain.quote import InstrumentId
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Past, PastQuery, Response, SourceConfig
from tui.sources.redaction.secret import Secret
from tui.sources.table_spec import PastTable, TableSpec
from tui.sources.tables.past import past_of

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
COLUMNS = {"symbol": "=PAST", "as_of": "Date", "open": "Open", "high": "High", "price": "Close", "volume": "Volume"}
CSV = TableSpec(format="csv", columns=MappingProxyType(COLUMNS))
ADDRESS = "https://past.example/{symbol}.csv"
BODY = """Date,Open,High,Low,Close,Volume
2026-11-26,"1,099.50","1,110.00","1,090.00","1,105.25","12,000"
2026-11-25,"1,090.00","1,101.00","1,085.10","1,099.00","9,500"
2026-11-24,-,-,-,-,-
"""


def a_source(table: PastTable, *symbols: str, kind: str = "table", key: Secret | None = None) -> SourceConfig:
    every = timedelta(minutes=1)
    return SourceConfig(
        name="t", kind=kind, url="https://t.example/", every=every, symbols=symbols, past=table, key=key
    )


def bars(body: str, span: PastSpan = PastSpan.DAYS, *symbols: str, **table: str | TableSpec) -> dict[str, list[Bar]]:
    source = a_source(PastTable(**{"table": CSV, "days": ADDRESS, **table}))  # type: ignore[arg-type]
    query = PastQuery(source, symbols or ("OGDC",), span)
    past = past_for(source)
    response = Response(url=past.build(query).url, body=body.encode(), content_type="text/csv")
    return {symbol: list(each) for symbol, each in past.parse(response, query, AT).items()}


def past_for(source: SourceConfig) -> Past:
    assert source.past is not None
    return past_of(source.past, adapter_for(source.kind))


def test_rows_are_bars_and_those_without_a_price_are_left_out() -> None:
    first, second = bars(BODY)["OGDC"]
    assert [str(price) for price in first[1:5]] == ["1090.00", "1101.00", "1090.00", "1099.00"]
    assert [str(price) for price in second[1:5]] == ["1099.50", "1110.00", "1099.50", "1105.25"]
    assert [(bar.at, bar.volume, bar.is_filled) for bar in (first, second)] == [
        (datetime(2026, 11, 25, tzinfo=UTC), 9500, True),
        (datetime(2026, 11, 26, tzinfo=UTC), 12000, True),
    ]


def test_one_address_may_have_the_rows_of_all_instruments() -> None:
    columns = MappingProxyType({"symbol": "s", "as_of": "t", "price": "p"})
    body = (
        "s,t,p\nogdc,2026-11-28T09:01,101.5\nPPL,2026-11-28T09:02,99.1\nOGDC,2026-11-28T09:04,101.7\nX,2026-11-28,1\n"
    )
    found = bars(
        body, PastSpan.MINUTES, "OGDC", "PPL", table=replace(CSV, columns=columns), minutes="https://past.example/today"
    )
    assert {
        symbol: [(bar.at.minute, str(bar.open), str(bar.close)) for bar in each] for symbol, each in found.items()
    } == {
        "OGDC": [(0, "101.5", "101.7")],
        "PPL": [(0, "99.1", "99.1")],
    }


def test_figures_dates_and_zones_are_as_the_table_says() -> None:
    spec = replace(
        CSV,
        columns=MappingProxyType({"symbol": "=PAST", "as_of": "Datum", "price": "Schluss"}),
        decimal_comma=True,
        dates="%d.%m.%Y",
        zone="Asia/Karachi",
    )
    (bar,) = bars("Datum;Schluss\n26.11.2026;1.105,25\n", table=spec)["OGDC"]
    assert (bar.at, bar.close) == (datetime(2026, 11, 26, tzinfo=UTC), Decimal("1105.25"))


def test_rows_of_json_are_bars_too() -> None:
    spec = TableSpec(
        format="json", rows="bars", columns=MappingProxyType({"symbol": "=PAST", "as_of": "t", "price": "c"})
    )
    (bar,) = bars('{"bars": [{"t": "2026-11-26", "c": 7.5}]}', table=spec)["OGDC"]
    assert (bar.at.day, bar.close) == (26, Decimal("7.5"))


@for_each("body", ["", "<html><body>Sign in</body></html>", "a,b\n1,2\n", "\0\0", "{}"])
def test_another_page_is_refused(body: str) -> None:
    with pytest.raises(ParseError):
        bars(body)


def test_a_symbol_is_put_into_the_address_and_can_be_no_more_than_that() -> None:
    source = a_source(PastTable(table=CSV, days=ADDRESS), key=Secret("k3y-0123456789"))
    request = past_for(source).build(PastQuery(source, ("A/../B?x=1&y",), PastSpan.DAYS))
    assert request.url == "https://past.example/A%2F..%2FB%3Fx%3D1%26y.csv"
    assert (request.secret_query, request.secret_headers) == ((), ()), "the key is for the address that names it"


def test_a_key_goes_where_the_table_of_the_past_names_it() -> None:
    source = a_source(PastTable(table=replace(CSV, key_header="X-K"), days=ADDRESS), key=Secret("k3y-0123456789"))
    request = past_for(source).build(PastQuery(source, ("OGDC",), PastSpan.DAYS))
    assert request.secret_headers == (("X-K", source.key),)


def test_what_can_be_asked_for_is_what_has_an_address() -> None:
    table = PastTable(table=CSV, days=ADDRESS, minutes="https://past.example/today")
    assert past_for(a_source(table)).batches == {PastSpan.DAYS: 1, PastSpan.MINUTES: 1000}
    assert past_for(a_source(PastTable(table=CSV, days=ADDRESS))).batches == {PastSpan.DAYS: 1}


def test_a_symbol_is_spelled_as_the_source_does_of_any_kind() -> None:
    rows = [a_quote("OGDC"), a_quote("PPL")]
    ogdc, ppl = (row.id for row in rows)
    table = PastTable(table=CSV, days=ADDRESS)
    yahoo = a_source(table, "OGDC.KA", kind="yahoo")
    assert past_for(yahoo).spell(yahoo, rows) == {ogdc: "OGDC.KA", ppl: "PPL"}
    named = a_source(table, "Oil and Gas")._replace(instruments={"Oil and Gas": InstrumentId("PSX", "OGDC")})
    assert past_for(named).spell(named, rows) == {ogdc: "Oil and Gas", ppl: "PPL"}


def test_the_configuration_names_it(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        """
        [history]
        fill = false
        [[sources]]
        name = "br"
        kind = "brecorder"
        url = "https://www.brecorder.com/"
        past = false
        [[sources]]
        name = "mine"
        kind = "brecorder"
        url = "https://www.brecorder.com/"
        [sources.past]
        days = "https://past.example/{symbol}.csv"
        format = "csv"
        columns = { as_of = "Date", open = "Open", high = "High", close = "Close", volume = "Volume" }
        """
    )
    config = load_config(file)
    assert not config.fill_past
    assert [source.asks_past for source in config.sources] == [False, True]
    assert config.sources[0].past is None
    assert config.sources[1].past == PastTable(table=CSV, days=ADDRESS)
