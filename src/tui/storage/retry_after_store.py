"""Who asked to be left alone until when, kept on disk so that a restart is no way round it (fault N6)."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tui.domain.instants import parse_iso_utc
from tui.domain.source_health import RETRY_AFTER_CAP
from tui.storage.atomic_file import read_bounded, write_atomic

_log = logging.getLogger(__name__)

_NAME: Final = "held.json"
_MOST: Final = 200
_BYTES: Final = 64 << 10
_LONGEST: Final = 300


class RetryAfterStore:
    """The times, by source and host: another address under the same name was never asked to wait.

    Args:
        folder: where they are kept; None keeps them nowhere.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / _NAME if folder else None

    def blocked_until(self, source: str, host: str, now: datetime) -> datetime | None:
        """Until when a source asked to be left alone, aware UTC; None where it did not or the time has passed.

        Never later than six hours from now: what a clock set wrong wrote here binds nobody for longer.
        """
        at = self._read().get(_key(source, host))
        return min(at, now + RETRY_AFTER_CAP) if at is not None and at > now else None

    def block(self, source: str, host: str, until: datetime, now: datetime) -> None:
        """Keep a time (aware UTC). A disk that refuses costs the memory of it, nothing else."""
        if self._file is None:
            return
        times = {key: at for key, at in self._read().items() if at > now} | {_key(source, host): until}
        latest = sorted(times, key=lambda key: times[key], reverse=True)[:_MOST]
        told = {key: times[key].astimezone(UTC).isoformat() for key in latest}
        try:
            write_atomic(self._file, json.dumps(told, indent=1).encode())
        except OSError as error:
            _log.warning("times to wait are not kept: %s", error.strerror or type(error).__name__)

    def _read(self) -> Mapping[str, datetime]:
        if self._file is None:
            return {}
        try:
            told = json.loads(read_bounded(self._file, _BYTES) or b"{}")
            return {key: parse_iso_utc(at).astimezone(UTC) for key, at in told.items() if len(key) <= _LONGEST}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            _log.warning("times to wait are not known: %s", type(error).__name__)
            return {}


def _key(source: str, host: str) -> str:
    return f"{source} {host}"
