"""Which of several sources is shown for a row: the first in order that is fresh, else the freshest."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import chain

from tui.domain import source_health as healths
from tui.domain.edition import Edition
from tui.domain.observations import Row, SourceRows
from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceHealth, SourceState


def select_best(
    shown: Mapping[InstrumentId, Row],
    heard: Mapping[str, SourceRows[Row]],
    source: str,
    health: Mapping[str, SourceHealth],
    now: datetime,
    *,
    settled: bool = False,
) -> Mapping[InstrumentId, Row]:
    """What to show, judged anew for the rows that one source tells or is shown for; else the same mapping.

    Args:
        shown: what is shown so far.
        heard: what each source said.
        source: whose rows are judged.
        health: every source, in order of preference.
        now: aware UTC.
        settled: no source has become fresh or stale since what is shown was judged, and this one is fresh or
            silent. Then only rows that moved, or that grow old by themselves, may have to be shown from another.
    """
    if source not in heard:
        return shown
    mine = heard[source]
    rivals = [name for name in health if name in heard and heard[name].rows]
    if rivals == [source]:
        return mine.rows
    if settled:
        in_doubt = chain(mine.moved, *(heard[name].lapsed for name in rivals))
    else:
        in_doubt = chain(mine.rows, (key for key, row in shown.items() if row.source == source))
    changed: dict[InstrumentId, Row] = {}
    gone: list[InstrumentId] = []
    for key in dict.fromkeys(in_doubt):
        chosen = _preferred(key, rivals, heard, health, now)
        if chosen is not None and shown.get(key) is not chosen:
            changed[key] = chosen
        elif chosen is None and key in shown:
            gone.append(key)
    return Edition(shown, changed, gone) if changed or gone else shown


def _preferred(
    key: InstrumentId,
    sources: Iterable[str],
    heard: Mapping[str, SourceRows[Row]],
    health: Mapping[str, SourceHealth],
    now: datetime,
) -> Row | None:
    told = [(name, row) for name in sources if (row := heard[name].rows.get(key)) is not None]
    for name, row in told:
        if _is_fresh(heard[name], row, health[name], now):
            return row
    # a figure that was believed once says more than a fresher one that never was
    return max(
        told, key=lambda each: (each[1].value is not None, heard[each[0]].polled_at(each[1])), default=(0, None)
    )[1]


def _is_fresh(heard: SourceRows[Row], row: Row, health: SourceHealth, now: datetime) -> bool:
    if row.value is None or health.state is SourceState.STALE:
        return False
    return now - heard.polled_at(row) <= healths.freshness_window(health)


def fresh_values(
    key: InstrumentId, heard: Mapping[str, SourceRows[Row]], health: Mapping[str, SourceHealth], now: datetime
) -> Iterator[tuple[str, Decimal]]:
    """What each source that is fresh says of a row, in order of preference, as far as it is in the first's currency."""
    currency: str | None = None
    for name, standing in health.items():
        row = heard[name].rows.get(key) if name in heard else None
        if row is None or row.value is None or not _is_fresh(heard[name], row, standing, now):
            continue
        told_in = getattr(row, "currency", None)
        if currency is None or told_in in (None, currency):
            currency = currency or told_in
            yield name, row.value
