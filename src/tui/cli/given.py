"""`--watch OGDC,AAPL`: a list for this run alone, in a tab that is shown first."""

from types import MappingProxyType
from typing import Final

from tui.config.errors import ConfigError, quote_value
from tui.config.list_text import parse_list
from tui.config.loader import Config
from tui.domain.quote import InstrumentId, InvalidSymbolError
from tui.view.tabs import GIVEN

MAX_GIVEN: Final = 1_000
"""Symbols of a command line."""


def with_given(config: Config, text: str) -> Config:
    """Return the configuration with the symbols of the command line as its list `Given`.

    Args:
        config: the configuration.
        text: symbols with commas between them.

    Raises:
        ConfigError: one of them is no symbol, there is none, or there are too many.
    """
    entries = parse_list(text)
    symbols = [entry for entry in entries if entry.symbol]
    for entry in symbols:
        try:
            InstrumentId.parse(*entry.instrument)
        except InvalidSymbolError:
            raise _error(entry.symbol) from None
    if not symbols:
        raise _error(text)
    if len(entries) > MAX_GIVEN:
        raise ConfigError(f"--watch: found {len(entries)} symbols, expected {MAX_GIVEN} at most")
    lists = MappingProxyType({**config.settings.lists, GIVEN: entries})
    return config._replace(settings=config.settings._replace(lists=lists))


def _error(found: str) -> ConfigError:
    return ConfigError(f"--watch: found {quote_value(found)}, expected symbols such as OGDC,PSX:HBL")
