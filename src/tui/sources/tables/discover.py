"""Finds tickers, tables, arrays and feeds in an unknown response, each as the source that would parse it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Final

from tui.domain.text import count_of, sanitize_line
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.charset import decode
from tui.sources.decode.content_type import ContentKind, detect_content, is_xml
from tui.sources.decode.json import Json
from tui.sources.table_spec import TableSpec, is_configurable
from tui.sources.tables.candidates import MAX_SHOWN_ROWS, Candidate, Proposal, Visit
from tui.sources.tables.cells import normalize_cell
from tui.sources.tables.csv import read_csv_grid
from tui.sources.tables.grid import CellGrid, column_index
from tui.sources.tables.json import read_document
from tui.sources.tables.json_grids import object_grid, read_json_grids
from tui.sources.tables.shapes import explain_shape

MAX_CANDIDATES: Final = 8

_MAX_SAMPLED = 50


def discover(response: Response, base: SourceConfig, at: datetime) -> list[Candidate]:
    """Return all candidates of a response, the best first.

    Args:
        response: of any kind.
        base: the address, name and market that a source for it would have.
        at: when it was received, aware UTC.

    Raises:
        ParseError: there is none; the reason says why.
    """
    visit = Visit(response, base, at)
    candidates = list(_built_in(visit))
    if not any(each.source and each.source.kind == "feed" for each in candidates):
        found = (each for finder in (_json, _xml, _markup) for each in finder(visit))
        candidates += islice(found, MAX_CANDIDATES - len(candidates))
    candidates = candidates or list(_csv(visit))
    if not candidates:
        raise ParseError(explain_shape(response))
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


def page_title(response: Response) -> str:
    """Return the title of a page's window, not sanitized; empty for any other response."""
    try:
        form, text = detect_content(response)
        if form is not ContentKind.MARKUP:
            return ""
        from tui.sources.html.document import HtmlDocument  # noqa: PLC0415 - selectolax is paid for by pages of markup only

        return HtmlDocument(text).title
    except ParseError:
        return ""


def _built_in(visit: Visit) -> Iterator[Candidate]:
    for kind, title in (("feed", "feed"), ("brecorder", "ticker")):
        source = replace(visit.base, kind=kind)
        snapshot = visit.parse(source)
        if snapshot is not None and (snapshot.articles if kind == "feed" else snapshot.valid_rows):
            count = (
                count_of(len(snapshot.articles), "article") if kind == "feed" else count_of(snapshot.valid_rows, "row")
            )
            proposal = Proposal(source=source, snapshot=snapshot)
            yield Candidate(description=sanitize_line(f"{title}: {count}"), proposals=(proposal,))


def _json(visit: Visit) -> Iterator[Candidate]:
    try:
        document = read_document(visit.response)
    except ParseError:
        return
    grids = [(count, grid) for count, grid in read_json_grids(document) if is_configurable(grid.selector)]
    candidates = [_json_table(visit, document, count, grid) for count, grid in grids]
    single = object_grid(document)
    if single is not None and not any(each.source for each in candidates):
        candidate = visit.candidate("JSON object", single, "json", document=document)
        candidates += [candidate] if candidate.proposals else []
    # parts of rows are arrays too, of use only where there is nothing better
    yield from [each for each in candidates if each.source] or candidates[:MAX_SHOWN_ROWS]


def _json_table(visit: Visit, document: Json, count: int, grid: CellGrid) -> Candidate:
    array = f'JSON array "{grid.selector}"' if grid.selector else "JSON array"
    return visit.candidate(f"{array}: {count_of(count, 'row')}", grid, "json", grid.selector, document=document)


def _xml(visit: Visit) -> Iterator[Candidate]:
    try:
        text = decode(visit.response)
        if not is_xml(visit.response, text):
            return
        from tui.sources.tables.xml_grids import read_xml_grids  # noqa: PLC0415 - paid for by responses of XML only

        grids = [grid for grid in read_xml_grids(text) if is_configurable(grid.selector)]
    except ParseError:
        return
    for grid in grids:
        description = f'XML elements "{grid.selector}": {count_of(len(grid.rows), "row")}'
        best = visit.candidate(description, grid, "xml")
        if not best.snapshot or best.snapshot.valid_rows < len(grid.rows[:_MAX_SAMPLED]):
            best = visit.candidate(description, grid, "xml", grid.selector)
        yield from [best] if best.proposals else []


def _markup(visit: Visit) -> Iterator[Candidate]:
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
        description = f"table{label}: {count_of(len(grid.rows), 'row')}"
        candidate = visit.candidate(description, grid, "html")
        spec = candidate.source.table if candidate.source else None
        if spec is not None and grid.selector and any(_has(earlier, spec) for earlier in grids[:number]):
            candidate = visit.candidate(description, grid, "html", grid.selector)
        yield candidate


def _csv(visit: Visit) -> Iterator[Candidate]:
    try:
        text = decode(visit.response)
        if not text.strip() or text.lstrip()[:1] in "<{[":
            return
        grid = read_csv_grid(text)
    except ParseError:
        return
    width = len(grid.titles)
    if grid.rows and width > 1 and all(len(row) == width for row in grid.rows[:_MAX_SAMPLED]):
        yield visit.candidate(f"CSV: {count_of(len(grid.rows), 'row')}", grid, "csv")


def _has(grid: CellGrid, spec: TableSpec) -> bool:
    width = max(map(len, grid.rows), default=0)
    columns = [column_index(locator, grid.titles) for locator in spec.columns.values()]
    return all(column is not None and column < width for column in columns)
