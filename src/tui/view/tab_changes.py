"""Changes of the tabs as the user asks for them: made, closed, renamed and moved."""

from collections.abc import Sequence
from typing import Final

from tui.domain.market import Market
from tui.view.settings import BoardSettings
from tui.view.tabs import ALL, GIVEN, MAX_TABS, Tab, moved
from tui.view.typed_line import quoted

MAX_TAB_NAME: Final = 24
"""Characters of a name."""


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


def hidden_tab(settings: BoardSettings, market: Market, name: str) -> str | None:
    """Return the name, as it is spelled, of a tab that there is and the order leaves out; None where there is none."""
    if not settings.tab_order:
        return None
    tabs = settings._replace(tab_order=()).tabs_for(market)
    shown = {tab.name for tab in settings.tabs_for(market)}
    return next((tab.name for tab in tabs if tab.name not in shown and tab.name.casefold() == name.casefold()), None)


def with_hidden_tab(settings: BoardSettings, name: str) -> BoardSettings:
    """Return the settings with a hidden tab shown again, as the last."""
    return settings._replace(tab_order=(*(each for each in settings.tab_order if each != name), name))


def is_hidden_text(name: str) -> str:
    """Return what is said where a name is that of a hidden tab."""
    return f"the tab {name} is hidden: :newtab {quoted(name)} shows it"


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
        TabChangeError: it is at that end already, or of the command line, and the first.
    """
    _check_own(name)
    names = _order_of(shown)
    order = moved(names, names.index(name), step)
    if list(order) == names:
        raise TabChangeError(f"it is the {'first' if step < 0 else 'last'}")
    return settings._replace(tab_order=order)


def _order_of(shown: Sequence[Tab]) -> list[str]:
    """Return the names of the tabs that a configuration can have, in order."""
    return [tab.name for tab in shown if tab.name != GIVEN]


def _check_own(name: str) -> None:
    if name == GIVEN:
        raise TabChangeError(f"{GIVEN} is of the command line, and ends with this run")


def _check_name(shown: Sequence[Tab], name: str) -> None:
    if not name.strip() or len(name) > MAX_TAB_NAME:
        raise TabChangeError(f"a name has 1 to {MAX_TAB_NAME} characters")
    if any(tab.name.casefold() == name.casefold() for tab in shown):
        raise TabChangeError(f"there is a tab {name} already")
    if name.casefold() == ALL.casefold():
        raise TabChangeError(is_hidden_text(ALL))
    if name.casefold() == GIVEN.casefold():
        raise TabChangeError(f"{GIVEN} is the name of the command line's own tab")
