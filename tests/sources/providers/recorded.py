"""Answers in the shape that each provider gives them, and the source that asked for them.

`recordings/<kind>/` holds `good`, `empty`, `partial`, `error` and `limit`, each with as many variants as there are
(`error_chart.json`), and `source.toml` with what differs from an ordinary source: the words of the config file.
"""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tui.domain.events import Snapshot
from tui.sources import Response, SourceConfig, adapter_for
from tui.sources.adapter import ParseError
from tui.sources.redaction.secret import Secret
from tui.sources.table_spec import TableSpec

AT: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""A Monday, half past two in Karachi."""
RECORDINGS: Final = Path(__file__).parent / "recordings"
TYPES: Final = {
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".xml": "application/rss+xml; charset=utf-8",
    ".txt": "text/plain",
}


def source_of(kind: str, *symbols: str, url: str | None = None) -> SourceConfig:
    """A source of this kind as its recordings were made for, or of other symbols, or at another address."""
    written = RECORDINGS / kind / "source.toml"
    told = tomllib.loads(written.read_text(encoding="utf-8")) if written.exists() else {}
    where = "" if not adapter_for(kind).needs_url else "https://provider.example/page"
    return SourceConfig(
        name=told.get("name", kind),
        kind=kind,
        url=url if url is not None else told.get("url", where),
        every=timedelta(seconds=60),
        market=told.get("market", "PSX"),
        symbols=symbols or tuple(told.get("symbols", ())),
        key=Secret(told.get("key", "canary-0451")) if adapter_for(kind).needs_key else None,
        has_permission=told.get("i_have_permission", False),
        table=TableSpec(**told["table"]) if "table" in told else None,
        allow_private=url is not None,
    )


def files(kind: str, name: str) -> list[Path]:
    """The recordings of this name, its variants last."""
    found = (path for path in (RECORDINGS / kind).glob(f"{name}*") if path.stem.partition("_")[0] == name)
    return sorted(found, key=lambda path: path.stem)


def page_of(path: Path, source: SourceConfig) -> Response:
    """A recording as the answer to what the source first asks for."""
    asks = adapter_for(source.kind).build_requests(source)
    return Response(url=asks[0].url, body=path.read_bytes(), content_type=TYPES[path.suffix])


def body_page(body: str | bytes, source: SourceConfig, content_type: str = "application/json") -> Response:
    """A body as the answer to what the source first asks for."""
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    return Response(url=adapter_for(source.kind).build_requests(source)[0].url, body=raw, content_type=content_type)


def read(path: Path, source: SourceConfig | None = None) -> Snapshot:
    """What the adapter makes of a recording. Raises ParseError."""
    source = source or source_of(path.parent.name)
    return adapter_for(source.kind).parse(page_of(path, source), source, AT)


def read_body(body: str | bytes, source: SourceConfig, content_type: str = "application/json") -> Snapshot:
    """What the adapter makes of a body. Raises ParseError."""
    return adapter_for(source.kind).parse(body_page(body, source, content_type), source, AT)


def refusal(path: Path, source: SourceConfig | None = None) -> str:
    """Why the adapter refuses a recording."""
    try:
        snapshot = read(path, source)
    except ParseError as error:
        return error.reason
    raise AssertionError(f"{path.name} was taken: {snapshot}")


def refusal_of(body: str | bytes, source: SourceConfig, content_type: str = "application/json") -> str:
    """Why the adapter refuses a body."""
    try:
        snapshot = read_body(body, source, content_type)
    except ParseError as error:
        return error.reason
    raise AssertionError(f"taken: {snapshot}")
