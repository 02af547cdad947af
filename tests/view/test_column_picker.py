"""The list of columns that the picker shows and changes."""

from tests.kit.view import text_of
from tui.view.all_columns import COLUMNS
from tui.view.column_layout import ColumnChoice, layout_columns
from tui.view.column_picker import ColumnList, picker_lines
from tui.view.spans import width

CHOSEN = ("symbol", "last", "name:20", "percent")
PLACED = layout_columns(200, {}, ColumnChoice(CHOSEN))


def a_list(*, has_positions: bool = False) -> ColumnList:
    return ColumnList.of(CHOSEN, PLACED, has_positions=has_positions)


def test_the_columns_that_are_on_keep_their_order_and_width() -> None:
    columns = a_list()

    assert columns.chosen == CHOSEN
    assert [key for key in columns.keys if key in columns.on] == ["symbol", "last", "name", "percent"]


def test_every_other_column_is_offered_after_the_one_it_usually_follows() -> None:
    usual = ColumnList.of((), layout_columns(60, {}), has_positions=True)

    assert usual.keys == tuple(column.key for column in COLUMNS)
    assert set(a_list(has_positions=True).keys) == set(usual.keys)
    assert "worth" not in a_list().keys
    keys = a_list().keys
    assert keys[keys.index("name") + 1] == "market"


def test_a_column_that_is_turned_on_is_where_the_list_has_it() -> None:
    assert a_list().toggled("direction").chosen == ("symbol", "last", "direction", "name:20", "percent")
    assert a_list().toggled("last").chosen == ("symbol", "name:20", "percent")


def test_the_last_column_stays() -> None:
    one = ColumnList(("symbol", "last"), frozenset({"symbol"}))

    assert one.toggled("symbol") == one


def test_a_column_moves_within_the_list() -> None:
    columns = a_list()

    assert columns.moved("symbol", -1) == columns
    assert columns.moved("symbol", 1).chosen == ("last", "symbol", "name:20", "percent")
    assert columns.moved("symbol", 999).chosen[-1] == "symbol"


def test_a_width_turns_a_column_on_and_has_limits() -> None:
    assert "volume:9" in a_list().with_width("volume", 9).chosen
    assert "name:3" in a_list().with_width("name", -5).chosen
    assert "name:60" in a_list().with_width("name", 500).chosen


def test_a_line_says_whether_a_column_is_on_and_has_room() -> None:
    narrow = layout_columns(24, {}, ColumnChoice(CHOSEN))
    lines = [text_of(line) for line in picker_lines(a_list(), narrow, 60)]
    by_title = {line[5:15].strip(): line for line in lines}

    assert by_title["SYMBOL"].startswith(" [x] SYMBOL    the instrument")
    assert by_title["VOL"].startswith(" [ ] VOL ")
    assert by_title["NAME"].rstrip().endswith("no room")
    assert by_title["LAST"].rstrip().endswith("5")


def test_every_line_is_exactly_as_wide_as_asked() -> None:
    for cells in (38, 60, 78):
        assert {width(line) for line in picker_lines(a_list(has_positions=True), PLACED, cells)} == {cells}
