"""The command that adds instruments to the list of the tab, those without a row too."""

from collections.abc import Iterable, Sequence
from typing import Final

from tui.domain.quote import InstrumentId
from tui.domain.text import count_of
from tui.ui.commands.command import Command, CommandError, Context
from tui.ui.commands.view_commands import find_instrument, grid_of, symbol_candidates
from tui.view.command_prompt import Candidate
from tui.view.list_changes import ListChange, added, list_of
from tui.view.tabs import ListEntry
from tui.view.typed_line import Word


def _add(context: Context, words: Sequence[Word]) -> None:
    """Add what the words name to the list of the tab, and say which of them name nothing.

    Raises:
        CommandError: nothing is added.
    """
    name, before = list_of(grid_of(context).settings.tab), context.store.settings
    settings, found, unknown, reason = before, list[InstrumentId](), list[Word](), ""
    for word in words:
        key = _find(context, word)
        if key is None:
            unknown.append(word)
            continue
        change = added(name, ListEntry(symbol=str(key)), settings)
        if isinstance(change, str):
            reason = change
            continue
        settings = settings.with_list(name, change.entries)
        found.append(key)
    if not found and unknown:
        raise CommandError(f'no symbol "{unknown[0].text}" is known here; + asks the sources', unknown[0])
    if not found:
        raise CommandError(reason, words[0]._replace(end=words[-1].end))
    about = _about(name, found, unknown, context)
    change = ListChange(name, settings.lists[name], about)
    context.board.post_message(context.board.ListChanged(change))


def _about(name: str, found: Sequence[InstrumentId], unknown: Sequence[Word], context: Context) -> str:
    symbols = found[0].symbol if len(found) == 1 else count_of(len(found), "symbol")
    without_row = [key.symbol for key in found if key not in context.board.state.market.quotes]
    notes = [f"no source gives {', '.join(without_row)} yet"] if without_row else []
    if unknown:
        notes.append("no symbol " + ", ".join(f'"{word.text}"' for word in unknown))
    return "; ".join([f"{symbols} into {name}", *notes])


def _find(context: Context, word: Word) -> InstrumentId | None:
    """Return the instrument of a symbol: that of a row, else the first of the directory; None where neither has it."""
    try:
        return find_instrument(context, word)
    except CommandError:
        from tui.config.directory import load_directory  # noqa: PLC0415 - large, and needed only here

        typed = word.text.upper()
        known = (listing.id for listing in load_directory())
        return next((key for key in known if typed in (key.symbol.upper(), str(key).upper())), None)


def _candidates(context: Context, _before: Sequence[str]) -> Iterable[Candidate]:
    return symbol_candidates(context, ())


ADD_COMMAND: Final = Command(
    name="add",
    usage="SYMBOL ...",
    description="Add instruments to the list of this tab",
    run=_add,
    candidates=_candidates,
    min_words=1,
)
