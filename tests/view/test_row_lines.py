"""The lines of a grid: pinned ones first, titles where a list has them, and what has no quote."""

from tests.kit.markets import a_failure, a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote
from tests.kit.view import entries
from tui.view.row_lines import absence_reason, arrange
from tui.view.sorting import LIST_SORT, Sort
from tui.view.tabs import ListEntry, Tab

MARKET = a_market(a_snapshot(*map(a_quote, ("OGDC", "HBL", "BOP"))))
LIST = entries("HBL", "# Small", "NYSE:GONE", "BOP", "LOST", "LOST")


@for_each(
    ("has_list", "sort", "pinned", "lines"),
    [
        (True, LIST_SORT, (), ["PSX:HBL", "# Small", "NYSE:GONE", "PSX:BOP", ":LOST"]),
        (True, Sort("symbol"), (), ["PSX:BOP", "PSX:HBL", "NYSE:GONE", ":LOST"]),
        (True, LIST_SORT, ("BOP", "OGDC"), ["PSX:BOP", "PSX:HBL", "# Small", "NYSE:GONE", ":LOST"]),
        (False, Sort("symbol"), ("OGDC", "HBL"), ["PSX:OGDC", "PSX:HBL", "PSX:BOP"]),
        (False, Sort("symbol", descending=True), ("NOPE",), ["PSX:OGDC", "PSX:HBL", "PSX:BOP"]),
    ],
)
def test_pinned_rows_are_first_and_titles_are_where_the_list_has_them(
    has_list: bool, sort: Sort, pinned: tuple[str, ...], lines: list[str]
) -> None:
    tab = Tab(name="x", symbols=LIST if has_list else None)
    assert list(map(str, arrange(MARKET, tab, sort, [ListEntry(symbol=each) for each in pinned]))) == lines


def test_what_no_source_gives_may_still_come_while_one_has_not_responded() -> None:
    assert absence_reason(MARKET) == "no source has it"
    failing = a_market(a_snapshot(a_quote("OGDC"), source="a"), a_failure(source="b"), sources=("a", "b"))
    assert absence_reason(failing) == "no source has given it yet"
