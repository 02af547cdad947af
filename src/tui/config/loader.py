"""What the user asks for: the sources, the looks and the keys, from one TOML file or from built-in defaults."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.config.defaults import DEFAULT_SOURCES
from tui.config.durations import parse_duration
from tui.config.errors import ConfigError, config_error, quote_value, read_toml
from tui.sources.adapter import Adapter, SourceConfig
from tui.storage.paths import config_dir

if TYPE_CHECKING:
    from tui.config.schema import ConfigModel

__all__ = ["DEFAULT_CONFIG", "Config", "ConfigError", "load_config"]

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_LONGEST_KEY = 64
_PERCENT = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,4})?)\s?%", re.ASCII)
_SECONDS = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,3})?)s", re.ASCII)
_LEAST_FLUSH, _MOST_FLUSH = 0.1, 10.0
_NEVER: Final = frozenset({"never", "0", "0s", "0m", "0h"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All that one run of the program is told."""

    sources: tuple[SourceConfig, ...]
    """In order of preference; at least one."""
    theme: str = "dark"
    """`dark` or `light`."""
    flash: bool = True
    """Whether a changed cell lights up for a moment."""
    flush: float | None = None
    """Seconds between two paints of what sources tell; None leaves it to the line to the terminal."""
    keys: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Keys by binding id, where they differ from the built-in ones."""
    calendar_file: Path | None = None
    """The user's own trading hours, laid over the built-in ones."""
    log_level: str = "info"
    disagree_percent: Decimal = Decimal(1)
    """By how much in percent two fresh sources may differ on one instrument before its row is flagged."""
    idle_after: timedelta = timedelta(minutes=30)
    """How long nobody must have pressed a key before sources are asked more rarely; zero is never."""
    file: Path | None = None
    """Where this was read from; None where it is built in."""


DEFAULT_CONFIG: Final = Config(sources=DEFAULT_SOURCES)
"""What runs where there is no file."""


def config_file() -> Path | None:
    """The user's configuration: `BIGBOARD_CONFIG`, else `config.toml` in the user's config folder. It may not exist.

    None where no home folder is known to look in.

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
    """The configuration.

    Args:
        path: a file the user named, which must then exist; None looks in the usual place and takes `DEFAULT` if
            nothing is there.
        adapters: the kinds of source there are; None means all that are built in or that plug-ins add.

    Raises:
        ConfigError: the file cannot be taken, with the file, the key, what was found and what was expected.
    """
    file = path or config_file()
    named = path is not None or bool(os.environ.get("BIGBOARD_CONFIG"))
    if file is None or (not named and not file.exists()):
        return DEFAULT_CONFIG
    tables = _with_flat_names(read_toml(file))
    # msgspec is paid for only where there is a file
    from tui.config.schema import ConfigModel  # noqa: PLC0415
    from tui.config.validation import validate  # noqa: PLC0415

    return _config(validate(tables, ConfigModel, file), adapters, file)


def _config(tables: "ConfigModel", adapters: Sequence[Adapter] | None, file: Path) -> Config:
    from tui.config.sources import build_sources  # noqa: PLC0415 - likewise
    from tui.sources import adapters_for  # noqa: PLC0415 - the readers are needed only where there is a file

    if adapters is None:
        adapters = adapters_for(source.kind for source in tables.sources or ())
    return Config(
        sources=DEFAULT_CONFIG.sources if tables.sources is None else build_sources(tables.sources, adapters, file),
        theme=tables.board.theme,
        flash=tables.board.flash,
        flush=_flush(tables.board.flush, file),
        keys=_keys(tables.keys, file),
        calendar_file=_beside(file, tables.calendar),
        log_level=tables.log_level,
        disagree_percent=_disagree(tables.board.disagree, file),
        idle_after=_idle_after(tables.board.idle_after, file),
        file=file,
    )


def _disagree(written: str, file: Path) -> Decimal:
    match = _PERCENT.fullmatch(written)
    if match is None or not Decimal(match[1]):
        raise config_error(
            file, "board.disagree", f'found {quote_value(written)}, expected a percentage such as "1%" or "0.25%"'
        )
    return Decimal(match[1])


def _flush(written: str | None, file: Path) -> float | None:
    if written is None:
        return None
    match = _SECONDS.fullmatch(written)
    if match is None or not _LEAST_FLUSH <= float(match[1]) <= _MOST_FLUSH:
        raise config_error(
            file, "board.flush", f'found {quote_value(written)}, expected "0.1s" to "10s", such as "0.25s" or "1s"'
        )
    return float(match[1])


def _idle_after(written: str, file: Path) -> timedelta:
    if written in _NEVER:
        return timedelta(0)
    length = parse_duration(written)
    if length is None:
        raise config_error(
            file, "board.idle_after", f'found {quote_value(written)}, expected text such as "30m" or "2h", or "never"'
        )
    return length


def _with_flat_names(tables: dict[str, object]) -> dict[str, object]:
    """The tables with names that hold dots made whole, where they were written without quotes."""
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
    """A table with `app.quit` written without quotes, which TOML takes for a table in a table, made flat again."""
    if not isinstance(table, dict):
        yield prefix, table
        return
    for name, value in table.items():
        yield from _dotted(value, f"{prefix}.{name}" if prefix else name)


def _keys(keys: Mapping[str, str], file: Path) -> Mapping[str, str]:
    for name, key in keys.items():
        if not key.strip() or len(key) > _LONGEST_KEY or not key.isprintable():
            raise config_error(
                file, f"keys.{name}", f'found {quote_value(key)}, expected a key such as "q" or "ctrl+r"'
            )
    return MappingProxyType(dict(keys))


def _beside(file: Path, written: str | None) -> Path | None:
    """A written path: `~` is the home folder, and a relative one starts at the file that names it."""
    if written is None:
        return None
    if not written or "\0" in written:
        raise config_error(
            file, "calendar", f"found {quote_value(written)}, expected the path of a file with trading hours"
        )
    try:
        return file.parent / Path(written).expanduser()
    except RuntimeError:
        raise config_error(file, "calendar", f"found {quote_value(written)}, whose home folder is not known") from None
