"""A line that is typed: its edits, its words and the lines before it."""

from tests.kit.marks import for_each
from tests.kit.view import text_of
from tui.view.spans import Tone
from tui.view.typed_line import MAX_LINE, History, TypedLine, quoted, split_words, typed_spans
from tui.view.view_state import MAX_HISTORY


def at(text: str) -> TypedLine:
    """A line with its cursor where the bar is."""
    return TypedLine(text.replace("|", ""), text.index("|"))


@for_each(
    ("before", "key", "after"),
    [
        ("sort| vol", "left", "sor|t vol"),
        ("|sort", "left", "|sort"),
        ("sort|", "right", "sort|"),
        ("so|rt", "home", "|sort"),
        ("so|rt", "ctrl+e", "sort|"),
        ("so|rt", "backspace", "s|rt"),
        ("|sort", "backspace", "|sort"),
        ("so|rt", "delete", "so|t"),
        ("sort vol |", "ctrl+w", "sort |"),
        ("sort vol|ume", "ctrl+w", "sort |ume"),
        ("sort| vol", "ctrl+u", "| vol"),
        ("sort| vol", "ctrl+k", "sort|"),
    ],
)
def test_keys_move_and_delete(before: str, key: str, after: str) -> None:
    assert at(before).press(key, None) == at(after)


def test_another_key_is_no_edit() -> None:
    assert TypedLine("sort", 4).press("f5", None) is None
    assert TypedLine("sort", 4).press("tab", "\t") is None
    assert TypedLine("sort", 4).press("s", "s") == TypedLine("sorts", 5)


def test_a_line_that_is_too_long_already_takes_no_more() -> None:
    long = TypedLine("x" * (MAX_LINE + 50), 0)
    assert long.insert("y" * 100) == long


def test_text_is_inserted_at_the_cursor_and_is_bounded() -> None:
    assert at("so|t").insert("r") == at("sor|t")
    assert len(at("so|t").insert("x" * 1_000).text) == MAX_LINE
    assert at("sort v|").replace(5, 6, "volume") == at("sort volume|")


@for_each(
    ("text", "words"),
    [
        ("", []),
        ("  sort  volume ", [("sort", 2, 6), ("volume", 8, 14)]),
        ('tab "My banks"', [("tab", 0, 3), ("My banks", 4, 14)]),
        ('tab "My ba', [("tab", 0, 3), ("My ba", 4, 10)]),
    ],
)
def test_words_have_their_places(text: str, words: list[tuple[str, int, int]]) -> None:
    assert [tuple(word) for word in split_words(text)] == words


def test_a_word_with_a_blank_is_typed_in_quotes() -> None:
    assert (quoted("OGDC"), quoted("My banks")) == ("OGDC", '"My banks"')


def test_history_goes_back_among_the_lines_with_that_start_and_forth_to_what_was_typed() -> None:
    history = History(["sort last", "tab psx", "sort volume"])
    assert [history.older("so"), history.older("x"), history.older("x")] == ["sort volume", "sort last", None]
    assert [history.newer(), history.newer(), history.newer()] == ["sort volume", "so", None]


def test_history_holds_each_line_once_and_not_too_many() -> None:
    history = History()
    for number in range(MAX_HISTORY + 10):
        history.add(f"goto {number}")
    history.add("goto 50")
    assert len(history.lines) == MAX_HISTORY
    assert history.lines.count("goto 50") == 1
    assert history.older("") == "goto 50"


@for_each(
    ("line", "cells", "shown"),
    [
        ("so|rt", 8, "so▏rt"),
        ("sort volume|", 11, "sort volume▏"),
        ("sort volume|", 8, "… volume▏"),
        ("|sort volume", 4, "▏sort volume"),
        ("sort vol|ume", 1, "…▏ume"),
        ("sort|", 0, "…▏"),
    ],
)
def test_the_cursor_of_a_line_without_room_stays_in_view(line: str, cells: int, shown: str) -> None:
    assert text_of(typed_spans(at(line), cells)) == shown


def test_what_is_wrong_is_marked_on_both_sides_of_the_cursor() -> None:
    spans = typed_spans(at("sort vo|lume"), 20, range(5, 11))
    assert [span.text for span in spans if span.tone is Tone.BAD] == ["vo", "lume"]
