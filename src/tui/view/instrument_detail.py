"""One instrument in detail: figures, times, and the values of each source."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from tui.domain.exchanges import exchange_of
from tui.domain.failover import find_disagreement
from tui.domain.observations import MAX_SOURCE_CLOCK_SKEW
from tui.domain.quote import InstrumentId, Quote, previous_close_of
from tui.domain.text import pad, truncate
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.charts import range_bar
from tui.view.columns import DIRECTION_TONES, day_range
from tui.view.market_hours import session_variants
from tui.view.spans import Line, Span, Tone, width, wrap_pieces
from tui.view.wrapping import wrap

_LABEL_WIDTH: Final = 11
_NONE: Final = timedelta(0)


def detail_lines(state: BoardState, key: InstrumentId, cells: int) -> list[Line]:
    """Return everything known of an instrument but its chart, for a pane of this width."""
    quote = state.market.quotes.get(key)
    if quote is None:
        missing = f"No source reports {str(key).removeprefix(':')}."
        return [(Span(words, Tone.QUIET),) for words in wrap(missing, cells)]
    return [*head_lines(quote, cells), (), *figure_lines(state, quote, cells)]


def figure_lines(state: BoardState, quote: Quote, cells: int) -> list[Line]:
    """Return the figures of an instrument, its times, and what each source says of it."""
    return [
        *_figures(state, quote, cells),
        *_extended(state, quote, cells),
        *_owned(state, quote.id, cells),
        (),
        *_times(state, quote),
        *_hours(state, quote.id, cells),
        *_warnings(state, quote, cells),
        (),
        *_sources(state, quote.id, cells),
    ]


def head_lines(quote: Quote, cells: int) -> list[Line]:
    """Return what an instrument is called, its price and its change."""
    tone = DIRECTION_TONES[quote.direction]
    glyph = formatting.direction_glyph(quote.direction)
    price = formatting.UNREADABLE if quote.price is None else formatting.format_exact(quote.price)
    change, percent = formatting.change_text(quote.change), formatting.percent_text(quote.percent)
    unit = f" {quote.currency}" if quote.currency else ""
    title = wrap_pieces([(Span(quote.id.symbol, Tone.TITLE),), (Span(f"  {quote.id.market}", Tone.QUIET),)], cells)
    name: list[Line] = [(Span(words),) for words in wrap(quote.name or "", cells)]
    pieces: list[Line] = [
        (Span(price, Tone.STRONG), Span(unit, Tone.QUIET)),
        (Span(f"   {glyph} {change}", tone),),
        (Span(f"  {percent}", tone),),
    ]
    return [*title, *name, *wrap_pieces(pieces, cells)]


def _labelled(label: str, value: str) -> Line:
    return (Span(pad(label, _LABEL_WIDTH), Tone.QUIET), Span(value))


def _previous_close(quote: Quote) -> tuple[Decimal | None, str]:
    """Return the previous close, and what it is derived from where the source does not state it."""
    close = previous_close_of(quote)
    return close, "  from last and change" if quote.previous_close is None and close is not None else ""


def _figures(state: BoardState, quote: Quote, cells: int) -> list[Line]:
    series = state.market.series.get(quote.id)
    previous, derived = _previous_close(quote)
    shown: list[Line] = []
    if previous is not None:
        close = _labelled("prev close", formatting.format_price(previous))
        shown += wrap_pieces([close, (Span(derived, Tone.QUIET),)], cells, _LABEL_WIDTH)
    if quote.open is not None:
        shown.append(_labelled("open", formatting.format_price(quote.open)))
    extent = day_range(quote, series)
    if extent is not None and quote.price is not None:
        seen = "" if quote.low is not None and quote.high is not None else "  as seen"
        low, high = formatting.format_price(extent[0]), formatting.format_price(extent[1])
        bar = min(28, cells - _LABEL_WIDTH - len(low) - len(high) - 2)
        middle = (*range_bar(quote.price, *extent, bar), Span(" ")) if bar >= 5 else (Span("– ", Tone.QUIET),)
        pieces: list[Line] = [_labelled("low, high", low + " "), (*middle, Span(high)), (Span(seen, Tone.QUIET),)]
        shown += wrap_pieces(pieces, cells, _LABEL_WIDTH)
    return [*shown, *_year_range(quote, cells), *_bid_and_ask(quote, cells), *_amounts(quote, cells)]


def _year_range(quote: Quote, cells: int) -> list[Line]:
    return _pair("52 weeks", (quote.year_low, quote.year_high), " – ", cells)


def _bid_and_ask(quote: Quote, cells: int) -> list[Line]:
    return _pair("bid, ask", (quote.bid, quote.ask), ", ", cells)


def _pair(label: str, prices: tuple[Decimal | None, Decimal | None], between: str, cells: int) -> list[Line]:
    """Return two prices after their label, the one that is not known as a mark; nothing where neither is known."""
    if prices == (None, None):
        return []
    first, second = (formatting.ABSENT if price is None else formatting.format_price(price) for price in prices)
    return wrap_pieces([_labelled(label, first + between), (Span(second),)], cells, _LABEL_WIDTH)


def _amounts(quote: Quote, cells: int) -> list[Line]:
    in_currency = f" {quote.currency}" if quote.currency else ""
    counts = (
        ("volume", quote.volume, ""),
        ("turnover", quote.turnover, in_currency),
        ("market cap", quote.market_cap, in_currency),
        ("price for", quote.unit, " units"),
    )
    shown: list[Line] = []
    for label, count, unit in counts:
        if count is not None:
            shown += wrap_pieces([_labelled(label, f"{count:,}"), (Span(unit, Tone.QUIET),)], cells, _LABEL_WIDTH)
    if quote.exchange is not None:
        shown.append(_labelled("exchange", truncate(quote.exchange, cells - _LABEL_WIDTH)))
    return shown


def _extended(state: BoardState, quote: Quote, cells: int) -> list[Line]:
    """Return the price outside the regular hours, its session and its time."""
    if quote.extended_price is None:
        return []
    pieces: list[Line] = [_labelled("extended", formatting.format_price(quote.extended_price))]
    if quote.extended_session is not None:
        pieces.append((Span(f"  {quote.extended_session}", Tone.QUIET),))
    if quote.extended_as_of is not None:
        time = _time_and_age(quote.extended_as_of, state.time_of_day, MAX_SOURCE_CLOCK_SKEW)
        pieces.append((Span(f"  {time}", Tone.QUIET),))
    return wrap_pieces(pieces, cells, _LABEL_WIDTH)


def _owned(state: BoardState, key: InstrumentId, cells: int) -> list[Line]:
    """Return what the user owns of the instrument: how many, what they are worth and what was gained."""
    if state.portfolio is None or key not in state.portfolio.holdings:
        return []
    from tui.view.totals import owned_pieces  # noqa: PLC0415 - most users have no positions here

    first, *others = owned_pieces(state.portfolio, key, hides=state.hides_amounts)
    return wrap_pieces([(Span(pad("yours", _LABEL_WIDTH), Tone.QUIET), *first), *others], cells, _LABEL_WIDTH)


def _time_and_age(at: datetime | None, now: datetime, max_ahead: timedelta = _NONE) -> str:
    """Return a time of day in the zone of `now` and how long ago it was; the time alone where it is too far ahead."""
    if at is None:
        return ""
    shown = f"{at.astimezone(now.tzinfo):%H:%M:%S}"
    return f"{shown}, {formatting.format_age(now - at)} ago" if at <= now + max_ahead else shown


def _times(state: BoardState, quote: Quote) -> list[Line]:
    """Return the three times of a figure: polled, as of, changed."""
    now, changed = state.time_of_day, state.market.changed_at(quote)
    return [
        _labelled("polled", _time_and_age(state.on_wall(state.market.polled_at(quote)), now)),
        _labelled("as of", _time_and_age(quote.as_of, now, MAX_SOURCE_CLOCK_SKEW) or "the source does not say"),
        _labelled("changed", _time_and_age(state.on_wall(changed) if changed else None, now) or "no change seen yet"),
    ]


def _hours(state: BoardState, key: InstrumentId, cells: int) -> list[Line]:
    """Return the session of the market whose hours an instrument follows; nothing where they are not known."""
    session = state.session_of(key)
    if session is None:
        return []
    variants = session_variants(session.market or exchange_of(key), session, state.time_of_day)
    fitting = (line for line in variants if width(line) <= cells - _LABEL_WIDTH)
    return [(*_labelled("hours", ""), *next(fitting, variants[-1]))]


def _warnings(state: BoardState, quote: Quote, cells: int) -> list[Line]:
    """Return why the row is marked: what is wrong with its figures, and the sources that differ."""
    warnings = ["; ".join(quote.flags)] if quote.flags else []
    market = state.market
    values = find_disagreement(quote.id, market.quotes_by_source, market.health, state.now, state.disagree_percent)
    for name, value in values[1:]:
        first, first_value = values[0]
        warnings.append(f"{first} and {name} differ by {formatting.format_difference(first_value, value)}")
    lines = [line for words in warnings for line in wrap(f"! {words}", cells)]
    return [(), *((Span(line, Tone.WARN),) for line in lines)] if lines else []


def _sources(state: BoardState, key: InstrumentId, cells: int) -> list[Line]:
    market = state.market
    shown: list[Line] = []
    count = 0
    for name, poll in market.quotes_by_source.items():
        quote = poll.rows.get(key)
        if quote is None:
            continue
        age = state.now - market.polled_at(quote)
        age_level = state.age_of(quote).level
        price = formatting.UNREADABLE if quote.price is None else formatting.format_exact(quote.price)
        percent = formatting.percent_text(quote.percent)
        best = market.quotes.get(key) is quote
        texts = (
            pad(name, _LABEL_WIDTH - 1) + " ",
            price,
            f"  {percent}" if percent else "",
            f"  {formatting.format_age(age)} ago",
        )
        tone = Tone.PLAIN if best else Tone.QUIET
        shown += wrap_pieces([(Span(text, tone, age_level),) for text in texts], cells, _LABEL_WIDTH)
        count += 1
    if count == 1:
        return [_labelled("source", truncate(market.quotes[key].source, cells - _LABEL_WIDTH))]
    return [(Span("sources", Tone.QUIET),), *shown]
