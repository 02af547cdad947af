"""Tables as Apache Parquet: the only door to pyarrow, which only those who want such files install."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice
from typing import Any, Final, Protocol

from tui.view.data_columns import ColumnType, DataColumn
from tui.view.records import Record

HOW_TO_INSTALL: Final = "Parquet needs one more package: pip install 'bigboard[parquet]'"
ROWS_AT_ONCE: Final = 20_000
"""Of one group of rows, which is in memory until it is written."""


class ByteSink(Protocol):
    """What a table is written to."""

    @property
    def closed(self) -> bool:
        """Whether nothing more can be written."""

    def write(self, data: bytes, /) -> int:
        """Write all of it, and return its length."""

    def flush(self) -> None:
        """Write what waits."""


def is_installed() -> bool:
    """Return whether tables can be written as Parquet here."""
    return find_spec("pyarrow") is not None


def write_parquet(records: Iterable[Record], columns: Sequence[DataColumn], sink: ByteSink) -> int:
    """Write records as one Parquet file, group by group, and return how many; the sink is left open.

    Figures are texts: they keep every digit, and no type of Parquet holds both 0.00000001 and 164,626.2700 as they
    are. Times are microseconds in UTC.

    Raises:
        ImportError: pyarrow is not installed.
        OSError: the sink cannot be written; whatever it raises.
    """
    import pyarrow as pa  # noqa: PLC0415 - optional, and 40 MB of memory
    from pyarrow import parquet  # noqa: PLC0415 - likewise

    types = {
        ColumnType.TEXT: pa.string(),
        ColumnType.TEXTS: pa.list_(pa.string()),
        ColumnType.FIGURE: pa.string(),
        ColumnType.COUNT: pa.int64(),
        ColumnType.TIME: pa.timestamp("us", tz="UTC"),
        ColumnType.DATE: pa.date32(),
        ColumnType.SWITCH: pa.bool_(),
    }
    schema = pa.schema([(column.name, types[column.type]) for column in columns])
    count, rows = 0, iter(records)
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        while some := list(islice(rows, ROWS_AT_ONCE)):
            arrays = [
                pa.array([_VALUE_OF[column.type](row.get(column.name)) for row in some], types[column.type])
                for column in columns
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(some)
    return count


def _text(value: Any) -> str | None:  # noqa: ANN401 - of any type
    return None if value is None else str(value)


def _texts(value: Any) -> list[str] | None:  # noqa: ANN401 - likewise
    return None if value is None else [str(each) for each in value]


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _time(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _same(value: int | date | None) -> int | date | None:
    return value


_VALUE_OF: Final[Mapping[ColumnType, Callable[[Any], object]]] = {
    ColumnType.TEXT: _text,
    ColumnType.TEXTS: _texts,
    ColumnType.FIGURE: _figure,
    ColumnType.COUNT: _same,
    ColumnType.TIME: _time,
    ColumnType.DATE: _same,
    ColumnType.SWITCH: _same,
}
