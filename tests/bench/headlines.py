"""The list of headlines with 5,000 articles: CPU of this thread from a key until nothing more is painted."""

import statistics
import time
from datetime import timedelta
from typing import Any, Final

from textual.pilot import Pilot

from tests.bench.boards import START, BenchBoard, MovingMarket
from tests.bench.table import Result
from tests.kit.markets import a_market, a_snapshot
from tests.kit.quotes import an_article
from tui.domain.events import Snapshot
from tui.domain.market import Market
from tui.ui.terminal.compositor_patch import patch_compositor

SOURCES: Final = 10
ARTICLES_OF_EACH: Final = 500
_ARTICLES: Final = SOURCES * ARTICLES_OF_EACH
_ROWS: Final = 1_000
_SIZE: Final = (120, 40)
_RUNS: Final = 15
_WORDS: Final = ("Cement", "Oil", "Banks", "Power", "Textiles", "Steel", "Sugar")


async def measured() -> list[Result]:
    """Return the median CPU of showing the list, of a filter, and of the next unread story."""
    patch_compositor()
    board = BenchBoard("truecolor", flash=False)
    board.set_initial_market(_market())
    times: dict[str, list[float]] = {"the list is shown": [], "the next unread": [], "a filter": [], "no filter": []}
    async with board.run_test(headless=False, size=_SIZE) as pilot:
        await board.settled()
        for _ in range(_RUNS):
            times["the list is shown"].append(await _timed(board, pilot, "a"))
            times["the next unread"].append(await _timed(board, pilot, "n"))
            await _timed(board, pilot, "slash", *"cement")
            times["a filter"].append(await _timed(board, pilot, "enter"))
            times["no filter"].append(await _timed(board, pilot, "escape"))
            await _timed(board, pilot, "a")
    return [
        Result(
            what=f"headlines of {_ARTICLES:,} articles, {name}, median CPU",
            measured=statistics.median(each),
            unit="ms",
            budget=10,
        )
        for name, each in times.items()
    ]


async def _timed(board: BenchBoard, pilot: Pilot[Any], *keys: str) -> float:
    """Milliseconds from keys to the end of the last frame."""
    began = time.thread_time()
    await pilot.press(*keys)
    await board.settled()
    return (time.thread_time() - began) * 1000


def _market() -> Market:
    names = tuple(f"paper {number}" for number in range(SOURCES))
    return a_market(
        MovingMarket(_ROWS).snapshot(),
        *(_news(place, name) for place, name in enumerate(names)),
        sources=("br", *names),
        capacity=_ARTICLES,
    )


def _news(place: int, source: str) -> Snapshot:
    articles = (
        an_article(
            f"{source}-{number}",
            f"{_WORDS[number % len(_WORDS)]}: what {source} has on day {number}",
            published=START - timedelta(minutes=SOURCES * number + place),
        )
        for number in range(ARTICLES_OF_EACH)
    )
    return a_snapshot(*articles, source=source, at=START)
