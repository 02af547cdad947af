"""Readers of providers: bytes in, a Snapshot out, pure."""

from datetime import datetime, timedelta
from typing import Final

from tui.domain.snapshot import Snapshot
from tui.sources.source import Adapter, Page, ParseError, Source


def _brecorder(page: Page, source: Source, at: datetime) -> Snapshot:
    from tui.sources import brecorder  # noqa: PLC0415 - a reader is loaded when its first page comes, not at start

    return brecorder.parse(page, source, at)


ADAPTERS: Final = (
    Adapter(
        kind="brecorder",
        summary="Business Recorder's page: the PSX ticker, its indices and the story, from HTML or plain text",
        least_every=timedelta(seconds=5),
        parse=_brecorder,
    ),
)
"""Every kind of source there is; a new provider is one file and one line here."""


def adapter_for(kind: str) -> Adapter:
    """The adapter of a kind.

    Raises:
        KeyError: there is none.
    """
    for adapter in ADAPTERS:
        if adapter.kind == kind:
            return adapter
    raise KeyError(kind)


__all__ = ["ADAPTERS", "Adapter", "Page", "ParseError", "Source", "adapter_for"]
