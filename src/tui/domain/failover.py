"""Which of several sources is shown for a row: the first in order that is fresh, else the freshest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain
from types import MappingProxyType
from typing import Final

from tui.domain.diff import changed_identities
from tui.domain.exchanges import exchange_of
from tui.domain.observations import SourceRows
from tui.domain.quote import InstrumentId, Quote
from tui.domain.source_health import SourceHealth, freshness_window

DISAGREE_PERCENT: Final = Decimal(1)
"""By how much two sources may differ on one instrument, where the user sets nothing else."""


def select_best(
    shown: Mapping[InstrumentId, Quote],
    rows_by_source: Mapping[str, SourceRows],
    health: Mapping[str, SourceHealth],
    now: datetime,
) -> Mapping[InstrumentId, Quote]:
    """Return the best known row of every instrument, or the same mapping where that is what was shown.

    Args:
        shown: what was shown so far; its order stays and new rows follow.
        rows_by_source: the rows of each source.
        health: every source, in order of preference.
        now: aware UTC.
    """
    sources = [(rows, health[name]) for name in health if (rows := rows_by_source.get(name)) and rows.rows]
    if len(sources) == 1:
        return sources[0][0].rows
    fresh: dict[InstrumentId, Quote] = {}
    for rows, status in reversed(sources):  # so that a preferred source replaces the ones after it
        fresh.update(_fresh_rows(rows, rows.rows.values(), status, now))
    in_order = dict.fromkeys(chain(shown, *(rows.rows for rows, _ in sources)))
    candidates = [rows for rows, _ in sources]
    best = {key: row for key in in_order if (row := fresh.get(key) or _last_known(key, candidates)) is not None}
    unchanged = len(best) == len(shown) and not changed_identities(shown, best)
    return shown if unchanged else MappingProxyType(best)


def _fresh_rows(
    rows: SourceRows, candidates: Iterable[Quote], health: SourceHealth, now: datetime
) -> dict[InstrumentId, Quote]:
    """Return those of a source's rows that have a value and were confirmed within its freshness window."""
    oldest = now - freshness_window(health.every)
    is_source_fresh, unconfirmed = rows.at >= oldest, rows.unconfirmed
    return {
        row.id: row
        for row in candidates
        if row.price is not None
        and not (health.frozen and health.is_frozen(exchange_of(row.id)))
        and (row.polled_at >= oldest if row.id in unconfirmed else is_source_fresh)
    }


def _last_known(key: InstrumentId, sources: Sequence[SourceRows]) -> Quote | None:
    """Return the freshest row of an instrument that no fresh source has, one with a value before any without."""
    known = [(rows, row) for rows in sources if (row := rows.rows.get(key)) is not None]
    return max(known, key=lambda each: (each[1].price is not None, each[0].polled_at(each[1])), default=(None, None))[1]


def find_disagreement(
    key: InstrumentId,
    rows_by_source: Mapping[str, SourceRows],
    health: Mapping[str, SourceHealth],
    now: datetime,
    limit: Decimal,
) -> tuple[tuple[str, Decimal], ...]:
    """Return the sources whose values of a row differ, with each value, the shown one first; empty where they agree.

    Only fresh values count, and only in one currency.

    Args:
        key: of the row.
        rows_by_source: the rows of each source.
        health: every source, in order of preference.
        now: aware UTC.
        limit: in percent of the first value; a difference beyond it counts.
    """
    values = list(_fresh_values(key, rows_by_source, health, now))
    first = values[0][1] if values else Decimal(0)
    others = [(name, value) for name, value in values[1:] if abs(value - first) * 100 > limit * abs(first)]
    return (values[0], *others) if others else ()


def _fresh_values(
    key: InstrumentId,
    rows_by_source: Mapping[str, SourceRows],
    health: Mapping[str, SourceHealth],
    now: datetime,
) -> Iterator[tuple[str, Decimal]]:
    """Yield each fresh source with its value of a row, in order of preference, if in the first one's currency."""
    currency: str | None = None
    for name, status in health.items():
        rows = rows_by_source.get(name)
        row = rows.rows.get(key) if rows else None
        if rows is None or row is None or row.price is None or not _fresh_rows(rows, [row], status, now):
            continue
        if currency is None or row.currency in (None, currency):
            currency = currency or row.currency
            yield name, row.price
