"""Keys that arrive together have the effect that they have one by one."""

import asyncio
import random
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from textual import events
from textual.message import Message

from tests.kit.marks import quick, spread
from tests.ui.stage import Stage, staged
from tui.ui.terminal.input import InputReader
from tui.ui.terminal.input_queue import Backlog
from tui.ui.widgets import article_actions

KEYS = {
    **{key: key.encode() for key in "qr taizunpoykjgGsSf/?xb"},
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    # as terminals that know the kitty protocol send it; alone in front of a letter it would be alt
    "escape": b"\x1b[27u",
    "backspace": b"\x7f",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "ctrl+r": b"\x12",
    "ctrl+p": b"\x10",
    "ctrl+u": b"\x15",
    "ctrl+c": b"\x03",
}
"""Every key that is bound, and letters that are not."""
PAIRS = sorted(product(KEYS, KEYS))
SMALL = (80, 24)
STATES: dict[str, tuple[Sequence[str], tuple[int, int]]] = {
    "grid": ((), SMALL),
    "grid and reader": ((), (120, 30)),
    "filter": (("/",), SMALL),
    "filter of a word": (("/", "o", "g"), SMALL),
    "filtered": (("/", "k", "enter"), SMALL),
    "reader": (("a",), SMALL),
    "detail": (("enter",), (120, 30)),
    "help": (("?",), SMALL),
    "health": (("ctrl+r",), SMALL),
    "palette": (("ctrl+p",), SMALL),
    "palette with a word": (("ctrl+p", "n"), SMALL),
    "too small": ((), (20, 5)),
}


class AtOnce:
    """A thread that runs as soon as it is started: when an article is saved must not depend on the machine."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...], *, daemon: bool) -> None:
        assert daemon
        self.start = partial(target, *args)


@pytest.fixture(autouse=True)
def _saved_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_actions, "threading", SimpleNamespace(Thread=AtOnce))


class Typist:
    """Types bytes as a terminal sends them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._reader = InputReader("utf-8", self._post, Backlog())

    def _post(self, message: Message) -> None:
        message.set_sender(self._stage.app)
        self._stage.app.post_message(message)

    def burst(self, *keys: str) -> None:
        """Type all keys in one read."""
        self._reader.feed(b"".join(KEYS.get(key, key.encode()) for key in keys), now=0)

    async def one_by_one(self, *keys: str) -> None:
        """Type each key once everything caused by the one before is complete."""
        for key in keys:
            self.burst(key)
            await self.rest()
            if self._stage.has_ended:
                return

    async def rest(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        # after a key that quits there is nothing to wait for
        settling = asyncio.create_task(self._stage.settle())
        while not settling.done() and not self._stage.has_ended:  # noqa: ASYNC110 - neither has an event
            await asyncio.sleep(0)
        if self._stage.has_ended:
            settling.cancel()
        else:
            await settling
        assert self._stage.error is None


async def screen_after(state: str, keys: Sequence[str], *, together: bool) -> str:
    """Return the screen after these keys, with the focus and cursor, or that the program has ended."""
    keys_before, size = STATES[state]
    async with staged(size) as stage:
        stage.source.publish(1, "First", "One.", minutes_ago=30)
        stage.source.publish(2, "Second", *(["Two."] * 60), minutes_ago=10)
        await stage.poll(0)
        typist = Typist(stage)
        await typist.one_by_one(*keys_before)
        if together:
            typist.burst(*keys)
            await typist.rest()
        else:
            await typist.one_by_one(*keys)
        app = stage.app
        if stage.has_ended:
            return f"ended with {app.return_code}"
        focused = app.focused.id if app.focused else None
        return f"{stage.text}\n{app.screen.__class__.__name__} {focused} {stage.cursor}"


async def check(state: str, keys: Sequence[str]) -> None:
    together = await screen_after(state, keys, together=True)
    assert together == await screen_after(state, keys, together=False), (state, keys)


BURSTS = [
    ("grid", ("/", "q")),
    ("grid", ("/", "a", "f")),
    ("grid", ("?", "q")),
    ("grid", ("g", "g", "j")),
    ("grid", ("i", "pagedown", "pagedown")),
    ("grid", ("ctrl+p", "enter", "enter")),
    ("grid", ("ctrl+p", "pagedown", "enter")),
]
MORE_BURSTS = [
    ("grid", ("/", "o", "g", "enter", "j")),
    ("grid", ("/", "o", "g", "escape", "G")),
    ("grid", ("a", "z", "G")),
    ("grid and reader", ("z", "pagedown", "z", "pagedown")),
    ("grid and reader", ("tab", "j", "j", "tab", "j")),
    ("reader", ("a", "j", "enter", "escape", "/", "k")),
    ("help", ("escape", "/", "q", "ctrl+u")),
    ("health", ("?", "pagedown", "ctrl+r", "escape", "j")),
    ("grid", ("ctrl+p", "h", "e", "l", "p", "enter", "pagedown")),
    ("palette", ("escape", "escape", "j")),
    ("too small", ("/", "q")),
]


@pytest.mark.parametrize(
    ("state", "keys"),
    spread(1, *(pytest.param(*burst) for burst in (*BURSTS, *MORE_BURSTS))),
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
async def test_keys_in_one_read_have_the_effect_that_they_have_one_by_one(state: str, keys: Sequence[str]) -> None:
    await check(state, keys)


async def test_a_filter_that_is_typed_at_once_filters() -> None:
    async with staged(SMALL) as stage:
        Typist(stage).burst("/", "o", "g", "d")
        await stage.settle()
        assert stage.symbols == ["OGDC"]


@pytest.mark.slow
async def test_pastes_and_clicks_are_handled_in_order_too() -> None:
    async with staged(SMALL) as stage:
        typist = Typist(stage)
        typist.burst("/", "\x1b[200~og\x1b[201~", "d", "enter")
        await stage.settle()
        assert stage.symbols == ["OGDC"]
        y = stage.grid.region.y
        typist.burst("escape", "g", f"\x1b[<0;5;{y + 4}M\x1b[<0;5;{y + 4}m", "j")
        await stage.settle()
        assert stage.grid.position == 3


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
async def test_some_pairs_of_keys_in_one_read(state: str) -> None:
    for keys in random.Random(f"pairs {state}").sample(PAIRS, 8):
        await check(state, keys)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("first", KEYS)
@pytest.mark.parametrize("state", STATES)
async def test_all_pairs_of_keys_in_one_read(state: str, first: str) -> None:
    for second in KEYS:
        await check(state, (first, second))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
async def test_many_keys_in_one_read(seed: int) -> None:
    chance = random.Random(seed)
    keys = [key for key in KEYS if key not in {"q", "ctrl+c", "r"}]
    await check(chance.choice([*STATES]), chance.choices(keys, k=12))


async def check_palette(seed: int, count: int) -> None:
    """Type random keys, among them the palette's, in bursts of random length."""
    chance = random.Random(seed)
    keys = [key for key in KEYS if key not in {"q", "ctrl+c"}]
    async with staged(SMALL) as stage:
        typist = Typist(stage)
        while count > 0 and not stage.has_ended:
            burst = [chance.choice(("ctrl+p", "enter", chance.choice(keys))) for _ in range(chance.randrange(1, 9))]
            count -= len(burst)
            typist.burst(*burst)
            if chance.random() < 0.5:
                await asyncio.sleep(chance.choice((0, 0.001, 0.02)))
        await typist.rest()


@pytest.mark.slow
async def test_the_palette_survives_random_keys() -> None:
    await check_palette(seed=1, count=15)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*range(2, 5), *(pytest.param(n, marks=pytest.mark.long) for n in range(5, 40))])
