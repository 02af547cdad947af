"""The instruments of the world: markets, kinds, pairs and indices, whatever a provider calls them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tui.domain.exchanges import INDEX
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.domain.text import CleanText
from tui.sources.adapter import SourceConfig

FX: Final = "FX"
CRYPTO: Final = "CRYPTO"
FUTURES: Final = "FUT"

CURRENCIES: Final = frozenset(
    {
        *("AED", "AUD", "BDT", "BRL", "CAD", "CHF", "CNH", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF"),
        *("IDR", "ILS", "INR", "JPY", "KRW", "KWD", "LKR", "MXN", "MYR", "NOK", "NZD", "PHP", "PKR", "PLN"),
        *("QAR", "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "XAG", "XAU", "ZAR"),
    }
)
"""Currencies and metals; what is traded in pairs and is none of these is a coin."""

_KINDS: Final = {FX: InstrumentKind.CURRENCY, CRYPTO: InstrumentKind.COIN, FUTURES: InstrumentKind.FUTURE}

_MARKETS_BY_SUFFIX: Final = """
    AS=AMS AT=ATHEX AX=ASX BK=SET BO=BSE BR=BRUSSELS CN=CSE CO=COPENHAGEN DE=XETRA DU=DFM F=FRANKFURT HE=HELSINKI
    HK=HKEX IL=LSE IR=DUBLIN IS=BIST JK=IDX JO=JSE KA=PSX KL=BURSA KQ=KOSDAQ KS=KRX L=LSE LS=LISBON MC=BME ME=MOEX
    MI=MILAN MX=BMV NE=NEO NS=NSE NZ=NZX OL=OSLO PA=EPA PR=PRAGUE QA=QSE SA=B3 SI=SGX SN=SANTIAGO SR=TADAWUL SS=SSE
    ST=STOCKHOLM SW=SIX SZ=SZSE T=TSE TA=TASE TO=TSX TW=TWSE TWO=TPEX V=TSXV VI=VIENNA WA=WSE
"""
EXCHANGES: Final[Mapping[str, str]] = MappingProxyType(
    {suffix: market for suffix, _, market in (pair.partition("=") for pair in _MARKETS_BY_SUFFIX.split())}
)
"""The market of a symbol by its suffix: `VOD.L`. It does not tell the currency: London trades in pence, pounds and
dollars, Amsterdam and Toronto in dollars too."""
_SHARE_CLASSES: Final = frozenset({"A", "B", "C"})
"""The classes of US shares, which are spelled like a suffix: `BRK.B`."""

_NAMES: Final = {
    "SPX": "S&P 500",
    "DJI": "Dow Jones",
    "IXIC": "Nasdaq",
    "NDX": "Nasdaq 100",
    "RUT": "Russell 2000",
    "VIX": "VIX",
    "TSX": "S&P/TSX",
    "IBOV": "Bovespa",
    "FTSE": "FTSE 100",
    "DAX": "DAX",
    "CAC": "CAC 40",
    "SX5E": "Euro Stoxx 50",
    "SMI": "SMI",
    "IBEX": "IBEX 35",
    "AEX": "AEX",
    "N225": "Nikkei 225",
    "HSI": "Hang Seng",
    "SSEC": "Shanghai",
    "KOSPI": "KOSPI",
    "TWII": "TAIEX",
    "STI": "Straits Times",
    "SENSEX": "SENSEX",
    "NIFTY": "Nifty 50",
    "ASX200": "S&P/ASX 200",
    "TASI": "Tadawul",
    "DXY": "US Dollar Index",
}
INDEX_NAMES: Final[Mapping[InstrumentId, CleanText]] = MappingProxyType(
    {InstrumentId(INDEX, symbol): CleanText(name) for symbol, name in _NAMES.items()}
    | {InstrumentId("PSX", "KSE100"): CleanText("KSE 100"), InstrumentId("PSX", "KSE30"): CleanText("KSE 30")}
)
"""The usual name of an index, where that is not its symbol."""


def kind_in_market(market: str) -> InstrumentKind:
    """Return the kind of the instruments of a market that its source does not state: a share, but for few markets.

    No market makes its instruments indices: which rows are indices, the source states.
    """
    return _KINDS.get(market, InstrumentKind.SHARE)


def pair_id(base: str, unit: str) -> InstrumentId:
    """Return the instrument of a pair: `FX:USDPKR`, `CRYPTO:BTC` for a coin in dollars, else `CRYPTO:BTCEUR`."""
    if base in CURRENCIES and unit in CURRENCIES:
        return InstrumentId(FX, base + unit)
    return coin_id(base, unit)


def coin_id(base: str, unit: str) -> InstrumentId:
    """Return the instrument of a coin: `CRYPTO:BTC` in dollars, else `CRYPTO:BTCEUR`."""
    return InstrumentId(CRYPTO, base if unit == "USD" else base + unit)


def default_market(source: SourceConfig, instead_of_psx: str = "US") -> str:
    """Return the market of a bare symbol: the source's, but another in place of PSX, which its providers lack."""
    return instead_of_psx if source.market == "PSX" else source.market


def share_id(symbol: str, source: SourceConfig) -> InstrumentId:
    """Return the instrument of a share whose suffix may name its exchange, with the symbol as its provider spells it.

    One of an unknown suffix belongs to the source's market; where that is the US, to a market of the provider's own:
    no share of the US has such a suffix.
    """
    market = default_market(source)
    stem, _, suffix = symbol.rpartition(".")
    if stem and suffix in EXCHANGES:
        market = EXCHANGES[suffix]
    elif stem and suffix not in _SHARE_CLASSES and market == "US":
        market = source.kind.upper()
    return InstrumentId(market, symbol)
