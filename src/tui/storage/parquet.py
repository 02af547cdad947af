"""Tables as Apache Parquet; pyarrow, which only those who want such files install, is imported here alone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.util import find_spec
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


class ParquetTable:
    """One Parquet file, written group by group; the sink is left open.

    Figures are texts: they keep every digit, and no type of Parquet holds both 0.00000001 and 164,626.2700 as they
    are. Times are microseconds in UTC.

    Args:
        columns: of the table.
        sink: where it is written; what it raises is raised here.

    Raises:
        ImportError: pyarrow is not installed.
    """

    def __init__(self, columns: Sequence[DataColumn], sink: ByteSink) -> None:
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
        self._columns = columns
        self._schema = pa.schema([(column.name, types[column.type]) for column in columns])
        self._batch_of = pa.RecordBatch.from_arrays
        self._array_of = pa.array
        self._writer = parquet.ParquetWriter(sink, self._schema, compression="zstd")
        self._rows: list[Record] = []

    def add(self, record: Record) -> None:
        """Add a row; it is written with those of its group."""
        self._rows.append(record)
        if len(self._rows) >= ROWS_AT_ONCE:
            self._write()

    def _write(self) -> None:
        arrays = [
            self._array_of([_VALUE_OF[column.type](row.get(column.name)) for row in self._rows], field.type)
            for column, field in zip(self._columns, self._schema, strict=True)
        ]
        self._writer.write_batch(self._batch_of(arrays, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        """Write what is left."""
        if self._rows:
            self._write()
        self._writer.close()


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
