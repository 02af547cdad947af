"""Stores what is still to be told off the board, so that an end of the program leaves nothing untold or told twice."""

import json
import logging
from collections.abc import Mapping
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
        self._encoded: dict[int, tuple[tuple[Alert, ...], str]] = {}
        """The alerts of the last store as JSON, by their identity: most of a flood waits from one store to the next."""

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
        ways = ",".join(f"{json.dumps(name)}:{self._text(each)}" for name, each in found.items())
        kept = {id(alerts) for each in found.values() for alerts in (each.waiting, each.sending)}
        self._encoded = {key: each for key, each in self._encoded.items() if key in kept}
        try:
            write_atomic(self._file, f"{{{ways}}}".encode(), is_synced=True)
        except (OSError, UnicodeEncodeError) as error:
            _log.warning("what is still to be told could not be stored: %s", error)
        else:
            self._stored = found

    def _text(self, untold: Untold) -> str:
        waiting, sending = self._alerts_text(untold.waiting), self._alerts_text(untold.sending)
        is_underway = json.dumps(untold.is_underway)
        return f"[{waiting},{untold.left_out},{sending},{untold.sending_left_out},{is_underway}]"

    def _alerts_text(self, alerts: tuple[Alert, ...]) -> str:
        if not alerts:
            return "null"
        known = self._encoded.get(id(alerts))
        if known is None or known[0] is not alerts:
            rang = AlertsRang(alerts[-1].at, alerts)
            known = self._encoded[id(alerts)] = alerts, json.dumps(encode_event(rang), ensure_ascii=False)
        return known[1]


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
