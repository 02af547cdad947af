"""The addresses of requests to providers, in which a symbol can never be more than a symbol."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from tui.sources.adapter import MAX_SYMBOLS, ParseError, Response, SourceConfig

_SEPARATORS = re.compile(r'[\[\]",\s]+')


def base_url(source: SourceConfig, default: str) -> str:
    """Return the base of a provider's addresses: the source's own `url` if it has one, else the provider's.

    For every provider `url` is the base that the provider's own path is joined to, so that a mirror, a proxy or a
    test can replace it. A query or a fragment in it is left out.
    """
    parts = urlsplit(source.url or default)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def build_url(base: str, path: str, query: Mapping[str, str]) -> str:
    """Return the address of a request. `path` is quoted already; the values of the query are not.

    Only letters, digits and `-._~,:/` pass as they are: no value can end its parameter or begin another.
    """
    query_string = "&".join(f"{name}={quote(value, safe=',:/')}" for name, value in query.items())
    return f"{base}{path}?{query_string}"


def requested_symbols(source: SourceConfig, spelling: re.Pattern[str], example: str) -> tuple[str, ...]:
    """Return the symbols to request, each once, in the user's order.

    Args:
        source: as configured.
        spelling: what the provider accepts.
        example: of it, for the error.

    Raises:
        ParseError: there is none, there are more than 1,000, or one is none of the provider's.
    """
    symbols = tuple(dict.fromkeys(source.symbols))
    if not symbols:
        raise ParseError(f'no symbols configured: write symbols = ["{example}"]')
    if len(symbols) > MAX_SYMBOLS:
        raise ParseError(f"{len(symbols)} symbols are too many: {MAX_SYMBOLS} at most")
    for symbol in symbols:
        if not spelling.fullmatch(symbol):
            raise ParseError(f"invalid symbol {symbol[:40]!r}: expected one such as {example}")
    return symbols


def batches(symbols: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield the symbols in groups of at most `size`."""
    for start in range(0, len(symbols), size):
        yield symbols[start : start + size]


def query_values(response: Response, name: str) -> tuple[str, ...]:
    """Return the values of a parameter in the address of a response; none where it has no such parameter."""
    try:
        values = parse_qs(urlsplit(response.url).query).get(name, [])
    except ValueError:
        return ()
    return tuple(word for value in values for word in _SEPARATORS.split(value) if word)


def symbols_in_request(response: Response, source: SourceConfig, name: str) -> tuple[str, ...]:
    """Return the symbols of a source that a response is for: those its address names, else all of them."""
    named = set(query_values(response, name))
    return tuple(symbol for symbol in source.symbols if symbol in named) if named else source.symbols


def symbol_in_request(response: Response, source: SourceConfig, name: str) -> str:
    """Return the symbol that a response is for, of a provider that has a request for each.

    Raises:
        ParseError: the address names no symbol of the source, or several.
    """
    symbols = symbols_in_request(response, source, name)
    if len(symbols) != 1:
        raise ParseError("cannot match the response to a symbol")
    return symbols[0]
