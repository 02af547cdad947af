"""Markup, feeds and texts made to keep a reader busy: each is a few characters repeated, in a place of a page."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

Build = Callable[[int], str]
"""Makes a text of about so many characters."""


class Hostile(NamedTuple):
    """One text that grows."""

    name: str
    build: Build


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
"""Every mark of the syntaxes that are read, openings without an end, and the words that readers look for."""

_LINES = "AGL 34.48 Increased By \u25b2 0.72 (2.13%) BOP 5.00 Decreased By \u25bc 0.10 (1.96%) "
RUNS: Final = _LINES * 3 + "and then some words, "
"""Several short tickers in one line, with prose between."""


def repeated(unit: str, size: int, before: str = "", after: str = "") -> str:
    """The unit as often as fits, between two texts."""
    return before + unit * max(1, size // len(unit)) + after


def between(before: str, after: str, tokens: Sequence[str] = TOKENS) -> Iterator[Hostile]:
    """Each token repeated in this place."""
    for token in tokens:
        yield Hostile(f"{before[-24:]}|{token}", partial(repeated, token, before=before, after=after))
