"""`bigboard alerts`: the rules, and when they would have rung."""

import json
from pathlib import Path

import pytest

from tests.bench.served import exchange
from tests.kit.home import at_home, use_home
from tests.kit.markets import a_failure, a_snapshot
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tests.kit.terminal import Terminal
from tests.storage.history.test_writer import Keeping
from tui.cli.commands import run
from tui.domain.alerts.judge import RuleState
from tui.storage.alert_store import AlertStore

SPAN = ["--since", "2026-03-17", "--until", "2026-03-18"]
RULES = """
[[alerts]]
name = "big"
when = "last > 105"
on = "OGDC"
repeat = "each"
session = false
[[alerts]]
when = "failing(any, 1s)"
session = false
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_home(tmp_path, monkeypatch)
    keeping = Keeping(tmp_path / "bigboard" / "history.db")
    for number, price in enumerate(["104", "106", "104", "107.50"]):
        always_open = a_quote("XYZ", price, market="NOWHERE")
        keeping.apply(a_snapshot(a_quote(price=price), always_open, at=after(15 * number)))
    keeping.apply(a_failure(at=after(60)))
    keeping.apply(a_failure(at=after(75)))
    keeping.writer.work()
    keeping.leave()
    (tmp_path / "bigboard" / "config.toml").write_text(RULES)
    return tmp_path


def test_the_rules_are_listed_with_when_they_rang_last(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    AlertStore(home / "bigboard").save({("big", "PSX:OGDC"): RuleState(is_armed=False, rang_at=FIXED_NOW)})
    assert run(["alerts", "list"]) == 0
    _title, big, failing = capsys.readouterr().out.splitlines()
    assert big.split("  ")[0] == "big"
    assert "2026-03-17" in big
    assert failing.endswith("never")


def test_a_check_says_when_the_rules_would_have_rung(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["alerts", "check", *SPAN]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ", 1)[1] for line in lines] == [
        "big  PSX:OGDC last 106 > 105 · br 0s ago",
        "big  PSX:OGDC last 107.50 > 105 · br 0s ago",
        "failing(any, 1s)  br HTTP 503",
    ]


def test_a_condition_is_checked_as_it_is_typed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["alerts", "check", "last < 105 and pct > 1", "--format", "jsonl", *SPAN]) == 0
    (first,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["at"], first["subject"]) == ("2026-03-17T09:00:00.000Z", "NOWHERE:XYZ")
    assert first["figures"] == [
        {"name": "last", "value": "104", "line": "< 105"},
        {"name": "pct", "value": "7.52", "line": "> 1"},
    ]


@pytest.mark.parametrize(
    ("argv", "status", "said"),
    [
        (["check", "last >", *SPAN], 2, "which is no rule, and as a condition: column 7: expected"),
        (["check", "last > 900", *SPAN], 0, "nothing would have rung from 2026-03-17"),
        (["check", "last > 900", *SPAN], 0, ", in trading hours\n"),
        (["check", "big", "--since", "soon"], 2, "soon"),
        (["list", "big"], 2, "alerts list takes no rule"),
        (["run", "big"], 2, "alerts run takes no rule"),
    ],
)
def test_what_cannot_be_done_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], argv: list[str], status: int, said: str
) -> None:
    assert run(["alerts", *argv]) == status
    assert said in capsys.readouterr().err


def test_without_rules_or_a_history_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    assert run(["alerts", "list"]) == 2
    assert run(["alerts", "run"]) == 2
    assert run(["alerts", "check"]) == 2
    assert run(["alerts", "check", "pct > 1"]) == 3
    said = capsys.readouterr().err
    assert "an [[alerts]] table of the configuration is one" in said
    assert "there is no history yet" in said


@pytest.mark.slow
def test_what_rings_stands_on_the_bottom_line_and_on_the_tape() -> None:
    rules = '[[alerts]]\nwhen = "last > 0.01"\non = "OGDC"\nsession = false\nbell = true\n'
    with exchange(30, 5, rules) as argv, Terminal([*argv, "--fresh"]) as terminal:
        terminal.wait_for(r"! \S*OGDC last [0-9.]+ > 0.01 · demo")
        assert b"\x07" in terminal.raw
        terminal.send("T")
        terminal.wait_for("TAPE")
        terminal.send("/alerts\r")
        terminal.wait_for(r"alert +\S*OGDC last [0-9.]+ > 0.01")


@pytest.mark.slow
def test_alerts_ring_without_a_screen() -> None:
    rules = '[[alerts]]\nwhen = "last > 0.01"\non = "OGDC"\nsession = false\n'
    with exchange(30, 5, rules) as argv, Terminal([*argv, "alerts", "run", "--format", "jsonl"]) as terminal:
        terminal.wait_for(r'"subject": "[A-Z]*:OGDC"')
        terminal.ends(lambda: terminal.send("\x03"))


@pytest.mark.slow
def test_what_is_acknowledged_made_and_switched_off_on_a_board_is_so_after_a_restart(tmp_path: Path) -> None:
    rules = '# mine\n[[alerts]]\nwhen = "last > 0.01"\non = "OGDC"\nsession = false  # always\n'
    with exchange(30, 5, rules) as argv:
        config = Path(argv[argv.index("--config") + 1])
        with Terminal(argv, size=(120, 40), env=at_home(tmp_path)) as terminal:
            terminal.wait_for("All ◆")
            terminal.send("L")
            terminal.wait_for("1 not acknowledged")
            terminal.send("x")
            terminal.wait_for("acknowledged: OGDC")
            terminal.wait_for(r"armed 1")
            terminal.send("\x1b")
            terminal.wait_for("s S sort")
            terminal.send("!")
            terminal.wait_for("as it will be written")
            terminal.send("\r")
            terminal.wait_until(lambda: config.read_text().count("[[alerts]]") == 2)
            terminal.send("L")
            terminal.wait_for("2 rules.*x X acknowledge")
            terminal.send("gjd")
            terminal.wait_until(lambda: "enabled = false" in config.read_text())
            assert "# mine" in config.read_text()
            assert "# always" in config.read_text()
            terminal.ends(lambda: terminal.send("\x03"))
        with Terminal(argv, size=(120, 40), env=at_home(tmp_path)) as terminal:
            terminal.wait_for("2 rules")
            terminal.wait_for("off 1")
            assert "◆" not in terminal.text
            terminal.wait_for(r"history.*today")
            terminal.wait_for(r"\d OGDC +last [0-9.]+ > 0.01")
