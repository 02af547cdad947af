"""XML read by elements and attributes."""

from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed, prices, reason

ECB = """<?xml version="1.0" encoding="UTF-8"?><g:Envelope xmlns:g="urn:a" xmlns="urn:b"><g:subject>Rates</g:subject>
<Cube><Cube time="2026-11-27"><Cube currency="USD" rate="1.05"/><Cube currency="JPY" rate="161.53"/></Cube></Cube>
</g:Envelope>"""
CBR = """<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="27.11.2026"><Valute ID="1"><CharCode>USD</CharCode>
<Nominal>1</Nominal><Name>Доллар</Name><Value>1,05</Value></Valute><Valute ID="2"><CharCode>JPY</CharCode>
<Nominal>100</Nominal><Name>Иен</Name><Value>161,53</Value></Valute></ValCurs>""".encode("cp1251")
DATASET = """<NewDataSet xmlns:d="urn:d"><Table><Code>USD</Code><Sell d:kind="cash">1.05</Sell><title>a</title></Table>
<Table><Code>JPY</Code><Sell d:kind="cash">161.53</Sell></Table></NewDataSet>"""
NESTED = """<r><row><unit><name>USD</name></unit><rates><buy>9</buy><sell><![CDATA[1.05]]></sell></rates></row>
<row><unit><name>JPY</name></unit><rates><buy>9</buy><sell>161.53</sell></rates></row></r>"""
TEXTS = "<r><rate code='USD'>1.05</rate><rate code='JPY'>161.53</rate><note/></r>"
DAYS = """<r><day date='2026-11-26'><v c='USD'>1</v><v c='JPY'>2</v></day>
<day date='2026-11-27'><v c='USD'>1.05</v><v c='JPY'>161.53</v></day></r>"""
BOTH = {"USD": "1.05", "JPY": "161.53"}


@for_each(
    ("body", "rows", "columns"),
    [
        (ECB, "cube[currency]", {"symbol": "@currency", "price": "@rate", "as_of": "../@time"}),
        (ECB, "Cube > Cube > Cube", {"symbol": "@Currency", "price": "@RATE"}),
        (ECB, "", {"symbol": "@currency", "price": "@rate"}),
        (ECB, "nothing, [rate]", {"symbol": "@currency", "price": "@rate"}),
        (DATASET, "Table", {"symbol": "Code", "price": "Sell"}),
        (DATASET, "", {"symbol": "code", "price": "sell"}),
        (DATASET, "newdataset > table", {"symbol": "Code", "price": "Sell[kind=cash]", "name": "Sell@kind"}),
        (NESTED, "row", {"symbol": "name", "price": "sell"}),
        (NESTED, "row", {"symbol": "unit > name", "price": "rates/sell"}),
        (NESTED, "row", {"symbol": "unit name", "price": "rates > :last-child"}),
        (NESTED, "row", {"symbol": "unit name", "price": "rates > :nth-child(2)"}),
        (TEXTS, "rate", {"symbol": "@code", "price": "$value"}),
        (TEXTS, "", {"symbol": "@code", "price": "$value"}),
        (DAYS, "v", {"symbol": "@c", "price": "$value", "as_of": "../@date"}),
        (DAYS, "day[date='2026-11-27'] v", {"symbol": "@c", "price": "$value"}),
        (DAYS, "day[date$='27'] > v", {"symbol": "@c", "price": "$value"}),
    ],
)
def test_elements_and_attributes_are_fields(body: str, rows: str, columns: dict[str, str]) -> None:
    assert prices(parsed(body, "xml", columns, rows=rows)) == BOTH
    assert prices(parsed(body, "html", columns, rows=rows, content_type="text/xml")) == BOTH


def test_the_charset_of_the_declaration_holds_and_units_are_stated() -> None:
    columns = {"symbol": "CharCode", "price": "Value", "name": "Name", "unit": "Nominal", "as_of": "../@Date"}
    usd, jpy = parsed(CBR, "xml", columns, decimal_comma=True, dates="%d.%m.%Y").quotes
    assert (usd.price, usd.name, usd.unit, str(usd.as_of)) == (
        Decimal("1.05"),
        "Доллар",
        None,
        "2026-11-27 00:00:00+00:00",
    )
    assert (jpy.price, jpy.unit) == (Decimal("161.53"), 100)


