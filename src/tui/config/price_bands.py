"""Load the daily price limits of exchanges, which are data that ships with the program."""

import tomllib
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tui.domain.price_bands import PriceBand, PriceBands
from tui.domain.quote import InstrumentKind

PRICE_BANDS_FILE: Final = Path(__file__).with_suffix(".toml")


def load_price_bands() -> PriceBands:
    """Load the price limits by market code."""
    tables = tomllib.loads(PRICE_BANDS_FILE.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            market: tuple(
                PriceBand(
                    since=rule["since"],
                    percent=Decimal(rule["percent"]),
                    minimum=Decimal(rule["minimum"]),
                    tick=Decimal(rule["tick"]),
                    kinds=frozenset(map(InstrumentKind, rule["kinds"])),
                )
                for rule in rules
            )
            for market, rules in tables.items()
        }
    )
