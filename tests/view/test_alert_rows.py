"""In which group a rule is, and its figure against its line."""

from datetime import timedelta
from pathlib import Path

from tests.domain.alerts.judging import a_rule, quoted
from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW
from tests.kit.view import a_board_state, page_of
from tui.config.loader import load_config
from tui.domain.alerts.judge import RuleState
from tui.domain.alerts.rule import Rule, Scope, ScopeKind
from tui.domain.alerts.status import AlertStatus
from tui.domain.quote import InstrumentId
from tui.view.alert_figures import Figures
from tui.view.alert_list import AlertLines, ListContext, detail_lines
from tui.view.alert_rows import AlertRow, list_rules
from tui.view.board_state import BoardState
from tui.view.settings import BoardSettings

BIG = a_rule("last > 105", "OGDC", name="big")
ANY = a_rule("pct > 5", name="any")
LATER, BEFORE = FIXED_NOW + timedelta(hours=1), FIXED_NOW - timedelta(minutes=3)
RANG = RuleState(is_armed=False, rang_at=BEFORE, is_unacknowledged=True)
SEEN = RANG._replace(is_unacknowledged=False)
OGDC = ("big", "PSX:OGDC")


def a_state(*rules: Rule, states: dict[tuple[str, str], RuleState] | None = None) -> BoardState:
    market = a_market(a_snapshot(quoted("106"), quoted("107", "PPL"), quoted("101", "MCB")))
    settings = BoardSettings(rules=rules)
    return a_board_state(market)._replace(settings=settings, alerts=AlertStatus(states or {}))


def groups(rows: list[AlertRow]) -> list[str]:
    return [f"{row.group} {' '.join(filter(None, row.key))}" for row in rows]


@for_each(
    "rule, states, shown",
    [
        (BIG, {}, ["armed big"]),
        (BIG, {OGDC: RANG}, ["fired big PSX:OGDC"]),
        (BIG, {OGDC: SEEN}, ["armed big"]),
        (BIG, {OGDC: RANG, ("big", ""): RuleState(snoozed_until=LATER)}, ["fired big PSX:OGDC"]),
        (BIG, {OGDC: SEEN._replace(snoozed_until=LATER)}, ["snoozed big PSX:OGDC"]),
        (BIG, {OGDC: RANG._replace(snoozed_until=LATER)}, ["snoozed big PSX:OGDC"]),
        (BIG._replace(is_enabled=False), {OGDC: SEEN._replace(snoozed_until=LATER)}, ["off big"]),
        (ANY, {("any", "PSX:OGDC"): SEEN._replace(snoozed_until=LATER)}, ["snoozed any PSX:OGDC", "armed any"]),
        (BIG, {OGDC: SEEN, ("big", ""): RuleState(snoozed_until=LATER)}, ["snoozed big"]),
        (BIG, {("big", ""): RuleState(snoozed_until=BEFORE)}, ["armed big"]),
        (BIG._replace(is_enabled=False), {}, ["off big"]),
        (ANY, {("any", "PSX:OGDC"): RANG}, ["fired any PSX:OGDC", "armed any"]),
        (a_rule("last > 1", "NOPE", name="none"), {}, ["broken none"]),
        (a_rule("last > 1", "NOPE OGDC", name="some"), {}, ["armed some"]),
        (a_rule("last(OGDC) - last(NOPE) > 1", name="spread"), {}, ["broken spread"]),
        (a_rule("failing(nowhere, 5m)", name="down"), {}, ["broken down"]),
        (ANY._replace(scope=Scope(ScopeKind.TAB, ("Gone",))), {}, ["broken any"]),
    ],
)
def test_a_rule_is_in_one_group_and_what_rang_of_many_beside_it(
    rule: Rule, states: dict[tuple[str, str], RuleState], shown: list[str]
) -> None:
    assert groups(list_rules(a_state(rule, states=states))) == shown


@for_each(
    "rule, figure, holds",
    [
        (BIG, "106", True),
        (a_rule("last < 100", "OGDC"), "106", False),
        (a_rule("new_high(day)", "OGDC"), "106", False),
        (ANY, "PPL 7 +1", True),
        (a_rule("pct < 0"), "MCB 1", False),
        (a_rule("advancers > 2"), "3", True),
        (a_rule("last(PPL) - last(OGDC) > 40"), "1", False),
        (a_rule("last > 1", "NOPE"), "", None),
        (a_rule("failing(br, 5m)"), "live", False),
        (a_rule("headline(rate)"), "", None),
        (ANY._replace(scope=Scope(ScopeKind.MARKET, ("PSX",))), "PPL 7 +1", True),
    ],
)
def test_the_figure_now_is_that_of_the_instrument_that_is_nearest_to_the_line(
    rule: Rule, figure: str, holds: bool | None
) -> None:
    state = a_state(rule)
    (row,) = list_rules(state)
    assert Figures(state).now(row) == (figure, holds)


def listed(state: BoardState, cells: int) -> str:
    rows = list_rules(state)
    lines = AlertLines(rows, ListContext(Figures(state), state.time_of_day, cells, selected=0))
    return page_of(lines[:])


def test_the_list_says_what_is_wrong_and_fits_any_width(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text(
        '[[alerts]]\nname = "through"\nwhen = "last > 105"\non = "OGDC"\n'
        '[[alerts]]\nwhen = "pctt > 5"\non = "PPL"\n[[alerts]]\nwhen = "last > 1"\non = "NOPE"\n'
    )
    settings = load_config(file, keeps_broken_rules=True).settings
    state = a_state()._replace(settings=settings, alerts=AlertStatus({("through", "PSX:OGDC"): RANG}))
    assert listed(state, 60) == (
        "── fired 1 ─────────────────────────────────────────────────\n"
        "▸◆ OGDC through  last > 105                          106 3m\n"
        "── broken 2 ────────────────────────────────────────────────\n"
        " ✗ NOPE last > 1    NOPE: no source has it\n"
        " ✗ PPL  pctt > 5    column 1: no field pctt; did you mean …"
    )
    for cells in (24, 40, 80, 200):
        rows = list_rules(state)
        lines = AlertLines(rows, ListContext(Figures(state), state.time_of_day, cells))
        assert {sum(len(span.text) for span in line) for line in lines[:]} == {cells}
    broken = next(row for row in list_rules(state) if row.key[0] == "PPL: pctt > 5")
    detail = page_of(detail_lines(broken, Figures(state), state.time_of_day, 60, 4)).split("\n")
    assert detail[:2] == [" pctt > 5", " ▲"]
    assert detail[2].startswith(" column 1: no field pctt; did you mean pct?")


def test_the_figure_of_a_symbol_is_that_of_every_market_that_has_it_as_it_is_judged() -> None:
    rows = (quoted("106"), quoted("109")._replace(id=InstrumentId("NYSE", "OGDC")))
    state = a_state(ANY._replace(scope=Scope(ScopeKind.INSTRUMENTS, ("OGDC", "PPL"))))
    state = state._replace(market=a_market(a_snapshot(*rows)))
    (row,) = list_rules(state)
    assert Figures(state).now(row) == ("OGDC 9 +1", True)
