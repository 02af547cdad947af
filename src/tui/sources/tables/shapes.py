"""Says which shape a response has, and why no source can be made for it."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from tui.domain.text import count_of, sanitize_line
from tui.sources.adapter import ParseError, Response
from tui.sources.decode.blocked_pages import classify_message
from tui.sources.decode.charset import decode
from tui.sources.decode.content_type import ContentKind, detect_content, is_xml
from tui.sources.decode.json import Json
from tui.sources.tables.column_profiles import MAX_LABEL_SHARE, Column
from tui.sources.tables.column_scores import price_choices, symbol_choices, unread_price
from tui.sources.tables.grid import CellGrid
from tui.sources.tables.grid_columns import columns_of
from tui.sources.tables.json import read_document
from tui.sources.tables.title_words import Concept

_JSONP = re.compile(r"\s{0,100}(?:/\*\*/)?[A-Za-z_$][\w$.]{0,60}\s?\(\s?[\[{]")
_TEMPLATE = re.compile(r"\{\{|\$\{|<%")
_MAX_SCRIPTED_PAGE_TEXT = 400
"""Characters that are shown by a page that a script fills."""
_MAX_SEARCHED = 1_000_000
_MAX_NAMED = 4
_PRICES: Final = frozenset({Concept.PRICE, Concept.BID, Concept.ASK})
_MAX_TEXTS = 20
_DIGIT = re.compile(r"[0-9]", re.ASCII)
_NO_XML_ROWS: Final = "XML in which no repeated element has both a name and a figure"
_UNKNOWN_FORMAT: Final = "neither markup, JSON, CSV nor a feed"
_BLANK: Final = "Its prices are blank here: the page may fill them by script, or only while its market is open."
_STATE: Final = re.compile(r"__NEXT_DATA__|__NUXT__|__INITIAL_STATE__|application/json")


def explain_shape(response: Response) -> str:
    """Return which shape a response without any table or feed has, and why it is not taken, as a short phrase."""
    try:
        document = read_document(response)
    except ParseError:
        pass
    else:
        return _explain_json(document)
    if _is_xml(response):
        return _NO_XML_ROWS
    try:
        kind, text = detect_content(response)
        return _explain_page(text) if kind is ContentKind.MARKUP else _explain_text(text)
    except ParseError as error:
        return error.reason


def explain_table(grid: CellGrid) -> str:
    """Return why no source can be made for a table, as a sentence."""
    columns = [each for each in columns_of(grid) if each.stated]
    figures = [each for each in columns if each.is_figures]
    if any(_TEMPLATE.search(cell) for each in columns for cell in each.stated):
        return "Its cells are templates that a script fills: the figures are not in what the server sends."
    if any(each.has_units_in_codes for each in columns):
        return "Its prices are for the units that are in the cells of its codes, such as 100 JPY, and differ by row."
    if not figures:
        is_blank = any(each.concept in _PRICES and not each.stated for each in columns_of(grid))
        return _BLANK if is_blank else "No column of it has figures."
    if any(each.label_share > MAX_LABEL_SHARE for each in columns):
        return "Its rows are the fields of one instrument, not instruments: a source needs these in columns."
    if not symbol_choices(columns) and (price_choices(columns) or not any(map(_names_instruments, columns))):
        return "It has figures, but no column names instruments: no codes, tickers or names that differ by row."
    return _explain_prices(columns, figures)


def _explain_prices(columns: Sequence[Column], figures: Sequence[Column]) -> str:
    """Return why no column of a table that names instruments is taken as the prices, as a sentence."""
    unread = unread_price(columns)
    if unread is not None:
        cell = next(filter(_DIGIT.search, unread.stated))
        return f'The cells of "{_title(unread)}" are no figures that can be read, such as "{sanitize_line(cell, 40)}".'
    named = ", ".join(f"{_title(each)} ({_what(each)})" for each in figures[:_MAX_NAMED])
    return f"It has no column of prices: {named}."


def _names_instruments(column: Column) -> bool:
    return column.word_share >= 0.5 and column.distinct_share > 0.5


def _title(column: Column) -> str:
    return sanitize_line(column.title, 24) or f"column {column.index + 1}"


def _what(column: Column) -> str:
    """Return what a column of figures is, that it is no price."""
    if column.is_serial:
        return "rises by one"
    if column.is_constant:
        return "is the same in every row"
    if column.is_epoch or column.date_format is not None:
        return "times"
    if column.concept is Concept.OTHER:
        return "no price by its title"
    if column.concept is Concept.UNKNOWN:
        return "without decimals" if not column.has_decimals else "not sure"
    return column.concept.value.replace("_", " ")


def _explain_json(document: Json) -> str:
    if isinstance(document, dict | list) and not document:
        return "JSON that is empty"
    if not isinstance(document, dict | list):
        return "JSON that is one value"
    if isinstance(document, list):
        return f"JSON array of {count_of(len(document), 'value')} without names: figures need a name beside them"
    texts = [each for each in islice(document.values(), _MAX_TEXTS) if isinstance(each, str)]
    message = next(filter(None, map(classify_message, texts)), None)
    if message:
        return message
    names = sanitize_line(", ".join(list(document)[:_MAX_NAMED]), 80)
    return f"JSON object without rows of names and figures; it has: {names}"


def _explain_page(text: str) -> str:
    from tui.sources.html.document import HtmlDocument  # noqa: PLC0415 - selectolax is paid for by pages of markup only
    from tui.sources.tables.table import blocked_reason  # noqa: PLC0415 - selectolax is paid for by pages of markup only

    blocked = blocked_reason(text)
    if blocked:
        return blocked
    tree = HtmlDocument(text)
    if tree.select("table"):
        return "its tables are empty here: the page fills them by script"
    words = " ".join((tree.text("body") or "").split())
    if len(words) <= _MAX_SCRIPTED_PAGE_TEXT and tree.select("script"):
        if _STATE.search(text, 0, _MAX_SEARCHED):
            return "a web page that a script fills: its figures are inside a script, not in a table"
        return "a web page that a script fills: what the server sends has no figures"
    frame = tree.first("iframe[src], frame[src]")
    if frame is not None and len(words) <= _MAX_SCRIPTED_PAGE_TEXT:
        return f"a web page that shows another in a frame: try {sanitize_line(frame.attributes.get('src') or '', 200)}"
    return "a web page without a ticker, a table or a feed"


def _explain_text(text: str) -> str:
    if _JSONP.match(text):
        return "JSON inside a function call (JSONP): leave the callback out of the address"
    return _UNKNOWN_FORMAT


def _is_xml(response: Response) -> bool:
    try:
        return is_xml(response, decode(response))
    except ParseError:
        return False