BOMB = "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><r><v c='USD'>&b;</v></r>"


@for_each(
    ("body", "rows", "message"),
    [
        (BOMB, "v", "XML with entities of its own"),
        (
            "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><r><v>&a;</v></r>",
            "v",
            "XML with entities of its own",
        ),
        ("<!DOCTYPE r [<!ENTITY % a 'x'>%a;]><r/>", "v", "XML with entities of its own"),
        ("<r><v c='USD'>1</v>", "v", "broken XML in line 1"),
        ("<r>\n<v c=USD>1</v></r>", "v", "broken XML in line 2"),
        ("<r>&nbsp;</r>", "v", "broken XML in line 1"),
        ("<a>" * 100 + "</a>" * 100, "v", "nested too deep"),
        ("<r>" + "<a b='1' c='2'/>" * 110_000 + "</r>", "v", "too many elements"),
        ("<r><v c='USD'>1</v></r>", "w", 'nothing in the XML matches "w"'),
        ("<r><v c='USD'>1</v></r>", "v[", 'no selector of elements: "v["'),
        ("<r><v c='USD'>1</v></r>", "v:nth-child(x)", 'no selector of elements: "v:nth-child(x)"'),
        ("<r><v d='USD'>1</v></r>", "v", 'no "@c" in the rows; there are: @d'),
        ("<!DOCTYPE html><html><body>hello</body></html>", "v", "not data: a web page"),
        ("Too Many Requests", "v", "limit reached: Too Many Requests"),
        ("", "v", "empty answer"),
    ],
)
def test_what_is_not_such_xml_is_refused_in_words(body: str, rows: str, message: str) -> None:
    stated = reason(body, "xml", {"symbol": "@c", "price": "$value"}, rows=rows)
    assert stated.partition("; format = ")[0] == message


EXTERNAL = "<!DOCTYPE r SYSTEM 'x.dtd'>"


@for_each(
    "body",
    [
        EXTERNAL + "<r><v><s>A</s><p>100</p><c>&minus;1.35</c></v></r>",
        EXTERNAL + "<r><v><s>A</s><p>134&comma;25</p><c>1</c></v></r>",
        EXTERNAL + "<r><v><s>A</s><p>134<b>&middot;</b>25</p><c>1</c></v></r>",
        EXTERNAL + "<r><v c='&minus;1.35'><s>A</s><p>100</p></v></r>",
        '<?xml version="1.0"?><!DOCTYPE r PUBLIC "-//a//b" "x.dtd"><r><v><s>A</s><p>1&nbsp;000</p><c>1</c></v></r>',
        '<?xml version="1.0" standalone="no"?>' + EXTERNAL + "<r><v><s>A</s><p>100</p><c>&minus;1</c></v></r>",
    ],
)
def test_entities_of_an_external_dtd_lose_no_sign(body: str) -> None:
    assert reason(body, "xml", {"symbol": "s", "price": "p", "change": "c"}, rows="v") == "broken XML in line 1"


def test_an_external_dtd_without_its_entities_is_read() -> None:
    body = EXTERNAL + "<r><v c='USD'>1.05</v><v c='JPY'>&#49;61.53</v></r>"
    assert prices(parsed(body, "xml", {"symbol": "@c", "price": "$value"}, rows="v")) == BOTH


@for_each(
    "cell",
    ["134<br/>25", "134<br/>250", "134<sup>1</sup>250", "134 <x/>250", "1<a/>.<b/>5", "134<i>1</i><i>2</i>.25"],
)
def test_texts_around_an_element_are_not_one_figure(cell: str) -> None:
    body = f"<r><v><s>A</s><last>{cell}</last></v><v><s>B</s><last>7<note>8</note></last></v></r>"
    found = prices(parsed(body, "xml", {"symbol": "s", "price": "last"}, rows="v"))
    assert found == {"A": None, "B": "7"}


