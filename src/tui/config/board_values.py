"""Settings of `[board]` that are written as text, parsed. The schema has admitted their form."""

from datetime import timedelta
from decimal import Decimal

from tui.domain.instants import parse_duration


def parse_flush(text: str) -> float:
    """Parse the time between two paints, `0.25s`; return seconds."""
    return float(text.removesuffix("s"))


def parse_disagree(text: str) -> Decimal:
    """Parse by how much sources may differ, `1%` or `0.25 %`; return percent."""
    return Decimal(text.removesuffix("%").rstrip())


def parse_idle_after(text: str) -> timedelta:
    """Parse the time without a key after which sources are polled more rarely; zero for `never`, `0` and `0m`."""
    # a length of time has no other form than these and those that are parsed
    return parse_duration(text) or timedelta(0)
