"""A provider's fields taken as rows of the market: what cannot be believed is flagged, and never shown as a price."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from tui.domain.numbers import InvalidNumberError, percent_change
from tui.domain.poll_result import Snapshot
from tui.domain.quote import Direction, IndexLevel, InstrumentId, Quote
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import MAX_ROWS, ParseError, Response, SourceConfig
from tui.sources.decode.json import Json, as_count, as_decimal

Value = TypeVar("Value")
Row = TypeVar("Row", Quote, IndexLevel)

_NAMED: Final = 3
_TOLD_TWICE: Final = CleanText("told twice with different figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawQuote:
    """One instrument as an answer tells it, its figures as they stand there, not yet believed."""

    id: InstrumentId
    price: Json
    change: Json = None
    """Stated; where it is not, and the previous close is, it is worked out from that."""
    percent: Json = None
    """Stated; where it is not, it is worked out from the change, half up, two decimals."""
    open: Json = None
    high: Json = None
    low: Json = None
    previous_close: Json = None
    volume: Json = None
    name: CleanText | None = None
    currency: str | None = None
    as_of: datetime | None = None
    is_index: bool = False
    flags: tuple[CleanText, ...] = ()


class _Reading:
    """Takes the figures of one row and keeps what was wrong with them."""

    def __init__(self, flags: Iterable[CleanText]) -> None:
        self.flags = list(flags)

    def price(self, value: Json) -> Decimal | None:
        price = self.take("price", as_decimal, value)
        if price is None:
            if value is None:
                self.flags.append(CleanText("no price"))
        elif price <= 0:
            self.flags.append(CleanText("price is negative" if price else "price is zero"))
            return None
        return price

    def level_of_day(self, name: str, value: Json) -> Decimal | None:
        """An open, high, low or previous close; zero is a provider's way to say that there was none."""
        return self.take(name, as_decimal, value) or None

    def take(self, name: str, reader: Callable[[Json], Value | None], value: Json) -> Value | None:
        try:
            return reader(value)
        except InvalidNumberError as error:
            self.flags.append(CleanText(f"{name}: {error}"))
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """How a row moved, or nothing of it where the provider does not say."""

    change: Decimal | None = None
    percent: Decimal | None = None
    direction: Direction | None = None


def _move(price: Decimal, told: RawQuote, previous: Decimal | None, reading: _Reading) -> _Move:
    change = reading.take("change", as_decimal, told.change)
    percent = reading.take("percent", as_decimal, told.percent)
    if change is None and previous is not None and told.change is None:
        change = price - previous
    if change is None:
        return _Move(percent=percent)
    if percent is None and told.percent is None:
        percent = _percent(change, price)
    direction = Direction.UP if change > 0 else Direction.DOWN if change < 0 else Direction.UNCHANGED
    return _Move(change=change, percent=percent, direction=direction)


def _percent(change: Decimal, price: Decimal) -> Decimal | None:
    try:
        return percent_change(change, price)
    except InvalidOperation:  # of a previous close of next to nothing
        return None


def build_quote(told: RawQuote, source: SourceConfig, at: datetime) -> Quote:
    """The quote, polled at a moment (aware UTC); without a price that can be believed it has no figures at all."""
    reading = _Reading(told.flags)
    price = reading.price(told.price)
    blank = Quote(id=told.id, price=None, name=told.name, polled_at=at, source=source.name)
    if price is None:
        return replace(blank, flags=tuple(reading.flags))
    previous = reading.level_of_day("previous close", told.previous_close)
    move = _move(price, told, previous, reading)
    quote = replace(
        blank,
        price=price,
        change=move.change,
        percent=move.percent,
        direction=move.direction,
        open=reading.level_of_day("open", told.open),
        high=reading.level_of_day("high", told.high),
        low=reading.level_of_day("low", told.low),
        previous_close=previous,
        volume=reading.take("volume", as_count, told.volume),
        currency=told.currency,
        as_of=told.as_of,
    )
    return replace(quote, flags=tuple(reading.flags))


def build_index(told: RawQuote, source: SourceConfig, at: datetime) -> IndexLevel:
    """The index level, polled at a moment (aware UTC); without a level that can be believed it has no figures."""
    reading = _Reading(told.flags)
    level = reading.price(told.price)
    blank = IndexLevel(id=told.id, level=None, name=told.name, polled_at=at, source=source.name)
    if level is None:
        return replace(blank, flags=tuple(reading.flags))
    move = _move(level, told, reading.level_of_day("previous close", told.previous_close), reading)
    row = replace(
        blank,
        level=level,
        change=move.change,
        percent=move.percent,
        direction=move.direction,
        high=reading.level_of_day("high", told.high),
        low=reading.level_of_day("low", told.low),
        as_of=told.as_of,
    )
    return replace(row, flags=tuple(reading.flags))


def build_snapshot(
    rows: Iterable[RawQuote], *, page: Response, source: SourceConfig, at: datetime, missing: Sequence[str] = ()
) -> Snapshot:
    """What an answer said, each instrument once, in the order told.

    Args:
        rows: of the answer.
        page: it came in.
        source: that was asked.
        at: when the page was fetched, aware UTC.
        missing: the symbols asked for that the answer says nothing of; the note names them.

    Raises:
        ParseError: not one row has a price that can be believed, or there are more rows than any market has.
    """
    quotes: dict[InstrumentId, Quote] = {}
    levels: dict[InstrumentId, IndexLevel] = {}
    for told in rows:
        if told.is_index:
            level = build_index(told, source, at)
            levels[told.id] = _settled(levels[told.id], level) if told.id in levels else level
        else:
            quote = build_quote(told, source, at)
            quotes[told.id] = _settled(quotes[told.id], quote) if told.id in quotes else quote
        if len(quotes) + len(levels) > MAX_ROWS:
            raise ParseError("too many rows")
    snapshot = Snapshot(
        source=source.name,
        at=at,
        quotes=tuple(quotes.values()),
        indices=tuple(levels.values()),
        note=_note(missing),
        http_status=page.http_status,
    )
    if not snapshot.valid_rows:
        raise ParseError(_nothing(snapshot, missing))
    return snapshot


def _settled(first: Row, other: Row) -> Row:
    """A row told again: with the same figures it is one row, with others the first stands, flagged."""
    if first.value is None:
        return other
    if other.value is None or first == other or _TOLD_TWICE in first.flags:
        return first
    return replace(first, flags=(*first.flags, _TOLD_TWICE))


def _note(missing: Sequence[str]) -> CleanText | None:
    if not missing:
        return None
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    return sanitize_line(f"nothing for {', '.join(missing[:_NAMED])}{more}")


def _nothing(snapshot: Snapshot, missing: Sequence[str]) -> str:
    flags = [row.flags for row in snapshot.quotes] + [row.flags for row in snapshot.indices]
    if flags:
        return f"no price to believe in: {flags[0][0]}"
    return f"no quotes: {_note(missing)}" if missing else "no quotes in the answer"
