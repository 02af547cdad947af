"""`bigboard sources`: list the configured sources and the kinds there are; `sources try` is in `try_url`."""

from collections.abc import Iterator
from typing import Final

from tui.cli.config import keeps_unnamed_hours
from tui.cli.exit_codes import OK
from tui.cli.output import path_text, print_lines
from tui.cli.parser import Arguments
from tui.cli.table import TableColumn, TableRow, format_table
from tui.cli.try_url import try_url
from tui.config.loader import Config, load_config
from tui.domain.instants import format_interval
from tui.domain.text import sanitize_line
from tui.sources import ADAPTERS, installed_plugins, markets_of
from tui.sources.adapter import Adapter, SourceConfig
from tui.sources.plugins import Plugin
from tui.sources.redaction.redact import redact_patterns, redact_values, secrets_of

_SOURCES: Final = (
    TableColumn("SOURCE"),
    TableColumn("KIND"),
    TableColumn("EVERY"),
    TableColumn("MARKET"),
    TableColumn("REQUESTS"),
)
_KINDS: Final = (TableColumn("KIND"), TableColumn("AT MOST EVERY"), TableColumn("NEEDS"), TableColumn("READS"))
_PLUGINS: Final = (
    TableColumn("PLUG-IN"),
    TableColumn("PACKAGE"),
    TableColumn("AT MOST EVERY"),
    TableColumn("NEEDS"),
    TableColumn("READS"),
)
_MAX_NAMED: Final = 4


def list_sources(arguments: Arguments) -> int:
    """Print the configured sources in their order of preference, then every kind there is; or try an address.

    Raises:
        ConfigError: the configuration or the address is wrong.
    """
    if arguments.action:
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
                    format_interval(source.every),
                    _markets(source, config),
                    _address_and_symbols(source),
                )
            )
            for source in config.sources
        ],
    )
    yield ""
    yield from format_table(
        _KINDS,
        [
            TableRow((adapter.kind, format_interval(adapter.min_interval), _needs(adapter), adapter.summary))
            for adapter in ADAPTERS
        ],
    )
    if installed_plugins():
        yield ""
        yield from format_table(_PLUGINS, [_plugin_row(plugin) for plugin in installed_plugins()])
    yield ""
    yield "`bigboard sources try URL` tries an address and prints the lines that watch it."


def _markets(source: SourceConfig, config: Config) -> str:
    markets = ", ".join(markets_of(source))
    return f"{markets} (by default)" if keeps_unnamed_hours(source, config) else markets


def _plugin_row(plugin: Plugin) -> TableRow:
    adapter = plugin.adapter
    if plugin.error:
        return TableRow((plugin.kind, plugin.package, "", "", f"cannot be used: {plugin.error}"))
    return TableRow(
        (plugin.kind, plugin.package, format_interval(adapter.min_interval), _needs(adapter), adapter.summary)
    )


def _address_and_symbols(source: SourceConfig) -> str:
    first = ", ".join(source.symbols[:_MAX_NAMED])
    more = len(source.symbols) - _MAX_NAMED
    named = sanitize_line(f"{first} and {more} more" if more > 0 else first)
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
