"""A recap as a plain record, under the names that scripts rely on."""

from tui.domain.quote import InstrumentKind
from tui.domain.recap import Hours, MarketRecap, Outage, Recap, RecapRow, Session, Story, Trouble
from tui.view.records import Record, iso_utc

ROW_NAMES = (
    *("name", "change", "percent", "direction", "open", "high", "low"),
    *("volume", "turnover", "currency", "source"),
)


def recap_record(recap: Recap) -> Record:
    """Return the record of a recap; times are UTC, figures have the source's digits."""
    return {
        "markets": [_market(market) for market in recap.markets],
        "stories": [_story(story) for story in recap.stories],
        "trouble": [_trouble(trouble) for trouble in recap.troubles],
    }


def _market(market: MarketRecap) -> Record:
    return {
        "market": market.market,
        "day": market.day.isoformat(),
        "session": _session(market.session),
        "indices": [_row(row) for row in market.indices],
        "instruments": market.instruments,
        "breadth": market.breadth._asdict(),
        "gainers": [_row(row) for row in market.gainers],
        "losers": [_row(row) for row in market.losers],
        "active": [_row(row) for row in market.active],
        "active_by": market.active_by,
    }


def _session(session: Session) -> Record:
    return {
        "hours": [_hours(each) for each in session.hours],
        "holiday": session.holiday,
        "estimated": session.is_estimated,
        "first_price": iso_utc(session.first_price),
        "last_change": iso_utc(session.last_change),
    }


def _hours(hours: Hours) -> Record:
    return {"phase": hours.phase, "start": iso_utc(hours.start), "end": iso_utc(hours.end)}


def _row(row: RecapRow) -> Record:
    price = "level" if row.kind is InstrumentKind.INDEX else "price"
    return {
        "market": row.id.market,
        "symbol": row.id.symbol,
        price: row.price,
        **{name: getattr(row, name) for name in ROW_NAMES},
    }


def _story(story: Story) -> Record:
    return {"at": iso_utc(story.at), "headline": story.headline, "source": story.source, "link": story.link}


def _trouble(trouble: Trouble) -> Record:
    return {
        "source": trouble.source,
        "seconds": int(trouble.total.total_seconds()),
        "outages": [_outage(outage) for outage in trouble.outages],
    }


def _outage(outage: Outage) -> Record:
    return {
        "state": outage.state,
        "reason": outage.reason,
        "begin": iso_utc(outage.begin),
        "end": iso_utc(outage.end),
        "over": outage.is_over,
    }
