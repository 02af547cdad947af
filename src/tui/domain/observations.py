"""The rows each source has reported so far, and when it last confirmed each."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.diff import changed_identities
from tui.domain.quote import FIGURES, InstrumentId, Quote
from tui.domain.text import CleanText

MAX_SOURCE_CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far a source's own time may run ahead of ours before it no longer shows which response is the older."""
MISSING_ROW_TTL: Final = timedelta(days=3)
MAX_MISSING_ROWS: Final = 2000
"""How many rows that a source no longer reports are retained; beyond that the oldest are dropped early."""

CONFLICTING_DUPLICATE: Final = CleanText("listed twice with different figures")


class SourceRows(NamedTuple):
    """The quotes that one source has reported."""

    at: datetime
    """When the source's last good response was received; it confirmed every row but the unconfirmed."""
    rows: Mapping[InstrumentId, Quote] = MappingProxyType({})
    """Every row it ever reported, until it is dropped; a row that it repeats stays the same object."""
    unconfirmed: frozenset[InstrumentId] = frozenset()
    """The rows that its latest good response lacked or stated without a valid value."""
    is_superseded: bool = False
    """Whether they are of requests that the source no longer makes: its next good response replaces them all."""

    def is_current(self, key: InstrumentId) -> bool:
        """Return whether its latest good response confirmed the row."""
        return key in self.rows and key not in self.unconfirmed

    def polled_at(self, row: Quote) -> datetime:
        """Return when this source last confirmed the row."""
        return self.at if self.is_current(row.id) else row.polled_at


class RowUpdate(NamedTuple):
    """The rows of one response, compared with those that its source reported before."""

    rows: Mapping[InstrumentId, Quote]
    changed: Mapping[InstrumentId, Quote]
    """Those that differ from the known ones."""


def compare_rows(old: SourceRows | None, reported: Iterable[Quote]) -> RowUpdate:
    """Compare the rows of a response with the known ones; of a row listed twice the last counts."""
    latest = {row.id: row for row in reported}
    if old is None:
        return RowUpdate(rows=latest, changed=latest)
    changed = {key: row for key, was, row in changed_identities(old.rows, latest) if was != row}
    return RowUpdate(rows=latest, changed=changed)


def merge_rows(old: SourceRows | None, update: RowUpdate, at: datetime) -> SourceRows:
    """Return a source's rows with those of one more response; where nothing changes, the very same `rows`."""
    known = old or SourceRows(at=at)
    missing = known.rows.keys() - update.rows.keys()
    invalid = {
        key for key in (*update.changed, *known.unconfirmed) if key in update.rows and update.rows[key].price is None
    }
    changed = _changed_rows(known, update)
    dropped: set[InstrumentId] = set()
    for key in missing | invalid:
        row = _stamped_when_confirmed(known, changed.get(key) or known.rows[key])
        if at - row.polled_at > MISSING_ROW_TTL:
            if key in missing:
                dropped.add(key)
                continue
            row = update.rows[key]  # still reported, so still a row, but too old to show its value
        if row is not known.rows.get(key):
            changed[key] = row
    if len(missing) > MAX_MISSING_ROWS:
        dropped.update(_oldest(missing, {**known.rows, **changed}, MAX_MISSING_ROWS))
    rows = {key: row for key, row in {**known.rows, **changed}.items() if key not in dropped}
    return SourceRows(
        at=at,
        rows=MappingProxyType(rows) if changed or dropped else known.rows,
        unconfirmed=frozenset((missing | invalid) - dropped),
    )


def is_out_of_order(old: SourceRows | None, update: RowUpdate, at: datetime) -> bool:
    """Return whether a response is older than the known rows, by the source's own times of the rows in both.

    A cache between us and the source may serve an old page after a new one.
    """
    if old is None or not _is_older(old, update.changed, at):
        return False
    # a row that is repeated has one time in both, and that may be the latest of all
    return _is_older(old, update.rows, at)


def _is_older(old: SourceRows, rows: Mapping[InstrumentId, Quote], at: datetime) -> bool:
    newest, newest_known = None, None
    for key, row in rows.items():
        if row.as_of is None or not old.is_current(key):
            continue
        known = old.rows[key].as_of
        if known is None or known > at + MAX_SOURCE_CLOCK_SKEW:
            continue
        newest = row.as_of if newest is None else max(newest, row.as_of)
        newest_known = known if newest_known is None else max(newest_known, known)
    return newest is not None and newest_known is not None and newest < newest_known


def deduplicate(rows: Iterable[Quote]) -> tuple[Quote, ...]:
    """Return the rows with each instrument once, merged as `merge_duplicate` does."""
    unique: dict[InstrumentId, Quote] = {}
    for row in rows:
        unique[row.id] = merge_duplicate(unique[row.id], row) if row.id in unique else row
    return tuple(unique.values())


def merge_duplicate(first: Quote, other: Quote) -> Quote:
    """Return one row for two of the same instrument: the first that has a price, flagged if a figure differs.

    A figure that only one of them states is no difference.
    """
    if first.price is None:
        return other
    if other.price is None or CONFLICTING_DUPLICATE in first.flags or not _has_other_figures(first, other):
        return first
    return first._replace(flags=(*first.flags, CONFLICTING_DUPLICATE))


def _has_other_figures(first: Quote, other: Quote) -> bool:
    pairs = ((getattr(first, name), getattr(other, name)) for name in FIGURES)
    return any(one is not None and two is not None and one != two for one, two in pairs)


def _changed_rows(old: SourceRows, update: RowUpdate) -> dict[InstrumentId, Quote]:
    """Return what the changed rows make of the known ones, where that is another object."""
    changed: dict[InstrumentId, Quote] = {}
    for key, row in update.changed.items():
        was = old.rows.get(key)
        now = row if was is None or row.price is not None else _with_last_valid_value(old, was, row)
        if now is not was:
            changed[key] = now
    return changed


def _with_last_valid_value(old: SourceRows, was: Quote, row: Quote) -> Quote:
    """Return the last valid value of a row that now has none, flagged, ageing from when it was last confirmed."""
    if was.price is None:
        return row
    return was if was.flags == row.flags else was._replace(polled_at=old.polled_at(was), flags=row.flags)


def _stamped_when_confirmed(old: SourceRows, row: Quote) -> Quote:
    """Return a row that the response lacked or made invalid, its value ageing from when it was last confirmed."""
    confirmed_at = old.polled_at(row)
    return row if confirmed_at == row.polled_at else row._replace(polled_at=confirmed_at)


def _oldest(missing: AbstractSet[InstrumentId], rows: Mapping[InstrumentId, Quote], limit: int) -> list[InstrumentId]:
    """Return the missing rows beyond the limit, those reported longest ago."""
    return sorted(missing, key=lambda key: rows[key].polled_at, reverse=True)[limit:]
