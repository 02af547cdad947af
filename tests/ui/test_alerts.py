"""Alerts on the screen: the list and its keys, the form, the toast, and the marks."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.domain.alerts.judging import a_rule
from tests.ui.stage import Stage, staged
from tui.config.loader import load_config
from tui.domain.alerts.judge import RuleState
from tui.domain.alerts.rule import Rule
from tui.domain.alerts.status import AlertStatus, SubjectKey
from tui.domain.events import Alert, AlertFigure, AlertsRang
from tui.domain.market import apply
from tui.domain.text import CleanText
from tui.engine.alert_control import AlertControl
from tui.engine.alert_watch import UserSetup
from tui.ui.widgets.alert_toast import TOAST_DURATION, AlertToast
from tui.ui.widgets.alerts import AlertsPane
from tui.view.settings import BoardSettings

BIG = a_rule("last > 80", "OGDC", name="big")
RULES = (BIG, a_rule("pct > 5", name="any"), a_rule("last > 1", "NOPE", name="none")._replace(number=2))


class Judged(AlertControl):
    """A control that a test gives its status, which does at once what is asked of it."""

    def __init__(self) -> None:
        super().__init__(lambda: pytest.fail("nothing is judged"), has_rules=False)
        self.given = AlertStatus()
        self.asked: list[object] = []

    @property
    def status(self) -> AlertStatus:
        return self.given

    def replace_rules(self, rules: Sequence[Rule], setup: UserSetup) -> None:
        self.asked.append([rule.name for rule in rules])

    def acknowledge(self, keys: Collection[SubjectKey]) -> None:
        self._set({key: self.given.states[key]._replace(is_unacknowledged=False) for key in keys})

    def snooze(self, key: SubjectKey, until: datetime | None) -> None:
        self._set({key: self.given.states.get(key, RuleState())._replace(snoozed_until=until)})

    def arm(self, name: str) -> None:
        self.asked.append(f"arm {name}")

    def _set(self, states: dict[SubjectKey, RuleState]) -> None:
        self.given = AlertStatus({**self.given.states, **states})
        self.on_changed()


class Ringing:
    """A staged board with rules."""

    def __init__(self, stage: Stage, control: Judged) -> None:
        self.stage, self.control = stage, control

    async def ring(self, rule: str = "big", symbol: str = "OGDC") -> None:
        """Let a rule ring for a symbol."""
        at = self.stage.app.time
        figures = (AlertFigure(CleanText("last"), CleanText("80.25"), CleanText("> 80")),)
        alert = Alert(CleanText(rule), CleanText(f"PSX:{symbol}"), at, CleanText("last > 80"), figures, "br")
        state = RuleState(is_armed=False, rang_at=at, is_unacknowledged=True)
        self.control.given = AlertStatus({**self.control.given.states, (rule, f"PSX:{symbol}"): state})
        await self.stage.show(apply(self.stage.source.market, AlertsRang(at, (alert,))))

    @property
    def list(self) -> list[str]:
        """The lines of the list, without those between the groups."""
        region = self.stage.board.query_one(AlertsPane).region
        lines = [line[region.x : region.right].strip() for line in self.stage.lines[region.y + 1 : region.bottom]]
        return lines[: next(n for n, line in enumerate(lines) if set(line) == {"─"})]


@asynccontextmanager
async def ringing(
    size: tuple[int, int] = (120, 40), rules: Sequence[Rule] = RULES, file: Path | None = None
) -> AsyncIterator[Ringing]:
    settings = BoardSettings(rules=tuple(rules)) if file is None else load_config(file).settings
    async with staged(size, settings=settings, config_file=file) as stage:
        control = Judged()
        stage.app.judge_with(control)
        yield Ringing(stage, control)


async def test_what_rings_marks_its_row_and_its_tabs_until_it_is_acknowledged() -> None:
    async with ringing() as board:
        await board.ring()
        assert board.stage.row_of("OGDC")  # its margin is left out there
        marked = next(line for line in board.stage.lines if "OGDC " in line and "▸" not in line)
        assert marked.startswith("◆OGDC")
        assert "All ◆" in board.stage.text
        await board.stage.press("L", "x")
        await board.stage.settle()
        assert "◆" not in board.stage.text
        assert "acknowledged: OGDC, big" in board.stage.text


@pytest.mark.slow
async def test_the_list_follows_its_rule_from_group_to_group() -> None:
    async with ringing() as board:
        await board.ring()
        await board.stage.press("L")
        assert [line[:7] for line in board.list[:3]] == ["── fire", "▸◆ OGDC", "── arme"]
        await board.stage.press("x")
        assert board.list[0].startswith("── armed")
        assert any(line.startswith("▸○ OGDC") for line in board.list)
        await board.stage.press("s")
        assert "snoozed for 10 minutes: big" in board.stage.text
        assert any(line.startswith("▸‖ OGDC") for line in board.list)
        await board.stage.press("s", "s", "s")
        assert "not snoozed any more: big" in board.stage.text
        await board.stage.press("R")
        assert board.control.asked == ["arm big"]


@pytest.mark.slow
async def test_enter_goes_to_the_row_and_a_rule_about_nobody_says_so() -> None:
    async with ringing() as board:
        await board.ring()
        await board.stage.press("L", "G")
        assert "NOPE: no source has it" in board.stage.text
        await board.stage.press("enter")
        assert "it is about no single instrument of the board" in board.stage.text
        await board.stage.press("g", "enter")
        assert board.stage.cursor == "OGDC"
        assert board.stage.keys_are_in(board.stage.grid)


async def test_a_toast_is_painted_once_and_taken_away_once() -> None:
    async with ringing() as board:
        stage = board.stage
        await stage.wait(1)
        frames = len(stage.app.painted)
        await board.ring()
        assert stage.board.query_one(AlertToast).size.height == 3
        assert "◆ big" in stage.text
        assert stage.app.full_repaint() == stage.picture
        # the message, the marks of the row and of two tabs, the count on the bar, and three lines of fifty cells
        assert stage.sent_by(frames) < 1700
        frames = len(stage.app.painted)
        stage.app.update_state()
        await stage.settle()
        assert stage.sent_by(frames) == 0
        frames = len(stage.app.painted)
        await stage.wait(TOAST_DURATION.total_seconds() + 1)
        assert stage.sent_by(frames) < 2000
        assert not stage.board.query_one(AlertToast).is_shown
        assert stage.app.full_repaint() == stage.picture


@pytest.mark.slow
async def test_what_rings_while_a_toast_is_shown_joins_it() -> None:
    async with ringing() as board:
        await board.ring()
        await board.ring("any", "PPL")
        toast = board.stage.board.query_one(AlertToast)
        assert toast.size.height == 4
        assert "◆ 2 alerts" in board.stage.text


@pytest.mark.parametrize("size", [(40, 12), (59, 24)])
async def test_a_board_without_room_says_it_on_the_bottom_line_alone(size: tuple[int, int]) -> None:
    async with ringing(size) as board:
        await board.ring()
        assert not board.stage.board.query_one(AlertToast).is_shown
        assert board.stage.lines[-1].startswith(" ! PSX:OGDC last 80.25 > 80")


async def test_the_form_writes_the_rule_of_the_row_into_the_file_and_undoing_takes_it_out(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    text = '# mine\n[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "https://br.example/"  # the page\n'
    file.write_text(text)
    async with ringing(file=file) as board:
        stage = board.stage
        await stage.point("OGDC")
        await stage.press("!")
        assert "ALERT  OGDC" in stage.text
        await stage.press("ctrl+u", *"9x")
        assert "▲" in stage.text
        assert "column 8" in stage.text
        await stage.press("enter")
        assert file.read_text() == text
        await stage.press("up", "left", "down", *"90")
        assert "last > 80.2590" in stage.text
        await stage.press("ctrl+u", *"90")
        await stage.press("enter")
        await stage.wait_until(lambda: file.read_text() != text)
        assert file.read_text() == (text + '\n[[alerts]]\nwhen = "last > 90"\non = "PSX:OGDC"\nrepeat = "daily"\n')
        assert [rule.name for rule in load_config(file).alerts] == ["PSX:OGDC: last > 90"]
        assert board.control.asked == [["PSX:OGDC: last > 90"]]
        await stage.press("U")
        await stage.wait_until(lambda: file.read_text() == text)


@pytest.mark.slow
async def test_a_rule_is_edited_and_switched_off_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    source = '[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "https://br.example/"\n'
    rule = '[[alerts]]\nwhen = "last > 80"  # high\non = "OGDC"\nmargin = "1%"\n'
    file.write_text(source + rule)
    async with ringing(file=file) as board:
        stage = board.stage
        await stage.press("L", "e")
        assert "EDIT ALERT" in stage.text
        await stage.press("backspace", "5", "enter")
        await stage.wait_until(lambda: "last > 85" in file.read_text())
        assert file.read_text() == source + rule.replace("80", "85")
        await stage.press("d")
        await stage.wait_until(lambda: "enabled = false" in file.read_text())
        assert any(line.startswith("▸– OGDC") for line in board.list)
        assert load_config(file).alerts[0].margin.amount == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by_hand", "after"),
    [
        ("{other}{rule}", "{other}{changed}"),
        ("{other}", "{other}"),
        ("{other}{rule_by_hand}", "{other}{rule_by_hand}"),
    ],
    ids=["moved", "gone", "changed"],
)
async def test_the_form_changes_no_other_rule_where_the_file_was_edited_by_hand(
    tmp_path: Path, by_hand: str, after: str
) -> None:
    file = tmp_path / "config.toml"
    source = '[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "https://br.example/"\n'
    rule = '[[alerts]]\nwhen = "last > 80"  # high\non = "OGDC"\n'
    tables = {
        "other": '[[alerts]]\nwhen = "last < 3"\non = "PPL"\n',
        "rule": rule,
        "changed": rule.replace("80", "85"),
        "rule_by_hand": rule.replace("80", "90"),
    }
    file.write_text(source + rule)
    async with ringing(file=file) as board:
        stage = board.stage
        await stage.press("L", "e", "backspace", "5")
        file.write_text(source + by_hand.format(**tables))
        stage.app.store.reload(load_config(file).settings, file)
        await stage.settle()
        await stage.press("enter")
        if by_hand == after:
            assert "another rule in its place" in stage.text
        else:
            await stage.wait_until(lambda: "last > 85" in file.read_text())
        assert file.read_text() == source + after.format(**tables)


@pytest.mark.slow
async def test_without_rules_the_list_says_how_to_make_one() -> None:
    async with ringing(rules=()) as board:
        await board.stage.press("L")
        assert "! on a row of the grid makes one" in board.stage.text
        await board.stage.press("x", "e", "X")


@pytest.mark.slow
async def test_the_age_of_an_alert_costs_no_byte_a_second() -> None:
    async with ringing() as board:
        await board.ring()
        await board.stage.press("L")
        pane = board.stage.board.query_one(AlertsPane)
        await board.stage.wait(90)
        before = pane.render_content(pane.size)
        board.stage.app.time += timedelta(seconds=5)
        board.stage.app.update_state()
        await board.stage.settle()
        assert pane.render_content(pane.size) == before