def test_a_comment_and_a_section_are_within_a_figure() -> None:
    body = "<r><v c='USD'>1<!-- . -->.05</v><v c='JPY'>161<![CDATA[.53]]></v></r>"
    assert prices(parsed(body, "xml", {"symbol": "@c", "price": "$value"}, rows="v")) == BOTH


@for_each(
    "row",
    [
        "<v><sym>B</sym><prev><last>9</last></prev></v>",
        "<v><sym>B</sym><day><high><last>9</last></high></day></v>",
        "<v><sym>B</sym><x last='9'/></v>",
        "<v><prev><last>9</last></prev><sym>B</sym></v>",
        "<v><sym>B</sym><last/><prev><last>9</last></prev></v>",
    ],
)
def test_a_missing_element_is_not_taken_from_further_down(row: str) -> None:
    body = f"<r><v><sym>A</sym><last>1.5</last><prev><last>1.4</last></prev></v>{row}</r>"
    for rows in ("v", ""):
        a, b = parsed(body, "xml", {"symbol": "sym", "price": "last"}, rows=rows).quotes
        assert (a.price, b.price, b.flags) == (Decimal("1.5"), None, ("price: missing",))


def test_a_missing_attribute_of_an_element_is_not_taken_from_further_down() -> None:
    body = "<r><v c='A'><last x='1.5'/></v><v c='B'><prev><last x='9'/></prev></v></r>"
    _, b = parsed(body, "xml", {"symbol": "@c", "price": "last@x"}, rows="v").quotes
    assert (b.price, b.flags) == (None, ("price: missing",))


@for_each(
    "declaration",
    [
        '<?xml version="1.0" encoding="no-such-charset"?>',
        '<?xml version="1.0"' + " " * 400 + 'encoding="no-such-charset"?>',
        " " * 400 + '<?xml version="1.0" encoding="utf-16"?>',
        '<?xml version="1.0" encoding="idna"?>',
        "\n\n",
    ],
)
def test_the_charset_of_a_declaration_is_never_looked_up(declaration: str) -> None:
    body = declaration + "<r><v c='USD'>1.05</v><v c='JPY'>161.53</v></r>"
    assert prices(parsed(body, "xml", {"symbol": "@c", "price": "$value"}, rows="v")) == BOTH


@for_each("charset", ["no-such-charset", "utf-16", "idna", "punycode", "undefined", "zlib"])
def test_a_second_declaration_is_broken_xml(charset: str) -> None:
    body = f'<?xml version="1.0"?><?xml version="1.0" encoding="{charset}"?><r><v c="USD">1.05</v></r>'
    assert reason(body, "xml", {"symbol": "@c", "price": "$value"}, rows="v") == "broken XML in line 1"


@for_each(
    "body",
    [
        "<r><USD>1</USD><EUR>2</EUR></r>",
        "<r><date>2026-11-27</date><USD>1</USD><EUR>2</EUR></r>",
        "<r><meta><id>7</id></meta><rates base='PKR'><USD>1</USD><EUR>2</EUR></rates></r>",
        "<r xmlns:x='y'><x:usd>1</x:usd><x:eur>2</x:eur></r>",
        "<r><USD/><USD>1</USD><EUR>2</EUR></r>",
    ],
)
def test_the_name_of_an_element_may_be_its_symbol(body: str) -> None:
    snapshot = parsed(body, "xml", {"symbol": "$key", "price": "$value"})
    assert prices(snapshot) == {"USD": "1", "EUR": "2"}


@for_each(
    ("row", "price"),
    [
        ("<v kind='buy'>1</v><v kind='sell'>2</v>", "v"),
        ("<o d='26' r='1'/><o d='27' r='2'/>", "o@r"),
        ("<v>1</v><n/><v>2</v>", "> v"),
        ("<a:v>1</a:v><b:v>2</b:v>", "v"),
        ("<v>1</v><v/>", "v"),
    ],
)
def test_a_price_of_several_elements_is_refused(row: str, price: str) -> None:
    body = f"<r xmlns:a='a' xmlns:b='b'><i><c>USD</c>{row}</i></r>"
    message = f'no row has a price: several "{price.removeprefix("> ")}" in the row: say which'
    assert reason(body, "xml", {"symbol": "c", "price": price}, rows="i") == message


