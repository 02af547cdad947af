"""A terminal on a slow line, and one that stops reading: polls go on, and keys and the end do not wait for it."""

import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kit.exchange import RecordingExchange
from tests.kit.terminal import Terminal, bigboard
from tests.kit.waiting import PATIENCE

BEATING = """
import asyncio, os, sys, time
from tui.ui.app import BoardApp

mounted = BoardApp.on_mount

def on_mount(self):
    mounted(self)
    self.beat = asyncio.get_running_loop().create_task(beat())

async def beat():
    last = time.monotonic()
    with open(os.environ["BEATS"], "w", buffering=1) as beats:
        while True:
            await asyncio.sleep(0.02)
            now = time.monotonic()
            print(now, now - last, file=beats)
            last = now

BoardApp.on_mount = on_mount
from tui.cli import main
sys.exit(main())
"""
"""The program, whose event loop records the time every 20 ms."""

PIPE = 25_000
"""Maximum bytes between the two ends of a pseudo-terminal, and a little more."""
BLOCKED = 4.0
"""Maximum seconds that the event loop is blocked: half of one, and on a busy machine more, but not until one reads."""
FRAME = 25_000
"""Maximum bytes of a full frame."""
IN_TRANSIT = 9_000
"""Maximum bytes from a key to its effect: the changes of a flush or two, 30 rows each, and the key's own rows."""
AGE = re.compile(r"≤?\d+[smh]")
ROW = re.compile(r"^[ •]([A-Z0-9]+)!?\s+[▴▾]?([\d,.]+)")


@dataclass
class WatchedBoard:
    """A board on a busy exchange, seen from outside."""

    venue: RecordingExchange
    terminal: Terminal
    beats: Path

    def blocked(self, begun: float, ended: float) -> float:
        """Return the maximum seconds between two beats of the event loop, from one time to another."""
        beats = [tuple(map(float, line.split())) for line in self.beats.read_text().splitlines()[:-1]]
        return max(gap for at, gap in beats if at > begun and at - gap < ended)

    def polls_go_on(self, begun: float, ended: float) -> bool:
        """Return whether the server had a poll every two seconds; there is one each second, none where they wait."""
        return len([at for at in self.venue.requests_since(begun) if at < ended]) >= (ended - begun) / 2 - 1

    def wrong_prices(self) -> list[str]:
        """Return the visible rows whose price is not the latest; all text where the board is not shown yet."""
        prices = self.venue.prices
        rows = [match.groups() for y in range(10, 39) if (match := ROW.match(self.terminal.line(y)))]
        if len(rows) <= 20:
            return [self.terminal.text]
        return [f"{symbol} {price}" for symbol, price in rows if prices[symbol] != price]

    def settle(self) -> None:
        """Stop the exchange and read all output; the latest prices must be on the screen."""
        self.venue.freeze_prices()
        self.terminal.rate = None
        end = time.monotonic() + PATIENCE
        while self.wrong_prices() and time.monotonic() < end:
            self.terminal.pump(0.2)
        assert not self.wrong_prices()
        self.terminal.pump(3)  # a changed price is highlighted for a while

    def differing_lines(self) -> list[str]:
        """Return the lines that differ on a terminal attached now; ages, which go on meanwhile, are left out."""
        before, texts = self.terminal.picture(), self.terminal.text.split("\n")
        self.terminal.wipe()
        self.terminal.wait_for(r"SYMBOL.*\d+ of 1004")
        self.terminal.pump(0.5)
        after = self.terminal.picture()
        return [
            f"{text}\n{self.terminal.line(y)}"
            for y, text in enumerate(texts)
            if y and " ago" not in text and _without_ages(before[y]) != _without_ages(after[y])
        ]


def _without_ages(line: list[tuple[str, str, str, bool, bool]]) -> list[tuple[str, str, str, bool, bool]]:
    ages = {x for match in AGE.finditer("".join(cell[0] for cell in line)) for x in range(*match.span())}
    return [cell for x, cell in enumerate(line) if x not in ages]


@contextmanager
def watched(folder: Path, *, rate: float | None = None, replies: bool = True) -> Iterator[WatchedBoard]:
    beats = folder / "beats"
    with RecordingExchange() as venue:
        argv = [sys.executable, "-c", BEATING, "--config", str(venue.config(folder))]
        with Terminal(argv, env={"BEATS": str(beats)}, rate=rate, replies=replies) as terminal:
            terminal.wait_for(r"\d+ of 1004")
            yield WatchedBoard(venue, terminal, beats)


def cursor_row(terminal: Terminal) -> str:
    """Return the cursor's row, as the bottom line shows it."""
    match = re.search(r"(\d+) of", terminal.line(39))
    return match[1] if match else ""


def bytes_before(terminal: Terminal, key: str) -> int:
    """Return the bytes of output from a key to the cursor's new row on the screen."""
    before, sent = cursor_row(terminal), len(terminal.raw)
    terminal.send(key)
    terminal.wait_until(lambda: cursor_row(terminal) not in {before, ""})
    return len(terminal.raw) - sent


