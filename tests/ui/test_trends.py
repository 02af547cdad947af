"""The trends of the board: on the session of their market, and redrawn only where they have changed."""

import pytest

from tests.ui.stage import Stage, staged
from tui.config.calendars import load_calendars

pytestmark = pytest.mark.usefixtures("patched_compositor")

TILE = slice(1, 28)
"""The cells of the first of four tiles on 120."""


def chart(stage: Stage) -> list[str]:
    """Return the two lines of the first index's chart."""
    return [line.ljust(120)[TILE] for line in stage.lines[4:6]]


async def trade(stage: Stage, *levels: int) -> None:
    """Let ten minutes pass before each of these levels."""
    for level in levels:
        stage.source.index("KSE100", f"{level}.00", str(level - 40360))
        stage.source.move("OGDC", "0.5")
        await stage.poll(600)


async def test_a_trend_lies_on_the_session_of_its_market() -> None:
    async with staged((120, 40)) as stage:  # 14:18 in Karachi, of a session from 09:32 to 15:30
        stage.app.set_calendars(load_calendars())
        await trade(stage, 40400, 40500, 40300)

        assert chart(stage) == [
            "                      ⣀⢷   ",
            "⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒⠈⠒⢸⠒ ⠒",
        ]


async def test_time_alone_redraws_no_trend_within_a_minute_and_one_cell_of_it_in_ten() -> None:
    async with staged((120, 40)) as stage:
        stage.app.set_calendars(load_calendars())
        await trade(stage, 40400, 40500, 40300)

        await stage.wait(2)
        for _ in range(3):
            before = [*chart(stage), stage.row_of("OGDC")]
            await stage.poll(15)
            assert [*chart(stage), stage.row_of("OGDC")] == before
        before = chart(stage)
        for _ in range(10):
            await stage.poll(60)
        differing = sum(
            a != b for old, new in zip(before, chart(stage), strict=True) for a, b in zip(old, new, strict=True)
        )
        assert 1 <= differing <= 2
