"""Sources come and go while the engine runs, and no other source notices."""

import asyncio
import logging
import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.clock import MINUTE, START, ManualClock
from tests.kit.fetcher import HANGS, UNCHANGED, ScriptedFetcher, http_error
from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.monitor import MonitorHarness
from tests.kit.quotes import a_quote, after, an_article
from tests.kit.sources import PAIRS, environment, prices_by_id, source, subscribed
from tests.kit.waiting import wait_until
from tui.config.calendars import load_calendars
from tui.domain.events import Continuity, NextPollPlanned
from tui.domain.market import Market, apply
from tui.domain.source_health import SourceState
from tui.engine.clock import Timeline
from tui.engine.engine import Engine
from tui.engine.source_changes import compare_sources
from tui.sources.adapter import SourceConfig
from tui.sources.redaction.secret import Secret
from tui.storage.board_cache import BoardCache

BR, OTHER, THIRD = source("br"), source("other"), source("third")


class Running:
    """An engine amid its polls, on a clock that a test moves."""

    def __init__(self, fetcher: ScriptedFetcher, *sources: SourceConfig, folder: Path | None = None) -> None:
        self.clock = ManualClock()
        self.fetcher = fetcher
        self.markets: queue.SimpleQueue[Market] = queue.SimpleQueue()
        cache = BoardCache(folder, sources)
        self.engine = subscribed(
            Engine(
                sources,
                environment(self.clock, fetcher=fetcher),
                store=cache.save,
                on_replaced=cache.set_sources,
            ),
            self.markets.put,
        )

    def until(self, is_true: Callable[[Market], bool]) -> Market:
        wait_until(lambda: is_true(self.engine.market))
        return self.engine.market

    @property
    def prices(self) -> dict[str, str]:
        return prices_by_id(self.engine.market)


@contextmanager
def running(fetcher: ScriptedFetcher, *sources: SourceConfig, folder: Path | None = None) -> Iterator[Running]:
    board = Running(fetcher, *sources, folder=folder)
    board.engine.start()
    try:
        yield board
    finally:
        board.engine.stop()


def is_planned(*names: str) -> Callable[[Market], bool]:
    """Return whether each of these has been polled, and has a next poll."""
    return lambda market: all(name in market.health and market.health[name].next_try for name in names)


def test_a_new_source_is_polled_at_once_and_the_others_go_on_as_they_are() -> None:
    fetcher = ScriptedFetcher().respond("br", "OGDC=1").respond("other", "PPL=2")
    with running(fetcher, BR) as board:
        before = board.until(is_planned("br"))
        board.engine.replace_sources([OTHER, BR])
        market = board.until(is_planned("br", "other"))
        assert list(market.health) == ["other", "br"]
        assert board.prices == {"PSX:OGDC": "1", "PSX:PPL": "2"}
        assert market.health["br"] is before.health["br"]
        assert market.quotes_by_source["br"] is before.quotes_by_source["br"]
        assert fetcher.polled == ["br", "other"]
        assert fetcher.forgotten == ["other"]


def test_a_source_that_is_gone_leaves_the_market_its_poll_under_way_too(caplog: pytest.LogCaptureFixture) -> None:
    fetcher = ScriptedFetcher().respond("br", "OGDC=1").respond("other", "PPL=2").respond("third", HANGS)
    with caplog.at_level(logging.WARNING), running(fetcher, BR, OTHER, THIRD) as board:
        board.until(is_planned("br", "other"))
        wait_until(lambda: "third" in fetcher.polled)
        board.engine.replace_sources([OTHER])
        market = board.until(lambda market: list(market.health) == ["other"])
        assert board.prices == {"PSX:PPL": "2"}
        assert list(market.series) == list(market.quotes)
        board.clock.advance(timedelta(seconds=2))
        board.engine.poll_now()
        with pytest.raises(KeyError):
            board.engine.poll_now("br")
        wait_until(lambda: fetcher.polled[3:] == ["other"])
    assert not caplog.records


