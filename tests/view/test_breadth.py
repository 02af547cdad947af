"""Advancers and decliners."""

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import a_market, a_snapshot
from tests.kit.quotes import a_quote, after
from tests.kit.view import text_of
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.view.breadth import Breadth, breadth_line, tab_breadth
from tui.view.spans import AgeLevel, Tone, width
from tui.view.tabs import ALL, Tab


@given(st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 20_000), st.integers(40, 200))
def test_breadth_fits_and_its_bar_is_divided_by_the_counts(up: int, down: int, unchanged: int, cells: int) -> None:
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


def test_breadth_counts_the_directions_that_sources_state() -> None:
    market = a_market(
        a_snapshot(a_quote("A"), a_quote("B", change="-1"), a_quote("C", change="0"), a_quote("D", change=None))
    )

    assert tab_breadth(market, Tab(name=ALL), after(0))[:3] == (1, 1, 1)


def test_a_tab_has_the_breadth_of_its_own_instruments() -> None:
    index = a_quote("KSE100", change="-9")._replace(kind=InstrumentKind.INDEX)
    other = a_quote("AAPL", change="-1")._replace(id=InstrumentId("US", "AAPL"))
    market = a_market(a_snapshot(a_quote("A"), other, index))

    assert tab_breadth(market, Tab(name="PSX", markets=frozenset({"PSX"})), after(0))[:3] == (1, 0, 0)
    assert tab_breadth(market, Tab(name="US", markets=frozenset({"US"})), after(0))[:3] == (0, 1, 0)
    assert tab_breadth(market, Tab(name=ALL), after(0))[:3] == (1, 1, 0)
    indices = Tab(name="Indices", kinds=frozenset({InstrumentKind.INDEX}))
    assert tab_breadth(market, indices, after(0))[:3] == (0, 1, 0), "nothing but indices"


def test_old_breadth_fades() -> None:
    market = a_market(a_snapshot(a_quote(), at=after(0)))

    assert tab_breadth(market, Tab(name=ALL), after(5)).age_level is AgeLevel.FRESH
    assert tab_breadth(market, Tab(name=ALL), after(600)).age_level is AgeLevel.STALE
