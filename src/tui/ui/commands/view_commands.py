"""Commands about what the board shows: rows, tabs, order, columns and lists."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from tui.config.errors import did_you_mean
from tui.domain.expressions.tokens import ExpressionError
from tui.domain.quote import InstrumentId
from tui.ui.commands.command import Command, CommandError, Context, no_argument
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.view.all_columns import COLUMNS
from tui.view.command_prompt import Candidate
from tui.view.filtering import parse_filter
from tui.view.sorting import LIST_ORDER, Sort
from tui.view.tabs import ListEntry, resolve
from tui.view.typed_line import Word, quoted

_DIRECTIONS: Final = {"up": False, "asc": False, "down": True, "desc": True}
_MAX_SYMBOLS_OFFERED: Final = 20_000


def symbol_candidates(context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    """Return every instrument of the board: its symbol, or with its market where several have that."""
    if before:
        return ()
    quotes = context.board.state.market.quotes
    seen: dict[str, InstrumentId] = {}
    for key in quotes:
        seen.setdefault(key.symbol, key)
    return (
        Candidate(key.symbol if seen[key.symbol] == key else str(key), quote.name or key.market)
        for key, quote in islice(quotes.items(), _MAX_SYMBOLS_OFFERED)
    )


def find_instrument(context: Context, word: Word) -> InstrumentId:
    """Return the instrument of a symbol as it is typed, in any case of letters.

    Raises:
        CommandError: no row has it.
    """
    quotes = context.board.state.market.quotes
    (found,) = resolve([ListEntry(symbol=word.text.upper())], quotes)
    if found is not None:
        return found
    typed = word.text.casefold()
    exact = next((key for key in quotes if typed in (key.symbol.casefold(), str(key).casefold())), None)
    if exact is None:
        near = did_you_mean(word.text.upper(), [key.symbol for key in islice(quotes, 2_000)])
        raise CommandError(f'no row has "{word.text}"{near}', word)
    return exact


def grid_of(context: Context) -> QuoteGrid:
    """Return the grid of the board."""
    return context.board.grid


def _sort(context: Context, words: Sequence[Word]) -> None:
    column, *direction = words
    key = find_column(column)
    grid = grid_of(context)
    sort = Sort.by(key)
    if direction:
        if direction[0].text not in _DIRECTIONS:
            raise CommandError(f'found "{direction[0].text}", expected up or down', direction[0])
        sort = Sort(key, _DIRECTIONS[direction[0].text])
    grid.settings = grid.settings._replace(sort=sort)


def find_column(word: Word) -> str:
    """Return the key of a column by its key or its title.

    Raises:
        CommandError: there is no such column.
    """
    typed = word.text.casefold()
    keys = {LIST_ORDER: LIST_ORDER}
    for column in COLUMNS:
        keys[column.key] = column.key
        if column.title:
            keys.setdefault(column.title.casefold(), column.key)
    if typed not in keys:
        raise CommandError(f'no column "{word.text}"{did_you_mean(typed, keys)}', word)
    return keys[typed]


def _sort_candidates(_context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    if len(before) == 1:
        return (Candidate("down", "the greatest first"), Candidate("up", "the least first"))
    return () if before else (*column_candidates(), Candidate(LIST_ORDER, "the order of the tab's list"))


def column_candidates() -> Iterable[Candidate]:
    """Return every column."""
    return (Candidate(column.key, column.description) for column in COLUMNS)


def _tab(context: Context, words: Sequence[Word]) -> None:
    (word,) = words
    tabs = context.board.state.tabs
    names = [tab.name.casefold() for tab in tabs]
    typed = word.text.casefold()
    if typed.isdecimal() and 1 <= int(typed) <= len(tabs) and typed not in names:
        context.board.action_tab(int(typed) - 1)
        return
    starting = [number for number, name in enumerate(names) if name.startswith(typed)]
    if typed not in names and len(starting) != 1:
        raise CommandError(f'no tab "{word.text}"{did_you_mean(typed, names)}', word)
    context.board.action_tab(names.index(typed) if typed in names else starting[0])


def _tab_candidates(context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    return (
        ()
        if before
        else (Candidate(tab.name, f"tab {number}") for number, tab in enumerate(context.board.state.tabs, start=1))
    )


def _goto(context: Context, words: Sequence[Word]) -> None:
    context.board.show_instrument(find_instrument(context, words[0]))


def _filter(context: Context, words: Sequence[Word]) -> None:
    text = " ".join(quoted(word.text) for word in words)
    try:
        parse_filter(text)
    except ExpressionError as error:
        raise CommandError(str(error), words[0]._replace(end=words[-1].end)) from None
    grid = grid_of(context)
    grid.settings = grid.settings._replace(filter_text=text)


def _mark(context: Context, words: Sequence[Word]) -> None:
    if words:
        context.board.show_instrument(find_instrument(context, words[0]))
    context.board.action_list("mark")


def _columns(context: Context, words: Sequence[Word]) -> None:
    parts = [
        Word(part, word.start, word.end)
        for word in words
        for part in word.text.replace(",", " ").split()
        if part.casefold() != "auto"
    ]
    keys = tuple(dict.fromkeys(find_column(part) for part in parts))
    if LIST_ORDER in keys:
        raise CommandError("list is an order, no column", words[0])
    before, tab = context.store.settings, grid_of(context).settings.tab
    context.arrange(before.with_columns(tab.name, keys), f"columns of {tab.name}")


def _columns_candidates(_context: Context, _before: Sequence[str]) -> Iterable[Candidate]:
    return (*column_candidates(), Candidate("auto", "those that the width has room for"))


VIEW_COMMANDS: Final = (
    Command(
        name="goto",
        usage="SYMBOL",
        description="Move to an instrument, in whichever tab it is",
        run=_goto,
        candidates=symbol_candidates,
        names=("go", "g"),
        min_words=1,
        max_words=1,
    ),
    Command(
        name="tab",
        usage="NAME or NUMBER",
        description="Show a tab",
        run=_tab,
        candidates=_tab_candidates,
        names=("b",),
        min_words=1,
        max_words=1,
    ),
    Command(
        name="sort",
        usage="COLUMN [up or down]",
        description="Sort the rows by a column",
        run=_sort,
        candidates=_sort_candidates,
        min_words=1,
        max_words=2,
    ),
    Command(
        name="filter", usage="[EXPRESSION]", description="Show the rows that match; nothing shows all", run=_filter
    ),
    Command(
        name="columns",
        usage="COLUMN ... or auto",
        description="Show these columns, in this order",
        run=_columns,
        candidates=_columns_candidates,
        min_words=1,
    ),
    Command(
        name="mark",
        usage="[SYMBOL]",
        description="Mark or unmark an instrument: the tab Mine",
        run=_mark,
        candidates=symbol_candidates,
        max_words=1,
    ),
    Command(
        name="undo",
        description="Undo the last change of a list or setting",
        run=no_argument("app.undo"),
        max_words=0,
    ),
)
