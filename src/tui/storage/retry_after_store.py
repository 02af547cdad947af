"""Store the waits that servers demand on disk, so that a restart does not evade them."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tui.domain.backoff import MAX_RETRY_AFTER
from tui.domain.instants import parse_iso_utc
from tui.storage.atomic_file import read_bounded, write_atomic

_log = logging.getLogger(__name__)

_FILE_NAME: Final = "held.json"
_MAX_ENTRIES: Final = 200
_MAX_FILE_SIZE: Final = 64 << 10
_MAX_KEY_LENGTH: Final = 300


class RetryAfterStore:
    """The ends of waits by source and host: a server at another address under the same name demanded none.

    Args:
        folder: of the file; None stores nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / _FILE_NAME if folder else None

    def blocked_until(self, source: str, host: str, now: datetime) -> datetime | None:
        """Return until when a source must not be polled, aware UTC; None where no wait is left.

        Never later than six hours from now, even if the clock was wrong when the wait was stored.
        """
        at = self._read().get(_key(source, host))
        return min(at, now + MAX_RETRY_AFTER) if at is not None and at > now else None

    def block(self, source: str, host: str, until: datetime, now: datetime) -> None:
        """Store the end of a wait (aware UTC). An error of the disk is logged, and the wait is not stored."""
        if self._file is None:
            return
        times = {key: at for key, at in self._read().items() if at > now} | {_key(source, host): until}
        latest = sorted(times, key=lambda key: times[key], reverse=True)[:_MAX_ENTRIES]
        entries = {key: times[key].astimezone(UTC).isoformat() for key in latest}
        try:
            write_atomic(self._file, json.dumps(entries, indent=1).encode())
        except OSError as error:
            _log.warning("waits of servers could not be stored: %s", error.strerror or type(error).__name__)

    def _read(self) -> Mapping[str, datetime]:
        if self._file is None:
            return {}
        try:
            entries = json.loads(read_bounded(self._file, _MAX_FILE_SIZE) or b"{}")
            return {
                key: parse_iso_utc(at).astimezone(UTC) for key, at in entries.items() if len(key) <= _MAX_KEY_LENGTH
            }
        except (OSError, ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            _log.warning("waits of servers could not be read: %s", type(error).__name__)
            return {}


def _key(source: str, host: str) -> str:
    return f"{source} {host}"
