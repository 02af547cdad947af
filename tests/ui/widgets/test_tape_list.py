"""The list of the tape: live entries joined to pages of the history, held, counted and bounded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.quotes import FIXED_NOW, after, an_id
from tui.domain import live_tape
from tui.domain.live_tape import LiveTape
from tui.domain.tape import Move, TapeEntry
from tui.storage.history.tape import TapePage
from tui.ui.widgets import tape_list
from tui.ui.widgets.tape_list import MAX_EMPTY_PAGES, PageRequest, TapeList
from tui.view.tape_filter import ALL_ENTRIES, parse_tape_filter

ALL = ALL_ENTRIES.bound({}, ())


def a_move(second: int, symbol: str = "OGDC") -> Move:
    return Move(after(second), an_id(symbol), Decimal(second), Decimal(second + 1), "br")


class History:
    """Every move there ever was, as the history returns it page by page."""

    def __init__(self, moves: list[TapeEntry]) -> None:
        self.moves = moves

    def page(self, request: PageRequest, count: int = 3) -> TapePage:
        older = [number for number, move in enumerate(self.moves) if move.at < request.until]
        older = older if request.before is None else [number for number in older if number < request.before]
        some = older[-count:]
        found = tuple(self.moves[number] for number in reversed(some) if request.accepts(self.moves[number]))
        return TapePage(found, some[0] if len(older) > count else None)


def read_all(listed: TapeList, history: History) -> None:
    while (request := listed.next_page()) is not None:
        assert listed.is_reading
        assert listed.next_page() is None, "one page at a time"
        listed.add_page(request, history.page(request))


@given(
    old=st.integers(0, 12),
    polls=st.lists(st.integers(0, 3), max_size=12),
    most=st.integers(1, 8),
    looks=st.sets(st.integers(0, 11)),
)
def test_live_and_old_entries_join_without_a_gap_or_a_double(
    old: int, polls: list[int], most: int, looks: set[int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live_tape, "MAX_LIVE", most)
        moves: list[TapeEntry] = [a_move(second) for second in range(old)]
        tape = LiveTape(after(old))
        listed = TapeList()
        listed.begin(tape, ALL)
        for number, count in enumerate(polls):
            group = tuple(a_move(old + number, f"S{each}") for each in range(count))
            moves += group
            tape = tape.with_group(group)
            if number in looks:
                listed.take(tape, ALL, is_live=True)
        listed.take(tape, ALL, is_live=True)
        read_all(listed, History(moves))
        assert listed.entries == moves[::-1]


def test_what_comes_while_it_is_held_is_counted_and_then_listed() -> None:
    tape = LiveTape(FIXED_NOW).with_group((a_move(1),))
    listed = TapeList()
    listed.begin(tape, ALL)
    held = list(listed.entries)
    for second in (2, 3):
        tape = tape.with_group((a_move(second), a_move(second, "PPL")))
        listed.take(tape, ALL, is_live=False)
    assert (listed.entries, listed.unseen) == (held, 4)
    assert listed.absorb(tape) == 4
    assert listed.entries[-1:] == held
    assert listed.unseen == 0


def test_only_what_the_filter_accepts_is_listed_and_counted() -> None:
    accepts = parse_tape_filter("ppl").bound({}, ())
    tape = LiveTape(FIXED_NOW).with_group((a_move(1), a_move(1, "PPL")))
    listed = TapeList()
    listed.begin(tape, accepts)
    tape = tape.with_group((a_move(2), a_move(2, "PPL")))
    listed.take(tape, accepts, is_live=False)
    assert [getattr(entry, "key", None) for entry in listed.entries] == [an_id("PPL")]
    assert listed.unseen == 1


def test_a_page_that_another_filter_asked_for_is_dropped() -> None:
    tape = LiveTape(FIXED_NOW)
    listed = TapeList()
    listed.begin(tape, ALL)
    request = listed.next_page()
    assert request is not None
    listed.begin(tape, ALL)
    listed.add_page(request, TapePage((a_move(-5),), None))
    listed.fail(request, "the disk is full")
    assert (listed.entries, listed.end) == ([], "")


def test_pages_without_an_entry_end_until_a_key_asks_for_more() -> None:
    listed = TapeList()
    listed.begin(LiveTape(FIXED_NOW), ALL)
    asked = 0
    while (request := listed.next_page()) is not None:
        listed.add_page(request, TapePage((), 1_000 - asked))
        asked += 1
    assert asked == MAX_EMPTY_PAGES
    assert "reads on" in listed.end
    listed.read_on()
    assert listed.next_page() is not None


def test_a_fault_of_the_history_is_said_at_the_end() -> None:
    listed = TapeList()
    listed.begin(LiveTape(FIXED_NOW), ALL)
    request = listed.next_page()
    assert request is not None
    listed.fail(request, "the history: damaged")
    assert listed.end == "the history: damaged"
    assert listed.next_page() is None


def test_a_long_list_reads_no_further_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape_list, "MAX_LISTED", 4)
    listed = TapeList()
    listed.begin(LiveTape(FIXED_NOW), ALL)
    read_all(listed, History([a_move(-second) for second in range(20, 0, -1)]))
    assert 4 <= len(listed.entries) <= 6
    assert "a filter goes further back" in listed.end


def test_at_its_top_it_forgets_what_is_long_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape_list, "MAX_LISTED", 4)
    tape = LiveTape(FIXED_NOW)
    listed = TapeList()
    listed.begin(tape, ALL)
    monkeypatch.setattr(live_tape, "MAX_LIVE", 3)
    for second in range(20):
        tape = tape.with_group((a_move(second),))
        listed.take(tape, ALL, is_live=True)
    assert len(listed.entries) <= 4
    assert listed.entries[0] == a_move(19)
