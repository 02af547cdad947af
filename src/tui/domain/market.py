"""The state of the market, and `apply`, the only function that changes it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.article import DEFAULT_CAPACITY, Article, KnownArticles, merge_articles, restore_articles
from tui.domain.diff import Change, diff
from tui.domain.events import (
    Alert,
    AlertsRang,
    ArticleFetched,
    ArticleRequestCancelled,
    ArticleRequested,
    ArticlesRestored,
    BoardRestored,
    DayFilled,
    DayRestored,
    Event,
    Failure,
    NextPollPlanned,
    NotModified,
    PageRejected,
    PollResult,
    SessionChanged,
    Snapshot,
    SourcePaused,
    SourceResumed,
    SourcesReplaced,
)
from tui.domain.exchanges import exchange_of
from tui.domain.failover import select_best
from tui.domain.intraday import IntradaySeries, TradingDayOf, continue_series, roll_over_series, update_series
from tui.domain.observations import RowUpdate, SourceRows, compare_rows, is_out_of_order, merge_rows
from tui.domain.quote import InstrumentId, InstrumentKind, Quote
from tui.domain.source_health import (
    SourceHealth,
    after_failure,
    after_not_modified,
    after_pause,
    after_resume,
    after_success,
    judge_completeness,
)
from tui.domain.text import CleanText

MAX_ALERTS: Final = 500
"""That a market has; older ones are in the history alone."""
if TYPE_CHECKING:
    from tui.domain.article_page import ArticlePage, PageEvent

IsOpen = Callable[[str, datetime], bool]
"""Returns whether a market, by its code, is in continuous trading at a time (aware UTC)."""


def utc_date(_market: str, at: datetime) -> date:
    """Return the trading day where no calendar is known: the UTC date."""
    return at.astimezone(UTC).date()


def never_open(_market: str, _at: datetime) -> bool:
    """Return False, for a market without a calendar: nothing is concluded from values that do not change."""
    return False


class Market(NamedTuple):
    """The immutable state of everything known; `apply` makes the next one.

    Markets are compared by identity; `diff` computes what differs between two.
    Where nothing of a kind changed the next market has the very same mapping, so `is` shows whether it changed.
    """

    quotes: Mapping[InstrumentId, Quote] = MappingProxyType({})
    """The best known quote per instrument, indices among them."""
    articles: Mapping[str, Article] = MappingProxyType({})
    """By article id, in the order of arrival."""
    health: Mapping[str, SourceHealth] = MappingProxyType({})
    """By source name, in the configured order, which is also the order of preference."""
    series: Mapping[InstrumentId, IntradaySeries] = MappingProxyType({})
    """The values of each instrument this trading day."""
    quotes_by_source: Mapping[str, SourceRows] = MappingProxyType({})
    """The rows of each source, by source name."""
    alerts: tuple[Alert, ...] = ()
    """What rang, the newest last."""
    pages: "Mapping[str, ArticlePage]" = MappingProxyType({})
    """What is known of the pages of articles, by article id: a poll changes nothing of it."""
    versions: Mapping[str, tuple[Article, ...]] = MappingProxyType({})
    """Other versions of articles, by article id: earlier ones, and those of other sources; the newest first."""
    listed: Mapping[str, frozenset[str]] = MappingProxyType({})
    """The ids of the articles in the last response of each source, by source name."""
    article_capacity: int = DEFAULT_CAPACITY
    """Articles of all sources together, beyond which old ones are dropped."""

    def __eq__(self, other: object) -> bool:
        return self is other

    # a tuple has its own, which compares all fields
    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return id(self)

    def of_kind(self, *kinds: InstrumentKind) -> Mapping[InstrumentId, Quote]:
        """Return the best known quotes of these kinds, in the same order."""
        return {key: quote for key, quote in self.quotes.items() if quote.kind in kinds}

    def polled_at(self, quote: Quote) -> datetime:
        """Return when the quote's source last confirmed it, aware UTC."""
        rows = self.quotes_by_source.get(quote.source)
        return rows.polled_at(quote) if rows else quote.polled_at

    def changed_at(self, quote: Quote) -> datetime | None:
        """Return when the price last changed between two polls, aware UTC; None if it has not."""
        series = self.series.get(quote.id)
        return series.changed_at if series else None


