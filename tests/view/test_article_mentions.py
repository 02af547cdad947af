"""The moves beside the names in an article: the words stay, and no figure moves them."""

from tests.kit.marks import for_each
from tests.kit.quotes import a_quote, an_article, an_id
from tests.kit.view import text_of
from tui.domain.blocks import from_texts
from tui.domain.mentions import Mention
from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText
from tui.view.article_blocks import block_lines
from tui.view.article_mentions import (
    MOVE_CELLS,
    ShownMention,
    ShownMove,
    mention_additions,
    move_of,
    next_mention,
    shown_mentions,
)
from tui.view.spans import AgeLevel, Tone

OGDC, PPL = an_id("OGDC"), an_id("PPL")
TEXT = "OGDC rose. Pakistan Petroleum, too; OGDC rose again."
MENTIONS = [Mention(OGDC, 1, 0, 4), Mention(PPL, 1, 11, 29), Mention(OGDC, 1, 36, 40), Mention(OGDC, 2, 4, 8)]
ARTICLE = an_article("1", "OGDC", TEXT, "And OGDC here.")
SHOWN = shown_mentions(ARTICLE, [Mention(OGDC, 0, 0, 4), *MENTIONS])


def lines_with(text: str, cells: int = 80, chosen: ShownMention | None = None) -> list[str]:
    move = ShownMove(text.rjust(MOVE_CELLS), Tone.UP, AgeLevel.FRESH)
    added = mention_additions(ARTICLE, SHOWN, lambda _: move, chosen)
    return [text_of(line.spans) for line in block_lines(ARTICLE.blocks, cells, additions=added)]


def test_the_first_mention_in_a_block_has_the_move_beside_it_a_name_the_symbol_too() -> None:
    assert lines_with("+1.2%", 100) == [
        "OGDC [+1.2%] rose. Pakistan Petroleum [PPL +1.2%], too; OGDC rose again.",
        "",
        "And OGDC [+1.2%] here.",
    ]


@for_each("cells", range(20, 80, 7))
def test_another_move_moves_no_word(cells: int) -> None:
    shown = lines_with("+1.2%", cells)

    assert [line.replace("  -12%", " +1.2%").replace("[ -12%", "[+1.2%") for line in lines_with("-12%", cells)] == shown
    # a name is never parted from its move
    assert all("[" not in line or line.index("[") > 0 for line in shown)


@for_each(
    ("percent", "text"),
    [
        ("1.23", "+1.2%"),
        ("-0.04", " 0.0%"),
        ("9.96", " +10%"),
        ("-7.48", "-7.5%"),
        ("123.4", "+123%"),
        ("98765", "+999%"),
        (None, "    –"),
    ],
)
def test_a_move_takes_as_many_cells_whatever_it_is(percent: str | None, text: str) -> None:
    shown = move_of(a_quote("OGDC", "10", None, percent), AgeLevel.FRESH)

    assert shown.text == text
    assert len(shown.text) == MOVE_CELLS


def test_a_move_is_derived_from_the_change_where_no_percentage_is_stated() -> None:
    assert move_of(a_quote("OGDC", "101", "1", None), AgeLevel.FRESH).text == "+1.0%"
    assert move_of(None, AgeLevel.STALE).text.strip() == "–"


def test_a_stale_move_has_no_colour_of_a_direction() -> None:
    quote = a_quote("OGDC", "101", "1", "1")

    assert move_of(quote, AgeLevel.FRESH).tone is Tone.UP
    assert move_of(quote, AgeLevel.STALE).tone is Tone.QUIET


def test_the_chosen_mention_stands_out() -> None:
    added = mention_additions(ARTICLE, SHOWN, lambda _: ShownMove("+1.2%", Tone.UP, AgeLevel.FRESH), SHOWN[1])
    (line, *_) = block_lines(ARTICLE.blocks, 80, additions=added)

    assert [span.text for span in line.spans if span.tone is Tone.CURRENT] == ["Pakistan Petroleum"]


def test_tables_and_code_stay_as_they_are() -> None:
    article = ARTICLE._replace(blocks=from_texts([CleanText("OGDC | 12\nPPL | 13")]))

    assert shown_mentions(article, [Mention(OGDC, 1, 0, 4)]) == ()


def walked(top: tuple[int, int], *steps: int) -> list[InstrumentId | None]:
    chosen, found = None, []
    for step in steps:
        chosen = next_mention(SHOWN, chosen, step, top)
        found.append(chosen.instrument if chosen else None)
    return found


def test_keys_walk_the_mentions_from_what_is_in_view_on() -> None:
    assert walked((0, 0), 1, 1, 1, 1) == [OGDC, PPL, OGDC, None]
    assert walked((0, 5), 1, -1, -1) == [PPL, OGDC, None]
    assert next_mention(SHOWN, None, 1, (1, 0)) == SHOWN[2]
    assert next_mention((), None, 1, (0, 0)) is None


def test_a_percentage_of_many_digits_is_shown() -> None:
    assert move_of(a_quote("OGDC", "10", None, "1" * 50), AgeLevel.FRESH).text == "+999%"
