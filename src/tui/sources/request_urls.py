"""What a provider is asked for, and where: addresses in which a symbol can only ever be a symbol."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from tui.sources.adapter import ParseError, Response, SourceConfig

MAX_SYMBOLS: Final = 500

_SEPARATORS = re.compile(r'[\[\]",\s]+')


def base_url(source: SourceConfig, default: str) -> str:
    """Where a provider is asked: the source's own `url` if it has one, else the provider's own address.

    The rule for every provider: `url` is the base that the provider's own path is joined to, so that a mirror, a
    proxy or a test can stand in for it. A query or a fragment in it says nothing and is left out.
    """
    parts = urlsplit(source.url or default)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def build_url(base: str, path: str, query: Mapping[str, str]) -> str:
    """The address of a request. `path` is quoted already; the values of the query are not.

    Only letters, digits and `-._~,:/` pass as they are: no value can end its parameter or begin another.
    """
    told = "&".join(f"{name}={quote(value, safe=',:/')}" for name, value in query.items())
    return f"{base}{path}?{told}"


def requested_symbols(source: SourceConfig, spelling: re.Pattern[str], example: str) -> tuple[str, ...]:
    """The symbols to ask for, each once, in the user's order.

    Args:
        source: as configured.
        spelling: what the provider takes.
        example: of it, for the error.

    Raises:
        ParseError: there is none, there are more than 500, or one is none of the provider's.
    """
    symbols = tuple(dict.fromkeys(source.symbols))
    if not symbols:
        raise ParseError(f'no symbols to ask for: write symbols = ["{example}"]')
    if len(symbols) > MAX_SYMBOLS:
        raise ParseError(f"{len(symbols)} symbols are too many: {MAX_SYMBOLS} at most")
    for symbol in symbols:
        if not spelling.fullmatch(symbol):
            raise ParseError(f"symbol {symbol[:40]!r} cannot be asked for: expected one such as {example}")
    return symbols


def batches(symbols: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    """The symbols in groups of so many."""
    for start in range(0, len(symbols), most):
        yield symbols[start : start + most]


def query_values(page: Response, name: str) -> tuple[str, ...]:
    """What the parameter of this name asked for, by the page's own address; nothing where that has no such one."""
    try:
        values = parse_qs(urlsplit(page.url).query).get(name, [])
    except ValueError:
        return ()
    return tuple(word for value in values for word in _SEPARATORS.split(value) if word)


def symbols_in_request(page: Response, source: SourceConfig, name: str) -> tuple[str, ...]:
    """Which of the source's symbols this page answers for: those its address names, else all of them."""
    named = set(query_values(page, name))
    return tuple(symbol for symbol in source.symbols if symbol in named) if named else source.symbols
