from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.cli.board import run_board_command, unusable_terminal_reason
from tui.cli.commands import COMMANDS, run
from tui.cli.demo import show_demo
from tui.cli.parser import parse
from tui.config.loader import DEFAULT_CONFIG, Config
from tui.domain.market import Market
from tui.domain.source_health import SourceHealth
from tui.domain.trading_calendar import TradingCalendar, session_at
from tui.view.board_state import BoardState
from tui.view.status_bar import status_line
from tui.view.terminal_profile import TerminalProfile
from tui.wiring import Environment, Wiring

EVERY = timedelta(seconds=2)


@for_each(
    ("environ", "terminals", "reason"),
    [
        ({"TERM": "xterm"}, {0, 1, 2}, None),
        ({"TERM": "xterm"}, {0, 2}, None),
        ({"TERM": "xterm"}, {1, 2}, "the board needs a terminal, and standard input is none"),
        ({"TERM": "xterm"}, {0, 1}, "the board needs a terminal, and standard error, on which it draws, is none"),
        ({"TERM": "dumb"}, {0, 1, 2}, "the board needs a terminal that can move its cursor (TERM=dumb)"),
        ({"TERM": "unknown"}, {0, 1, 2}, "the board needs a terminal that can move its cursor (TERM=unknown)"),
        ({}, {0, 1, 2}, "the board needs a terminal that can move its cursor (TERM is not set)"),
    ],
)
def test_the_board_is_drawn_only_where_it_can_be(
    environ: dict[str, str], terminals: set[int], reason: str | None
) -> None:
    assert unusable_terminal_reason(environ, terminals.__contains__) == reason


@pytest.mark.parametrize(
    ("options", "written", "seconds"),
    [
        (["--link", "fast"], None, 0.25),
        (["--link", "slow"], None, 0.5),
        (["--link", "slow"], 0.1, 0.1),
        (["--link", "fast"], 2.0, 2.0),
    ],
)
def test_the_board_paints_as_often_as_the_file_says_else_as_the_line_suggests(
    options: list[str], written: float | None, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[TerminalProfile] = []

    def run_board(*, terminal_profile: TerminalProfile, **_: object) -> int:
        drawn.append(terminal_profile)
        return 0

    monkeypatch.setattr("tui.ui.run.run_board", run_board)
    monkeypatch.setattr("tui.cli.board.configure_logging", lambda _config: None)
    monkeypatch.setattr("gc.disable", lambda: None)
    monkeypatch.delenv("NO_COLOR", raising=False)
    config = DEFAULT_CONFIG._replace(flush=written)
    run_board_command(config, Wiring(config.sources, Environment()), parse(options, COMMANDS))
    assert [profile.flush for profile in drawn] == [seconds]


def test_the_board_reports_the_faults_of_file_calendar_and_keys_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "board.toml"
    file.write_text('calendar = "hours.toml"\n[board]\ntheme = "pink"\n[keys]\napp.exit = "x"\n')
    file.with_name("hours.toml").write_text('[A]\nzone = "UTC"\n')
    monkeypatch.setattr("tui.cli.board.report_unusable_terminal", lambda: False)
    monkeypatch.setattr("gc.disable", lambda: None)
    assert run(["--config", str(file)]) == 2
    problems = capsys.readouterr().err.splitlines()
    assert [problem.partition(": ")[2].removeprefix(f"{tmp_path}/")[:26] for problem in problems] == [
        "board.toml:3: board.theme:",
        "board.toml:5: keys.app.exi",
        "hours.toml:1: A.hours: mis",
    ]


def test_where_there_is_no_configuration_a_choice_writes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path | None] = []

    def run_board(*, config: Config, **_: object) -> int:
        written.append(config.file)
        return 0

    monkeypatch.setattr("tui.ui.run.run_board", run_board)
    monkeypatch.setattr("tui.cli.board.report_unusable_terminal", lambda: False)
    monkeypatch.setattr("tui.cli.demo.report_unusable_terminal", lambda: False)
    monkeypatch.setattr("tui.cli.board.configure_logging", lambda _config: None)
    monkeypatch.setattr("gc.disable", lambda: None)
    monkeypatch.delenv("BIGBOARD_CONFIG", raising=False)
    monkeypatch.setattr("tui.config.loader.config_dir", lambda: tmp_path)
    assert run([]) == 0
    assert show_demo(parse(["demo"], COMMANDS)) == 0
    assert written == [tmp_path / "config.toml", None], "the demo writes nowhere"


def test_the_arguments_of_the_demo_are_checked_before_its_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--symbols", "5"]) == 2
    assert capsys.readouterr().err == "bigboard: --symbols: found 5, expected 10 to 10000\n"


def test_the_demo_has_hours_of_its_own_that_never_end(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Mapping[str, TradingCalendar]] = []

    def run_board(*, wiring: Wiring, **_: object) -> int:
        assert {source.market for source in wiring.sources} == set(wiring.calendars)
        drawn.append(wiring.calendars)
        return 0

    monkeypatch.setattr("tui.ui.run.run_board", run_board)
    monkeypatch.setattr("tui.cli.demo.report_unusable_terminal", lambda: False)
    monkeypatch.setattr("tui.cli.board.configure_logging", lambda _config: None)
    monkeypatch.setattr("gc.disable", lambda: None)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert show_demo(parse(["demo"], COMMANDS)) == 0
    sunday = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    (state,) = (session_at(calendar, sunday) for calendar in drawn[0].values())
    market = Market(health={"demo": SourceHealth(name="demo", kind="brecorder", every=EVERY, markets=("PSX",))})
    bar = status_line(BoardState(market=market, now=sunday, sessions={"PSX": state}), 80)
    assert "DEMO open" in "".join(span.text for span in bar)
    assert "PSX" not in "".join(span.text for span in bar)
