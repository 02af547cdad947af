"""Pages that nobody could use, kept for a report: cleaned of keys and control characters, the five newest."""

import logging
import re
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import Response
from tui.sources.redaction.poll_data import without_keys
from tui.sources.redaction.redact import redact_patterns, redact_values
from tui.storage.atomic_file import write_atomic

_log = logging.getLogger(__name__)

MAX_PAGES: Final = 5
MAX_BYTES: Final = 1 << 20

_FOLDER: Final = "pages"
_OURS: Final = re.compile(r".{1,40}-(\d{8}T\d{6}Z)-[a-z]{1,16}\.(?:html|json|xml|csv|txt)", re.ASCII)
_WORD: Final = re.compile(r"[a-z]{4,16}")
_FORMS: Final = ("html", "json", "xml", "csv")
# a page looked at with `cat` must not speak to the terminal: control characters, and C1 as UTF-8 writes it
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")


class RejectedPageStore:
    """The folder of those pages.

    Args:
        folder: the state folder; None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / _FOLDER if folder else None

    def save(
        self, source: str, page: Response, reason: str, at: datetime, secrets: Collection[str] = ()
    ) -> CleanText | None:
        """Keep a page.

        Args:
            source: who it was fetched for.
            page: what came.
            reason: why nobody could use it.
            at: when it came, aware.
            secrets: what must not be in it.

        Returns:
            Where it is; None where it could not be kept.
        """
        if self._folder is None:
            return None
        file = self._folder / f"{_plain(source)}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{slug(reason)}.{_form(page)}"
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_atomic(file, _content(page, reason, secrets))
            self._thin_out()
        except OSError as error:
            _log.warning("a page could not be kept: %s", error.strerror or type(error).__name__)
            return None
        return sanitize_line(str(file))

    def _thin_out(self) -> None:
        assert self._folder is not None
        ours = [(match[1], file) for file in self._folder.iterdir() if (match := _OURS.fullmatch(file.name))]
        for _, file in sorted(ours)[:-MAX_PAGES]:
            file.unlink(missing_ok=True)


def slug(reason: str) -> str:
    """One word of a reason, for a file name: `layout changed: 1 of 4 rows` is `layout`."""
    word = _WORD.search(reason.lower())
    return word[0] if word else "unread"


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "_", name)[:40].strip("_") or "source"


def _form(page: Response) -> str:
    told = page.content_type.lower()
    return next((form for form in _FORMS if form in told), "txt")


def _content(page: Response, reason: str, secrets: Collection[str]) -> bytes:
    # hidden before it is cut, so that no half of a key is left at the end
    seen = without_keys(page, secrets)
    why = redact_values(reason, secrets)
    head = f"{redact_patterns(seen.url)}\nHTTP {seen.http_status}\n{seen.content_type}\n{why}\n\n"
    return head.encode() + _CONTROLS.sub(b"?", seen.body[:MAX_BYTES])