def test_what_changed_begins_anew_with_its_rows_where_its_requests_are_the_same() -> None:
    fetcher = ScriptedFetcher().respond("br", "OGDC=1", "OGDC=3").respond("other", "PPL=2")
    often = BR._replace(every=timedelta(seconds=30))
    with running(fetcher, BR, OTHER) as board:
        known = board.until(is_planned("br", "other"))
        board.clock.advance(timedelta(seconds=5))
        board.engine.replace_sources([often, OTHER])
        market = board.until(lambda market: prices_by_id(market)["PSX:OGDC"] == "3")
        assert market.health["br"].every == often.every
        assert market.health["br"].last_good == START + timedelta(seconds=5)
        assert market.health["other"] is known.health["other"]
        assert fetcher.polled.count("other") == 1


@for_each(
    ("change", "continuity"),
    [
        ({}, Continuity.UNCHANGED),
        ({"every": timedelta(hours=1)}, Continuity.RESTARTED),
        ({"off_reason": "no key"}, Continuity.RESTARTED),
        ({"symbols": ("OGDC", "PPL")}, Continuity.SUPERSEDED),
        ({"url": "http://else.example/"}, Continuity.NEW),
        ({"kind": "table"}, Continuity.NEW),
        ({"market": "NYSE"}, Continuity.NEW),
    ],
)
def test_what_becomes_of_the_rows_of_a_source_that_changed(change: dict[str, object], continuity: Continuity) -> None:
    old = BR._replace(symbols=("OGDC",))
    changed = old._replace(**change)  # type: ignore[arg-type]
    assert compare_sources([old], [changed]).continuity == {"br": continuity}
    assert compare_sources([], [changed]).continuity == {"br": Continuity.NEW}


def test_other_symbols_leave_the_rows_until_the_next_good_response_and_replace_them_all() -> None:
    old, new = BR._replace(symbols=("OGDC", "KEL")), BR._replace(symbols=("OGDC", "PPL"))
    market = a_market(a_snapshot(a_quote("OGDC", "101.25"), a_quote("KEL", "4")))
    market = apply(market, compare_sources([old], [new]).event(after(5)))
    assert prices_by_id(market) == {"PSX:OGDC": "101.25", "PSX:KEL": "4"}
    assert market.health["br"].state is SourceState.WAITING
    market = apply(market, a_snapshot(a_quote("PPL", "88"), at=after(6)))
    assert prices_by_id(market) == {"PSX:PPL": "88"}
    assert market.health["br"].state is SourceState.LIVE


def test_the_articles_of_a_source_that_is_gone_go_with_it() -> None:
    market = a_market(
        a_snapshot(an_article("1"), a_quote("OGDC", "1")),
        a_snapshot(an_article("2"), source="other"),
        sources=("br", "other"),
    )
    assert len(market.articles) == 2
    left = apply(market, compare_sources([BR, OTHER], [OTHER]).event(after(5)))
    assert [article.source for article in left.articles.values()] == ["other"]
    assert not left.quotes


def test_a_wait_that_a_server_requested_goes_on_whatever_else_is_changed() -> None:
    fetcher = ScriptedFetcher().respond("br", http_error(429, 300), "OGDC=1").respond("other", "PPL=2")
    with running(fetcher, BR) as board:
        board.until(is_planned("br"))
        board.engine.replace_sources([BR._replace(every=timedelta(seconds=30), symbols=("OGDC",)), OTHER])
        market = board.until(is_planned("br", "other"))
        assert market.health["br"].next_try == START + timedelta(minutes=5)
        assert fetcher.polled == ["br", "other"]
        board.clock.advance(timedelta(minutes=5))
        board.engine.poll_now("br")
        board.until(lambda market: "PSX:OGDC" in prices_by_id(market))


def test_the_minimum_interval_of_a_kind_holds_for_the_same_requests_and_shortly_for_others() -> None:
    slow = PAIRS._replace(min_interval=MINUTE)
    for symbols, seconds in (((), 55), (("OGDC",), 10)):
        harness = MonitorHarness(BR, adapter_for=lambda _kind: slow)
        harness.fetcher.respond("br", "OGDC=1")
        asyncio.run(harness.poll(every=timedelta(seconds=5)))
        changes = compare_sources([BR], [BR._replace(every=timedelta(hours=1), symbols=symbols)])
        assert harness.monitor.replace_sources(changes) == {"br": timedelta(seconds=seconds)}
        assert harness.health().next_try == harness.clock.now + timedelta(seconds=seconds)


