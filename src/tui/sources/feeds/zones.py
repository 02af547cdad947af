"""Time zones as feeds name them: offsets, and abbreviations, some of which mean another zone in another country."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tui.sources.decode.dates import PAKISTAN

_MAX_OFFSET: Final = 14 * 60
_OFFSET: Final = re.compile(r"(?:(?:gmt|utc?)\s?)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?")
_HOURS: Final[Mapping[str, float]] = MappingProxyType(
    {
        **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
        # those of North America as RFC 822 defines them
        "nst": -3.5,
        "ndt": -2.5,
        "ast": -4,
        "adt": -3,
        "est": -5,
        "edt": -4,
        "cst": -6,
        "cdt": -5,
        "mst": -7,
        "mdt": -6,
        "pst": -8,
        "pdt": -7,
        "akst": -9,
        "akdt": -8,
        "hst": -10,
        "brt": -3,
        "art": -3,
        "clt": -4,
        "clst": -3,
        "uyt": -3,
        "vet": -4,
        "bot": -4,
        "cot": -5,
        "pet": -5,
        "west": 1,
        "bst": 1,
        "cet": 1,
        "cest": 2,
        "met": 1,
        "mest": 2,
        "mez": 1,
        "mesz": 2,
        "eet": 2,
        "eest": 3,
        "msk": 3,
        "trt": 3,
        "wat": 1,
        "cat": 2,
        "sast": 2,
        "eat": 3,
        "irst": 3.5,
        "azt": 4,
        "gst": 4,
        "aft": 4.5,
        "uzt": 5,
        "yekt": 5,
        "pkt": 5,
        "ist": 5.5,
        "npt": 5.75,
        "mmt": 6.5,
        "ict": 7,
        "wib": 7,
        "wita": 8,
        "wit": 9,
        "hkt": 8,
        "sgt": 8,
        "myt": 8,
        "pht": 8,
        "awst": 8,
        "jst": 9,
        "kst": 9,
        "acst": 9.5,
        "acdt": 10.5,
        "aest": 10,
        "aedt": 11,
        "nzst": 12,
        "nzdt": 13,
    }
)
"""What each abbreviation means in most of the world, in hours east of Greenwich."""
_AMERICAN: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("et", "eastern"), "America/New_York"),
        **dict.fromkeys(("ct", "central"), "America/Chicago"),
        **dict.fromkeys(("mt", "mountain"), "America/Denver"),
        **dict.fromkeys(("pt", "pacific"), "America/Los_Angeles"),
    }
)
"""Zones named without their season."""
_NAMED: Final[Mapping[str, str]] = MappingProxyType(
    {
        name.lower(): name
        for name in (
            *("Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "America/Chicago"),
            *("America/Denver", "America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Sao_Paulo"),
            *("America/Toronto", "Asia/Bangkok", "Asia/Calcutta", "Asia/Colombo", "Asia/Dhaka", "Asia/Dubai"),
            *("Asia/Ho_Chi_Minh", "Asia/Hong_Kong", "Asia/Jakarta", "Asia/Jerusalem", "Asia/Karachi", "Asia/Kolkata"),
            *("Asia/Kuala_Lumpur", "Asia/Manila", "Asia/Riyadh", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore"),
            *("Asia/Taipei", "Asia/Tehran", "Asia/Tokyo", "Australia/Sydney", "Etc/UTC", "Europe/Amsterdam"),
            *("Europe/Athens", "Europe/Berlin", "Europe/Brussels", "Europe/Bucharest", "Europe/Dublin"),
            *("Europe/Helsinki", "Europe/Istanbul", "Europe/Kiev", "Europe/Kyiv", "Europe/Lisbon", "Europe/London"),
            *("Europe/Madrid", "Europe/Moscow", "Europe/Oslo", "Europe/Paris", "Europe/Prague", "Europe/Rome"),
            *("Europe/Stockholm", "Europe/Vienna", "Europe/Warsaw", "Europe/Zurich", "Pacific/Auckland"),
            *("US/Central", "US/Eastern", "US/Mountain", "US/Pacific", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"),
        )
    }
    | {"etc/gmt": "Etc/UTC"}
)
"""Zones by the names of the IANA database; no other file of it is opened because a feed names it."""
_OF_MARKETS: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "PSX": {"pst": 5},
        "PSE": {"pst": 8},
        **{name: {"bst": 6} for name in ("DSE", "CSE")},
        **{name: {"cst": 8} for name in ("SSE", "SZSE", "SHSE", "TWSE")},
        **{name: {"ast": 3} for name in ("TADAWUL", "QSE", "BKW")},
        "TASE": {"ist": 2},
        "ASX": {"est": 10, "edt": 11, "cst": 9.5},
    }
)
"""What an abbreviation means to the papers of a market."""


def zone_of(name: str, market: str, moment: datetime) -> timezone | None:
    """Return the zone of `+0500`, `GMT+5`, `EST`, `ET`, `Z` or `Europe/Berlin`; None where it is unknown.

    Args:
        name: in any case.
        market: of the source: `PST` is Pakistan's in Karachi and Pacific anywhere else.
        moment: the time of day in that zone, without one: `ET` is five or four hours behind.
    """
    name = name.lower()
    offset = _OFFSET.fullmatch(name)
    if offset is not None:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return None if minutes > _MAX_OFFSET else _zone(-minutes if offset[1] == "-" else minutes)
    key = _AMERICAN.get(name) or _NAMED.get(name)
    if key is not None:
        return _zone_at(key, moment)
    hours = _OF_MARKETS.get(market, {}).get(name, _HOURS.get(name))
    return None if hours is None else _zone(round(hours * 60))


def _zone_at(key: str, moment: datetime) -> timezone | None:
    """Return the offset that a zone had at a time of day, as a zone; None where this machine has no time zones."""
    try:
        offset = moment.replace(tzinfo=ZoneInfo(key)).utcoffset()
    except ZoneInfoNotFoundError:
        return None
    return None if offset is None else _zone(round(offset.total_seconds() / 60))


def local_zone(market: str) -> timezone | None:
    """Return the zone of times that a market's papers print without one; None where it is not known."""
    return PAKISTAN if market == "PSX" else None


def _zone(minutes: int) -> timezone:
    zone = timezone(timedelta(minutes=minutes))
    return PAKISTAN if minutes == 5 * 60 else UTC if minutes == 0 else zone
