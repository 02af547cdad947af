"""`bigboard sources`: what is configured, and what could be."""

from collections.abc import Iterator

from tui.cli.arguments import Arguments
from tui.cli.endings import OK
from tui.cli.out import path_text, print_lines
from tui.cli.table import TableColumn, TableRow, format_table
from tui.domain.text import sanitize_line
from tui.engine.config import Config, load_config
from tui.engine.intervals import format_duration
from tui.engine.secrets import redact_patterns, redact_values, secrets_of
from tui.sources import ADAPTERS, markets_of
from tui.sources.source import Adapter, SourceConfig

_SOURCES = (
    TableColumn("SOURCE"),
    TableColumn("KIND"),
    TableColumn("EVERY"),
    TableColumn("MARKET"),
    TableColumn("ASKS FOR"),
)
_KINDS = (TableColumn("KIND"), TableColumn("AT MOST EVERY"), TableColumn("NEEDS"), TableColumn("READS"))
_MOST_NAMED = 4


def list_sources(arguments: Arguments) -> int:
    """Print the configured sources in their order of preference, then every kind there is; or look at an address.

    Raises:
        ConfigError: the configuration or the address is wrong.
    """
    if arguments.action:
        from tui.cli.explore import try_url  # noqa: PLC0415 - a list needs no page reader

        return try_url(arguments)
    print_lines(_catalogue(load_config(arguments.config)))
    return OK


def _catalogue(config: Config) -> Iterator[str]:
    yield (
        f"From {path_text(config.file)}:"
        if config.file
        else "Built in, since there is no configuration (bigboard config init):"
    )
    yield ""
    yield from format_table(
        _SOURCES,
        [
            TableRow(
                (
                    source.name,
                    source.kind,
                    format_duration(source.every),
                    ", ".join(markets_of(source)),
                    _asked(source),
                )
            )
            for source in config.sources
        ],
    )
    yield ""
    yield from format_table(
        _KINDS,
        [
            TableRow((adapter.kind, format_duration(adapter.min_interval), _needs(adapter), adapter.summary))
            for adapter in ADAPTERS
        ],
    )
    yield ""
    yield "`bigboard sources try URL` looks at an address and writes the lines that watch it."


def _asked(source: SourceConfig) -> str:
    some = ", ".join(source.symbols[:_MOST_NAMED])
    more = len(source.symbols) - _MOST_NAMED
    named = sanitize_line(f"{some} and {more} more" if more > 0 else some)
    return " ".join(
        part for part in (sanitize_line(redact_patterns(redact_values(source.url, secrets_of(source)))), named) if part
    )


def _needs(adapter: Adapter) -> str:
    needs = {
        "url": adapter.needs_url,
        "symbols": adapter.needs_symbols,
        "key": adapter.needs_key,
        "permission": adapter.needs_permission,
    }
    return ", ".join(word for word, is_needed in needs.items() if is_needed) or "nothing"
