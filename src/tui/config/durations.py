"""Lengths of time as people write them: `15s`, `2m`, `1h`."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

DURATION: Final = "[1-9][0-9]{0,5}[smh]"
"""The regular expression of a length of time."""

_UNITS: Mapping[str, timedelta] = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


def parse_duration(text: str) -> timedelta | None:
    """Parse `15s`, `2m` or `1h`; None where the text has another form."""
    return int(text[:-1]) * _UNITS[text[-1]] if re.fullmatch(DURATION, text) else None
