"""What the palette offers: keys, commands, tabs, settings, sources, columns, symbols and articles."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Final, cast

from textual.app import App
from textual.binding import Binding
from textual.screen import Screen

from tui.config.options import schema_options
from tui.domain.article import newest_first
from tui.domain.quote import InstrumentId
from tui.ui.board_screen import BoardScreen
from tui.ui.commands.command import Context, commands_of
from tui.ui.commands.line import COMMANDS
from tui.ui.commands.program_commands import request_poll
from tui.ui.key_hints import display_keys, keys_of
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.ui.widgets.reader import Reader
from tui.view.all_columns import COLUMNS
from tui.view.palette import PaletteEntry, palette_entry
from tui.view.sorting import Sort

MAX_SYMBOLS: Final = 20_000
MAX_ARTICLES: Final = 200
_TAB_ACTION: Final = "tab("


def key_entries(app: App[None], screen: Screen[object]) -> list[PaletteEntry]:
    """Return everything that a key does on this screen, each once, with its keys, in the order of its words.

    Over the board these are also the keys of the grid that mean nothing in the pane that has the focus.
    """
    found: dict[str, PaletteEntry] = {}
    for node, binding, enabled, _ in screen.active_bindings.values():
        is_offered = enabled and binding.show and binding.description
        if is_offered and binding.action not in found and not binding.action.startswith(_TAB_ACTION):
            run = partial(app.call_later, app.run_action, binding.action, node)
            found[binding.action] = _key_entry(app, binding, run)
    if isinstance(screen, BoardScreen):
        for binding in cast("list[Binding]", QuoteGrid.BINDINGS):
            if screen.active_bindings.keys().isdisjoint(keys_of(app, binding)):
                run = partial(app.call_later, screen.action_in_grid, binding.action)
                found.setdefault(binding.action, _key_entry(app, binding, run))
    return sorted(found.values(), key=lambda entry: entry.words)


def _key_entry(app: App[None], binding: Binding, run: Callable[[], object]) -> PaletteEntry:
    keys = "  ".join(display_keys(app, binding))
    return palette_entry(binding.description, run, "key", keys=keys, others=(binding.id or "",))


def board_entries(context: Context) -> Iterator[PaletteEntry]:
    """Yield what the board can show or change, besides its keys: what is looked for most, first."""
    yield from _tabs(context)
    yield from _commands(context)
    yield from _settings(context)
    yield from _sources(context)
    yield from _columns(context)
    yield from _symbols(context)
    yield from _articles(context)


def _tabs(context: Context) -> Iterator[PaletteEntry]:
    keys = {
        binding.action: "  ".join(display_keys(context.app, binding))
        for binding in cast("list[Binding]", BoardScreen.BINDINGS)
    }
    for number, tab in enumerate(context.board.state.tabs):
        run = partial(context.app.call_later, context.board.action_tab, number)
        key = keys.get(f"{_TAB_ACTION}{number})", "")
        yield palette_entry(f"Tab {tab.name}", run, "tab", keys=key, others=(tab.name,))


def _commands(context: Context) -> Iterator[PaletteEntry]:
    # those without words after them are keys as well
    for command in (command for command in commands_of(COMMANDS, context) if command.usage):
        text = f"{command.name} "
        run = partial(context.app.call_later, context.app.run_action, f"app.command_line({text!r})")
        yield palette_entry(
            f":{command.name}", run, "command", detail=command.description, others=(command.description,)
        )


def _settings(context: Context) -> Iterator[PaletteEntry]:
    for option in schema_options(context.store.file):
        run = partial(context.app.call_later, context.app.run_action, f"app.options({option.key!r})")
        yield palette_entry(option.name, run, "setting", detail=option.meaning, others=(option.key, option.meaning))


def _sources(context: Context) -> Iterator[PaletteEntry]:
    for name, health in context.board.state.market.health.items():
        show = partial(context.app.call_later, context.app.run_action, "app.health")
        yield palette_entry(name, show, "source", detail=f"{health.kind}, {health.state.value}", others=("source",))
        poll = partial(request_poll, context, "poll", name)
        yield palette_entry(f"Poll {name} now", poll, "source", others=(name,))


def _columns(context: Context) -> Iterator[PaletteEntry]:
    grid = context.board.grid
    for column in COLUMNS:
        title = column.title or column.key
        run = partial(_sort_by, grid, column.key)
        yield palette_entry(f"Sort by {title}", run, "column", detail=column.description, others=(column.key, title))


def _sort_by(grid: QuoteGrid, key: str) -> None:
    grid.settings = grid.settings._replace(sort=Sort.by(key))


def _symbols(context: Context) -> Iterator[PaletteEntry]:
    quotes = context.board.state.market.quotes
    for key, quote in islice(quotes.items(), MAX_SYMBOLS):
        name = quote.name or ""
        yield PaletteEntry(
            key.symbol,
            partial(_go_to, context, key),
            f"{name} · {key.market}" if name else key.market,
            "symbol",
            f"{key.symbol}\n{key}\n{name}".casefold(),
        )


def _go_to(context: Context, key: InstrumentId) -> None:
    context.board.show_instrument(key)


def _articles(context: Context) -> Iterable[PaletteEntry]:
    articles = newest_first(context.board.state.market.articles.values())
    return (
        palette_entry(article.title or "an article", partial(_open_article, context, article.id), "article")
        for article in islice(articles, MAX_ARTICLES)
    )


def _open_article(context: Context, article_id: str) -> None:
    context.board.query_one(Reader).show_article(article_id)
