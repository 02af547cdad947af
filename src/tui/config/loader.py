"""Load the configuration of a run: sources, looks and keys, from one TOML file or from built-in defaults."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.config.defaults import DEFAULT_SOURCES
from tui.config.errors import EXPECTED_KEY, ConfigError, ErrorCollector, config_error, quote_value
from tui.domain.failover import DISAGREE_PERCENT
from tui.domain.text import sanitize_line
from tui.sources.adapter import Adapter, SourceConfig
from tui.storage.paths import config_dir
from tui.view.settings import BoardSettings
from tui.view.tabs import ListEntry
from tui.view.themes import DARK

if TYPE_CHECKING:
    from tui.config.alert_ways import Way
    from tui.config.collect import CollectSettings
    from tui.config.schema import BoardModel, ConfigModel, HistoryModel
    from tui.config.source_schema import SourceModel
    from tui.config.valid_part import Rejected, ValidPart
    from tui.domain.alerts.rule import Rule
    from tui.sources.article.reading import PageRule

__all__ = ["DEFAULT_CONFIG", "Config", "ConfigError", "load_config"]

_NO_SETTINGS: Final = BoardSettings()
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class HistorySettings(NamedTuple):
    """How much of what was seen is kept, and where."""

    keep: timedelta = timedelta(days=90)
    """Of every change."""
    max_size: int | None = None
    """Bytes of the file, beyond which the oldest goes; None for no limit."""
    file: Path | None = None
    """None for the one in the state folder."""


_ALL_HISTORY: Final = HistorySettings()


class Config(NamedTuple):
    """The settings of a run of the program."""

    sources: tuple[SourceConfig, ...]
    """In order of preference; at least one."""
    flash: bool = True
    """Whether a changed cell lights up for a moment."""
    mouse: bool = True
    """Whether clicks come to the board; False leaves the mouse to the terminal's own selection."""
    flush: float | None = None
    """Seconds between two paints of market changes; None leaves it to the terminal profile."""
    keys: Mapping[str, str] = _NOTHING
    """Keys by binding id, where they differ from the built-in ones."""
    calendar_file: Path | None = None
    """The user's own trading hours, merged over the built-in ones."""
    log_level: str = "info"
    disagree_percent: Decimal = DISAGREE_PERCENT
    """Percent by which two fresh sources may differ on one instrument before its row is flagged."""
    idle_after: timedelta = timedelta(minutes=30)
    """The time without a key after which sources are polled more rarely; zero is never."""
    settings: BoardSettings = _NO_SETTINGS
    """Tabs, lists, positions and looks."""
    history: HistorySettings | None = _ALL_HISTORY
    """None keeps nothing."""
    alert_ways: "tuple[Way, ...]" = ()
    """How alerts are told off the board, each of a name of its own."""
    page_rules: "tuple[PageRule, ...]" = ()
    """Where the article is in the pages of some sites."""
    collect: "CollectSettings | None" = None
    """The server by which one collector gives its events to many boards; None where the file has no such table."""
    fill_past: bool = True
    """Whether the sources are asked, once, for the time before they were polled."""
    without_market: Sequence[str] = ()
    """The names of the sources for which the file names no market."""
    file: Path | None = None
    """Where this was read from; None where it is built in."""
    files: tuple[Path, ...] = ()
    """The other files that it names, whether they exist or not: a change of one is a change of the configuration."""
    has_key_command: bool = False
    """Whether a command gives a key: it may ask its user on the terminal."""

    @property
    def alerts(self) -> "tuple[Rule, ...]":
        """The rules of alerts, each of a name of its own."""
        return self.settings.rules


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


def load_config(
    path: Path | None = None,
    *,
    adapters: Sequence[Adapter] | None = None,
    errors: ErrorCollector | None = None,
    keeps_broken_rules: bool = False,
) -> Config:
    """Load the configuration.

    Args:
        path: a file the user named, which must then exist; None looks in the usual place and returns `DEFAULT_CONFIG`
            if nothing is there.
        adapters: the kinds of source there are; None means all that are built in or that plug-ins add.
        errors: collects the problems, which are then not raised; what is wrong has its default in the result.
        keeps_broken_rules: whether a rule whose condition is wrong is left to be shown, and is no problem of the file.

    Raises:
        ConfigError: the file is invalid; with the file, the key, what was found and what was expected.
    """
    file = path or config_file()
    named = path is not None or bool(os.environ.get("BIGBOARD_CONFIG"))
    if file is None or (not named and not file.exists()):
        return DEFAULT_CONFIG
    found = ErrorCollector() if errors is None else errors
    config = _load_file(file, adapters, found)
    if config.settings.broken_rules and not keeps_broken_rules:
        from tui.config.alerts import problem_of  # noqa: PLC0415 - only once something is wrong

        for rule in config.settings.broken_rules:
            found.add(problem_of(rule, file))
    if errors is None:
        found.raise_all()
    return config


