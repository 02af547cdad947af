"""Body bytes taken in under a cap, however much they would unfold to."""

import zlib
from dataclasses import dataclass
from typing import Final

from tui.engine.http.errors import InvalidResponseError, ResponseTooLargeError, TruncatedResponseError

_STEP: Final = 256 << 10
_GZIP_ONLY: Final = 31
_GZIP_MAGIC: Final = b"\x1f\x8b"
_MOST_MEMBERS: Final = 16
_RATIO_FREE: Final = 1 << 20
_CODINGS: Final = {"": False, "identity": False, "gzip": True, "x-gzip": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLimits:
    """The most we take of one body (faults N4 and N5)."""

    wire: int = 4 << 20
    """Bytes as they come."""
    decoded: int = 8 << 20
    """Bytes as they unfold."""
    ratio: int = 200
    """Unfolded to wire, judged once more than a mebibyte unfolded: short dull pages pack very well."""


class BodyReader:
    """Takes a body chunk by chunk and never holds more than the caps allow.

    Args:
        coding: the server's Content-Encoding.
        caps: the most that is taken.

    Raises:
        GarbledError: the coding is none of those we ask for.
    """

    def __init__(self, coding: str, caps: BodyLimits) -> None:
        name = coding.strip().lower()
        if name not in _CODINGS:
            raise InvalidResponseError(f"encoding refused: {coding[:40]}")
        self._caps = caps
        self._body = bytearray()
        self._wire = 0
        self._members = 1
        self._unpacker = zlib.decompressobj(_GZIP_ONLY) if _CODINGS[name] else None

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes from the wire.

        Raises:
            TooLargeError: a cap is passed; what was taken so far must not be used.
            GarbledError: it is not gzip after all.
        """
        self._wire += len(chunk)
        if self._wire > self._caps.wire:
            raise ResponseTooLargeError("answer too large")
        if self._unpacker is None:
            self._keep(chunk)
        else:
            self._unpack(chunk)

    def check_declared_length(self, content_length: str) -> None:
        """Refuse at once a body that its own header says is too much.

        Raises:
            TooLargeError: the header names more than the cap.
        """
        if content_length.isdecimal() and int(content_length[:18]) > self._caps.wire:
            raise ResponseTooLargeError("answer too large")

    def finish(self, *, framed: bool) -> bytes:
        """The whole body.

        Args:
            framed: whether the protocol itself marked the body's end. Where only the closed connection did, a web
                page must close what it opened (fault N3).

        Raises:
            CutShortError: it did not come to its end.
        """
        # a server may say gzip of an answer that has no body at all
        torn = self._unpacker is not None and self._wire > 0 and not self._unpacker.eof
        if torn or (not framed and self._is_half_a_page()):
            raise TruncatedResponseError("answer cut short")
        return bytes(self._body)

    def _is_half_a_page(self) -> bool:
        return b"<html" in self._body[:4096].lower() and b"</html" not in self._body[-65536:].lower()

    def _unpack(self, packed: bytes) -> None:
        while packed:
            unpacker = self._current(packed)
            if unpacker is None:
                return
            try:
                self._keep(unpacker.decompress(packed, _STEP))
            except zlib.error:
                raise InvalidResponseError("broken gzip") from None
            packed = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail

    def _current(self, packed: bytes) -> "zlib._Decompress | None":
        """The unpacker for these bytes: the one at work, or a new one where another gzip member begins."""
        if self._unpacker is None or not self._unpacker.eof:
            return self._unpacker
        if not packed.strip(b"\0"):
            return None
        self._members += 1
        if not _GZIP_MAGIC.startswith(packed[:2]) or self._members > _MOST_MEMBERS:
            raise InvalidResponseError("broken gzip")
        self._unpacker = zlib.decompressobj(_GZIP_ONLY)
        return self._unpacker

    def _keep(self, plain: bytes) -> None:
        size = len(self._body) + len(plain)
        if size > self._caps.decoded or size > max(_RATIO_FREE, self._wire * self._caps.ratio):
            raise ResponseTooLargeError("answer too large")
        self._body += plain
