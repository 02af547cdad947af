"""Yahoo's spelling of the world's instruments: `OGDC.KA`, `^GSPC`, `PKR=X`, `BTC-USD`."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tui.domain.exchanges import FX, INDEX
from tui.domain.quote import InstrumentId
from tui.sources.adapter import SourceConfig
from tui.sources.instruments import EXCHANGES, FUTURES, coin_id, share_id

SPELLING: Final = re.compile(r"\^?[A-Z0-9][A-Z0-9.&=_-]{0,30}", re.ASCII)
"""What can be requested."""

INDICES: Final[Mapping[str, InstrumentId]] = MappingProxyType(
    {
        "^GSPC": InstrumentId(INDEX, "SPX"),
        "^SPX": InstrumentId(INDEX, "SPX"),
        "^DJI": InstrumentId(INDEX, "DJI"),
        "^IXIC": InstrumentId(INDEX, "IXIC"),
        "^NDX": InstrumentId(INDEX, "NDX"),
        "^RUT": InstrumentId(INDEX, "RUT"),
        "^VIX": InstrumentId(INDEX, "VIX"),
        "^GSPTSE": InstrumentId(INDEX, "TSX"),
        "^BVSP": InstrumentId(INDEX, "IBOV"),
        "^FTSE": InstrumentId(INDEX, "FTSE"),
        "^GDAXI": InstrumentId(INDEX, "DAX"),
        "^FCHI": InstrumentId(INDEX, "CAC"),
        "^STOXX50E": InstrumentId(INDEX, "SX5E"),
        "^SSMI": InstrumentId(INDEX, "SMI"),
        "^IBEX": InstrumentId(INDEX, "IBEX"),
        "^AEX": InstrumentId(INDEX, "AEX"),
        "^N225": InstrumentId(INDEX, "N225"),
        "^HSI": InstrumentId(INDEX, "HSI"),
        "000001.SS": InstrumentId(INDEX, "SSEC"),
        "^KS11": InstrumentId(INDEX, "KOSPI"),
        "^TWII": InstrumentId(INDEX, "TWII"),
        "^STI": InstrumentId(INDEX, "STI"),
        "^BSESN": InstrumentId(INDEX, "SENSEX"),
        "^NSEI": InstrumentId(INDEX, "NIFTY"),
        "^AXJO": InstrumentId(INDEX, "ASX200"),
        "^TASI.SR": InstrumentId(INDEX, "TASI"),
        "DX-Y.NYB": InstrumentId(INDEX, "DXY"),
        "^KSE": InstrumentId("PSX", "KSE100"),
    }
)

_EXCHANGES: Final = MappingProxyType({**EXCHANGES, "AE": "DFM"})
_WITHOUT_SUFFIX: Final = frozenset(
    {
        *("KA", "L", "NS", "BO", "DE", "PA", "AS", "SW", "TO", "T"),
        *("HK", "SS", "SZ", "KS", "TW", "SI", "AX", "SR", "AE", "SA"),
    }
)
"""The suffixes of the exchanges whose shares go by their symbol alone."""
_PAIR = re.compile(r"([A-Z]{3})?([A-Z]{3})=X")
_FUTURE = re.compile(r"([A-Z0-9.-]+)=F")
_COIN = re.compile(r"([A-Z0-9]+)-(USD|EUR|GBP|PKR|INR|JPY|CAD|AUD)")


def canonical_symbol(symbol: str) -> str:
    """Return the spelling of Yahoo's responses: without the dollar where that is the base, `PKR=X`."""
    pair = _PAIR.fullmatch(symbol)
    return f"{pair[2]}=X" if pair and pair[1] == "USD" else symbol


def is_index(symbol: str) -> bool:
    """Return whether a symbol is that of an index."""
    return symbol.startswith("^") or symbol in INDICES


def instrument_of(symbol: str, source: SourceConfig) -> InstrumentId:
    """Return the instrument of a symbol that matches `SPELLING`, unless the source names another.

    An index is `INDEX:SPX`, the suffix of a share names its exchange, a pair of currencies is `FX:USDPKR`, a coin
    in dollars `CRYPTO:BTC` and in anything else `CRYPTO:BTCEUR`, a future `FUT:GC`. A share with no suffix belongs to
    the source's market, which for a source of PSX is the US: Yahoo spells all of Pakistan's with `.KA`. Of a suffix
    that is not known it is `YAHOO:ABC.QQ`, unless the source names a market that is not the US.
    """
    return source.instruments.get(symbol) or INDICES.get(symbol) or _not_a_share(symbol) or _share(symbol, source)


def _not_a_share(symbol: str) -> InstrumentId | None:
    """Return the instrument of a symbol whose spelling is not that of a share, None for a share."""
    if symbol.startswith("^"):
        return InstrumentId(INDEX, symbol[1:])
    if pair := _PAIR.fullmatch(symbol):
        return InstrumentId(FX, f"{pair[1] or 'USD'}{pair[2]}")
    if coin := _COIN.fullmatch(symbol):
        return coin_id(coin[1], coin[2])
    future = _FUTURE.fullmatch(symbol)
    return InstrumentId(FUTURES, future[1]) if future else None


def _share(symbol: str, source: SourceConfig) -> InstrumentId:
    stem, _, suffix = symbol.rpartition(".")
    if stem and suffix in _WITHOUT_SUFFIX:
        return InstrumentId(_EXCHANGES[suffix], stem)
    return share_id(symbol, source, _EXCHANGES)
