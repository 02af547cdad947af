import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tests.kit.view import text_of
from tui.domain.text import sanitize_line
from tui.domain.text import width as width_of
from tui.view import footer
from tui.view.footer import GridStatus
from tui.view.sorting import Sort
from tui.view.spans import width

KEYS = (
    ("?", "help"),
    ("/", "filter"),
    ("s S", "sort"),
    ("enter", "detail"),
    ("a", "news"),
    ("f", "freeze"),
    ("q", "quit"),
)
statuses = st.builds(
    GridStatus,
    position=st.none() | st.integers(0, 9999),
    shown=st.integers(0, 10_000),
    total=st.integers(0, 10_000),
    sort=st.builds(Sort, st.sampled_from(["symbol", "range", "percent", "direction"]), st.booleans()),
    frozen=st.booleans(),
    filter_text=st.text(alphabet="ab 漢", max_size=60).map(sanitize_line),
    sort_choices=st.just(()),
    tab=st.text(alphabet="ab 漢", max_size=24).map(sanitize_line),
)
messages = st.just("") | st.text(alphabet="ab 漢", max_size=300).map(sanitize_line)


@given(statuses, messages, st.integers(40, 200))
def test_the_bottom_line_is_exactly_as_wide_as_the_screen_and_no_hint_is_cut(
    grid: GridStatus, words: str, cells: int
) -> None:
    line = footer.footer_line(KEYS, words, grid, cells)
    shown = text_of(line)

    assert width(line) == cells
    position = "" if grid.position is None else f"{grid.position + 1} of "
    count = f"{position}{grid.shown}" + (f" (of {grid.total})" if grid.shown != grid.total else "")
    # a blank at each end, and one between
    if not words or width_of(words) + len(count) + 3 <= cells:
        assert count in shown
    if not words:
        assert shown.count("…") <= bool(grid.filter_text) + bool(grid.tab)


@given(statuses, st.text(alphabet="ab漢", max_size=60), st.integers(40, 200))
def test_the_end_of_what_is_typed_is_always_in_sight(grid: GridStatus, typed: str, cells: int) -> None:
    line = footer.filter_prompt(typed, grid, cells)
    shown = text_of(line)

    assert width(line) == cells
    assert f"{typed[-3:]}▏" in shown
    assert grid.filter_error or f"{grid.shown} of {grid.total} " in shown
    assert shown.startswith((f" /{typed}▏", " /…"))


def test_what_is_wrong_with_a_filter_takes_the_place_of_the_count() -> None:
    grid = GridStatus(shown=4, total=9, filter_text="pct >", filter_error="column 6: expected a figure")
    assert text_of(footer.filter_prompt("pct >", grid, 60)).endswith("  column 6: expected a figure ")
    assert width(footer.filter_prompt("pct >", grid, 20)) == 20


def test_hints_come_whole_and_most_useful_first() -> None:
    assert text_of(footer.hint_line(KEYS, 28)) == "? help   / filter   s S sort"
    assert text_of(footer.hint_line(KEYS, 27)) == "? help   / filter"
    assert footer.hint_line(KEYS, 5) == ()


def test_an_announcement_takes_the_place_of_the_hints() -> None:
    shown = text_of(footer.footer_line(KEYS, "new: Index holds", GridStatus(shown=30, total=30), 80))

    assert shown.startswith(" new: Index holds")
    assert "help" not in shown


def test_the_filter_in_force_is_named() -> None:
    shown = text_of(footer.footer_line(KEYS, "", GridStatus(0, 2, 30, filter_text="oil"), 100))

    assert shown.startswith(" filter oil   ? help")
    assert "1 of 2 (of 30)" in shown


def test_where_one_is_and_how_it_is_sorted() -> None:
    assert text_of(footer.position_line(GridStatus(2, 30, 30, Sort("percent", descending=True)))) == "3 of 30 · by %▼"
    assert (
        text_of(footer.position_line(GridStatus(2, 30, 30, Sort("symbol"), frozen=True)))
        == "3 of 30 · by SYMBOL▲ · order frozen"
    )


def test_a_frozen_order_is_said_on_a_narrow_screen_too() -> None:
    shown = text_of(
        footer.footer_line(KEYS, "", GridStatus(2, 30, 30, Sort("percent", descending=True), frozen=True), 40)
    )

    assert "frozen" in shown


@for_each(
    ("cells", "shown"),
    [
        (80, "Large banks · 3 of 30 · by %▼ · order frozen"),
        (50, "Large banks · 3 of 30 · frozen"),
        (40, "Large… · 3 of 30 · frozen"),
        (30, "3 of 30 · frozen"),
        (24, "3 of 30"),
    ],
)
def test_the_tab_is_named_as_far_as_there_is_room(cells: int, shown: str) -> None:
    grid = GridStatus(2, 30, 30, Sort("percent", descending=True), frozen=True, tab="Large banks")
    assert text_of(footer.footer_line((), "", grid, cells)).strip() == shown


@pytest.mark.parametrize(
    ("is_covered", "line"),
    [(False, " ? help           All · 3 of 30 · by % ▼ "), (True, " ? help   / filter   s S sort   3 of 30 ")],
)
def test_where_a_pane_covers_the_grid_its_keys_go_first(is_covered: bool, line: str) -> None:
    grid = GridStatus(
        position=2, shown=30, total=30, tab="All", sort=Sort("percent", descending=True), is_covered=is_covered
    )
    assert text_of(footer.footer_line(KEYS, "", grid, 40)) == line.replace("% ▼", grid.sort.title + "▼")
