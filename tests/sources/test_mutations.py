"""A page mutated in any way gives rows and an article, or a ParseError, and never a price it did not print."""

import random
import re
import unicodedata
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.growth import assert_linear
from tests.kit.marks import examples, for_each, quick
from tests.sources.pages import (
    AT,
    IMAGE_STORY,
    MARKUPS,
    PARAGRAPHS,
    SOURCE,
    URL,
    WITH_TICKER,
    article_markup,
    document,
    lines_of,
    read_html,
    rows_of,
    strip_of,
)
from tui.domain.article import Article
from tui.domain.events import Snapshot
from tui.domain.quote import Quote
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response
from tui.sources.html.line import PageLine

PAGES = [
    *(
        ("text/html; charset=utf-8", document(strip_of(lines_of("seed"), markup) + article_markup()))
        for markup in MARKUPS
    ),
    *(("text/plain", "\n".join(lines_of(capture)) + "\n\n" + IMAGE_STORY) for capture in WITH_TICKER),
]
SEEDS = [(kind, text.encode()) for kind, text in PAGES]
MANY = settings(
    max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

bits = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255))
splices = st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(0, 400))
inserts = st.tuples(
    st.floats(0, 1),
    st.sampled_from(
        [
            *(
                b"<div>" * 300,
                b"<b>",
                b"</div>",
                b"<table>",
                b"<td>",
                b"<pre>",
                b"</html>",
                b"<!--",
                b"-->",
                b"<script>",
            ),
            *(b"\x1b[31m", "\u202e".encode(), b"&#27;", b"&#x202e;", b"&nbsp;", b"\0", b"\xff", b"\n"),
            *(b"Increased By", b"(", b"1e9", b",", b"."),
        ]
    ),
)


def mutated(
    body: bytes,
    flips: list[tuple[float, int]],
    moves: list[tuple[float, float, int]],
    puts: list[tuple[float, bytes]],
    cut: float,
) -> bytes:
    page = bytearray(body)
    for at, value in flips:
        page[int(at * len(page))] = value
    for source, target, length in moves:
        piece = bytes(page[int(source * len(page)) :][:length])
        page[int(target * len(page)) : int(target * len(page))] = piece
    for at, put in puts:
        page[int(at * len(page)) : int(at * len(page))] = put
    return bytes(page[: int(cut * len(page))] if cut < 0.9 else page)


def visible(body: bytes) -> str:
    """Return all visible text of the page, without white space: it must contain every price."""
    text = body.decode("utf-8", "replace")
    shown = "".join(line.text for line in _lines(text))
    return re.sub(r"[\s\ue000]", "", text + shown)


def _lines(text: str) -> list[PageLine]:
    from tui.sources.article.html_page import parse_html  # noqa: PLC0415 - the second parser runs on marked pages only

    try:
        return list(parse_html(text).lines)
    except ParseError:
        return []


def parsed(kind: str, body: bytes) -> Snapshot | None:
    try:
        return adapter_for("brecorder").parse(Response(url=URL, body=body, content_type=kind), SOURCE, AT)
    except ParseError as error:
        return None if error.reason else pytest.fail("an error without a reason")


def values(snapshot: Snapshot) -> list[str]:
    return [f"{row.price}" for row in rows_of(snapshot) if row.price is not None]


@MANY
@given(
    page=st.sampled_from(SEEDS),
    flips=st.lists(bits, max_size=12),
    moves=st.lists(splices, max_size=4),
    puts=st.lists(inserts, max_size=4),
    cut=st.floats(0, 1.5),
    kind=st.sampled_from(
        ["", "text/html", "text/html; charset=windows-1252", "text/plain; charset=utf-16", "as it was"]
    ),
)
def test_a_mutated_page_gives_rows_or_a_parse_error_and_no_invented_price(  # noqa: PLR0917 - given by name
    page: tuple[str, bytes],
    flips: list[tuple[float, int]],
    moves: list[tuple[float, float, int]],
    puts: list[tuple[float, bytes]],
    cut: float,
    kind: str,
) -> None:
    declared, body = page
    spoiled = mutated(body, flips, moves, puts, cut)
    snapshot = parsed(declared if kind == "as it was" else kind, spoiled)
    if snapshot is None:
        return
    text = visible(spoiled).replace(",", "")
    for value in values(snapshot):
        assert value in text
    for row in rows_of(snapshot):
        assert row.price is None or row.price > 0
    assert snapshot.quotes or snapshot.articles


@MANY
@given(
    text=st.text(
        alphabet=st.sampled_from("AGL 34.48increasedBy▲(2.05%)\n\ue000<>/div=\"'&;:KSE1,0No Change-"), max_size=400
    )
)
@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
def test_text_of_the_same_letters_is_parsed_or_rejected(kind: str, text: str) -> None:
    parsed(kind, text.encode())


FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn"}
HOSTILE = (
    "\x1b]0;owned\x07",
    "\x1b[2J\x1b[31m",
    "\x9b31m",
    "\x1bP1$q\x1b\\",
    "\u202egnp.exe\u202c",
    "\u2066x\u2069",
    "\u200b\u200e\ufeff",
    "\U000e0041\U000e0042",
    "\ue000\uf8ff",
    "a" + "\u0301" * 40,
    "\u2028\u2029\x0b\x0c\x85",
    "&#27;]52;c;aGk=&#7;",
    "&#x202e;&#155;31m",
    "[/]",
    "[@click=app.quit]x[/]",
    "%s%n{0}",
    "\u0600\u06dd",
)


def forbidden(text: str) -> list[str]:
    marks = re.findall(r"[\u0300-\u036f]{3,}", text)
    allowed = "\u200c\u200d"
    return marks + [one for one in text if unicodedata.category(one) in FORBIDDEN_CATEGORIES and one not in allowed]


def texts(snapshot: Snapshot) -> list[str]:
    """Return every text in the snapshot, at any depth."""
    texts: list[str] = [snapshot.note or ""]
    rows: tuple[Quote | Article, ...] = (*snapshot.quotes, *snapshot.articles)
    for row in rows:
        for value in row:
            if isinstance(value, str):
                texts.append(value)
            elif isinstance(value, tuple):
                texts.extend(map(str, value))
            elif value is not None and not isinstance(value, datetime):
                texts.append(str(value))
    return texts


def hostile_page(hostile: str, where: random.Random) -> str:
    """Return a page with the hostile text in every field."""

    def spoiled(text: str) -> str:
        at = where.randrange(len(text) + 1)
        return text[:at] + hostile + text[at:]

    lines = [spoiled(line) if where.random() < 0.3 else line for line in lines_of("seed")]
    head = (
        f"<title>{spoiled('Berths reopen as silt is cleared')}</title><link rel=canonical href='/news/4099{hostile}'>"
        f"<meta property='article:section' content='{hostile}Ports'>"
    )
    article = article_markup(paragraphs=[spoiled(text) for text in PARAGRAPHS], dateline=spoiled("GWADAR"))
    for name in ("Recorder Report", "Markets", "Berths reopen as silt is cleared", "Berth No. 2 seen"):
        article = article.replace(name, spoiled(name))
    return document("".join(f"<li>{line}</li>" for line in lines) + article, head)


@for_each("hostile", HOSTILE)
@for_each("form", ["markup", "plain"])
@pytest.mark.parametrize("pages", quick(1, 2, 10))
def test_hostile_text_in_every_field_leaves_nothing_forbidden(hostile: str, form: str, pages: int) -> None:
    where = random.Random(hostile)
    for _ in range(pages):
        if form == "markup":
            page, kind = hostile_page(hostile, where), "text/html"
        else:
            body = [f"{hostile}{text[:20]}{hostile}{text[20:]}" for text in PARAGRAPHS]
            title = f"Berths {hostile}reopen as silt is cleared"
            page = "\n".join(
                (*lines_of("seed"), title, f"Reuters{hostile} 21 Jun, 2022", f"GWADAR: {body[0]}", *body[1:])
            )
            kind = "text/plain"
        snapshot = parsed(kind, page.encode("utf-8", "surrogatepass"))
        assert snapshot is not None
        assert snapshot.articles
        assert [text for text in texts(snapshot) if forbidden(text)] == []
        assert all("\n" not in text for text in texts(snapshot))


def test_forbidden_text_is_recognized() -> None:
    forbidden_texts = [hostile for hostile in HOSTILE if forbidden(hostile)]
    assert len(forbidden_texts) >= 11


def test_markup_for_the_terminals_own_tools_is_only_text() -> None:
    paragraphs = (f"The port said [/] and [@click=app.quit]this[/]. {PARAGRAPHS[0]}", *PARAGRAPHS[1:])
    (article,) = read_html(document(article_markup(paragraphs=paragraphs))).articles
    assert article.paragraphs == paragraphs


PATTERNS = (
    *("\n", "a", "x\n", "<p>x", "<a ", "<!--", "<b>", "&#9650;", "|", "\x1b]", "a\u0301", "AB: ", "1", "( ", "<a b='"),
    *("Increased By ", "No\ue000Change", "AGL 34.48 Increased By ▲ 0.72 (", "Read: ", "Comments\n", "R 21 Jun, 2022\n"),
)


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
def test_the_work_grows_with_any_pattern_up_to_eight_megabytes(pattern: str, kind: str) -> None:
    def parse(size: int) -> None:
        parsed(kind, (pattern * (size // len(pattern.encode()))).encode())

    assert_linear(parse, start=4 << 20, largest=8 << 20)
