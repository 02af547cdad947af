"""Finds tickers, tables, arrays and feeds in an unknown response, each as the source that would parse it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Final, Literal

from tui.domain.events import Snapshot
from tui.domain.text import CleanText, count_of, sanitize_line
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.charset import decode
from tui.sources.decode.content_type import ContentKind, detect_content
from tui.sources.decode.json import Json, read_json
from tui.sources.table_spec import MAX_LOCATOR_LENGTH, TableSpec, is_configurable
from tui.sources.tables.cells import normalize_cell
from tui.sources.tables.csv import read_csv_grid
from tui.sources.tables.grid import CellGrid, column_index, normalize_title
from tui.sources.tables.guess_columns import guess_columns, has_decimal_comma, looks_like_indices
from tui.sources.tables.json import ROW_KEY, find_arrays, read_rows
from tui.sources.tables.json_forms import Row, get_dotted_path
from tui.sources.tables.table import snapshot_of

Format = Literal["html", "csv", "json"]

MAX_CANDIDATES: Final = 8

_MAX_SHOWN_ROWS = 3
_TICKER_FIELD_COUNT = 4
_MAX_ARRAYS = 40
_MAX_SAMPLED = 50
_MAX_DEPTH = 3
_MAX_NAMES = 64
_MAX_TITLE_LENGTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One part of a page that a source could watch."""

    description: CleanText
    """A description: `table "Main board": 30 rows`."""
    titles: tuple[CleanText, ...] = ()
    rows: tuple[tuple[CleanText, ...], ...] = ()
    """The first ones."""
    source: SourceConfig | None = None
    """The source that parses it; None where nothing in it looks like symbols and prices."""
    snapshot: Snapshot | None = None
    """What that source parses from it."""

    @property
    def score(self) -> int:
        """Return a rank by valid rows, then fields of a row, then articles."""
        if self.snapshot is None or self.source is None:
            return 0
        fields = len(self.source.table.columns) if self.source.table else _TICKER_FIELD_COUNT
        return 1000 * self.snapshot.valid_rows + 10 * fields + len(self.snapshot.articles)


@dataclass(frozen=True, slots=True)
class _Visit:
    """A response, the settings of every source for it, and when it was received (aware UTC)."""

    response: Response
    base: SourceConfig
    at: datetime

    def parse(self, source: SourceConfig) -> Snapshot | None:
        """Return what a source parses from the response, None where it refuses it."""
        try:
            return adapter_for(source.kind).parse(self.response, source, self.at)
        except ParseError:
            return None

    def _parse_rows(self, document: Json, source: SourceConfig, spec: TableSpec) -> Snapshot | None:
        try:
            return snapshot_of(read_rows(document, spec), response=self.response, source=source, at=self.at)
        except ParseError:
            return None

    def candidate(self, description: str, grid: CellGrid, spec: TableSpec | None, document: Json = None) -> Candidate:
        """Return a table as a candidate, with what the specification parses from it.

        Args:
            description: what it is.
            grid: its titles and first rows.
            spec: how it is parsed; None where nothing in it looks like symbols and prices.
            document: the response as JSON, so that it is not parsed again for each array; None where it is not JSON.
        """
        source = None if spec is None else replace(self.base, kind="table", table=spec)
        snapshot = None
        if source is not None and spec is not None:
            snapshot = self.parse(source) if document is None else self._parse_rows(document, source, spec)
        return Candidate(
            description=sanitize_line(description),
            titles=tuple(sanitize_line(normalize_cell(title), _MAX_TITLE_LENGTH) for title in grid.titles),
            rows=tuple(
                tuple(sanitize_line(normalize_cell(cell), _MAX_TITLE_LENGTH) for cell in row)
                for row in grid.rows[:_MAX_SHOWN_ROWS]
            ),
            source=source if snapshot is not None else None,
            snapshot=snapshot,
        )


def discover(response: Response, base: SourceConfig, at: datetime) -> list[Candidate]:
    """Return all candidates of a response, the best first.

    Args:
        response: of any kind.
        base: the address, name and market that a source for it would have.
        at: when it was received, aware UTC.

    Raises:
        ParseError: there is none; the reason says why.
    """
    visit = _Visit(response, base, at)
    finders = (_built_in, _json, _markup)
    candidates = list(islice((each for finder in finders for each in finder(visit)), MAX_CANDIDATES))
    candidates = candidates or list(_csv(visit))
    if not candidates:
        raise ParseError(_reason(response))
    return sorted(candidates, key=lambda each: each.score, reverse=True)


def linked_feeds(response: Response) -> tuple[str, ...]:
    """Return the addresses of the feeds that the head of a page links to, as the page writes them."""
    try:
        form, text = detect_content(response)
    except ParseError:
        return ()
    if form is not ContentKind.MARKUP:
        return ()
    from tui.sources.html.document import HtmlDocument  # noqa: PLC0415 - selectolax is paid for by pages of markup only

    try:
        links = HtmlDocument(text).select('link[type="application/rss+xml"], link[type="application/atom+xml"]')
    except ParseError:
        return ()
    return tuple(sanitize_line(href, 500) for link in links[:MAX_CANDIDATES] if (href := link.attributes.get("href")))


def _built_in(visit: _Visit) -> Iterator[Candidate]:
    for kind, title in (("feed", "feed"), ("brecorder", "ticker")):
        source = replace(visit.base, kind=kind)
        snapshot = visit.parse(source)
        if snapshot is not None and (snapshot.articles if kind == "feed" else snapshot.valid_rows):
            count = (
                count_of(len(snapshot.articles), "article") if kind == "feed" else count_of(snapshot.valid_rows, "row")
            )
            yield Candidate(description=sanitize_line(f"{title}: {count}"), source=source, snapshot=snapshot)


