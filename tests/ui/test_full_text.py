"""The page of a teaser in the reader: asked for by a key, shown when it comes, never in the place of a text unasked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.kit.feed import ScriptedFeed
from tests.ui.stage import Stage, staged
from tui.domain.article import Article, Completeness
from tui.domain.article_page import PageEvent
from tui.domain.blocks import paragraph
from tui.domain.events import ArticleFetched, ArticleRequested
from tui.domain.market import apply
from tui.domain.text import CleanText

KEY = "7"
FIRST_WORDS, REST = "Buyers came back on Monday.", "The rest is on the page alone."


class Teaser:
    """The board with one teaser open in the reader, which has the keys, and what becomes of its page."""

    def __init__(self, stage: Stage, feed: ScriptedFeed) -> None:
        self.stage, self.feed = stage, feed

    @property
    def article(self) -> Article:
        return self.stage.source.market.articles[KEY]

    async def happens(self, event: PageEvent) -> None:
        source = self.stage.source
        source.market = apply(source.market, event)
        await self.stage.show(source.market)

    async def is_asked_for(self) -> None:
        await self.happens(ArticleRequested("br", self.article.id, self.stage.app.state.now))

    async def comes(self, *, reason: str | None = None, is_part: bool = False) -> None:
        texts = (FIRST_WORDS, REST)
        full = self.article._replace(
            blocks=tuple(paragraph(CleanText(text)) for text in texts),
            completeness=Completeness.PARTIAL if is_part else Completeness.WHOLE,
        )
        now = self.stage.app.state.now
        page = full if reason is None or is_part else None
        await self.happens(ArticleFetched("br", full.id, now, page, None if reason is None else CleanText(reason)))


@asynccontextmanager
async def teaser(size: tuple[int, int] = (110, 26)) -> AsyncIterator[Teaser]:
    async with staged(size) as stage:
        stage.source.publish(int(KEY), "Index holds its gains", FIRST_WORDS)
        stage.source.articles = [
            each._replace(completeness=Completeness.TEASER, comments=each.comments) for each in stage.source.articles
        ]
        await stage.poll(15)
        feed = ScriptedFeed()
        stage.app.feed = feed
        await stage.press("a", "enter", "z")
        yield Teaser(stage, feed)


@pytest.mark.slow
async def test_a_teaser_says_so_and_enter_takes_its_page() -> None:
    async with teaser() as shown:
        stage = shown.stage
        assert "teaser, enter takes the page" in stage.text

        await stage.press("enter")
        assert shown.feed.requests == [f"fetch {KEY}"]
        await shown.is_asked_for()
        assert "fetching the page, 0s; enter stops" in stage.text
        assert FIRST_WORDS in stage.text

        await shown.comes()
        assert REST in stage.text
        assert "full text" in stage.text


async def test_a_page_that_is_awaited_can_be_stopped() -> None:
    async with teaser() as shown:
        await shown.stage.press("enter")
        await shown.is_asked_for()
        await shown.stage.press("enter")

        assert shown.feed.requests == [f"fetch {KEY}", f"cancel {KEY}"]


@pytest.mark.slow
async def test_a_page_that_cannot_be_had_leaves_the_teaser_with_the_reason() -> None:
    async with teaser() as shown:
        await shown.stage.press("enter")
        await shown.comes(reason="the site refuses it (HTTP 403)")

        assert FIRST_WORDS in shown.stage.text
        assert "No full text: the site refuses it (HTTP 403). Enter tries again." in shown.stage.text
        await shown.stage.press("enter")
        assert shown.feed.requests == [f"fetch {KEY}", f"fetch {KEY}"]


@pytest.mark.slow
async def test_a_page_of_which_a_part_could_be_read_says_so() -> None:
    async with teaser() as shown:
        await shown.stage.press("enter")
        await shown.comes(reason="a paywall", is_part=True)

        assert REST in shown.stage.text
        assert "partial" in shown.stage.lines[shown.stage.line_of("ARTICLE")]
        assert "Only a part of the page: a paywall. Enter tries again." in shown.stage.text


@pytest.mark.slow
async def test_a_page_that_comes_of_itself_is_offered() -> None:
    async with teaser() as shown:
        await shown.comes()
        assert REST not in shown.stage.text
        assert "the full text is there, enter" in shown.stage.text

        await shown.stage.press("enter")
        assert REST in shown.stage.text
        assert not shown.feed.requests


async def test_a_poll_that_brings_the_teaser_again_changes_nothing() -> None:
    async with teaser() as shown:
        await shown.stage.press("enter")
        await shown.comes()
        await shown.stage.poll(15)
        assert REST in shown.stage.text
        assert "newer version" not in shown.stage.text


@pytest.mark.slow
async def test_a_newer_teaser_has_its_page_read_again() -> None:
    async with teaser() as shown:
        await shown.stage.press("enter")
        await shown.comes()
        article = shown.stage.source.articles[0]
        shown.stage.source.articles = [article._replace(title=CleanText("Index gives up its gains"))]
        await shown.stage.poll(15)
        assert "newer version, u" in shown.stage.text
        assert REST in shown.stage.text

        await shown.stage.press("u")
        assert shown.feed.requests == [f"fetch {KEY}", f"fetch {KEY}"]
        await shown.comes()
        assert "Index gives up its gains" in shown.stage.text


async def test_a_narrow_reader_says_the_same_in_fewer_words() -> None:
    async with teaser((50, 20)) as shown:
        assert "teaser, enter" in shown.stage.text
        await shown.stage.press("enter")
        await shown.is_asked_for()
        assert "fetching 0s" in shown.stage.text
