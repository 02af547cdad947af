"""What each source has told so far, row by row, and when it last stood by each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from tui.domain.diff import changed_identities
from tui.domain.edition import Edition
from tui.domain.quote import IndexLevel, InstrumentId, Quote
from tui.domain.text import CleanText

MAX_CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far a source's own time may run ahead of ours before it says nothing about which answer is the older."""
MISSING_ROW_TTL: Final = timedelta(days=3)
MAX_MISSING_ROWS: Final = 2000
"""How many rows that are told no more are kept per source; beyond that the oldest are forgotten early."""

CONFLICTING_DUPLICATE: Final = CleanText("told twice with different figures")

Row = TypeVar("Row", Quote, IndexLevel)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRows(Generic[Row]):
    """One kind of row as one source told it."""

    at: datetime
    """When the source last spoke well: every row but the lapsed was confirmed then."""
    rows: Mapping[InstrumentId, Row] = field(default_factory=lambda: MappingProxyType({}))
    """Every row it ever gave and that is not yet forgotten; a row it repeats keeps its first object."""
    lapsed: frozenset[InstrumentId] = frozenset()
    """The rows that its latest good answer left out or made unbelievable."""
    moved: Sequence[InstrumentId] = ()
    """The rows that its latest good answer brought, changed, confirmed again or let go, in the order told."""
    markets: frozenset[str] = frozenset()
    """The markets it has ever told of."""

    def is_current(self, key: InstrumentId) -> bool:
        """Whether its latest good answer had the row."""
        return key in self.rows and key not in self.lapsed

    def polled_at(self, row: Row) -> datetime:
        """When this source last confirmed the row."""
        return self.at if self.is_current(row.id) else row.polled_at


@dataclass(frozen=True, slots=True, kw_only=True)
class RowUpdate(Generic[Row]):
    """The rows of one answer beside what its source had said before."""

    rows: Mapping[InstrumentId, Row]
    news: Mapping[InstrumentId, Row]
    """Those that differ from what is held."""


def compare_rows(old: SourceRows[Row] | None, told: Iterable[Row]) -> RowUpdate[Row]:
    """An answer beside what is held; of a row told twice the last counts."""
    latest = {row.id: row for row in told}
    if old is None:
        return RowUpdate(rows=latest, news=latest)
    return RowUpdate(
        rows=latest, news={key: row for key, was, row in changed_identities(old.rows, latest) if was != row}
    )


def merge_rows(old: SourceRows[Row] | None, told: RowUpdate[Row], at: datetime) -> SourceRows[Row]:
    """What the source has said so far, with this answer; where it says nothing new, the very same `rows`."""
    held: SourceRows[Row] = old or SourceRows(at=at)
    vanished = _vanished(held, told)
    refused = {key for key in (*told.news, *held.lapsed) if key in told.rows and told.rows[key].value is None}
    changed: dict[InstrumentId, Row] = dict(_believed(held, told.news))
    gone: set[InstrumentId] = set()
    for key in vanished | refused:
        row = _no_longer_confirmed(held, changed.get(key) or held.rows[key])
        if at - row.polled_at > MISSING_ROW_TTL:
            if key in vanished:
                gone.add(key)
                continue
            row = told.rows[key]  # still told, so still a row, but figures this old are none
        if row is not held.rows.get(key):
            changed[key] = row
    if len(vanished) > MAX_MISSING_ROWS:
        gone.update(_oldest(vanished, {**held.rows, **changed}, MAX_MISSING_ROWS))
    lapsed: frozenset[InstrumentId] = frozenset((vanished | refused) - gone)
    return SourceRows(
        at=at,
        rows=Edition(held.rows, changed, gone) if changed or gone else held.rows,
        lapsed=lapsed,
        moved=(*changed, *gone, *(held.lapsed - lapsed)),
        markets=held.markets.union(key.market for key in told.news),
    )


def is_out_of_order(old: SourceRows[Row] | None, told: RowUpdate[Row], at: datetime) -> bool:
    """Whether an answer is one from before what is held, by the source's own times of the rows in both (fault P11)."""
    if old is None or not _is_older(old, told.news, at):
        return False
    # what it repeats has one time in both, and that may be the latest of all
    return _is_older(old, told.rows, at)


def _is_older(old: SourceRows[Row], rows: Mapping[InstrumentId, Row], at: datetime) -> bool:
    newest, newest_held = None, None
    for key, row in rows.items():
        if row.as_of is None or not old.is_current(key):
            continue
        held = old.rows[key].as_of
        if held is None or held > at + MAX_CLOCK_SKEW:
            continue
        newest = row.as_of if newest is None else max(newest, row.as_of)
        newest_held = held if newest_held is None else max(newest_held, held)
    return newest is not None and newest_held is not None and newest < newest_held


def deduplicate(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with each instrument told once: told again with other figures, the first stands, flagged (fault P8)."""
    kept: dict[InstrumentId, Row] = {}
    for row in rows:
        kept[row.id] = _settled(kept[row.id], row) if row.id in kept else row
    return tuple(kept.values())


def _settled(first: Row, other: Row) -> Row:
    if first.value is None:
        return other
    if other.value is None or other.value == first.value or CONFLICTING_DUPLICATE in first.flags:
        return first
    return replace(first, flags=(*first.flags, CONFLICTING_DUPLICATE))


def _believed(old: SourceRows[Row], news: Mapping[InstrumentId, Row]) -> Iterator[tuple[InstrumentId, Row]]:
    """What the news make of the rows that are held, where that is another object."""
    for key, row in news.items():
        was = old.rows.get(key)
        believed = row if was is None or row.value is not None else _not_believed(old, was, row)
        if believed is not was:
            yield key, believed


def _not_believed(old: SourceRows[Row], was: Row, row: Row) -> Row:
    """The last figures that could be believed, flagged, ageing from when they were last confirmed."""
    if was.value is None:
        return row
    return was if was.flags == row.flags else replace(was, polled_at=old.polled_at(was), flags=row.flags)


def _no_longer_confirmed(old: SourceRows[Row], row: Row) -> Row:
    """A row the answer left out or made unbelievable: its figures age from when they were last confirmed."""
    last_told = old.polled_at(row)
    return row if last_told == row.polled_at else replace(row, polled_at=last_told)


def _vanished(old: SourceRows[Row], told: RowUpdate[Row]) -> AbstractSet[InstrumentId]:
    """The rows held that are told no more; only where their number says so is one looked for."""
    away = {key for key in old.lapsed if key not in told.rows}
    came = sum(key not in old.rows for key in told.news)
    return away if len(old.rows) - len(away) + came == len(told.rows) else old.rows.keys() - told.rows.keys()


def _oldest(vanished: AbstractSet[InstrumentId], rows: Mapping[InstrumentId, Row], most: int) -> Iterable[InstrumentId]:
    """Those that were told longest ago, beyond as many as are kept."""
    return sorted(vanished, key=lambda key: rows[key].polled_at, reverse=True)[most:]
