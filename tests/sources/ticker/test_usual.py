"""Usual lines are read in one go and remembered, and say what the whole grammar reads in them."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.sources.pages import AT, CAPTURES, MARKUPS, SOURCE, WITH_TICKER, document, lines_of, strip_of
from tui.sources import Response, adapter_for
from tui.sources.adapter import ParseError
from tui.sources.article.html_page import parse_html
from tui.sources.html.line import ELEMENT_BOUNDARY, join_lines
from tui.sources.ticker.find import Ticker, find_ticker
from tui.sources.ticker.grammar import TickerEntry
from tui.sources.usual import Usual

PIECES: Sequence[str] = (
    *("AGL", "NO", "NOCHANGE", "X.INCREASEDBY", "KSE100", "BR30", "F1", "786", "A&B", "OGDC-R", "agl", "ＡＧＬ", "1.2"),
    *(
        "34.48",
        "82,074",
        "4",
        "0",
        "0.00",
        "1000000000000",
        "999999999999.5",
        "1,23",
        "12,345,678.90",
        "1e3",
        ".5",
        "٣",
    ),
    *("Increased By", "Decreased By", "No Change", "INCREASED BY", "increasedby", "No", "Change", "By", "NoChange"),
    *("▲", "▼", "▲▼", "0.72", "-0.72", "+0.72", "−0.72", "--1", "615.2", "arrow_drop_up", "up"),
    *("(2.05%)", "(-2.05%)", "(0%)", "(+10%)", "(2.05)", "(NaN%)", "(2 %)", "(", ")", "%", "(a)"),
    *(
        " ",
        " ",
        "  ",
        ELEMENT_BOUNDARY,
        ELEMENT_BOUNDARY + ELEMENT_BOUNDARY,
        "\n",
        "\t",
        "\u200b",
        "\xa0",
        " " * 45,
        " " * 130,
        "|",
        "; ",
        "A quiet day.",
        "é",
    ),
)
LINES = sorted({line for capture in WITH_TICKER for line in lines_of(capture)})


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line in about the usual form, with figures, words and blanks of any kind."""
    blank = st.sampled_from(
        (
            " ",
            " ",
            " ",
            "",
            "  ",
            ELEMENT_BOUNDARY,
            f"{ELEMENT_BOUNDARY} {ELEMENT_BOUNDARY}",
            "\n",
            "\xa0",
            " " * 41,
            " " * 21,
        )
    )
    figure = st.from_regex(r"[0-9]{1,4}(,[0-9]{3}){0,2}(\.[0-9]{1,3})?", fullmatch=True)
    symbol = draw(st.from_regex(r"[A-Z][A-Z0-9.&-]{0,6}", fullmatch=True) | st.sampled_from(PIECES[:13]))
    words = draw(st.sampled_from(("Increased By", "Decreased By", "No Change", "increased by")))
    arrow = draw(st.sampled_from(("▲", "▼", "", "▲▼", "↑")))
    change, percent = (draw(st.sampled_from(("", "-", "+", "−"))) + draw(figure) for _ in range(2))
    parts = (symbol, draw(figure), words, arrow, change, f"({percent}%)")
    return "".join(draw(blank) + part for part in parts)


texts = st.lists(lines() | st.sampled_from(LINES) | st.sampled_from(PIECES), max_size=14).map("".join)


def entries(usual: Usual, text: str) -> Sequence[TickerEntry]:
    stretch = usual.read(text, 0)
    return stretch.entries if stretch else ()


def read(text: str, usual: Usual | None) -> Ticker | str:
    try:
        return find_ticker(text, usual=usual)
    except ParseError as error:
        return error.reason


@settings(max_examples=300)
@given(text=texts)
@example(text="NOCHANGE 1.00 Increased By ▲ 0.10 (10%)")
@example(text="A 1.00 Increased By 0.10 (No Change 5%) B 1.00 Increased By 0.10 (10%)")
@example(text="AGL 34.48 Decreased By ▼ 0.72 (2.05%)" * 5)
def test_a_text_reads_the_same_with_and_without_the_short_way(text: str) -> None:
    usual = Usual()
    whole = read(text, None)
    assert read(text, usual) == whole
    usual.rotate()
    assert read(text, usual) == whole, "and so it does from memory"


def test_every_line_captured_is_usual_and_reads_the_same() -> None:
    every = [line for path in sorted(CAPTURES.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    for line in every:
        assert read(line, Usual()) == read(line, None)
    printed = "\n".join(LINES)
    assert len(entries(Usual(), printed)) == len(LINES)


def test_every_markup_reads_the_same_with_and_without_the_short_way() -> None:
    for capture in WITH_TICKER:
        for markup in MARKUPS:
            text = join_lines(parse_html(document(strip_of(lines_of(capture), markup))).lines)
            assert read(text, Usual()) == read(text, None)


def test_only_the_lines_of_the_latest_page_are_kept() -> None:
    usual = Usual()
    first, second = "\n".join(LINES[:40]), "\n".join(LINES[30:60])
    for text in (first, second, second):
        usual.rotate()
        assert len(entries(usual, text)) == text.count("\n") + 1
        assert usual.size <= 71
    usual.rotate()
    assert usual.size == 30


def test_a_line_told_again_is_the_same_object_and_a_page_without_it_forgets_it() -> None:
    usual = Usual()
    line = LINES[0]
    (once,) = entries(usual, line)
    usual.rotate()
    (again,) = entries(usual, line)
    assert again is once
    usual.rotate()
    usual.rotate()
    (anew,) = entries(usual, line)
    assert anew is not once
    assert anew == once


def test_a_flood_of_lines_does_not_grow_the_memory_without_end() -> None:
    usual = Usual()
    flood = "\n".join(f"S{number}X 34.48 Decreased By ▼ -0.72 (-2.05%)" for number in range(30_000))
    assert len(entries(usual, flood)) == 30_000
    assert usual.size == 20_000


def test_what_is_remembered_never_carries_its_time_or_its_source_along() -> None:
    text = "\n".join(lines_of("seed")).encode()
    page = Response(url=SOURCE.url, body=text, content_type="text/plain")
    parse = adapter_for("brecorder").parse
    early, late = parse(page, SOURCE, AT), parse(page, SOURCE, AT + timedelta(seconds=15))
    assert {row.polled_at for row in late.quotes} == {AT + timedelta(seconds=15)}
    assert early.quotes == late.quotes


def test_a_digit_that_moved_is_never_read_from_memory() -> None:
    usual = Usual()
    line = "AGL 34.48 Decreased By ▼ -0.72 (-2.05%)"
    assert entries(usual, line)[0].price == Decimal("34.48")
    usual.rotate()
    assert entries(usual, line.replace("34.48", "34.49"))[0].price == Decimal("34.49")
