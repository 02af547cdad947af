"""The values of one instrument, as a source reported them."""

import re
import unicodedata
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple, Self

from tui.domain.text import MAX_SYMBOL_LENGTH, CleanText

NO_TRADE: Final = CleanText("no trade today")
"""The flag of a row that rightly has no price: the source states that there was no trade."""
NO_FIGURE: Final = CleanText("no figure")
"""The flag of a row whose source states a mark such as N/A in the place of the price, and not why."""

MAX_FIGURE_DIGITS: Final = 60
"""Of a price, a change or a percentage, parsed or derived."""
MAX_COUNT: Final = Decimal(10) ** 18
"""A count, such as a volume, is below it."""

_SYMBOL = re.compile(r"[A-Z0-9.^=&:/_-]{1,32}", re.ASCII)


class InvalidSymbolError(ValueError):
    """The text cannot be the symbol of an instrument."""


class InstrumentId(NamedTuple):
    """One instrument of one market; two sources that report the same one report the same row.

    A tuple, since it is hashed some twenty thousand times for a poll of a thousand rows.
    """

    market: str
    symbol: str

    def __str__(self) -> str:
        return f"{self.market}:{self.symbol}"

    @classmethod
    def parse(cls, market: str, symbol: str) -> Self:
        """Return the id for a symbol as a page prints it.

        Raises:
            InvalidSymbolError: it is not 1 to 32 characters of
                `A-Z 0-9 . ^ = & : / _ -` after NFKC normalization,
                which makes full-width letters plain ones.
        """
        short = len(symbol) <= MAX_SYMBOL_LENGTH
        normalized = unicodedata.normalize("NFKC", symbol) if short and not symbol.isascii() else symbol
        if not _SYMBOL.fullmatch(normalized):
            raise InvalidSymbolError("not a symbol")
        return cls(market, normalized)


class InstrumentKind(StrEnum):
    """What an instrument is."""

    SHARE = "share"
    INDEX = "index"
    FUND = "fund"
    CURRENCY = "currency"
    COIN = "coin"
    FUTURE = "future"
    RATE = "rate"


NOT_INDICES: Final = tuple(kind for kind in InstrumentKind if kind is not InstrumentKind.INDEX)
"""Every kind that is a row of the grid."""


class ExtendedSession(StrEnum):
    """The session outside an exchange's regular hours in which a price was made."""

    PRE_MARKET = "pre-market"
    AFTER_HOURS = "after-hours"


class Direction(StrEnum):
    """The direction against the previous close, as the source states it."""

    UP = "up"
    DOWN = "down"
    UNCHANGED = "unchanged"


class Quote(NamedTuple):
    """One instrument's values with the source's own digits.

    Equality leaves out `polled_at` and `source`: two quotes are equal when their values are.

    A tuple, since a board of a thousand rows makes and compares thousands of them for a poll.
    """

    # not compared, as all that stands before the id
    polled_at: datetime
    """When a poll first brought these values, aware UTC; `Market.polled_at` says when they were last confirmed."""
    source: str
    id: InstrumentId
    price: Decimal | None
    """Last price, of an index its level; None only where the source's value is invalid, it states none or there was no
    trade: `flags` says which."""
    kind: InstrumentKind = InstrumentKind.SHARE
    change: Decimal | None = None
    """Against the previous close, signed, in units of the price."""
    percent: Decimal | None = None
    """Percent change as the source states it, signed."""
    direction: Direction | None = None
    """As the source states it, else that of the change; None where the sign is not known."""
    name: CleanText | None = None
    """What people call it, where that is not its symbol."""
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    previous_close: Decimal | None = None
    year_low: Decimal | None = None
    """Of the last 52 weeks."""
    year_high: Decimal | None = None
    """Of the last 52 weeks."""
    bid: Decimal | None = None
    """The best price that a buyer offers."""
    ask: Decimal | None = None
    """The best price at which a seller offers."""
    extended_price: Decimal | None = None
    """Last price outside the regular hours; `price` is that of the regular session."""
    extended_session: ExtendedSession | None = None
    """In which `extended_price` was made; None where the source does not say."""
    extended_as_of: datetime | None = None
    """The source's own time of `extended_price`, aware."""
    volume: int | None = None
    """Shares or units traded this session; of coins, which trade around the clock, the last 24 hours."""
    turnover: int | None = None
    """The value of what was traded this session, in whole units of the currency."""
    market_cap: int | None = None
    """The value of all shares or coins, in whole units of the currency."""
    unit: int | None = None
    """The price is for so many units, such as 100 yen; None where it is for one."""
    exchange: CleanText | None = None
    """Where it trades, as the source names it."""
    currency: str | None = None
    as_of: datetime | None = None
    """The source's own time for these values, aware; None where it gives none."""
    flags: tuple[CleanText, ...] = ()
    """What is irregular about this row, in words; a flagged row is shown, never dropped."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quote) and self[_FIRST_VALUE:] == other[_FIRST_VALUE:]

    # a tuple has its own, which compares all fields
    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[_FIRST_VALUE:])


def previous_close_of(quote: Quote) -> Decimal | None:
    """Return the previous close as the source states it, else the price without the change; None where neither is."""
    if quote.previous_close is not None or quote.price is None or quote.change is None:
        return quote.previous_close
    return quote.price - quote.change


_FIRST_VALUE: Final = Quote._fields.index("id")
"""Where the values begin; what stands before says where they come from, and is not compared."""
VALUES: Final = Quote._fields[_FIRST_VALUE:]
"""The fields by which two quotes are compared."""

_MOVE: Final = ("price", "change", "percent")
_TYPES: Final = Quote.__annotations__

PRICES: Final = tuple(name for name, kind in _TYPES.items() if kind == Decimal | None and name not in _MOVE)
"""The fields in units of the price, beside the price itself: open, high, low, previous close, bid, ask and others."""
COUNTS: Final = tuple(name for name, kind in _TYPES.items() if kind == int | None)
"""The fields in whole units: the volume, the turnover, the market value, and how many units the price is for."""
FIGURES: Final = (*_MOVE, *PRICES, *COUNTS)
"""Every figure that a source can state; derived, so that a new field is parsed from every source."""
