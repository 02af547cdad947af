"""What adding an instrument to a list writes: into the list, and into the source that is asked for it from then on."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tui.config.defaults import DEFAULT_SOURCES
from tui.config.edits import Edit
from tui.domain.listing import Listing
from tui.domain.quote import InstrumentId, InstrumentKind, InvalidSymbolError
from tui.sources.adapter import SourceConfig
from tui.sources.spelling import NewSymbol, advice_for
from tui.view.add_dialog import Proposal
from tui.view.list_changes import ListChange
from tui.view.settings import BoardSettings
from tui.view.tabs import GIVEN, ListEntry


class Addition(NamedTuple):
    """A change of a list that waits for the user's consent."""

    proposal: Proposal
    change: ListChange
    edits: tuple[Edit, ...] = ()
    """Of the configuration, beside the list itself."""


def plan_addition(
    new: NewSymbol,
    change: ListChange,
    settings: BoardSettings,
    sources: Sequence[SourceConfig],
    file: Path | None,
    *,
    is_wide: bool,
) -> Addition:
    """Return the addition of an instrument that a source has to be asked for.

    Args:
        new: the source, and its symbol.
        change: of the list.
        settings: what the user has arranged.
        sources: all of them.
        file: the configuration that is written; None where changes hold for this run alone.
        is_wide: whether there is room for the whole path.
    """
    source = new.source
    path = ("sources", source.name, "symbols")
    if source.instruments:
        edit = Edit(path=(*path, new.symbol), value=str(new.instrument), about=change.about)
        line = f'symbols = {{ … "{new.symbol}" = "{new.instrument}" }}'
    else:
        symbols = [*source.symbols, new.symbol]
        edit = Edit(path=path, value=symbols, base=list(source.symbols), about=change.about)
        line = f'symbols = [… "{new.symbol}"]'
    notes = [f"{source.name} asks for it within seconds. U takes both back."]
    if tuple(sources) == DEFAULT_SOURCES:
        notes.append("Where the file has no sources of its own, the built-in ones are written with it.")
    if file is None:
        notes = ["Nothing is saved in this run: it stays a line without figures."]
    where = "nothing" if file is None else file if is_wide else file.name
    lines = ("[[sources]]", f'name = "{source.name}"', line, *_lines_of_list(new, change, settings))
    about = f"{new.instrument} is given by no source yet. enter writes into {where}:"
    return Addition(Proposal(about, lines, tuple(notes)), change, (edit,))


def _lines_of_list(new: NewSymbol, change: ListChange, settings: BoardSettings) -> tuple[str, ...]:
    if change.name in settings.list_files:
        return f"and into {settings.list_files[change.name]}:", str(new.instrument)
    return () if change.name == GIVEN else ("[lists]", f'{change.name} = [… "{new.instrument}"]')


def without_source(listing: Listing, change: ListChange) -> Addition:
    """Return the addition of an instrument that no source here can be asked for, and what to write for one."""
    symbol = ListEntry.of(listing.id).symbol
    notes = ["It stays a line without figures until a source has it."]
    if listing.name and (advice := advice_for(listing)):
        notes.append("A source that has it: " + "  ".join(advice.splitlines()))
    about = f"No source here has {symbol}. enter puts it into {change.name} all the same:"
    return Addition(Proposal(about, (f'"{symbol}"',), tuple(notes)), change)


def listing_as_typed(typed: str) -> Listing | None:
    """Return what is typed as a symbol that nothing here knows; None where it cannot be one."""
    market, _, symbol = typed.strip().upper().rpartition(":")
    try:
        return Listing(InstrumentId.parse(market, symbol), InstrumentKind.SHARE)
    except InvalidSymbolError:
        return None
