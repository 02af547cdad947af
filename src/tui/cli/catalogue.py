"""`bigboard sources`: what is configured, and what could be."""

from collections.abc import Iterator
from datetime import timedelta

from tui.cli.arguments import Arguments
from tui.cli.endings import GOOD
from tui.cli.out import put
from tui.cli.table import Column, Row, lines
from tui.domain.text import clean
from tui.engine.config import Config, load
from tui.engine.secrets import redact
from tui.sources import ADAPTERS

_SOURCES = (Column("SOURCE"), Column("KIND"), Column("EVERY"), Column("MARKET"), Column("ADDRESS"))
_KINDS = (Column("KIND"), Column("AT MOST EVERY"), Column("READS"))


def list_sources(arguments: Arguments) -> int:
    """Print the configured sources in their order of preference, then every kind there is."""
    put(_catalogue(load(arguments.config)))
    return GOOD


def _catalogue(config: Config) -> Iterator[str]:
    yield f"From {config.file}:" if config.file else "Built in, since there is no configuration (bigboard config init):"
    yield ""
    yield from lines(
        _SOURCES,
        [
            Row((source.name, source.kind, interval(source.every), source.market, redact(clean(source.url))))
            for source in config.sources
        ],
    )
    yield ""
    kinds = [Row((adapter.kind, interval(adapter.least_every), adapter.summary)) for adapter in ADAPTERS]
    yield from lines(_KINDS, kinds)


def interval(length: timedelta) -> str:
    """As it is written in the configuration: `15s`, `2m`, `1h`."""
    seconds = int(length.total_seconds())
    for size, unit in ((3600, "h"), (60, "m")):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
