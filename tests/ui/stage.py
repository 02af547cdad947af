"""The board on a stage: a recorded terminal, a trading floor, and a hand on the keys."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from inspect import Signature
from typing import Any

from textual import events
from textual.geometry import Size
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widget import Widget

from tests.ui.floor import Floor, psx
from tests.ui.recording import Emulator, Glyph, RecordedBoard
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.ui.board_screen import BoardScreen
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.ui.widgets.reader import Reader

NAMES = {
    " ": "space",
    "/": "slash",
    "?": "question_mark",
    ".": "full_stop",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "\x1b": "escape",
}

_ROUNDS = 2
"""Rounds in which nothing was asked and nothing painted, before the screen is at rest."""

_MOST_ROUNDS = 5000


class _Prompt(RecordedBoard):
    """Paints at once what the real application puts off to spare the wire, so that tests need not wait for it."""

    def delay_update(self, _delay: float = 0.05) -> None:
        super().delay_update(0.001)


class Stage:
    """What a person at the terminal can do, and what they see."""

    def __init__(self, app: RecordedBoard, pilot: Pilot[None], floor: Floor) -> None:
        self.app = app
        self._pilot = pilot
        self.floor = floor

    @property
    def board(self) -> BoardScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, BoardScreen)
        return screen

    @property
    def grid(self) -> QuoteGrid:
        return self.board.query_one(QuoteGrid)

    @property
    def reader(self) -> Reader:
        return self.board.query_one(Reader)

    @property
    def text(self) -> str:
        return self.app.emulator.text()

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @property
    def picture(self) -> list[list[Glyph]]:
        return self.app.emulator.picture()

    @property
    def symbols(self) -> list[str]:
        """The order of the grid, by symbol."""
        return [key.symbol for key in self.grid.order()]

    @property
    def cursor(self) -> str | None:
        return self.grid.cursor.symbol if self.grid.cursor else None

    def keys_are_in(self, pane: Widget) -> bool:
        return self.app.focused is pane

    def is_board_in_front(self) -> bool:
        return self.app.screen is self.board

    def line_of(self, words: str) -> int:
        """The screen line on which these words stand."""
        found = [y for y, line in enumerate(self.lines) if words in line]
        assert found, f"{words!r} is not on the screen:\n{self.text}"
        return found[0]

    def row_of(self, symbol: str) -> str:
        """The grid's line for a symbol, as it stands on the screen."""
        region = self.grid.region
        for line in self.lines[region.y + 1 : region.bottom]:
            row = line[region.x : region.right]
            if row[1:].startswith((symbol + " ", symbol + "!")):
                return row
        raise AssertionError(f"{symbol} is not in the grid:\n{self.text}")

    async def settle(self) -> None:
        """Until every message is handled and every change is painted."""
        quiet = rounds = 0
        while quiet < _ROUNDS:
            rounds += 1
            assert rounds < _MOST_ROUNDS, f"the screen never comes to rest:\n{self.text}"
            pumps = [self.app, *self.app.screen.walk_children(with_self=True)]
            await self._handled(pumps)
            await self.keys_handled()
            while self.app._batch_count:  # noqa: ASYNC110 - a timer of the application ends it, with no event to wait for
                await asyncio.sleep(0.001)
            waiting = any(pump._message_queue.qsize() for pump in pumps)
            quiet = 0 if await self._painted() or waiting else quiet + 1

    async def _handled(self, pumps: Sequence[MessagePump]) -> None:
        """Until each has come to the end of the messages it has now."""
        left = len(pumps)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def one() -> None:
            nonlocal left
            left -= 1
            if not left and not done.done():
                done.set_result(None)

        # Textual asks how many parameters a callback takes, and to find out takes as long as all the rest
        one.__signature__ = Signature()  # type: ignore[attr-defined]
        for pump in pumps:
            if not pump.call_later(one):
                one()
        async with asyncio.timeout(20):
            await done
        assert self.app._exception is None, self.app._exception

    async def keys_handled(self) -> None:
        """Until every key that was sent has had its turn."""
        async with asyncio.timeout(60):
            while self.app.input_queue.is_waiting:  # noqa: ASYNC110 - it has no event of its own
                await asyncio.sleep(0)

    async def _painted(self) -> bool:
        """Paint what waits to be painted; whether anything did."""
        screen = self.app.screen
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def paint() -> None:
            waiting = bool(screen._dirty_widgets or screen._layout_required or screen._repaint_required)
            screen._on_timer_update()
            done.set_result(waiting)

        screen.call_later(paint)
        return await done

    async def press(self, *keys: str) -> None:
        for key in keys:
            self._send(key)
            await self.settle()

    def flood(self, key: str, times: int) -> None:
        """The key again and again, faster than anything is painted."""
        for _ in range(times):
            self._send(key)

    def _send(self, key: str) -> None:
        name = NAMES.get(key, key)
        character = key if len(key) == 1 else " " if key == "space" else None
        event = events.Key(name, character)
        event.set_sender(self.app)
        self.app.post_message(event)

    async def paste(self, words: str) -> None:
        self.app.post_message(events.Paste(words))
        await self.settle()

    async def click(self, x: int, y: int) -> None:
        """On a cell of the screen, counted from 0."""
        for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
            await self._point(kind, x, y, button=1)

    async def wheel(self, x: int, y: int, *, down: bool = True) -> None:
        await self._point(events.MouseScrollDown if down else events.MouseScrollUp, x, y)

    async def _point(self, kind: type[events.MouseEvent], x: int, y: int, button: int = 0) -> None:
        self.app.post_message(
            kind(None, x, y, 0, 0, button, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y)
        )
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Another size; the terminal begins blank, as far as anyone can rely on."""
        size = Size(width, height)
        assert self.app._driver is not None
        self.app._driver._size = size
        self.app.emulator = Emulator(width, height)
        self.app.post_message(events.Resize(size, size))
        await self.settle()

    async def show(self, market: Market) -> None:
        """The engine publishes this market and the next flush shows it."""
        self.app.post_market(market)
        await self.flush()

    async def flush(self) -> None:
        self.app.show_latest()
        await self.settle()

    async def poll(self, after: float = 0) -> None:
        """So many seconds later, a good poll."""
        self.app.later(after)
        await self.show(self.floor.tell())

    async def poll_fails(self, reason: str = "HTTP 503", after: float = 0) -> None:
        self.app.later(after)
        await self.show(self.floor.fail(reason))

    async def wait(self, seconds: float) -> None:
        """Time passes with nothing heard."""
        self.app.later(seconds)
        await self.flush()

    async def point(self, symbol: str) -> InstrumentId:
        """Move the cursor to a symbol by keys, as a person would."""
        await self.press("g")
        for _ in range(self.symbols.index(symbol)):
            await self.press("j")
        assert self.cursor == symbol
        return psx(symbol)

    async def paused(self, seconds: float) -> None:
        """Let real time pass, for what runs by Textual's own timers."""
        await asyncio.sleep(seconds)
        await self.settle()

    async def gone(self) -> None:
        """Until the application has ended."""
        async with asyncio.timeout(5):
            while not self.app._exit:  # noqa: ASYNC110 - it has no event of its own
                await asyncio.sleep(0.005)

    def tapped(self) -> list[str]:
        """All that is sent to the terminal from now on, piece by piece."""
        pieces: list[str] = []
        feed = Emulator.feed

        class Tapped(Emulator):
            def feed(self, sequence: str) -> None:
                pieces.append(sequence)
                feed(self, sequence)

        self.app.emulator.__class__ = Tapped
        return pieces

    def sent_by(self, frames_before: int) -> int:
        """Bytes sent since there were so many frames."""
        return sum(self.app.painted[frames_before:])


@asynccontextmanager
async def staged(
    size: tuple[int, int] = (120, 40),
    *,
    floor: tuple[str, ...] | None = None,
    told: bool = True,
    **settings: Any,  # noqa: ANN401 - whatever the application takes
) -> AsyncIterator[Stage]:
    """The board on a terminal of this size, after its first good poll."""
    app = _Prompt(size, **settings)
    there = (Floor(lambda: app.time) if floor is None else Floor(lambda: app.time, floor)).with_indices()
    app.set_initial_market(there.market)
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot, there)
        await stage.settle()
        if told:
            await stage.poll(1)
        yield stage
