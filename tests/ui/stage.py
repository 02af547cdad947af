"""The board in memory: a terminal emulator, a source that a test feeds, keys and clicks."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from textual import events
from textual.geometry import Size
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widget import Widget

from tests.kit.waiting import PATIENCE
from tests.ui.recording import Emulator, Glyph, RecordedBoard
from tests.ui.staged_source import SYMBOLS, StagedSource, psx
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.ui.board_screen import BoardScreen
from tui.ui.widgets.headlines import Headlines
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.ui.widgets.reader import Reader
from tui.view.column_layout import PlacedColumn
from tui.view.sorting import Sort

NAMES = {
    " ": "space",
    "/": "slash",
    "?": "question_mark",
    ":": "colon",
    ".": "full_stop",
    ">": "greater_than_sign",
    "<": "less_than_sign",
    "$": "dollar_sign",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "{": "left_curly_bracket",
    "}": "right_curly_bracket",
    "\x1b": "escape",
    "+": "plus",
    "-": "minus",
    "'": "apostrophe",
    "*": "asterisk",
    "#": "number_sign",
    "=": "equals_sign",
    "!": "exclamation_mark",
    "@": "at",
    "~": "tilde",
    "%": "percent_sign",
    "^": "circumflex_accent",
    ";": "semicolon",
    ",": "comma",
}

BY_SYMBOL = Sort("symbol")

_MAX_ROUNDS = 200


class _PromptBoard(RecordedBoard):
    """A board that paints at once what the real one delays to send less, so that tests need not wait for it."""

    def delay_update(self, _delay: float = 0.05) -> None:
        super().delay_update(0.001)


class Stage:
    """The board as its user has it: what is on the screen, and what can be pressed, clicked and waited for."""

    def __init__(self, app: RecordedBoard, pilot: Pilot[None], source: StagedSource) -> None:
        self.app = app
        self._pilot = pilot
        self.source = source

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
    def headlines(self) -> Headlines:
        return self.board.query_one(Headlines)

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

    @property
    def chosen(self) -> str:
        """The line that the cursor of a list over the board is on; empty where it is out of view."""
        grounds = [row[1].back for row in self.picture]
        usual = max(set(grounds), key=grounds.count)
        return next((line for line, ground in zip(self.lines, grounds, strict=True) if ground != usual), "").strip()

    @property
    def has_ended(self) -> bool:
        """Whether the application has ended."""
        return self.app._exit  # Textual has no public name for it

    @property
    def error(self) -> Exception | None:
        """The error that ended the application."""
        return self.app._exception  # Textual has no public name for it

    @property
    def columns(self) -> Sequence[PlacedColumn]:
        """The columns of the grid, and where each is."""
        return self.grid._columns.placed  # the screen shows only their titles, which need not fit

    @property
    def last_sort(self) -> datetime | None:
        """When the grid was sorted last."""
        return self.grid._debounce._sorted_at  # a sort that moves no row shows nowhere else

    def keys_are_in(self, pane: Widget) -> bool:
        return self.app.focused is pane

    def is_board_in_front(self) -> bool:
        return self.app.screen is self.board

    def line_of(self, words: str) -> int:
        """Return the number of the first screen line with these words."""
        matches = [y for y, line in enumerate(self.lines) if words in line]
        assert matches, f"{words!r} is not on the screen:\n{self.text}"
        return matches[0]

    def row_of(self, symbol: str) -> str:
        """Return the grid's line for a symbol, as it is on the screen."""
        region = self.grid.region
        for line in self.lines[region.y + 1 : region.bottom]:
            row = line[region.x : region.right]
            if row[1:].startswith((symbol + " ", symbol + "!")):
                return row
        raise AssertionError(f"{symbol} is not in the grid:\n{self.text}")

    async def settle(self) -> None:
        """Wait until the screen in front has handled every message and painted every change, or the application ends.

        Timers and screens below it are not waited for.
        """
        rounds = 0
        # also for those who wait for a thread by settling again and again
        await asyncio.sleep(0)
        while not self.has_ended and not self._is_settled():
            rounds += 1
            assert rounds < _MAX_ROUNDS, f"the screen never settles:\n{self.text}"
            await self.handle_messages()
            await self.keys_handled()
            # the palette searches in a worker, which paints its finds in parts, and a batch ends by a timer
            while self._is_working() and not self.has_ended:  # noqa: ASYNC110 - neither has an event
                await asyncio.sleep(0.001)
            await self._paint()

    def _is_settled(self) -> bool:
        return not (self._busy_pumps() or self.app.input_queue.is_waiting or self._is_working() or self._is_paint_due())

    def _is_working(self) -> bool:
        """Return whether a worker runs or Textual holds frames back, for which it has only a private name."""
        return bool(self.app._batch_count) or not all(worker.is_finished for worker in self.app.workers)

    def _is_paint_due(self) -> bool:
        # Textual has no public names for what waits to be painted
        screen = self.app.screen
        return bool(screen._dirty_widgets or screen._layout_required or screen._repaint_required)

    async def handle_messages(self) -> None:
        """Wait until every part of the screen has handled its messages, and those that came of them."""
        async with asyncio.timeout(PATIENCE):
            while self._busy_pumps():  # noqa: ASYNC110 - it has no event of its own
                await asyncio.sleep(0)
        assert self.error is None, self.error

    def _busy_pumps(self) -> list[MessagePump]:
        """Return what has messages to handle, or is handling one."""
        pumps = [self.app, *self.app.screen.walk_children(with_self=True)]
        return [pump for pump in pumps if _is_busy(pump)]

    async def keys_handled(self) -> None:
        """Wait until every key that was sent has been handled."""
        async with asyncio.timeout(PATIENCE):
            while self.app.input_queue.is_waiting:  # noqa: ASYNC110 - it has no event of its own
                await asyncio.sleep(0)

    async def _paint(self) -> None:
        """Paint what waits to be painted; Textual's timer, which has no public name, would do it later."""
        screen = self.app.screen
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def paint() -> None:
            screen._on_timer_update()
            done.set_result(None)

        if screen.call_later(paint):
            await done

    async def press(self, *keys: str) -> None:
        for key in keys:
            self._send(key)
            await self.settle()

    def flood(self, key: str, times: int) -> None:
        """Send a key many times, faster than anything is painted."""
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

    async def run(self, line: str) -> None:
        """Type a command and run it."""
        await self.press(":")
        await self.paste(line)
        await self.press("enter")

    async def click(self, x: int, y: int) -> None:
        """Click on a cell of the screen, counted from 0."""
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
        """Resize the terminal; its screen is then blank."""
        size = Size(width, height)
        # a real driver asks its terminal, for which the driver of tests has only a private name
        assert self.app._driver is not None
        self.app._driver._size = size
        self.app.emulator = Emulator(width, height)
        self.app.post_message(events.Resize(size, size))
        await self.settle()

    async def show(self, market: Market) -> None:
        """Publish this market, as the engine does, and let the next flush show it."""
        self.app.post_market(market)
        await self.flush()

    async def flush(self) -> None:
        self.app.show_latest()
        await self.settle()

    async def poll(self, after: float = 0) -> None:
        """Let so many seconds pass, then poll with success."""
        self.app.later(after)
        await self.show(self.source.respond())

    async def poll_fails(self, reason: str = "HTTP 503", after: float = 0) -> None:
        """Let so many seconds pass, then poll with a failure."""
        self.app.later(after)
        await self.show(self.source.fail(reason))

    async def wait(self, seconds: float) -> None:
        """Let so many seconds of the board's own clock pass without a poll."""
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
        """Wait until the application has ended."""
        async with asyncio.timeout(PATIENCE):
            while not self.has_ended:  # noqa: ASYNC110 - it has no event of its own
                await asyncio.sleep(0.005)

    async def wait_until(self, is_true: Callable[[], bool]) -> None:
        """Wait until a condition holds that Textual's own timers and threads bring about."""
        async with asyncio.timeout(PATIENCE):
            while not is_true():
                await self.paused(0.005)

    async def palette(self, first: str = "") -> None:
        """Wait until the open command palette lists commands, the first of which begins with these words."""

        await self.wait_until(lambda: self.lines[2].strip().startswith(first) and bool(self.lines[2].strip()))

    async def failed(self) -> None:
        """Wait until an error has ended the application."""
        async with asyncio.timeout(PATIENCE):
            await self.app._exception_event.wait()  # Textual has no public name for it

    def tapped(self) -> list[str]:
        """Return a list that receives all that is sent to the terminal from now on, piece by piece."""
        pieces: list[str] = []
        feed = Emulator.feed

        class Tapped(Emulator):
            def feed(self, sequence: str) -> None:
                pieces.append(sequence)
                feed(self, sequence)

        self.app.emulator.__class__ = Tapped
        return pieces

    def sent_by(self, frames_before: int) -> int:
        """Return the bytes sent since there were so many frames."""
        return sum(self.app.painted[frames_before:])


def _is_busy(pump: MessagePump) -> bool:
    # Textual tells only by private names whether one waits for its next message
    queue: Any = pump._message_queue
    waits = not pump.message_queue_size and bool(queue.ready_event._waiters)
    return not (waits or pump._closed)


@asynccontextmanager
async def staged(
    size: tuple[int, int] = (120, 40),
    *,
    symbols: tuple[str, ...] = SYMBOLS,
    first_poll: bool = True,
    sort: Sort = BY_SYMBOL,
    **settings: Any,  # noqa: ANN401 - whatever the application takes
) -> AsyncIterator[Stage]:
    """Run the board on a terminal of this size; its first poll has succeeded unless the test wants none.

    It is sorted by symbol, so that a row stays where a test looks for it; the user begins with `DEFAULT_SORT`.
    """
    app = _PromptBoard(size, sort=sort, **settings)
    source = StagedSource(lambda: app.time, symbols).with_indices()
    app.set_initial_market(source.market)
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot, source)
        await stage.settle()
        if first_poll:
            await stage.poll(1)
        yield stage
