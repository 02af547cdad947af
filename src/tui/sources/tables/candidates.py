"""The parts of a response that a source could watch, each with the source and what it parses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from tui.domain.events import Snapshot
from tui.domain.text import CleanText, sanitize_line
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.json import Json
from tui.sources.table_fields import FIELDS, TableFormat, is_configurable
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import normalize_cell
from tui.sources.tables.field_columns import Reading
from tui.sources.tables.grid import CellGrid
from tui.sources.tables.guess_columns import guess_columns
from tui.sources.tables.json import read_rows
from tui.sources.tables.locators import column_index, normalize_title
from tui.sources.tables.shapes import explain_table
from tui.sources.tables.site_names import instrument_in_address
from tui.sources.tables.table import snapshot_of

MAX_SHOWN_ROWS: Final = 3

_TICKER_FIELD_COUNT = 4
_MAX_TITLE_LENGTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A source for a part of a response, and what it parses from it."""

    source: SourceConfig
    snapshot: Snapshot
    omissions: tuple[CleanText, ...] = ()
    """What was left out, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One part of a page that a source could watch."""

    description: CleanText
    """A description: `table "Main board": 30 rows`."""
    titles: tuple[CleanText, ...] = ()
    rows: tuple[tuple[CleanText, ...], ...] = ()
    """The first ones."""
    proposals: tuple[Proposal, ...] = ()
    """The likeliest first; two where it is not sure, none where nothing looks like symbols and prices."""

    problem: CleanText | None = None
    """Why it has no proposals, as a sentence; None where it has some."""

    @property
    def source(self) -> SourceConfig | None:
        """The likeliest source."""
        return self.proposals[0].source if self.proposals else None

    @property
    def snapshot(self) -> Snapshot | None:
        """What the likeliest source parses."""
        return self.proposals[0].snapshot if self.proposals else None

    @property
    def score(self) -> int:
        """Return a rank by valid rows, then fields of a row, then articles."""
        if self.snapshot is None or self.source is None:
            return 0
        fields = len(self.source.table.columns) if self.source.table else _TICKER_FIELD_COUNT
        return 1000 * self.snapshot.valid_rows + 10 * fields + len(self.snapshot.articles)


@dataclass(frozen=True, slots=True)
class CandidateBuilder:
    """Builds the candidates of a response, received at a time (aware UTC), from the settings of every source for it."""

    response: Response
    base: SourceConfig
    at: datetime

    def parse(self, source: SourceConfig) -> Snapshot | None:
        """Return what a source parses from the response, None where it refuses it."""
        try:
            return adapter_for(source.kind).parse(self.response, source, self.at)
        except ParseError:
            return None

    def build(
        self, description: str, grid: CellGrid, table_format: TableFormat, rows: str = "", *, document: Json = None
    ) -> Candidate:
        """Return a table as a candidate, with the sources that could parse it.

        Args:
            description: what it is.
            grid: its titles and first rows.
            table_format: how it is written.
            rows: where its rows are.
            document: the response as JSON, so that it is not parsed again for each array; None where it is not JSON.
        """
        proposals, problems = list[Proposal](), list[str]()
        for reading in guess_columns(grid, self.at):
            try:
                proposals.append(self._proposal(self._spec(reading, grid, table_format, rows), reading, document))
            except ParseError as error:
                problems.append(f"It has symbols and prices, but cannot be read: {error.reason}.")
        if len(proposals) > 1 and proposals[0].snapshot.quotes == proposals[1].snapshot.quotes:
            proposals.pop()  # numbers of JSON have no marks that may differ
        return Candidate(
            description=sanitize_line(description),
            titles=tuple(sanitize_line(normalize_cell(title), _MAX_TITLE_LENGTH) for title in _titles(grid)),
            rows=tuple(
                tuple(sanitize_line(normalize_cell(cell), _MAX_TITLE_LENGTH) for cell in row)
                for row in grid.rows[:MAX_SHOWN_ROWS]
            ),
            proposals=tuple(proposals),
            problem=None if proposals else sanitize_line(problems[0] if problems else explain_table(grid)),
        )

    def _proposal(self, spec: TableSpec, reading: Reading, document: Json) -> Proposal:
        source = self.base._replace(kind="table", table=spec)
        snapshot = (
            adapter_for(source.kind).parse(self.response, source, self.at)
            if document is None
            else snapshot_of(read_rows(document, spec), response=self.response, source=source, at=self.at)
        )
        if not any(quote.price is not None for quote in snapshot.quotes):
            raise ParseError("no row has a valid price")
        return Proposal(source=source, snapshot=snapshot, omissions=tuple(map(sanitize_line, reading.omissions)))

    def _spec(self, reading: Reading, grid: CellGrid, table_format: TableFormat, rows: str) -> TableSpec:
        columns = {
            field: _locator(table_format, grid, reading.columns[field], by_number=reading.by_number)
            for field in FIELDS
            if field in reading.columns
        }
        if reading.by_number and table_format not in ("html", "csv"):
            raise ParseError("its columns are named by days, which change")
        if "symbol" not in columns and not reading.wide:
            columns = {"symbol": f"={self._only_instrument()}", **columns}
        return TableSpec(
            format=table_format,
            rows=rows,
            columns=MappingProxyType(columns),
            wide=reading.wide,
            previous_row=reading.previous_row,
            decimal_comma=reading.decimal_comma,
            dates=reading.dates,
            zone=reading.zone or "UTC",
            currency=reading.currency,
            index=reading.index,
            percent_as_fraction=reading.percent_as_fraction,
        )

    def _only_instrument(self) -> str:
        """Return the symbol of a page that is about one instrument, from its address."""
        return instrument_in_address(self.base.url) or self.base.name.upper()


def _titles(grid: CellGrid) -> Sequence[str]:
    """Return the titles of a table, or the numbers of its columns, from 1, where it has none."""
    if any(map(str.strip, grid.titles)):
        return grid.titles
    return [str(number) for number in range(1, max(map(len, grid.rows[:MAX_SHOWN_ROWS]), default=0) + 1)]


def _locator(table_format: TableFormat, grid: CellGrid, column: int, *, by_number: bool) -> str:
    """Return the locator of a column: its title, or with those above it, where no other has it; or its number."""
    titles, number = grid.titles, str(column + 1)
    title = _printable(titles[column]) if column < len(titles) else ""
    if table_format in ("json", "xml") or by_number:
        return number if by_number else title
    same = [each for each in titles if normalize_title(each) == normalize_title(title)]
    if len(same) == 1 and _is_title(title):
        return title
    path = _printable(grid.paths[column]) if table_format == "html" and column < len(grid.paths) else ""
    is_unique = column_index(path, titles) is None and grid.group_column(path) == column
    return path if is_unique and _is_title(path) else number


def _printable(title: str) -> str:
    return "".join(filter(str.isprintable, normalize_cell(title)))


def _is_title(locator: str) -> bool:
    """Return whether a locator can be a title in a configuration, and is taken for no number or text itself."""
    is_other = locator.isdigit() or locator.startswith(("=", "-"))
    return bool(normalize_title(locator)) and not is_other and is_configurable(locator)
