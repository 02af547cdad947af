"""The chart as a picture: asked for, put over its cells, removed with it, and never where there are no pictures."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.kit.marks import quick
from tests.kit.terminal import Terminal, bigboard
from tests.kit.view import text_of
from tests.ui.stage import Stage, staged
from tests.ui.test_chart import detail_of, open_detail
from tui.ui import chart_pixels
from tui.ui.market_app import MarketApp
from tui.ui.terminal.input_queue import Backlog
from tui.ui.terminal.picture_codes import REMOVE_KITTY
from tui.ui.terminal.picture_support import QUESTION
from tui.ui.terminal.writer import BandwidthMeter
from tui.view.terminal_profile import TerminalProfile

KITTY = ("\x1b_Gi=7707000;OK\x1b\\", "\x1b[6;20;10t", "\x1b[?62;c")
SIXEL = ("\x1b[6;20;10t", "\x1b[4;800;1200t", "\x1b[?62;4;22c")
ITERM = ("\x1bP>|iTerm2 3.5.2\x1b\\", "\x1b[?62;c")
NONE = ("\x1bP>|XTerm(370)\x1b\\", "\x1b[?62;22c")
STARTS = {KITTY: "\x1b_Ga=T", SIXEL: "\x1bP0;1;0q", ITERM: "\x1b]1337;File"}
BRAILLE = re.compile("[\u2801-\u28ff]")


class FakeTerminal:
    """A terminal that answers as a test says, and keeps what it is sent beside the frames."""

    def __init__(self, answers: Sequence[str]) -> None:
        self.answers = answers
        self.sent: list[str] = []
        self.questions = self.taken = self.dropped_input = 0
        self.reply_delay = self.last_input_at = 0.0
        self.before_leaving = ""
        self.meter, self.backlog = BandwidthMeter(), Backlog()
        self.on_answer: Callable[[str], object] = lambda _text: None

    def ask(self, question: str) -> None:
        assert question == QUESTION
        self.questions += 1
        for answer in self.answers:
            self.on_answer(answer)

    def write(self, data: str) -> None:
        self.sent.append(data)

    def flush(self) -> None:
        """Nothing waits here."""

    @property
    def pictures(self) -> list[str]:
        return [text for text in self.sent if text != REMOVE_KITTY]


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a picture follow another one at once; a terminal that does not answer is given up soon."""
    monkeypatch.setattr(chart_pixels, "INTERVAL", 0.0)
    monkeypatch.setattr(chart_pixels, "_RETRY", 0.01)
    monkeypatch.setattr(chart_pixels, "ANSWER_TIMEOUT", 0.05)
    for name in ("TMUX", "STY", "ZELLIJ", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@asynccontextmanager
async def on(
    monkeypatch: pytest.MonkeyPatch,
    answers: Sequence[str],
    size: tuple[int, int] = (120, 40),
    **settings: Any,  # noqa: ANN401 - whatever the application takes
) -> AsyncIterator[tuple[Stage, FakeTerminal]]:
    """Stage the board on such a terminal, with the chart open."""
    terminal = FakeTerminal(answers)
    monkeypatch.setattr(MarketApp, "terminal", property(lambda _app: terminal))
    async with staged(size, **settings) as stage:
        await open_detail(stage)
        yield stage, terminal


async def show(stage: Stage, terminal: FakeTerminal) -> None:
    """Ask for pixels, and wait for the picture."""
    await stage.press("Z")
    await stage.wait_until(lambda: bool(terminal.pictures))


def chart_of(stage: Stage) -> list[str]:
    """Return the lines of the plot, as far as it is wide."""
    detail, y = detail_of(stage), stage.line_of("1d 5d 1m")
    box = detail._box  # where the words are is on the screen, where the plot ends is not
    assert box is not None
    x = detail.region.x + 1
    return [line[x : x + box.cells - 9] for line in stage.lines[y + 2 : y + box.rows - 1]]


@pytest.mark.parametrize("answers", quick(1, KITTY, SIXEL, ITERM))
async def test_a_picture_is_put_over_the_plot_whose_cells_are_blank(
    answers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on(monkeypatch, answers) as (stage, terminal):
        assert BRAILLE.search("".join(chart_of(stage)))
        await show(stage, terminal)

        place = re.match(r"\x1b\[(\d+);(\d+)H", terminal.pictures[-1])
        assert place is not None
        assert terminal.pictures[-1][place.end() :].startswith(STARTS[answers])
        assert (int(place[1]) - 1, int(place[2]) - 1) == (stage.line_of("1d 5d 1m") + 2, detail_of(stage).region.x + 1)
        assert not "".join(chart_of(stage)).strip()
        assert "1d 5d 1m" in stage.text
        assert "in pixels" in stage.lines[-1]


@pytest.mark.slow
@pytest.mark.parametrize("key", quick(1, "?", "Z", "escape", "ctrl+p", "O"))
async def test_whatever_covers_or_ends_the_chart_removes_the_picture(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with on(monkeypatch, KITTY) as (stage, terminal):
        await show(stage, terminal)
        await stage.press(key)
        assert terminal.sent[-1] == REMOVE_KITTY
        if key == "Z":
            assert BRAILLE.search("".join(chart_of(stage)))
        if key == "?":
            await stage.press("escape")
            await stage.wait_until(lambda: terminal.sent[-1] != REMOVE_KITTY)


@pytest.mark.slow
@pytest.mark.parametrize("answers", quick(1, SIXEL, ITERM))
async def test_where_text_removes_a_picture_the_whole_pane_is_written_again(
    answers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on(monkeypatch, answers) as (stage, terminal):
        await show(stage, terminal)
        pieces = stage.tapped()
        await stage.press("Z")
        assert len(terminal.pictures) == 1
        region = detail_of(stage).region
        assert all(any(f"\x1b[{y + 1};" in piece for piece in pieces) for y in range(region.y, region.bottom))


@pytest.mark.slow
async def test_after_the_terminal_was_cleared_or_resized_the_picture_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with on(monkeypatch, KITTY) as (stage, terminal):
        await show(stage, terminal)
        terminal.taken += 1
        await stage.wait(1)
        await stage.wait_until(lambda: len(terminal.pictures) == 2)
        await stage.resize(140, 44)
        await stage.wait_until(lambda: len(terminal.pictures) >= 3)
        assert REMOVE_KITTY in terminal.sent
        assert terminal.questions == 2


@pytest.mark.slow
async def test_within_the_second_another_instrument_is_drawn_in_characters_and_no_picture_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with on(monkeypatch, KITTY) as (stage, terminal):
        await show(stage, terminal)
        monkeypatch.setattr(chart_pixels, "INTERVAL", 1000.0)
        await stage.press("left")
        assert not "".join(chart_of(stage)).strip(), "the cross-hair moves on the picture, within the second"
        assert "C " in stage.lines[stage.line_of("1d 5d 1m") + 1]
        await stage.press("j")
        assert BRAILLE.search("".join(chart_of(stage)))
        assert terminal.sent[1:] == [REMOVE_KITTY]


@pytest.mark.slow
async def test_the_next_start_gets_the_chart_in_characters_and_the_picture_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with on(monkeypatch, KITTY) as (stage, terminal):
        await show(stage, terminal)
        assert BRAILLE.search("".join(map(text_of, detail_of(stage).kept_lines())))
        await stage.wait(1)
        assert not "".join(chart_of(stage)).strip()
        assert REMOVE_KITTY not in terminal.sent


@pytest.mark.slow
async def test_a_picture_that_would_be_the_same_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on(monkeypatch, KITTY) as (stage, terminal):
        await show(stage, terminal)
        pixels = detail_of(stage)._pixels  # that nothing is being drawn shows nowhere else
        for _ in range(3):
            plot = detail_of(stage).chart.picture.plot
            await stage.wait(2)
            assert detail_of(stage).chart.picture.plot is not plot
            await stage.wait_until(lambda: pixels._drawing is None)
        assert len(terminal.pictures) == 1
        await stage.press("left")
        await stage.wait_until(lambda: len(terminal.pictures) == 2)


@pytest.mark.slow
async def test_a_chart_that_is_scrolled_out_of_view_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on(monkeypatch, KITTY, (80, 24)) as (stage, terminal):
        await show(stage, terminal)
        await stage.press("end")
        assert terminal.sent[-1] == REMOVE_KITTY
        await stage.press("home")
        await stage.wait_until(lambda: terminal.sent[-1] != REMOVE_KITTY)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((), "the terminal does not answer"),
        pytest.param(NONE, "this terminal shows no pictures", marks=pytest.mark.slow),
        pytest.param(
            ("\x1b[6;0;0t", "\x1b_Gi=7707000;EINVAL\x1b\\", "\x1bP>|\x1b\\", "\x1b[?c"),
            "this terminal shows no pictures",
            marks=pytest.mark.slow,
        ),
        pytest.param(KITTY[:1], "the terminal does not answer", marks=pytest.mark.slow),
    ],
    ids=["silent", "none", "garbage", "not all of it"],
)
async def test_where_the_terminal_says_no_or_nothing_the_chart_stays_and_one_line_says_so(
    answers: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on(monkeypatch, answers) as (stage, terminal):
        await stage.press("Z")
        await stage.wait_until(lambda: words in stage.text)
        assert f"{words}: the chart stays in characters" in stage.lines[-1]
        for answer in KITTY:
            terminal.on_answer(answer)
        await stage.wait(2)
        assert BRAILLE.search("".join(chart_of(stage)))
        assert not terminal.sent, "an answer that comes too late is none"
        await stage.resize(122, 41)
        await stage.wait(2)
        assert terminal.questions == 1, "only the user has it asked again"
        terminal.answers = KITTY
        await show(stage, terminal)
        assert terminal.questions == 2


@pytest.mark.parametrize(
    ("profile", "environ", "words"),
    [
        (TerminalProfile(slow=True), {}, "no pictures on a slow line"),
        pytest.param(
            TerminalProfile(color_depth="16"), {}, "no pictures in the terminal's own colours", marks=pytest.mark.slow
        ),
        pytest.param(
            TerminalProfile(),
            {"TMUX": "/tmp/x,1,0"},
            "no pictures inside tmux, screen or zellij",
            marks=pytest.mark.slow,
        ),
    ],
    ids=["slow", "16 colours", "tmux"],
)
async def test_some_terminals_are_not_even_asked(
    profile: TerminalProfile, environ: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    async with on(monkeypatch, KITTY, terminal_profile=profile) as (stage, terminal):
        await stage.press("Z")
        assert f"{words}: the chart stays in characters" in stage.lines[-1]
        await stage.wait(2)
        assert BRAILLE.search("".join(chart_of(stage)))
        assert terminal.questions == 0


@pytest.mark.slow
async def test_a_chart_that_is_larger_than_sixels_may_be_stays_in_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on(monkeypatch, ("\x1b[?2;0;200;200S", *SIXEL)) as (stage, terminal):
        await stage.press("Z")
        await stage.wait_until(lambda: "the chart is too large for a picture" in stage.lines[-1])
        assert BRAILLE.search("".join(chart_of(stage)))
        assert not terminal.sent


@pytest.mark.slow
async def test_a_line_that_becomes_slow_ends_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on(monkeypatch, KITTY) as (stage, terminal):
        await show(stage, terminal)
        terminal.reply_delay = 2.0
        await stage.wait(2)
        assert "no pictures on a slow line" in stage.lines[-1]
        assert terminal.sent[-1] == REMOVE_KITTY
        terminal.reply_delay = 0.0
        await stage.wait(2)
        assert BRAILLE.search("".join(chart_of(stage))), "it comes and goes"


@pytest.mark.slow
async def test_without_a_thread_to_draw_on_the_chart_stays_in_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on(monkeypatch, KITTY) as (stage, terminal):

        def refuse(*_: object) -> None:
            raise RuntimeError("can't start new thread")

        monkeypatch.setattr(asyncio.get_running_loop(), "run_in_executor", refuse)
        await stage.press("Z")
        await stage.wait_until(lambda: "no thread left" in stage.lines[-1])
        assert BRAILLE.search("".join(chart_of(stage)))
        assert not terminal.sent


@pytest.mark.slow
async def test_what_is_due_when_the_board_ends_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on(monkeypatch, KITTY) as (stage, terminal):
        await show(stage, terminal)
        monkeypatch.setattr(chart_pixels, "INTERVAL", 0.02)
        await stage.press("left")
        pixels = detail_of(stage)._pixels  # a timer and an answer that come after the end
    pixels._timed.add(pixels.after_frame)
    pixels._call(pixels.after_frame)
    pixels._answers = list(KITTY)
    pixels._conclude(pixels._answers)


@pytest.mark.slow
async def test_the_next_start_asks_when_the_chart_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on(monkeypatch, KITTY) as (stage, terminal):
        await show(stage, terminal)
        remembered = stage.app.view()
    assert remembered is not None
    again = FakeTerminal(KITTY)
    monkeypatch.setattr(MarketApp, "terminal", property(lambda _app: again))
    async with staged(remembered=remembered) as stage:
        await stage.wait_until(lambda: bool(again.pictures))


ANSWERING = dict(
    zip((b"\x1b[>q", b"\x1b[16t", b"\x1b[c"), (KITTY[0].encode(), b"\x1b[6;20;10t", b"\x1b[?62;c"), strict=True)
)
CRASHING = """
import sys
from tui.ui.chart_pixels import ChartPixels

def fail(*_):
    raise OSError("no")

write = ChartPixels._write

def once_written(self, text, protocol):
    write(self, text, protocol)
    self._app.set_timer(0.3, fail)

ChartPixels._write = once_written
sys.argv[1:] = ["demo", "--seed", "7"]
from tui.cli import main
sys.exit(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("argv", "end", "status"),
    [
        (bigboard("demo", "--seed", "7"), lambda terminal: terminal.signal(signal.SIGTERM), 143),
        (bigboard("demo", "--seed", "7"), lambda terminal: terminal.send("q" * 4), 0),
        ([sys.executable, "-c", CRASHING], lambda _terminal: None, 1),
    ],
    ids=["signal", "q", "crash"],
)
def test_at_the_end_no_picture_is_left(argv: list[str], end: Callable[[Terminal], object], status: int) -> None:
    with Terminal(argv, size=(120, 40), answers=ANSWERING) as terminal:
        terminal.wait_for("KSE100.*SYMBOL.*AIRLINK")
        terminal.send(":chart 1d pixels\r")
        terminal.wait_until(lambda: b"\x1b_Ga=T" in terminal.raw)
        end(terminal)

        assert terminal.wait() == status
        assert terminal.is_restored()
        raw = bytes(terminal.raw)
        assert raw.rfind(REMOVE_KITTY.encode()) > raw.rfind(b"\x1b_Ga=T")
        assert raw.rfind(REMOVE_KITTY.encode()) < raw.rfind(b"\x1b[?1049l")
        assert b"Gi=" not in raw[raw.rfind(b"\x1b[?1049l") :]


@pytest.mark.slow
def test_a_suspended_board_takes_its_picture_along_and_brings_it_back() -> None:
    with Terminal(bigboard("demo", "--seed", "7"), size=(120, 40), answers=ANSWERING) as terminal:
        terminal.wait_for("KSE100.*SYMBOL.*AIRLINK")
        terminal.send(":chart 1d pixels\r")
        terminal.wait_until(lambda: b"\x1b_Ga=T" in terminal.raw)
        terminal.signal(signal.SIGTSTP)
        terminal.wait_until(terminal.is_restored)
        raw = bytes(terminal.raw)
        assert raw.rfind(REMOVE_KITTY.encode()) > raw.rfind(b"\x1b_Ga=T")
        terminal.signal(signal.SIGCONT)
        terminal.wait_until(lambda: b"\x1b_Ga=T" in terminal.raw[len(raw) :])
