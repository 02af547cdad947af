"""A simulated exchange that serves real pages on this machine, to watch the board without a network."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from tui.demo.format import KARACHI
from tui.domain.trading_calendar import TradingCalendar, always_open
from tui.sources.adapter import SourceConfig

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
MIN_SYMBOLS: Final = 10
MAX_SYMBOLS: Final = 10_000
MAX_RATE: Final = 100_000
"""Price changes a second, over the whole market; the least is 0."""


MARKET: Final = "PSX"
"""The market whose symbols it lists; what they are worth is its own invention."""


def demo_calendars() -> Mapping[str, TradingCalendar]:
    """The trading hours of the demo's exchange, by the market whose symbols it lists: it never closes."""
    return {MARKET: always_open("DEMO", KARACHI)}


def demo_source(base_url: str, every: timedelta) -> SourceConfig:
    """The source that polls the demo's server at that address, `http://127.0.0.1:41234`."""
    return SourceConfig(
        name="demo",
        kind="brecorder",
        url=f"{base_url}/",
        every=every,
        market=MARKET,
        allow_private=True,
        # it trades whatever the calendar says
        ignore_market_hours=True,
        # a server on this machine is nobody's to be polite to: once it is well again, the next poll says so
        backoff_cap=every,
    )
