"""Any events of three sources, and all of the market that they make."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st

from tests.kit.markets import a_market, a_snapshot
from tests.kit.quotes import EVERY, FIXED_NOW, a_level, a_quote, after, an_article, an_id
from tui.domain.events import (
    Alert,
    AlertFigure,
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
    Failure,
    NextPollPlanned,
    NotModified,
    PageRejected,
    ReplacedSource,
    SessionChanged,
    Snapshot,
    SourcePaused,
    SourceResumed,
    SourcesReplaced,
)
from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market, apply
from tui.domain.text import CleanText, sanitize_line

SOURCES = ("x", "y", "z")
symbols = st.sampled_from(["A", "B", "C", "D"])
prices = st.one_of(st.none(), st.integers(1, 4).map(str))
texts = st.one_of(st.none(), st.sampled_from(["no ticker", "1 of 2 requests failed: HTTP 503"]).map(sanitize_line))
spans = st.sampled_from([timedelta(0), EVERY, timedelta(milliseconds=1), timedelta(days=2)])
waits = st.one_of(st.none(), spans)
intervals = st.sampled_from([EVERY, 4 * EVERY])
_EARLIER = an_article("A", "Earlier", source="x", at=after(-9))
_READ = ArticleFetched("x", _EARLIER.id, FIXED_NOW, _EARLIER)
read_articles = st.sampled_from([None, _EARLIER])
article_ids = symbols.map(CleanText)
reasons = st.sampled_from(["HTTP 503", "no answer in 15 s"]).map(sanitize_line)


@st.composite
def snapshots(draw: st.DrawFn, source: str, at: datetime) -> Snapshot:
    earlier = at - timedelta(seconds=draw(st.sampled_from([0, 0, 5])))
    quotes = [
        a_quote(symbol, price, source=source, at=earlier)._replace(volume=7 if at > after(50) else None, as_of=at)
        for symbol, price in draw(st.dictionaries(symbols, prices)).items()
    ]
    levels = [
        a_level(symbol, price, source=source, at=at) for symbol, price in draw(st.dictionaries(symbols, prices)).items()
    ]
    articles = [an_article(name, source=source, at=at) for name in draw(st.sets(symbols, max_size=2))]
    return a_snapshot(*levels, *articles, source=source, at=at)._replace(
        quotes=tuple(quotes),
        wall_clock_offset=draw(spans),
        note=draw(texts),
        received=draw(st.one_of(st.none(), st.integers(0, 9))),
        missing_rows=draw(st.integers(0, 3)),
        resized=draw(st.booleans()),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Draw any events of three sources, time going on and now and then back a little."""
    events: list[Event] = []
    seconds = 0.0
    for _ in range(draw(st.integers(1, 12))):
        seconds = max(0.0, seconds + draw(st.sampled_from([-20, 0, 1, 15, 70, 100_000])))
        source = draw(st.sampled_from(SOURCES))
        events.append(draw(events_of(source, seconds)))
    return events


def events_of(source: str, seconds: float) -> st.SearchStrategy[Event]:
    """Return a strategy that draws any event, a good response more often than others."""
    return st.sampled_from(_EVENTS).flatmap(lambda strategy: strategy(source, after(seconds)))


@st.composite
def days(draw: st.DrawFn) -> IntradaySeries:
    """Draw the values of a day."""
    first = FIXED_NOW.timestamp() - 2_000
    values = draw(st.lists(st.sampled_from([1.0, 2.5, 101.37]), min_size=1, max_size=4))
    times = array("q", [int(first) + 450 * number for number in range(len(values))])
    last, low, high = (Decimal(str(each)) for each in (values[-1], min(values), max(values)))
    return IntradaySeries(FIXED_NOW.date(), array("d", values), times, last, low, high, changed_at=None)


def an_alert(symbol: str, at: datetime) -> Alert:
    figures = (AlertFigure(CleanText("last"), CleanText("151"), CleanText("> 150")),)
    return Alert(
        CleanText("rule"), CleanText(f"PSX:{symbol}"), at, CleanText("last > 150"), figures, "x", at, at, ways=("mail",)
    )


@st.composite
def replacements(draw: st.DrawFn, at: datetime) -> SourcesReplaced:
    """Draw a replacement of the three sources, in any order and with any continuity."""
    sources = tuple(
        ReplacedSource(
            name=name, kind="brecorder", every=EVERY, markets=("PSX",), continuity=draw(st.sampled_from(Continuity))
        )
        for name in draw(st.permutations(SOURCES))
    )
    return SourcesReplaced(sources=sources, at=at)


_SERIES = st.dictionaries(symbols.map(an_id), days())
_EVENTS: Final[list[Callable[[str, datetime], st.SearchStrategy[Event]]]] = [
    *[snapshots] * 8,
    lambda source, at: st.builds(partial(NotModified, source, at), st.sampled_from([304, None])),
    lambda source, at: st.builds(partial(Failure, source, at), reasons, st.none(), waits, st.booleans()),
    lambda source, at: st.builds(partial(NextPollPlanned, source), st.sampled_from([None, at]), intervals),
    lambda source, _: st.builds(partial(PageRejected, source), texts),
    lambda source, at: st.just(SourcePaused(source, at)),
    lambda source, at: st.just(SourceResumed(source, at)),
    lambda _, at: st.builds(partial(SessionChanged, "PSX", at), st.booleans()),
    lambda _, at: symbols.map(lambda symbol: AlertsRang(at, (an_alert(symbol, at),))),
    lambda source, at: article_ids.map(lambda key: ArticleRequested(source, key, at)),
    lambda source, at: article_ids.map(lambda key: ArticleRequestCancelled(source, key, at)),
    lambda source, at: st.builds(ArticleFetched, st.just(source), article_ids, st.just(at), read_articles, texts),
    lambda _, __: st.just(ArticlesRestored((_EARLIER,), (_READ,))),
    lambda _, __: st.builds(DayRestored, _SERIES),
    lambda _, at: st.builds(DayFilled, _SERIES, st.just(at)),
    lambda source, at: snapshots(source, at).map(lambda snapshot: BoardRestored((snapshot,), (_READ,))),
    lambda _, at: replacements(at),
]


def fold(events: Iterable[Event], market: Market | None = None) -> Market:
    market = a_market(sources=SOURCES) if market is None else market
    for event in events:
        market = apply(market, event)
    return market


def everything(value: Any) -> Any:  # noqa: ANN401 - any part of a market
    """Return all of a market, to the last digit and in its order, with what its rows' equality leaves out."""
    if isinstance(value, Mapping):
        return [(key, everything(each)) for key, each in value.items()]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return type(value), [everything(each) for each in value]
    return repr(value)
