"""The recap of a trading day, made from the history."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.article import Article, TimePrecision, article_time
from tui.domain.bars import Bar
from tui.domain.events import Snapshot
from tui.domain.exchanges import exchange_of
from tui.domain.quote import InstrumentId, Quote
from tui.domain.recap import (
    Hours,
    MarketRecap,
    Recap,
    Session,
    Span,
    Story,
    market_recap,
    newest_stories,
    row_of,
    troubles_of,
)
from tui.domain.tape import ArticleSeen, SourceChange
from tui.domain.text import sanitize_line
from tui.domain.trading_calendar import TradingCalendar, always_open
from tui.storage.history.delta import decode_rows
from tui.storage.history.errors import NOT_AS_WRITTEN
from tui.storage.history.files import is_written
from tui.storage.history.recap_reader import RecapReader
from tui.storage.history.tape_codec import decode_others

_NEAR: Final = timedelta(days=7)
"""Between the last days of two markets that are shown together where no day was asked for."""
_BEFORE: Final = timedelta(days=2)
"""The beginning of a trouble is looked for before the day."""


def read_recap(
    reader: RecapReader,
    day: date | None,
    calendars: Mapping[str, TradingCalendar],
    now: datetime,
    order: Sequence[str] = (),
) -> Recap | None:
    """Return the recap of a trading day of each market; None where no prices of it were seen.

    Args:
        reader: of the history.
        day: the trading day; None for the last one of each market.
        calendars: trading hours by market code.
        now: aware UTC.
        order: the names of sources, in order of preference.

    Raises:
        HistoryError: the file cannot be read; one event in it that cannot be is left out.
    """
    days = _market_days(reader, day, calendars)
    if not days:
        return None
    span = Span(min(each.begin for each in days), min(max(each.end for each in days), now))
    said = [_Said(reader, source, span.end) for source in _ordered(reader.sources(), order)]
    markets = [_market(reader, each, said) for each in days]
    tape = _Tape(reader, span)
    known = tape.articles | {article.id: article for each in said for article in each.articles}
    # what failed while a board ran is known until that ended; a board that runs says no more until something changes
    heard = None if is_written(reader.file) else reader.last_heard()
    return Recap(
        tuple(sorted(markets, key=lambda market: -market.instruments)),
        newest_stories(_stories(tape.seen, known, span)),
        troubles_of(tape.changes, tape.restarts, span, heard),
    )


class _MarketDay(NamedTuple):
    """The trading day of a market that is shown."""

    market: str
    day: date
    calendar: TradingCalendar | None
    begin: datetime
    end: datetime
    bars: dict[InstrumentId, Bar]


def _market_days(
    reader: RecapReader, day: date | None, calendars: Mapping[str, TradingCalendar]
) -> Sequence[_MarketDay]:
    """Return this day of each exchange that has prices of it; or of each the last one that has."""
    last: dict[str, date] = {}
    if day is None:
        for key, each in reader.last_days().items():
            last[exchange_of(key)] = max(each, last.get(exchange_of(key), each))
        newest = max(last.values(), default=date.min)
        last = {market: each for market, each in last.items() if newest - each <= _NEAR}
    found: dict[str, _MarketDay] = {}
    for each in sorted(set(last.values())) if day is None else [day]:
        for key, bar in reader.bars_on(each).items():
            market = exchange_of(key)
            if day is not None or last.get(market) == each:
                known = found.get(market) or found.setdefault(market, _market_day(market, each, calendars.get(market)))
                known.bars[key] = bar
    return tuple(found.values())


def _market_day(market: str, day: date, calendar: TradingCalendar | None) -> _MarketDay:
    begin, end = (calendar or always_open(market, UTC)).bounds(day)
    return _MarketDay(market, day, calendar, begin, end, {})


def _ordered(names: Collection[str], order: Sequence[str]) -> list[str]:
    """Return the names in this order of preference, those that are not in it last."""
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


class _Said:
    """What a source had said by a time: its rows, and its articles."""

    def __init__(self, reader: RecapReader, source: str, until: datetime) -> None:
        self.rows: dict[InstrumentId, Quote] = {}
        self.articles: tuple[Article, ...] = ()
        for body in reader.bodies_since_whole(source, until):
            try:
                stored = decode_rows(body)
            except NOT_AS_WRITTEN:
                continue
            if not isinstance(stored.event, Snapshot):
                continue
            for key in stored.gone:
                self.rows.pop(key, None)
            self.rows.update((row.id, row) for row in stored.event.quotes)
            self.articles = stored.articles_after(self.articles)


def _market(reader: RecapReader, shown: _MarketDay, said: Iterable[_Said]) -> MarketRecap:
    rows = []
    for key, bar in shown.bars.items():
        found = (each.rows.get(key) for each in said)
        quote = next((row for row in found if row is not None and row.price == bar.close), None)
        previous = reader.close_before(key, shown.day) if quote is None else None
        rows.append(row_of(key, bar, quote, previous))
    first, last = reader.minutes_at_ends(shown.bars, shown.begin, shown.end) or (None, None)
    session = _hours(shown.calendar, shown.day)._replace(first_price=first, last_change=last)
    return market_recap(shown.market, shown.day, session, rows)


def _hours(calendar: TradingCalendar | None, day: date) -> Session:
    """Return what a calendar says of a day."""
    if calendar is None:
        return Session()
    entry = calendar.day(day)
    hours = (
        Hours(span.phase, calendar.instant(day, span.start), calendar.instant(day, span.end)) for span in entry.spans
    )
    return Session(tuple(hours), entry.holiday, calendar.is_guess(day))


class _Tape:
    """What happened beside the prices: articles that were new, and how the sources were."""

    def __init__(self, reader: RecapReader, span: Span) -> None:
        self.seen: list[ArticleSeen] = []
        """In the span."""
        self.articles: dict[str, Article] = {}
        """Of the whole responses in the span: what the first of a run brings is not on the tape."""
        self.changes: list[SourceChange] = []
        """From some time before the span."""
        self.restarts: dict[str, list[tuple[datetime, datetime]]] = {}
        """As `troubles_of` takes them."""
        for mark in reader.marks(span.begin - _BEFORE, span.end):
            entries = () if mark.tape is None else decode_others(mark.tape, mark.at)
            changes = [_cleaned(entry) for entry in entries if isinstance(entry, SourceChange)]
            source = sanitize_line(mark.source)
            self.changes += changes
            if mark.at >= span.begin:
                self.seen += [entry for entry in entries if isinstance(entry, ArticleSeen)]
                self.articles.update((article.id, article) for article in _articles(mark.whole))
            # without a change of its state a whole response may be that of another run
            if mark.whole is not None and source not in {change.source for change in changes}:
                before = reader.last_event_before(mark.at)
                self.restarts.setdefault(source, []).append((mark.at, before or mark.at))


def _cleaned(change: SourceChange) -> SourceChange:
    """Return a change of a source with texts that are safe to print, whatever is in the file."""
    reason = None if change.reason is None else sanitize_line(change.reason)
    return change._replace(source=sanitize_line(change.source), reason=reason)


def _articles(body: bytes | None) -> tuple[Article, ...]:
    try:
        event = None if body is None else decode_rows(body).event
    except NOT_AS_WRITTEN:
        return ()
    return event.articles if isinstance(event, Snapshot) else ()


def _stories(seen: Sequence[ArticleSeen], known: Mapping[str, Article], span: Span) -> Iterator[Story]:
    """Yield the articles that were seen first in the span, and those that state a time in it."""
    first_seen = {entry.id: entry for entry in reversed(seen)}
    for entry in first_seen.values():
        article = known.get(entry.id)
        stated = None if article is None else _time_of(article)
        link = None if article is None else article.link
        yield Story(stated or entry.at, sanitize_line(entry.headline), sanitize_line(entry.source), link)
    for article in known.values():
        stated = _time_of(article)
        if article.id not in first_seen and stated is not None and span.begin <= stated < span.end:
            yield Story(stated, article.headline, article.source, article.link)


def _time_of(article: Article) -> datetime | None:
    """Return the time of day that an article states; None where it states none."""
    is_stated = article.published is not None or article.updated is not None
    return article_time(article) if is_stated and article.precision is TimePrecision.INSTANT else None
