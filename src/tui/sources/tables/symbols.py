"""The instrument of a row: its symbol as the table spells it, or made of the words that name it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from tui.domain.quote import InstrumentId, InvalidSymbolError
from tui.domain.text import MAX_SYMBOL_LENGTH
from tui.sources.adapter import SourceConfig
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.table_fields import SYMBOL_PARTS
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import MAX_CELL, Cell, is_missing, normalize_cell
from tui.sources.tables.grid import may_be_figure
from tui.sources.tables.locators import literal_value

_BOUNDARIES = re.compile(rf"[\n{ELEMENT_BOUNDARY}]")
_AROUND_SLASH = re.compile(r" ?/ ?")
_NOT_IN_SYMBOLS = re.compile(r"[^\w.^=&:/-]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_MAX_WORDS: Final = 64
"""Characters; what is longer is a sentence, such as a note below the rows."""


class NamedInstrument(NamedTuple):
    """The instrument of a row."""

    spelling: str
    """As the table spells it."""
    id: InstrumentId
    words: str
    """Those that the symbol was made of; empty where the table states the symbol itself."""


def find_instrument(row: Mapping[str, Cell], spec: TableSpec, source: SourceConfig) -> NamedInstrument | None:
    """Return the instrument of a row, None where its cell cannot be a symbol.

    A cell with other elements beside the symbol, such as a mark for a dividend, begins with the symbol.
    The name of an index may be written in words: `KSE 100` is KSE100. Other words become a symbol where the row
    states a price, or that there is none: `Danish krona` is DANISH_KRONA.
    """
    spellings = _spellings(row.get("symbol"), spec)
    for text in spellings:
        known = source.instruments.get(text)
        try:
            symbol = text.replace(" ", "").upper() if spec.index else text
            return NamedInstrument(text, known or source.instrument(symbol), "" if known or symbol == text else text)
        except InvalidSymbolError:
            continue
    price = normalize_cell(row.get("price"))
    if not price or not may_be_figure(price):
        return None
    for text in spellings:
        symbol = _symbol_of(text)
        if symbol:
            return NamedInstrument(text, InstrumentId(source.market, symbol), "" if symbol == text else text)
    return None


def first_spelling(cell: Cell, spec: TableSpec) -> str:
    """Return what `find_instrument` tries first as the symbol of a cell; the whole text where nothing can be one."""
    return next(iter(_spellings(cell, spec)), normalize_cell(cell))


def join_symbols(rows: Iterable[Mapping[str, Cell]], spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """Yield the rows with the parts of their symbols joined, with nothing between them; None where one is missing."""
    parts = [name for name in SYMBOL_PARTS if name in spec.columns]
    columns = [name for name in parts if literal_value(spec.columns[name]) is None]
    for row in rows:
        texts = {name: normalize_cell(row.get(name)) for name in parts}
        is_whole = not any(is_missing(texts[name]) for name in columns)
        yield row if len(parts) < 2 else {**row, "symbol": "".join(texts.values()) if is_whole else None}


def drop_missing_marks(rows: list[Mapping[str, Cell]]) -> list[Mapping[str, Cell]]:
    """Return the rows, without a symbol where several have the same mark such as `NONE`: once it is a symbol."""
    symbols = [normalize_cell(row.get("symbol")) for row in rows]
    marks = {symbol for symbol, count in Counter(symbols).items() if count > 1 and is_missing(symbol)}
    return [{**row, "symbol": None} if symbol in marks else row for row, symbol in zip(rows, symbols, strict=True)]


def _spellings(cell: Cell, spec: TableSpec) -> list[str]:
    """Return the possible symbols in a cell, in the order to try: its first element, then all of its text."""
    text = normalize_cell(cell)
    pieces = _BOUNDARIES.split(cell[:MAX_CELL]) if isinstance(cell, str) else []
    first = next(filter(None, map(normalize_cell, pieces)), "")
    candidates = (text,) if spec.index else (first, text)
    return [each for each in dict.fromkeys(candidates) if _LETTER_OR_DIGIT.search(each) and _may_be_symbol(each)]


def _may_be_symbol(text: str) -> bool:
    """Return whether a text is no mark for no value, or may be a symbol as well, as NA, NULL and NONE are."""
    return not is_missing(text) or (text.isalpha() and text.isupper())


def _symbol_of(words: str) -> str:
    """Return a symbol made of words, letters in capitals and blanks as `_`; empty where they cannot be one."""
    if len(words) > _MAX_WORDS:
        return ""
    text = _AROUND_SLASH.sub("/", " ".join(unicodedata.normalize("NFKC", words).upper().split()))
    symbol = _NOT_IN_SYMBOLS.sub("", text.replace(" ", "_")).strip("_")[:MAX_SYMBOL_LENGTH]
    return symbol if _LETTER_OR_DIGIT.search(symbol) else ""
