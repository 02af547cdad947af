"""Blocks of an article: their texts, cut and split with their links, and as plain texts without structure."""

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.domain.blocks import (
    Block,
    BlockKind,
    Link,
    as_texts,
    from_texts,
    shortened,
    text_with_targets,
    without_prefix,
)
from tui.domain.text import CleanText, sanitize_block

FILING = "https://sec.example/f.pdf"


def linked(text: str, *words: str) -> Block:
    """Return a paragraph in which these words, in its order, are links."""
    links = tuple(Link(text.index(each), text.index(each) + len(each), FILING) for each in words)
    return Block(BlockKind.PARAGRAPH, CleanText(text), links=links)


def words_of(block: Block) -> list[str]:
    return [block.text[link.start : link.end] for link in block.links]


@for_each(
    ("texts", "kinds"),
    [
        (["One."], ["paragraph"]),
        (["• One\n  • Inner\n• Two\n  more"], ["list item"] * 4),
        (["1. One\n2. Two", "Text."], ["list item", "list item", "paragraph"]),
        (["a. x\nb. y"], ["list item"] * 2),
        (["iii. x\niv. y"], ["list item"] * 2),
        (["A | B\n1 | 2"], ["table"]),
        (["| Q1\nSales | 9"], ["table"]),
        (["if x:\n    go()"], ["code"]),
        (["• One\nnot of the list"], ["code"]),
        (["▣ Picture 2."], ["caption"]),
    ],
)
def test_texts_that_were_stored_without_structure_get_it_back_and_stay_as_they_are(
    texts: list[str], kinds: list[str]
) -> None:
    blocks = from_texts(map(CleanText, texts))
    assert [block.kind.value for block in blocks] == kinds
    assert list(as_texts(blocks)) == texts


@given(st.text(alphabet="ab •▣|1.\n", max_size=40).map(lambda text: sanitize_block(text, spaced=True)))
def test_no_text_is_changed_by_its_way_through_blocks(text: CleanText) -> None:
    assert as_texts(from_texts([text])) == (text,)


def test_an_item_that_goes_on_stands_under_its_own_text() -> None:
    items = [("10.", 0, "Ten"), ("•", 1, "Inner"), ("", 0, "more of ten"), ("", 3, "of none")]
    blocks = [Block(BlockKind.LIST_ITEM, CleanText(text), level, marker) for marker, level, text in items]
    assert as_texts(blocks) == ("10. Ten\n  • Inner\n    more of ten\n        of none",)


@for_each(
    ("block", "text"),
    [
        (linked("See the filing."), "See the filing."),
        (linked("See the filing.", "the filing"), f"See the filing ({FILING})."),
        (linked("One and two", "One", "two"), f"One ({FILING}) and two ({FILING})"),
    ],
)
def test_the_target_of_a_link_stands_behind_it(block: Block, text: str) -> None:
    assert text_with_targets(block) == text


@for_each(
    ("limit", "text", "words"),
    [
        (99, "See the filing today", ["the filing"]),
        (13, "See the fili…", ["the fili…"]),
        (5, "See…", []),
        (1, "…", []),
        (0, "…", []),
    ],
)
def test_a_shortened_block_keeps_the_links_in_what_is_left(limit: int, text: str, words: list[str]) -> None:
    block = shortened(linked("See the filing today", "the filing"), limit)
    assert (block.text, words_of(block)) == (text, words)


@for_each(
    ("rest", "words"),
    [("The bank cut its rate.", ["bank", "rate"]), ("cut its rate.", ["rate"]), ("", [])],
)
def test_links_stay_with_their_words_where_the_beginning_is_taken_off(rest: str, words: list[str]) -> None:
    block = without_prefix(linked("KARACHI: The bank cut its rate.", "bank", "rate"), CleanText(rest))
    assert (block.text, words_of(block)) == (rest, words)
