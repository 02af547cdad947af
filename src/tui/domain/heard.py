"""What each source has told so far, row by row, and when it last stood by each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from tui.domain.quote import IndexLevel, InstrumentId, Quote
from tui.domain.text import CleanText

AHEAD: Final = timedelta(minutes=5)
"""How far a source's own time may run ahead of ours before it says nothing about which answer is the older."""
KEPT_AFTER_VANISHING: Final = timedelta(days=3)
MOST_VANISHED: Final = 2000
"""How many rows that are told no more are kept per source; beyond that the oldest are forgotten early."""

TOLD_TWICE: Final = CleanText("told twice with different figures")

Row = TypeVar("Row", Quote, IndexLevel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Generic[Row]):
    """One kind of row as one source told it."""

    at: datetime
    """When the source last spoke well: every row in `present` was confirmed then."""
    rows: Mapping[InstrumentId, Row] = field(default_factory=lambda: MappingProxyType({}))
    """Every row it ever gave and that is not yet forgotten; a row it repeats keeps its first object."""
    present: frozenset[InstrumentId] = frozenset()
    """The rows of its latest good answer."""

    def polled_at(self, row: Row) -> datetime:
        """When this source last confirmed the row."""
        return self.at if row.id in self.present else row.polled_at


def listened(old: Heard[Row] | None, told: Iterable[Row], at: datetime) -> Heard[Row]:
    """What the source has said so far, with this answer; where it says nothing new, the very same `rows`."""
    latest = {row.id: row for row in told}
    present = frozenset(key for key, row in latest.items() if row.value is not None)
    if old is None:
        return Heard(at=at, rows=MappingProxyType(latest), present=present)
    rows = dict(old.rows)
    for key, row in latest.items():
        was = rows.get(key)
        if was is None or was != row:
            rows[key] = row if was is None or row.value is not None else _not_believed(old, was, row)
    for key in old.rows.keys() - present:
        rows[key] = row = _no_longer_confirmed(old, rows[key])
        if at - row.polled_at > KEPT_AFTER_VANISHING:
            if key in latest:  # still told, so still a row, but figures this old are none
                rows[key] = latest[key]
            else:
                del rows[key]
    _forget_beyond(rows, rows.keys() - latest.keys(), MOST_VANISHED)
    is_news = len(rows) != len(old.rows) or any(rows.get(key) is not row for key, row in old.rows.items())
    return Heard(at=at, rows=MappingProxyType(rows) if is_news else old.rows, present=present)


def is_older(old: Heard[Row] | None, told: Iterable[Row], at: datetime) -> bool:
    """Whether an answer is one from before what is held, by the source's own times of the rows in both (fault P11)."""
    if old is None:
        return False
    newest, newest_held = None, None
    for row in told:
        held = old.rows[row.id].as_of if row.id in old.present else None
        if row.as_of is None or held is None or held > at + AHEAD:
            continue
        newest = row.as_of if newest is None else max(newest, row.as_of)
        newest_held = held if newest_held is None else max(newest_held, held)
    return newest is not None and newest_held is not None and newest < newest_held


def once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with each instrument told once: told again with other figures, the first stands, flagged (fault P8)."""
    kept: dict[InstrumentId, Row] = {}
    for row in rows:
        kept[row.id] = _settled(kept[row.id], row) if row.id in kept else row
    return tuple(kept.values())


def _settled(first: Row, other: Row) -> Row:
    if first.value is None:
        return other
    if other.value is None or other.value == first.value or TOLD_TWICE in first.flags:
        return first
    return replace(first, flags=(*first.flags, TOLD_TWICE))


def _not_believed(old: Heard[Row], was: Row, row: Row) -> Row:
    """The last figures that could be believed, flagged, ageing from when they were last confirmed."""
    if was.value is None:
        return row
    return was if was.flags == row.flags else replace(was, polled_at=old.polled_at(was), flags=row.flags)


def _no_longer_confirmed(old: Heard[Row], row: Row) -> Row:
    """A row the answer left out or made unbelievable: its figures age from when they were last confirmed."""
    last_told = old.polled_at(row)
    return row if last_told == row.polled_at else replace(row, polled_at=last_told)


def _forget_beyond(rows: dict[InstrumentId, Row], vanished: Iterable[InstrumentId], most: int) -> None:
    oldest_last = sorted(vanished, key=lambda key: rows[key].polled_at, reverse=True)
    for key in oldest_last[most:]:
        del rows[key]
