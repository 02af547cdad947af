"""The forms in which JSON states rows."""

from types import MappingProxyType

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed, prices, reason
from tui.sources.adapter import Response
from tui.sources.decode.json import Json
from tui.sources.table_spec import TableSpec
from tui.sources.tables.json import find_arrays, find_figures, read_document, read_rows

BOTH = {"USD": "1.05", "JPY": "161.53"}
NAMED = {"symbol": "$key", "price": "$value"}
CODED = {"symbol": "code", "price": "last"}


@for_each(
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


@for_each(
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


@for_each(
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


@for_each(
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


@for_each(
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


@for_each(
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


@for_each("line", ["{}\n", "[1]\n", "{}\r\n", "\x1e{}\n", "\n{}\n"])
def test_more_lines_than_rows_are_refused_before_they_are_parsed(line: str) -> None:
    assert reason(line * 30_000 + "broken", "json", NAMED) == "too many rows"


KEYED = {"symbol": "$key", "price": "$value"}
LISTED = {"symbol": "s", "price": "p"}
NO_FIGURE = "left out: no figure"


@for_each(
    ("body", "expected", "note"),
    [
        ('{"rates": {"USD": 1, "EUR": 2, "GBP": true, "CHF": "soon"}}', "1 2", f"2 {NO_FIGURE} (GBP, CHF)"),
        ('{"rates": {"USD": 1, "EUR": 2, "GBP": {"a": 1}}}', "1 2", f"1 {NO_FIGURE} (GBP)"),
        ('{"rates": {"USD": 1, "EUR": 2, "meta": {"a": 1}, "unit": "x"}}', "1 2", None),
        ('{"rates": {"USD": 1, "eur": 2, "GBP": 3, "timestamp": 9}}', "1 2 3", None),
        ('{"rates": {"USD": 1, "EUR": 2, "fee": 3}}', "1 2", "1 left out: not in capitals as the others (fee)"),
        ('{"usd": {"eur": 1, "jpy": 2, "aave": 3, "1inch": 4}}', "1 2 3 4", None),
        ('{"rates": {"USD": 1, "EUR": 2, "date": "2026-11-27", "valid": "2026-11-28"}}', "1 2", None),
        ('[{"USD": 1}, {"EUR": 2}, {"GBP": 3}]', "1 2 3", None),
        ('{"rates": [{"USD": 1, "EUR": 2}, {"GBP": 3}]}', "1 2 3", None),
    ],
)
def test_members_that_are_no_rows_are_counted(body: str, expected: str, note: str | None) -> None:
    snapshot = parsed(body, "json", KEYED)
    assert ([*prices(snapshot).values()], snapshot.note) == (expected.split(), note)


def test_a_member_named_as_what_is_left_out_is_the_publishers_own() -> None:
    snapshot = parsed('[{"s": "A", "p": 1, "left out": 3}, {"s": "B", "p": 2, "left out": "x"}]', "json", LISTED)
    assert (prices(snapshot), snapshot.note) == ({"A": "1", "B": "2"}, None)


def test_a_broken_line_among_days_is_counted() -> None:
    lines = [f'{{"d": "2026-11-{day}", "USD": 1.{day}, "GBP": 2.{day}}}' for day in (25, 26, 27)]
    snapshot = parsed("\n".join([*lines[:2], lines[2][:-5], ""]), "json", {"as_of": "d"}, wide=True)
    assert (prices(snapshot), snapshot.note) == ({"USD": "1.26", "GBP": "2.26"}, "1 left out: a broken line")


@for_each("figure", ['"1.234.5"', '"7..46"', '"1,2,3"', '"12-5-1"', '"1.05x9"'])
def test_a_broken_figure_among_others_is_a_row_that_says_so(figure: str) -> None:
    usd, eur = parsed(f'{{"rates": {{"USD": 1.05, "EUR": {figure}}}}}', "json", KEYED).quotes
    assert (str(usd.price), usd.flags, eur.id.symbol, eur.price) == ("1.05", (), "EUR", None)
    assert eur.flags == ("price: not a plain decimal number",)


def test_named_rows_beside_members_that_are_none_say_how_many() -> None:
    body = '{"A": {"p": 1}, "B": {"p": 2}, "C": null, "D": "n/a", "time": 4, "ok": true}'
    snapshot = parsed(body, "json", {"symbol": "$key", "price": "p"})
    assert (prices(snapshot), snapshot.note) == ({"A": "1", "B": "2"}, f"2 {NO_FIGURE} (C, D)")


@for_each(
    "lines",
    [
        ["{A}", "{B", "{C}"],
        ["{A", "{B}", "{C}"],
        ["{A}", "{B}", "{C"],
        ["{A}", "error: timeout", "{C}"],
        ["{A}", "{B}", '{"s": "X", "p": NaN}'],
        ["{A}", "{B}", '{"s": "X", "s": "Y", "p": 1}'],
    ],
)
def test_a_broken_line_of_json_is_left_out_and_counted(lines: list[str]) -> None:
    rows = [line.replace("{", '{"s": "').replace("}", '", "p": 1}') if len(line) < 4 else line for line in lines]
    snapshot = parsed("\n".join(rows), "json", LISTED)
    whole = [line[1] for line in lines if len(line) == 3]
    assert (list(prices(snapshot)), snapshot.note) == (whole, "1 left out: a broken line")


def listed(*symbols: str) -> str:
    return "[" + ", ".join(f'{{"s": "{symbol}", "p": {ord(symbol)}}}' for symbol in symbols) + "]"


@for_each(
    "body",
    [
        f'{{"banks": {listed("A", "B")}, "oil": {listed("C")}}}',
        f'{{"gainers": {listed("A", "B")}, "losers": {listed("C")}, "active": {listed("A")}}}',
        f'{{"sectors": [{{"name": "Banks", "rows": {listed("A", "B")}}}, {{"name": "Oil", "rows": {listed("C")}}}]}}',
        f'[{{"page": 1, "rows": {listed("A", "B")}}}, {{"page": 2, "rows": {listed("C")}}}]',
        f"[{listed('A')}, {listed('B')}, {listed('C')}]",
        f'{{"U.S.": {listed("A", "B")}, "Japan": {listed("C")}}}',
        f'{{"data": {{"U.S.": {listed("A", "B")}, "U.K.": {listed("C")}}}}}',
        f'{{"Japan": {{"rows": {listed("A", "B")}}}, "India": {{"rows": {listed("C")}}}}}',
        f'{{"U.S.": {{"rows": {listed("A", "B")}}}, "U.K.": {{"rows": {listed("C")}}}}}',
        f'{{"base": 1, "2026-11-27": {{"shares": {listed("A", "B")}, "bonds": {listed("C")}}}}}',
        f'{{"data": {{"main": {listed("A", "B")}, "gem": {listed("C")}, "count": 3, "other": [{{"x": 1}}]}}}}',
    ],
)
def test_arrays_of_the_same_members_are_read_as_one(body: str) -> None:
    snapshot = parsed(body, "json", LISTED)
    assert (prices(snapshot), snapshot.note) == ({"A": "65", "B": "66", "C": "67"}, None)


def test_groups_of_named_rows_are_read_as_one() -> None:
    body = '{"spot": {"A": {"p": 1}, "B": {"p": 2}}, "futures": {"C": {"p": 3}}}'
    assert prices(parsed(body, "json", {"symbol": "$key", "price": "p"})) == {"A": "1", "B": "2", "C": "3"}


def test_arrays_that_differ_in_a_price_are_not_mixed() -> None:
    body = '{"now": [{"s": "A", "p": 1}], "before": [{"s": "A", "p": 2}, {"s": "B", "p": 3}]}'
    snapshot = parsed(body, "json", LISTED)
    assert prices(snapshot) == {"A": "1"}
    assert snapshot.note == "2 left out: other figures of the same names: say which rows (A, B)"


def test_arrays_of_several_days_need_their_times() -> None:
    body = (
        '{"2026-11-26": [{"s": "A", "p": 1, "d": "2026-11-26"}], "2026-11-27": [{"s": "A", "p": 2, "d": "2026-11-27"}]}'
    )
    assert reason(body, "json", LISTED) == "rows of several days: say which rows"
    assert prices(parsed(body, "json", {**LISTED, "as_of": "d"})) == {"A": "2"}


def test_objects_of_several_days_need_a_path() -> None:
    body = f'{{"2026-11-26": {{"rows": {listed("A")}}}, "2026-11-27": {{"rows": {listed("B")}}}}}'
    assert reason(body, "json", LISTED) == "rows of several days: say which rows"
    assert prices(parsed(body, "json", LISTED, rows="2026-11-27.rows")) == {"B": "66"}


def test_rows_with_other_members_are_counted() -> None:
    snapshot = parsed(f'{{"shares": {listed("A", "B")}, "bonds": [{{"s": "C", "p": 3, "yield": 4}}]}}', "json", LISTED)
    assert prices(snapshot) == {"A": "65", "B": "66"}
    assert snapshot.note == "1 left out: in rows with other members: say which rows (C)"


def test_a_path_may_have_names_with_dots() -> None:
    body = f'{{"U.S.": {{"rows": {listed("A")}}}, "U.K.": {{"rows": {listed("B")}}}}}'
    assert prices(parsed(body, "json", LISTED, rows="U.K..rows")) == {"B": "66"}


def test_work_grows_with_the_groups() -> None:
    group: Json = {"rows": [{"s": "A", "p": "1"}]}
    spec = TableSpec(format="json", columns=MappingProxyType(LISTED))
    assert_linear(lambda size: list(read_rows({f"g.{number}": group for number in range(size)}, spec)), largest=20_000)


def test_an_element_that_is_no_row_hides_no_other() -> None:
    snapshot = parsed('[["s", "p"], ["A", 1], null, ["C", 3]]', "json", LISTED)
    assert (prices(snapshot), snapshot.note) == ({"A": "1", "C": "3"}, "1 row without a symbol")


def test_a_title_twice_above_arrays_is_refused() -> None:
    message = 'several columns "p": name one by its number, from 0'
    assert reason('[["s", "p", "p"], ["A", 1, 2]]', "json", LISTED) == message
    assert prices(parsed('[["s", "p", "p"], ["A", 1, 2]]', "json", {"symbol": "s", "price": "2"})) == {"A": "2"}
