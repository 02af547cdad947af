"""The records of the outbox: a message each, with its position and a checksum."""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple
from zlib import crc32

_HEADER: Final = struct.Struct(">IQHHI")
"""The checksum of what follows it, the position, and the lengths of subject, id and body in bytes."""
_CHECKSUM: Final = 4
"""Bytes."""


class Waiting(NamedTuple):
    """A message that the server has not acknowledged yet."""

    position: int
    """Counted from 1 by the outbox, without gaps; higher is newer."""
    subject: str
    id: str
    """By which the server knows a message that it has already."""
    body: bytes


def pack(message: Waiting) -> bytes:
    """Return the record of a message.

    Raises:
        ValueError: its subject, its id or its body is too long, or has half a character.
    """
    subject, name = message.subject.encode(), message.id.encode()
    try:
        header = _HEADER.pack(0, message.position, len(subject), len(name), len(message.body))
    except struct.error:
        raise ValueError("too long for a record") from None
    rest = b"".join((header[_CHECKSUM:], subject, name, message.body))
    return crc32(rest).to_bytes(_CHECKSUM) + rest


def length_of(data: bytes) -> int:
    """Return the length of the record that begins some bytes; 0 where these are fewer than its header."""
    if len(data) < _HEADER.size:
        return 0
    _, _, subject, name, body = _HEADER.unpack_from(data)
    return _HEADER.size + int(subject) + int(name) + int(body)


def unpacked(data: bytes, after: int) -> Iterator[tuple[Waiting | None, int]]:
    """Yield the records that are complete in some bytes, as `_unpack` returns them."""
    found = _unpack(data, 0, after)
    while found is not None:
        yield found
        found = _unpack(data, found[1], after)


def _unpack(data: bytes, start: int, after: int) -> tuple[Waiting | None, int] | None:
    """Return the record at an offset and the offset behind it; None where it is cut or damaged.

    One whose position is not after the given one is skipped unread, with None in its place.
    """
    if len(data) - start < _HEADER.size:
        return None
    checksum, position, subject, name, body = _HEADER.unpack_from(data, start)
    begin = start + _HEADER.size
    end = begin + subject + name + body
    if end > len(data):
        return None
    if 0 < position <= after:
        return None, end
    if crc32(memoryview(data)[start + _CHECKSUM : end]) != checksum:
        return None
    middle = begin + subject
    try:
        return Waiting(
            position, data[begin:middle].decode(), data[middle : middle + name].decode(), data[middle + name : end]
        ), end
    except UnicodeDecodeError:
        return None
