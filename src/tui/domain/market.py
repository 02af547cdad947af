"""All that is known of the market, and the one law by which it grows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeVar

from tui.domain import health as healths
from tui.domain.article import Article
from tui.domain.health import SourceHealth
from tui.domain.heard import Heard, Row, listened
from tui.domain.quote import IndexLevel, InstrumentId, Quote
from tui.domain.snapshot import Failure, Outcome, Snapshot, Unchanged
from tui.domain.trail import DayOf, Trail, begun_anew, followed

MOST_ARTICLES: Final = 200

K = TypeVar("K")
V = TypeVar("V")


def read_only(values: dict[K, V]) -> Mapping[K, V]:
    """The same mapping, closed to writing."""
    return MappingProxyType(values)


def utc_day(_market: str, at: datetime) -> date:
    """The trading day where no calendar is known: the UTC date."""
    return at.astimezone(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Market:
    """An immutable picture of everything known; `absorb` makes the next one.

    Markets are compared by identity: what differs between two is for `diff` to say.
    Where nothing of a kind changed the next market holds the very same mapping, so `is` answers "did it move?".
    """

    quotes: Mapping[InstrumentId, Quote] = field(default_factory=lambda: read_only({}))
    """The best known quote per instrument."""
    indices: Mapping[InstrumentId, IndexLevel] = field(default_factory=lambda: read_only({}))
    articles: Mapping[str, Article] = field(default_factory=lambda: read_only({}))
    """By article id, in the order of arrival."""
    health: Mapping[str, SourceHealth] = field(default_factory=lambda: read_only({}))
    """By source name, in the configured order, which is also the order of preference."""
    trails: Mapping[InstrumentId, Trail] = field(default_factory=lambda: read_only({}))
    """Where each quote and index has been this session."""
    heard_quotes: Mapping[str, Heard[Quote]] = field(default_factory=lambda: read_only({}))
    """What each source said, by source name."""
    heard_indices: Mapping[str, Heard[IndexLevel]] = field(default_factory=lambda: read_only({}))

    def polled_at(self, row: Quote | IndexLevel) -> datetime:
        """When the row's source last confirmed it, aware UTC."""
        if isinstance(row, Quote):
            quotes = self.heard_quotes.get(row.source)
            return quotes.polled_at(row) if quotes else row.polled_at
        levels = self.heard_indices.get(row.source)
        return levels.polled_at(row) if levels else row.polled_at

    def moved_at(self, row: Quote | IndexLevel) -> datetime | None:
        """When the row's value last moved under our eyes, aware UTC; None if it has not."""
        trail = self.trails.get(row.id)
        return trail.moved_at if trail else None


def opened(sources: Iterable[SourceHealth]) -> Market:
    """The market before the first poll: nothing known, every source waiting.

    Args:
        sources: one waiting health per source, in order of preference.
    """
    return Market(health=read_only({source.name: source for source in sources}))


def planned(market: Market, source: str, next_try: datetime | None, every: timedelta | None = None) -> Market:
    """The market knowing when the source will be asked next.

    Args:
        market: what is known.
        source: the name of one of its sources.
        next_try: aware UTC; None for never.
        every: the interval now in force, where it is not the one known: ages are judged by it.
    """
    health = market.health[source]
    return _with_health(market, replace(health, next_try=next_try, every=every or health.every))


def absorb(market: Market, outcome: Outcome, day_of: DayOf = utc_day) -> Market:
    """The market after one poll. An answer older than what its source has already said changes nothing.

    Args:
        market: what is known.
        outcome: what the poll of a known source brought.
        day_of: which trading day a moment belongs to, for the trails.

    Raises:
        KeyError: the source is not one of the market's.
    """
    health = market.health[outcome.source]
    if health.last_poll is not None and outcome.at < health.last_poll:
        return market
    match outcome:
        case Failure():
            return _shown(_with_health(market, healths.failed(health, outcome)), outcome, day_of)
        case Unchanged():
            return _confirmed(_with_health(market, healths.confirmed(health, outcome)), outcome, day_of)
        case Snapshot():
            return _told(market, health, outcome, day_of)


def _with_health(market: Market, health: SourceHealth) -> Market:
    return replace(market, health=read_only({**market.health, health.name: health}))


def _confirmed(market: Market, outcome: Unchanged, day_of: DayOf) -> Market:
    def at_now(heard: Mapping[str, Heard[Row]]) -> Mapping[str, Heard[Row]]:
        mine = heard.get(outcome.source)
        return heard if mine is None else read_only({**heard, outcome.source: replace(mine, at=outcome.at)})

    quotes, indices = at_now(market.heard_quotes), at_now(market.heard_indices)
    now = _shown(replace(market, heard_quotes=quotes, heard_indices=indices), outcome, day_of)
    return _of_the_day(now, market, outcome, day_of)


