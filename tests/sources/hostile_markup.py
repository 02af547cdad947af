"""Markup, feeds and texts made to take long: a few characters repeated, at one position of a page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.events import Snapshot
from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig
from tui.sources.table_spec import TableSpec

CAP: Final = 8 << 20
"""Bytes: no body is longer."""

AT: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
URL: Final = "https://mole.example/"

TOKENS: Final = (
    *("<", ">", "&", "&#", "&#x", "&lt;", "&lt;a ", "&lt;p&gt;", "&amp;", "&nbsp;", "&#9650;", "&#1;", "&a", "&ab;"),
    *('"', "'", "=", "/", "-", ":", "\n", "\r", "\r\n", " ", "\t", "\v", "\x85", " x", "x\n", "a", "A", "1", "1,"),
    *("\u00e9", "\u25b2", "\u0301", "a\u0301", "\u200c", "\ue000", "\x1b", "\x1b]", "\x1b[", "\x9b1", "\u202e"),
    *("(", ")", "[", "]", "( ", "[\u2026", "]]>", "-->", "<!", "<!-", "<!--", "<!-->", "<![CDATA[", "<![CDATA[x]]>"),
    *("<?", "<?x?>", "<!DOCTYPE ", "<!doctype a>", "</", "</>", "<a", "<a ", "<a/", "<a<a", "<a>", "</a>", "<a></a>"),
    *("<p class='a ", '<p class="a', "<a b=", "<a b='", '<a b="', "<a b=''", "<a b c ", "<a 'b'", "<p a b c>"),
    *("<b>", "<b><p>", "<p>", "</p>", "<p>x", "<p></p>", "<br>", "</br>", "<hr>", "<img>", "<li>", "<ul>", "<dd>"),
    *("<div>", "</div>", "<div></div>", "<span>", "<span>x</span>", "<span>x</p>", "<i>x</i>", "<nobr>", "<font>"),
    *("<table>", "<tr>", "<td>", "<th>", "</td>", "<tr><td>", "<table><p>", "<table>x", "<caption>", "<col>"),
    *(
        "<script",
        "<script>",
        "<script></script>",
        "</script>",
        "<style",
        "<style>",
        "<style></style>",
        "<title",
        "<title>",
    ),
    *("<title>", "<textarea>", "<select>", "<option>", "<optgroup>", "<button>", "<form>", "<input>", "<iframe>"),
    *(
        "<noscript>",
        "<svg>",
        "<svg/>",
        "<math>",
        "<mi>",
        "<template>",
        "<frameset>",
        "<plaintext>",
        "<html>",
        "<body>",
        "<head>",
    ),
    *("<rss>", "<rss", "<channel>", "<feed>", "<item>", "</item>", "<item></item>", "<entry>", "<x/>", "<x:y/>"),
    *("<title></title>", "<link>x</link>", "<link href='a'/>", "<author>a</author>", "<category>a</category>"),
    *("<description>", "<content>x</content>", "<name>", "<guid>", "<pubDate>1</pubDate>", "<media:content url='a'/>"),
    *("Increased By ", "Increased By (", "No Change", "no\ue000", "no change (", "AGL 34.48 ", "AGL1", "1 (1%) "),
    *("AGL 34.48 Increased By \u25b2 0.72 (", "AGL 34.48 Increased By \u25b2 0.72 (2.13%) "),
    *(
        "<i title='Increased By'></i>",
        "<i title='",
        "0.72 (2.13%)",
        "Read: ",
        "Comments\n",
        "image",
        "PHOTO - ",
        "AB: ",
    ),
    *(
        "AB: ",
        "R 21 Jun, 2022\n",
        "21 Jun, 2022 ",
        "https://a-b/",
        "a-b-",
        "read more ",
        "quota",
        "image: ",
        "-\u2013 ",
        ".",
    ),
    *("ad ", "ad-", "nav-advert", "_ad", "captcha ", "csrf", "NaN", "0", "00:00 "),
)
"""Every token of the parsed syntaxes, openings without an end, and the words that readers search for."""

_LINES = "AGL 34.48 Increased By \u25b2 0.72 (2.13%) BOP 5.00 Decreased By \u25bc 0.10 (1.96%) "
RUNS: Final = _LINES * 3 + "and then some words, "
"""Several short tickers in one line, with prose between."""


_ITEM = "<rss><channel><item><title>a</title>"
_ENTRY = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>a</title><content type='xhtml'><div>"
_MARKET = "<table><tr><th>SCRIP</th><th>LDCP</th><th>CURRENT</th></tr>"
_TABLE = "<table><tr><th>a</th><th>b</th></tr>"
_PAGE = ("<html><body>", "</body></html>")
POSITIONS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "feed": (
        ("", ""),
        (f"{_ITEM}<description><![CDATA[<p>", "</p>]]></description></item></channel></rss>"),
        ("<html>", ""),
        (f"{_ITEM}<description>", "</description></item></channel></rss>"),
        ("<rss ", "></rss>"),
        ("<rss><channel>", "</channel></rss>"),
        (_ITEM, "</item></channel></rss>"),
        ("<rss><channel><item><title>", "</title></item></channel></rss>"),
        (f"{_ITEM}<link>", "</link></item></channel></rss>"),
        (f"{_ITEM}<author>", "</author></item></channel></rss>"),
        (f"{_ITEM}<enclosure url='", "'/></item></channel></rss>"),
        (_ENTRY, "</div></content></entry></feed>"),
    ),
    "brecorder": (
        _PAGE,
        ("<html><body><div class='story__content'><p>GWADAR: ", "</p></div></body></html>"),
        ("", ""),
        ("<html><body><div class='", "'>x</div></body></html>"),
        ("<html><head><title>", "</title></head><body></body></html>"),
        ("<html><head><script type='application/ld+json'>", "</script></head><body></body></html>"),
        ("<html ", "></html>"),
        ("<html><body><pre>", "</pre></body></html>"),
        ("<html><body>" + "<span>x</span>" * 300, "</body></html>"),
    ),
    "brecorder, plain": (
        ("", ""),
        ("AGL 34.48 Increased By \u25b2 0.72 (2.13%)\nBOP 5.00 Decreased By \u25bc 0.10 (1.96%)\n", ""),
        ("The harbour authority reopened two of its five berths on Monday but insisted on it.\n", ""),
    ),
    "psx": (
        (f"{_MARKET}<tr><td>", "</td><td>1</td><td>2</td></tr></table>"),
        (_MARKET, "</table>"),
        ("<h4>", "</h4><table></table>"),
        ("<table ", "></table>"),
        ("", ""),
    ),
    "table": (
        (f"{_TABLE}<tr><td>", "</td><td>1</td></tr></table>"),
        (_TABLE, "</table>"),
        ("<table><tr><th>", "</th><th>b</th></tr><tr><td>A</td><td>1</td></tr></table>"),
        ("<table ", "></table>"),
        ("", ""),
    ),
}
"""For each reader, the text before and after the repeated token, the most important positions first."""
READERS: Final = tuple(POSITIONS)

_KINDS: Final = {"feed": "application/rss+xml; charset=utf-8", "brecorder, plain": "text/plain; charset=utf-8"}
_CALLS: Final = count()
_SPEC: Final = TableSpec(format="html", columns=MappingProxyType({"symbol": "1", "price": "2"}))


class Hostile(NamedTuple):
    """One text of any size."""

    reader: str
    before: str
    token: str
    after: str

    def text(self, size: int) -> str:
        """Return the text in about this many characters."""
        return self.before + self.token * max(1, size // len(self.token)) + self.after

    def read(self, size: int) -> Snapshot:
        """Parse this many characters of it."""
        return read(self.reader, self.text(size))


def hostile(reader: str, positions: slice = slice(None)) -> Iterator[Hostile]:
    """Yield every token at each of these positions of a reader's page."""
    for before, after in POSITIONS[reader][positions]:
        for token in (*TOKENS, RUNS):
            yield Hostile(reader, before, token, after)


def read(reader: str, text: str) -> Snapshot:
    """Parse a text, cut to the maximum size of a body."""
    kind = reader.partition(",")[0]
    body = text.encode("utf-8", "surrogatepass")[:CAP]
    # a feed's bodies are remembered by their content and their URL
    page = Response(url=f"{URL}{next(_CALLS)}", body=body, content_type=_KINDS.get(reader, "text/html; charset=utf-8"))
    source = SourceConfig(name=reader, kind=kind, url=URL, every=timedelta(minutes=5), has_permission=True, table=_SPEC)
    return adapter_for(kind).parse(page, source, AT)
