"""The end of the whole program: from the key to the exit, and until the terminal is given back."""

import os
import select
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from tests.bench.served import exchange
from tests.bench.table import Result
from tests.kit.home import at_home
from tests.kit.terminal import Terminal, bigboard

_RUNS = 7
_SETTLE = 2.0
_PATIENCE = 10.0
_GIVEN_BACK = b"\x1b[?1049l"


class Leave(NamedTuple):
    """Milliseconds from the key `q`."""

    given_back: float
    exited: float


def measured() -> list[Result]:
    """Times, as medians."""
    results = _named("the demo's board", [left(bigboard("demo", "--seed", "7"), {}) for _ in range(_RUNS)])
    with exchange(1_000, 460) as board, tempfile.TemporaryDirectory() as home:
        results += _named("a board of 1,000 rows, stored", [left(board, at_home(home)) for _ in range(_RUNS)])
    return results


def _named(what: str, leaves: Sequence[Leave]) -> list[Result]:
    given_back, exited = (statistics.median(times) for times in zip(*leaves, strict=True))
    return [
        Result(what=f"quit: {what}, terminal given back", measured=given_back, unit="ms"),
        Result(what="    until the program has exited", measured=exited, unit="ms", budget=100),
    ]


def left(argv: Sequence[str], env: dict[str, str | None]) -> Leave:
    """Start a board, let it settle, press `q`, and time the end."""
    with Terminal(argv, env={"PYTHONDONTWRITEBYTECODE": None, **env}) as terminal:
        terminal.wait_for("quit")
        terminal.pump(_SETTLE)
        began = given_back = time.monotonic()
        terminal.send("q")
        while not os.waitpid(terminal.pid, os.WNOHANG)[0]:
            assert time.monotonic() - began < _PATIENCE
            if select.select([terminal.fd], [], [], 0.001)[0]:
                with suppress(OSError):
                    if _GIVEN_BACK in os.read(terminal.fd, 1 << 16):
                        given_back = time.monotonic()
        ended = time.monotonic()
        terminal.status = 0
    return Leave((given_back - began) * 1000, (ended - began) * 1000)
