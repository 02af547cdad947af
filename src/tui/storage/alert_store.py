"""Stores what became of the rules of alerts, so that none rings twice after a restart."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tui.domain.alerts.judge import RuleState
from tui.domain.instants import parse_iso_utc
from tui.storage.atomic_file import read_bounded, write_atomic

_log = logging.getLogger(__name__)

_FILE_NAME: Final = "alerts.json"
_MAX_FILE_SIZE: Final = 16 << 20
_PART: Final = 500
MAX_STATES: Final = 50_000
"""Beyond that what rang longest ago is forgotten."""


class AlertStore:
    """What became of each rule for each of its subjects, in one file.

    Args:
        folder: of the file; None stores nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / _FILE_NAME if folder else None

    def load(self) -> Mapping[tuple[str, str], RuleState]:
        """Return what was stored, by rule and subject; nothing where it cannot be read, which is logged."""
        if self._file is None:
            return {}
        try:
            entries = json.loads(read_bounded(self._file, _MAX_FILE_SIZE) or b"[]")
            return dict(_decoded(*entry) for entry in entries[:MAX_STATES])
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
            _log.warning("what became of the alerts could not be read: %s", type(error).__name__)
            return {}

    def save(self, states: Mapping[tuple[str, str], RuleState]) -> None:
        """Store the states in place of those before; they are on the disk when this returns. An error is logged."""
        if self._file is None:
            return
        entries = [
            [rule, subject, state.is_armed, _text(state.rang_at), _text(state.snoozed_until), state.is_unacknowledged]
            for (rule, subject), state in states.items()
            if state != RuleState()
        ]
        latest = sorted(entries, key=lambda entry: str(entry[3] or ""))[-MAX_STATES:]
        try:
            write_atomic(self._file, b"[%s]" % b",".join(_in_parts(latest)), is_synced=True)
        except (OSError, UnicodeEncodeError) as error:
            _log.warning("what became of the alerts could not be stored: %s", error)


def _in_parts(entries: Sequence[object]) -> Iterator[bytes]:
    """Yield the entries as JSON, some at a time: other threads wait while a list is written."""
    for start in range(0, len(entries), _PART):
        part = entries[start : start + _PART]
        yield json.dumps(part, ensure_ascii=False, separators=(",", ":"))[1:-1].encode()


def _decoded(rule: object, subject: object, is_armed: object, *rest: object) -> tuple[tuple[str, str], RuleState]:
    # files of earlier versions say nothing of snoozing and acknowledging
    rang_at, snoozed_until, is_unacknowledged = (*rest, None, False)[:3] if len(rest) == 1 else rest
    if not isinstance(rule, str) or not isinstance(subject, str):
        raise TypeError("not the state of a rule")
    if not isinstance(is_armed, bool) or not isinstance(is_unacknowledged, bool):
        raise TypeError("not the state of a rule")
    return (rule, subject), RuleState(is_armed, _time(rang_at), _time(snoozed_until), is_unacknowledged)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _time(text: object) -> datetime | None:
    return None if text is None else parse_iso_utc(str(text)).astimezone(UTC)