@pytest.mark.parametrize("price", ["v[kind=sell]", "v:nth-child(3)"])
def test_a_selector_says_which_of_several_elements(price: str) -> None:
    body = "<r><i><c>USD</c><v kind='buy'>1</v><v kind='sell'>2</v></i></r>"
    assert prices(parsed(body, "xml", {"symbol": "c", "price": price}, rows="i")) == {"USD": "2"}


def test_the_same_price_twice_in_a_row_is_one() -> None:
    body = "<r><i><c>USD</c><v>1</v><v>1</v></i></r>"
    assert prices(parsed(body, "xml", {"symbol": "c", "price": "v"}, rows="i")) == {"USD": "1"}


@for_each(
    ("rows", "expected"),
    [
        ("day:first-child rate", {"USD": "1"}),
        ("day:last-child > rate", {"USD": "3"}),
        ("day:nth-child(2) rate", {"USD": "2"}),
        ("d:day:first-child d:rate", {"USD": "1"}),
        ("d|day:nth-child(3) rate", {"USD": "3"}),
        (":first-child > rate", {"USD": "1"}),
    ],
)
def test_a_place_among_elements_is_no_prefix_of_a_name(rows: str, expected: dict[str, str]) -> None:
    days = "".join(f"<d:day><d:rate code='USD'>{number}</d:rate></d:day>" for number in (1, 2, 3))
    body = f"<d:r xmlns:d='x'>{days}</d:r>"
    assert prices(parsed(body, "xml", {"symbol": "@code", "price": "$value"}, rows=rows)) == expected


def group(name: str, *symbols: str, more: str = "") -> str:
    """Return an element with a row for each symbol, whose price is the number of its letter."""
    rows = (f"<i><s>{symbol}</s><p>{ord(symbol)}</p>{more}</i>" for symbol in symbols)
    return f"<{name}>{''.join(rows)}</{name}>"


LISTED = {"symbol": "s", "price": "p"}
COUNTED = "1 left out: in rows with other members: say which rows (C)"
CHANGED = "1 left out: other figures of the same names: say which rows (A)"


@for_each(
    ("groups", "expected", "note"),
    [
        (group("banks", "A", "B") + group("oil", "C"), "ABC", None),
        (f"<x>{group('banks', 'A')}</x><y>{group('oil', 'B', 'C')}</y>", "ABC", None),
        (group("banks", "A", "B") + group("banks", "C"), "ABC", None),
        (group("banks", "A", "B") + group("oil", "C", more="<q>1</q>"), "AB", COUNTED),
        (group("now", "A", "B") + group("before", "A").replace("65", "64"), "AB", CHANGED),
        (group("now", "A", "B") + group("again", "A"), "AB", None),
        (
            group("shares", "A", "B") + group("notes", "C").replace("<i>", "<note>").replace("</i>", "</note>"),
            "AB",
            None,
        ),
    ],
)
def test_elements_of_one_name_and_members_are_read_as_one(groups: str, expected: str, note: str | None) -> None:
    snapshot = parsed(f"<r>{groups}</r>", "xml", LISTED)
    assert (prices(snapshot), snapshot.note) == ({each: str(ord(each)) for each in expected}, note)


def test_figures_of_the_same_names_are_refused() -> None:
    keyed = {"symbol": "$key", "price": "$value"}
    today, before = "<a><USD>1.05</USD><JPY>161.53</JPY></a>", "<b><USD>1.04</USD></b>"
    assert reason(f"<r>{today}{before}</r>", "xml", keyed) == 'several elements "usd": say which rows'
    assert prices(parsed(f"<r>{today}<b><unit>1</unit></b></r>", "xml", keyed)) == BOTH
    assert prices(parsed(f"<r>{today}{before}</r>", "xml", keyed, rows="a > USD, a > JPY")) == BOTH
    assert reason("<r/>", "xml", keyed) == "no rows"
