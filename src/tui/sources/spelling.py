"""How the providers spell an instrument, and which source of the user's could be asked for it as well."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from tui.domain.exchanges import CRYPTO, FX, INDEX
from tui.domain.listing import Listing
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.sources.adapter import MAX_SYMBOLS, SourceConfig
from tui.sources.instruments import CURRENCIES, EXCHANGES, FUTURES
from tui.sources.providers import finnhub, yahoo_symbols

_PAIR_LENGTH: Final = 6
_MAX_BY_KIND: Final[Mapping[str, int]] = {"finnhub": finnhub.MAX_SYMBOLS}

_SUFFIXES: Final = {market: suffix for suffix, market in EXCHANGES.items() if suffix != "IL"}

_COINS_OF_BINANCE: Final = frozenset(
    {
        *("AAVE", "ADA", "ALGO", "APT", "ARB", "ATOM", "AVAX", "BCH", "BNB", "BTC", "CAKE", "DASH", "DOGE", "DOT"),
        *("ETC", "ETH", "FIL", "HBAR", "ICP", "INJ", "LDO", "LINK", "LTC", "MANA", "NEAR", "OP", "PEPE", "SAND"),
        *("SHIB", "SOL", "SUI", "TON", "TRX", "UNI", "USDC", "VET", "WBTC", "XLM", "XRP", "XTZ", "ZEC"),
    }
)
"""Coins with a pair in USDT there, as of 2026-11. Only these: one unknown symbol fails its whole request."""


class NewSymbol(NamedTuple):
    """A symbol that a source would be asked for as well."""

    source: SourceConfig
    symbol: str
    """As the provider spells it."""
    instrument: InstrumentId
    """What its row is then; a provider may have its own: Binance's `CRYPTO:BTCUSDT` for `CRYPTO:BTC`."""


def find_source(listing: Listing, sources: Sequence[SourceConfig]) -> NewSymbol | None:
    """Return how one of the sources could be asked for an instrument; None where none could, or one is already.

    The best is one whose kind is made for such instruments, then one that has some of the same market already, then the
    first.
    """
    if asked_source(listing, sources) is not None:
        return None
    found = [new for source in sources if (new := _new_symbol(listing, source)) is not None]
    return min(found, key=lambda new: _rank(new, listing), default=None)


def asked_source(listing: Listing, sources: Iterable[SourceConfig]) -> SourceConfig | None:
    """Return the source that is asked for an instrument already; None where none is."""
    return next((source for source in sources if _spelling(listing, source) in source.symbols), None)


def _spelling(listing: Listing, source: SourceConfig) -> str | None:
    """Return how the provider of a source spells an instrument; None where it does not have it, or it is not known."""
    if source.kind == listing.provider:
        return listing.spelling
    if listing.id.market == "PSX" and listing.kind is InstrumentKind.INDEX:
        return None  # no provider but the exchange itself has its indices
    spell = _SPELLINGS.get(source.kind)
    return None if spell is None else spell(listing.id)


def _rank(new: NewSymbol, listing: Listing) -> tuple[bool, bool, bool]:
    kinds = _KINDS_FIRST.get(listing.kind, ("yahoo",))
    is_found_there = new.source.kind == listing.provider
    return not is_found_there, new.source.kind not in kinds, listing.id.market not in _markets(new.source)


def _new_symbol(listing: Listing, source: SourceConfig) -> NewSymbol | None:
    symbol = _spelling(listing, source)
    if not symbol or source.off_reason is not None or len(source.symbols) >= _MAX_BY_KIND.get(source.kind, MAX_SYMBOLS):
        return None
    instrument = _instrument_of(symbol, listing, source)
    return None if instrument is None else NewSymbol(source, symbol, instrument)


def _markets(source: SourceConfig) -> set[str]:
    """Return the markets of what a source is asked for."""
    if source.kind not in {"yahoo", "finnhub"}:
        return {source.market}
    return {_own_instrument(symbol, source).market for symbol in source.symbols}


def _own_instrument(symbol: str, source: SourceConfig) -> InstrumentId:
    of_provider = yahoo_symbols.instrument_of if source.kind == "yahoo" else finnhub.instrument_of
    return of_provider(symbol, source)


def _instrument_of(symbol: str, listing: Listing, source: SourceConfig) -> InstrumentId | None:
    """Return what the row of a symbol is at a source; None where that is something else than what was looked for."""
    if source.kind == "binance":
        return InstrumentId(CRYPTO, symbol)
    if source.kind in {"coingecko", "frankfurter"}:
        return listing.id
    instrument = _own_instrument(symbol, source)
    return instrument if instrument == listing.id or source.kind == listing.provider else None


def _yahoo(instrument: InstrumentId) -> str | None:
    market, symbol = instrument
    if instrument in _YAHOO_INDICES:
        return _YAHOO_INDICES[instrument]
    if market == FX and _is_pair(symbol):
        return f"{symbol.removeprefix('USD')}=X"
    spellings = {INDEX: f"^{symbol}", CRYPTO: f"{symbol}-USD", FUTURES: f"{symbol}=F", "US": symbol}
    suffix = _SUFFIXES.get(market)
    return spellings.get(market, f"{symbol}.{suffix}" if suffix and "." not in symbol else symbol)


_YAHOO_INDICES: Final = {
    instrument: symbol for symbol, instrument in list(yahoo_symbols.INDICES.items())[::-1] if instrument.market == INDEX
}


def _binance(instrument: InstrumentId) -> str | None:
    market, symbol = instrument
    return f"{symbol}USDT" if market == CRYPTO and symbol in _COINS_OF_BINANCE else None


def _frankfurter(instrument: InstrumentId) -> str | None:
    market, symbol = instrument
    return f"{symbol[:3]}/{symbol[3:]}" if market == FX and _is_pair(symbol) else None


def _finnhub(instrument: InstrumentId) -> str | None:
    return instrument.symbol.replace("-", ".") if instrument.market == "US" else None


def _only_found(_instrument: InstrumentId) -> None:
    """Return None: such a provider has names of its own, which the directory or its search must state."""


def _is_pair(symbol: str) -> bool:
    return len(symbol) == _PAIR_LENGTH and {symbol[:3], symbol[3:]} <= CURRENCIES


_SPELLINGS: Final[Mapping[str, Callable[[InstrumentId], str | None]]] = {
    "yahoo": _yahoo,
    "binance": _binance,
    "coingecko": _only_found,
    "frankfurter": _frankfurter,
    "finnhub": _finnhub,
}
_KINDS_FIRST: Final[Mapping[InstrumentKind, Iterable[str]]] = {
    InstrumentKind.COIN: ("binance", "coingecko"),
    InstrumentKind.CURRENCY: ("frankfurter",),
}
"""The kinds of source that are made for instruments of a kind; for all others Yahoo."""


def advice_for(listing: Listing) -> str:
    """Return the lines of a source that would give an instrument, for the configuration; empty where none is known."""
    if listing.id.market == "PSX" and listing.kind is InstrumentKind.INDEX:
        return ""
    for kind in (*_KINDS_FIRST.get(listing.kind, ()), "yahoo"):
        symbol = listing.spelling if kind == listing.provider else _SPELLINGS[kind](listing.id)
        if symbol:
            return f'[[sources]]\nname = "{kind}"\nkind = "{kind}"\nsymbols = ["{symbol}"]'
    return ""
