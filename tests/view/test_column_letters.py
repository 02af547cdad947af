"""The letters of columns, by which a grid is sorted."""

from tui.view.all_columns import COLUMNS
from tui.view.column_layout import find_column
from tui.view.column_letters import LIST_LETTER, letters_of, sort_letters
from tui.view.sorting import LIST_ORDER
from tui.view.tabs import ALL, MINE, Tab


def test_each_column_has_a_key_and_a_letter_of_its_own() -> None:
    assert len({column.key for column in COLUMNS}) == len(COLUMNS)
    assert len({column.letter for column in COLUMNS}) == len(COLUMNS)
    assert all(len(column.letter) == 1 and column.letter != LIST_LETTER for column in COLUMNS)


def test_a_letter_sorts_by_its_column_whether_it_is_in_view_or_not() -> None:
    letters = sort_letters()

    assert letters["v"] == "volume"
    assert letters["O"] == "open"
    assert letters[LIST_LETTER] == LIST_ORDER


def test_the_letters_of_the_columns_in_view_are_offered_with_their_titles() -> None:
    columns = [column for key in ("symbol", "direction", "volume") if (column := find_column(key))]

    assert letters_of(columns, Tab(name=ALL)) == (("s", "SYMBOL"), ("d", "▲▼"), ("v", "VOL"))
    assert letters_of(columns[:1], Tab(name=MINE, symbols=())) == (("s", "SYMBOL"), (".", "list"))
