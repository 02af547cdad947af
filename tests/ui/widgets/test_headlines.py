"""The headlines on the board: they follow the newest until a key touches them, and then hold."""

import pytest

from tests.kit.marks import quick
from tests.ui.stage import Stage, staged
from tui.domain.events import ArticlesRestored
from tui.domain.market import apply
from tui.domain.text import CleanText
from tui.view.settings import BoardSettings, NewsSettings

TEXT = ("Cement makers led a quiet climb, and others rose.",)
pytestmark = pytest.mark.usefixtures("patched_compositor")


async def with_eight(stage: Stage) -> None:
    """Publish eight stories, number 8 the newest."""
    for number in range(1, 9):
        stage.source.publish(number, f"Story number {number}", *TEXT, minutes_ago=90 - 10 * number)
    await stage.poll(1)


def listed(stage: Stage) -> list[str]:
    """The titles in view, from the top."""
    region = stage.headlines.region
    lines = [line[region.x : region.right] for line in stage.lines[region.y + 1 : region.bottom]]
    return [line[9:].strip() for line in lines if "Story" in line or "Fresh" in line]


def heading(stage: Stage) -> str:
    region = stage.headlines.region
    return stage.lines[region.y][region.x : region.right]


@pytest.mark.parametrize("size", quick(1, (80, 24), (40, 12), (120, 40)))
async def test_the_newest_of_eight_stories_is_one_key_away(size: tuple[int, int]) -> None:
    async with staged(size) as stage:
        await with_eight(stage)
        await stage.press("N")
        assert stage.reader.display
        assert stage.reader.open_article is not None
        assert stage.reader.open_article.title == "Story number 8"


async def test_the_list_opens_a_story_and_escape_leads_back_and_out() -> None:
    async with staged((80, 24)) as stage:
        await with_eight(stage)
        await stage.press("a", "j", "j")
        assert listed(stage)[:3] == ["Story number 8", "Story number 7", "Story number 6"]
        await stage.press("enter")
        assert stage.keys_are_in(stage.reader)
        assert "Story number 6" in stage.text
        await stage.press("escape")
        assert stage.keys_are_in(stage.headlines)
        assert "8 · 7 unread" in heading(stage)
        await stage.press("escape")
        assert stage.keys_are_in(stage.grid)


@pytest.mark.slow
async def test_the_list_follows_the_newest_until_a_key_touches_it_and_then_holds() -> None:
    async with staged((80, 24)) as stage:
        await with_eight(stage)
        await stage.press("a")
        stage.source.publish(9, "Fresh one", *TEXT, minutes_ago=0)
        await stage.poll(5)
        assert listed(stage)[0] == "Fresh one"
        await stage.press("j")
        held = listed(stage)
        stage.source.publish(10, "Fresh two", *TEXT, minutes_ago=0)
        stage.source.publish(11, "Fresh old", *TEXT, minutes_ago=35)
        await stage.poll(5)
        assert listed(stage) == held
        assert "2 new above, g" in heading(stage)
        await stage.press("g")
        assert listed(stage)[0] == "Fresh two"
        assert "new above" not in heading(stage)
        stage.source.publish(12, "Fresh three", *TEXT, minutes_ago=0)
        await stage.poll(5)
        assert listed(stage)[0] == "Fresh three"


@pytest.mark.slow
async def test_unread_stories_follow_one_another_and_all_count_as_read_by_one_key() -> None:
    async with staged((120, 40)) as stage:
        await with_eight(stage)
        opened = []
        for key in ("n", "n", "p", "p", "p"):
            await stage.press(key)
            assert stage.reader.open_article is not None
            opened.append(stage.reader.open_article.title)
        # the newest is open at the start, in view
        assert opened == [f"Story number {n}" for n in (7, 6, 1, 2, 3)]
        await stage.press("A")
        assert "unread" not in heading(stage)
        assert "all articles are read: 2" in stage.lines[-1]
        await stage.press("p")
        assert stage.reader.open_article is not None
        assert stage.reader.open_article.title == "Story number 4"
        assert "no article is unread" in stage.lines[-1]


