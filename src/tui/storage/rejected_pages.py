"""Store the five newest rejected pages for a bug report, as UTF-8, without keys and control characters."""

import logging
import re
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import ParseError, Response
from tui.sources.decode.charset import decode
from tui.sources.redaction.poll_data import redact_response
from tui.sources.redaction.redact import redact_patterns, redact_values
from tui.storage.atomic_file import write_atomic

_log = logging.getLogger(__name__)

MAX_PAGES: Final = 5
MAX_BYTES: Final = 1 << 20

_FOLDER: Final = "pages"
_FILE_NAME: Final = re.compile(r".{1,40}-(\d{8}T\d{6}Z)-[a-z]{1,16}\.(?:html|json|xml|csv|txt)", re.ASCII)
_WORD: Final = re.compile(r"[a-z]{4,16}")
_EXTENSIONS: Final = ("html", "json", "xml", "csv")
# printed by `cat`, a page must not control the terminal, nor show its characters in another order than they have: C0,
# DEL, C1, also as single bytes of no known charset, and the bidirectional controls
_CONTROLS: Final = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\udc80-\\udc9f]"
)


class RejectedPageStore:
    """A folder of rejected pages.

    Args:
        folder: the state folder; None stores nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / _FOLDER if folder else None

    def save(
        self, source: str, page: Response, reason: str, at: datetime, secrets: Collection[str] = ()
    ) -> CleanText | None:
        """Store a page.

        Args:
            source: the name of the source.
            page: the response.
            reason: why it was rejected.
            at: when it was received, aware.
            secrets: redacted in the file.

        Returns:
            The path of the file; None where it could not be stored.
        """
        if self._folder is None:
            return None
        file = (
            self._folder
            / f"{_file_name_part(source)}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{slug(reason)}.{_extension(page)}"
        )
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_atomic(file, _content(page, reason, secrets))
            self._delete_oldest()
        except OSError as error:
            _log.warning("a rejected page could not be stored: %s", error.strerror or type(error).__name__)
            return None
        return sanitize_line(str(file))

    def _delete_oldest(self) -> None:
        assert self._folder is not None
        stored = [(match[1], file) for file in self._folder.iterdir() if (match := _FILE_NAME.fullmatch(file.name))]
        for _, file in sorted(stored)[:-MAX_PAGES]:
            file.unlink(missing_ok=True)


def slug(reason: str) -> str:
    """Return one word of a reason for a file name: `layout changed: 1 of 4 rows` is `layout`."""
    word = _WORD.search(reason.lower())
    return word[0] if word else "unread"


def _file_name_part(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "_", name)[:40].strip("_") or "source"


def _extension(page: Response) -> str:
    content_type = page.content_type.lower()
    return next((each for each in _EXTENSIONS if each in content_type), "txt")


def _content(page: Response, reason: str, secrets: Collection[str]) -> bytes:
    # redacted before it is cut, so that no part of a key is left at the end
    redacted = redact_response(page, secrets)
    safe_reason = redact_values(reason, secrets)
    head = f"{redact_patterns(redacted.url)}\nHTTP {redacted.http_status}\n{redacted.content_type}\n{safe_reason}\n\n"
    text = _CONTROLS.sub("?", _text(redacted._replace(body=redacted.body[:MAX_BYTES])))
    return head.encode() + text.encode("utf-8", "surrogateescape")[:MAX_BYTES]


def _text(page: Response) -> str:
    """Return the text of a page; bytes that its charset does not explain are surrogates."""
    try:
        return page.body.decode()
    except UnicodeDecodeError:
        with suppress(ParseError):
            return decode(page)
        return page.body.decode("utf-8", "surrogateescape")
