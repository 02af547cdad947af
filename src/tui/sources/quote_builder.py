"""Builds rows of quotes from what a source states: a figure that is not valid is left out and flagged."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from tui.domain.consistency import contradictions
from tui.domain.events import Snapshot
from tui.domain.move import derive_move, direction_of
from tui.domain.numbers import without_residue
from tui.domain.observations import merge_duplicate
from tui.domain.quote import (
    COUNTS,
    FIGURES,
    NO_FIGURE,
    NO_TRADE,
    PRICES,
    ExtendedSession,
    InstrumentId,
    InstrumentKind,
    Quote,
)
from tui.domain.text import CleanText, count_of, sanitize_line
from tui.sources.adapter import MAX_ROWS, ParseError, Response, SourceConfig
from tui.sources.decode.json import Json, as_decimal
from tui.sources.figure_parser import MAY_BE_NEGATIVE, FigureParser, above_zero, count_parser

MAX_TRADE_AGE: Final = timedelta(days=7)
"""The age of a price beyond which it is old: few holidays are as long."""

_MAX_NAMED: Final = 3
_NO_PRICE: Final = CleanText("no price")
_PRICE_FLAGS: Final = ("price", _NO_PRICE)


class RawQuote(NamedTuple):
    """One instrument as a response states it, its figures not yet parsed."""

    id: InstrumentId
    figures: Mapping[str, Json]
    """By the name of the field of a quote: `price`, and any other that the response states.

    A change that is not stated is worked out from the previous close, and a percentage from the change.
    """
    kind: InstrumentKind = InstrumentKind.SHARE
    may_be_negative: bool = False
    """Whether its price may be zero or less though it is not of such a kind: an index of yields."""
    name: CleanText | None = None
    currency: str | None = None
    exchange: CleanText | None = None
    as_of: datetime | None = None
    extended_session: ExtendedSession | None = None
    extended_as_of: datetime | None = None
    flags: tuple[CleanText, ...] = ()


class QuoteBuilder:
    """Collects the rows of one response, each instrument once, in the order of the response.

    Rows of the same instrument become one, as `merge_duplicate` does.

    Args:
        source: that was polled.
        at: when the response was received, aware UTC.
    """

    def __init__(self, source: SourceConfig, at: datetime) -> None:
        self._source = source
        self._at = at
        self._rows: dict[InstrumentId, Quote] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, quote: Quote) -> None:
        """Add a row, flagged where its figures cannot be true together.

        Raises:
            ParseError: there are more than any market has.
        """
        found = contradictions(quote)
        if found:
            quote = quote._replace(flags=tuple(dict.fromkeys((*quote.flags, *found))))
        first = self._rows.get(quote.id)
        if first is not None:
            self._rows[quote.id] = merge_duplicate(first, quote)
            return
        if len(self._rows) >= MAX_ROWS:
            raise ParseError("too many rows")
        self._rows[quote.id] = quote

    def add_raw(self, raw: RawQuote) -> None:
        """Parse the figures of a row and add it; without a valid price it has no figures at all.

        Raises:
            ParseError: there are more rows than any market has.
        """
        self.add(_parsed(raw, self._source, self._at))

    def snapshot(self, *, http_status: int = 200, note: CleanText | None = None) -> Snapshot:
        """Return all rows."""
        return Snapshot(
            source=self._source.name,
            at=self._at,
            quotes=tuple(self._rows.values()),
            note=note,
            http_status=http_status,
        )


def build_snapshot(
    rows: Iterable[RawQuote], *, response: Response, source: SourceConfig, at: datetime, missing: Sequence[str] = ()
) -> Snapshot:
    """Return the snapshot of a provider's response.

    Args:
        rows: of the response.
        response: that states them.
        source: that was polled.
        at: when the response was received, aware UTC.
        missing: the symbols requested that are not in the response; the note names them.

    Raises:
        ParseError: no row has a valid price, or there are more rows than any market has.
    """
    builder = QuoteBuilder(source, at)
    for raw in rows:
        builder.add_raw(raw)
    return check_valid_rows(builder.snapshot(http_status=response.http_status, note=_note(missing)))


def check_valid_rows(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot, if at least one of its rows is valid.

    Raises:
        ParseError: none is; the reason is what most rows lack their price for, or the note.
    """
    if snapshot.valid_rows:
        return snapshot
    if snapshot.quotes:
        raise ParseError(f"no valid rows: {shared_cause(snapshot.quotes)}")
    raise ParseError(snapshot.note or "no quotes in the response")


def shared_cause(quotes: Iterable[Quote]) -> CleanText:
    """Return why most of these rows have no price; at least one of them has none."""
    causes = Counter(_cause(quote) for quote in quotes if quote.price is None)
    return causes.most_common(1)[0][0]


