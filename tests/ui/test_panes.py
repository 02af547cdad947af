"""A third pane, made of one record and one widget, beside those that the board has."""

from collections.abc import Sequence
from typing import ClassVar

import pytest
from textual.binding import Binding, BindingType
from textual.geometry import Size

from tests.ui.stage import Stage, staged
from tui.ui.board_screen import BoardScreen
from tui.ui.panes import PANES, Pane
from tui.ui.widgets.scroll_view import SidePane
from tui.view.spans import Line, Span


class Notes(SidePane):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "clear", "Clear the notes", id="notes.clear")]
    cleared: int = 0

    @property
    def text_to_copy(self) -> str | None:
        return "notes of OGDC"

    def title(self, size: Size) -> Line:
        return self.title_line((Span("NOTES"),), size)

    def content(self, _cells: int) -> Sequence[Line]:
        return [(Span(f"cleared {self.cleared} times, looks at {self.instrument}"),)]

    def watch_instrument(self) -> None:
        self.invalidate()
        self.update_lines()

    def action_clear(self) -> None:
        self.cleared += 1
        self.invalidate()
        self.update_lines()
        self.announce("the notes are empty")
        self.post_message(self.Revealed(self))


NOTES = Pane(
    id="notes",
    load=lambda: Notes,
    key="e",
    description="The notes on trades",
    grid_hint="notes",
    hints=(("notes.clear", "clear"), ("board.copy", "copy")),
    commands=(Binding("W", "in_pane('notes', 'clear')", "Clear the notes from anywhere", id="board.clear-notes"),),
)


class BoardWithNotes(BoardScreen):
    PANES = (PANES[0], NOTES, *PANES[1:])
    BINDINGS: ClassVar[list[BindingType]] = [*BoardScreen.BINDINGS, *NOTES.bindings]


@pytest.fixture(autouse=True)
def board_with_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.ui.app.BoardApp.BOARD", BoardWithNotes)


def notes_of(stage: Stage) -> Notes:
    return stage.board.query_one(Notes)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "way_back"), [((120, 40), "tab grid"), ((80, 24), "esc back")])
async def test_its_key_opens_it_with_its_hints_and_closes_it_again(size: tuple[int, int], way_back: str) -> None:
    async with staged(size) as stage:
        before = stage.picture
        assert "enter detail   e notes" in stage.lines[-1]
        await stage.press("e")

        assert "NOTES" in stage.text
        assert stage.keys_are_in(notes_of(stage))
        assert stage.lines[-1].startswith(f" ? help   {way_back}   x clear   y copy")
        await stage.press("e")
        assert stage.picture == before
        assert stage.keys_are_in(stage.grid)


@pytest.mark.slow
async def test_it_lies_over_the_news_and_below_the_detail() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("e", "tab", "enter")
        assert "DETAIL" in stage.text
        await stage.press("enter")
        assert "NOTES" in stage.text
        await stage.press("a")
        assert "NEWS" in stage.text
        assert "NOTES" not in stage.text


async def test_it_is_made_when_it_is_first_opened_and_stays() -> None:
    async with staged((120, 40)) as stage:
        assert not stage.board.query(Notes)
        await stage.poll(15)
        await stage.press("e")
        assert stage.keys_are_in(notes_of(stage))
        assert notes_of(stage).state is stage.board.state
        first = notes_of(stage)
        await stage.press("e", "e")
        assert notes_of(stage) is first


async def test_its_own_keys_and_those_it_gives_the_board_act_on_it() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("W")
        assert "the notes are empty" in stage.text
        assert "cleared 1 times" in stage.text
        assert stage.keys_are_in(stage.grid)
        await stage.press("e", "x")
        assert "cleared 2 times" in stage.text
        await stage.press("y")
        assert "sent to the terminal: notes of OGDC" in stage.text


async def test_it_is_given_the_instrument_under_the_cursor() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("e", "tab")
        await stage.point("OGDC")
        await stage.press("e")
        assert "looks at PSX:OGDC" in stage.text


async def test_the_user_may_give_it_another_key() -> None:
    async with staged((120, 40), keys={"board.notes": "F"}) as stage:
        await stage.press("F")
        assert "NOTES" in stage.text


async def test_on_a_low_screen_a_pane_in_place_of_the_grid_takes_the_room_of_the_indices() -> None:
    async with staged((40, 12)) as stage:
        before = stage.picture
        assert "KSE100" in stage.lines[1]
        await stage.press("enter")
        assert "DETAIL" in stage.lines[1]
        await stage.press("escape")
        assert stage.picture == before