# Fails without the cursor position request: a key then takes 16 kB, at 2 kB/s 8 s, for the line's buffers are always
# full.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "leave", "status"),
    [
        (20_000, lambda terminal: terminal.send("q"), 0),
        (2_000, lambda terminal: terminal.signal(signal.SIGTERM), 143),
        pytest.param(2_000, lambda terminal: terminal.send("q"), 0, marks=pytest.mark.long),
    ],
    ids=["20 kB/s, q", "2 kB/s, SIGTERM", "2 kB/s, q"],
)
def test_on_a_slow_line_polls_go_on_keys_do_not_queue_and_the_end_comes(
    tmp_path: Path, rate: float, leave: Callable[[Terminal], None], status: int
) -> None:
    with watched(tmp_path, rate=rate) as board:
        terminal, begun = board.terminal, time.monotonic()
        terminal.pump(3)  # under load, until the buffers of the line are full
        for _ in range(6):
            # now and then a frame of all rows is on its way; behind a full line every key is late
            assert any(bytes_before(terminal, "j") < IN_TRANSIT for _ in range(3))
            terminal.pump(0.4)
        ended = time.monotonic()
        assert board.polls_go_on(begun, ended)
        assert board.blocked(begun, ended) < BLOCKED
        assert terminal.ends(lambda: leave(terminal)) == status
        terminal.rate = None
        terminal.pump(0.3)  # the rest that was in transit, some seconds of the line
        assert terminal.is_restored()
        assert terminal.echoes()


@pytest.mark.slow
@pytest.mark.parametrize("rate", [20_000, 2_000], ids=["20 kB/s", "2 kB/s"])
def test_after_a_slow_time_the_picture_is_that_of_a_full_frame_with_the_latest_prices(
    tmp_path: Path, rate: float
) -> None:
    with watched(tmp_path, rate=rate) as board:
        # the order is frozen at the end: a line that was slow has its rows sorted seconds later, amid the comparison
        for keys in ("jjj", "S", "\x1b[6~", "kk", "?", "?", "j", "f"):
            board.terminal.send(keys)
            board.terminal.pump(1.5)
        board.settle()
        assert not board.differing_lines()


# Fails with Textual's own queue to the terminal, in about every third run: where ten frames are rendered before the
# first check of the line, the loop is blocked for as long as nothing is read, 5.9 s of the 6, and 51 kB come after it.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("seconds", "replies"),
    [(6, True), (6, False), pytest.param(60, True, marks=pytest.mark.long)],
    ids=["6 s", "6 s, no replies", "60 s"],
)
def test_a_terminal_that_stops_reading_delays_nothing_and_then_shows_the_current_board(
    tmp_path: Path, seconds: float, replies: bool
) -> None:
    with watched(tmp_path, replies=replies) as board:
        terminal = board.terminal
        terminal.pump(2)
        sent, begun = len(terminal.raw), time.monotonic()
        for n in range(200):
            terminal.send("\x1b[6~" if n % 2 else "j")
            time.sleep(0.015)  # so that each has a frame of its own
        for key in ("?", "?", "G"):
            terminal.send(key)
            time.sleep(0.2)
        time.sleep(begun + seconds - time.monotonic())  # nothing is read for so long: that is what the test is about
        ended = time.monotonic()
        assert board.polls_go_on(begun, ended)
        terminal.wait_for("1004 of 1004")
        assert board.blocked(begun, ended) < BLOCKED
        assert len(terminal.raw) - sent < PIPE + FRAME
        board.settle()
        assert not board.differing_lines()


@pytest.mark.slow
# Fails where the end waits until all is written, which never happens, and where unread output is not discarded: the
# terminal is then left in the board's screen.
@pytest.mark.parametrize(
    ("leave", "status", "replies"),
    [
        (lambda terminal: terminal.send("q"), 0, True),
        pytest.param(lambda terminal: terminal.send("q"), 0, False, marks=pytest.mark.slow),
        pytest.param(lambda terminal: terminal.send("\x03"), 130, True, marks=pytest.mark.slow),
        pytest.param(lambda terminal: terminal.signal(signal.SIGTERM), 143, True, marks=pytest.mark.slow),
        pytest.param(lambda terminal: terminal.signal(signal.SIGHUP), 129, False, marks=pytest.mark.slow),
    ],
    ids=["q", "q, no replies", "ctrl+c", "SIGTERM", "SIGHUP, no replies"],
)
def test_leaving_a_terminal_that_has_stopped_reading_takes_no_longer_and_restores_it(
    leave: Callable[[Terminal], None], status: int, replies: bool
) -> None:
    busy = bigboard("demo", "--seed", "7", "--rate", "500", "--symbols", "300", "--every", "1s")
    with Terminal(busy, replies=replies) as terminal:
        terminal.wait_for("of 304")
        for _ in range(10):
            terminal.send("\x1b[6~")
            time.sleep(0.03)  # so that each has a frame of its own, and the pipe is full
        assert terminal.ends(lambda: leave(terminal), reading=False) == status
        assert terminal.echoes()
        terminal.pump(0.3)
        assert terminal.is_restored()
