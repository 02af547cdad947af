"""The index panel: within its width, every figure complete, the leading indices never hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import a_failure, a_market, a_snapshot
from tests.kit.quotes import a_level, after, an_id
from tests.kit.view import a_board_state, page_of, text_of
from tui.domain.quote import Direction, Quote
from tui.view import formatting, index_panel
from tui.view.index_panel import IndexView
from tui.view.panel_layout import plan_layout
from tui.view.spans import AgeLevel, Tone, width

LEVELS = (
    a_level("KSE100", "82,074", "+615.2", "+0.76"),
    a_level("KSE30", "26,034", "+234.5", "+0.91"),
    a_level("BR100", "8,615", "+43.5", "+0.51"),
    a_level("BR30", "26,900", "-375.9", "-1.38"),
)


def views_of(*levels: Quote, moves: int = 0) -> list[IndexView]:
    market = a_market(
        *(
            a_snapshot(*(a_level(level.id.symbol, str(n + 1)) for level in levels), at=after(n - moves))
            for n in range(moves)
        ),
        a_snapshot(*levels, at=after(0)),
    )
    return index_panel.index_views(a_board_state(market, after(1)), {})


names = st.text(alphabet="KSE100&-.", min_size=1, max_size=32)
levels = st.builds(
    a_level,
    names,
    st.none() | st.decimals(0, 999_999, places=2).map(str),
    st.none() | st.decimals(-99_999, 99_999, places=2).map(str),
    st.none() | st.decimals(-100, 100, places=2).map(str),
    flags=st.sampled_from([(), ("flagged",)]),
)


@given(st.lists(levels, max_size=8), st.integers(40, 200), st.integers(0, 3))
def test_tiles_are_never_wider_than_the_screen_and_cut_no_figure(indices: list[Quote], cells: int, moves: int) -> None:
    views = views_of(*indices, moves=moves)
    lines = index_panel.tile_lines(views, cells)

    assert len(lines) == index_panel.TILE_LINES
    assert all(width(line) <= cells for line in lines)
    assert "…" not in page_of(lines[1:])


@given(st.lists(levels, max_size=8), st.integers(40, 200), st.integers(1, 4), st.integers(0, 3))
def test_lines_of_indices_are_never_wider_than_the_screen_and_cut_no_figure(
    indices: list[Quote], cells: int, max_lines: int, moves: int
) -> None:
    views = views_of(*indices, moves=moves)
    lines = index_panel.compact_lines(views, cells, max_lines)

    assert len(lines) <= max_lines
    assert all(width(line) <= cells for line in lines)
    for view in views[: len(lines) * (1 if cells < 77 else 2)]:
        level = view.quote
        assert level.price is None or formatting.format_price(level.price) in page_of(lines)
        assert level.percent is None or formatting.format_percent(level.percent) in page_of(lines)


def test_the_leading_indices_come_first_whatever_their_order_in_the_market() -> None:
    views = views_of(a_level("ALLSHR"), *reversed(LEVELS))

    assert [view.quote.id.symbol for view in views] == ["KSE100", "KSE30", "BR100", "BR30", "ALLSHR"]


@pytest.mark.parametrize("size", [(160, 50), (120, 40), (100, 30), (97, 28), (96, 28), (80, 30), (80, 24), (77, 24)])
def test_every_leading_index_is_on_the_screen(size: tuple[int, int]) -> None:
    plan = plan_layout(*size, indices=4)
    views = views_of(*LEVELS)
    lines = (
        index_panel.tile_lines(views, size[0])
        if plan.tiles
        else index_panel.compact_lines(views, size[0], plan.index_height)
    )

    for level in LEVELS:
        assert level.id.symbol in page_of(lines)
        assert level.price is not None
        assert formatting.format_price(level.price) in page_of(lines)


def test_an_index_reads_as_one_line_at_forty_columns() -> None:
    lines = index_panel.compact_lines(views_of(*LEVELS), 40, 4)

    assert page_of(lines).splitlines() == [
        " KSE100 82,074 ▲ +615.2 +0.76%",
        " KSE30  26,034 ▲ +234.5 +0.91%",
        " BR100   8,615 ▲  +43.5 +0.51%",
        " BR30   26,900 ▼ -375.9 -1.38%",
    ]


def test_a_tile_has_name_figures_curve_and_range() -> None:
    lines = index_panel.tile_lines(views_of(LEVELS[0], moves=5), 30)
    name, level, curve, day_range = (text_of(line).strip() for line in lines)

    assert name == "KSE100"
    assert level.split() == ["82,074", "▲", "+615.2", "+0.76%"]
    assert any("\u2800" < c <= "\u28ff" for c in curve)
    assert day_range.startswith("1 ─")
    assert day_range.endswith("● 82,074")


def test_an_index_without_a_change_has_no_curve() -> None:
    assert not text_of(index_panel.tile_lines(views_of(LEVELS[0]), 30)[2]).strip()


def test_a_flagged_index_has_a_mark_in_both_forms() -> None:
    views = views_of(a_level(flags=("change and percent disagree",)))

    assert "!" in page_of(index_panel.tile_lines(views, 60))
    assert "KSE100! 82,074" in page_of(index_panel.compact_lines(views, 40, 1))


def test_an_unreadable_level_is_a_question_mark() -> None:
    views = views_of(a_level(level=None, change=None, percent=None))

    assert "?" in page_of(index_panel.tile_lines(views, 60))
    assert "?" in page_of(index_panel.compact_lines(views, 40, 1))


def test_an_old_level_fades() -> None:
    market = a_market(a_snapshot(a_level(), at=after(0)), a_failure(at=after(15)))
    (view,) = index_panel.index_views(a_board_state(market, after(600)), {})

    assert view.age_level is AgeLevel.STALE
    spans = [span for line in index_panel.tile_lines([view], 60) for span in line if span.text.strip()]
    assert all(span.age_level is AgeLevel.STALE for span in spans)


def test_a_change_is_highlighted_while_it_flashes() -> None:
    market = a_market(a_snapshot(a_level()))
    (view,) = index_panel.index_views(a_board_state(market), {an_id("KSE100"): Direction.DOWN})

    for lines in (index_panel.tile_lines([view], 60), index_panel.compact_lines([view], 60, 1)):
        assert any(span.tone is Tone.FLASH_DOWN and span.text.startswith("82,074") for line in lines for span in line)


def test_without_indices_the_panel_is_empty() -> None:
    assert index_panel.tile_lines([], 80) == [(), (), (), ()]
    assert index_panel.compact_lines([], 80, 3) == []
