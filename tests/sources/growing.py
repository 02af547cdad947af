"""Hostile responses that grow, for every kind of source that sends JSON, CSV or plain text.

Each is a function of a size in characters; where the size doubles, the time to parse it may double.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig
from tui.sources.decode.json import MAX_VALUES
from tui.sources.redaction.secret import Secret
from tui.sources.table_fields import TableFormat
from tui.sources.table_spec import TableSpec
from tui.sources.tables.discover import discover, read_page_head

AT: Final = datetime(2026, 7, 16, 21, tzinfo=UTC)
KEY: Final = "cq1k9abcd0efgh2ijkl"

Grow = Callable[[int], bytes]

WORDS: Final = (
    *("a", "A", "T", "x ", "mn", "aZ", "é", "😀", "عربي", "1", "9.", "1,1", "1e", "0.0", "-", "_", ".", ",", ":", "%"),
    *(" ", "\t", "\n", "\r", "\r\n", "\xa0", "\u2028", "a\u0301", "\u0301", "\u200b", "\u202e", "\ue000", "\ufeff"),
    *("\x1b[", "\x1b]", "\x1b", "\x9b1", "\x90", "\x7f", "&", "&#", "\\", '"', "'", "(", ")", "(1", "▼", "Rs.", "−"),
    *("quota", "NaN", "CSRF", "image", "limi", "rate limi", "rate-", "request ", "requests per ", "hits request "),
    *("get your api", "invalid api ", "without an api", "apikey ", "call frequenc", "premium end", "too many request"),
    *("will be right bac", "under maintenanc", "guce", "consent-for", 'name="csrf', "captch", "verify you", "log in t"),
    *("a1", "a-", "key=", "://", "://a@", "?token=", "x-", "x-key", "authorization:", "cookie ", "***", "2026-07-16"),
)
"""Units to repeat: letters, figures, escapes, and the words that readers search for, most of them cut."""

MARKUP: Final = (
    *("<", "<a", "<a ", "<a<a", "<!--", "-->", "<script", "<script>", "<style", "</script", "<title", "<title>", "</"),
    *("<html>", "</html", "</html ", "<p>", "<td>", "<?xml ", "<!doctype ", "<form ", "<meta charset "),
)


def repeated(unit: str) -> Callable[[int], str]:
    """Return a function that repeats the unit up to a number of characters."""
    return lambda size: unit * (size // len(unit))


def _message(unit: str) -> Grow:
    return lambda size: repeated(unit)(size).encode()


def _after(start: str, unit: str, end: str = "") -> Grow:
    return lambda size: (start + repeated(unit)(size) + end).encode()


def _named(form: str) -> Grow:
    """Return an object of as many members as fit, each of this form, with a name of its own."""

    def grow(size: int) -> bytes:
        count = size // (len(form) + 4)
        return ("{" + ",".join(form.replace("#", str(at)) for at in range(count)) + "}").encode()

    return grow


def _short_members(size: int) -> bytes:
    """Return as many members of one object as are accepted, with the shortest names."""
    count = min(size // 8, MAX_VALUES - 50)
    return ("{" + ",".join(f'"{at:x}":1' for at in range(count)) + "}").encode()


def _max_rows(size: int) -> bytes:
    """Return as many rows as are accepted."""
    row = b'{"symbol":"A","price":1.5}'
    return b"[" + b",".join([row] * min(size // len(row), MAX_VALUES // 3 - 50)) + b"]"


def _beside_wide(grow: Grow) -> Grow:
    """Return the same beside a text that takes four bytes of memory for every character of the response."""

    def grown(size: int) -> bytes:
        return b'[["\xf0\x9f\x98\x80' + b"a" * (size // 2) + b'"],' + grow(size // 2) + b"]"

    return grown


def _nested(opening: str, closing: str) -> Grow:
    def grow(size: int) -> bytes:
        depth = size // (len(opening) + len(closing))
        return (opening * depth + "1" + closing * depth).encode()

    return grow


STRUCTURES: Final[Mapping[str, Grow]] = MappingProxyType(
    {
        "figures": _after("[1", ",1", "]"),
        "arrays": _after("[[]", ",[]", "]"),
        "objects": _after("[{}", ",{}", "]"),
        "objects of one": _after('[{"a":1}', ',{"a":1}', "]"),
        "arrays of one": _after('[["a"]', ',["a"]', "]"),
        "texts": _after('["a"', ',"a"', "]"),
        "empty texts": _after('[""', ',""', "]"),
        "nulls": _after("[null", ",null", "]"),
        "members": _named('"m#":1'),
        "members of arrays": _named('"m#":[1]'),
        "members of objects": _named('"m#":{"a":1}'),
        "members of rows": _named('"m#":[{"symbol":"A","price":1.5}]'),
        "rows": _after('[{"symbol":"A","price":1.5}', ',{"symbol":"A","price":1.5}', "]"),
        "arrays of rows": _after("[[]", ',[{"symbol":"AB","price":1.5},{"symbol":"CD","price":2.5}]', "]"),
        "short members": _short_members,
        "short members of wide text": _beside_wide(_short_members),
        "most rows of wide text": _beside_wide(_max_rows),
        "deep arrays": _nested("[", "]"),
        "deep objects": _nested('{"a":', "}"),
        "deep arrays beside": _after("[0", "," + "[" * 40 + "]" * 40, "]"),
        "deep objects beside": _after("[0", "," + '{"a":' * 40 + "1" + "}" * 40, "]"),
        "unclosed arrays": _message("["),
        "unclosed objects": _message('{"a":'),
        "brackets in a text": _after('["', "[{", '"]'),
        "one name": _after('{"', "a", '":1}'),
        "a name of dots": _after('{"', "a.", '":[{"a":1}]}'),
        "one name twice": _after('{"a":1', ',"a":1', "}"),
        "a long figure": _after('{"c":', "1", "}"),
        "a long fraction": _after('{"c":0.', "1", "}"),
        "a long exponent": _after('{"c":1e', "9", "}"),
        "a long negative exponent": _after('{"c":1e-', "9", "}"),
        "large exponents": _after("[1e999999999", ",1e999999999", "]"),
        "small exponents": _after("[1e-999999999", ",1e-999999999", "]"),
        "blanks within": _after("[", " ", "1]"),
        "blanks before": _after("", " ", '{"a":1}'),
        "blanks after": _after('{"a":1}', " "),
        "commas": _after("[", ",", "]"),
        "escapes": _after('{"error":"', "\\u0061", '"}'),
        "escaped surrogates": _after('{"error":"', "\\ud800", '"}'),
        "escaped line ends": _after('{"error":"', "\\n", '"}'),
        "an unclosed text": _after('{"error":"', "a", "}"),
        "an unclosed escape": _after('{"error":"', "\\", '"}'),
        "quotes": _after("[", '"', "]"),
    }
)
"""Responses that are JSON, or nearly so, of any provider."""

CSV_BODIES: Final[Mapping[str, Grow]] = MappingProxyType(
    {
        "rows": _after("Symbol,Close\n", "A,1.5\n"),
        "short rows": _after("Symbol,Close\n", "A\n"),
        "empty rows": _after("Symbol,Close\n", ",\n"),
        "wide titles": _after("Symbol,Close", ",a"),
        "a wide row": _after("Symbol,Close\nA,1.5", ",a"),
        "rows of short words": _after("Symbol,Close\n", "ab," * 200 + "\n"),
        "rows of short words of wide text": _after("Symbol,Close\n😀", "ab," * 200 + "\n"),
        "titles with a carriage return": _after("a\rb", ",c"),
        "wide rows": _after("Symbol,Close\n", "A" + ",b" * 100 + "\n"),
        "commas": _after("Symbol,Close\n", ","),
        "semicolons": _after("Symbol;Close\n", ";"),
        "bars": _after("Symbol|Close\n", "|"),
        "line ends": _after("Symbol,Close\n", "\n"),
        "carriage returns": _after("Symbol,Close\r", "\r"),
        "a carriage return in each row": _after("Symbol,Close\n", "A,1\r5\n"),
        "quotes": _after("Symbol,Close\n", '"'),
        "an open quote": _after('Symbol,Close\n"', "a\n"),
        "quoted cells": _after("Symbol,Close\n", '"A","1.5"\n'),
        "double quotes": _after('Symbol,Close\n"', '""', '"'),
        "a long cell": _after("Symbol,Close\nA,", "1"),
        "long symbols": _after("Symbol,Close\n", "A" * 1_000 + ",1\n"),
        "long figures": _after("Symbol,Close\n", "A," + "1" * 1_000 + "\n"),
        "counted figures": _after("Symbol,Close\n", "A," + "1." * 500 + "\n"),
        "blanks": _after("Symbol,Close\n", "A," + " " * 500 + "\n"),
        "money": _after("Symbol,Close\n", "A," + "Rs. " * 200 + "\n"),
        "preambles": _after("", "a,b,c\n"),
        "sep notes": _after("", "sep=,\n"),
        "no titles": _after("", "a,1.5\n"),
    }
)
"""Responses that are CSV, or nearly so."""

_XML_ROW: Final = "<row><symbol>A</symbol><price>1.5</price><change>1</change><time>7</time></row>"
XML_BODIES: Final[Mapping[str, Grow]] = MappingProxyType(
    {
        "rows": _after("<r total='1'>", _XML_ROW, "</r>"),
        "rows within rows": _after("<r total='1'>" + "<row>" * 40, _XML_ROW, "</row>" * 40 + "</r>"),
        "kinds of rows": lambda size: (
            "<r>" + "".join(f"<a{at}><symbol/></a{at}>" for at in range(size // 30)) + "</r>"
        ).encode(),
        "long names": lambda size: (f"<{'a' * size}>" + "<b/>" * (size // 4) + f"</{'a' * size}>").encode(),
        "attributes": lambda size: ("<r" + "".join(f" a{at}='1'" for at in range(size // 10)) + "/>").encode(),
        "deep": _nested("<a>", "</a>"),
        "elements": _after("<r>", "<a/>", "</r>"),
        "texts": _after("<r>", "a<a/>", "</r>"),
        "an open tag": _after("<r>", "<a ", ""),
        "declarations": _after("<!DOCTYPE r [", "<!ENTITY a 'a'>", "]><r/>"),
        "references": _after("<r>", "&#65;", "</r>"),
        "comments": _after("<r>", "<!---->", "</r>"),
        "namespaces": _after("<r", " xmlns:a='a'", "/>"),
        "prefixes": _after("<", "a:", "/>"),
    }
)
"""Responses that are XML, or nearly so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One way to parse responses, and its response templates."""

    source: SourceConfig
    url: str = "https://provider.example/"
    error: str = ""
    """A JSON body with `#` in place of the provider's error message."""
    response: str = ""
    """A body with `#` in every field."""
    content_type: str = "application/json"
    is_survey: bool = False
    """Whether it is `sources try`, which accepts anything."""

    def read(self, body: bytes) -> object:
        page = Response(url=self.url, body=body, content_type=self.content_type)
        if self.is_survey:
            return discover(page, self.source, AT), read_page_head(page)
        return adapter_for(self.source.kind).parse(page, self.source, AT)


