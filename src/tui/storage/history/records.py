"""The history of instruments as records for scripts: every change of a figure, or prices by spans of time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from tui.domain.quote import InstrumentId
from tui.storage.history.bars import bars_of
from tui.storage.history.changes import shown_changes
from tui.storage.history.reader import HistoryReader
from tui.view.data_columns import ColumnType, DataColumn
from tui.view.records import Record

_DAY: Final = timedelta(days=1)
_CHANGES: Final = (
    DataColumn("at", ColumnType.TIME),
    DataColumn("market", ColumnType.TEXT),
    DataColumn("symbol", ColumnType.TEXT),
    DataColumn("price", ColumnType.FIGURE),
    DataColumn("change", ColumnType.FIGURE),
    DataColumn("percent", ColumnType.FIGURE),
    DataColumn("volume", ColumnType.COUNT),
    DataColumn("source", ColumnType.TEXT),
    DataColumn("as_of", ColumnType.TIME),
)
_BARS: Final = (
    DataColumn("at", ColumnType.TIME),
    DataColumn("market", ColumnType.TEXT),
    DataColumn("symbol", ColumnType.TEXT),
    DataColumn("open", ColumnType.FIGURE),
    DataColumn("high", ColumnType.FIGURE),
    DataColumn("low", ColumnType.FIGURE),
    DataColumn("close", ColumnType.FIGURE),
    DataColumn("volume", ColumnType.COUNT),
    DataColumn("filled", ColumnType.SWITCH),
)
_DAYS: Final = (DataColumn("at", ColumnType.DATE), *_BARS[1:])


def columns_of(every: timedelta | None) -> Sequence[DataColumn]:
    """Return the columns of the records: of changes where there is no span, of bars otherwise."""
    if every is None:
        return _CHANGES
    return _BARS if every % _DAY else _DAYS


def named_instruments(
    symbols: Iterable[str], known: Sequence[InstrumentId]
) -> tuple[Mapping[InstrumentId, None], Sequence[str]]:
    """Return the instruments that are named, in order, and the names of which there are none."""
    found: dict[InstrumentId, None] = {}
    absent = []
    for text in symbols:
        wanted = text.upper()
        named = [key for key in known if wanted in (key.symbol, str(key))]
        found.update(dict.fromkeys(named))
        if not named:
            absent.append(text)
    return found, absent


def history_records(
    reader: HistoryReader,
    keys: Mapping[InstrumentId, None],
    since: datetime,
    until: datetime,
    every: timedelta | None,
) -> Iterator[Record]:
    """Yield what was seen of instruments, with the columns of `columns_of`.

    Args:
        reader: of the history.
        keys: the instruments.
        since: aware.
        until: aware.
        every: the span of a bar; None for every change.

    Raises:
        HistoryError: the file cannot be read.
    """
    return _changes(reader, keys, since, until) if every is None else _bars(reader, keys, since, until, every)


def _changes(
    reader: HistoryReader, keys: Mapping[InstrumentId, None], since: datetime, until: datetime
) -> Iterator[Record]:
    for quote in shown_changes(reader, keys.keys(), since, until):
        yield {
            "at": quote.polled_at,
            "market": quote.id.market,
            "symbol": quote.id.symbol,
            "price": quote.price,
            "change": quote.change,
            "percent": quote.percent,
            "volume": quote.volume,
            "source": quote.source,
            "as_of": quote.as_of,
        }


def _bars(
    reader: HistoryReader, keys: Mapping[InstrumentId, None], since: datetime, until: datetime, every: timedelta
) -> Iterator[Record]:
    for key in keys:
        for bar in bars_of(reader, key, since, until, every):
            yield {
                **bar._asdict(),
                "at": bar.at if every % _DAY else bar.at.date(),
                "market": key.market,
                "symbol": key.symbol,
                "filled": bar.is_filled,
            }
