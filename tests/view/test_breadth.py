"""Advancers and decliners."""

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_market, a_quote, a_snapshot, after, text_of
from tui.domain import apply
from tui.view.breadth import Breadth, DirectionCounts, breadth_line, count_directions, market_breadth
from tui.view.spans import Age, Tone, width


@given(st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 20_000), st.integers(40, 200))
def test_breadth_fits_and_its_bar_is_shared_out(up: int, down: int, unchanged: int, cells: int) -> None:
    line = breadth_line(Breadth(up, down, unchanged), cells)
    shown = text_of(line)

    assert width(line) <= cells
    if up + down + unchanged:
        assert f"▲ {up} " in shown
        assert f" {down} ▼" in shown
        assert f" {unchanged} " in shown
        rising = sum(len(s.text) for s in line if s.text.startswith("━") and s.tone is Tone.UP)
        falling = sum(len(s.text) for s in line if s.text.startswith("━") and s.tone is Tone.DOWN)
        if up and down:
            assert abs(rising - (rising + falling) * up / (up + down)) <= 1
    else:
        assert not shown


def test_breadth_counts_what_the_sources_say_not_what_the_sign_suggests() -> None:
    market = a_market(
        a_snapshot(a_quote("A"), a_quote("B", change="-1"), a_quote("C", change="0"), a_quote("D", change=None))
    )

    assert market_breadth(market, count_directions(market.quotes), after(0))[:3] == (1, 1, 1)


def test_old_breadth_fades() -> None:
    market = a_market(a_snapshot(a_quote(), at=after(0)))
    count = count_directions(market.quotes)

    assert market_breadth(market, count, after(5)).fade is Age.FRESH
    assert market_breadth(market, count, after(600)).fade is Age.STALE


CHANGES = st.sampled_from(("1", "-1", "0", None))
ROWS = st.fixed_dictionaries(dict.fromkeys("ABCDEF", CHANGES)) | st.dictionaries(st.sampled_from("ABCDEF"), CHANGES)


@given(st.lists(ROWS, max_size=6))
def test_a_count_kept_along_is_that_of_a_fresh_look(polls: list[dict[str, str | None]]) -> None:
    market, count = a_market(), DirectionCounts({}, {})
    for n, rows in enumerate(polls):
        quotes = (a_quote(symbol, change=change) for symbol, change in rows.items())
        market = apply(market, a_snapshot(*quotes, at=after(15 * n)))
        count = count_directions(market.quotes, count if n else None)
        assert count == count_directions(market.quotes)
