"""Names from an address: of the site, and of the one instrument that a page may be about."""

import re
import unicodedata
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from tui.sources.tables.currencies import ISO_CURRENCIES

_COMMON_WORDS: Final = """
    www www1 www2 m api api1 api2 api3 feed feeds data rss web app portal rest public cdn static query1
    query2 finance markets market quotes live dev v1 v2 v3
"""
_COMMON: Final = frozenset(_COMMON_WORDS.split())
_SECOND_LEVELS_WORDS: Final = """
    co com org net gov gob gouv go gv govt ac edu or ne mil int nom biz info bank
"""
_SECOND_LEVELS: Final = frozenset(_SECOND_LEVELS_WORDS.split())
_SHARED_WORDS: Final = """
    europa.eu github.io gitlab.io herokuapp.com netlify.app vercel.app workers.dev pages.dev amazonaws.com
    azurewebsites.net cloudfront.net appspot.com web.app blogspot.com
"""
_SHARED: Final = frozenset(_SHARED_WORDS.split())
_GENERIC_WORDS: Final = """
    api v1 v2 v3 v4 rest public data feed feeds rss index home default latest daily current rates rate
    quotes quote ticker tickers price prices market markets exchange exchangerates table tables chart charts
    query json csv xml html spot stats 24hr book summary last get list all download export file files en de
    fr es pt it tr ru zh ja ur
"""
_GENERIC: Final = frozenset(_GENERIC_WORDS.split())
_NUMERIC_HOST: Final = re.compile(r"[0-9.]+|\[?[0-9a-f:]*:[0-9a-f:.]*\]?")
_NOT_NAME: Final = re.compile(r"[^a-z0-9]+")
_EXTENSION: Final = re.compile(r"\.[a-z]{2,5}\Z")
_SYMBOL: Final = re.compile(r"(?=[^A-Za-z]{0,14}[A-Za-z])[A-Za-z0-9^][A-Za-z0-9.^=_-]{1,14}")
_SYMBOL_PARAMETERS: Final = (
    "symbol",
    "symbols",
    "pair",
    "ticker",
    "instrument",
    "code",
    "currency",
    "s",
    "id",
    "market",
)
_MAX_NAME = 24
_MAX_SEGMENTS = 20
DEFAULT_NAME: Final = "page"
"""Of a site whose address says nothing."""


def site_name(url: str, title: str = "") -> str:
    """Return a name for a site: `example` of `https://www.example.com.pk/`.

    An address of digits is named by the last part of its path that says something, else by the title of its page.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").casefold().strip(".")
    if host and not _NUMERIC_HOST.fullmatch(host) and (name := _name(_owner(host.split(".")))):
        return name
    words = (_EXTENSION.sub("", part.casefold()) for part in reversed(parts.path.split("/")[:_MAX_SEGMENTS]))
    path = next((name for word in words if word not in _GENERIC and (name := _name(word))), "")
    return path or _name(_ascii(title)) or DEFAULT_NAME


def instrument_in_address(url: str) -> str | None:
    """Return the symbol that an address is about: `BTCUSD` of `/v2/ticker/btcusd/` or `?symbol=BTCUSD`; else None."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query[:2_000], max_num_fields=100)) if parts.query.count("&") < 100 else {}
    named = [query[name] for name in _SYMBOL_PARAMETERS if name in query]
    segments = [_EXTENSION.sub("", part) for part in reversed(parts.path.split("/")[:_MAX_SEGMENTS]) if part]
    for text in (*named, *(each for each in segments if each.casefold() not in _GENERIC)):
        if _SYMBOL.fullmatch(text) and (text in named or _is_symbol(text)):
            return text.upper()
    return None


def _is_symbol(segment: str) -> bool:
    """Return whether a part of a path is a symbol: in capitals, or a pair with a currency."""
    plain = re.sub(r"[^A-Z]", "", segment.upper())
    return segment.isupper() or (6 <= len(plain) <= 8 and bool({plain[-3:], plain[-4:-1], plain[:3]} & ISO_CURRENCIES))


def _owner(labels: list[str]) -> str:
    """Return the label of a host's owner: without the public suffix, and what is before the owner's name."""
    if len(labels) == 1:
        return labels[0]
    suffix = 2 if ".".join(labels[-2:]) in _SHARED else 1
    if suffix == 1 and len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS:
        suffix = 2
    own = [label for label in labels[:-suffix] if label not in _COMMON]
    return own[-1] if own else labels[-suffix - 1]


def _name(text: str) -> str:
    name = _NOT_NAME.sub("-", text.casefold()).strip("-")[:_MAX_NAME].strip("-")
    return name if any("a" <= each <= "z" for each in name) else ""


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()
