"""Any HTML table, CSV, JSON or XML as a source, by the columns that the configuration names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from tui.domain.events import Snapshot
from tui.domain.text import CleanText, count_of, sanitize_line
from tui.sources.adapter import ParseError, Response, SourceConfig, SourceRequest
from tui.sources.decode.blocked_pages import (
    ASKS_FOR_HUMAN,
    WEB_PAGE,
    classify_message,
    explain_non_data,
    is_blocked_page,
)
from tui.sources.decode.charset import decode
from tui.sources.decode.content_type import ContentKind, detect_content, is_web_page, is_xml
from tui.sources.html.line import join_lines
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell, normalize_cell
from tui.sources.tables.column_styles import find_column_styles
from tui.sources.tables.csv import read_csv
from tui.sources.tables.grid import LEFT_OUT
from tui.sources.tables.history import RowTimes, newest_by_column, newest_rows, price_rows
from tui.sources.tables.json import read_document, read_rows
from tui.sources.tables.rows import TableRows, build_table_rows
from tui.sources.tables.summary_rows import mark_summaries
from tui.sources.tables.symbols import drop_missing_marks, join_symbols

ACCEPT: Final[Mapping[str, str]] = {
    "html": "text/html, application/xhtml+xml, */*;q=0.5",
    "csv": "text/csv, text/plain;q=0.9, */*;q=0.5",
    "json": "application/json, */*;q=0.5",
    "xml": "application/xml, text/xml, */*;q=0.5",
}
_MAX_MESSAGE: Final = 300
_MAX_EXAMPLES: Final = 3
_FORMAT_OF: Final[Mapping[str, str]] = {WEB_PAGE: "html", "not a page: JSON": "json"}
"""The format of a response, by the reason why it is none of another."""
_NO_SPEC: Final = "no columns configured: add [sources.table]"


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return the request for the page, with the key where the configuration puts it.

    Raises:
        ParseError: the source has no table specification.
    """
    spec = _spec(source)
    key = () if source.key is None else (source.key,)
    return (
        SourceRequest(
            url=source.url,
            accept=ACCEPT[spec.format],
            secret_query=tuple((spec.key_parameter, each) for each in key if spec.key_parameter),
            secret_headers=tuple((spec.key_header, each) for each in key if spec.key_header),
        ),
    )


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse the rows of a table received at a time (aware UTC).

    A figure that is not valid is left out of its row and flagged; without a valid price a row has no change.
    Volumes are rounded to integers.

    Raises:
        ParseError: it is not the table of the specification; the reason says why.
    """
    spec = _spec(source)
    try:
        cells = read_cells(response, spec)
    except ParseError as error:
        table_format = _FORMAT_OF.get(error.reason)
        hint = (
            f'; format = "{table_format}" reads its rows, and `bigboard sources try URL` finds them'
            if table_format
            else ""
        )
        raise ParseError(error.reason + hint) from None
    return snapshot_of(cells, response=response, source=source, at=at)


def snapshot_of(
    cells: Iterable[Mapping[str, Cell]], *, response: Response, source: SourceConfig, at: datetime
) -> Snapshot:
    """Return the rows of these cells by field, of a response received at a time (aware UTC).

    Raises:
        ParseError: as `parse` does.
    """
    spec = _spec(source)
    rows = list(cells if spec.wide else join_symbols(cells, spec))
    columns = find_column_styles(price_rows(rows, spec), spec)
    instruments = _instrument_rows(rows, spec, at)
    if not spec.wide:
        instruments = mark_summaries(instruments, columns.style("price"), source.symbols)
    left_out = [row for row in instruments if LEFT_OUT in row]
    if left_out:
        instruments = [row for row in instruments if LEFT_OUT not in row]
    table = build_table_rows(instruments, spec, source, at, columns)
    snapshot = table.snapshot
    if not snapshot.quotes:
        raise ParseError("; ".join([_no_quotes(table), *_reasons(left_out)]))
    return snapshot._replace(note=_note(table, left_out), http_status=response.http_status)


def _instrument_rows(rows: list[Mapping[str, Cell]], spec: TableSpec, at: datetime) -> list[Mapping[str, Cell]]:
    """Return a row for each instrument, of tables that have several for one or several in one."""
    times = RowTimes(spec, at)
    if spec.wide:
        return list(newest_by_column(rows, times))
    return drop_missing_marks(list(newest_rows(rows, times)) if "as_of" in spec.columns else rows)


def _spec(source: SourceConfig) -> TableSpec:
    if source.table is None:
        raise ParseError(_NO_SPEC)
    return source.table


def read_cells(response: Response, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """Yield the cells of each row of a response by field.

    Raises:
        ParseError: it is not the table of the specification.
    """
    match spec.format:
        case "json":
            return read_rows(read_document(response), spec)
        case "csv":
            text = decode(response)
            if not text.strip() or text.lstrip()[:1] in "<{[":
                raise ParseError(explain_non_data(text))
            return read_csv(text, spec)
        case "html":
            return _html(response, spec)
        case "xml":
            text = decode(response)
            if text.lstrip()[:1] != "<" or is_web_page(text):
                raise ParseError(explain_non_data(text))
            return _xml(text, spec)


def _xml(text: str, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    from tui.sources.tables.xml import read_xml  # noqa: PLC0415 - paid for by sources of XML only

    return read_xml(text, spec)


def _html(response: Response, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    from tui.sources.tables.html import read_html  # noqa: PLC0415 - selectolax is paid for by pages of markup only

    text = decode(response)
    if is_xml(response, text):
        return _xml(text, spec)
    kind, text = detect_content(response)
    if kind is ContentKind.PLAIN:
        raise ParseError(explain_non_data(text))
    try:
        return read_html(text, spec)
    except ParseError as error:
        raise ParseError(blocked_reason(text) or error.reason) from None


def blocked_reason(text: str) -> str | None:
    """Return the reason of a page without the table that is a captcha, a login or a limit; None for any other."""
    from tui.sources.article.html_page import parse_html  # noqa: PLC0415 - selectolax is paid for by pages of markup only

    markup = parse_html(text)
    words, title = join_lines(markup.lines), markup.window_title
    if is_blocked_page(words=words, title=title, markup=text, asks_for_password=markup.asks_for_password):
        return f"not the page: {ASKS_FOR_HUMAN}"
    return classify_message(title) or (classify_message(words) if len(words) < _MAX_MESSAGE else None)


def _no_quotes(table: TableRows) -> str:
    if table.missing:
        return _not_in_table(table.missing)
    return (
        f'no row has a valid symbol: the first has "{table.example}"'
        if table.without_symbol
        else "no rows in the table"
    )


def _note(table: TableRows, left_out: Sequence[Mapping[str, Cell]]) -> CleanText | None:
    """Return what is not in the table, or has no symbol, and what was left out of it; None for nothing."""
    notes = _reasons(left_out)
    if table.missing:
        notes = [_not_in_table(table.missing), *notes]
    elif table.without_symbol:
        notes = [f"{count_of(table.without_symbol, 'row')} without a symbol", *notes]
    return sanitize_line("; ".join(notes)) if notes else None


def _reasons(left_out: Sequence[Mapping[str, Cell]]) -> list[str]:
    """Return each reason why something was left out, with how often it was and the names of the first."""
    names: dict[str, list[str]] = {}
    for row in left_out:
        names.setdefault(normalize_cell(row[LEFT_OUT]), []).append(normalize_cell(row.get("symbol")))
    return [f"{len(each)} left out: {reason}{_examples(each)}" for reason, each in names.items()]


def _examples(names: Sequence[str]) -> str:
    stated = [sanitize_line(name, 32) for name in names if name][:_MAX_EXAMPLES]
    return f" ({', '.join(stated)}{' ...' if len(names) > len(stated) else ''})" if stated else ""


def _not_in_table(symbols: Sequence[str]) -> str:
    return f"not in the table: {', '.join(symbols[:3])}{' ...' if len(symbols) > 3 else ''}"
