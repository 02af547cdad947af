"""Changes of the tabs as the user asks for them: made, closed, renamed and moved."""

from collections.abc import Sequence
from typing import Final

from tui.domain.market import Market
from tui.view.settings import BoardSettings
from tui.view.tabs import ALL, GIVEN, MAX_TABS, Tab, moved

MAX_TAB_NAME: Final = 24
"""Characters of a name."""
_RESERVED: Final = frozenset({ALL.casefold(), GIVEN.casefold()})


class TabChangeError(ValueError):
    """A change of the tabs that cannot be made; its text says why."""


def with_new_tab(settings: BoardSettings, shown: Sequence[Tab], name: str, filter_text: str = "") -> BoardSettings:
    """Return the settings with one more tab: of the rows that a filter matches, or else of a new list of its name.

    Args:
        settings: those in force.
        shown: the tabs as they are shown.
        name: of the new tab.
        filter_text: a valid filter; empty for a list, which is filled by hand.

    Raises:
        TabChangeError: a tab has this name, it is no name, or there are too many.
    """
    _check_name(shown, name)
    if len(shown) >= MAX_TABS:
        raise TabChangeError(f"there are {MAX_TABS} tabs already")
    if filter_text:
        tab = Tab(name=name, filter_text=filter_text)
    else:
        settings = settings.with_list(name, settings.lists.get(name, ()))
        tab = Tab(name=name, symbols=settings.lists[name], list_name=name)
    changed = settings._replace(tabs=(*settings.tabs, tab))
    return changed._replace(tab_order=(*settings.tab_order, name)) if settings.tab_order else changed


def without_tab(settings: BoardSettings, market: Market, name: str) -> BoardSettings:
    """Return the settings without a tab; its list stays, and a built-in tab is no longer shown.

    Raises:
        TabChangeError: it is the only one, or of the command line.
    """
    _check_own(name)
    shown = settings.tabs_for(market)
    if len(shown) == 1:
        raise TabChangeError("the last tab stays")
    changed = settings._replace(tabs=tuple(tab for tab in settings.tabs if tab.name != name))
    if not settings.tab_order and all(tab.name != name for tab in changed.tabs_for(market)):
        return changed
    # a built-in one, perhaps with columns of the user's, which are gone with it
    return changed._replace(tab_order=tuple(each for each in _order_of(shown) if each != name))


def with_renamed_tab(settings: BoardSettings, shown: Sequence[Tab], name: str, new_name: str) -> BoardSettings:
    """Return the settings with another name of a tab, which keeps its place.

    Raises:
        TabChangeError: a tab has the new name, it is no name, or the tab is of the command line.
    """
    _check_own(name)
    _check_name(shown, new_name)
    tab = next(tab for tab in shown if tab.name == name)
    # as it is shown: one of the user's with the name of a built-in tab may have columns alone
    renamed = tab._replace(name=new_name)
    own = [renamed if each.name == name else each for each in settings.tabs]
    if renamed not in own:
        own.append(renamed)
    order = tuple(new_name if each == name else each for each in _order_of(shown))
    return settings._replace(tabs=tuple(own), tab_order=order)


def with_moved_tab(settings: BoardSettings, shown: Sequence[Tab], name: str, step: int) -> BoardSettings:
    """Return the settings with a tab so many places further right, or left where that is negative.

    Raises:
        TabChangeError: it is of the command line, and the first.
    """
    _check_own(name)
    names = _order_of(shown)
    return settings._replace(tab_order=moved(names, names.index(name), step))


def _order_of(shown: Sequence[Tab]) -> list[str]:
    """Return the names of the tabs that a configuration can have, in order."""
    return [tab.name for tab in shown if tab.name != GIVEN]


def _check_own(name: str) -> None:
    if name == GIVEN:
        raise TabChangeError(f"{GIVEN} is of the command line, and ends with this run")


def _check_name(shown: Sequence[Tab], name: str) -> None:
    if not name.strip() or len(name) > MAX_TAB_NAME:
        raise TabChangeError(f"a name has 1 to {MAX_TAB_NAME} characters")
    if any(tab.name.casefold() == name.casefold() for tab in shown) or name.casefold() in _RESERVED:
        raise TabChangeError(f"there is a tab {name} already")
