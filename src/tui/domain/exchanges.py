"""The exchange whose trading hours an instrument follows."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tui.domain.quote import InstrumentId

INDEX: Final = "INDEX"
"""The market of the world's indices, which has no hours of its own."""
FX: Final = "FX"
CRYPTO: Final = "CRYPTO"
WITHOUT_PLACE: Final = frozenset({FX, CRYPTO})
"""The markets of no exchange: no place's clock is theirs, and a price that stands still is no sign of a fault."""

_EXCHANGES: Final = """
    US=SPX,DJI,IXIC,NDX,RUT,VIX TSX=TSX B3=IBOV LSE=FTSE XETRA=DAX,SX5E EPA=CAC SIX=SMI BME=IBEX AMS=AEX TSE=N225
    HKEX=HSI SSE=SSEC KRX=KOSPI TWSE=TWII SGX=STI BSE=SENSEX NSE=NIFTY ASX=ASX200 TADAWUL=TASI FX=DXY
"""
INDEX_EXCHANGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        symbol: exchange
        for exchange, _, symbols in (each.partition("=") for each in _EXCHANGES.split())
        for symbol in symbols.split(",")
    }
)
"""The market that an index of `INDEX` moves with, by its symbol: that of its shares, or of its currencies.

Euro Stoxx 50 has shares of many exchanges, which keep the hours of Xetra.
"""


def exchange_of(instrument: InstrumentId) -> str:
    """Return the code of the market whose hours an instrument follows: its own, but for an index of the world."""
    market, symbol = instrument
    return INDEX_EXCHANGES.get(symbol, market) if market == INDEX else market
