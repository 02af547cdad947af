"""Load the configuration of a run: sources, looks and keys, from one TOML file or from built-in defaults."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.config.defaults import DEFAULT_SOURCES
from tui.config.durations import parse_duration
from tui.config.errors import EXPECTED_KEY, ConfigError, ErrorCollector, config_error, quote_value
from tui.sources.adapter import Adapter, SourceConfig
from tui.storage.paths import config_dir

if TYPE_CHECKING:
    from tui.config.schema import ConfigModel, SourceModel

__all__ = ["DEFAULT_CONFIG", "Config", "ConfigError", "load_config"]

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of a run of the program."""

    sources: tuple[SourceConfig, ...]
    """In order of preference; at least one."""
    theme: str = "dark"
    """`dark` or `light`."""
    flash: bool = True
    """Whether a changed cell lights up for a moment."""
    mouse: bool = True
    """Whether clicks come to the board; False leaves the mouse to the terminal's own selection."""
    flush: float | None = None
    """Seconds between two paints of market changes; None leaves it to the terminal profile."""
    keys: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Keys by binding id, where they differ from the built-in ones."""
    calendar_file: Path | None = None
    """The user's own trading hours, laid over the built-in ones."""
    log_level: str = "info"
    disagree_percent: Decimal = Decimal(1)
    """Percent by which two fresh sources may differ on one instrument before its row is flagged."""
    idle_after: timedelta = timedelta(minutes=30)
    """The time without a key after which sources are polled more rarely; zero is never."""
    file: Path | None = None
    """Where this was read from; None where it is built in."""


DEFAULT_CONFIG: Final = Config(sources=DEFAULT_SOURCES)
"""The configuration where there is no file."""


def config_file() -> Path | None:
    """Return the path of the user's configuration, which may not exist; None where no home folder is known.

    It is `BIGBOARD_CONFIG`, else `config.toml` in the user's config folder.

    Raises:
        ConfigError: `BIGBOARD_CONFIG` begins with a home folder that is not known.
    """
    named = os.environ.get("BIGBOARD_CONFIG")
    if named:
        try:
            return Path(named).expanduser()
        except RuntimeError:
            problem = f"found {quote_value(named)}, whose home folder is not known"
            raise config_error(None, "BIGBOARD_CONFIG", problem) from None
    folder = config_dir()
    return None if folder is None else folder / "config.toml"


def load_config(path: Path | None = None, *, adapters: Sequence[Adapter] | None = None) -> Config:
    """Load the configuration.

    Args:
        path: a file the user named, which must then exist; None looks in the usual place and returns `DEFAULT_CONFIG`
            if nothing is there.
        adapters: the kinds of source there are; None means all that are built in or that plug-ins add.

    Raises:
        ConfigError: the file is invalid; with the file, the key, what was found and what was expected.
    """
    file = path or config_file()
    named = path is not None or bool(os.environ.get("BIGBOARD_CONFIG"))
    if file is None or (not named and not file.exists()):
        return DEFAULT_CONFIG
    # the parser and msgspec are loaded only where there is a file
    from tui.config.schema import ConfigModel  # noqa: PLC0415 - loads msgspec
    from tui.config.toml_file import read_toml  # noqa: PLC0415 - not on the way to the first frame
    from tui.config.validation import validate  # noqa: PLC0415 - loads msgspec

    tables = _with_flat_names(read_toml(file))
    try:
        model = validate(tables, ConfigModel, file)
    except ConfigError as error:
        raise ConfigError(*error.problems, *_other_problems(tables, adapters, file)) from None
    return _build_config(model, adapters, file)