def _reason(response: Response) -> str:
    """Return the reason why a response has no candidates."""
    try:
        form, text = detect_content(response)
        if form is ContentKind.MARKUP:
            from tui.sources.tables.table import blocked_reason  # noqa: PLC0415 - selectolax is paid for by pages of markup only

            return blocked_reason(text) or "a web page without a ticker, a table or a feed"
    except ParseError as error:
        return error.reason
    return "neither markup, JSON, CSV nor a feed"


def _json(visit: _Visit) -> Iterator[Candidate]:
    try:
        value = read_json(visit.response)
    except ParseError:
        return
    candidates = [_array(visit, value, path, rows) for path, rows in islice(find_arrays(value), _MAX_ARRAYS)]
    # parts of rows are arrays too, of use only where there is nothing better
    yield from [each for each in candidates if each.source] or candidates[:_MAX_SHOWN_ROWS]


def _array(visit: _Visit, document: Json, path: str, rows: list[Row]) -> Candidate:
    grid = _grid_of(rows)
    array = f'JSON array "{path}"' if path else "JSON array"
    description = f"{array}: {count_of(len(rows), 'row')}"
    spec = _spec("json", grid, visit.at, rows=path) if is_configurable(path) else None
    return visit.candidate(description, grid, spec, document)


def _markup(visit: _Visit) -> Iterator[Candidate]:
    try:
        form, text = detect_content(visit.response)
        if form is not ContentKind.MARKUP:
            return
        from tui.sources.html.document import HtmlDocument  # noqa: PLC0415 - selectolax is paid for by pages of markup only
        from tui.sources.tables.html import read_tables  # noqa: PLC0415 - selectolax is paid for by pages of markup only

        grids = list(read_tables(HtmlDocument(text)))
    except ParseError:
        return
    for number, grid in enumerate(grids):
        label = (
            f' "{sanitize_line(normalize_cell(grid.caption), 40)}"'
            if grid.caption.strip()
            else f" {number + 1} of {len(grids)}"
        )
        spec = _spec("html", grid, visit.at)
        if spec is not None and any(_has(earlier, spec) for earlier in grids[:number]):
            spec = replace(spec, rows=grid.selector)
        yield visit.candidate(f"table{label}: {count_of(len(grid.rows), 'row')}", grid, spec)


def _csv(visit: _Visit) -> Iterator[Candidate]:
    try:
        text = decode(visit.response)
        if not text.strip() or text.lstrip()[:1] in "<{[":
            return
        grid = read_csv_grid(text)
    except ParseError:
        return
    width = len(grid.titles)
    if grid.rows and width > 1 and all(len(row) == width for row in grid.rows[:_MAX_SAMPLED]):
        yield visit.candidate(f"CSV: {count_of(len(grid.rows), 'row')}", grid, _spec("csv", grid, visit.at))


def _spec(form: Format, grid: CellGrid, at: datetime, rows: str = "") -> TableSpec | None:
    guessed = guess_columns(grid, at)
    if not guessed:
        return None
    columns = {field: _locator(form, grid, column) for field, column in guessed.items()}
    prices = [row[guessed["price"]] for row in grid.rows[:_MAX_SAMPLED] if guessed["price"] < len(row)]
    return TableSpec(
        format=form,
        rows=rows,
        columns=MappingProxyType(columns),
        decimal_comma=form != "json" and has_decimal_comma(prices),
        index=looks_like_indices(grid, guessed["symbol"]),
    )


def _locator(form: Format, grid: CellGrid, column: int) -> str:
    """Return the locator of a column: its title where no other has it, else its number."""
    title = sanitize_line(normalize_cell(grid.titles[column])) if column < len(grid.titles) else ""
    if form == "json":
        return title
    same = [each for each in grid.titles if normalize_title(each) == normalize_title(title)]
    is_unique = normalize_title(title) and len(same) == 1 and not title.isdigit() and not title.startswith(("=", "-"))
    return title if is_unique else str(column + 1)


def _has(grid: CellGrid, spec: TableSpec) -> bool:
    width = max(map(len, grid.rows), default=0)
    columns = [column_index(locator, grid.titles) for locator in spec.columns.values()]
    return all(column is not None and column < width for column in columns)


def _grid_of(rows: list[Row]) -> CellGrid:
    """Return rows of JSON as a grid, titled by the dotted paths of the first rows."""
    paths = dict[str, None]()
    for name, row in rows[:_MAX_SHOWN_ROWS]:
        paths |= dict.fromkeys([ROW_KEY] if name else [])
        paths |= dict.fromkeys(islice(_leaves(row), _MAX_NAMES))
    return CellGrid(
        titles=tuple(paths),
        rows=[
            tuple(name if path == ROW_KEY else normalize_cell(get_dotted_path(row, path)) for path in paths)
            for name, row in rows[:_MAX_SAMPLED]
        ],
    )


def _leaves(value: Json, path: str = "", depth: int = 0) -> Iterator[str]:
    below: Mapping[str, Json] = {}
    if isinstance(value, dict):
        below = value
    elif isinstance(value, list):
        below = {str(index): each for index, each in enumerate(value[:_MAX_NAMES])}
    elif path and is_configurable(path):
        yield path
    if depth < _MAX_DEPTH and len(path) <= MAX_LOCATOR_LENGTH:
        for name, each in below.items():
            yield from _leaves(each, f"{path}.{name}" if path else name, depth + 1)
