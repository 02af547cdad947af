"""A whole market as bytes: what is decoded is what was encoded, and later events make the same of it."""

import json
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.histories import an_alert, everything, fold, histories
from tests.kit.markets import a_failure, a_market, a_snapshot, unchanged
from tests.kit.marks import for_each
from tests.kit.quotes import EVERY, a_level, a_quote, after, an_article
from tui.domain.events import (
    AlertsRang,
    ArticleFetched,
    ArticleRequested,
    Continuity,
    Event,
    NextPollPlanned,
    PageRejected,
    ReplacedSource,
    SourcesReplaced,
)
from tui.domain.market import Market, apply
from tui.domain.text import CleanText
from tui.storage import event_codec
from tui.storage.history.delta import pack_json
from tui.storage.market_codec import BYTES_PER_VALUE, MAX_TEXT, VERSION, MarketError, decode_market, encode_market

HOUR = timedelta(hours=1)


def a_full_market() -> Market:
    """Return a market in which no field is as it is at the start."""
    market = a_market(
        a_snapshot(a_quote("A", "1.50"), a_quote("B", "0.10", name="Bee"), a_level(), an_article("n1"), source="x"),
        a_snapshot(a_quote("C", "7"), a_quote("A", "1.5"), source="y", at=after(1)),
        a_snapshot(a_quote("A", "2"), a_quote("B", None), an_article("n1", "Revised"), source="x", at=after(20)),
        a_failure(source="z", at=after(21)),
        sources=("x", "y", "z"),
        capacity=50,
    )
    article = an_article("n1", "In full", source="x")
    replaced = tuple(
        ReplacedSource(name, "table", EVERY, ("PSX",), continuity)
        for name, continuity in (
            ("x", Continuity.UNCHANGED), ("y", Continuity.SUPERSEDED), ("z", Continuity.UNCHANGED)
        )
    )  # fmt: skip
    return fold(
        [
            NextPollPlanned("x", after(40), 2 * EVERY),
            PageRejected("z", CleanText("/tmp/z.html")),
            AlertsRang(after(22), (an_alert("A", after(22)),)),
            ArticleFetched("x", article.id, after(23), article),
            ArticleRequested("x", CleanText("n2"), after(24)),
            SourcesReplaced(replaced, after(25)),
        ],
        market,
    )


def test_every_field_of_a_market_comes_back() -> None:
    market = a_full_market()
    assert [name for name, default in Market._field_defaults.items() if getattr(market, name) == default] == []

    assert everything(decode_market(encode_market(market))) == everything(market)


def test_the_best_quotes_are_the_very_rows_of_their_sources() -> None:
    """The next event compares by identity first: it would take each of them for a change."""
    several = decode_market(encode_market(a_full_market()))
    one = decode_market(encode_market(a_market(a_snapshot(a_quote("A"), a_quote("B")))))

    assert all(several.quotes_by_source[row.source].rows[key] is row for key, row in several.quotes.items())
    assert one.quotes is one.quotes_by_source["br"].rows
    assert apply(one, unchanged(at=after(9))).quotes is one.quotes


@given(histories(), st.data())
def test_later_events_make_the_same_of_it(events: list[Event], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(events)))
    market = fold(events[:cut])
    decoded = decode_market(encode_market(market))

    assert everything(decoded) == everything(market)
    assert everything(fold(events[cut:], decoded)) == everything(fold(events[cut:], market))


