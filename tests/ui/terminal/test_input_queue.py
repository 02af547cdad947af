"""Keys that arrive together mean what they mean one by one."""

import asyncio
import random
from collections.abc import Sequence
from itertools import product

import pytest
from textual import events
from textual.message import Message

from tests.kit.marks import quick, spread
from tests.ui.stage import Stage, staged
from tui.ui.terminal.input import Backlog, InputReader

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


class Hand:
    """Types bytes as a terminal sends them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._reader = InputReader("utf-8", self._post, Backlog())

    def _post(self, message: Message) -> None:
        message.set_sender(self._stage.app)
        self._stage.app.post_message(message)

    def burst(self, *keys: str) -> None:
        """All in one read."""
        self._reader.feed(b"".join(KEYS.get(key, key.encode()) for key in keys), now=0)

    async def one_by_one(self, *keys: str) -> None:
        """Each once everything that followed from the one before has come to rest."""
        for key in keys:
            self.burst(key)
            await self.rest()
            if self._stage.app._exit:
                return

    async def rest(self) -> None:
        app = self._stage.app
        for _ in range(3):
            await asyncio.sleep(0)
        # a key that leaves is followed by nothing that could come to rest
        settling = asyncio.create_task(self._stage.settle())
        while not settling.done() and not app._exit:  # noqa: ASYNC110 - neither has an event
            await asyncio.sleep(0)
        if app._exit:
            settling.cancel()
        else:
            await settling
        assert app._exception is None


async def seen_after(state: str, keys: Sequence[str], *, together: bool) -> str:
    """What is on the screen after these keys, where the keys are and whether the program has ended."""
    begun, size = STATES[state]
    async with staged(size) as stage:
        stage.floor.publish(1, "First", "One.", minutes_ago=30)
        stage.floor.publish(2, "Second", *(["Two."] * 60), minutes_ago=10)
        await stage.poll(0)
        hand = Hand(stage)
        await hand.one_by_one(*begun)
        if together:
            hand.burst(*keys)
            await hand.rest()
        else:
            await hand.one_by_one(*keys)
        app = stage.app
        if app._exit:
            return f"ended with {app.return_code}"
        focused = app.focused.id if app.focused else None
        return f"{stage.text}\n{app.screen.__class__.__name__} {focused} {stage.cursor}"


async def check(state: str, keys: Sequence[str]) -> None:
    together = await seen_after(state, keys, together=True)
    assert together == await seen_after(state, keys, together=False), (state, keys)


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
    spread(4, *(pytest.param(*burst) for burst in (*BURSTS, *MORE_BURSTS))),
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
async def test_keys_in_one_read_mean_what_they_mean_one_by_one(state: str, keys: Sequence[str]) -> None:
    await check(state, keys)


async def test_a_filter_that_is_typed_at_once_filters() -> None:
    async with staged(SMALL) as stage:
        Hand(stage).burst("/", "o", "g", "d")
        await stage.settle()
        assert stage.symbols == ["OGDC"]


async def test_a_paste_and_a_click_have_their_turn_too() -> None:
    async with staged(SMALL) as stage:
        hand = Hand(stage)
        hand.burst("/", "\x1b[200~og\x1b[201~", "d", "enter")
        await stage.settle()
        assert stage.symbols == ["OGDC"]
        y = stage.grid.region.y
        hand.burst("escape", "g", f"\x1b[<0;5;{y + 4}M\x1b[<0;5;{y + 4}m", "j")
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


async def palette_under_fire(seed: int, count: int) -> None:
    """Random keys with the palette in the middle of them, in bursts of random length."""
    chance = random.Random(seed)
    keys = [key for key in KEYS if key not in {"q", "ctrl+c"}]
    async with staged(SMALL) as stage:
        hand = Hand(stage)
        while count > 0 and not stage.app._exit:
            burst = [chance.choice(("ctrl+p", "enter", chance.choice(keys))) for _ in range(chance.randrange(1, 9))]
            count -= len(burst)
            hand.burst(*burst)
            if chance.random() < 0.5:
                await asyncio.sleep(chance.choice((0, 0.001, 0.02)))
        await hand.rest()


async def test_the_palette_survives_random_keys() -> None:
    await palette_under_fire(seed=1, count=15)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*range(2, 5), *(pytest.param(n, marks=pytest.mark.long) for n in range(5, 40))])
async def test_the_palette_survives_random_keys_by_the_hundred(seed: int) -> None:
    await palette_under_fire(seed, 300)


async def test_a_handler_that_never_ends_holds_the_keys_up_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged(SMALL) as stage:
        monkeypatch.setattr(stage.app.input_queue, "_timeout", 0.05)
        never = asyncio.Event()
        stage.grid.call_later(never.wait)
        Hand(stage).burst("j", "ctrl+c")
        await stage.gone()
        assert stage.app.return_code == 130
        never.set()


@pytest.mark.parametrize("keys", quick(1, ("?",), ("j",), ("ctrl+p",), ("/", "a", "escape", "?", "j")), ids=" ".join)
async def test_the_board_may_end_in_the_middle_of_a_turn(keys: Sequence[str]) -> None:
    for steps in range(12):
        async with staged(SMALL) as stage:
            Hand(stage).burst(*keys)
            for _ in range(steps):
                await asyncio.sleep(0)
            stage.app.exit_on_signal()
        assert stage.app._exception is None
        assert stage.app.return_code == 0


async def test_an_action_that_fails_ends_the_board_as_any_error_does(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("no link")

    with pytest.raises(RuntimeError, match="no link"):  # noqa: PT012 - the stage raises it as it closes
        async with staged(SMALL) as stage:
            monkeypatch.setattr(stage.reader, "action_open_link", fail)
            Hand(stage).burst("o", "j")
            async with asyncio.timeout(5):
                await stage.app._exception_event.wait()


async def test_a_mouse_that_moves_on_is_looked_for_where_it_is_now() -> None:
    async with staged(SMALL) as stage:
        moves: list[int] = []
        deliver = stage.app.input_queue._deliver

        async def noted(event: events.Event) -> None:
            if isinstance(event, events.MouseMove):
                moves.append(int(event.x))
            await deliver(event)

        stage.app.input_queue._deliver = noted
        Hand(stage).burst("j", *(f"\x1b[<35;{x};6M" for x in range(1, 40)))
        await stage.settle()
        assert len(moves) < 10
        assert moves[-1] == 38


async def test_a_byte_of_flow_control_is_no_key() -> None:
    async with staged(SMALL) as stage:
        Hand(stage).burst("j", "\x11")
        await stage.settle()
        assert not stage.app._exit


@pytest.mark.slow
async def test_letters_in_the_palette_do_not_wait_for_what_each_would_find() -> None:
    async with staged(SMALL) as stage:
        hand = Hand(stage)
        await hand.one_by_one("ctrl+p")
        begun = asyncio.get_running_loop().time()
        hand.burst(*"n" * 200, "escape")
        await hand.rest()
        assert asyncio.get_running_loop().time() - begun < 10
        assert "SYMBOL" in stage.text


async def test_a_palette_that_closes_while_it_searches_ends_nothing() -> None:
    async with staged(SMALL) as stage:
        hand = Hand(stage)
        for _ in range(10):
            hand.burst("ctrl+p", "n", "e", "escape")
            await hand.rest()
        await stage.settle()
        assert stage.symbols
