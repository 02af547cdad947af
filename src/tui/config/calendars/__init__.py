"""Trading calendars: loaded from TOML files, and looked up by market."""

from tui.config.calendars.loader import BUILT_IN, load_calendars
from tui.config.calendars.lookups import interval_lookup, is_open_lookup, trading_day_lookup

__all__ = ["BUILT_IN", "interval_lookup", "is_open_lookup", "load_calendars", "trading_day_lookup"]
