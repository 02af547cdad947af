"""What became of the pages of articles is in the history: a restart and a replay know it."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.markets import a_snapshot
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_article
from tests.storage.history.test_articles import kept
from tui.domain.events import (
    ArticleFetched,
    ArticleRequested,
    Continuity,
    Event,
    ReplacedSource,
    SessionChanged,
    SourcesReplaced,
)
from tui.domain.text import CleanText
from tui.engine.recorded_markets import RecordedMarkets
from tui.storage.history import delta
from tui.storage.history.articles import pages_to_restore
from tui.storage.history.playback import Playback

DAY = 86_400
REFUSED = CleanText("the site refuses it (HTTP 403)")
SOURCES = SourcesReplaced((ReplacedSource("br", "feed", timedelta(seconds=15), (), Continuity.RESTARTED),), after(-9))


def fetched(at: float, key: str = "article-1", text: str = "All of it.") -> ArticleFetched:
    return ArticleFetched("br", CleanText(key), after(at), an_article(key, "Index holds its gains", text))


def polled(at: float) -> Event:
    return a_snapshot(a_quote(price=str(1000 + at)), an_article(), at=after(at))


def test_an_earlier_run_gives_the_last_of_each_page(tmp_path: Path) -> None:
    failed = ArticleFetched("br", CleanText("b"), after(5), reason=REFUSED)
    file = kept(
        tmp_path,
        polled(0),
        ArticleRequested("br", CleanText("article-1"), after(1)),
        fetched(1, text="Half of it."),
        SessionChanged("PSX", after(2), is_open=True),
        fetched(3),
        failed,
        fetched(6, "c")._replace(source="gone"),
        polled(7),
    )

    assert pages_to_restore(file, after(60), {"br"}) == (fetched(3), failed)
    assert pages_to_restore(file, after(2), {"br"}) == (fetched(1, text="Half of it."),)
    assert not pages_to_restore(file, after(90 * DAY), {"br"})


@pytest.mark.parametrize("whole_after", [1, 500])
def test_a_replay_knows_the_pages_that_were_read_before_its_start(
    tmp_path: Path, whole_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta, "WHOLE_AFTER", whole_after)
    events = (SOURCES, polled(0), fetched(10), SessionChanged("PSX", after(15), is_open=False))
    file = kept(tmp_path, *events, *(polled(at) for at in range(20, 100, 10)), fetched(200, text="More."), polled(210))

    with closing(Playback(file, after(150), after(DAY))) as playback:
        markets = RecordedMarkets(playback, file, {})
        assert list(markets.market.health) == ["br"]
        assert markets.market.pages["article-1"].article == fetched(10).article
        markets.forward()
        assert markets.market.pages["article-1"].article == fetched(200, text="More.").article
        assert not markets.skipped


def test_a_poll_and_a_page_leave_each_other_alone(tmp_path: Path) -> None:
    file = kept(tmp_path, SOURCES, polled(0), fetched(10), polled(20), polled(30))

    with closing(Playback(file, FIXED_NOW - timedelta(hours=1), after(DAY))) as playback:
        markets = RecordedMarkets(playback, file, {})
        while not markets.is_at_end:
            markets.forward()
        assert markets.market.pages["article-1"].article == fetched(10).article
        assert markets.market.articles["article-1"] == an_article()
        assert not markets.skipped
