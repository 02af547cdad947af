"""A simulated exchange that serves real pages on this machine, to try the board without a network."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from tui.demo.format import KARACHI
from tui.domain.trading_calendar import TradingCalendar, always_open
from tui.sources import adapter_for
from tui.sources.adapter import Adapter, Past, SourceConfig

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
"""The names that `--fault` takes; `tui.demo.faults` defines them."""
MIN_SYMBOLS: Final = 10
MAX_SYMBOLS: Final = 10_000
MAX_RATE: Final = 100_000
"""Price changes a second over the whole market; the minimum is 0."""

MARKET: Final = "PSX"
"""The market whose symbols it lists, at invented prices."""


def demo_calendars() -> Mapping[str, TradingCalendar]:
    """Return the trading hours of the demo's exchange by market: it never closes."""
    return {MARKET: always_open("DEMO", KARACHI)}


def demo_source(base_url: str, every: timedelta) -> SourceConfig:
    """Return the source that polls the demo's server at that address, `http://127.0.0.1:41234`."""
    return SourceConfig(
        name="demo",
        kind="brecorder",
        url=f"{base_url}/",
        every=every,
        market=MARKET,
        allow_private=True,
        ignore_market_hours=True,
        may_poll_faster=True,
        # the load of this machine is the user's own, and a fault should be seen to end with the next poll
        backoff_cap=every,
    )


def demo_wire(base_url: str, every: timedelta) -> SourceConfig:
    """Return the source that polls the demo's feed of first words, whose pages have the whole stories."""
    return demo_source(base_url, every)._replace(name="wire", kind="feed", url=f"{base_url}/wire.xml")


def demo_adapter(kind: str) -> Adapter:
    """Return the adapter of a kind, which for the demo knows the time before its exchange opened.

    Raises:
        KeyError: there is none.
    """
    return adapter_for(kind)._replace(load_past=_load_past)


def _load_past() -> Past:
    from tui.demo.past_source import past  # noqa: PLC0415 - asked after the first polls

    return past()
