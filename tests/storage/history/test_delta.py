"""Events as they are kept: changes only, and whole again."""

from datetime import timedelta
from random import Random

import pytest

from tests.kit.markets import a_snapshot
from tests.kit.marks import for_each, quick
from tests.kit.quotes import FIXED_NOW, a_quote, after, an_article
from tui.domain.events import Event, Failure, NextPollPlanned, NotModified, Snapshot, SourcePaused, SourceResumed
from tui.domain.market import Market, apply
from tui.domain.text import CleanText
from tui.engine.environment import market_before_polls
from tui.sources.adapter import SourceConfig
from tui.storage.history import delta
from tui.storage.history.delta import DeltaEncoder, decode_rows
from tui.storage.history.delta_decoder import DeltaDecoder

SOURCES = [SourceConfig(name=name, kind="table", url="", every=timedelta(seconds=15)) for name in ("br", "other")]


def a_run(seed: int, count: int) -> list[Event]:
    """Return what may happen to two sources: prices move, rows and articles come and go, polls fail."""
    random = Random(seed)
    events: list[Event] = []
    rows = {name: {f"S{n}": 100 for n in range(8)} for name in ("br", "other")}
    for number in range(count):
        name, at = random.choice(("br", "other")), after(number)
        match random.randrange(8):
            case 0:
                events.append(Failure(source=name, at=at, reason=CleanText("HTTP 500"), http_status=500))
            case 1:
                events.append(NotModified(source=name, at=at))
            case 2:
                events.append(SourcePaused(source=name, at=at))
                events.append(SourceResumed(source=name, at=at))
            case 3:
                rows[name].pop(random.choice(list(rows[name])), None) if len(rows[name]) > 5 else None
                rows[name][f"S{random.randrange(20)}"] = 50
            case _:
                for symbol in random.sample(list(rows[name]), random.randrange(4)):
                    rows[name][symbol] += random.choice((-1, 1))
        quotes = [a_quote(symbol, str(price)) for symbol, price in rows[name].items()]
        articles = [an_article(f"{name}{n}", at=FIXED_NOW) for n in range(random.randrange(3))]
        events.append(a_snapshot(*quotes, *articles, source=name, at=at))
    return events


def fold(events: list[Event]) -> Market:
    market = market_before_polls(SOURCES)
    for event in events:
        market = apply(market, event)
    return market


@pytest.mark.parametrize("seed", quick(2, *range(6)))
def test_a_market_made_of_what_is_kept_is_the_market_in_memory(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta, "WHOLE_AFTER", 7)
    events = a_run(seed, 60)
    encoder, decoder = DeltaEncoder(), DeltaDecoder()
    bodies = [stored.body for event in events if (stored := encoder.encode(event))]
    again = [event for body in bodies if (event := decoder.decode(body))]

    for cut in range(0, len(events), 5):
        market, rebuilt = fold(events[:cut]), fold(again[:cut])
        assert dict(rebuilt.quotes) == dict(market.quotes)
        assert {key: rebuilt.polled_at(row) for key, row in rebuilt.quotes.items()} == {
            key: market.polled_at(row) for key, row in market.quotes.items()
        }
        assert dict(rebuilt.articles) == dict(market.articles)
        assert dict(rebuilt.health) == dict(market.health)
        assert dict(rebuilt.series) == dict(market.series)


def test_a_response_keeps_what_changed_and_one_without_changes_says_no_more() -> None:
    encoder = DeltaEncoder()
    first = encoder.encode(a_snapshot(a_quote("A", "1"), a_quote("B", "2"), at=after(0)))
    second = encoder.encode(a_snapshot(a_quote("A", "1"), a_quote("B", "3"), at=after(1)))
    third = encoder.encode(a_snapshot(a_quote("A", "1"), a_quote("B", "3"), at=after(2)))
    assert first
    assert second
    assert third
    assert (first.is_whole, second.is_whole, third.is_unchanged) == (True, False, True)
    changed = decode_rows(second.body).event
    assert isinstance(changed, Snapshot)
    assert [(row.id.symbol, str(row.price)) for row in changed.quotes] == [("B", "3")]


def test_times_are_those_of_the_wall_clock() -> None:
    encoder = DeltaEncoder(lambda at: at + timedelta(hours=2))
    stored = encoder.encode(a_snapshot(a_quote("A", "1"), at=after(0)))
    assert stored
    event = DeltaDecoder().decode(stored.body)
    assert isinstance(event, Snapshot)
    assert stored.at == event.at == event.quotes[0].polled_at == after(7200)


def test_after_a_loss_the_next_response_is_whole() -> None:
    encoder, decoder = DeltaEncoder(), DeltaDecoder()
    encoder.encode(a_snapshot(a_quote("A", "1"), at=after(0)))
    change = encoder.encode(a_snapshot(a_quote("A", "2"), at=after(1)))
    assert change
    assert decoder.decode(change.body) is None, "no whole one came before"
    encoder.forget()
    whole = encoder.encode(a_snapshot(a_quote("A", "2"), at=after(2)))
    assert whole
    assert whole.is_whole
    assert decoder.decode(whole.body) is not None


def test_what_is_planned_is_not_kept() -> None:
    assert DeltaEncoder().encode(NextPollPlanned(source="br", next_try=after(1), every=timedelta(seconds=15))) is None


@for_each("body", [b"", b"no zlib", delta.pack_json({}), delta.pack_json({"event": [1, "x", {}]})])
def test_what_was_never_written_is_refused(body: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        DeltaDecoder().decode(body)
