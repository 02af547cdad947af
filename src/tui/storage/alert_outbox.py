"""Stores what is still to be told off the board, so that an end of the program leaves nothing untold or told twice."""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from tui.domain.alerts.way import MAX_WAITING
from tui.domain.events import Alert, AlertsRang
from tui.storage.atomic_file import read_bounded, write_atomic
from tui.storage.event_codec import decode_event, encode_event

_log = logging.getLogger(__name__)

_FILE_NAME: Final = "alert_outbox.json"
_MAX_FILE_SIZE: Final = 64 << 20


class Untold(NamedTuple):
    """What is still to be told by one way."""

    waiting: tuple[Alert, ...] = ()
    """Oldest first."""
    left_out: int = 0
    """Alerts that rang besides."""
    sending: tuple[Alert, ...] = ()
    """Those of the notice that is told next, or is being told."""
    sending_left_out: int = 0
    is_underway: bool = False
    """Whether that notice is being told, so that nobody knows whether it was."""


class AlertOutbox:
    """What is still to be told by each way, in one file.

    Args:
        folder: of the file; None stores nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / _FILE_NAME if folder else None
        self._stored: Mapping[str, Untold] = {}

    def load(self) -> Mapping[str, Untold]:
        """Return what was stored, by the names of ways; nothing where it cannot be read, which is logged."""
        if self._file is None:
            return {}
        try:
            ways = json.loads(read_bounded(self._file, _MAX_FILE_SIZE) or b"{}")
            self._stored = {str(name): _decoded(*fields) for name, fields in ways.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
            _log.warning("what was still to be told could not be read: %s", type(error).__name__)
        return self._stored

    def save(self, untold: Mapping[str, Untold]) -> None:
        """Store what is to be told in place of what was, where it is another. An error of the disk is logged."""
        found = {name: each for name, each in untold.items() if each != Untold()}
        if self._file is None or found == self._stored:
            return
        ways = {name: _encoded(each) for name, each in found.items()}
        try:
            write_atomic(self._file, json.dumps(ways, ensure_ascii=False).encode(), is_synced=True)
        except (OSError, UnicodeEncodeError) as error:
            _log.warning("what is still to be told could not be stored: %s", error)
        else:
            self._stored = found


def _encoded(untold: Untold) -> list[object]:
    return [
        _encoded_alerts(untold.waiting),
        untold.left_out,
        _encoded_alerts(untold.sending),
        untold.sending_left_out,
        untold.is_underway,
    ]


def _encoded_alerts(alerts: Sequence[Alert]) -> object:
    return encode_event(AlertsRang(alerts[-1].at, tuple(alerts))) if alerts else None


def _decoded(
    waiting: object, left_out: object, sending: object, sending_left_out: object, is_underway: object
) -> Untold:
    if not isinstance(left_out, int) or not isinstance(sending_left_out, int) or not isinstance(is_underway, bool):
        raise TypeError("not what was to be told")
    return Untold(_decoded_alerts(waiting), left_out, _decoded_alerts(sending), sending_left_out, is_underway)


def _decoded_alerts(value: object) -> tuple[Alert, ...]:
    if value is None:
        return ()
    event = decode_event(value) if isinstance(value, list) else None
    if not isinstance(event, AlertsRang):
        raise TypeError("not alerts")
    return event.alerts[:MAX_WAITING]


def younger_than(untold: Untold, oldest: datetime) -> Untold:
    """Return what is to be told without the alerts that rang before a time (aware)."""
    return untold._replace(
        waiting=tuple(alert for alert in untold.waiting if alert.at >= oldest),
        sending=untold.sending if untold.sending and untold.sending[-1].at >= oldest else (),
    )