def _other_problems(tables: Mapping[str, object], adapters: Sequence[Adapter] | None, file: Path) -> tuple[str, ...]:
    """Return the problems of those sources that are valid by the schema, in a file that is not."""
    from tui.config.schema import SourceModel  # noqa: PLC0415 - loads msgspec
    from tui.config.validation import find_problems, validate  # noqa: PLC0415 - loads msgspec

    sources = tables.get("sources")
    if not isinstance(sources, list):
        return ()
    models = [None if find_problems(each, SourceModel) else validate(each, SourceModel, file) for each in sources]
    try:
        _build_sources(models, adapters, file)
    except ConfigError as error:
        return error.problems
    return ()


def _build_sources(
    models: Sequence["SourceModel | None"], adapters: Sequence[Adapter] | None, file: Path
) -> tuple[SourceConfig, ...]:
    from tui.config.sources import build_sources  # noqa: PLC0415 - needed only where there is a file
    from tui.sources import adapters_for  # noqa: PLC0415 - the readers are needed only where there is a file

    if adapters is None:
        adapters = adapters_for(model.kind for model in models if model is not None)
    return build_sources(models, adapters, file)


def _build_config(model: "ConfigModel", adapters: Sequence[Adapter] | None, file: Path) -> Config:
    errors = ErrorCollector()
    sources = DEFAULT_CONFIG.sources
    if model.sources is not None:
        sources = errors.run(sources, _build_sources, model.sources, adapters, file)
    sources = errors.run(sources, _with_network, sources, model, file)
    keys = errors.run(_NOTHING, _check_printable, model.keys, file)
    calendar_file = errors.run(None, _calendar_path, file, model.calendar)
    errors.raise_all()
    board = model.board
    return Config(
        sources=sources,
        theme=board.theme,
        flash=board.flash,
        mouse=board.mouse,
        flush=None if board.flush is None else float(board.flush.removesuffix("s")),
        keys=keys,
        calendar_file=calendar_file,
        log_level=model.log_level,
        disagree_percent=Decimal(board.disagree.removesuffix("%").rstrip()),
        # the schema admits no other form than a length of time, "never" and zero
        idle_after=parse_duration(board.idle_after) or timedelta(0),
        file=file,
    )


def _with_network(sources: tuple[SourceConfig, ...], model: "ConfigModel", file: Path) -> tuple[SourceConfig, ...]:
    from tui.config.network import build_network, with_network  # noqa: PLC0415 - needed only where there is a file

    return with_network(sources, build_network(model.network, file, "network"))


def _with_flat_names(tables: dict[str, object]) -> dict[str, object]:
    """Flatten the tables that TOML makes of unquoted names with dots: `app.quit`, `OGDC.KA`."""
    flat = dict(tables)
    if isinstance(keys := tables.get("keys"), dict):
        flat["keys"] = dict(_dotted(keys))
    if isinstance(sources := tables.get("sources"), list):
        flat["sources"] = [_with_flat_symbols(each) if isinstance(each, dict) else each for each in sources]
    return flat


def _with_flat_symbols(source: dict[str, object]) -> dict[str, object]:
    symbols = source.get("symbols")
    return source | {"symbols": dict(_dotted(symbols))} if isinstance(symbols, dict) else source


def _dotted(table: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield the values of nested tables, each by its dotted name."""
    if not isinstance(table, dict):
        yield prefix, table
        return
    for name, value in table.items():
        yield from _dotted(value, f"{prefix}.{name}" if prefix else name)


def _check_printable(keys: Mapping[str, str], file: Path) -> Mapping[str, str]:
    for name, key in keys.items():
        if not key.isprintable():
            raise config_error(file, f"keys.{name}", f"found {quote_value(key)}, expected {EXPECTED_KEY}")
    return MappingProxyType(keys)


def _calendar_path(file: Path, text: str | None) -> Path | None:
    """Return the path of the calendar: `~` is the home folder, and a relative one starts at the file's folder."""
    if text is None:
        return None
    try:
        return file.parent / Path(text).expanduser()
    except RuntimeError:
        raise config_error(file, "calendar", f"found {quote_value(text)}, whose home folder is not known") from None
