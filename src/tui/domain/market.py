"""All that is known of the market, and the one law by which it grows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeVar

from tui.domain import source_health as healths
from tui.domain.article import Article
from tui.domain.failover import fresh_values, select_best
from tui.domain.intraday import IntradaySeries, TradingDayOf, roll_over_series, update_series
from tui.domain.observations import Row, SourceRows, compare_rows, is_out_of_order, merge_rows
from tui.domain.poll_result import Failure, NotModified, PollResult, Snapshot
from tui.domain.quote import IndexLevel, InstrumentId, Quote
from tui.domain.source_health import SourceHealth
from tui.domain.text import CleanText

K = TypeVar("K")
V = TypeVar("V")
IsOpen = Callable[[str, datetime], bool]
"""Whether a market, by its code, is in continuous trading at a moment (aware UTC)."""


def frozen(values: dict[K, V]) -> Mapping[K, V]:
    """The same mapping, closed to writing."""
    return MappingProxyType(values)


def utc_date(_market: str, at: datetime) -> date:
    """The trading day where no calendar is known: the UTC date."""
    return at.astimezone(UTC).date()


def never_open(_market: str, _at: datetime) -> bool:
    """Whether a market trades where no calendar is known: nobody can say, so nothing is concluded from it."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Market:
    """An immutable picture of everything known; `absorb` makes the next one.

    Markets are compared by identity: what differs between two is for `diff` to say.
    Where nothing of a kind changed the next market holds the very same mapping, so `is` answers "did it move?".
    """

    quotes: Mapping[InstrumentId, Quote] = field(default_factory=lambda: frozen({}))
    """The best known quote per instrument."""
    indices: Mapping[InstrumentId, IndexLevel] = field(default_factory=lambda: frozen({}))
    articles: Mapping[str, Article] = field(default_factory=lambda: frozen({}))
    """By article id, in the order of arrival."""
    health: Mapping[str, SourceHealth] = field(default_factory=lambda: frozen({}))
    """By source name, in the configured order, which is also the order of preference."""
    trails: Mapping[InstrumentId, IntradaySeries] = field(default_factory=lambda: frozen({}))
    """Where each quote and index has been this session."""
    heard_quotes: Mapping[str, SourceRows[Quote]] = field(default_factory=lambda: frozen({}))
    """What each source said, by source name."""
    heard_indices: Mapping[str, SourceRows[IndexLevel]] = field(default_factory=lambda: frozen({}))
    fresh: frozenset[str] = frozenset()
    """The sources whose figures were fresh at the latest poll of any."""

    def polled_at(self, row: Quote | IndexLevel) -> datetime:
        """When the row's source last confirmed it, aware UTC."""
        if isinstance(row, Quote):
            quotes = self.heard_quotes.get(row.source)
            return quotes.polled_at(row) if quotes else row.polled_at
        levels = self.heard_indices.get(row.source)
        return levels.polled_at(row) if levels else row.polled_at

    def changed_at(self, row: Quote | IndexLevel) -> datetime | None:
        """When the row's value last moved under our eyes, aware UTC; None if it has not."""
        trail = self.trails.get(row.id)
        return trail.moved_at if trail else None


def initial_market(sources: Iterable[SourceHealth]) -> Market:
    """The market before the first poll: nothing known, every source waiting.

    Args:
        sources: one waiting health per source, in order of preference.
    """
    return Market(health=frozen({source.name: source for source in sources}))


def with_next_poll(market: Market, source: str, next_try: datetime | None, every: timedelta | None = None) -> Market:
    """The market knowing when the source will be asked next.

    Args:
        market: what is known.
        source: the name of one of its sources.
        next_try: aware UTC; None for never.
        every: the interval now in force, where it is not the one known: ages are judged by it.
    """
    health = market.health[source]
    return _with_health(market, replace(health, next_try=next_try, every=every or health.every))


def with_rejected_page(market: Market, source: str, place: CleanText | None) -> Market:
    """The market knowing where the page is kept that this source's latest answer was, and that nobody could use."""
    return _with_health(market, replace(market.health[source], kept=place))


def apply(market: Market, outcome: PollResult, day_of: TradingDayOf = utc_date, is_open: IsOpen = never_open) -> Market:
    """The market after one poll. An answer older than what its source has already said changes nothing.

    Rows of every source that has become fresh or stale by now are judged anew, whoever was polled.

    Args:
        market: what is known.
        outcome: what the poll of a known source brought.
        day_of: which trading day a moment belongs to, for the trails.
        is_open: whether figures of a market should move at a moment.

    Raises:
        KeyError: the source is not one of the market's.
    """
    health = market.health[outcome.source]
    if health.last_poll is not None and outcome.at < health.last_poll:
        return market
    in_session = any(is_open(code, outcome.at) for code in health.hours_of)
    return _judged_anew(_heard(market, health, outcome, day_of, in_session=in_session), outcome, day_of)


