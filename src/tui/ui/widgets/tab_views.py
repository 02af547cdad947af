"""How the tabs of the grid looked when they were left, in this run or the last, and what of it is yet to come back."""

from collections.abc import Mapping, Sequence

from tui.ui.widgets.grid_rows import GridState
from tui.view.sorting import LIST_ORDER, is_column
from tui.view.tabs import Tab
from tui.view.view_state import TabView


class TabViews:
    """The views of the tabs by name.

    After a start the tab that was left, and the row of its cursor, may only come with the first poll of a source:
    they are awaited until they are there, or until the user does something else.
    """

    def __init__(self) -> None:
        self._left: dict[str, TabView] = {}
        self._awaited_tab = ""
        self.awaited: TabView | None = None
        """The view whose cursor and rows are not there yet; None where nothing is awaited."""
        self._shown: set[str] = set()
        """The names of the tabs that were shown, in this run or the last."""

    def restore(self, name: str, views: Mapping[str, TabView]) -> GridState:
        """Begin with the views of an earlier run; return the state of the tab that was shown then."""
        self._left = {tab: _usable(view) for tab, view in views.items()}
        if name not in self._left:
            return GridState()
        self._shown.update(self._left)
        self._awaited_tab = name
        self.awaited = self._left[name]
        return state_of(self.awaited, Tab(name=name))

    def leave(self, name: str, view: TabView) -> None:
        """Record how a tab looks that is no longer shown; what the grid begins with may be none."""
        if name in self._shown:
            self._left[name] = view

    def rename(self, names: Mapping[str, str]) -> None:
        """Keep the views of tabs that have other names now, given by the old ones."""
        self._left = {names.get(name, name): view for name, view in self._left.items()}
        self._shown = {names.get(name, name) for name in self._shown}
        self._awaited_tab = names.get(self._awaited_tab, self._awaited_tab)

    def enter(self, tab: Tab) -> TabView:
        """Return how a tab looked when it was left; one that is new begins at its top."""
        self._shown.add(tab.name)
        return self._left.get(tab.name) or TabView(sort=tab.initial_sort)

    def with_shown(self, name: str, view: TabView) -> Mapping[str, TabView]:
        """Return the views of all tabs, that of the tab shown as given."""
        return {**self._left, name: view}

    def stop_waiting(self) -> None:
        """Await nothing more: the user has done something else."""
        self._awaited_tab, self.awaited = "", None

    def stop_waiting_for_tab(self) -> None:
        """Await no other tab: the user has chosen one."""
        self._awaited_tab = ""

    def name_of(self, shown: Tab) -> str:
        """Return the tab that the user is at: the one awaited, else the one shown."""
        return self._awaited_tab or shown.name

    def choose(self, shown: Tab, tabs: Sequence[Tab]) -> Tab:
        """Return which of the tabs to show now: the awaited one, else the one shown, else the first.

        Args:
            shown: as it was until now.
            tabs: at least one.
        """
        by_name = {tab.name: tab for tab in reversed(tabs)}
        if self._awaited_tab in by_name:
            found, self._awaited_tab = by_name[self._awaited_tab], ""
        elif shown.name in by_name and self._shown:
            found = by_name[shown.name]
        else:
            if self._shown:
                self._awaited_tab = self._awaited_tab or shown.name
            found = tabs[0]
        self._shown.add(found.name)
        return found


def state_of(view: TabView, tab: Tab) -> GridState:
    """Return the choices of a view, for this tab."""
    return GridState(tab, view.sort, view.filter_text, view.frozen)


def _usable(view: TabView) -> TabView:
    """Return a view of an earlier run, with its usual sort where there is no such column any more."""
    is_known = view.sort.key == LIST_ORDER or is_column(view.sort.key)
    return view if is_known else view._replace(sort=TabView().sort)
