"""Blocks of an article as lines: each kind in the width there is, with links, marks and what is inserted."""

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tests.kit.view import page_of
from tui.domain.blocks import Block, BlockKind, Link, from_texts
from tui.domain.text import CleanText, sanitize_block
from tui.view.article_blocks import Additions, WrappedBlocks, block_lines
from tui.view.inline_text import Insert, Mark
from tui.view.spans import Span, Tone, width

LIST = "1. one two three four five\n  • inner item of many words\n10. ten"
TABLE = "Symbol | Company | Profit\nOGDC | Oil and Gas Development | 1,204.5\nPPL | | 88"


def titled(text: str, titles: int = 1) -> Block:
    return Block(BlockKind.TABLE, CleanText(text), titles)


def shown(*blocks: Block, cells: int) -> str:
    return page_of([line.spans for line in block_lines(blocks, cells)])


@for_each(
    ("text", "cells", "expected"),
    [
        # code
        ("if x:\n    go()", 40, "  if x:\n      go()"),
        ("def f():\n    return one  # two three", 24, "  def f():\n      return one  # two\n        three"),
        ("a   b\nc   d", 40, "  a   b\n  c   d"),
        ("one\n\ntwo", 40, "  one\n\n  two"),
        # lists
        (LIST, 40, "1. one two three four five\n   • inner item of many words\n10. ten"),
        (LIST, 18, "1. one two three\n   four five\n   • inner item of\n     many words\n10. ten"),
        ("• one two three four", 10, "• one two\n  three\n  four"),
        ("• one\n  more", 10, "• one\n  more"),
        # captions
        ("▣ The trading hall.", 12, "▣ The\n  trading\n  hall."),
    ],
)
def test_lists_code_and_captions_keep_their_lines(text: str, cells: int, expected: str) -> None:
    assert shown(*from_texts([sanitize_block(text, spaced=True)]), cells=cells) == expected


@for_each(
    ("block", "cells", "expected"),
    [
        (
            titled(TABLE),
            60,
            (
                "Symbol  Company                   Profit\n"
                "──────  ───────────────────────  ───────\n"
                "OGDC    Oil and Gas Development  1,204.5\n"
                "PPL                                   88"
            ),
        ),
        (
            titled(TABLE),
            30,
            (
                "Symbol  Company         Profit\n"
                "──────  ─────────────  ───────\n"
                "OGDC    Oil and Gas    1,204.5\n"
                "        Development\n"
                "PPL                         88"
            ),
        ),
        (
            titled(TABLE),
            22,
            "OGDC\n  Company: Oil and Gas\n    Development\n  Profit: 1,204.5\n\nPPL\n  Profit: 88",
        ),
        (titled("A | 1\nB | 22", 0), 40, "A   1\nB  22"),
        (titled("| Q1 | Q2\nSales | | 9"), 40, "       Q1  Q2\n─────  ──  ──\nSales       9"),
        (titled("漢字 | 1\na | 22", 0), 40, "漢字   1\na     22"),
        (titled("A | B", 0), 2, "A\n  B"),
    ],
)
def test_a_table_is_aligned_narrower_or_one_record_after_another(block: Block, cells: int, expected: str) -> None:
    assert shown(block, cells=cells) == expected


LINKED = Block(
    BlockKind.TABLE,
    CleanText("Ship | Owner | Tons\nAlma | Harbour Trust | 1,200\nBerta | Tugs | 88"),
    1,
    links=(Link(20, 24, "https://a.example/"), Link(27, 34, "https://b.example/"), Link(64, 66, "https://a.example/")),
)


@for_each(
    ("cells", "expected"),
    [
        (
            40,
            (
                "Ship     Owner              Tons\n"
                "───────  ────────────────  ─────\n"
                "Alma[1]  Harbour[2] Trust  1,200\n"
                "Berta    Tugs              88[1]"
            ),
        ),
        (
            26,
            (
                "Ship     Owner        Tons\n"
                "───────  ──────────  ─────\n"
                "Alma[1]  Harbour[2]  1,200\n"
                "         Trust\n"
                "Berta    Tugs        88[1]"
            ),
        ),
        (
            16,
            "Alma[1]\n  Owner:\n    Harbour[2]\n    Trust\n  Tons: 1,200\n\nBerta\n  Owner: Tugs\n  Tons: 88[1]",
        ),
    ],
)
def test_numbers_of_links_in_cells_stand_beside_their_words_in_aligned_columns(cells: int, expected: str) -> None:
    assert shown(LINKED, cells=cells) == expected


