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
_MAX_FILE_SIZE: Final = 96 << 20
"""So many states of the longest names are less."""
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
            return dict(_readable(entries[:MAX_STATES]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
            _log.warning("what became of the alerts could not be read: %s", type(error).__name__)
            return {}

    def save(self, states: Mapping[tuple[str, str], RuleState]) -> bool:
        """Store the states in place of those before; return whether they are on the disk now. An error is logged."""
        if self._file is None:
            return True
        entries = [
            [rule, subject, each.is_armed, _text(each.rang_at), _text(each.snoozed_until), each.is_unacknowledged]
            + [each.rule_fingerprint] * bool(each.rule_fingerprint)
            for (rule, subject), each in states.items()
            if each != RuleState()
        ]
        latest = sorted(entries, key=lambda entry: str(entry[3] or ""))[-MAX_STATES:]
        try:
            write_atomic(self._file, b"[%s]" % b",".join(_in_parts(latest)), is_synced=True)
        except (OSError, UnicodeEncodeError) as error:
            _log.warning("what became of the alerts could not be stored: %s", error)
            return False
        return True


def _in_parts(entries: Sequence[object]) -> Iterator[bytes]:
    """Yield the entries as JSON, some at a time: other threads wait while a list is written."""
    for start in range(0, len(entries), _PART):
        part = entries[start : start + _PART]
        yield json.dumps(part, ensure_ascii=False, separators=(",", ":"))[1:-1].encode()


def _readable(entries: Sequence[Sequence[object]]) -> Iterator[tuple[tuple[str, str], RuleState]]:
    """Yield what can be read: one entry that cannot must not have all rules ring again."""
    skipped = 0
    for entry in entries:
        try:
            yield _decoded(*entry)
        except (ValueError, TypeError, OverflowError):
            skipped += 1
    if skipped:
        _log.warning("what became of the alerts could not be read in %d places", skipped)


def _decoded(rule: object, subject: object, is_armed: object, *rest: object) -> tuple[tuple[str, str], RuleState]:
    # files of earlier versions say less, those of later ones perhaps more
    usual: tuple[object, ...] = (None, None, False, "")
    rang_at, snoozed_until, is_unacknowledged, rule_fingerprint = (rest + usual[len(rest) :])[:4]
    if not rest or not isinstance(rule, str) or not isinstance(subject, str):
        raise TypeError("not the state of a rule")
    if not isinstance(is_armed, bool) or not isinstance(is_unacknowledged, bool):
        raise TypeError("not the state of a rule")
    return (rule, subject), RuleState(
        is_armed, _time(rang_at), _time(snoozed_until), is_unacknowledged, str(rule_fingerprint)
    )


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _time(text: object) -> datetime | None:
    return None if text is None else parse_iso_utc(str(text)).astimezone(UTC)
