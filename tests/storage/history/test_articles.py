"""The articles that are read from a history: each once, the newest first, with its versions and its first time."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.kit.markets import a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote, after, an_article
from tui.domain.article import Article
from tui.domain.events import Event, Snapshot
from tui.storage.history.articles import ArticleReader, articles_to_restore, read_articles
from tui.storage.history.delta import DeltaEncoder
from tui.storage.history.delta_decoder import DeltaDecoder
from tui.storage.history.store import HistoryStore

SINCE, UNTIL = after(-3_600), after(90_000)


def kept(folder: Path, *events: Event) -> Path:
    """Return a history of these events."""
    file = folder / "history.db"
    store, encoder = HistoryStore(file), DeltaEncoder()
    store.write([stored for event in events if (stored := encoder.encode(event)) is not None])
    store.close()
    return file


def polled(at: int, *articles: Article, source: str = "feed") -> Event:
    return a_snapshot(a_quote(price=str(100 + at)), *articles, source=source, at=after(at))


def test_an_article_is_there_once_as_it_was_seen_last_with_when_it_was_seen_first(tmp_path: Path) -> None:
    file = kept(
        tmp_path,
        polled(0, an_article("a", "First"), an_article("gone")),
        polled(60, an_article("a", "Second")),
        polled(120, an_article("b"), an_article("a", "Second")),
    )
    found = {str(seen.article.id): seen for seen in read_articles(ArticleReader(file), SINCE, UNTIL)}

    assert list(found) == ["b", "a", "gone"]
    assert (found["a"].article.title, found["a"].article.polled_at) == ("Second", after(0))
    assert [each.title for each in found["a"].versions] == ["First"]
    assert not found["b"].versions


@for_each(
    ("since", "until", "sources", "ids"),
    [
        (SINCE, UNTIL, None, ["other", "b", "a"]),
        (after(30), UNTIL, None, ["other", "b"]),
        (SINCE, after(30), None, ["a"]),
        (SINCE, UNTIL, {"two"}, ["other"]),
        (SINCE, UNTIL, {"none"}, []),
        (after(-10), after(-5), None, []),
    ],
)
def test_what_is_read_is_of_a_span_and_of_sources(
    tmp_path: Path, since: datetime, until: datetime, sources: set[str] | None, ids: list[str]
) -> None:
    file = kept(
        tmp_path,
        polled(0, an_article("a")),
        polled(60, an_article("b")),
        polled(120, an_article("other"), source="two"),
    )
    found = read_articles(ArticleReader(file), since, until, sources=sources)
    assert [seen.article.id for seen in found] == ids


def test_what_an_earlier_response_stated_is_there_while_one_of_the_span_lists_it(tmp_path: Path) -> None:
    first, second, third = an_article("a", "First"), an_article("b"), an_article("c")
    file = kept(
        tmp_path,
        polled(0, an_article("gone"), first, second),
        polled(60, first, an_article("b", "Second")),
        polled(120, third, first, an_article("b", "Second")),
        polled(180, an_article("d"), third, first),
    )
    found = {str(seen.article.id): seen for seen in read_articles(ArticleReader(file), after(100), UNTIL)}

    assert list(found) == ["d", "c", "b", "a"]
    assert [found[key].article.title for key in "ab"] == ["First", "Second"]


def test_what_the_response_stated_that_is_one_too_many_is_there_while_a_later_one_lists_it(tmp_path: Path) -> None:
    first, second, third = an_article("a"), an_article("b"), an_article("c")
    file = kept(tmp_path, polled(0, first), polled(60, second, first), polled(120, third, second, first))
    found = read_articles(ArticleReader(file), SINCE, UNTIL, max_events=1)
    assert [seen.article.id for seen in found] == ["c", "b", "a"]


@pytest.mark.slow
def test_a_feed_is_kept_by_what_is_new_and_is_whole_again() -> None:
    stories = [an_article(f"a{n}", f"Report {n}", *(f"{n * m} and {m}" for m in range(999))) for n in range(50)]
    listed = [tuple(reversed(stories[at : at + 30])) for at in range(20)]
    encoder, decoder = DeltaEncoder(), DeltaDecoder()
    stored = [encoder.encode(polled(at * 60, *articles)) for at, articles in enumerate(listed)]
    bodies = [each.body for each in stored if each is not None]

    assert sum(map(len, bodies[1:])) < len(bodies[0])
    for body, articles in zip(bodies, listed, strict=True):
        event = decoder.decode(body)
        assert isinstance(event, Snapshot)
        assert event.articles == articles


def test_a_response_that_has_an_article_twice_is_kept_with_both() -> None:
    encoder, decoder = DeltaEncoder(), DeltaDecoder()
    for at, articles in enumerate([(an_article("a"),), (an_article("a"), an_article("a", "Again"))]):
        stored = encoder.encode(polled(at, *articles))
        assert stored is not None
        event = decoder.decode(stored.body)
        assert isinstance(event, Snapshot)
        assert event.articles == articles


def test_a_board_begins_with_the_newest_of_earlier_runs_and_looks_no_further(tmp_path: Path) -> None:
    file = kept(tmp_path, *(polled(n * 60, an_article(f"a{n}")) for n in range(9)))
    restored = articles_to_restore(file, UNTIL, {"feed"}, capacity=3)
    ending = articles_to_restore(file, UNTIL, {"feed"}, capacity=3, is_ending=lambda: True)
    later = articles_to_restore(file, UNTIL + timedelta(days=60), {"feed"}, capacity=3)

    assert [article.id for article in restored] == ["a6", "a7", "a8"]
    assert ending == later == ()


def test_a_response_that_is_damaged_is_left_out(tmp_path: Path) -> None:
    file = kept(tmp_path, polled(0, an_article("a")), polled(60, an_article("b")))

    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE event SET body = ? WHERE id = (SELECT max(id) FROM event)", (b"nothing",))
    connection.close()
    assert [seen.article.id for seen in read_articles(ArticleReader(file), SINCE, UNTIL)] == ["a"]
