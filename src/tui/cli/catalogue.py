"""`bigboard sources`: what is configured, and what could be."""

from collections.abc import Iterator

from tui.cli.arguments import Arguments
from tui.cli.endings import GOOD
from tui.cli.out import put
from tui.cli.table import Column, Row, lines
from tui.domain.text import clean
from tui.engine.config import Config, load
from tui.engine.intervals import written_interval
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
            Row((source.name, source.kind, written_interval(source.every), source.market, redact(clean(source.url))))
            for source in config.sources
        ],
    )
    yield ""
    kinds = [Row((adapter.kind, written_interval(adapter.least_every), adapter.summary)) for adapter in ADAPTERS]
    yield from lines(_KINDS, kinds)