@pytest.mark.slow
async def test_a_filter_is_typed_as_that_of_the_grid_and_of_the_tape() -> None:
    async with staged((80, 24)) as stage:
        await with_eight(stage)
        await stage.press("N", "a", "slash", *"unread 7", "enter")
        assert listed(stage) == ["Story number 7"]
        assert "unread 7" in heading(stage)
        await stage.press("slash", "ctrl+u", *"nothing like it", "enter")
        assert "No article matches." in stage.text
        await stage.press("slash", "ctrl+u", "enter")
        assert len(listed(stage)) == 8


@pytest.mark.slow
async def test_bookmarks_stay_and_can_be_listed() -> None:
    async with staged((80, 24)) as stage:
        await with_eight(stage)
        await stage.press("a", "j", "b", "slash", *"marked", "enter")
        assert listed(stage) == ["Story number 7"]
        view = stage.app.view()
    assert view is not None
    assert len(view.news.marked) == 1
    async with staged((80, 24), remembered=view, first_poll=False) as again:
        await with_eight(again)
        await again.press("slash", *"marked", "enter")
        assert listed(again) == ["Story number 7"]


async def test_words_hide_stories_and_ring_for_others() -> None:
    async with staged((80, 24)) as stage:
        rung = []
        stage.app.bell = lambda: rung.append(stage.app.time)  # type: ignore[method-assign]
        news = NewsSettings(highlight=("dividend",), hide=("horoscope",), ring=True)
        stage.app.store.reload(stage.app.store.settings._replace(news=news), None)
        await with_eight(stage)
        await stage.press("a")
        stage.source.publish(20, "Fresh dividend", *TEXT, minutes_ago=1)
        stage.source.publish(21, "Your horoscope, Fresh", *TEXT, minutes_ago=0)
        await stage.poll(5)
        assert listed(stage)[0] == "Fresh dividend"
        assert "new: Fresh dividend" in stage.lines[-1]
        assert "horoscope" not in stage.text
        assert len(rung) == 1


async def test_the_reader_begins_with_the_newest_article_that_is_not_hidden() -> None:
    settings = BoardSettings(news=NewsSettings(hide=("horoscope",)))
    async with staged((120, 40), settings=settings, first_poll=False) as stage:
        stage.source.publish(1, "Story of cement", *TEXT, minutes_ago=9)
        stage.source.publish(2, "Your horoscope", *TEXT, minutes_ago=1)
        await stage.poll(1)
        assert stage.reader.open_article is not None
        assert stage.reader.open_article.title == "Story of cement"


@pytest.mark.slow
async def test_articles_that_come_from_the_history_are_listed_and_not_announced() -> None:
    async with staged((80, 24)) as stage:
        await with_eight(stage)
        old = next(iter(stage.source.market.articles.values()))
        began = stage.app.time
        restored = old._replace(
            id=CleanText("old"), title=CleanText("Fresh of last week"), polled_at=began.replace(year=began.year - 1)
        )
        stage.source.market = apply(stage.source.market, ArticlesRestored((restored,)))
        await stage.show(stage.source.market)
        await stage.press("a")
        assert "Fresh of last week" in stage.text
        assert "new:" not in stage.lines[-1], stage.text


@pytest.mark.slow
async def test_a_poll_sends_nothing_for_a_list_that_does_not_change() -> None:
    async with staged((80, 24)) as stage:
        await with_eight(stage)
        await stage.press("a")
        region = stage.headlines.region
        before = [row[region.x : region.right] for row in stage.picture[region.y : region.bottom]]
        for _ in range(3):
            await stage.poll(1)
        after = [row[region.x : region.right] for row in stage.picture[region.y : region.bottom]]
        assert after == before


@pytest.mark.slow
async def test_an_article_that_was_only_opened_out_of_view_is_unread() -> None:
    async with staged((80, 24)) as stage:
        await with_eight(stage)
        await stage.press("a")
        assert "8 · 8 unread" in heading(stage)
