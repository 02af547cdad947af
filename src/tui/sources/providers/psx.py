"""The Pakistan Stock Exchange's own pages, for those who have its permission.

Requests: https://www.psx.com.pk/market-summary/, the whole market in one page of some 590 rows, or the page that `url`
names: the data portal's /market-watch, /indices or /indices/KSE100. The portal accepts only browsers since September
2026; bigboard does not try to get round that.
Terms: automatic reading needs the exchange's written permission, and passing its data on needs a licence, which
marketdatarequest@psx.com.pk gives; so nothing is requested unless the source has `i_have_permission = true`.
Columns are known by their headings. Figures have the digits printed; where those are not valid, `data-order`, the
value for programs, replaces them. The sign of a change is the one printed, else that of `data-order`, else that of its
colour: but unchanged rows have the colour of a fall and no figure, so a colour alone states nothing. Where a page gives
no change or no percentage, they are worked out from the previous close, half up. Currency: PKR. The boards of bids and
offers (/trading-board/REG/main) print the change and not the price, which is the previous close and the change.
Missing: a share without a trade has 0.00 for its prices; it has its previous close (LDCP) and no price,
flagged `no trade today`. A volume of zero is valid.
Times: the page's own clock, Karachi; the figures are delayed by five minutes unless the exchange states otherwise.
Limits: 403, 404, 429 and 462 (an address of a data centre) mean that it refuses to be polled: the source stops.
Facts as of 2026-09, from public code and captures of these pages.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from tui.domain.events import Snapshot
from tui.domain.numbers import InvalidNumberError, parse_decimal
from tui.domain.quote import COUNTS, FIGURES, InstrumentId, InstrumentKind, InvalidSymbolError, Quote
from tui.domain.text import sanitize_line
from tui.sources.adapter import ParseError, Response, SourceConfig, SourceRequest
from tui.sources.decode.blocked_pages import ASKS_FOR_HUMAN, is_blocked_page
from tui.sources.decode.content_type import ContentKind, detect_content
from tui.sources.decode.dates import parse_time
from tui.sources.decode.json import Json, plausible_time
from tui.sources.html.document import HtmlDocument
from tui.sources.html.markup_text import visible_words
from tui.sources.instruments import INDEX_NAMES
from tui.sources.providers.psx_tables import PsxCell, PsxRow, PsxTables, read_psx_tables, visible_line
from tui.sources.quote_builder import QuoteBuilder, RawQuote, check_valid_rows, torn_rows_note, without_trade

PAGE: Final = "https://www.psx.com.pk/market-summary/"

_CURRENCY: Final = "PKR"
_EMPTY_CELL: Final = PsxCell("")
_DATA_ORDER = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,25})?", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+", re.ASCII)
_CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_EMPTY = re.compile(r"No Data found!|No records", re.IGNORECASE)


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return one request for one page.

    Raises:
        ParseError: the user does not state that the exchange permits it.
    """
    if not source.has_permission:
        raise ParseError(
            "off: PSX's terms bar robots without its written permission, and passing data on without a licence "
            "(marketdatarequest@psx.com.pk); if you have it, set i_have_permission = true"
        )
    return (SourceRequest(url=source.url or PAGE, accept="text/html"),)


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse one page, received at a time (aware UTC).

    Raises:
        ParseError: it is not one of these pages, or has no valid price; the reason says why.
    """
    tree = HtmlDocument(_markup(response))
    as_of = _clock(tree, at)
    tables = read_psx_tables(tree)
    if not tables.rows:
        torn = torn_rows_note(tables.torn)
        raise ParseError(f"no rows on the page: {torn}" if torn else "no rows on the page")
    traded: list[RawQuote] = []
    untraded: list[Quote] = []
    for row, instrument in _instruments(tables, source):
        raw = _raw_quote(row, instrument, as_of)
        if _is_untraded(row):
            untraded.append(without_trade(raw, source, at))
        else:
            traded.append(raw)
    builder = QuoteBuilder(source, at)
    for raw in traded:
        builder.add_raw(raw)
    if traded:
        check_valid_rows(builder.snapshot())
    for quote in untraded:
        builder.add(quote)
    if not builder:
        raise ParseError("no rows on the page")
    return builder.snapshot(http_status=response.http_status, note=torn_rows_note(tables.torn))


def _markup(response: Response) -> str:
    """Return the page's text, if it is complete markup: even a fragment must close every table that it opens."""
    kind, text = detect_content(response)
    if is_blocked_page(words=visible_words(text[:100_000]), markup="" if _TABLE.search(text) else text):
        raise ParseError(f"not the page: {ASKS_FOR_HUMAN}")
    if kind is ContentKind.PLAIN or not _TABLE.search(text):
        raise ParseError("no rows on the page" if _EMPTY.search(text) else "not the page: it has no table")
    if _count(_TABLE, text) > _count(_TABLE_END, text):
        raise ParseError("page cut short")
    return text


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def _clock(tree: HtmlDocument, at: datetime) -> datetime | None:
    """Return the page's own time, aware UTC."""
    for node in (*tree.select("h4"), *tree.select(".topbar__status")):
        text = visible_line(node)
        if _CLOCK.fullmatch(text) or (node.tag != "h4" and text):
            time = parse_time(text)
            if time is not None:
                return plausible_time(time.astimezone(UTC), at)
    return None


