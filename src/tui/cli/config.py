"""`bigboard config`: print the path of the configuration or its JSON Schema, write a template, check it."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tui.cli.exit_codes import OK
from tui.cli.output import config_file_text, path_text, print_lines
from tui.cli.parser import Arguments
from tui.config.calendars import load_calendars
from tui.config.errors import ErrorCollector, Problem, config_error
from tui.config.loader import Config, config_file, load_config
from tui.config.template import CONFIG_TEMPLATE
from tui.config.toml_lines import find_line
from tui.sources import ADAPTERS, adapter_for, installed_plugins
from tui.sources.adapter import SourceConfig
from tui.ui.keymap import validate_keymap

_OF_ANY_MARKET: Final = frozenset({"table", "feed"})
"""Kinds whose sources may be of any market; those of other kinds follow from the kind or its symbols."""


def run_config(arguments: Arguments) -> int:
    """Run one action on the configuration.

    Raises:
        ConfigError: it is invalid, or the template cannot be written.
    """
    if arguments.action == "check":
        print_lines(check_config(arguments.config))
        return OK
    if arguments.action == "schema":
        print_lines([schema_text()])
        return OK
    file = arguments.config or config_file()
    if file is None:
        raise config_error(None, "", "no home folder is known: set HOME, or name the file with --config")
    if arguments.action == "init":
        write_template(file)
        print_lines([f"{path_text(file)} is written; `bigboard config check` checks what you change."])
    else:
        print_lines([path_text(file)])
    return OK


def check_config(named: Path | None) -> Iterator[str]:
    """Yield a line or more about a valid configuration. Raises ConfigError for an invalid one."""
    errors = ErrorCollector()
    config = load_config(named, errors=errors)
    errors.run(None, load_calendars, config.calendar_file, config.file)
    errors.run(None, validate_keymap, config)
    errors.raise_all()
    many = f"{len(config.sources)} source{'s' if len(config.sources) > 1 else ''}"
    names = ", ".join(source.name for source in config.sources)
    if config.file is None:
        yield f"{config_file_text()}: not there; the built-in default is used, {many}: {names}"
    else:
        yield f"{path_text(config.file)}: good, {many}: {names}"
    for index, source in enumerate(config.sources):
        for key, note in _notes_on(source, config):
            line = find_line(config.file, f"sources[{index}].{key}") if config.file else None
            yield str(Problem(note, str(config.file), line)) if line else note


def _notes_on(source: SourceConfig, config: Config) -> Iterator[tuple[str, str]]:
    """Yield what a user may not expect of a source that is right, each with the key that decides it."""
    if keeps_unnamed_hours(source, config):
        yield "market", _unnamed_hours(source)
    if source.off_reason is not None:
        key = re.search(r"key_(?:env|file|command)", source.off_reason)
        yield key[0] if key else "name", f"{source.name} stays off: {source.off_reason}"
    elif adapter_for(source.kind).needs_permission and not source.has_permission:
        text = f"{source.name} stays off until i_have_permission = true says that its publisher permits polling it"
        yield "i_have_permission", text


def notes_on_hours(config: Config) -> Iterator[str]:
    """Yield a line for each source that keeps the hours of a market that nothing names."""
    for source in config.sources:
        if keeps_unnamed_hours(source, config):
            yield _unnamed_hours(source)


def _unnamed_hours(source: SourceConfig) -> str:
    return f'{source.name} names no market and keeps the hours of {source.market}: market = "..." changes that'


def keeps_unnamed_hours(source: SourceConfig, config: Config) -> bool:
    """Return whether a source keeps the hours of a market that neither the file, its kind nor its symbols name."""
    is_unnamed = source.name in config.without_market and source.kind in _OF_ANY_MARKET
    return is_unnamed and not source.ignore_market_hours


def schema_text() -> str:
    """Return the JSON Schema of the configuration file as indented JSON."""
    from tui.config.json_schema import config_json_schema  # noqa: PLC0415 - loads msgspec, for one action alone

    plugins = [plugin.kind for plugin in installed_plugins() if plugin.error is None]
    kinds = [*(adapter.kind for adapter in ADAPTERS), *plugins]
    return json.dumps(config_json_schema(kinds), indent=2, ensure_ascii=False)


def write_template(file: Path) -> None:
    """Write the template where no file is yet, readable by its owner alone.

    Raises:
        ConfigError: the file exists, or it cannot be written.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # exclusive: an existing file, folder or link is never touched
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise config_error(file, "", "is there already, and was left as it is") from None
    except (OSError, ValueError) as error:
        raise config_error(file, "", f"cannot be written: {getattr(error, 'strerror', None) or error}") from None
    with open(descriptor, "w", encoding="utf-8") as stream:  # noqa: PTH123 - a descriptor has no path
        stream.write(CONFIG_TEMPLATE)
