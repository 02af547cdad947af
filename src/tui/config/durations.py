"""Lengths of time as people write them: `15s`, `2m`, `1h`."""

import re
from collections.abc import Mapping
from datetime import timedelta

_WRITTEN = re.compile(r"([1-9][0-9]{0,5})(s|m|h)", re.ASCII)
_UNITS: Mapping[str, timedelta] = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


def parse_duration(text: str) -> timedelta | None:
    """`15s`, `2m` or `1h` as a length of time; None where it is written otherwise."""
    match = _WRITTEN.fullmatch(text)
    return int(match[1]) * _UNITS[match[2]] if match else None


def format_duration(length: timedelta) -> str:
    """As it is written in the configuration: `15s`, `2m`, `1h`."""
    seconds = int(length.total_seconds())
    for size, unit in ((3600, "h"), (60, "m")):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
