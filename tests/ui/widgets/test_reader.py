"""The reader at a start from stored articles, and at the ends of its list."""

import pytest

from tests.ui.stage import Stage, staged
from tui.domain.events import BoardRestored, Snapshot
from tui.domain.market import apply

LONG = tuple(f"Paragraph {n} of a report that goes on and on about cement, gas and the rupee." for n in range(60))
pytestmark = pytest.mark.usefixtures("patched_compositor")


async def restart(stage: Stage) -> None:
    """Start with two stored articles, as the program does before its first poll."""
    stage.source.publish(11, "The stored article", minutes_ago=60)
    stage.source.publish(10, "The stored older one", minutes_ago=70)
    stored = Snapshot(source="br", at=stage.app.time, articles=tuple(stage.source.articles))
    stage.source.market = apply(stage.source.market, BoardRestored(snapshots=(stored,)))
    await stage.show(stage.source.market)


async def test_old_articles_are_no_news_after_a_restart() -> None:
    async with staged((120, 40), first_poll=False) as stage:
        await restart(stage)
        for number in range(5):
            stage.source.publish(number, f"Older still {number}", minutes_ago=100 + number)
        await stage.poll(5)

        assert "new:" not in stage.text
        assert "NEWS  7 · 6 unread" in stage.text


async def test_what_was_published_since_the_last_end_is_news() -> None:
    async with staged((120, 40), first_poll=False) as stage:
        await restart(stage)
        stage.source.publish(5, "Older still", minutes_ago=100)
        stage.source.publish(12, "Published since", minutes_ago=10)
        await stage.poll(5)

        assert "new: Published since" in stage.text
        assert "NEWS  4 · 3 unread" in stage.text


async def test_after_the_first_poll_whatever_comes_is_news() -> None:
    async with staged((120, 40), first_poll=False) as stage:
        await restart(stage)
        await stage.poll_fails(after=5)
        await stage.poll(5)
        stage.source.publish(5, "Late to be listed", minutes_ago=100)
        await stage.poll(5)

        assert "new: Late to be listed" in stage.text
