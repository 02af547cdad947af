"""How the board looks, as plain text, so that a change of looks reads as a diff.

`BIGBOARD_LOOKS=write pytest tests/ui/test_looks.py` writes the pictures anew.
"""

import os
from pathlib import Path

import pytest

from tests.kit.marks import quick
from tests.ui.stage import Stage, staged
from tui.view.sorting import DEFAULT_SORT

pytestmark = pytest.mark.usefixtures("patched_compositor")

LOOKS = Path(__file__).parent / "looks"
STORY = (
    "Cement makers led a quiet climb on Monday as buyers came back after a long weekend, and the benchmark rose.",
    "“We see no reason to sell,” said one dealer, who asked not to be named. “Nor, to be frank, any reason to buy.”",
    "Turnover was thin. Gas and power shares gave back some of what they had gained last week.",
)


def looks_like(stage: Stage, name: str) -> None:
    picture = LOOKS / f"{name}.txt"
    if os.environ.get("BIGBOARD_LOOKS") == "write":
        LOOKS.mkdir(exist_ok=True)
        picture.write_text(stage.text + "\n", encoding="utf-8")
    assert stage.text + "\n" == picture.read_text(encoding="utf-8")


async def an_hour_of_trading(stage: Stage) -> None:
    floor = stage.source
    floor.publish(1, "Cement makers lead a quiet climb", *STORY, minutes_ago=18)
    floor.list("NIL", None, None, flags=("price not a number",))
    for n in range(12):
        floor.index("KSE100", f"{40371 + 11 * n}.88", f"{31 + 11 * n}.40")
        floor.index("BR30", f"{14480 - 7 * n}.5", f"-{12 + 7 * n}.5")
        for symbol, by in (("OGDC", "0.35"), ("LUCK", "-0.4"), ("DFML", ("0.2", "-0.15")[n % 2])):
            floor.move(symbol, by)
        await stage.poll(15)
    await stage.wait(4)


@pytest.mark.parametrize("size", quick(1, (120, 40), (80, 24), (40, 12)), ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_board_looks_as_drawn(size: tuple[int, int]) -> None:
    async with staged(size, sort=DEFAULT_SORT) as stage:
        await an_hour_of_trading(stage)
        looks_like(stage, f"board-{size[0]}x{size[1]}")


@pytest.mark.slow
async def test_a_failing_source_looks_as_drawn() -> None:
    async with staged((120, 40), sort=DEFAULT_SORT) as stage:
        await an_hour_of_trading(stage)
        await stage.poll_fails("HTTP 503", after=11)
        await stage.wait(95)
        looks_like(stage, "failing-120x40")


@pytest.mark.slow
async def test_an_open_article_looks_as_drawn() -> None:
    async with staged((80, 24), sort=DEFAULT_SORT) as stage:
        await an_hour_of_trading(stage)
        await stage.press("a")
        looks_like(stage, "article-80x24")


@pytest.mark.slow
async def test_a_detail_looks_as_drawn() -> None:
    async with staged((120, 40), sort=DEFAULT_SORT) as stage:
        await an_hour_of_trading(stage)
        await stage.point("OGDC")
        await stage.press("enter")
        looks_like(stage, "detail-120x40")


async def test_an_empty_board_looks_as_drawn() -> None:
    async with staged((80, 24), first_poll=False, sort=DEFAULT_SORT) as stage:
        looks_like(stage, "empty-80x24")


@pytest.mark.slow
async def test_source_health_looks_as_drawn() -> None:
    async with staged((80, 24), sort=DEFAULT_SORT) as stage:
        await an_hour_of_trading(stage)
        await stage.poll_fails("no answer in 15 s", after=11)
        await stage.press("ctrl+r")
        looks_like(stage, "health-80x24")