def test_times_are_those_of_the_wall_clock_but_for_those_that_are_already() -> None:
    market = a_full_market()
    decoded = decode_market(encode_market(market, lambda at: at + HOUR))

    for name, rows in market.quotes_by_source.items():
        assert decoded.quotes_by_source[name].at == rows.at + HOUR
        for key, row in rows.rows.items():
            assert decoded.quotes_by_source[name].rows[key].polled_at == row.polled_at + HOUR
    for key, series in market.series.items():
        assert list(decoded.series[key].times) == [at + 3600 for at in series.times]
    assert decoded.health["x"].next_try == after(40) + HOUR
    assert decoded.health["x"].last_poll == after(20) + HOUR
    assert decoded.pages["n2"].awaited_since == after(24) + HOUR
    assert [alert.at for alert in decoded.alerts] == [alert.at for alert in market.alerts]
    assert everything(decoded.articles) == everything(market.articles)
    assert all(decoded.quotes[key] == row for key, row in market.quotes.items())


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a state that was encoded otherwise."""
    value = json.loads(zlib.decompress(encode_market(a_full_market())))
    change(value[2])
    return pack_json(value)


@for_each(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"state", id="no state"),
        pytest.param(pack_json(None), id="null"),
        pytest.param(pack_json([VERSION, event_codec.VERSION, {}]), id="no quotes"),
        pytest.param(zlib.compress(b"[" * 50_000), id="deep"),
        pytest.param(zlib.compress(b"[" + b"0," * (MAX_TEXT // BYTES_PER_VALUE) + b"0]"), id="too many values"),
        pytest.param(changed(lambda state: state["quotes"]["rows"].append(0)), id="more places than sources"),
        pytest.param(changed(lambda state: state["quotes"]["rows"].__setitem__(0, 99)), id="a place of no row"),
        pytest.param(changed(lambda state: state["quotes"]["rows"].__setitem__(0, -1)), id="a negative place"),
        pytest.param(changed(lambda state: state["quotes"].update(all="other")), id="all of no source"),
        pytest.param(changed(lambda state: state["quotes_by_source"]["keys"].reverse()), id="rows of another"),
        pytest.param(changed(lambda state: state["health"]["keys"].reverse()), id="the health of another source"),
        pytest.param(changed(lambda state: state["pages"]["keys"].__setitem__(1, "n1")), id="a key twice"),
        pytest.param(changed(lambda state: state.update(article_capacity=10**9)), id="room for too many articles"),
        pytest.param(changed(lambda state: state.update(rating=1)), id="an unknown field"),
        pytest.param(
            changed(lambda state: state["series"]["values"]["columns"]["points"].update(packed="AA==")),
            id="no points",
        ),
        pytest.param(
            changed(lambda state: state["series"]["values"]["columns"]["times"]["lengths"].__setitem__(0, 10**9)),
            id="a series without an end",
        ),
        pytest.param(
            changed(lambda state: state["articles"]["values"].update(count=20_000)), id="many rows of a few bytes"
        ),
    ],
)
def test_what_was_never_encoded_is_an_error(body: bytes) -> None:
    with pytest.raises(MarketError, match="damaged"):
        decode_market(body)


@for_each(
    ("version", "of_rows", "reason"),
    [
        (VERSION + 1, event_codec.VERSION, f"a state of version {VERSION + 1}; this program reads {VERSION}"),
        (VERSION, 7, "a state with rows of version 7; this program reads 4 and 5"),
        ("\x1b[2J", 5, "a state of version ?; this program reads 1"),
    ],
)
def test_another_version_is_said(version: object, of_rows: object, reason: str) -> None:
    with pytest.raises(MarketError) as caught:
        decode_market(pack_json([version, of_rows, {}]))

    assert str(caught.value) == reason


def test_texts_are_sanitized_again() -> None:
    body = changed(lambda state: state["articles"]["values"]["columns"].update(title=["\x1b[2Jgone"]))

    assert "\x1b" not in repr(everything(decode_market(body)))


@pytest.mark.slow
def test_a_small_body_that_becomes_large_is_refused_at_the_limit() -> None:
    body = zlib.compress(b" " * (MAX_TEXT + 1), 1)
    tracemalloc.start()
    with pytest.raises(MarketError):
        decode_market(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(body) < MAX_TEXT // 200
    assert peak < 2.5 * MAX_TEXT


@pytest.mark.slow
def test_a_state_that_is_cut_or_damaged_anywhere_is_an_error() -> None:
    body, random = encode_market(a_full_market()), Random(5)
    text = zlib.decompress(body)
    for end in range(len(body)):
        with pytest.raises(MarketError):
            decode_market(body[:end])
    for _ in range(2_000):
        # what was compressed is guarded by its checksum, so that the text is damaged as well
        for damaged in (flipped(body, random), zlib.compress(flipped(text, random))):
            try:
                market = decode_market(damaged)
            except MarketError:
                continue
            assert isinstance(market, Market)
            apply(market, unchanged("x", at=after(99)))


def flipped(body: bytes, random: Random) -> bytes:
    """Return bytes of which a few are others."""
    damaged = bytearray(body)
    for _ in range(random.randrange(1, 4)):
        damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
    return bytes(damaged)


def test_nothing_is_a_market_too() -> None:
    assert everything(decode_market(encode_market(Market()))) == everything(Market())
