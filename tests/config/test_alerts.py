"""The rules of alerts, as the configuration has them."""

from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.loader import ConfigError, load_config
from tui.domain.alerts.hours import DailyHours
from tui.domain.alerts.margin import Margin
from tui.domain.alerts.rule import Repeat, Rule, Scope, ScopeKind, Times, parse_condition


def rules_of(tmp_path: Path, text: str) -> tuple[Rule, ...]:
    file = tmp_path / "board.toml"
    file.write_text(text)
    return load_config(file).alerts


def test_a_rule_is_loaded_as_written(tmp_path: Path) -> None:
    (rule,) = rules_of(
        tmp_path,
        """
        [[alerts]]
        name = "OGDC through 150"
        when = "last > 150 and vol > 1m"
        on = ["psx:ogdc", "PPL"]
        repeat = "each"
        cool_down = "10m"
        margin = "0.5%"
        session = false
        days = ["mon", "fri"]
        hours = "09:30 - 15:30"
        doubtful = true
        bell = true
        enabled = false
        """,
    )
    assert rule == Rule(
        name="OGDC through 150",
        text="last > 150 and vol > 1m",
        condition=parse_condition("last > 150 and vol > 1m"),
        scope=Scope(ScopeKind.INSTRUMENTS, ("PSX:OGDC", "PPL")),
        repeat=Repeat.EACH,
        cool_down=timedelta(minutes=10),
        margin=Margin(Decimal("0.5"), is_percent=True),
        times=Times(in_session=False, weekdays=frozenset({0, 4}), hours=DailyHours(time(9, 30), time(15, 30))),
        takes_doubtful=True,
        ways=("bell",),
        is_enabled=False,
        number=0,
    )


@for_each(
    ("on", "scope", "name"),
    [
        ('"all"', Scope(), "pct > 5"),
        ('"OGDC"', Scope(ScopeKind.INSTRUMENTS, ("OGDC",)), "OGDC: pct > 5"),
        ('"tab:My banks"', Scope(ScopeKind.TAB, ("My banks",)), "tab:My banks: pct > 5"),
        ('"market:PSX"', Scope(ScopeKind.MARKET, ("PSX",)), "market:PSX: pct > 5"),
        ('["OGDC", "PPL"]', Scope(ScopeKind.INSTRUMENTS, ("OGDC", "PPL")), "OGDC PPL: pct > 5"),
    ],
)
def test_what_a_rule_is_about_names_it_where_it_has_no_name(tmp_path: Path, on: str, scope: Scope, name: str) -> None:
    (rule,) = rules_of(tmp_path, f'[[alerts]]\nwhen = "pct > 5"\non = {on}\n')
    assert (rule.scope, rule.name) == (scope, name)


@for_each(
    ("when", "repeat"),
    [
        ("pct > 5", Repeat.DAILY),
        ("breadth < 30", Repeat.DAILY),
        ("failing(any, 5m)", Repeat.EACH),
        ("headline(rate)", Repeat.EACH),
    ],
)
def test_figures_ring_once_a_day_and_the_rest_each_time_unless_told(tmp_path: Path, when: str, repeat: Repeat) -> None:
    (rule,) = rules_of(tmp_path, f'[[alerts]]\nwhen = "{when}"\n')
    assert rule.repeat is repeat


def test_a_board_keeps_a_broken_rule_with_its_column_and_the_others_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text('[[alerts]]\nwhen = "pct >"\non = "PPL"\n[[alerts]]\nname = "up"\nwhen = "pct > 5"\n')
    settings = load_config(file, keeps_broken_rules=True).settings
    (broken,), (rule,) = settings.broken_rules, settings.rules
    assert (broken.name, broken.text, broken.number, broken.position) == ("PPL: pct >", "pct >", 0, 5)
    assert broken.problem.startswith("column 6: ")
    assert (rule.name, rule.number) == ("up", 1)


def test_no_escape_sequence_of_a_rule_gets_beyond_the_file(tmp_path: Path) -> None:
    when, tab = 'when = "last > 1 or name = \\u001b[31mred"', 'on = "tab:\\u001b]0;x\\u0007Banks"'
    symbols = 'on = ["PSX:\\u001b[1mOGDC", "\\u202ePPL"]'
    rules = rules_of(tmp_path, f"[[alerts]]\n{when}\n{tab}\n[[alerts]]\n{when}\n{symbols}\n")
    assert [rule.text for rule in rules] == ["last > 1 or name = red"] * 2
    assert [rule.scope.names for rule in rules] == [("Banks",), ("PSX:OGDC", "PPL")]


@for_each(
    ("text", "problem"),
    [
        ('[[alerts]]\nwhen = "pct >"\n', r"2: alerts\[0\]\.when: found .*column 6: expected"),
        ('[[alerts]]\nwhen = "pct > 1"\n[[alerts]]\nwhen = "pct > 1"\n', r"alerts\[1\]\.name: .* already has"),
        ('[[alerts]]\nname = "x"\n', r"alerts\[0\]\.when"),
        ('[[alerts]]\nwhen = "pct > 1"\nmargin = "-1"\n', r"alerts\[0\]\.margin"),
        ('[[alerts]]\nwhen = "pct > 1"\nhours = "25:00-26:00"\n', r"alerts\[0\]\.hours"),
        ('[[alerts]]\nwhen = "pct > 1"\nrepat = "once"\n', r"repat.*repeat"),
    ],
)
def test_a_mistake_names_its_place(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        rules_of(tmp_path, text)
