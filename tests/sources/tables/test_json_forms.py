"""The forms in which JSON states rows."""

import pytest

from tests.sources.tables.table_source import parsed, prices, reason
from tui.sources.adapter import Response
from tui.sources.tables.json import find_arrays, find_figures, read_document

BOTH = {"USD": "1.05", "JPY": "161.53"}
NAMED = {"symbol": "$key", "price": "$value"}
CODED = {"symbol": "code", "price": "last"}


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ('{"USD": 1.05, "JPY": 161.53}', ""),
        ('{"base": "EUR", "date": "2026-11-27", "rates": {"USD": 1.05, "JPY": "161.53"}}', "rates"),
        ('{"amount": 1.0, "base": "EUR", "rates": {"USD": 1.05, "JPY": 161.53}}', ""),
        ('{"success": true, "timestamp": 1795700000, "USD": 1.05, "JPY": 161.53}', ""),
        ('{"data": {"date": 20261127, "usd": 1.05, "jpy": 161.53}}', "data"),
        ('{"data": {"quote": "EUR", "updated": 7, "USD": "1.05", "JPY": "161.53", "next": 12}}', "data"),
        ('{"a": {"x": 1}, "b": [{"USD": 1.05, "JPY": 161.53}]}', "b.0"),
    ],
)
def test_an_object_of_codes_and_figures_is_a_row_for_each(body: str, rows: str) -> None:
    assert prices(parsed(body, "json", NAMED, rows=rows)) == BOTH


def test_an_object_of_codes_has_a_row_where_there_was_no_trade() -> None:
    assert prices(parsed('{"USD": 1.05, "XYZ": "N/A", "JPY": 161.53}', "json", NAMED)) == {**BOTH, "XYZ": None}


@pytest.mark.parametrize(
    ("body", "rows", "columns"),
    [
        (
            '{"s": "0", "data": {"USD": {"p": 1.05}, "JPY": {"p": 161.53}, "date": "15"}}',
            "data",
            {"symbol": "$key", "price": "p"},
        ),
        (
            '{"s": "0", "data": {"USD": {"p": 1.05}, "JPY": {"p": 161.53}, "date": "15"}}',
            "",
            {"symbol": "$key", "price": "p"},
        ),
        ('{"USD": {"p": 1.05}, "JPY": {"p": 161.53}, "ok": true, "n": null}', "", {"symbol": "$key", "price": "p"}),
        ('{"USD": [1.05, 2], "JPY": [161.53, 3], "n": 2}', "", {"symbol": "$key", "price": "0"}),
        ('{"USD": {"buy": {"p": 1.05}}, "JPY": {"buy": {"p": 161.53}}}', "", {"symbol": "$key", "price": "buy.p"}),
        (
            '{"r": {"a": {"c": "USD", "p": 1.05}, "b": {"c": "JPY", "p": 161.53}}, "t": 1}',
            "",
            {"symbol": "c", "price": "p"},
        ),
    ],
)
def test_named_rows_are_read_beside_other_members(body: str, rows: str, columns: dict[str, str]) -> None:
    assert prices(parsed(body, "json", columns, rows=rows)) == BOTH