def _source(kind: str, *symbols: str, table: TableSpec | None = None) -> SourceConfig:
    keyed = kind in {"alphavantage", "finnhub", "twelvedata", "coingecko"}
    return SourceConfig(
        name="mine",
        kind=kind,
        url="https://provider.example/",
        every=timedelta(hours=1),
        symbols=symbols,
        key=Secret(KEY) if keyed else None,
        table=table,
    )


def _table(form: TableFormat, **columns: str) -> TableSpec:
    named = {"symbol": "symbol", "price": "price", "change": "change", "volume": "volume", "as_of": "time"} | columns
    return TableSpec(format=form, columns=MappingProxyType(named))


def _wide(form: TableFormat) -> TableSpec:
    return TableSpec(format=form, columns=MappingProxyType({"as_of": "time"}), wide=True)


_ROW: Final = '{"symbol":"#","price":"#","change":"#","volume":"#","time":"#"}'
_TICKER: Final = ",".join(f'"{name}":"#"' for name in ("lastPrice", "priceChange", "openPrice", "volume", "closeTime"))

READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "alphavantage": Reader(
            source=_source("alphavantage", "IBM"),
            url="https://provider.example/query?symbol=IBM",
            error='{"Note":"#","Information":"#","Error Message":"#"}',
            response='{"Global Quote":{"05. price":"#","06. volume":"#","10. change percent":"#","09. change":"#",'
            '"07. latest trading day":"#"}}',
        ),
        "finnhub": Reader(
            source=_source("finnhub", "AAPL"),
            url="https://provider.example/api/v1/quote?symbol=AAPL",
            error='{"error":"#"}',
            response='{"c":"#","d":"#","dp":"#","h":"#","t":"#"}',
        ),
        "twelvedata": Reader(
            source=_source("twelvedata", "AAPL"),
            url="https://provider.example/quote?symbol=AAPL",
            error='{"status":"error","code":"#","message":"#"}',
            response='{"close":"#","name":"#","currency":"#","exchange":"#","volume":"#","timestamp":"#"}',
        ),
        "coingecko": Reader(
            source=_source("coingecko", "bitcoin"),
            url="https://provider.example/api/v3/coins/markets?vs_currency=usd",
            error='{"status":{"error_message":"#"},"error":"#"}',
            response='[{"id":"bitcoin","symbol":"#","name":"#","current_price":"#","last_updated":"#"}]',
        ),
        "binance": Reader(
            source=_source("binance", "BTCUSDT"), error='{"msg":"#"}', response=f'[{{"symbol":"BTCUSDT",{_TICKER}}}]'
        ),
        "frankfurter": Reader(
            source=_source("frankfurter", "USD/PKR"),
            error='{"message":"#"}',
            response='[{"base":"USD","quote":"PKR","rate":"#","date":"#"},{"base":"#","quote":"#"}]',
        ),
        "yahoo": Reader(
            source=_source("yahoo", "AAPL", "^GSPC"),
            error='{"spark":{"error":{"description":"#","code":"#"}}}',
            response='{"spark":{"result":[{"symbol":"AAPL","response":[{"meta":{"regularMarketPrice":"#","longName":"#",'
            '"currency":"#","regularMarketVolume":"#"}}]},{"symbol":"#"}]}}',
        ),
        "stooq": Reader(
            source=_source("stooq", "aapl.us"),
            response="Symbol,Date,Time,Open,High,Low,Close,Volume\nAAPL.US,#,#,#,#,#,#,#\n",
            content_type="text/csv",
        ),
        "table of CSV": Reader(
            source=_source("table", table=_table("csv")),
            response="symbol,price,change,volume,time\n#,#,#,#,#\nA,#,#,#,#\n",
            content_type="text/csv",
        ),
        "table of JSON": Reader(
            source=_source("table", table=_table("json")), error='{"error":"#"}', response=f'{{"rows":[{_ROW}]}}'
        ),
        "wide table of CSV": Reader(
            source=_source("table", table=_wide("csv")),
            response="time,AA,AB,#\n2026-07-16,#,#,#\n#,1,2,3\n",
            content_type="text/csv",
        ),
        "wide table of JSON": Reader(
            source=_source("table", table=_wide("json")),
            error='{"error":"#"}',
            response='{"rows":[{"time":"2026-07-16","AA":"#","AB":"#"},{"time":"#","AA":"1"}]}',
        ),
        "table of XML": Reader(
            source=_source("table", table=_table("xml", volume="../@total")),
            response="<r total='#'><row><symbol>#</symbol><price>#</price><change>#</change><time>#</time></row></r>",
            content_type="text/xml",
        ),
        "survey": Reader(
            source=_source("table"),
            error='{"error":"#"}',
            response=f'{{"rows":[{_ROW},{{"symbol":"AB","price":"1.5"}}]}}',
            content_type="",
            is_survey=True,
        ),
    }
)


def _filled(template: str, unit: str) -> Grow:
    """Return the template with the text in all its fields."""
    count = template.count("#")
    is_json = template.startswith(("{", "["))

    def grow(size: int) -> bytes:
        text = repeated(unit)(max(len(unit), size // count))
        return template.replace("#", json.dumps(text)[1:-1] if is_json else text).encode()

    return grow


def inputs(reader: Reader) -> dict[str, Grow]:
    """Return every input for a reader."""
    grown: dict[str, Grow] = {}
    for word in WORDS:
        grown[f"message {word!r}"] = _message(word)
        for name, template in (("error", reader.error), ("response", reader.response)):
            if template:
                grown[f"{name} of {word!r}"] = _filled(template, word)
    for unit in MARKUP:
        grown[f"markup {unit!r}"] = _message(unit)
        grown[f"page of {unit!r}"] = _after("<html><body>", unit, "</body></html>")
    grown |= STRUCTURES
    if reader.content_type != "application/json":
        grown |= {f"CSV of {name}": body for name, body in CSV_BODIES.items()}
        grown |= {f"XML of {name}": body for name, body in XML_BODIES.items()}
    return grown
