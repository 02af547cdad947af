"""Any HTML table, CSV or JSON as a source, by what the configuration says of its columns."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from tui.domain.poll_result import Snapshot
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import ParseError, Response, SourceConfig, SourceRequest
from tui.sources.decode.blocked_pages import classify_message, explain_non_data, is_blocked_page
from tui.sources.decode.charset import decode
from tui.sources.decode.content_type import ContentKind, detect_content
from tui.sources.decode.json import read_json
from tui.sources.html.line import join_lines
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell
from tui.sources.tables.csv import read_csv
from tui.sources.tables.json import read_rows
from tui.sources.tables.rows import TableRows, build_table_rows, to_index

_ACCEPTS: Final[Mapping[str, str]] = {
    "html": "text/html, application/xhtml+xml, */*;q=0.5",
    "csv": "text/csv, text/plain;q=0.9, */*;q=0.5",
    "json": "application/json, */*;q=0.5",
}
_SHORT: Final = 300
_UNTOLD: Final = "not told how to read it: add [sources.table]"


def plan(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """One request for the page, with the key where the configuration says it belongs.

    Raises:
        ParseError: the source has no table specification.
    """
    spec = _spec(source)
    key = () if source.key is None else (source.key,)
    return (
        SourceRequest(
            url=source.url,
            accept=_ACCEPTS[spec.format],
            secret_query=tuple((spec.key_parameter, each) for each in key if spec.key_parameter),
            secret_headers=tuple((spec.key_header, each) for each in key if spec.key_header),
        ),
    )


def parse(page: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """The rows of a table fetched at a moment (aware UTC).

    A row with a figure that is not believable keeps its others and says so in its flags; one without a believable
    price is told with none. Volumes are rounded to whole units.

    Raises:
        ParseError: it is not the table the specification tells of; the reason says why.
    """
    spec = _spec(source)
    return snapshot_of(_cells(page, spec), page=page, source=source, at=at)


def snapshot_of(cells: Iterable[Mapping[str, Cell]], *, page: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """The rows whose cells by field are these, read from a page fetched at a moment (aware UTC).

    Raises:
        ParseError: as `parse` does.
    """
    spec = _spec(source)
    table = build_table_rows(cells, spec, source, at)
    if not table.rows:
        raise ParseError(_nothing(table))
    return Snapshot(
        source=source.name,
        at=at,
        quotes=() if spec.index else table.rows,
        indices=tuple(map(to_index, table.rows)) if spec.index else (),
        note=_note(table),
        http_status=page.http_status,
    )


def _spec(source: SourceConfig) -> TableSpec:
    if source.table is None:
        raise ParseError(_UNTOLD)
    return source.table


def _cells(page: Response, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    match spec.format:
        case "json":
            return read_rows(read_json(page), spec)
        case "csv":
            text = decode(page)
            if not text.strip() or text.lstrip()[:1] in "<{[":
                raise ParseError(explain_non_data(text))
            return read_csv(text, spec)
        case "html":
            return _html(page, spec)


def _html(page: Response, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    from tui.sources.tables.html import read_html  # noqa: PLC0415 - selectolax is paid for by pages of markup only

    form, text = detect_content(page)
    if form is ContentKind.PLAIN:
        raise ParseError(explain_non_data(text))
    try:
        return read_html(text, spec)
    except ParseError as error:
        raise ParseError(blocked_reason(text) or error.reason) from None


def blocked_reason(text: str) -> str | None:
    """What a page without the table is, where it is a captcha, a login, or says that a limit is reached."""
    from tui.sources.article.html_page import parse_html  # noqa: PLC0415 - likewise

    markup = parse_html(text)
    words, title = join_lines(markup.lines), markup.window_title
    if is_blocked_page(words=words, title=title, markup=text, asks_for_password=markup.asks_for_password):
        return "not the page: it asks for a human"
    return classify_message(title) or (classify_message(words) if len(words) < _SHORT else None)


def _nothing(table: TableRows) -> str:
    if table.missing:
        return f"none of its {len(table.missing)} symbols is in the table"
    return f'no row has a symbol: "{table.example}" is none' if table.unnamed else "no rows in the table"


def _note(table: TableRows) -> CleanText | None:
    if table.missing:
        some = ", ".join(table.missing[:3])
        return sanitize_line(f"not in the table: {some}{' ...' if len(table.missing) > 3 else ''}")
    return CleanText(f"{table.unnamed} rows without a symbol") if table.unnamed else None
