"""What goes out with a request, and what of it may be shown: keys leave only for the source's own host."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

import tui
from tui.sources.adapter import SourceConfig, SourceRequest

_NAME: Final = f"bigboard/{tui.__version__}"
_NOT_THE_SOURCES: Final = frozenset({"accept-encoding", "connection", "host", "range", "te", "transfer-encoding"})


def request_headers(
    source: SourceConfig, ask: SourceRequest, conditions: Mapping[str, str], *, at_home: bool
) -> dict[str, str]:
    """The headers of one request.

    Args:
        source: who asks.
        ask: for what.
        conditions: under which an unchanged page need not be sent.
        at_home: whether it goes to the source's own host; nobody else gets the source's own headers.
    """
    headers = {"user-agent": source.user_agent or _NAME, "accept": ask.accept, "accept-encoding": "gzip", **conditions}
    if at_home:
        told = {name.lower(): value for name, value in source.headers}
        told |= {name.lower(): secret.get_secret_value() for name, secret in ask.secret_headers}
        headers |= {name: value for name, value in told.items() if name not in _NOT_THE_SOURCES}
    return headers


def request_query(query: str, ask: SourceRequest, *, at_home: bool) -> str:
    """The query of one request, with the keys that belong there added at the source's own host."""
    if not (at_home and ask.secret_query):
        return query
    given = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    added = urlencode([(name, secret.get_secret_value()) for name, secret in ask.secret_query if name not in given])
    return "&".join(part for part in (query, added) if part)