def _told(market: Market, health: SourceHealth, snapshot: Snapshot, day_of: DayOf) -> Market:
    articles = _with_articles(market.articles, snapshot, list(market.health))
    doubt = healths.verdict(health, snapshot)
    if doubt is not None:
        failure = Failure(source=snapshot.source, at=snapshot.at, reason=doubt, http_status=snapshot.http_status)
        suspect = healths.failed(health, failure, read=snapshot.read)
        return _shown(replace(_with_health(market, suspect), articles=articles), snapshot, day_of)
    old_quotes, old_indices = market.heard_quotes.get(snapshot.source), market.heard_indices.get(snapshot.source)
    quotes = listened(old_quotes, snapshot.quotes, snapshot.at)
    indices = listened(old_indices, snapshot.indices, snapshot.at)
    is_news = articles is not market.articles or _is_news(old_quotes, quotes) or _is_news(old_indices, indices)
    known = replace(
        _with_health(market, healths.heard(health, snapshot, moved=is_news)),
        articles=articles,
        heard_quotes=read_only({**market.heard_quotes, snapshot.source: quotes}),
        heard_indices=read_only({**market.heard_indices, snapshot.source: indices}),
    )
    return _of_the_day(_shown(known, snapshot, day_of), market, snapshot, day_of)


def _is_news(old: Heard[Row] | None, new: Heard[Row]) -> bool:
    return bool(new.rows) if old is None else new.rows is not old.rows


def _of_the_day(now: Market, before: Market, outcome: Outcome, day_of: DayOf) -> Market:
    """The market with trails begun anew for what this source repeats on another trading day than it last did."""
    source, trails = outcome.source, now.trails
    for heard, old in (
        (now.heard_quotes.get(source), before.heard_quotes.get(source)),
        (now.heard_indices.get(source), before.heard_indices.get(source)),
    ):
        if heard is not None and old is not None:
            trails = begun_anew(trails, heard.present, old.at, outcome.at, day_of)
    return now if trails is now.trails else replace(now, trails=trails)


def _shown(market: Market, outcome: Outcome, day_of: DayOf) -> Market:
    """The market showing the best of what is known of this source's rows, as of this moment."""
    name, at = outcome.source, outcome.at
    quotes = _best(market.quotes, market.heard_quotes, name, market.health, at)
    indices = _best(market.indices, market.heard_indices, name, market.health, at)
    if quotes is market.quotes and indices is market.indices:
        return market
    trails = followed(market.trails, quotes, market.quotes, at, day_of)
    trails = followed(trails, indices, market.indices, at, day_of)
    return replace(market, quotes=quotes, indices=indices, trails=trails)


def _best(
    shown: Mapping[InstrumentId, Row],
    heard: Mapping[str, Heard[Row]],
    source: str,
    health: Mapping[str, SourceHealth],
    now: datetime,
) -> Mapping[InstrumentId, Row]:
    """What to show: per instrument the first source in order that is fresh, else the freshest."""
    if source not in heard:
        return shown
    mine = heard[source].rows
    rivals = [name for name in health if name in heard and heard[name].rows]
    alone = rivals == [source]
    changed: dict[InstrumentId, Row] = {}
    for key, row in mine.items():
        best = row if alone else _preferred(key, rivals, heard, health, now)
        if best is not None and shown.get(key) is not best:
            changed[key] = best
    gone: list[InstrumentId] = []
    for key, row in shown.items():
        if row.source == source and key not in mine:
            other = _preferred(key, rivals, heard, health, now)
            if other is None:
                gone.append(key)
            else:
                changed[key] = other
    if not changed and not gone:
        return shown
    merged: dict[InstrumentId, Row] = {**shown, **changed}
    for key in gone:
        del merged[key]
    return read_only(merged)


def _preferred(
    key: InstrumentId,
    sources: Iterable[str],
    heard: Mapping[str, Heard[Row]],
    health: Mapping[str, SourceHealth],
    now: datetime,
) -> Row | None:
    told = [(name, row) for name in sources if (row := heard[name].rows.get(key)) is not None]
    for name, row in told:
        limit = 2 * health[name].every + healths.STALE_SLACK
        if row.value is not None and now - heard[name].polled_at(row) <= limit:
            return row
    # a figure that was believed once says more than a fresher one that never was
    return max(
        told, key=lambda each: (each[1].value is not None, heard[each[0]].polled_at(each[1])), default=(0, None)
    )[1]


def _with_articles(known: Mapping[str, Article], snapshot: Snapshot, order: Sequence[str]) -> Mapping[str, Article]:
    """The stories with what is new; the oldest by their own time leave, so that none comes back at the next poll.

    Of two sources that tell the same story the preferred one is believed, or they would take turns for ever.
    """
    not_preferred_to_it = order[order.index(snapshot.source) :]
    changed: dict[str, Article] = {
        article.id: article
        for article in snapshot.articles[:MOST_ARTICLES]
        if (was := known.get(article.id)) is None or (was != article and was.source in not_preferred_to_it)
    }
    if not changed:
        return known
    merged: dict[str, Article] = {**known, **changed}
    for oldest in sorted(merged.values(), key=_dated)[: max(0, len(merged) - MOST_ARTICLES)]:
        del merged[oldest.id]
    is_news = merged.keys() != known.keys() or any(known[key] is not article for key, article in merged.items())
    return read_only(merged) if is_news else known


def _dated(article: Article) -> datetime:
    return article.published or article.updated or article.polled_at
