"""Parsing takes linear time, whatever a server repeats, and raises no error but ParseError."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import quick
from tests.sources.hostile_markup import READERS, RUNS, Hostile, hostile
from tui.domain.text import sanitize_block, sanitize_line
from tui.sources.adapter import ParseError
from tui.sources.decode.blocked_pages import classify_message, explain_non_data
from tui.sources.html.invisible import strip_invisible
from tui.sources.html.markup_text import visible_words

_FEED = ("<rss><channel><item><title>a</title><description>", "</description></item></channel></rss>")
_CELL = (
    "<table><tr><th>SCRIP</th><th>LDCP</th><th>CURRENT</th></tr><tr><td>",
    "</td><td>1</td><td>2</td></tr></table>",
)
KNOWN = [
    *(Hostile("feed", "<html>", token, "") for token in ("<script", "<script>", "<style", "<style>")),
    *(Hostile("feed", _FEED[0], token, _FEED[1]) for token in ("&", "&#", "<a<a", "<p class='a ", "\n", "&lt;a ")),
    *(Hostile("psx", _CELL[0], token, _CELL[1]) for token in ("<b>", "<optgroup>", "<li>")),
    *(Hostile("table", _CELL[0], token, _CELL[1]) for token in ("<b>", "<p>", "</p>", "<li>")),
    *(Hostile("brecorder", "<html><body>", token, "</body></html>") for token in ("<optgroup>", "<li>", RUNS)),
    Hostile("brecorder, plain", "", RUNS, ""),
]
"""Inputs that once took a reader too long."""
MARKS = (
    "\x1b",
    "\x1b[",
    "\x1b]",
    "\x9b1",
    "\x9d",
    "a\u0301",
    "\u0301",
    "\u200c",
    "\ue000",
    "\n",
    " ",
    "\r\n",
    "-\u2013",
)
UNPARSED = (
    *("<script", "<script>", "<style", "<script></script>", "</script>", "<!--", "<!-->", "<script><!--", "<title"),
    *("too many requests", "quota", "rate", "limit ", "get your api", "missing api", "consent-", "<a", "<", "a"),
)


def _named(each: Hostile) -> str:
    return f"{each.reader} {each.before[-12:]!a}{each.token[:24]!a}"


@pytest.mark.slow
@pytest.mark.parametrize("known", KNOWN, ids=_named)
def test_inputs_that_once_took_too_long_are_parsed_in_linear_time(known: Hostile) -> None:
    assert_linear(known.read, largest=64_000, expected=ParseError)


@pytest.mark.parametrize("token", quick(3, *MARKS), ids=ascii)
@pytest.mark.parametrize("cleaner", [sanitize_line, partial(sanitize_block, limit=10_000_000)], ids=["line", "block"])
def test_sanitizing_takes_linear_time(cleaner: Callable[[str], object], token: str) -> None:
    assert_linear(lambda size: cleaner(token * (size // len(token))), largest=64_000)


@pytest.mark.parametrize("token", quick(3, *UNPARSED), ids=ascii)
@pytest.mark.parametrize("reader", [visible_words, strip_invisible, explain_non_data, classify_message])
def test_explaining_non_data_takes_linear_time(reader: Callable[[str], object], token: str) -> None:
    assert_linear(lambda size: reader("<html>" + token * (size // len(token))), largest=64_000)


@pytest.mark.slow
@pytest.mark.dose(1)
@pytest.mark.parametrize("reader", READERS)
def test_every_token_at_the_first_position_of_a_page_takes_linear_time(reader: str) -> None:
    inputs = list(hostile(reader, slice(1)))
    assert len(inputs) >= 60
    for each in inputs:
        _check_linear(each)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
def test_every_token_at_every_position_of_a_page_takes_linear_time(reader: str) -> None:
    for each in hostile(reader):
        _check_linear(each)


def _check_linear(each: Hostile) -> None:
    try:
        assert_linear(each.read, largest=128_000, expected=ParseError)
    except AssertionError as error:
        raise AssertionError(f"{_named(each)}: {error}") from None
