"""All that is known of the market, and the one law by which it grows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from tui.domain import health as healths
from tui.domain.article import Article
from tui.domain.health import SourceHealth
from tui.domain.quote import IndexLevel, InstrumentId, Quote
from tui.domain.snapshot import Failure, Outcome, Snapshot, Unchanged
from tui.domain.trail import DayOf, Trail

MOST_ARTICLES: Final = 200
KEPT_AFTER_VANISHING: Final = timedelta(days=3)

Row = TypeVar("Row", Quote, IndexLevel)
K = TypeVar("K")
V = TypeVar("V")


def read_only(values: dict[K, V]) -> Mapping[K, V]:
    """The same mapping, closed to writing."""
    return MappingProxyType(values)


def utc_day(_market: str, at: datetime) -> date:
    """The trading day where no calendar is known: the UTC date."""
    return at.astimezone(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Generic[Row]):
    """One kind of row as one source told it."""

    at: datetime
    """When the source last spoke well: every row in `present` was confirmed then."""
    rows: Mapping[InstrumentId, Row] = field(default_factory=lambda: read_only({}))
    """Every row it ever gave and that is not yet forgotten; a row it repeats keeps its first object."""
    present: frozenset[InstrumentId] = frozenset()
    """The rows of its latest good answer."""

    def polled_at(self, row: Row) -> datetime:
        """When this source last confirmed the row."""
        return self.at if row.id in self.present else row.polled_at


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


def planned(market: Market, source: str, next_try: datetime | None) -> Market:
    """The market knowing when the source will be asked next, aware UTC."""
    return _with_health(market, replace(market.health[source], next_try=next_try))


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
            return _with_health(market, healths.failed(health, outcome))
        case Unchanged():
            return _confirmed(_with_health(market, healths.confirmed(health, outcome)), outcome)
        case Snapshot():
            return _told(market, health, outcome, day_of)


def _with_health(market: Market, health: SourceHealth) -> Market:
    return replace(market, health=read_only({**market.health, health.name: health}))


def _confirmed(market: Market, outcome: Unchanged) -> Market:
    def at_now(heard: Mapping[str, Heard[Row]]) -> Mapping[str, Heard[Row]]:
        mine = heard.get(outcome.source)
        return heard if mine is None else read_only({**heard, outcome.source: replace(mine, at=outcome.at)})

    return replace(market, heard_quotes=at_now(market.heard_quotes), heard_indices=at_now(market.heard_indices))


def _told(market: Market, health: SourceHealth, snapshot: Snapshot, day_of: DayOf) -> Market:
    articles = _with_articles(market.articles, snapshot.articles)
    doubt = healths.verdict(health, snapshot)
    if doubt is not None:
        failure = Failure(source=snapshot.source, at=snapshot.at, reason=doubt, http_status=snapshot.http_status)
        suspect = healths.failed(health, failure, read=snapshot.read)
        return replace(_with_health(market, suspect), articles=articles)
    heard_quotes = _heard(market.heard_quotes.get(snapshot.source), snapshot.quotes, snapshot)
    heard_indices = _heard(market.heard_indices.get(snapshot.source), snapshot.indices, snapshot)
    all_quotes = read_only({**market.heard_quotes, snapshot.source: heard_quotes})
    all_indices = read_only({**market.heard_indices, snapshot.source: heard_indices})
    quotes = _best(market.quotes, all_quotes, snapshot, market.health)
    indices = _best(market.indices, all_indices, snapshot, market.health)
    trails = _followed(market.trails, quotes, market.quotes, snapshot.at, day_of)
    trails = _followed(trails, indices, market.indices, snapshot.at, day_of)
    moved = not (quotes is market.quotes and indices is market.indices and articles is market.articles)
    return replace(
        _with_health(market, healths.heard(health, snapshot, moved=moved)),
        quotes=quotes,
        indices=indices,
        articles=articles,
        trails=trails,
        heard_quotes=all_quotes,
        heard_indices=all_indices,
    )


def _heard(old: Heard[Row] | None, told: tuple[Row, ...], snapshot: Snapshot) -> Heard[Row]:
    """What the source has said so far, with this answer; a repeated row keeps its object."""
    present = frozenset(row.id for row in told if row.value is not None)
    if old is None:
        return Heard(at=snapshot.at, rows=read_only({row.id: row for row in told}), present=present)
    rows = dict(old.rows)
    for row in told:
        was = rows.get(row.id)
        if was is None or was != row:
            rows[row.id] = row if row.value is not None or was is None else _not_believed(old, was, row)
    for gone in old.rows.keys() - present:
        rows[gone] = row = _no_longer_told(old, rows[gone])
        if snapshot.at - row.polled_at > KEPT_AFTER_VANISHING:
            del rows[gone]
    return Heard(at=snapshot.at, rows=read_only(rows), present=present)


def _not_believed(old: Heard[Row], was: Row, row: Row) -> Row:
    """The last figures that could be believed, flagged, ageing from when they were last confirmed."""
    return replace(was, polled_at=old.polled_at(was), flags=row.flags)


def _no_longer_told(old: Heard[Row], row: Row) -> Row:
    """A row the answer left out: its figures stay and age from when they were last confirmed."""
    last_told = old.polled_at(row)
    return row if last_told == row.polled_at else replace(row, polled_at=last_told)


def _best(
    shown: Mapping[InstrumentId, Row],
    heard: Mapping[str, Heard[Row]],
    snapshot: Snapshot,
    health: Mapping[str, SourceHealth],
) -> Mapping[InstrumentId, Row]:
    """What to show: per instrument the first source in order that is fresh, else the freshest."""
    speaker = heard[snapshot.source]
    changed: dict[InstrumentId, Row] = {}
    rivals = [name for name in health if name in heard and heard[name].rows]
    for key, row in speaker.rows.items():
        best = row if len(rivals) == 1 else _preferred(key, rivals, heard, health, snapshot.at)
        if shown.get(key) is not best:
            changed[key] = best
    gone = [key for key, row in shown.items() if row.source == snapshot.source and key not in speaker.rows]
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
) -> Row:
    told = [(name, row) for name in sources if (row := heard[name].rows.get(key)) is not None]
    for name, row in told:
        limit = 2 * health[name].every + healths.STALE_SLACK
        if row.value is not None and now - heard[name].polled_at(row) <= limit:
            return row
    return max(told, key=lambda each: heard[each[0]].polled_at(each[1]))[1]


def _followed(
    trails: Mapping[InstrumentId, Trail],
    rows: Mapping[InstrumentId, Row],
    before: Mapping[InstrumentId, Row],
    at: datetime,
    day_of: DayOf,
) -> Mapping[InstrumentId, Trail]:
    """The trails with every value that moved; days are asked for once per market."""
    if rows is before:
        return trails
    days: dict[str, date] = {}
    grown: dict[InstrumentId, Trail] = {}
    for key, row in rows.items():
        was = before.get(key)
        value = row.value
        if was is row or value is None or (was is not None and was.value == value):
            continue
        day = days.get(key.market) or days.setdefault(key.market, day_of(key.market, at))
        trail = trails.get(key)
        grown[key] = trail.moved(value, at, day) if trail else Trail.begun(value, day)
    return read_only({**trails, **grown}) if grown else trails


def _with_articles(known: Mapping[str, Article], told: tuple[Article, ...]) -> Mapping[str, Article]:
    changed: dict[str, Article] = {article.id: article for article in told if known.get(article.id) != article}
    if not changed:
        return known
    merged: dict[str, Article] = {**known, **changed}
    for oldest in list(merged)[: max(0, len(merged) - MOST_ARTICLES)]:
        del merged[oldest]
    return read_only(merged)