def test_a_source_that_has_stopped_for_good_is_polled_again_once_it_is_mended() -> None:
    refusing = PAIRS._replace(fatal_statuses=frozenset({401}))
    harness = MonitorHarness(BR, adapter_for=lambda _kind: refusing)
    harness.fetcher.respond("br", http_error(401), "OGDC=1")
    asyncio.run(harness.poll())
    assert harness.health().state is SourceState.PAUSED
    changes = compare_sources([BR], [BR._replace(key=Secret("another key"))])
    assert harness.monitor.replace_sources(changes) == {"br": timedelta(0)}
    asyncio.run(harness.poll())
    assert harness.prices == {"PSX:OGDC": "1"}


def test_other_trading_hours_bring_a_poll_forward_that_waited_for_a_market_to_open() -> None:
    harness = MonitorHarness(BR, calendars=load_calendars())
    harness.fetcher.respond("br", "OGDC=1")
    assert asyncio.run(harness.poll(every=timedelta(seconds=20))) > MINUTE  # a Sunday
    assert harness.monitor.set_calendars({}) == {"br": timedelta(seconds=40)}
    assert harness.monitor.set_calendars(load_calendars())["br"] > MINUTE


def test_sources_that_are_replaced_before_the_engine_is_up_are_polled_once_it_is() -> None:
    board = Running(ScriptedFetcher().respond("br", "OGDC=1").respond("other", "PPL=2"), BR)
    board.engine.replace_sources([OTHER])
    board.engine.start()
    board.until(is_planned("other"))
    board.engine.stop()
    assert board.prices == {"PSX:PPL": "2"}


def test_the_board_is_stored_with_the_sources_there_are_now(tmp_path: Path) -> None:
    fetcher = ScriptedFetcher().respond("br", "OGDC=1").respond("other", "PPL=2")
    with running(fetcher, BR, folder=tmp_path) as board:
        board.until(is_planned("br"))
        board.engine.replace_sources([OTHER])
        board.until(is_planned("other"))
    now = Timeline(ManualClock()).now()
    empty = a_market(sources=("br", "other"))
    restored = BoardCache(tmp_path, [BR, OTHER]).restore(empty, now)
    assert prices_by_id(restored) == {"PSX:PPL": "2"}


def test_replacing_amid_many_polls_leaves_every_source_polled_and_none_twice_at_once() -> None:
    fetcher = ScriptedFetcher()
    for each in (BR, OTHER, THIRD):
        fetcher.respond(each.name, "OGDC=1", UNCHANGED, "OGDC=2")
    fast = [each._replace(every=timedelta(milliseconds=20)) for each in (BR, OTHER, THIRD)]
    with running(fetcher, *fast) as board:
        for turn in range(30):
            chosen = [each for number, each in enumerate(fast) if (turn + number) % 3][:: 1 if turn % 2 else -1]
            board.engine.replace_sources(chosen)
            board.engine.poll_now()
        board.until(lambda market: list(market.health) == [each.name for each in chosen])
        count = len(fetcher.polled)
        wait_until(lambda: len(fetcher.polled) > count)
        assert board.engine.failed is None


NAMES = st.lists(st.sampled_from(["br", "other", "third"]), unique=True, min_size=1)


@given(NAMES, st.lists(st.tuples(st.sampled_from(["br", "other", "third"]), st.integers(0, 60)), max_size=6))
def test_replacing_by_the_same_sources_changes_nothing(names: list[str], polls: list[tuple[str, int]]) -> None:
    sources = [source(name) for name in names]
    market = a_market(sources=tuple(names))
    for number, (name, seconds) in enumerate(polls):
        if name in names:
            at = after(number * 60 + seconds)
            market = apply(
                market, a_snapshot(a_quote("OGDC", str(number + 1)), an_article(str(number)), source=name, at=at)
            )
            market = apply(market, NextPollPlanned(source=name, next_try=at + MINUTE, every=MINUTE))
    changes = compare_sources(sources, [source(name) for name in names])
    assert not changes.begun
    assert not changes.removed
    assert apply(market, changes.event(after(1000))) is market
