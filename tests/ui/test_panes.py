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


class Tape(SidePane):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "clear", "Clear the tape", id="tape.clear")]
    cleared: int = 0

    @property
    def text_to_copy(self) -> str | None:
        return "tape of OGDC"

    def title(self, size: Size) -> Line:
        return self.title_line((Span("TAPE"),), size)

    def content(self, _cells: int) -> Sequence[Line]:
        return [(Span(f"cleared {self.cleared} times, looks at {self.instrument}"),)]

    def watch_instrument(self) -> None:
        self.invalidate()
        self.update_lines()

    def action_clear(self) -> None:
        self.cleared += 1
        self.invalidate()
        self.update_lines()
        self.announce("the tape is empty")
        self.post_message(self.Revealed(self))


TAPE = Pane(
    id="tape",
    widget=Tape,
    key="w",
    description="The tape of trades",
    grid_hint="tape",
    hints=(("tape.clear", "clear"), ("board.copy", "copy")),
    commands=(Binding("W", "in_pane('tape', 'clear')", "Clear the tape from anywhere", id="board.clear-tape"),),
)


class BoardWithTape(BoardScreen):
    PANES = (PANES[0], TAPE, *PANES[1:])
    BINDINGS: ClassVar[list[BindingType]] = [*BoardScreen.BINDINGS, *TAPE.bindings]


@pytest.fixture(autouse=True)
def board_with_tape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.ui.app.BoardScreen", BoardWithTape)


def tape_of(stage: Stage) -> Tape:
    return stage.board.query_one(Tape)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "way_back"), [((120, 40), "tab grid"), ((80, 24), "esc back")])
async def test_its_key_opens_it_with_its_hints_and_closes_it_again(size: tuple[int, int], way_back: str) -> None:
    async with staged(size) as stage:
        before = stage.picture
        assert "enter detail   w tape" in stage.lines[-1]
        await stage.press("w")

        assert "TAPE" in stage.text
        assert stage.keys_are_in(tape_of(stage))
        assert stage.lines[-1].startswith(f" ? help   {way_back}   x clear   y copy")
        await stage.press("w")
        assert stage.picture == before
        assert stage.keys_are_in(stage.grid)


@pytest.mark.slow
async def test_it_lies_over_the_news_and_below_the_detail() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("w", "tab", "enter")
        assert "DETAIL" in stage.text
        await stage.press("enter")
        assert "TAPE" in stage.text
        await stage.press("a")
        assert "NEWS" in stage.text
        assert "TAPE" not in stage.text


async def test_its_own_keys_and_those_it_gives_the_board_act_on_it() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("W")
        assert "the tape is empty" in stage.text
        assert "cleared 1 times" in stage.text
        assert stage.keys_are_in(stage.grid)
        await stage.press("w", "x")
        assert "cleared 2 times" in stage.text
        await stage.press("y")
        assert "sent to the terminal: tape of OGDC" in stage.text


async def test_it_is_given_the_instrument_under_the_cursor() -> None:
    async with staged((120, 40)) as stage:
        await stage.press("w", "tab")
        await stage.point("OGDC")
        await stage.press("w")
        assert "looks at PSX:OGDC" in stage.text


async def test_the_user_may_give_it_another_key() -> None:
    async with staged((120, 40), keys={"board.tape": "e"}) as stage:
        await stage.press("e")
        assert "TAPE" in stage.text
