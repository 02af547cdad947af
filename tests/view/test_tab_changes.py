"""Tabs made, closed, renamed and moved, and what cannot be done."""

import pytest

from tests.kit.marks import for_each
from tui.domain.market import Market
from tui.view.settings import BoardSettings
from tui.view.tab_changes import (
    TabChangeError,
    hidden_tab,
    with_hidden_tab,
    with_moved_tab,
    with_new_tab,
    with_renamed_tab,
    without_tab,
)
from tui.view.tabs import GIVEN, ListEntry, Tab

NONE = BoardSettings()


def shown(settings: BoardSettings) -> tuple[Tab, ...]:
    return settings.tabs_for(Market())


def names(settings: BoardSettings) -> str:
    return " ".join(tab.name for tab in shown(settings))


def made(*new: str) -> BoardSettings:
    settings = NONE
    for name in new:
        settings = with_new_tab(settings, shown(settings), name)
    return settings


def test_a_new_tab_has_a_list_or_a_filter() -> None:
    settings = with_new_tab(made("Banks"), shown(made("Banks")), "Fast", "pct > 2")
    assert names(settings) == "All Banks Fast Mine"
    assert [(tab.list_name, tab.filter_text) for tab in settings.tabs] == [("Banks", ""), ("", "pct > 2")]
    assert settings.lists["Banks"] == ()


def test_a_closed_tab_is_shown_no_more_and_its_list_stays() -> None:
    settings = made("Banks", "Oil")
    settings = without_tab(settings, Market(), "Banks")
    assert names(settings) == "All Oil Mine"
    assert "Banks" in settings.lists
    assert names(without_tab(settings, Market(), "Mine")) == "All Oil"
    assert names(without_tab(NONE, Market(), "All")) == "Mine"


def test_a_built_in_tab_with_columns_of_the_user_is_closed_at_once() -> None:
    settings = NONE.with_columns("All", ("symbol", "last"))
    assert names(without_tab(settings, Market(), "All")) == "Mine"


def test_the_tab_of_the_command_line_is_never_written() -> None:
    settings = made("Banks").with_list(GIVEN, (ListEntry(symbol="PSX:OGDC"),))
    with pytest.raises(TabChangeError, match="of the command line"):
        without_tab(settings, Market(), GIVEN)
    with pytest.raises(TabChangeError, match="of the command line"):
        with_renamed_tab(settings, shown(settings), GIVEN, "Other")
    with pytest.raises(TabChangeError, match="of the command line"):
        with_moved_tab(settings, shown(settings), GIVEN, 1)
    assert with_moved_tab(settings, shown(settings), "Banks", -1).tab_order == ("Banks", "All", "Mine")
    assert without_tab(settings, Market(), "All").tab_order == ("Banks", "Mine")


def test_columns_of_the_tab_of_the_command_line_are_of_this_run() -> None:
    settings = NONE.with_list(GIVEN, (ListEntry(symbol="PSX:OGDC"),)).with_columns(GIVEN, ("symbol", "last"))
    assert next((tab.name, tab.columns) for tab in shown(settings)) == (GIVEN, ("symbol", "last"))
    assert names(settings) == "Given All Mine"
    assert settings.tabs == ()


def test_a_new_tab_is_shown_where_an_order_is_chosen() -> None:
    settings = without_tab(NONE, Market(), "All")
    assert names(with_new_tab(settings, shown(settings), "Banks")) == "Mine Banks"


@for_each(
    ("name", "step", "order"),
    [
        ("Oil", -1, "All Oil Banks Mine"),
        ("Oil", 1, "All Banks Mine Oil"),
        ("Banks", 9, "All Oil Mine Banks"),
        ("Oil", -9, "Oil All Banks Mine"),
        ("All", 1, "Banks All Oil Mine"),
    ],
)
def test_a_tab_is_moved_within_the_strip(name: str, step: int, order: str) -> None:
    settings = made("Banks", "Oil")
    assert names(with_moved_tab(settings, shown(settings), name, step)) == order


@pytest.mark.parametrize(("name", "order"), [("Banks", "All Money Mine"), ("Mine", "All Banks Money")])
def test_a_renamed_tab_keeps_its_place_and_its_rows(name: str, order: str) -> None:
    settings = made("Banks")
    renamed = with_renamed_tab(settings, shown(settings), name, "Money")
    assert names(renamed) == order
    assert next(tab.list_name for tab in shown(renamed) if tab.name == "Money") == name


@for_each(("name", "reason"), [("banks", "already"), ("ALL", "already"), (" ", "1 to"), ("x" * 25, "1 to")])
def test_a_name_that_cannot_be_one_is_refused(name: str, reason: str) -> None:
    settings = made("Banks")
    with pytest.raises(TabChangeError, match=reason):
        with_new_tab(settings, shown(settings), name)
    with pytest.raises(TabChangeError, match=reason):
        with_renamed_tab(settings, shown(settings), "Banks", name)


def test_a_tab_at_an_end_moves_no_further() -> None:
    settings = made("Banks")
    with pytest.raises(TabChangeError, match="it is the first"):
        with_moved_tab(settings, shown(settings), "All", -1)
    with pytest.raises(TabChangeError, match="it is the last"):
        with_moved_tab(settings, shown(settings), "Mine", 1)


def test_a_hidden_tab_is_shown_again_as_the_last() -> None:
    settings = without_tab(made("Banks"), Market(), "All")
    assert hidden_tab(settings, Market(), "all") == "All"
    assert hidden_tab(settings, Market(), "Banks") is None
    assert hidden_tab(made("Banks"), Market(), "Oil") is None
    with pytest.raises(TabChangeError, match="the tab All is hidden: :newtab All shows it"):
        with_renamed_tab(settings, shown(settings), "Banks", "all")
    assert names(with_hidden_tab(settings, "All")) == "Banks Mine All"


def test_the_last_tab_stays_and_there_are_fifty_at_most() -> None:
    one = BoardSettings(tab_order=("All",))
    with pytest.raises(TabChangeError, match="last"):
        without_tab(one, Market(), "All")
    many = made(*(f"T{number}" for number in range(48)))
    with pytest.raises(TabChangeError, match="50"):
        with_new_tab(many, shown(many), "One more")