def _instruments(tables: PsxTables, source: SourceConfig) -> Iterator[tuple[PsxRow, InstrumentId]]:
    for row in tables.rows:
        try:
            yield row, source.instrument(row.symbol)
        except InvalidSymbolError:
            tables.torn += 1


def _is_untraded(row: PsxRow) -> bool:
    """Return whether all prices and the volume of a row are zero, or the change and the volume where no price is."""
    if not row.has_price_column:
        return not any(_value(row.cells.get(name, _EMPTY_CELL)) for name in ("change", "volume"))
    prices = [_value(row.cells[name]) for name in ("price", "open", "high", "low") if name in row.cells]
    volume = _value(row.cells.get("volume", _EMPTY_CELL))
    return bool(prices) and not row.is_index and all(price == 0 for price in prices) and not volume


def _value(cell: PsxCell) -> Decimal | None:
    try:
        return parse_decimal(cell.text)
    except InvalidNumberError:
        return Decimal(cell.order) if _DATA_ORDER.fullmatch(cell.order) else None


def _raw_quote(row: PsxRow, instrument: InstrumentId, as_of: datetime | None) -> RawQuote:
    figures = {name: _figure(row.cells[name]) for name in FIGURES if name in row.cells} | {
        "change": _signed(row.cells.get("change", _EMPTY_CELL)),
        "percent": _percent(row),
        **{name: _shares(row.cells.get(name, _EMPTY_CELL)) for name in COUNTS},
    }
    if not row.has_price_column:
        figures["price"] = _price_from_change(row)
    return RawQuote(
        id=instrument,
        kind=InstrumentKind.INDEX if row.is_index else InstrumentKind.SHARE,
        figures=figures,
        name=sanitize_line(row.name) or INDEX_NAMES.get(instrument),
        currency=None if row.is_index else _CURRENCY,
        as_of=as_of,
    )


def _figure(cell: PsxCell) -> Json:
    """Return the digits printed, else the value for programs, else the text, to be flagged; None for an empty cell."""
    try:
        parse_decimal(cell.text)
    except InvalidNumberError:
        if _DATA_ORDER.fullmatch(cell.order):
            return Decimal(cell.order)
    return cell.text or None


def _signed(cell: PsxCell) -> Json:
    """Return a change with its sign: the one printed, else that of the value for programs, else that of its colour."""
    figure = _figure(cell)
    if not isinstance(figure, str) or figure[:1] in {"+", "-", "−"}:
        return figure
    falls = cell.order.startswith("-") if _DATA_ORDER.fullmatch(cell.order) else cell.move < 0
    return f"-{figure}" if falls and figure.strip("0.,") else figure


def _price_from_change(row: PsxRow) -> Json:
    """Return the previous close and the change together; None where one is not valid, or the change has no sign."""
    previous, cell = _value(row.cells.get("previous_close", _EMPTY_CELL)), row.cells.get("change", _EMPTY_CELL)
    has_sign = cell.text[:1] in {"+", "-", "−"} or cell.move or _DATA_ORDER.fullmatch(cell.order)
    change = _signed(cell)
    if not previous or change is None or not (has_sign or not _value(cell)):
        return None
    try:
        return previous + (parse_decimal(change) if isinstance(change, str) else Decimal(str(change)))
    except InvalidNumberError:
        return None


def _percent(row: PsxRow) -> Json:
    """Return the percentage with its sign: its own, else that of the change."""
    cell = row.cells.get("percent", _EMPTY_CELL)
    figure = _signed(replace(cell, text=cell.text.strip("()").removesuffix("%").rstrip()))
    if not isinstance(figure, str) or figure[:1] in {"+", "-", "−"} or cell.order or cell.move:
        return figure
    falls = str(_signed(row.cells.get("change", _EMPTY_CELL)))[:1] in {"-", "−"}
    return f"-{figure}" if falls and figure.strip("0.,") else figure


def _shares(cell: PsxCell) -> Json:
    text = cell.text.replace(",", "") if _COUNT.fullmatch(cell.text) else cell.text
    return text or None
