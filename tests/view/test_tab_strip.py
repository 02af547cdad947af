"""The strip of tabs at every width, and what is under the pointer."""

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_level, a_quote
from tests.kit.view import text_of
from tui.domain.quote import InstrumentId
from tui.view.tab_strip import TabLabel, strip_line, tab_at, tab_labels
from tui.view.tabs import Tab

LABELS = (
    TabLabel("All", 11, 18),
    TabLabel("PSX", 10, 17),
    TabLabel("World"),
    TabLabel("FX", 1, 0),
    TabLabel("Coins", 0, 1),
    TabLabel("Mine"),
)


@for_each(
    ("cells", "active", "shown"),
    [
        (80, 0, "── 1 All ─ 2 PSX ▲10▼17 ─ 3 World ─ 4 FX ▲1▼0 ─ 5 Coins ▲0▼1 ─ 6 Mine ──────────"),
        (80, 1, "── 1 All ▲11▼18 ─ 2 PSX ─ 3 World ─ 4 FX ▲1▼0 ─ 5 Coins ▲0▼1 ─ 6 Mine ──────────"),
        (60, 0, "── 1 All ─ 2 PSX ─ 3 World ─ 4 FX ─ 5 Coins ─ 6 Mine ───────"),
        (40, 0, "── 1 All ─ 2 PSX ─ 3 World ─ 4 FX ────›─"),
        (40, 3, "── 1 All ─ 2 PSX ─ 3 World ─ 4 FX ────›─"),
        (40, 4, "─‹ 2 PSX ─ 3 World ─ 4 FX ─ 5 Coins ──›─"),
        (40, 5, "─‹ 3 World ─ 4 FX ─ 5 Coins ─ 6 Mine ───"),
    ],
)
def test_tabs_are_shed_by_width_and_the_one_shown_stays(cells: int, active: int, shown: str) -> None:
    line = text_of(strip_line(LABELS, active, cells))
    assert line == shown
    assert len(line) == cells


@for_each("cells", range(40, 200, 7))
@for_each("active", range(len(LABELS)))
def test_a_click_on_a_name_finds_its_tab(cells: int, active: int) -> None:
    line = text_of(strip_line(LABELS, active, cells))
    for number, label in enumerate(LABELS):
        x = line.find(f" {label.name} ")
        if x >= 0:
            assert tab_at(LABELS, active, cells, x + 1) == number
    if "›" in line:
        further = tab_at(LABELS, active, cells, cells - 1)
        assert further is not None
        assert LABELS[further].name not in line
    assert tab_at(LABELS[:1], 0, cells, cells - 5) is None


def test_the_divider_below_joins_the_strip_where_no_name_is() -> None:
    assert text_of(strip_line(LABELS[:1], 0, 40, (30,)))[30] == "┬"
    assert "┬" not in text_of(strip_line(LABELS[:1], 0, 40, (5,)))


def test_a_tab_counts_what_is_up_and_down_without_indices() -> None:
    market = a_market(
        a_snapshot(a_quote("UP", change="1"), a_quote("DOWN", change="-1"), a_level("KSE100", change="5"))
    )
    assert tab_labels([Tab(name="A name that is far too long")], market) == (TabLabel("A name that is …", 1, 1, 2),)


def test_a_tab_of_the_same_instruments_as_the_one_shown_says_nothing_more() -> None:
    same = (TabLabel("All", 3, 4, 8), TabLabel("PSX", 3, 4, 8), TabLabel("FX", 3, 4, 7))
    assert text_of(strip_line(same, 0, 40)).startswith("── 1 All ─ 2 PSX ─ 3 FX ▲3▼4 ─")
    assert text_of(strip_line(same, 2, 40)).startswith("── 1 All ▲3▼4 ─ 2 PSX ─ 3 FX ─")


def test_beyond_the_ninth_tab_no_digit_is_a_key() -> None:
    labels = [TabLabel(f"T{n}") for n in range(11)]
    assert "9 T8 ─ T9 ─ T10 " in text_of(strip_line(labels, 0, 120))


def test_a_tab_whose_markets_are_all_closed_has_a_mark() -> None:
    keys = (InstrumentId("US", "AAPL"), InstrumentId("INDEX", "FTSE"))
    quotes = [a_quote(key.symbol)._replace(id=key) for key in keys]
    market = a_market(a_snapshot(*quotes))
    tabs = [Tab(name="All"), Tab(name="US", markets=frozenset({"US"})), Tab(name="None", markets=frozenset({"PSX"}))]

    def marked(*closed: str) -> list[str]:
        return [label.name for label in tab_labels(tabs, market, frozenset(closed)) if label.is_closed]

    assert marked() == []
    assert marked("US") == ["US"]
    assert marked("LSE") == []
    assert marked("US", "LSE", "PSX") == [], "a mark tells closed tabs from open ones"
    labels = tab_labels(tabs, market, frozenset({"US"}))
    assert text_of(strip_line(labels, 1, 40)).startswith("── 1 All ▲2▼0 ─ 2 US ◦ ─ 3 None ─")
    assert "◦" not in text_of(strip_line(labels, 1, 24)), "there is room for names alone"