def _load_file(file: Path, adapters: Sequence[Adapter] | None, errors: ErrorCollector) -> Config:
    """Load what is right of a file, and collect every problem of it."""
    # the parser and msgspec are loaded only where there is a file
    from tui.config.named_files import named_files  # noqa: PLC0415 - needed only where there is a file
    from tui.config.toml_file import read_partial_toml  # noqa: PLC0415 - not on the way to the first frame

    read = read_partial_toml(file, errors)
    valid = _valid_part(_with_flat_names(read.tables), file, errors, is_whole=read.is_whole)
    sources = DEFAULT_CONFIG.sources
    if valid.sources:
        sources = errors.run(sources, _build_sources, valid.sources, adapters, file, valid.rejected)
    without_market = tuple(sanitize_line(each.name) for each in valid.sources if each.market is None)
    files = named_files(valid.model, valid.sources, file)
    return _build_config(valid.model, sources, file, errors)._replace(
        without_market=without_market,
        files=files,
        has_key_command=any(each.key_command is not None for each in valid.sources)
        or any(each.key_command is not None for each in valid.model.alert_ways),
    )


def _valid_part(tables: Mapping[str, object], file: Path, errors: ErrorCollector, *, is_whole: bool) -> "ValidPart":
    from tui.config.valid_part import ValidPart, convert_valid  # noqa: PLC0415 - loads msgspec

    model = convert_valid(tables) if is_whole else None
    if model is not None:
        return ValidPart(model, model.sources or (), {})
    from tui.config.partial import keep_valid  # noqa: PLC0415 - only once something is wrong

    return keep_valid(tables, file, errors, is_whole=is_whole)


def _build_sources(
    models: Sequence["SourceModel"],
    adapters: Sequence[Adapter] | None,
    file: Path,
    rejected: "Mapping[int, Rejected]",
) -> tuple[SourceConfig, ...]:
    from tui.config.sources import build_sources  # noqa: PLC0415 - needed only where there is a file
    from tui.sources import adapters_for  # noqa: PLC0415 - the readers are needed only where there is a file

    if adapters is None:
        adapters = adapters_for(model.kind for model in models)
    return build_sources(models, adapters, file, rejected)


def _build_config(
    model: "ConfigModel", sources: tuple[SourceConfig, ...], file: Path, errors: ErrorCollector
) -> Config:
    from tui.config import board_values  # noqa: PLC0415 - needed only where there is a file
    from tui.config.news import news_settings, page_rules  # noqa: PLC0415 - as above

    sources = errors.run(sources, _with_network, sources, model, file)
    board = model.board
    news = errors.run(_NO_SETTINGS.news, news_settings, model.news, file)
    return Config(
        sources=sources,
        flash=board.flash,
        mouse=board.mouse,
        flush=None if board.flush is None else board_values.parse_flush(board.flush),
        keys=_key_bindings(model.keys, file, errors),
        calendar_file=errors.run(None, _calendar_path, file, model.calendar),
        log_level=model.log_level,
        disagree_percent=board_values.parse_disagree(board.disagree),
        idle_after=board_values.parse_idle_after(board.idle_after),
        settings=_with_rules(
            _with_indices(_settings(model, file, errors), board)._replace(news=news), model, file, errors
        ),
        history=errors.run(_ALL_HISTORY, _history, model.history, file),
        page_rules=errors.run((), page_rules, model.pages, file) if model.pages else (),
        fill_past=model.history.fill,
        alert_ways=_alert_ways(model, file, errors),
        collect=_collect(model, sources, file, errors),
        file=file,
    )


