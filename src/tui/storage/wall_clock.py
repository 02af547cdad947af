"""Values of the program as another program can read them: with the times that the wall clock shows."""

from array import array
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeVar, cast

from tui.domain.article import Article
from tui.domain.bars import EPOCH
from tui.domain.events import Alert, Snapshot
from tui.domain.instants import OnWall
from tui.domain.intraday import IntradaySeries
from tui.domain.quote import Quote

T = TypeVar("T")

_SECOND: Final = timedelta(seconds=1)


def on_wall_clock(value: T, on_wall: OnWall) -> T:
    """Return a market, an event or a part of one with its times by the wall clock; the same where both clocks agree.

    Times that a source states, and those of articles and alerts, are by the wall clock already.

    Args:
        value: any value of named tuples, tuples and mappings.
        on_wall: what the wall clock, as set now, shows at a time of the value.
    """
    ahead = on_wall(EPOCH) - EPOCH
    return value if not ahead else cast("T", _shifted(value, ahead))


def _shifted(value: object, ahead: timedelta) -> object:  # noqa: PLR0911 - a table of types
    match value:
        case datetime():
            return value + ahead
        case Article() | Alert():
            return value
        case Quote():
            return value._replace(polled_at=value.polled_at + ahead)
        case IntradaySeries():
            changed_at = None if value.changed_at is None else value.changed_at + ahead
            seconds = ahead // _SECOND
            return value._replace(times=array("q", [at + seconds for at in value.times]), changed_at=changed_at)
        case Snapshot():
            quotes = tuple(quote._replace(polled_at=quote.polled_at + ahead) for quote in value.quotes)
            return value._replace(at=value.at + ahead, wall_clock_offset=value.wall_clock_offset - ahead, quotes=quotes)
        case Mapping():
            return MappingProxyType({key: _shifted(each, ahead) for key, each in value.items()})
        case tuple():
            parts = [_shifted(each, ahead) for each in value]
            return value._make(parts) if hasattr(value, "_make") else tuple(parts)
        case _:
            return value
