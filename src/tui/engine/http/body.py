"""Read a response body within limits, however large it would decompress to."""

import zlib
from collections.abc import Mapping
from typing import Final, NamedTuple

from tui.engine.http.errors import InvalidResponseError, ResponseTooLargeError, TruncatedResponseError

_CHUNK_SIZE: Final = 256 << 10
_GZIP_WBITS: Final = 31
_GZIP_MAGIC: Final = b"\x1f\x8b"
_MAX_MEMBERS: Final = 16
_RATIO_APPLIES_ABOVE: Final = 1 << 20
_IS_GZIP: Final[Mapping[str, bool]] = {"": False, "identity": False, "gzip": True, "x-gzip": True}


class BodyLimits(NamedTuple):
    """The largest body that is accepted: endless bodies and compression bombs fill the memory otherwise."""

    wire: int = 4 << 20
    """Bytes as received."""
    decoded: int = 8 << 20
    """Bytes after decompression."""
    ratio: int = 200
    """Decoded to wire, checked above a mebibyte decoded: short repetitive pages compress very well."""


class BodyReader:
    """Collects a body chunk by chunk, never more than the limits allow.

    Args:
        coding: the server's Content-Encoding.
        limits: of the body.

    Raises:
        InvalidResponseError: the coding is none of those that requests accept.
    """

    def __init__(self, coding: str, limits: BodyLimits) -> None:
        name = coding.strip().lower()
        if name not in _IS_GZIP:
            raise InvalidResponseError(f"encoding refused: {coding[:40]}")
        self._limits = limits
        self._body = bytearray()
        self._wire = 0
        self._members = 1
        self._decompressor = zlib.decompressobj(_GZIP_WBITS) if _IS_GZIP[name] else None

    def feed(self, chunk: bytes) -> None:
        """Add the next bytes from the wire.

        Raises:
            ResponseTooLargeError: a limit is exceeded; the part read so far must not be used.
            InvalidResponseError: the bytes are not gzip.
        """
        self._wire += len(chunk)
        if self._wire > self._limits.wire:
            raise ResponseTooLargeError("answer too large")
        if self._decompressor is None:
            self._append(chunk)
        else:
            self._decompress(chunk)

    def check_declared_length(self, content_length: str) -> None:
        """Refuse a body at once whose own header declares too large a size.

        Raises:
            ResponseTooLargeError: the declared size exceeds the limit.
        """
        if content_length.isdecimal() and int(content_length[:18]) > self._limits.wire:
            raise ResponseTooLargeError("answer too large")

    def finish(self, *, framed: bool) -> bytes:
        """Return the complete body.

        Args:
            framed: whether the protocol itself marked the body's end. Where only the closed connection did, a web
                page must have its end tag, since a connection that broke looks the same.

        Raises:
            TruncatedResponseError: the end is missing.
        """
        # a server may declare gzip for a response without a body
        truncated = self._decompressor is not None and self._wire > 0 and not self._decompressor.eof
        if truncated or (not framed and self._is_half_page()):
            raise TruncatedResponseError("answer cut short")
        return bytes(self._body)

    def _is_half_page(self) -> bool:
        return b"<html" in self._body[:4096].lower() and b"</html" not in self._body[-65536:].lower()

    def _decompress(self, compressed: bytes) -> None:
        while compressed:
            decompressor = self._current(compressed)
            if decompressor is None:
                return
            try:
                self._append(decompressor.decompress(compressed, _CHUNK_SIZE))
            except zlib.error:
                raise InvalidResponseError("broken gzip") from None
            compressed = decompressor.unused_data if decompressor.eof else decompressor.unconsumed_tail

    def _current(self, compressed: bytes) -> "zlib._Decompress | None":
        """Return the decompressor for these bytes: the current one, or a new one where another gzip member begins."""
        if self._decompressor is None or not self._decompressor.eof:
            return self._decompressor
        if not compressed.strip(b"\0"):
            return None
        self._members += 1
        if not _GZIP_MAGIC.startswith(compressed[:2]) or self._members > _MAX_MEMBERS:
            raise InvalidResponseError("broken gzip")
        self._decompressor = zlib.decompressobj(_GZIP_WBITS)
        return self._decompressor

    def _append(self, plain: bytes) -> None:
        size = len(self._body) + len(plain)
        if size > self._limits.decoded or size > max(_RATIO_APPLIES_ABOVE, self._wire * self._limits.ratio):
            raise ResponseTooLargeError("answer too large")
        self._body += plain
