"""The reasons why nothing on a page can be watched."""

from datetime import timedelta

from tests.kit.marks import for_each
from tests.sources.pages import AT
from tests.sources.tables.test_published_tables import best_of
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.tables.discover import discover

URL = "https://x.example/"


def reason_of(body: str | bytes, content_type: str = "") -> str:
    """The reason, or the problem of the first part that is found."""
    source = SourceConfig(name="x", kind="table", url=URL, every=timedelta(minutes=1), market="X")
    content = body if isinstance(body, bytes) else body.encode()
    try:
        best = discover(Response(url=URL, body=content, content_type=content_type), source, AT)[0]
    except ParseError as error:
        return error.reason
    assert best.proposals == ()
    return str(best.problem)


@for_each(
    ("body", "reason"),
    [
        ("<html><table></table></html>", "its tables are empty here: the page fills them by script"),
        ("<html><table><thead><tr><th>A<th>B</thead></table></html>", "its tables are empty here"),
        ("<html><body><div id=root></div><script src=/a.js></script></html>", "a web page that a script fills"),
        (
            "<html><body><div></div><script id='__NEXT_DATA__' type='application/json'>{}</script></html>",
            "its figures are inside a script",
        ),
        ("<html><body><iframe src='/rates'></iframe></html>", "a web page that shows another in a frame: try /rates"),
        ('callback({"symbol": "A", "price": 1})', "JSON inside a function call (JSONP)"),
        ('{"status": "ok", "count": 3}', "JSON object without rows of names and figures; it has: status, count"),
        ('{"Note": "You exceeded the rate limit"}', "limit reached: You exceeded the rate limit"),
        ("{}", "JSON that is empty"),
        ("[]", "JSON that is empty"),
        ("[1, 2, 3]", "JSON array of 3 values without names"),
        ("42", "neither markup, JSON, CSV nor a feed"),
        ("%PDF-1.7", "not a page: PDF"),
        (b"PK\x03\x04\x14\x00", "not a page: archive"),
        ("<html><p>Nothing here</p></html>", "a web page without a ticker, a table or a feed"),
        (
            "<html><table><tr><th>Country<th>Capital<tr><td>France<td>Paris</table></html>",
            "No column of it has figures.",
        ),
        (
            "Symbol,CIK\nMMM,66740\nAOS,91142\nABT,1800\n",
            "It has no column of prices: CIK (no price by its title).",
        ),
        ("<html><table><tr><th>A<th>B<tr><td>{{x.a}}<td>{{x.b}}</table></html>", "Its cells are templates"),
        ('<?xml version="1.0"?><s:Envelope xmlns:s="x"><s:Fault>no</s:Fault></s:Envelope>', "XML in which no repeated"),
        ("Low,High\n1.5,2.5\n1.6,2.6\n", "It has figures, but no column names instruments"),
    ],
)
def test_the_reason_names_the_shape(body: str | bytes, reason: str) -> None:
    assert reason in reason_of(body)


def test_xml_without_rows_is_named() -> None:
    assert "XML" in reason_of('<?xml version="1.0"?><a><b>text</b></a>', "application/xml")


@for_each(
    ("body", "words"),
    [
        ("<table><tr><th>Symbol<th>Last<tr><td>AAA<td>--<tr><td>BBB<td>--</table>", "Its prices are blank here"),
        (
            "<table><tr><th>Code<th>Rate<tr><td>1 USD<td>4.05<tr><td>100 JPY<td>2.65</table>",
            "Its prices are for the units",
        ),
        ("<table><tr><th>Symbol<th>Note<tr><td>AAA<td>up<tr><td>BBB<td>down</table>", "No column of it has figures."),
    ],
)
def test_a_table_without_a_proposal_says_what_is_wrong_with_its_prices(body: str, words: str) -> None:
    best = best_of(body)
    assert best.proposals == ()
    assert (best.problem or "").startswith(words)


def test_arrays_of_unequal_length_do_not_hide_what_is_beside_them() -> None:
    best = best_of('{"symbol": ["A", "B", "C"], "last": [1.5], "data": [{"code": "AAA", "price": 1.5}]}')
    assert best.source
    assert best.source.table
    assert best.source.table.rows == "data"