async def test_the_palette_survives_random_keys_by_the_hundred(seed: int) -> None:
    await check_palette(seed, 300)


async def test_a_handler_that_never_ends_delays_the_keys_for_a_limited_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.ui.terminal.input_queue.COMPLETION_TIMEOUT", 0.05)
    async with staged(SMALL) as stage:
        never = asyncio.Event()
        stage.grid.call_later(never.wait)
        Typist(stage).burst("j", "ctrl+c")
        await stage.gone()
        assert stage.app.return_code == 130
        never.set()


@pytest.mark.slow
@pytest.mark.parametrize("keys", quick(1, ("?",), ("j",), ("ctrl+p",), ("/", "a", "escape", "?", "j")), ids=" ".join)
async def test_the_board_may_end_while_a_key_is_handled(keys: Sequence[str]) -> None:
    for steps in range(12):
        async with staged(SMALL) as stage:
            Typist(stage).burst(*keys)
            for _ in range(steps):
                await asyncio.sleep(0)
            stage.app.exit_on_signal()
        assert stage.error is None
        assert stage.app.return_code == 0


async def test_an_action_that_fails_ends_the_board_as_any_error_does(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("no link")

    with pytest.raises(RuntimeError, match="no link"):  # noqa: PT012 - the stage raises it as it closes
        async with staged(SMALL) as stage:
            monkeypatch.setattr(stage.reader, "action_open_link", fail)
            Typist(stage).burst("o", "j")
            await stage.failed()


async def test_of_many_mouse_moves_only_the_latest_is_handled() -> None:
    async with staged(SMALL) as stage:
        moves: list[int] = []
        deliver = stage.app.input_queue._deliver  # which moves are skipped shows nowhere on the screen

        async def noted(event: events.Event) -> None:
            if isinstance(event, events.MouseMove):
                moves.append(int(event.x))
            await deliver(event)

        stage.app.input_queue._deliver = noted
        Typist(stage).burst("j", *(f"\x1b[<35;{x};6M" for x in range(1, 40)))
        await stage.settle()
        assert len(moves) < 10
        assert moves[-1] == 38


async def test_a_byte_of_flow_control_is_not_a_key() -> None:
    async with staged(SMALL) as stage:
        Typist(stage).burst("j", "\x11")
        await stage.settle()
        assert not stage.has_ended


@pytest.mark.slow
async def test_letters_in_the_palette_do_not_wait_for_each_search() -> None:
    async with staged(SMALL) as stage:
        typist = Typist(stage)
        await typist.one_by_one("ctrl+p")
        begun = asyncio.get_running_loop().time()
        typist.burst(*"n" * 200, "escape")
        await typist.rest()
        assert asyncio.get_running_loop().time() - begun < 10
        assert "SYMBOL" in stage.text


@pytest.mark.slow
async def test_closing_the_palette_during_a_search_does_not_end_the_board() -> None:
    async with staged(SMALL) as stage:
        typist = Typist(stage)
        for _ in range(10):
            typist.burst("ctrl+p", "n", "e", "escape")
            await typist.rest()
        await stage.settle()
        assert stage.symbols
