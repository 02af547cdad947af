"""A switch between ten tabs: the bytes that a terminal gets, which repeat, and the time until it has them."""

import statistics
from itertools import pairwise
from typing import Final

from tests.bench.boards import BenchBoard, MovingMarket
from tests.bench.floor import least, picture_of
from tests.bench.served import all_rows, exchange
from tests.bench.table import Result
from tests.kit.terminal import Terminal
from tui.ui.terminal.compositor_patch import patch_compositor
from tui.view.settings import BoardSettings
from tui.view.tabs import Tab

SIZE: Final = (120, 40)
BUDGET: Final = {"truecolor": 12_000, "standard": 12_000}
_FILTERS: Final = ("change > 0", "change < 0", "last > 100", "last < 100", "a", "b", "k")
"""Those of the user's seven tabs; All, one market and Mine are there without them."""
_FRAME_END: Final = b"\x1b[?2026l"
"""What ends synchronized output: from here on a terminal shows the tab."""
_SWITCHES: Final = 50


async def measured(rows: int, colours: str) -> list[Result]:
    """Bytes of showing each of the ten tabs for the first time, then of showing each again."""
    patch_compositor()
    label = f"ten tabs, {rows:,} rows, {'16 colours' if colours == 'standard' else colours}"
    own = tuple(Tab(name=f"Tab {number}", filter_text=text) for number, text in enumerate(_FILTERS))
    board = BenchBoard(colours, flash=False, settings=BoardSettings(tabs=own))
    board.set_initial_market(MovingMarket(rows).market)
    async with board.run_test(headless=False, size=SIZE) as pilot:
        await board.settled()
        pictures = [picture_of(board)]
        sent = []
        for _ in range(20):
            await pilot.press("right_square_bracket")
            sent.append(await board.settled())
            pictures.append(picture_of(board))
    floors = [least(before, after, colours) for before, after in pairwise(pictures)]
    most = max(range(len(sent)), key=sent.__getitem__)
    return [
        Result(
            what=f"switch of tabs, the most of 20, {label}",
            measured=sent[most],
            unit="B",
            budget=BUDGET[colours],
            floor=floors[most],
            exact=True,
        ),
        Result(what=f"switch of tabs, mean of 20, {label}", measured=statistics.mean(sent), unit="B"),
    ]


def timed(rows: int = 1_000) -> list[Result]:
    """Times from the key to the terminal, with a market that stands still."""
    tabs = "".join(f'[[tabs]]\nname = "Tab {number}"\nfilter = "{text}"\n' for number, text in enumerate(_FILTERS))
    with exchange(rows, 0, tabs) as argv, Terminal(argv) as terminal:
        terminal.wait_for(all_rows(rows), patience=60)
        terminal.pump(3)
        caught = []
        for _ in range(_SWITCHES):
            caught.append(terminal.catch("]", _FRAME_END))
            terminal.pump(0.05)
    results = []
    for name, times in zip(("first byte", "end of frame"), zip(*caught, strict=True), strict=True):
        sorted_ms = sorted(seconds * 1000 for seconds in times)
        results += [
            Result(
                what=f"switch of tabs, key to {name}, p{share * 100:.0f}, {rows:,} rows",
                measured=sorted_ms[int(len(sorted_ms) * share)],
                unit="ms",
                budget=30 if share == 0.5 else None,
            )
            for share in (0.5, 0.95)
        ]
    return results