def _heard(
    market: Market, health: SourceHealth, outcome: PollResult, day_of: TradingDayOf, *, in_session: bool
) -> Market:
    match outcome:
        case Failure():
            return _shown(
                _with_health(market, healths.after_failure(health, outcome)), outcome.source, outcome.at, day_of
            )
        case NotModified():
            standing = healths.after_not_modified(health, outcome, in_session=in_session)
            return _confirmed(_with_health(market, standing), outcome, day_of)
        case Snapshot():
            return _told(market, health, outcome, day_of, in_session=in_session)


def _judged_anew(market: Market, outcome: PollResult, day_of: TradingDayOf) -> Market:
    """The market showing another source's rows where one has become fresh or stale since the last poll of any."""
    fresh = _fresh(market, outcome.at)
    if fresh == market.fresh:
        return market
    turned = [
        name for name in market.health if name != outcome.source and (name in fresh) is not (name in market.fresh)
    ]
    now = replace(market, fresh=fresh)
    for name in turned:
        now = _shown(now, name, outcome.at, day_of, turned=True)
    return now


def _fresh(market: Market, now: datetime) -> frozenset[str]:
    return frozenset(name for name, health in market.health.items() if healths.is_fresh(health, now))


def find_disagreement(
    market: Market, key: InstrumentId, now: datetime, limit: Decimal
) -> tuple[tuple[str, Decimal], ...]:
    """The sources that differ about a row, with what each says, the shown one first; empty where they agree.

    Only fresh figures count, and only in one currency.

    Args:
        market: what is known.
        key: a quote or an index.
        now: aware UTC.
        limit: in percent of the first one's figure; a difference beyond it counts.
    """
    told = list(fresh_values(key, market.heard_quotes, market.health, now)) or list(
        fresh_values(key, market.heard_indices, market.health, now)
    )
    first = told[0][1] if told else Decimal(0)
    others = [(name, value) for name, value in told[1:] if abs(value - first) * 100 > limit * abs(first)]
    return (told[0], *others) if others else ()


def _with_health(market: Market, health: SourceHealth) -> Market:
    return replace(market, health=frozen({**market.health, health.name: health}))


def _confirmed(market: Market, outcome: NotModified, day_of: TradingDayOf) -> Market:
    def at_now(heard: Mapping[str, SourceRows[Row]]) -> Mapping[str, SourceRows[Row]]:
        mine = heard.get(outcome.source)
        return heard if mine is None else frozen({**heard, outcome.source: replace(mine, at=outcome.at, moved=())})

    quotes, indices = at_now(market.heard_quotes), at_now(market.heard_indices)
    now = _shown(replace(market, heard_quotes=quotes, heard_indices=indices), outcome.source, outcome.at, day_of)
    return _of_the_day(now, market, outcome, day_of)


def _told(
    market: Market, health: SourceHealth, snapshot: Snapshot, day_of: TradingDayOf, *, in_session: bool
) -> Market:
    old_quotes, old_indices = market.heard_quotes.get(snapshot.source), market.heard_indices.get(snapshot.source)
    told_quotes, told_indices = compare_rows(old_quotes, snapshot.quotes), compare_rows(old_indices, snapshot.indices)
    on_wall = snapshot.at + snapshot.ahead
    if is_out_of_order(old_quotes, told_quotes, on_wall) or is_out_of_order(old_indices, told_indices, on_wall):
        return _doubted(market, health, snapshot, CleanText("an older page than the one held"), day_of)
    articles = merge_articles(market.articles, snapshot, list(market.health))
    doubt = healths.completeness_error(health, snapshot)
    if doubt is not None:
        counted = healths.doubted(health, snapshot)
        return _doubted(replace(market, articles=articles), counted, snapshot, doubt, day_of)
    quotes = merge_rows(old_quotes, told_quotes, snapshot.at)
    indices = merge_rows(old_indices, told_indices, snapshot.at)
    moved = _is_news(old_quotes, quotes) or _is_news(old_indices, indices)
    is_news = moved or articles is not market.articles
    same = snapshot.valid_rows > 0 and not moved
    known = replace(
        _with_health(market, healths.after_success(health, snapshot, moved=is_news, same=same, in_session=in_session)),
        articles=articles,
        heard_quotes=frozen({**market.heard_quotes, snapshot.source: quotes}),
        heard_indices=frozen({**market.heard_indices, snapshot.source: indices}),
    )
    return _of_the_day(_shown(known, snapshot.source, snapshot.at, day_of), market, snapshot, day_of)


