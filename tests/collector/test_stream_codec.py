"""Events as a collector publishes them: who joins anywhere has the market of who was there from the start."""

import json
import tracemalloc
import zlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from operator import add
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.histories import an_alert, everything, fold, histories
from tests.kit.markets import a_failure, a_snapshot, unchanged
from tests.kit.marks import for_each
from tests.kit.quotes import EVERY, a_quote, after, an_article, an_id
from tui.collector import stream_codec
from tui.collector.stream_codec import (
    MAX_TEXT,
    StreamDecoder,
    StreamEncoder,
    StreamError,
    UnknownEventError,
)
from tui.domain.events import (
    AlertsRang,
    ArticleFetched,
    ArticleRequestCancelled,
    ArticleRequested,
    ArticlesRestored,
    BoardRestored,
    Continuity,
    DayFilled,
    DayRestored,
    Event,
    NextPollPlanned,
    PageRejected,
    ReplacedSource,
    SessionChanged,
    Snapshot,
    SourcePaused,
    SourceResumed,
    SourcesReplaced,
)
from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market, apply, utc_date
from tui.domain.text import CleanText
from tui.storage.event_codec import VERSION
from tui.storage.history.delta import pack_json
from tui.storage.market_codec import BYTES_PER_VALUE, decode_market, encode_market

HOUR = timedelta(hours=1)
ARTICLE = an_article("n1", "In full", at=after(3))
PAGE = ArticleFetched("br", ARTICLE.id, after(4), ARTICLE)
SERIES = {
    an_id("A"): IntradaySeries.start(a_quote(price="1.5").price, after(5), after(5).date()),  # type: ignore[arg-type]
    an_id("B"): IntradaySeries.start(a_quote(price="7").price, after(6), after(6).date()),  # type: ignore[arg-type]
}
EVENTS: list[Event] = [
    a_snapshot(a_quote("A", "1.50"), a_quote("B", None), ARTICLE, at=after(1), note="no ticker"),
    unchanged(at=after(2)),
    a_failure(at=after(3))._replace(retry_after=HOUR),
    NextPollPlanned("br", after(15), EVERY),
    NextPollPlanned("br", None, EVERY),
    SourcePaused("br", after(4)),
    SourceResumed("br", after(5)),
    PageRejected("br", CleanText("/tmp/page.html")),
    PageRejected("br", None),
    BoardRestored(
        (a_snapshot(a_quote("A"), at=after(-9)), a_snapshot(a_quote("B"), source="x", at=after(-8))), (PAGE,)
    ),
    DayRestored(SERIES),
    DayRestored({}),
    DayFilled(SERIES, seen_since=after(7)),
    ArticlesRestored((ARTICLE,), (PAGE,)),
    SourcesReplaced((ReplacedSource("br", "table", EVERY, ("PSX",), Continuity.RESTARTED),), after(8)),
    SessionChanged("PSX", after(9), is_open=True),
    AlertsRang(after(10), (an_alert("A", after(10)), an_alert("B", after(10)))),
    ArticleRequested("br", ARTICLE.id, after(11)),
    ArticleRequestCancelled("br", ARTICLE.id, after(12)),
    PAGE,
    PAGE._replace(article=None, reason=CleanText("HTTP 404")),
]


def sent(events: Iterable[Event], encoder: StreamEncoder, decoder: StreamDecoder) -> list[Event]:
    """Return events as they come from the stream."""
    decoded = [decoder.decode(encoder.encode(event)) for event in events]
    return [event for event in decoded if event is not None]


def test_there_is_an_example_of_every_event() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(Event))


@for_each("event", EVENTS)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    assert everything(*sent([event], StreamEncoder(), StreamDecoder())) == everything(event)


@for_each(
    ("event", "name"),
    [(event, name) for event in EVENTS for name in ("at", "next_try", "seen_since") if getattr(event, name, None)],
)
def test_times_are_those_of_the_wall_clock(event: Event, name: str) -> None:
    (decoded,) = sent([event], StreamEncoder(lambda at: at + HOUR), StreamDecoder())

    assert getattr(decoded, name) == getattr(event, name) + HOUR


def test_times_within_what_was_restored_are_as_well_but_for_those_of_articles() -> None:
    encoder = StreamEncoder(lambda at: at + HOUR)
    board, day, articles = sent([EVENTS[9], EVENTS[10], EVENTS[13]], encoder, StreamDecoder())

    assert isinstance(board, BoardRestored)
    assert [each.at for each in board.snapshots] == [after(-9) + HOUR, after(-8) + HOUR]
    assert board.snapshots[0].quotes[0].polled_at == after(-9) + HOUR
    assert board.snapshots[0].at + board.snapshots[0].wall_clock_offset == after(-9)
    assert isinstance(day, DayRestored)
    assert [series.times[0] for series in day.series.values()] == [(after(s) + HOUR).timestamp() for s in (5, 6)]
    assert isinstance(articles, ArticlesRestored)
    assert everything(articles.articles) == everything((ARTICLE,))
    assert articles.pages[0].at == after(4) + HOUR


