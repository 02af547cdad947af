"""The recap of a trading day as a document for people."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from tui.domain.instants import format_duration
from tui.domain.recap import Breadth, MarketRecap, Outage, Recap, RecapRow, Session, Story, Trouble
from tui.domain.text import count_of, truncate
from tui.domain.trading_calendar import Phase
from tui.view.documents import Block, Heading, Item, Sentence, Table
from tui.view.formatting import (
    change_text,
    direction_glyph,
    format_clock,
    format_count,
    format_price,
    percent_text,
    price_text,
)

MAX_SHOWN: Final = 5
"""Movers of each list; the record has more."""
MAX_STORIES_SHOWN: Final = 20
_MAX_NAME: Final = 32
_DAY: Final = timedelta(days=1)


def recap_blocks(recap: Recap, zones: Mapping[str, tzinfo], zone: tzinfo) -> Iterator[Block]:
    """Yield the recap, market by market, then the stories and the trouble.

    Args:
        recap: what is shown.
        zones: of the markets, by their codes.
        zone: of the times that belong to no market, and of markets without one.
    """
    for market in recap.markets:
        yield from _market_blocks(market, zones.get(market.market, zone))
    if recap.stories:
        yield Heading("Stories", 2)
        yield from (_story_item(story, recap.markets[0].day, zone) for story in recap.stories[:MAX_STORIES_SHOWN])
        if len(recap.stories) > MAX_STORIES_SHOWN:
            yield Sentence(f"and {len(recap.stories) - MAX_STORIES_SHOWN} more", is_inner=True)
    if recap.troubles:
        yield Heading("Trouble", 2)
        yield from (Item(_trouble_text(trouble, zone), lead=trouble.source) for trouble in recap.troubles)


def _market_blocks(market: MarketRecap, zone: tzinfo) -> Iterator[Block]:
    yield Heading(f"{market.market} · {_day_text(market.day)}")
    yield from map(Sentence, _session_texts(market.session, market.day, zone))
    if market.indices:
        yield Heading("Indices", 2)
        yield _index_table(market.indices)
    if market.instruments:
        yield Heading("Breadth", 2)
        yield Sentence(_breadth_text(market.breadth, market.instruments), is_inner=True)
    for title, rows, measure in (
        ("Gainers", market.gainers, None),
        ("Losers", market.losers, None),
        (f"Most active by {market.active_by}", market.active, market.active_by),
    ):
        if rows:
            yield Heading(title, 2)
            yield _mover_table(rows[:MAX_SHOWN], measure)


def _day_text(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _session_texts(session: Session, day: date, zone: tzinfo) -> Iterator[str]:
    """Yield when the market traded, and when prices of it were seen: after its close that may be another day."""
    spans = [(hours.start, hours.end) for hours in session.hours if hours.phase is Phase.OPEN]
    mark = "≈ " if session.is_estimated else ""
    if session.holiday:
        yield f"{mark}holiday: {session.holiday}"
    if sum((end - start for start, end in spans), timedelta(0)) >= _DAY:
        yield "open all day"
    elif spans:
        *others, (start, end) = spans
        earlier = [f"{begin.astimezone(zone):%H:%M}–{stop.astimezone(zone):%H:%M}" for begin, stop in others]
        yield f"{mark}open {' and '.join([*earlier, _span_text(start, end, zone)])}"
    if session.first_price is not None and session.last_change is not None:
        first_day, last_day = (
            _other_day(at.astimezone(zone), day) for at in (session.first_price, session.last_change)
        )
        times = _span_text(session.first_price, session.last_change, zone, last_day if last_day != first_day else "")
        yield f"prices seen {first_day}{times}"


def _span_text(start: datetime, end: datetime, zone: tzinfo, end_day: str = "") -> str:
    return f"{start.astimezone(zone):%H:%M}–{end_day}{format_clock(end.astimezone(zone))}"


def _other_day(at: datetime, day: date) -> str:
    """Return the date of a time with a blank, `Sun 29 Nov `, where it is not that day."""
    return "" if at.date() == day else f"{at:%a} {at.day} {at:%b} "


def _index_table(rows: Sequence[RecapRow]) -> Table:
    cells = tuple(
        (*_figures(row), price_text(row.low), price_text(row.high), "" if row.open is None else format_price(row.open))
        for row in rows
    )
    return Table(("Index", "Level", "", "Change", "%", "Low", "High", "Open"), cells, frozenset({1, 3, 4, 5, 6, 7}))


def _mover_table(rows: Sequence[RecapRow], measure: str | None) -> Table:
    titles = ("Symbol", "Price", "", "Change", "%", *([measure.capitalize()] if measure else []), "Name")
    cells = tuple(
        (
            *_figures(row),
            *([format_count(getattr(row, measure) or 0, "short")] if measure else []),
            truncate(row.name or "", _MAX_NAME),
        )
        for row in rows
    )
    return Table(titles, cells, frozenset({1, 3, 4, *([5] if measure else [])}))


def _figures(row: RecapRow) -> tuple[str, str, str, str, str]:
    return (
        row.id.symbol,
        format_price(row.price),
        direction_glyph(row.direction),
        change_text(row.change),
        percent_text(row.percent),
    )


def _breadth_text(breadth: Breadth, count: int) -> str:
    return f"▲ {breadth.up} up   ▼ {breadth.down} down   = {breadth.unchanged} unchanged   of {count}"


def _story_item(story: Story, day: date, zone: tzinfo) -> Item:
    at = story.at.astimezone(zone)
    when = f"{at:%H:%M}" if at.date() == day else f"{at.day} {at:%b %H:%M}"
    return Item(story.headline, lead=when, tail=f"({story.source})", link=story.link)


def _trouble_text(trouble: Trouble, zone: tzinfo) -> str:
    """Return a sentence: how often, how long, when last, and why."""
    last = trouble.outages[-1]
    reason = f": {last.reason}" if last.reason else ""
    total = format_duration(trouble.total)
    if len(trouble.outages) == 1:
        return f"{last.state} for {total}, {_when(last, zone)}{reason}"
    times = count_of(len(trouble.outages), "time")
    longest = format_duration(trouble.longest)
    return f"in trouble {times}, {total} in all, the longest {longest}; last {last.state} {_when(last, zone)}{reason}"


def _when(outage: Outage, zone: tzinfo) -> str:
    begin, end = outage.begin.astimezone(zone), outage.end.astimezone(zone)
    if not outage.is_over:
        return f"since {format_clock(begin)} and not over"
    return f"{begin:%H:%M}–{format_clock(end)}"
