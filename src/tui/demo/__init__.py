"""A simulated exchange that serves real pages on this machine, to watch the board without a network."""

from datetime import timedelta
from typing import Final

from tui.sources.source import Source

FAULTS: Final = (
    "503",
    "slow",
    "hang",
    "reset",
    "truncated",
    "blank",
    "layout",
    "429",
    "captcha",
    "bomb",
    "charset",
)
"""What `--fault` takes; `tui.demo.faults` says what each does."""
LEAST_SYMBOLS: Final = 10
MOST_SYMBOLS: Final = 10_000
MOST_RATE: Final = 100_000
"""Price changes a second, over the whole market; the least is 0."""


def demo_source(base_url: str, every: timedelta) -> Source:
    """The source that polls the demo's server at that address, `http://127.0.0.1:41234`."""
    return Source(
        name="demo",
        kind="brecorder",
        url=f"{base_url}/",
        every=every,
        market="PSX",
        allow_private=True,
        # it trades whatever the calendar says
        steady=True,
        # a server on this machine is nobody's to be polite to: once it is well again, the next poll says so
        backoff_cap=every,
    )