def test_headings_stand_out_by_their_level_and_quotes_by_a_line() -> None:
    blocks = [
        Block(BlockKind.HEADING, CleanText("Outlook"), 2),
        Block(BlockKind.HEADING, CleanText("Gas"), 3),
        Block(BlockKind.QUOTE, CleanText("We wait a bit."), 2),
    ]
    lines = [line.spans for line in block_lines(blocks, 12)]

    assert lines[0] == (Span("Outlook", Tone.TITLE),)
    assert lines[2] == (Span("Gas", Tone.STRONG),)
    assert page_of(lines[4:]) == "│ We wait a\n│ bit."


def test_what_is_marked_and_inserted_stands_in_its_place_over_line_ends() -> None:
    block = Block(BlockKind.PARAGRAPH, CleanText("OGDC rose again today"), links=(Link(5, 15, "https://a.example/"),))
    additions = Additions({0: [Mark(5, 15, Tone.MATCH)]}, {0: [Insert(4, " +1.2%", Tone.UP)]})
    lines = block_lines([block], 16, additions=additions)

    assert [(line.spans, line.at) for line in lines] == [
        ((Span("OGDC"), Span(" +1.2%", Tone.UP), Span(" "), Span("rose", Tone.MATCH)), 0),
        ((Span("again", Tone.MATCH), Span("[1]", Tone.QUIET), Span(" today")), 10),
    ]


def test_only_the_blocks_that_differ_are_wrapped_again() -> None:
    blocks = [Block(BlockKind.PARAGRAPH, CleanText(text)) for text in ("OGDC rose", "PPL fell", "The end")]
    known: WrappedBlocks = {}
    first = block_lines(blocks, 20, known=known)
    before = dict(known)
    additions = Additions(inserts={1: [Insert(3, " [-1%]", Tone.DOWN)]})
    again = block_lines(blocks, 20, additions=additions, known=known)

    assert again == block_lines(blocks, 20, additions=additions) != first
    assert [number for number, wrapped in known.items() if wrapped is not before[number]] == [1]
    assert block_lines(blocks, 9, known=known) == block_lines(blocks, 9)


texts = st.text(alphabet="ab漢 |•.1\u0301（", max_size=80).map(sanitize_block)
kinds = st.sampled_from([kind for kind in BlockKind if kind is not BlockKind.TABLE])
plain_blocks = st.builds(
    lambda kind, text, level, marker: Block(kind, CleanText(text.replace("\n", " ")), level, marker),
    kinds,
    texts.filter(str.strip),
    st.integers(0, 9),
    st.sampled_from(["", "•", "10.", "xxviii."]),
)
rows = st.lists(st.text(alphabet="ab漢1 |", min_size=1, max_size=30), min_size=1, max_size=5)
tables = st.builds(
    lambda lines, titles: titled(sanitize_block("\n".join(lines)) or "x", min(titles, 1)), rows, st.integers(0, 1)
)


@given(st.lists(plain_blocks, max_size=6), st.integers(8, 40))
def test_no_line_is_too_wide_and_no_character_is_lost(blocks: list[Block], cells: int) -> None:
    lines = [line.spans for line in block_lines(blocks, cells)]

    assert max(map(width, lines), default=0) <= cells
    words = "".join("".join(block.text.split()) for block in blocks)
    # what stands before the text of a block may be of the same characters
    assert len("".join(page_of(lines).split())) >= len(words)
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH:
            assert "".join(block.text.split()) in "".join(page_of(lines).split())


@given(tables, st.integers(8, 60))
def test_no_line_of_a_table_is_too_wide_and_every_word_of_it_is_there(table: Block, cells: int) -> None:
    lines = [line.spans for line in block_lines([table], cells)]
    page = page_of(lines)

    assert max(map(width, lines), default=0) <= cells
    for sign in "ab1漢":
        assert page.count(sign) >= table.text.replace("|", "").count(sign) - table.text.partition("\n")[0].count(sign)