def _with_rules(settings: BoardSettings, model: "ConfigModel", file: Path, errors: ErrorCollector) -> BoardSettings:
    if not model.alerts and not model.alert_ways:
        return settings
    from tui.config.alert_ways import way_names  # noqa: PLC0415 - as above
    from tui.config.alerts import build_rules, usual_ways  # noqa: PLC0415 - needed only where there are rules

    ways = way_names(model.alert_ways)
    rules, broken = build_rules(model.alerts, file, errors, ways)
    return settings._replace(rules=rules, broken_rules=broken, rule_ways=usual_ways(ways))


def _alert_ways(model: "ConfigModel", file: Path, errors: ErrorCollector) -> "tuple[Way, ...]":
    if not model.alert_ways:
        return ()
    from tui.config.alert_ways import build_ways  # noqa: PLC0415 - needed only where there are ways

    ways = build_ways(model.alert_ways, file, errors)
    destinations = errors.run((), _with_network, tuple(way.destination for way in ways), model, file)
    return tuple(way._replace(destination=each) for way, each in zip(ways, destinations, strict=False))


def _collect(
    model: "ConfigModel", sources: Sequence[SourceConfig], file: Path, errors: ErrorCollector
) -> "CollectSettings | None":
    if model.collect is None:
        return None
    from tui.config.collect import build_collect  # noqa: PLC0415 - most files have no collector

    names = [source.name for source in sources]
    return build_collect(model.collect, names, file, errors, common_ca_file=model.network.ca_file)


def _history(model: "HistoryModel", file: Path) -> HistorySettings | None:
    if model.keep == "off":
        return None
    try:
        path = None if model.file is None else file.parent / Path(model.file).expanduser()
    except (RuntimeError, ValueError):
        problem = f"found {quote_value(model.file)}, whose home folder is not known"
        raise config_error(file, "history.file", problem) from None
    size = None if model.max_size is None else int(model.max_size[:-2]) << (30 if model.max_size.endswith("GB") else 20)
    return HistorySettings(timedelta(days=int(model.keep[:-1])), size, path)


def _settings(model: "ConfigModel", file: Path, errors: ErrorCollector) -> BoardSettings:
    from tui.config.themes.loader import load_theme, themes_folder  # noqa: PLC0415 - needed only where there is a file

    board = model.board
    theme = errors.run(DARK, load_theme, board.theme, themes_folder(file), file=file)
    if not any((model.tabs, model.lists, model.positions, board.tabs, board.drop_columns)):
        return BoardSettings(figures=board.figures, currency=board.currency.upper(), theme=theme, up=board.up)
    from tui.config.tabs import build_settings  # noqa: PLC0415 - needed only where the user has arranged something

    return build_settings(model, file, errors)._replace(theme=theme, up=board.up)


def _with_indices(settings: BoardSettings, board: "BoardModel") -> BoardSettings:
    """Return the settings with the indices of the index panel."""
    entries = tuple(map(ListEntry.parse, board.indices))
    return settings._replace(indices=entries, indices_rotate=board.indices_rotate)


def _with_network(sources: tuple[SourceConfig, ...], model: "ConfigModel", file: Path) -> tuple[SourceConfig, ...]:
    if model.network == type(model.network)():
        return sources
    from tui.config.network import build_network, with_network  # noqa: PLC0415 - most files set nothing of it

    def error(key: str, problem: str) -> ConfigError:
        return config_error(file, f"network.{key}", problem)

    return with_network(sources, build_network(model.network, file, error))


def _with_flat_names(tables: Mapping[str, object]) -> dict[str, object]:
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


def _key_bindings(keys: Mapping[str, str | Sequence[str]], file: Path, errors: ErrorCollector) -> Mapping[str, str]:
    """Return the keys of each action as one text, with commas between them; the comma itself is `comma`."""
    bindings: dict[str, str] = {}
    for name, written in keys.items():
        each_key = [written] if isinstance(written, str) else written
        wrong = next((key for key in each_key if not key.isprintable()), None)
        if wrong is None:
            bindings[name] = ",".join("comma" if key.strip() == "," else key for key in each_key)
        else:
            errors.add(config_error(file, f"keys.{name}", f"found {quote_value(wrong)}, expected {EXPECTED_KEY}"))
    return MappingProxyType(bindings)


def _calendar_path(file: Path, text: str | None) -> Path | None:
    """Return the path of the calendar: `~` is the home folder, and a relative one starts at the file's folder."""
    if text is None:
        return None
    try:
        return file.parent / Path(text).expanduser()
    except RuntimeError:
        raise config_error(file, "calendar", f"found {quote_value(text)}, whose home folder is not known") from None