def _doubted(
    market: Market, health: SourceHealth, snapshot: Snapshot, doubt: CleanText, day_of: TradingDayOf
) -> Market:
    """The market after an answer whose figures cannot be believed: they change nothing, and age."""
    failure = Failure(source=snapshot.source, at=snapshot.at, reason=doubt, http_status=snapshot.http_status)
    suspect = healths.after_failure(health, failure, read=snapshot.valid_rows)
    return _shown(_with_health(market, suspect), snapshot.source, snapshot.at, day_of)


def _is_news(old: SourceRows[Row] | None, new: SourceRows[Row]) -> bool:
    return bool(new.rows) if old is None else new.rows is not old.rows


def _of_the_day(now: Market, before: Market, outcome: PollResult, day_of: TradingDayOf) -> Market:
    """The market with trails begun anew for what this source repeats on another trading day than it last did."""
    source, trails = outcome.source, now.trails
    quotes, old_quotes = now.heard_quotes.get(source), before.heard_quotes.get(source)
    indices, old_indices = now.heard_indices.get(source), before.heard_indices.get(source)
    if quotes is not None and old_quotes is not None:
        trails = roll_over_series(trails, quotes, old_quotes.at, day_of)
    if indices is not None and old_indices is not None:
        trails = roll_over_series(trails, indices, old_indices.at, day_of)
    return now if trails is now.trails else replace(now, trails=trails)


def _shown(market: Market, source: str, at: datetime, day_of: TradingDayOf, *, turned: bool = False) -> Market:
    """The market showing the best of what is known of this source's rows, as of this moment.

    All of them are judged where the source has just turned fresh or stale, or another has, or it speaks though stale.
    """
    silent = market.health[source].last_good != at
    settled = not turned and (silent or source in market.fresh) and _fresh(market, at) == market.fresh
    quotes = select_best(market.quotes, market.heard_quotes, source, market.health, at, settled=settled)
    indices = select_best(market.indices, market.heard_indices, source, market.health, at, settled=settled)
    if quotes is market.quotes and indices is market.indices:
        return market
    trails = update_series(market.trails, quotes, market.quotes, at, day_of)
    trails = update_series(trails, indices, market.indices, at, day_of)
    return replace(market, quotes=quotes, indices=indices, trails=trails)


def restore_market(market: Market, told: Iterable[Snapshot]) -> Market:
    """The market with what its sources last said, every figure as old as it is and every source still waiting.

    Args:
        market: before the first poll.
        told: what sources of this market last said well, each with the time at which it last stood by it; an answer
            of a source that the market does not have is left out.
    """
    known = market
    for snapshot in sorted(told, key=lambda snapshot: snapshot.at):
        if snapshot.source in market.health:
            known = apply(known, snapshot)
    health = {
        name: replace(
            waiting,
            last_good=was.last_good,
            # half a page is half a page after a restart too
            expected=was.expected,
            quotes=was.quotes,
            indices=was.indices,
            articles=was.articles,
        )
        for (name, waiting), was in zip(market.health.items(), known.health.values(), strict=True)
    }
    return replace(known, health=frozen(health), fresh=frozenset())


MAX_ARTICLES: Final = 200


def merge_articles(known: Mapping[str, Article], snapshot: Snapshot, order: Sequence[str]) -> Mapping[str, Article]:
    """The stories with what is new; the oldest by their own time leave, so that none comes back at the next poll.

    Of two sources that tell the same story the preferred one is believed, or they would take turns for ever.
    """
    not_preferred_to_it = order[order.index(snapshot.source) :]
    changed: dict[str, Article] = {
        article.id: article
        for article in snapshot.articles[:MAX_ARTICLES]
        if (was := known.get(article.id)) is None or (was != article and was.source in not_preferred_to_it)
    }
    if not changed:
        return known
    merged: dict[str, Article] = {**known, **changed}
    for oldest in sorted(merged.values(), key=article_time)[: max(0, len(merged) - MAX_ARTICLES)]:
        del merged[oldest.id]
    is_news = merged.keys() != known.keys() or any(known[key] is not article for key, article in merged.items())
    return MappingProxyType(merged) if is_news else known


def article_time(article: Article) -> datetime:
    """The time a story is ordered by: its own where it states one, else when it was first heard."""
    return article.published or article.updated or article.polled_at
