"""Build the headers and query of a request; keys are sent to the source's own origin alone."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode

import tui
from tui.config.patterns import RESERVED_HEADERS
from tui.sources.adapter import SourceConfig, SourceRequest

_USER_AGENT: Final = f"bigboard/{tui.__version__}"


def request_headers(
    source: SourceConfig, request: SourceRequest, conditions: Mapping[str, str], *, same_origin: bool
) -> dict[str, str]:
    """Return the headers of one request.

    Args:
        source: the source that is polled.
        request: its request.
        conditions: headers that make the request conditional.
        same_origin: whether it goes to the source's own origin; no other receives the source's own headers.
    """
    headers = {
        "user-agent": source.user_agent or _USER_AGENT,
        "accept": request.accept,
        "accept-encoding": "gzip",
        **conditions,
    }
    if request.body is not None:
        headers |= {"content-type": request.body.content_type, "idempotency-key": request.body.idempotency_key}
    if same_origin:
        own = {name.lower(): value for name, value in source.headers}
        own |= {name.lower(): secret.get_secret_value() for name, secret in request.secret_headers}
        headers |= {name: value for name, value in own.items() if name not in RESERVED_HEADERS}
    return headers


def request_query(query: str, request: SourceRequest, today: date, *, same_origin: bool) -> str:
    """Return the query of one request to the source's own origin, with its date and keys; that of another as it is."""
    parameters = [(name, secret.get_secret_value()) for name, secret in request.secret_query]
    if request.start_date is not None:
        name, days = request.start_date
        parameters.insert(0, (name, (today - timedelta(days=days)).isoformat()))
    if not (same_origin and parameters):
        return query
    present = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    added = urlencode([(name, value) for name, value in parameters if name not in present])
    return "&".join(part for part in (query, added) if part)