def test_a_response_is_what_changed_in_it() -> None:
    encoder, decoder = StreamEncoder(), StreamDecoder()
    rows = [a_quote(f"S{number}", f"{number}.10") for number in range(500)]
    first = encoder.encode(a_snapshot(*rows))
    second = encoder.encode(a_snapshot(*rows[1:], a_quote("S0", "9"), at=after(15)))

    assert 10 * len(second) < len(first)
    assert decoder.decode(first) == a_snapshot(*rows)
    changed = decoder.decode(second)
    assert isinstance(changed, Snapshot)
    assert set(changed.quotes) == {*rows[1:], a_quote("S0", "9")}


def test_who_joins_is_told_to_load_the_state_until_a_response_is_whole() -> None:
    encoder, decoder = StreamEncoder(), StreamDecoder()
    encoder.encode(a_snapshot(a_quote("A", "1")))

    assert decoder.decode(encoder.encode(a_snapshot(a_quote("A", "2"), at=after(1)))) is None
    assert decoder.decode(encoder.encode(unchanged(at=after(2)))) == unchanged(at=after(2))
    encoder.forget()
    assert decoder.decode(encoder.encode(a_snapshot(a_quote("A", "2"), at=after(3)))) is not None


def test_the_first_response_of_replaced_sources_is_whole() -> None:
    encoder, decoder = StreamEncoder(), StreamDecoder()
    replaced = SourcesReplaced((ReplacedSource("br", "table", EVERY, (), Continuity.SUPERSEDED),), after(1))
    response = a_snapshot(a_quote("B", "1"), a_quote("A", "1"), at=after(2))
    sent([a_snapshot(a_quote("A", "1")), replaced], encoder, decoder)

    assert everything(*sent([response], encoder, decoder)) == everything(response)


def test_after_an_event_that_cannot_be_read_nothing_is_told_of_what_changed() -> None:
    encoder, decoder = StreamEncoder(), StreamDecoder()
    sent([a_snapshot(a_quote("A", "1"))], encoder, decoder)
    lost = encoder.encode(a_snapshot(a_quote("A", "2"), at=after(1)))
    with pytest.raises(StreamError):
        decoder.decode(lost[:-1])

    assert decoder.decode(encoder.encode(a_snapshot(a_quote("A", "2"), at=after(2)))) is None


def response_with(**fields: Any) -> bytes:  # noqa: ANN401 - whatever a stream may hold
    """Return a whole response with other encoded fields."""
    packed = json.loads(zlib.decompress(StreamEncoder().encode(a_snapshot(a_quote("A", "1"), ARTICLE))))
    packed["event"][2].update(fields)
    return pack_json(packed)


