"""The entry in a key-value store that says which collector polls, as bytes."""

import json
import re
from typing import Final, NamedTuple, TypeGuard

MIN_TTL, MAX_TTL = 1.0, 600.0
MAX_ID: Final = 64
_MAX_BYTES: Final = 16_000
_MAX_TERM: Final = 10**15
_MAX_LISTED: Final = 200
_ID: Final = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_ID}}}", re.ASCII)


class LeaseValue(NamedTuple):
    """Who polls the sources of a group."""

    holder: str
    """The id of a collector."""
    ttl: float
    """Seconds without a change of the entry after which a standby takes over."""
    term: int
    """Of the turn of this holder: one more at each take-over or restart."""
    standbys: frozenset[str] = frozenset()
    """The ids of the other collectors of which the holder knows."""
    is_released: bool = False
    """Whether the holder has ended, so that anybody may take over at once."""


UNREADABLE: Final = LeaseValue("", MAX_TTL, 0)
"""What stands for an entry that cannot be read: of a holder that nobody is, and that may poll for long."""


def encode_lease(value: LeaseValue) -> bytes:
    """Return the entry as JSON."""
    fields = {
        "holder": value.holder,
        "ttl": value.ttl,
        "term": value.term,
        "standbys": sorted(value.standbys),
        "released": value.is_released,
    }
    return json.dumps(fields, separators=(",", ":")).encode()


def decode_lease(raw: bytes) -> LeaseValue:
    """Return the entry of some bytes; `UNREADABLE` where they are none. Fields that are not known are left out."""
    try:
        fields = json.loads(raw) if len(raw) <= _MAX_BYTES else None
    except (ValueError, RecursionError):
        return UNREADABLE
    if not isinstance(fields, dict):
        return UNREADABLE
    holder, ttl, term = fields.get("holder"), fields.get("ttl"), fields.get("term")
    standbys, is_released = fields.get("standbys", []), fields.get("released", False)
    if not (_is_id(holder) and _is_number(ttl, MIN_TTL, MAX_TTL) and _is_number(term, 0, _MAX_TERM)):
        return UNREADABLE
    if not (isinstance(standbys, list) and len(standbys) <= _MAX_LISTED and all(map(_is_id, standbys))):
        return UNREADABLE
    if not isinstance(is_released, bool):
        return UNREADABLE
    return LeaseValue(holder, float(ttl), int(term), frozenset(standbys), is_released)


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_number(value: object, least: float, most: float) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
