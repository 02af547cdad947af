"""Finds tickers, tables, arrays and feeds in an unknown response, each as the source that would parse it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from tui.domain.events import Snapshot
from tui.domain.text import CleanText, count_of, sanitize_line
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.charset import decode
from tui.sources.decode.content_type import ContentKind, detect_content, is_xml
from tui.sources.decode.json import Json
from tui.sources.table_fields import is_configurable
from tui.sources.table_spec import TableSpec
from tui.sources.tables.candidates import MAX_SHOWN_ROWS, Candidate, CandidateBuilder, Proposal
from tui.sources.tables.cells import normalize_cell
from tui.sources.tables.csv import read_csv_grid
from tui.sources.tables.grid import CellGrid, figure_columns
from tui.sources.tables.json import read_document
from tui.sources.tables.json_grids import object_grid, read_json_grids
from tui.sources.tables.locators import column_index
from tui.sources.tables.shapes import explain_shape

_MAX_CANDIDATES: Final = 8
_MAX_FEEDS: Final = 8
_MAX_SAMPLED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """What the head of a page states."""

    title: str = ""
    """That of its window, not sanitized; empty where there is none."""
    feeds: tuple[CleanText, ...] = ()
    """The addresses of the feeds that it links to, as the page writes them."""


def discover(response: Response, base: SourceConfig, at: datetime) -> list[Candidate]:
    """Return all candidates of a response, the best first.

    Args:
        response: of any kind.
        base: the address, name and market that a source for it would have.
        at: when it was received, aware UTC.

    Raises:
        ParseError: there is none; the reason says why.
    """
    builder = CandidateBuilder(response, base, at)
    feed, ticker = _feed(builder), _ticker(builder)
    candidates = [each for each in (feed, ticker) if each is not None]
    if feed is None:
        found = (each for finder in (_json, _xml, _markup) for each in finder(builder))
        candidates += islice(found, _MAX_CANDIDATES - len(candidates))
    candidates = candidates or list(_csv(builder))
    if not candidates:
        raise ParseError(explain_shape(response))
    return sorted(candidates, key=lambda each: each.score, reverse=True)


def read_page_head(response: Response) -> PageHead:
    """Return what the head of a page states; nothing for any other response."""
    try:
        kind, text = detect_content(response)
        if kind is not ContentKind.MARKUP:
            return PageHead()
        from tui.sources.html.document import HtmlDocument  # noqa: PLC0415 - selectolax is paid for by pages of markup only

        page = HtmlDocument(text)
    except ParseError:
        return PageHead()
    links = page.select('link[type="application/rss+xml"], link[type="application/atom+xml"]')
    feeds = (sanitize_line(href, 500) for link in links[:_MAX_FEEDS] if (href := link.attributes.get("href")))
    return PageHead(title=page.title, feeds=tuple(feeds))


def _feed(builder: CandidateBuilder) -> Candidate | None:
    source = builder.base._replace(kind="feed")
    snapshot = builder.parse(source)
    if snapshot is None or not snapshot.articles:
        return None
    return _built_in("feed", count_of(len(snapshot.articles), "article"), source, snapshot)


def _ticker(builder: CandidateBuilder) -> Candidate | None:
    source = builder.base._replace(kind="brecorder")
    snapshot = builder.parse(source)
    if snapshot is None or not snapshot.valid_rows:
        return None
    return _built_in("ticker", count_of(snapshot.valid_rows, "row"), source, snapshot)


def _built_in(title: str, count: str, source: SourceConfig, snapshot: Snapshot) -> Candidate:
    proposal = Proposal(source=source, snapshot=snapshot)
    return Candidate(description=sanitize_line(f"{title}: {count}"), proposals=(proposal,))


def _json(builder: CandidateBuilder) -> Iterator[Candidate]:
    try:
        document = read_document(builder.response)
    except ParseError:
        return
    grids = [(count, grid) for count, grid in read_json_grids(document) if is_configurable(grid.selector)]
    candidates = [_json_table(builder, document, count, grid) for count, grid in grids]
    single = object_grid(document)
    if single is not None and not any(each.source for each in candidates):
        candidate = builder.build("JSON object", single, "json", document=document)
        candidates += [candidate] if candidate.proposals else []
    # parts of rows are arrays too, of use only where there is nothing better
    yield from [each for each in candidates if each.source] or candidates[:MAX_SHOWN_ROWS]


def _json_table(builder: CandidateBuilder, document: Json, count: int, grid: CellGrid) -> Candidate:
    array = f'JSON array "{grid.selector}"' if grid.selector else "JSON array"
    return builder.build(f"{array}: {count_of(count, 'row')}", grid, "json", grid.selector, document=document)


def _xml(builder: CandidateBuilder) -> Iterator[Candidate]:
    try:
        text = decode(builder.response)
        if not is_xml(builder.response, text):
            return
        from tui.sources.tables.xml_grids import read_xml_grids  # noqa: PLC0415 - paid for by responses of XML only

        grids = [grid for grid in read_xml_grids(text) if is_configurable(grid.selector)]
    except ParseError:
        return
    for grid in grids:
        description = f'XML elements "{grid.selector}": {count_of(len(grid.rows), "row")}'
        best = builder.build(description, grid, "xml")
        if not best.snapshot or best.snapshot.valid_rows < len(grid.rows[:_MAX_SAMPLED]):
            best = builder.build(description, grid, "xml", grid.selector)
        yield from [best] if best.proposals else []


def _markup(builder: CandidateBuilder) -> Iterator[Candidate]:
    try:
        kind, text = detect_content(builder.response)
        if kind is not ContentKind.MARKUP:
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
        description = f"table{label}: {count_of(len(grid.rows), 'row')}"
        candidate = builder.build(description, grid, "html")
        spec = candidate.source.table if candidate.source else None
        if spec is not None and grid.selector and any(_has(earlier, spec) for earlier in grids[:number]):
            candidate = builder.build(description, grid, "html", grid.selector)
        yield candidate


def _csv(builder: CandidateBuilder) -> Iterator[Candidate]:
    try:
        text = decode(builder.response)
        if not text.strip() or text.lstrip()[:1] in "<{[":
            return
        grid = read_csv_grid(text)
    except ParseError:
        return
    width = max(map(len, (grid.titles, *grid.rows[:1])))
    # prose has commas as well, and no figures below each other
    is_table = bool(grid.titles) or (len(grid.rows) > 1 and figure_columns(grid.rows))
    if grid.rows and is_table and width > 1 and all(len(row) == width for row in grid.rows[:_MAX_SAMPLED]):
        yield builder.build(f"CSV: {count_of(len(grid.rows), 'row')}", grid, "csv")


def _has(grid: CellGrid, spec: TableSpec) -> bool:
    width = max(map(len, grid.rows), default=0)
    columns = [column_index(locator, grid.titles) for locator in spec.columns.values()]
    return all(column is not None and column < width for column in columns)
