"""While the line to the terminal is taken nothing is painted, and nothing is lost."""

from tests.ui.recording import RecordedBoard
from tests.ui.stage import Stage, staged
from tui.ui.terminal.frame_gate import HoldReason

FRAME = 25_000
LINE = 500
"""Bytes at most."""


class Line:
    """Whether the terminal takes a frame, as the test says."""

    def __init__(self, stage: Stage) -> None:
        self.free = True
        stage.app._is_ready = self._is_free  # type: ignore[method-assign]  # no terminal here could say so

    def _is_free(self) -> bool:
        return self.free


async def heard(stage: Stage) -> None:
    """Until every key and message is dealt with, whatever is painted of it."""
    for _ in range(10):
        await stage._handled([stage.app, *stage.app.screen.walk_children(with_self=True)])
        await stage.keys_handled()


# Seen to fail where frames go out although the line is taken, and where a frame that was lost meanwhile is not owed.
async def test_what_changes_while_the_line_is_taken_is_painted_in_one_frame_once_it_is_free() -> None:
    async with staged((100, 30)) as stage:
        line = Line(stage)
        line.free = False
        frames, before = len(stage.app.painted), stage.text
        for key in ("S", "j", "G"):
            stage.app.later(1)
            stage.app.post_market(stage.floor.tell())
            stage.app._tick()
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
        assert stage.app.moment.market is stage.floor.market


async def test_flushes_that_find_the_line_taken_come_ever_more_rarely_until_it_is_free() -> None:
    async with staged((100, 30)) as stage:
        line, rate = Line(stage), stage.app._pace.rate
        waits = []
        for free in (False, False, False, False, True, True, True, True):
            line.free = free
            stage.app.show_latest()
            waits.append(stage.app._pace.wait)
        assert waits == [rate * 2, rate * 4, rate * 8, 2.0, 1.0, rate * 2, rate, rate]


# Seen to fail where polling waited for the first frame to be on the screen.
async def test_what_polls_starts_although_the_terminal_takes_no_frame_yet() -> None:
    started: list[bool] = []
    app = RecordedBoard((100, 30))
    app._is_ready = lambda: False  # type: ignore[method-assign]  # no terminal here could say so
    app.on_first_frame = lambda: started.append(True)
    app.frames.hold(HoldReason.UNHEARD)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert started == [True]
        assert not app.painted