@pytest.mark.parametrize(
    ("body", "rows", "columns"),
    [
        ('{"last": "1.05", "high": "2"}', "", {"symbol": "=USD", "price": "last"}),
        ('{"ticker": {"last": 1.05}, "date": 7}', "", {"symbol": "=USD", "price": "last"}),
        ('{"ticker": {"last": 1.05}, "date": 7}', "", {"symbol": "=USD", "price": "ticker.last"}),
        ('{"ticker": {"last": 1.05}, "date": 7}', "ticker", {"symbol": "=USD", "price": "last"}),
        ('{"pair": "USD", "result": {"last": 1.05}}', "", {"symbol": "pair", "price": "result.last"}),
        ('{"error": [], "result": {"USD": {"c": ["1.05", "2"]}}}', "result", {"symbol": "$key", "price": "c.0"}),
        ("[7, 1.05, 3]", "", {"symbol": "=USD", "price": "1"}),
        ('[{"last": 1.05}]', "", {"symbol": "=USD", "price": "last"}),
    ],
)
def test_a_single_quote_is_one_row(body: str, rows: str, columns: dict[str, str]) -> None:
    assert prices(parsed(body, "json", columns, rows=rows)) == {"USD": "1.05"}


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ('[["Code", "Last"], ["USD", 1.05], ["JPY", 161.53]]', ""),
        ('{"rows": [["Name", "Code", "Last"], ["dollar", "USD", 1.05], ["yen", "JPY", 161.53]]}', "rows"),
        ('{"s": {"columns": ["Code", "Last"], "data": [["USD", 1.05], ["JPY", 161.53]]}}', "s"),
        ('{"s": {"columns": ["Code", "Last"], "data": [["USD", 1.05], ["JPY", 161.53]]}}', "s.data"),
        ('{"s": {"columns": ["Code", "Last"], "data": [["USD", 1.05], ["JPY", 161.53]]}}', ""),
        ('{"fields": [{"id": "code"}, {"id": "last"}], "records": [["USD", 1.05], ["JPY", 161.53]]}', ""),
        ('{"code": ["USD", "JPY"], "last": [1.05, 161.53]}', ""),
        ('{"q": {"last": ["1.05", "161.53"], "code": ["USD", "JPY"], "n": 2}}', "q"),
        ('{"code": "USD", "last": 1.05}\n{"code": "JPY", "last": 161.53}\n', ""),
        ('{"code": "USD", "last": 1.05}\r\n\r\n{"code": "JPY", "last": 161.53}', ""),
        ('\x1e{"code": "USD", "last": 1.05}\n\x1e{"code": "JPY", "last": 161.53}\n', ""),
        ('["Code", "Last"]\n["USD", 1.05]\n["JPY", 161.53]\n', ""),
    ],
)
def test_titles_apart_from_rows_columns_and_lines_are_read(body: str, rows: str) -> None:
    assert prices(parsed(body, "json", CODED, rows=rows)) == BOTH


def test_columns_of_unequal_length_are_refused() -> None:
    assert reason('{"code": ["USD", "JPY"], "last": [1.05]}', "json", CODED) == "columns of unequal length"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"code": "USD"}\n{"code": ', "answer cut short"),
        ('{"code": "USD"}\n{"code": }\n', "broken JSON at character 27"),
        ('{"code": "USD"} {"code": "JPY"}', "broken JSON at character 17"),
    ],
)
def test_lines_that_are_not_all_json_are_refused(body: str, message: str) -> None:
    assert reason(body, "json", CODED) == message


def test_a_document_over_several_lines_is_one_document() -> None:
    body = b'[\n["USD",\n"1.05"\n]\n]\n'
    assert read_document(Response(url="https://t.example/", body=body)) == [["USD", "1.05"]]


def test_arrays_and_figures_are_found_where_they_are() -> None:
    body = b'{"status": "0", "data": {"BTC": {"p": "1"}, "ETH": {"p": "2"}, "at": 3}, "rates": {"USD": 1, "JPY": 2}}'
    document = read_document(Response(url="https://t.example/", body=body))
    assert [(path, [name for name, _ in rows]) for path, rows in find_arrays(document)] == [("data", ["BTC", "ETH"])]
    assert [path for path, _ in find_figures(document)] == ["rates", "data.BTC", "data.ETH"]


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ('{"rates":{"EUR":0.9,"USD":1},"yesterday":{"EUR":0.8,"USD":1,"JPY":1}}', ("yesterday", "rates")),
        ('{"yesterday":{"EUR":0.8},"rates":{"EUR":0.9}}', ("yesterday", "rates")),
        ('{"buy":{"EUR":1,"GBP":2},"sell":{"EUR":3,"GBP":4}}', ("buy", "sell")),
        ('{"a":{"b":{"EUR":1,"GBP":2}},"c":{"GBP":4}}', ("a.b", "c")),
        ('[{"EUR":1},{"EUR":2}]', ("0", "1")),
    ],
)
def test_objects_of_figures_of_the_same_names_are_refused(body: str, paths: tuple[str, str]) -> None:
    assert reason(body, "json", NAMED) == f'the same names at "{paths[0]}" and "{paths[1]}": say which rows'


def test_the_largest_object_of_figures_is_taken_and_a_path_says_which() -> None:
    assert prices(parsed('{"meta":{"PAGE":1},"rates":{"EUR":0.9,"USD":1}}', "json", NAMED)) == {
        "EUR": "0.9",
        "USD": "1",
    }
    body = '{"rates":{"EUR":0.9},"yesterday":{"EUR":0.8,"JPY":1}}'
    assert prices(parsed(body, "json", NAMED, rows="rates")) == {"EUR": "0.9"}


@pytest.mark.parametrize("line", ["{}\n", "[1]\n", "{}\r\n", "\x1e{}\n", "\n{}\n"])
def test_more_lines_than_rows_are_refused_before_they_are_parsed(line: str) -> None:
    assert reason(line * 30_000 + "broken", "json", NAMED) == "too many rows"