@for_each(
    ("body", "reason"),
    [
        (b"", "damaged"),
        (b"event", "damaged"),
        (pack_json(None), "damaged"),
        (pack_json({}), "damaged"),
        (pack_json({"event": []}), "damaged"),
        (pack_json({"event": [VERSION, ["Failure"], {}]}), "damaged"),
        (pack_json({"event": [VERSION, 7, {}]}), "damaged"),
        (pack_json({"event": [VERSION, "Snapshot", {"source": "br", "at": "2026-03-17"}]}), "damaged"),
        (pack_json({"event": [VERSION, "SourcePaused", {"source": "br"}]}), "damaged"),
        (pack_json({"event": [VERSION, "SourcePaused", {"source": "br", "at": "0001-01-01"}]}), "damaged"),
        (pack_json({"event": [7, "SourcePaused", {}]}), "events of version 7; this program reads 4 and 5"),
        (pack_json({"event": ["\x1b[2J", "SourcePaused", {}]}), "events of version ?; this program reads 4 and 5"),
        (pack_json({"event": [True, "SourcePaused", {}]}), "events of version ?; this program reads 4 and 5"),
        (pack_json({"event": [VERSION, "PageBurnt\x1b[2J", {}]}), "an event of an unknown type: PageBurnt"),
        (pack_json({"event": [VERSION, "X" * 10_000, {}]}), "an event of an unknown type: XXX"),
        (response_with(quotes={"count": 10**9, "columns": {}}), "damaged"),
        (response_with(source="other"), "damaged"),
        (response_with(rating=1), "damaged"),
        (zlib.compress(b"[" * 50_000), "damaged"),
        (zlib.compress(b"[" + b"0," * (MAX_TEXT // BYTES_PER_VALUE) + b"0]"), "damaged"),
    ],
)
def test_what_no_collector_published_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(StreamError) as caught:
        StreamDecoder().decode(body)

    assert reason in str(caught.value)
    assert len(str(caught.value)) < 100
    assert str(caught.value).isprintable()


def test_a_type_of_a_newer_program_is_refused_alone() -> None:
    encoder, decoder = StreamEncoder(), StreamDecoder()
    sent([a_snapshot(a_quote("A", "1"))], encoder, decoder)
    with pytest.raises(UnknownEventError):
        decoder.decode(pack_json({"event": [VERSION, "PageBurnt", {}]}))

    assert decoder.decode(encoder.encode(a_snapshot(a_quote("A", "2"), at=after(2)))) is not None


def test_texts_are_sanitized_again() -> None:
    event = StreamDecoder().decode(response_with(note="\x1b[2Jgone"))

    assert isinstance(event, Snapshot)
    assert event.note == "gone"


@pytest.mark.slow
def test_no_stream_fills_the_memory() -> None:
    decoder = StreamDecoder()
    body = zlib.compress(b" " * (MAX_TEXT + 1), 1)
    tracemalloc.start()
    with pytest.raises(StreamError):
        decoder.decode(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.5 * MAX_TEXT


@for_each(("name", "limit"), [("MAX_SOURCES", 3), ("MAX_HELD", 6)])
def test_no_stream_makes_a_decoder_hold_more_than_a_collector_has(
    name: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_codec, name, limit)
    decoder, encoder = StreamDecoder(), StreamEncoder()
    responses = [a_snapshot(a_quote("A"), an_article(), source=f"s{number}") for number in range(4)]
    assert sent(responses[:3], encoder, decoder) == responses[:3]
    with pytest.raises(StreamError, match="more sources or rows"):
        decoder.decode(encoder.encode(responses[3]))
    monkeypatch.undo()


def meaning(market: Market) -> Any:  # noqa: ANN401 - of several types
    """Return what a market says: of a row when its source last confirmed it, not which response first brought it."""
    rows = {
        name: {key: (row, rows.polled_at(row), str(row.price)) for key, row in rows.rows.items()}
        for name, rows in market.quotes_by_source.items()
    }
    kept = {name: each._replace(rows={}) for name, each in market.quotes_by_source.items()}
    shown = {key: (row, row.source) for key, row in market.quotes.items()}
    return everything(market._replace(quotes={}, quotes_by_source=kept, series={})), rows, shown, dict(market.series)


def ordinary(events: Iterable[Event]) -> Iterator[Event]:
    """Yield events as sources make them.

    Each row has the time of its response. None is older than the one before it, which `apply` would leave out: what it
    alone brought is no news in the stream later. Of two sources without a value either may be shown: no age is.
    """
    last = after(0)
    for event in events:
        last, was = max(last, at := getattr(event, "at", last)), last
        if at < was:
            continue
        if isinstance(event, Snapshot):
            quotes = [row._replace(polled_at=at) for row in event.quotes if row.price is not None]
            event = event._replace(quotes=tuple(quotes))  # noqa: PLW2901 - the same event
        yield event


@given(histories(), st.data())
def test_who_joins_anywhere_has_the_market_of_who_was_there_from_the_start(
    events: list[Event], data: st.DataObject
) -> None:
    ahead = data.draw(st.sampled_from([timedelta(0), HOUR, -30 * HOUR]))
    # a board is restored as a program starts, when both clocks agree
    events = [event for event in ordinary(events) if not (ahead and isinstance(event, BoardRestored))]
    cut = data.draw(st.integers(0, len(events)))
    on_wall = partial(add, ahead)
    encoder, first, joined = StreamEncoder(on_wall), StreamDecoder(), StreamDecoder()
    there = sent(events[:cut], encoder, first)
    state = encode_market(collected(events[:cut], ahead), on_wall)
    encoder.forget()
    bodies = [encoder.encode(event) for event in events[cut:]]
    later = [event for body in bodies if (event := joined.decode(body)) is not None]
    there += [event for body in bodies if (event := first.decode(body)) is not None]

    market = meaning(decode_market(encode_market(collected(events, ahead), on_wall)))
    assert len(later) == len(bodies)
    assert meaning(fold(later, decode_market(state))) == market
    assert meaning(fold(there)) == market


def collected(events: Iterable[Event], ahead: timedelta) -> Market:
    """Return the market of events, by whose times the wall clock is ahead: its dates are the trading days."""
    market = fold([])
    for event in events:
        market = apply(market, event, lambda code, at: utc_date(code, at + ahead))
    return market


@pytest.mark.slow
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_that_is_cut_or_damaged_anywhere_is_refused_or_valid(event: Event) -> None:
    body, random = StreamEncoder().encode(event), Random(5)
    text = zlib.decompress(body)
    for end in range(len(body)):
        with pytest.raises(StreamError):
            StreamDecoder().decode(body[:end])
    for _ in range(300):
        for damaged in (flipped(body, random), zlib.compress(flipped(text, random))):
            try:
                decoded = StreamDecoder().decode(damaged)
            except StreamError:
                continue
            assert decoded is None or isinstance(decoded, get_args(Event))


def flipped(body: bytes, random: Random) -> bytes:
    """Return bytes of which a few are others."""
    damaged = bytearray(body)
    for _ in range(random.randrange(1, 4)):
        damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
    return bytes(damaged)
