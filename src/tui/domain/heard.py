"""What each source has told so far, row by row, and when it last stood by each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from tui.domain.quote import IndexLevel, InstrumentId, Quote

KEPT_AFTER_VANISHING: Final = timedelta(days=3)
MOST_VANISHED: Final = 2000
"""How many rows that are told no more are kept per source; beyond that the oldest are forgotten early."""

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
