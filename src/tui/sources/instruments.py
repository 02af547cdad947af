"""The instruments of the world: markets, kinds, pairs and indices, whatever a provider calls them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tui.domain.exchanges import CRYPTO, FX, INDEX
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.domain.text import CleanText
from tui.sources.adapter import SourceConfig

FUTURES: Final = "FUT"

CURRENCIES: Final = frozenset(
    {
        *("AED", "AUD", "BDT", "BRL", "CAD", "CHF", "CNH", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF"),
        *("IDR", "ILS", "INR", "JPY", "KRW", "KWD", "LKR", "MXN", "MYR", "NOK", "NZD", "PHP", "PKR", "PLN"),
        *("QAR", "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "XAG", "XAU", "ZAR"),
    }
)
"""Currencies and metals that are traded most."""
PAIR_CURRENCIES: Final = CURRENCIES | {
    *("AFN", "AMD", "ANG", "AOA", "ARS", "AZN", "BGN", "BHD", "BND", "BOB", "BWP", "BYN", "CDF", "CLF", "CLP", "COP"),
    *("CRC", "DOP", "DZD", "EGP", "ETB", "FJD", "GEL", "GHS", "GMD", "GTQ", "HNL", "HRK", "HTG", "IQD", "IRR", "ISK"),
    *("JMD", "JOD", "KES", "KGS", "KHR", "KZT", "LAK", "LBP", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK"),
    *("MUR", "MVR", "MWK", "MZN", "NAD", "NGN", "NIO", "NPR", "OMR", "PAB", "PGK", "PYG", "RSD", "RWF", "SCR", "SDG"),
    *("SYP", "SZL", "TJS", "TMT", "TND", "TTD", "TZS", "UAH", "UGX", "UYU", "UZS", "VES", "VND", "XAF", "XCD", "XDR"),
    *("XOF", "XPD", "XPF", "XPT", "YER", "ZMW"),
}
"""Both sides of a pair of currencies; what is traded in pairs and is none of these is a coin. Without the few whose
code is also that of a coin, such as MNT and PEN."""

_KINDS: Final = {FX: InstrumentKind.CURRENCY, CRYPTO: InstrumentKind.COIN, FUTURES: InstrumentKind.FUTURE}

_MARKETS_BY_SUFFIX: Final = """
    AS=AMS AT=ATHEX AX=ASX BA=BUENOSAIRES BD=BUDAPEST BE=BERLIN BK=SET BO=BSE BR=BRUSSELS CN=CSE CO=COPENHAGEN DE=XETRA
    DU=DUSSELDORF F=FRANKFURT HE=HELSINKI HK=HKEX HM=HAMBURG IC=ICELAND IL=LSE IR=DUBLIN IS=BIST JK=IDX JO=JSE KA=PSX
    KL=BURSA KQ=KOSDAQ KS=KRX L=LSE LS=LISBON MC=BME ME=MOEX MI=MILAN MU=MUNICH MX=BMV NE=NEO NS=NSE NZ=NZX OL=OSLO
    PA=EPA PR=PRAGUE QA=QSE SA=B3 SG=STUTTGART SI=SGX SN=SANTIAGO SR=TADAWUL SS=SSE ST=STOCKHOLM SW=SIX SZ=SZSE T=TSE
    TA=TASE TO=TSX TW=TWSE TWO=TPEX V=TSXV VI=VIENNA WA=WSE
"""
EXCHANGES: Final[Mapping[str, str]] = MappingProxyType(
    {suffix: market for suffix, _, market in (pair.partition("=") for pair in _MARKETS_BY_SUFFIX.split())}
)
"""The market of a symbol by its suffix: `VOD.L`."""
_ONLY_CURRENCIES: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("NSE", "BSE"), "INR")
    | dict.fromkeys(("KRX", "KOSDAQ"), "KRW")
    | {"US": "USD", "PSX": "PKR", "B3": "BRL", "TSE": "JPY", "ASX": "AUD", "BMV": "MXN", "TADAWUL": "SAR", "QSE": "QAR"}
)
"""The currency of a market that trades in no other. Most do: London in pence, pounds and dollars, Amsterdam, Toronto,
Hong Kong and Shanghai in dollars too."""
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
    if base in PAIR_CURRENCIES and unit in PAIR_CURRENCIES:
        return InstrumentId(FX, base + unit)
    return coin_id(base, unit)


def coin_id(base: str, unit: str) -> InstrumentId:
    """Return the instrument of a coin: `CRYPTO:BTC` in dollars, else `CRYPTO:BTCEUR`."""
    return InstrumentId(CRYPTO, base if unit == "USD" else base + unit)


def default_market(source: SourceConfig, instead_of_psx: str = "US") -> str:
    """Return the market of a bare symbol: the source's, but another in place of PSX, which its providers lack."""
    return instead_of_psx if source.market == "PSX" else source.market


def share_id(symbol: str, source: SourceConfig, own_suffixes: Mapping[str, str] = MappingProxyType({})) -> InstrumentId:
    """Return the instrument of a share whose suffix may name its exchange, with the symbol as its provider spells it.

    One of an unknown suffix belongs to the source's market; where that is the US, to a market of the provider's own:
    no share of the US has such a suffix.

    Args:
        symbol: of the share.
        source: that requests it.
        own_suffixes: markets by the suffixes that only this provider uses.
    """
    market = default_market(source)
    stem, _, suffix = symbol.rpartition(".")
    exchange = _exchange(symbol, own_suffixes)
    if exchange is not None:
        market = exchange
    elif stem and suffix not in _SHARE_CLASSES and market == "US":
        market = source.kind.upper()
    return InstrumentId(market, symbol)


def share_currency(
    symbol: str, instrument: InstrumentId, own_suffixes: Mapping[str, str] = MappingProxyType({})
) -> str | None:
    """Return the currency of a share of the US, or of one whose suffix names an exchange that trades in no other.

    Args:
        symbol: as its provider spells it.
        instrument: of the symbol, by whose market alone no other currency is guessed: the user may have named it.
        own_suffixes: as for `share_id`.
    """
    exchange = _exchange(symbol, own_suffixes)
    return _ONLY_CURRENCIES.get(exchange or ("US" if instrument.market == "US" else ""))


def _exchange(symbol: str, own_suffixes: Mapping[str, str]) -> str | None:
    stem, _, suffix = symbol.rpartition(".")
    return (own_suffixes.get(suffix) or EXCHANGES.get(suffix)) if stem else None
