"""The state of a group of sources on the server: what a viewer begins with, so that it need not read all events.

It is written in parts, and then an entry that names them: a reader has all parts of one state, or none.
"""

import asyncio
import json
import zlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from tui.collector.link import Link
from tui.collector.link_errors import LinkError
from tui.domain.instants import OnWall, same_time
from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar
from tui.storage.calendar_codec import decode_calendars, encode_calendars
from tui.storage.market_codec import decode_market, encode_market

VERSION: Final = 1
"""Of the entry and the parts. What a market is made of has a version of its own."""
STATE_PREFIX: Final = "state."
_MAX_PARTS: Final = 256
_MAX_ENTRY: Final = 4096
_MAX_HOURS: Final = 8 << 20
"""Bytes of trading hours once they are decompressed."""
_ROOM_FOR_HEADERS: Final = 4096


class StateError(LinkError):
    """A state is not one that this program reads, with the reason."""


class State(NamedTuple):
    """What is known of a group after one of its events."""

    group: str
    term: int
    """Of the collector that polls the group."""
    number: int
    """Of the event; 0 before the first of the term."""
    place: int
    """In the stream: every later event of the group stands after it."""
    market: Market
    calendars: Mapping[str, TradingCalendar]
    """The trading hours by which the collector folds, by market code."""
    revision: int = 0
    """Of its entry on the server, where it was read from there: it grows with each state."""


async def write_state(link: Link, state: State, on_wall: OnWall = same_time) -> int:
    """Write a state in the place of the one before, and return how many bytes it has.

    Where a later collector has written its own, nothing is written: this one only does not know yet.

    Args:
        link: a connection.
        state: what is known.
        on_wall: what the wall clock shows at a time of the state: other programs know no other clock.

    Raises:
        LinkError: it was not written, or not wholly; the one before is still there.
    """
    body = await asyncio.to_thread(_encode, state, on_wall)
    size = max(link.max_payload - _ROOM_FOR_HEADERS, _ROOM_FOR_HEADERS)
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    if len(parts) > _MAX_PARTS:
        raise LinkError(f"the state is too large: {len(body):,} bytes")
    key = f"{STATE_PREFIX}{state.group}"
    before = await link.get(key)
    if before is not None and _term(before.value) > state.term:
        return len(body)
    begin = f"part.{state.group}."
    mark = f"{begin}{state.term}-{state.number}."
    old = await link.keys(begin)
    for number, part in enumerate(parts):
        await link.put(f"{mark}{number}", part)
    entry = {
        "version": VERSION,
        "term": state.term,
        "number": state.number,
        "place": state.place,
        "parts": len(parts),
        "checksum": zlib.crc32(body),
    }
    await link.update(key, json.dumps(entry).encode(), 0 if before is None else before.revision)
    # a viewer may still be reading the one before: the two newest stay
    newest_before = max((_order(key) for key in old), default=None)
    for key in old:
        if not key.startswith(mark) and _order(key) != newest_before:
            await link.remove(key)
    return len(body)


def _term(value: bytes) -> int:
    """Return the term in an entry; 0 for an entry of another form."""
    with suppress(StateError):
        return _entry(value)["term"]
    return 0


def _order(key: str) -> tuple[int, int]:
    """Return the term and number in the key of a part, which grow; (0, 0) for a key of another form."""
    term, _, number = key.rsplit(".", 2)[-2].partition("-")
    return (int(term), int(number)) if term.isdecimal() and number.isdecimal() else (0, 0)


def _encode(state: State, on_wall: OnWall) -> bytes:
    market = encode_market(state.market, on_wall)
    hours = json.dumps(encode_calendars(state.calendars, datetime.now(UTC).date()), separators=(",", ":"))
    packed = zlib.compress(hours.encode(), 1)
    return len(packed).to_bytes(4, "big") + packed + market


async def groups_of(link: Link) -> tuple[str, ...]:
    """Return the groups that have a state. Raises LinkError."""
    return tuple(key.removeprefix(STATE_PREFIX) for key in await link.keys(STATE_PREFIX))


async def has_state(link: Link, group: str) -> bool:
    """Return whether there is a state of a group, readable or not. Raises LinkError."""
    return await link.get(f"{STATE_PREFIX}{group}") is not None


async def read_state(link: Link, group: str) -> State:
    """Return the latest state of a group.

    Raises:
        LinkError: it cannot be read now.
        StateError: there is none, or it is not one that this program reads.
    """
    for _ in range(3):
        entry = await link.get(f"{STATE_PREFIX}{group}")
        if entry is None:
            break
        fields = _entry(entry.value)
        mark = f"part.{group}.{fields['term']}-{fields['number']}."
        parts = [await link.get(f"{mark}{number}") for number in range(fields["parts"])]
        body = b"".join(part.value for part in parts if part is not None)
        if None not in parts and zlib.crc32(body) == fields["checksum"]:
            state = await asyncio.to_thread(_decode, group, fields, body)
            return state._replace(revision=entry.revision)
        # it was replaced meanwhile
    raise StateError(f"there is no state of {group}")


def _entry(value: bytes) -> dict[str, int]:
    try:
        entry = json.loads(value[:_MAX_ENTRY])
        if entry["version"] != VERSION:
            raise StateError(f"a state of version {entry['version']!s:.8}; this program reads {VERSION}")
        fields = {key: entry[key] for key in ("term", "number", "place", "parts", "checksum")}
    except (ValueError, TypeError, KeyError, RecursionError):
        raise StateError("the state is damaged") from None
    if any(type(each) is not int or each < 0 for each in fields.values()) or fields["parts"] > _MAX_PARTS:
        raise StateError("the state is damaged")
    return fields


def _decode(group: str, fields: Mapping[str, int], body: bytes) -> State:
    try:
        length = int.from_bytes(body[:4], "big")
        stream = zlib.decompressobj()
        hours: dict[str, Any] = json.loads(stream.decompress(body[4 : 4 + length], _MAX_HOURS))
        calendars = decode_calendars(hours)
        market = decode_market(body[4 + length :])
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError, zlib.error) as error:
        reason = str(error) if type(error) is not KeyError and str(error) else "it is damaged"
        raise StateError(f"the state of {group} cannot be read: {reason}") from None
    return State(group, fields["term"], fields["number"], fields["place"], market, calendars)
