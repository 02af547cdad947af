"""The grammar of one entry of a ticker, with all that pages print around its words."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.numbers import InvalidNumberError, parse_decimal, parse_percent
from tui.domain.quote import Direction
from tui.domain.text import CleanText
from tui.sources.html.line import ELEMENT_BOUNDARY

MAX_LEAD: Final = 120
"""Characters of an entry before its words."""

SEPARATORS: Final = rf"\s{ELEMENT_BOUNDARY}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff"
"""Invisible characters between tokens, for a class of a regular expression."""

DIRECTION_PHRASE: Final = re.compile(
    rf"(?P<up>increased[{SEPARATORS}]{{0,40}}by)|(?P<down>decreased[{SEPARATORS}]{{0,40}}by)|no[{SEPARATORS}]{{0,40}}change",
    re.IGNORECASE,
)
"""The words of a direction, which every entry has."""

# neither word, bracket nor part of a figure: blanks, borders of elements, arrows, emoji; a dash may be a sign
_JUNK = r"[^\w()+\-−\u2010-\u2015.,%]"
_TOKEN = re.compile(rf"[^{SEPARATORS}()|;•·…►▶»›▲▼△▽▴▾▵▿↑↓⬆⬇🔺🔻]+")
_AFTER = re.compile(
    rf"{_JUNK}{{0,60}}+"
    # the name of an icon in an icon font
    rf"(?:(?:[a-z]{{1,15}}+(?:_[a-z]{{1,15}}+){{1,4}}+{_JUNK}{{0,60}}+|[a-z]{{2,20}}+{_JUNK}{{1,60}}+)(?=[+\-−.\d]))?"
    rf"(?P<change>[+\-−]?+{_JUNK}{{0,20}}+[\w+\-−\u2010-\u2015.,%/]{{0,40}}+){_JUNK}{{0,60}}+"
    rf"\((?P<percent>[^()]{{0,60}}+)\)"
)
_SYMBOL = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[*#$:\"'-]+)?(?P<symbol>\^?[^\W_][\w.&=:/^-]{0,31})")
_NO_SYMBOL = re.compile(r"[\d.,:/=-]*[.,:/=-][\d.,:/=-]*")
_PLAIN_SYMBOL = re.compile(r"[A-Z]{2}[A-Z0-9]*")
_FIGURES = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]+|[0-9]+"
_GLUED = re.compile(
    rf"(?P<symbol>KSE100PR|KSE100|KSE30|KMI30|BR100|BR30|MII30|PSXDIV20|UPP9|[A-Z][A-Z0-9&.-]*?[A-Z])(?P<price>{_FIGURES})"
)
_NOT_A_NUMBER = frozenset(
    ["nan", "inf", "infinity", "-inf", "+inf", "∞", "n/a", "na", "null", "none", "-", "--", "—", "–"]
)
_SIGNS = ("+", "-", "−")
_RISES = {Direction.UP: True, Direction.DOWN: False, Direction.UNCHANGED: None}
_INDEX = re.compile(
    r"(?:KSE|BR|KMI|MII)-?[0-9]{2,3}(?:PR)?|KSEALL|ALLSHR|KMIALLSHR|BKTI|OGTI|PSXDIV20|UPP9|NITPGI|NBPPGI|MZNPI"
    r"|JSMFI|ACI|JSGBKTI|HBLTTI|\^.+"
)
_MAX_AFTER = 300


class TickerEntry(NamedTuple):
    """One line of the ticker. All figures are None, and `fault` says why, where one is not valid."""

    symbol: str
    """As printed; empty where there is none."""
    direction: Direction
    price: Decimal | None = None
    change: Decimal | None = None
    percent: Decimal | None = None
    fault: str = ""
    is_index: bool = False
    """By its name, or by a thousands comma, which no share of this ticker is printed with."""
    flags: tuple[CleanText, ...] = ()
    """Where its words contradict its change."""


class FoundEntry(NamedTuple):
    """An entry and its span in the text."""

    start: int
    end: int
    entry: TickerEntry


def parse_entry(text: str, low: int, words: re.Match[str], *, is_edge: bool) -> FoundEntry | None:
    """Return the entry around the words of a direction; None where they are in none.

    Boundaries of elements separate its tokens; where that gives no valid entry, as with decimals in an element of
    their own, they are ignored.

    Args:
        text: of the page.
        low: index before which no part of the entry is.
        words: a match of `DIRECTION_PHRASE`.
        is_edge: whether a token may begin at `low`, which may otherwise be within one.
    """
    high = min(words.end() + _MAX_AFTER, len(text))
    has_boundary = text.find(ELEMENT_BOUNDARY, low, high) >= 0
    tokens = _tokens(text, low, words.start(), words.end(), is_edge=is_edge)
    # without a symbol it is not valid, whatever its figures
    if tokens is not None and (tokens.symbol or not has_boundary):
        entry = _entry(tokens, words)
        if not has_boundary or not entry.fault:
            return FoundEntry(tokens.start, tokens.end, entry)
    if not has_boundary:
        return None
    before = text[low : words.start()].replace(ELEMENT_BOUNDARY, "")
    up_to_words = before + words[0].replace(ELEMENT_BOUNDARY, "")
    plain = _tokens(
        up_to_words + text[words.end() : high].replace(ELEMENT_BOUNDARY, ""),
        0,
        len(before),
        len(up_to_words),
        is_edge=is_edge,
    )
    if plain is not None and plain.symbol:
        entry = _entry(plain, words)
        if not entry.fault:
            start, end = _position(text, low, plain.start), _position(text, low, plain.end - 1) + 1
            return FoundEntry(start, end, entry)
    return None if tokens is None else FoundEntry(tokens.start, tokens.end, _entry(tokens, words))


def _position(text: str, low: int, count: int) -> int:
    """Return the position of a character, counted from `low` without the boundaries of elements."""
    at = low
    while True:
        edge = text.find(ELEMENT_BOUNDARY, at)
        if edge < 0 or count < edge - at:
            return at + count
        count -= edge - at
        at = edge + 1


class _Tokens(NamedTuple):
    """The tokens of an entry, not yet parsed."""

    start: int
    end: int
    symbol: str
    price: str
    change: str
    percent: str


def _tokens(text: str, low: int, left: int, right: int, *, is_edge: bool) -> _Tokens | None:
    """Return the tokens of the entry whose words are at `left` to `right`, looking no further back than `low`."""
    after = _AFTER.match(text, right, right + _MAX_AFTER)
    if after is None:
        return None
    tokens = list(_TOKEN.finditer(text, low, left))
    if tokens and not is_edge and tokens[0].start() == low:
        del tokens[0]
    if not tokens:
        return None
    price = tokens[-1][0]
    glued = _GLUED.fullmatch(price)
    if glued:
        start, symbol, price = tokens[-1].start(), glued["symbol"], glued["price"]
    elif _looks_like_number(price):
        start, symbol = _symbol(tokens[:-1])
        start = tokens[-1].start() if start < 0 else start
    else:
        return None
    return _Tokens(
        start, after.end(), symbol, price, _without_blanks(after["change"]), _without_blanks(after["percent"])
    )


def _entry(tokens: _Tokens, words: re.Match[str]) -> TickerEntry:
    """Return the entry with its figures parsed; with none of them if one is not valid."""
    direction = Direction.UP if words["up"] else Direction.DOWN if words["down"] else Direction.UNCHANGED
    field = "price"
    try:
        price = parse_decimal(tokens.price)
        field = "change"
        change = parse_decimal(tokens.change)
        field = "percent"
        percent = parse_percent(tokens.percent)
    except InvalidNumberError as error:
        return _invalid_entry(tokens.symbol, direction, f"{field}: {error}")
    if price <= 0:
        return _invalid_entry(tokens.symbol, direction, "price: not above zero")
    if direction is Direction.DOWN:
        change, percent = _signed(change, tokens.change), _signed(percent, tokens.percent)
    return _valid_entry(tokens.symbol, direction, price, change, percent, grouped="," in tokens.price)


def _invalid_entry(symbol: str, direction: Direction, fault: str) -> TickerEntry:
    """Return an entry with a figure that is not valid."""
    is_index = _INDEX.fullmatch(symbol) is not None
    return TickerEntry(symbol=symbol, direction=direction, fault=fault, is_index=is_index, flags=(CleanText(fault),))


def _valid_entry(
    symbol: str, direction: Direction, price: Decimal, change: Decimal, percent: Decimal, *, grouped: bool
) -> TickerEntry:
    """Return an entry with its figures, signed; `grouped`: the price is printed with a thousands comma."""
    return TickerEntry(
        symbol=symbol,
        direction=direction,
        price=price,
        change=change,
        percent=percent,
        is_index=grouped or _INDEX.fullmatch(symbol) is not None,
        flags=_contradiction(direction, change),
    )


def _contradiction(direction: Direction, change: Decimal) -> tuple[CleanText, ...]:
    # a change of zero goes with any words
    if change and (change > 0) is not _RISES[direction]:
        return (CleanText(f"words say {direction}, change is {change}"),)
    return ()


def _signed(figure: Decimal, printed: str) -> Decimal:
    """Return the figure after `Decreased By`, negative where it is printed without a sign."""
    return -figure if figure and not printed.startswith(_SIGNS) else figure


def _without_blanks(text: str) -> str:
    """Return the token without the blanks and boundaries that markup may put between sign, digits and percent sign."""
    return "".join(text.replace(ELEMENT_BOUNDARY, "").split())


def _looks_like_number(token: str) -> bool:
    return any(map(str.isdigit, token)) or token.lower() in _NOT_A_NUMBER


def _symbol(tokens: Sequence[re.Match[str]]) -> tuple[int, str]:
    """Return where the entry begins, -1 if it has a price alone, and its symbol: the last token, if valid."""
    if not tokens:
        return -1, ""
    last = tokens[-1]
    match = _SYMBOL.fullmatch(last[0])
    if match is None or _NO_SYMBOL.fullmatch(match["symbol"]):
        return last.start(), ""
    # the symbol 786 exists, but a whole number after a symbol is another column
    if match["symbol"].isdigit() and len(tokens) > 1 and _PLAIN_SYMBOL.fullmatch(tokens[-2][0]):
        return last.start(), ""
    return last.start() + match.start("symbol"), match["symbol"]
