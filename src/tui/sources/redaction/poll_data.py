"""Redact the keys that a server may repeat, in its response and in the snapshot parsed from it."""

import operator
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from tui.domain.events import Snapshot
from tui.domain.quote import InstrumentId
from tui.sources.adapter import Adapter, Response, SourceConfig
from tui.sources.redaction.redact import redact_bytes, redact_values


def parse_redacted(
    adapter: Adapter, response: Response, source: SourceConfig, at: datetime, values: Collection[str]
) -> Snapshot:
    """Parse a response without the keys that it may quote: an adapter must neither shorten one nor join its parts.

    Raises:
        ParseError: as the adapter does.
    """
    return _redact_snapshot(adapter.parse(redact_response(response, values), source, at), values)


def redact_response(response: Response, values: Collection[str]) -> Response:
    """Return a response without these keys, so that nothing an adapter shows or cuts of it contains one."""
    if not values:
        return response
    return response._replace(
        url=redact_values(response.url, values),
        body=redact_bytes(response.body, values),
        content_type=redact_values(response.content_type, values),
    )


def _redact_snapshot(snapshot: Snapshot, values: Collection[str]) -> Snapshot:
    """Return a snapshot without these keys in its texts: an adapter may have put one together again."""
    redacted: Snapshot = _redact_texts(snapshot, values) if values else snapshot
    return redacted


def _redact_texts(value: Any, values: Collection[str]) -> Any:  # noqa: ANN401 - any value a snapshot contains
    """Return the same object where nothing is redacted; names that the user chose stay."""
    match value:
        case InstrumentId(market, symbol):
            redacted = redact_values(symbol, values)
            return value if redacted == symbol else InstrumentId(market, redacted)
        case _ if hasattr(value, "_fields"):
            changed = _changed_texts(value._asdict(), values)
            return value._replace(**changed) if changed else value
        case str() if not isinstance(value, Enum):
            return redact_values(value, values)
        case tuple():
            parts = tuple(_redact_texts(part, values) for part in value)
            return value if all(map(operator.is_, parts, value)) else parts
        case _:
            return value


def _changed_texts(by_name: Mapping[str, Any], values: Collection[str]) -> dict[str, Any]:
    """Return the fields of a value that differ once their texts are redacted; the source is named by the user."""
    new = {name: _redact_texts(each, values) for name, each in by_name.items() if name != "source"}
    return {name: each for name, each in new.items() if each is not by_name[name]}
