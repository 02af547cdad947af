"""While the line to the terminal is taken nothing is painted, and nothing is lost."""

from collections.abc import Callable

from tests.ui.recording import RecordedBoard
from tests.ui.stage import Stage, staged
from tui.ui.terminal.frames import BlockReason

FRAME = 25_000
LINE = 500
"""Bytes at most."""


class Line:
    """A terminal that takes a frame where the test says so."""

    def __init__(self, app: RecordedBoard, *, free: bool = True) -> None:
        self.free = free
        app.sink = self

    def is_ready(self) -> bool:
        return self.free

    def notify_when_ready(self, callback: Callable[[], None]) -> None: ...


async def heard(stage: Stage) -> None:
    """Until every key and message is dealt with, whatever is painted of it."""
    for _ in range(10):
        await stage.handle_messages()
        await stage.keys_handled()


# Seen to fail where frames go out although the line is taken, and where a frame that was lost meanwhile is not owed.
async def test_what_changes_while_the_line_is_taken_is_painted_in_one_frame_once_it_is_free() -> None:
    async with staged((100, 30)) as stage:
        line = Line(stage.app)
        line.free = False
        frames, before = len(stage.app.painted), stage.text
        for key in ("S", "j", "G"):
            stage.app.later(1)
            stage.app.post_market(stage.source.respond())
            stage.app.flush_if_due()
            stage.flood(key, 1)
            await heard(stage)
        for _ in range(2):
            stage.flood("?", 1)
            await heard(stage)
        assert stage.text == before
        assert len(stage.app.painted) == frames

        line.free = True
        stage.app.show_latest()
        await stage.settle()

        whole, *rest = stage.app.painted[frames:]
        assert whole < FRAME
        assert sum(rest) < LINE, "the bottom line may follow a re-sort"
        assert stage.picture == stage.app.full_repaint()
        assert stage.cursor == stage.symbols[-1]
        assert stage.app.state.market is stage.source.market


async def test_flushes_that_find_the_line_taken_come_ever_more_rarely_until_it_is_free() -> None:
    async with staged((100, 30)) as stage:
        line, rate = Line(stage.app), stage.app.frames.rate.interval
        waits = []
        for free in (False, False, False, False, True, True, True, True):
            line.free = free
            stage.app.show_latest()
            waits.append(stage.app.frames.rate.wait)
        assert waits == [rate * 2, rate * 4, rate * 8, 2.0, 1.0, rate * 2, rate, rate]


# Seen to fail where polling waited for the first frame to be on the screen.
async def test_what_polls_starts_although_the_terminal_takes_no_frame_yet() -> None:
    started: list[bool] = []
    app = RecordedBoard((100, 30))
    Line(app, free=False)
    app.on_first_frame = lambda: started.append(True)
    app.frames.block(BlockReason.BUSY)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert started == [True]
        assert not app.painted