def apply(market: Market, event: Event, day_of: TradingDayOf = utc_date, is_open: IsOpen = never_open) -> Market:  # noqa: PLR0911 - a table of events
    """Return the market after one event: the only way in which a market changes.

    The result of a poll that is older than its source's latest one changes nothing.

    Args:
        market: what is known.
        event: what happened.
        day_of: which trading day a time belongs to, for the day's series.
        is_open: whether the values of a market should change at a time.

    Raises:
        KeyError: the source is not one of the market's.
    """
    match event:
        case NextPollPlanned() | SourcePaused() | SourceResumed() | PageRejected():
            return _with_health(market, _health_after(market.health[event.source], event))
        case BoardRestored() | ArticlesRestored():
            return _restored(market, event) if isinstance(event, BoardRestored) else _with_restored(market, event)
        case DayRestored() | DayFilled():
            return _with_day(market, _series_after(market.series, event, day_of))
        case SourcesReplaced():
            return _with_sources(market, event, day_of)
        case SessionChanged() | AlertsRang():
            rang = event.alerts if isinstance(event, AlertsRang) else ()
            return market._replace(alerts=(*market.alerts, *rang)[-MAX_ALERTS:]) if rang else market
        case ArticleRequested() | ArticleRequestCancelled() | ArticleFetched():
            return _with_page(market, event)
        case Snapshot() | NotModified() | Failure():
            return _after_poll(market, event, day_of, is_open)


def _health_after(
    health: SourceHealth, event: NextPollPlanned | SourcePaused | SourceResumed | PageRejected
) -> SourceHealth:
    """Return the health of a source after an event that changes nothing else."""
    match event:
        case NextPollPlanned():
            return health._replace(next_try=event.next_try, every=event.every)
        case SourcePaused():
            return after_pause(health, event)
        case SourceResumed():
            return after_resume(health, event)
        case PageRejected():
            return health._replace(rejected_page=event.path)


def _after_poll(market: Market, poll: PollResult, day_of: TradingDayOf, is_open: IsOpen) -> Market:
    health = market.health[poll.source]
    if health.last_poll is not None and poll.at < health.last_poll:
        return market
    trading = frozenset(code for code in health.markets if is_open(code, poll.at))
    updated = _with_result(market, health, poll, trading)
    return _with_series(_with_best_rows(updated, poll.at), market, poll, day_of)


def _with_result(market: Market, health: SourceHealth, poll: PollResult, trading: frozenset[str]) -> Market:
    """Return the market with the source's health and its own rows as they are after the poll."""
    match poll:
        case Failure():
            return _with_health(market, after_failure(health, poll))
        case NotModified():
            confirmed = market._replace(quotes_by_source=_confirmed(market.quotes_by_source, poll))
            return _with_health(confirmed, after_not_modified(health, poll, trading=trading))
        case Snapshot():
            return _with_snapshot(market, health, poll, trading)


def _confirmed(rows_by_source: Mapping[str, SourceRows], poll: NotModified) -> Mapping[str, SourceRows]:
    known = rows_by_source.get(poll.source)
    return MappingProxyType({**rows_by_source, poll.source: known._replace(at=poll.at)}) if known else rows_by_source


def _with_snapshot(market: Market, health: SourceHealth, snapshot: Snapshot, trading: frozenset[str]) -> Market:
    source, on_wall = snapshot.source, snapshot.at + snapshot.wall_clock_offset
    known = market.quotes_by_source.get(source)
    if known is not None and known.is_superseded:
        known = None
    update = compare_rows(known, snapshot.quotes)
    if is_out_of_order(known, update, on_wall):
        return _with_rejected(market, health, snapshot, CleanText("an older page than the last one"))
    articles = merge_articles(_known(market), snapshot.articles, source, list(market.health), market.article_capacity)
    updated = _with_articles(market, articles)
    health, error = judge_completeness(health, snapshot)
    if error is not None:
        return _with_rejected(updated, health, snapshot, error)
    rows = merge_rows(known, update, snapshot.at)
    has_new_rows = bool(rows.rows) if known is None else rows.rows is not known.rows
    status = after_success(
        health,
        snapshot,
        has_news=has_new_rows or updated.articles is not market.articles,
        moved=_moved_markets(update, health.markets),
        trading=trading,
    )
    return _with_health(updated, status)._replace(
        quotes_by_source=MappingProxyType({**market.quotes_by_source, source: rows}),
    )


def _known(market: Market) -> KnownArticles:
    return KnownArticles(market.articles, market.versions, market.listed)


def _with_articles(market: Market, known: KnownArticles) -> Market:
    return market._replace(articles=known.articles, versions=known.versions, listed=known.listed)


def _with_restored(market: Market, event: ArticlesRestored) -> Market:
    restored = [article for article in event.articles if article.source in market.health]
    known = restore_articles(_known(market), restored, market.article_capacity)
    if known.articles is not market.articles:
        market = _with_articles(market, known)
    pages = [page for page in event.pages if page.source in market.health]
    if not pages:
        return market
    from tui.domain.article_page import restored_pages  # noqa: PLC0415 - not before the first frame

    return market._replace(pages=restored_pages(market.pages, pages))


