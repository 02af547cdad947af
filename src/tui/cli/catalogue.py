"""`bigboard sources`: what is configured, and what could be."""

from collections.abc import Iterator

from tui.cli.arguments import Arguments
from tui.cli.endings import GOOD
from tui.cli.out import path_text, put
from tui.cli.table import Column, Row, lines
from tui.domain.text import clean
from tui.engine.config import Config, load
from tui.engine.intervals import written_interval
from tui.engine.secrets import hide, redact, secrets_of
from tui.sources import ADAPTERS, markets_of
from tui.sources.source import Adapter, Source

_SOURCES = (Column("SOURCE"), Column("KIND"), Column("EVERY"), Column("MARKET"), Column("ASKS FOR"))
_KINDS = (Column("KIND"), Column("AT MOST EVERY"), Column("NEEDS"), Column("READS"))
_MOST_NAMED = 4


def list_sources(arguments: Arguments) -> int:
    """Print the configured sources in their order of preference, then every kind there is; or look at an address.

    Raises:
        ConfigError: the configuration or the address is wrong.
    """
    if arguments.action:
        from tui.cli.explore import try_address  # noqa: PLC0415 - a list needs no page reader

        return try_address(arguments)
    put(_catalogue(load(arguments.config)))
    return GOOD


def _catalogue(config: Config) -> Iterator[str]:
    yield (
        f"From {path_text(config.file)}:"
        if config.file
        else "Built in, since there is no configuration (bigboard config init):"
    )
    yield ""
    yield from lines(
        _SOURCES,
        [
            Row(
                (
                    source.name,
                    source.kind,
                    written_interval(source.every),
                    ", ".join(markets_of(source)),
                    _asked(source),
                )
            )
            for source in config.sources
        ],
    )
    yield ""
    yield from lines(
        _KINDS,
        [
            Row((adapter.kind, written_interval(adapter.least_every), _needs(adapter), adapter.summary))
            for adapter in ADAPTERS
        ],
    )
    yield ""
    yield "`bigboard sources try URL` looks at an address and writes the lines that watch it."


def _asked(source: Source) -> str:
    some = ", ".join(source.symbols[:_MOST_NAMED])
    more = len(source.symbols) - _MOST_NAMED
    named = clean(f"{some} and {more} more" if more > 0 else some)
    return " ".join(part for part in (clean(redact(hide(source.url, secrets_of(source)))), named) if part)


def _needs(adapter: Adapter) -> str:
    needs = {
        "url": adapter.needs_url,
        "symbols": adapter.needs_symbols,
        "key": adapter.needs_key,
        "permission": adapter.needs_permission,
    }
    return ", ".join(word for word, is_needed in needs.items() if is_needed) or "nothing"