def _cause(quote: Quote) -> CleanText:
    of_price = (flag for flag in quote.flags if flag in (NO_TRADE, NO_FIGURE) or flag.startswith(_PRICE_FLAGS))
    return next(of_price, None) or next(iter(quote.flags), _NO_PRICE)


def old_trade_flags(as_of: datetime | None, at: datetime) -> tuple[CleanText, ...]:
    """Return the flag of a price that was made more than a week before the poll; none where its time is not known."""
    if as_of is None or at - as_of <= MAX_TRADE_AGE:
        return ()
    return (CleanText(f"last traded {as_of:%Y-%m-%d}"),)


def _parsed(raw: RawQuote, source: SourceConfig, at: datetime) -> Quote:
    unknown = raw.figures.keys() - set(FIGURES)
    assert not unknown, f"not figures of a quote: {unknown}"
    parser = FigureParser(raw.flags)
    price = _price(raw, parser)
    if price is None:
        return Quote(
            id=raw.id,
            kind=raw.kind,
            price=None,
            name=raw.name,
            flags=tuple(parser.flags),
            polled_at=at,
            source=source.name,
        )
    stated = {name for name, value in raw.figures.items() if value is not None}
    prices = _prices(raw, PRICES, parser)
    counts = {name: parser.parse(name, count_parser(name), raw.figures[name]) for name in COUNTS if name in stated}
    if raw.kind is InstrumentKind.CURRENCY:  # nobody counts them, for which some providers state zero
        counts = {name: count or None for name, count in counts.items()}
    by_field: dict[str, Any] = {**prices, **counts}
    change = parser.parse("change", as_decimal, raw.figures.get("change"))
    change = None if change is None else without_residue(change, price)
    percent = parser.parse("percent", as_decimal, raw.figures.get("percent"))
    change, percent = derive_move(price, change, percent, prices.get("previous_close"), stated)
    return Quote(
        id=raw.id,
        kind=raw.kind,
        name=raw.name,
        polled_at=at,
        source=source.name,
        price=price,
        change=change,
        percent=percent,
        direction=direction_of(percent if change is None else change),
        currency=raw.currency,
        exchange=raw.exchange,
        as_of=raw.as_of,
        extended_session=raw.extended_session,
        extended_as_of=raw.extended_as_of,
        flags=tuple(parser.flags),
        **by_field,
    )


def _price(raw: RawQuote, parser: FigureParser) -> Decimal | None:
    stated = raw.figures.get("price")
    price = parser.parse("price", as_decimal, stated)
    if price is None and stated is None:
        parser.flags.append(_NO_PRICE)
    if price is not None and price <= 0 and not _may_be_negative(raw):
        parser.flags.append(CleanText("price is negative" if price else "price is zero"))
        return None
    return price


def _prices(raw: RawQuote, names: Iterable[str], parser: FigureParser) -> dict[str, Decimal | None]:
    """Return the figures in units of the price by name; none is below zero where the price may not be."""
    stated = {name: figure for name in names if (figure := raw.figures.get(name)) is not None}
    prices = {name: parser.parse(name, as_decimal, figure) for name, figure in stated.items()}
    if _may_be_negative(raw):
        return prices
    return {name: above_zero(name, figure, parser) for name, figure in prices.items()}


def _may_be_negative(raw: RawQuote) -> bool:
    return raw.may_be_negative or raw.kind in MAY_BE_NEGATIVE


def without_trade(raw: RawQuote, source: SourceConfig, at: datetime) -> Quote:
    """Return the row of an instrument that was not traded today: its previous close, bid and ask, and no price."""
    parser = FigureParser((NO_TRADE,))
    by_field: dict[str, Any] = {**_prices(raw, ("previous_close", "bid", "ask"), parser)}
    return Quote(
        id=raw.id,
        kind=raw.kind,
        price=None,
        name=raw.name,
        currency=raw.currency,
        as_of=raw.as_of,
        flags=tuple(parser.flags),
        polled_at=at,
        source=source.name,
        **by_field,
    )


def torn_rows_note(torn: int) -> CleanText | None:
    """Return the note of a page with so many rows that cannot be parsed, None for none."""
    return CleanText(count_of(torn, "torn row")) if torn else None


def _note(missing: Sequence[str]) -> CleanText | None:
    if not missing:
        return None
    more = f" and {len(missing) - _MAX_NAMED} more" if len(missing) > _MAX_NAMED else ""
    return sanitize_line(f"no quotes for {', '.join(missing[:_MAX_NAMED])}{more}")
