"""Responses in the shape of each provider's, and the source that requested them.

`recordings/<kind>/` has `good`, `empty`, `partial`, `error` and `limit`, each with as many variants as there are
(`error_chart.json`), and `source.toml` with what differs from an ordinary source: the words of the config file.
"""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tui.domain.events import Snapshot
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response, SourceConfig
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
    """Return the source that the recordings of a kind were made for, or one of other symbols or another address."""
    written = RECORDINGS / kind / "source.toml"
    settings = tomllib.loads(written.read_text(encoding="utf-8")) if written.exists() else {}
    where = "" if not adapter_for(kind).needs_url else "https://provider.example/page"
    return SourceConfig(
        name=settings.get("name", kind),
        kind=kind,
        url=url if url is not None else settings.get("url", where),
        every=timedelta(seconds=60),
        market=settings.get("market", "PSX"),
        symbols=symbols or tuple(settings.get("symbols", ())),
        key=Secret(settings.get("key", "canary-0451")) if adapter_for(kind).needs_key else None,
        has_permission=settings.get("i_have_permission", False),
        table=TableSpec(**settings["table"]) if "table" in settings else None,
        allow_private=url is not None,
    )


def files(kind: str, name: str) -> list[Path]:
    """Return the recordings of this name, its variants last."""
    paths = (path for path in (RECORDINGS / kind).glob(f"{name}*") if path.stem.partition("_")[0] == name)
    return sorted(paths, key=lambda path: path.stem)


def page_of(path: Path, source: SourceConfig) -> Response:
    """Return a recording as the response to the source's first request."""
    requests = adapter_for(source.kind).build_requests(source)
    return Response(url=requests[0].url, body=path.read_bytes(), content_type=TYPES[path.suffix])


def body_page(body: str | bytes, source: SourceConfig, content_type: str = "application/json") -> Response:
    """Return a body as the response to the source's first request."""
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    return Response(url=adapter_for(source.kind).build_requests(source)[0].url, body=raw, content_type=content_type)


def read(path: Path, source: SourceConfig | None = None) -> Snapshot:
    """Return what the adapter parses from a recording. Raises ParseError."""
    source = source or source_of(path.parent.name)
    return adapter_for(source.kind).parse(page_of(path, source), source, AT)


def read_body(body: str | bytes, source: SourceConfig, content_type: str = "application/json") -> Snapshot:
    """Return what the adapter parses from a body. Raises ParseError."""
    return adapter_for(source.kind).parse(body_page(body, source, content_type), source, AT)


def refusal(path: Path, source: SourceConfig | None = None) -> str:
    """Return why the adapter refuses a recording."""
    try:
        snapshot = read(path, source)
    except ParseError as error:
        return error.reason
    raise AssertionError(f"{path.name} was parsed: {snapshot}")


def refusal_of(body: str | bytes, source: SourceConfig, content_type: str = "application/json") -> str:
    """Return why the adapter refuses a body."""
    try:
        snapshot = read_body(body, source, content_type)
    except ParseError as error:
        return error.reason
    raise AssertionError(f"parsed: {snapshot}")
