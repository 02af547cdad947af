"""The tabs and lists of a configuration, and the files of lists that it names."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.config.errors import ConfigError, ErrorCollector, config_error, did_you_mean, quote_value
from tui.config.list_text import parse_entry
from tui.config.positions import build_lots
from tui.domain.quote import InstrumentKind
from tui.domain.text import sanitize_line
from tui.view.column_layout import ChosenColumn, find_column
from tui.view.filtering import parse_filter
from tui.view.settings import BoardSettings
from tui.view.sorting import DEFAULT_SORT, LIST_ORDER, LIST_SORT, Sort
from tui.view.tabs import MAX_ENTRY, ListEntry, Lists, Tab

if TYPE_CHECKING:
    from tui.config.schema import ConfigModel, TabModel

_MAX_WIDTH_DIGITS: Final = 4


def build_settings(model: "ConfigModel", file: Path, errors: ErrorCollector) -> BoardSettings:
    """Return the tabs and lists of a configuration; the problems of each tab go to the collector.

    Args:
        model: the configuration.
        file: where it was read from; relative paths of lists start at its folder.
        errors: collects what is wrong.
    """
    lists = {name: parse_entries(entries) for name, entries in model.lists.items()}
    files: dict[str, Path] = {}
    tabs: list[Tab] = []
    for number, each in enumerate(model.tabs):
        if each.list is not None and each.list not in lists:
            read = errors.run(None, _read_list, file, number, each.list)
            if read is not None:
                files[each.list], lists[each.list] = read
        tab = _tab(each, number, lists, file, errors)
        same = next((n for n, other in enumerate(model.tabs[:number]) if other.name == each.name), None)
        if same is not None:
            problem = f"found {quote_value(each.name)}, which tabs[{same}] already has"
            errors.add(config_error(file, f"tabs[{number}].name", problem))
        tabs.append(tab)
    return BoardSettings(
        tabs=tuple(tabs),
        tab_order=model.board.tabs,
        lists=MappingProxyType(lists),
        list_files=MappingProxyType(files),
        drop_columns=_columns(model.board.drop_columns, partial(config_error, file, "board.drop_columns"), errors),
        figures=model.board.figures,
        lots=build_lots(model.positions, file, errors) if model.positions else (),
        currency=model.board.currency.upper(),
    )


def _read_list(file: Path, number: int, name: str) -> tuple[Path, tuple[ListEntry, ...]]:
    from tui.config.list_files import read_list_file  # noqa: PLC0415 - needed only for a list in a file

    return read_list_file(file, name, partial(_error, file, number))


def _error(file: Path, number: int, key: str, problem: str) -> ConfigError:
    return config_error(file, f"tabs[{number}].{key}", problem)


def parse_entries(lines: Sequence[str]) -> tuple[ListEntry, ...]:
    """Return the entries of a list, without the empty lines."""
    return tuple(parse_entry(line) for line in lines if line.strip())


def _tab(model: "TabModel", number: int, lists: Lists, file: Path, errors: ErrorCollector) -> Tab:
    error = partial(_error, file, number)
    filter_text = model.filter
    try:
        parse_filter(filter_text)
    except ValueError as problem:  # an ExpressionError; a board that filters nothing does not load the language
        errors.add(error("filter", f"found {quote_value(filter_text)}, {problem}"))
        filter_text = ""
    sort = model.sort
    if sort is not None and sort != LIST_ORDER and find_column(sort) is None:
        errors.add(error("sort", f"found {quote_value(sort)}{_no_column(sort, LIST_ORDER)}"))
        sort = None
    if model.list is not None and model.symbols is not None:
        errors.add(error("symbols", "has list beside it; a tab has one of them"))
    symbols = None if model.symbols is None else parse_entries(model.symbols)
    if model.list is not None:
        symbols = lists.get(model.list, ())
    return Tab(
        name=sanitize_line(model.name, MAX_ENTRY),
        symbols=symbols,
        list_name=model.list or "",
        markets=frozenset(model.markets),
        kinds=frozenset(InstrumentKind(kind) for kind in model.kinds),
        sources=frozenset(model.sources),
        filter_text=filter_text,
        columns=_columns(model.columns, partial(error, "columns"), errors, with_width=True),
        sort=_sort(sort, has_list=symbols is not None, reverse=model.reverse),
    )


def _columns(
    written: Sequence[str], error: Callable[[str], ConfigError], errors: ErrorCollector, *, with_width: bool = False
) -> tuple[str, ...]:
    """Return the columns of a list that there are, each once: `name`, or `name:24` where a width may follow."""
    chosen: dict[str, str] = {}
    for text in written:
        key, colon, width = text.partition(":")
        if find_column(key) is None:
            errors.add(error(f"found {quote_value(text)}{_no_column(key)}"))
        elif colon and not (with_width and width.isascii() and width.isdecimal() and len(width) < _MAX_WIDTH_DIGITS):
            expected = f'"{key}" or "{key}:24", a width in cells' if with_width else f'"{key}"'
            errors.add(error(f"found {quote_value(text)}, expected {expected}"))
        else:
            chosen.setdefault(key, str(ChosenColumn.parse(text)))
    return tuple(chosen.values())


def _no_column(name: str, *further: str) -> str:
    from tui.view.all_columns import COLUMNS_BY_KEY  # noqa: PLC0415 - most boards name the usual ones alone

    known = (*COLUMNS_BY_KEY, *further)
    return f", which is no column{did_you_mean(name, known)} (known: {', '.join(known)})"


def _sort(key: str | None, *, has_list: bool, reverse: bool) -> Sort | None:
    if key is None and not reverse:
        return None
    usual = LIST_SORT if has_list else DEFAULT_SORT
    sort = usual if key is None else Sort.by(key)
    return sort.toggle(sort.key) if reverse else sort