def _moved_markets(update: RowUpdate, markets: Sequence[str]) -> Mapping[str, bool]:
    """Return the markets of which a response has values, and whether any of each has changed.

    The values of a source that follows the hours of one market alone all count as that market's.
    """
    if len(markets) == 1:
        is_valid = bool(update.changed) or any(row.price is not None for row in update.rows.values())
        return {markets[0]: bool(update.changed)} if is_valid else {}
    valid = {exchange_of(key): False for key, row in update.rows.items() if row.price is not None}
    return valid | {exchange_of(key): True for key in update.changed}


def _with_rejected(market: Market, health: SourceHealth, snapshot: Snapshot, error: CleanText) -> Market:
    """Return the market after a response whose rows are not used: what is known stays, and ages."""
    failure = Failure(source=snapshot.source, at=snapshot.at, reason=error, http_status=snapshot.http_status)
    return _with_health(market, after_failure(health, failure, rows=snapshot.valid_rows))


def _with_best_rows(market: Market, now: datetime) -> Market:
    quotes = select_best(market.quotes, market.quotes_by_source, market.health, now)
    return market if quotes is market.quotes else market._replace(quotes=quotes)


def _with_series(market: Market, before: Market, poll: PollResult, day_of: TradingDayOf) -> Market:
    series = update_series(before.series, market.quotes, before.quotes, poll.at, day_of)
    rows, old = market.quotes_by_source.get(poll.source), before.quotes_by_source.get(poll.source)
    if rows is not None and old is not None:
        series = roll_over_series(series, rows, old.at, day_of)
    return _with_day(market, series)


def _series_after(
    series: Mapping[InstrumentId, IntradaySeries], event: DayRestored | DayFilled, day_of: TradingDayOf
) -> Mapping[InstrumentId, IntradaySeries]:
    """Return the day's series with values that were not seen in this run."""
    if isinstance(event, DayRestored):
        return continue_series(series, event.series, day_of)
    from tui.domain.day_fill import fill_series  # noqa: PLC0415 - not before the first frame

    return fill_series(series, event.series, event.seen_since, day_of)


def _with_page(market: Market, event: "PageEvent") -> Market:
    """Return the market with what became of the page of an article; nothing of one whose source is gone."""
    if event.source not in market.health:
        return market
    from tui.domain.article_page import pages_after  # noqa: PLC0415 - not before the first frame

    return market._replace(pages=pages_after(market.pages, event))


def _with_day(market: Market, series: Mapping[InstrumentId, IntradaySeries]) -> Market:
    return market if series is market.series else market._replace(series=series)


def _with_health(market: Market, health: SourceHealth) -> Market:
    return market._replace(health=MappingProxyType({**market.health, health.name: health}))


def _with_sources(market: Market, event: SourcesReplaced, day_of: TradingDayOf) -> Market:
    """Return the market of these sources, or the same market where nothing differs."""
    from tui.domain.source_replacement import (  # noqa: PLC0415 - not before the first frame
        replaced_articles,
        replaced_health,
        replaced_pages,
        replaced_rows,
    )

    health = replaced_health(market.health, event)
    rows = replaced_rows(market.quotes_by_source, event)
    articles, pages = replaced_articles(_known(market), event), replaced_pages(market.pages, event)
    is_same = articles.articles is market.articles and pages is market.pages
    if health is market.health and rows is market.quotes_by_source and is_same:
        return market
    updated = _with_articles(market, articles)._replace(health=health, quotes_by_source=rows, pages=pages)
    updated = _with_best_rows(updated, event.at)
    return _with_day(updated, update_series(market.series, updated.quotes, market.quotes, event.at, day_of))


def _restored(market: Market, restored: BoardRestored) -> Market:
    """Return the market with the stored responses of its sources, each with its age, and every source still waiting."""
    known = market
    for snapshot in sorted(restored.snapshots, key=lambda snapshot: snapshot.at):
        if snapshot.source in market.health:
            known = apply(known, snapshot)
    for page in restored.pages:
        known = apply(known, page)
    health = {
        name: waiting._replace(
            last_good=was.last_good,
            expected=was.expected,  # half a page is half a page after a restart too
            quotes=was.quotes,
            indices=was.indices,
            articles=was.articles,
        )
        for (name, waiting), was in zip(market.health.items(), known.health.values(), strict=True)
    }
    return known._replace(health=MappingProxyType(health))


def changes_of_kind(old: Market, new: Market, *kinds: InstrumentKind) -> tuple[Change[InstrumentId, Quote], ...]:
    """Return what differs between the quotes of these kinds; one that became of another kind is gone."""
    return () if old.quotes is new.quotes else diff(old.of_kind(*kinds), new.of_kind(*kinds))
