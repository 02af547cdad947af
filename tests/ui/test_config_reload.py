"""A changed configuration is taken into the running board, in place."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.feed import ScriptedFeed
from tests.kit.home import at_home
from tests.kit.marks import quick
from tests.kit.terminal import Terminal, bigboard
from tests.ui.stage import Stage, staged
from tui.config.edits import Edit
from tui.config.loader import HistorySettings, load_config
from tui.config.themes.loader import shipped_theme
from tui.config.themes.watch import ThemeWatch
from tui.config.watch import ConfigWatch
from tui.demo.exchange import Exchange
from tui.demo.server import DemoServer
from tui.domain.alerts.rule import Rule
from tui.engine.alert_control import AlertControl
from tui.engine.alert_watch import UserSetup
from tui.engine.clock import utc_now
from tui.ui.config_reload import ConfigReload
from tui.ui.keymap import validate_keymap

SOURCE = '[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "https://br.example/"\n'
OTHER = SOURCE.replace("br", "other", 1)


class Reloading:
    """A staged board, its configuration file, and the reload of it."""

    def __init__(self, stage: Stage, file: Path, *, has_own_sources: bool = False) -> None:
        config = load_config(file)
        self.stage, self.file, self.app = stage, file, stage.app
        self.feed = ScriptedFeed()
        stage.app.feed = self.feed
        self._watch = ConfigWatch(config, file, check_keys=validate_keymap, own_states=lambda: stage.app.store.written)
        self._themes = ThemeWatch(file.parent / "themes", lambda: stage.app.store.settings.theme.name)
        self._reload = ConfigReload(stage.app, self._watch, self._themes, config, has_own_sources=has_own_sources)

    async def notice(self) -> None:
        """Check the files twice, as happens within a second, and take over what was read."""
        for _ in range(2):
            for apply in self._reload.check():
                apply()
        await self.stage.settle()

    async def write(self, text: str, name: str = "config.toml") -> None:
        (self.file.parent / name).write_text(text)
        await self.notice()

    async def remove(self, name: str) -> None:
        (self.file.parent / name).unlink()
        await self.notice()

    @property
    def ground(self) -> str:
        """The background of the board's first cell."""
        return self.stage.picture[0][0].back


@asynccontextmanager
async def reloading(folder: Path, text: str = SOURCE, *, has_own_sources: bool = False) -> AsyncIterator[Reloading]:
    file = folder / "config.toml"
    file.write_text(text)
    config = load_config(file)
    async with staged((160, 40), config_file=file, settings=config.settings) as stage:
        yield Reloading(stage, file, has_own_sources=has_own_sources)


def is_light(board: Reloading) -> bool:
    return not board.app.board_theme.dark


async def test_a_broken_file_is_said_on_the_status_bar_until_it_is_mended(tmp_path: Path) -> None:
    async with reloading(tmp_path) as board:
        await board.write(SOURCE + '[board]\ntheme = "pink"\n')
        assert 'config.toml:6: board.theme: found "pink"' in board.stage.lines[0]
        assert "● br live" in board.stage.lines[0]
        assert "OGDC" in board.stage.text
        await board.stage.wait(60)
        assert "config.toml:6: board.theme" in board.stage.lines[0]
        await board.write(SOURCE)
        assert "config.toml" not in board.stage.lines[0]
        assert "configuration read" in board.stage.lines[-1]
        assert not board.feed.sources


async def test_a_reply_to_a_key_is_read_before_the_news_of_a_file(tmp_path: Path) -> None:
    async with reloading(tmp_path) as board:
        await board.stage.press("ctrl+l")
        await board.write(SOURCE + '[board]\ntheme = "light"\n')
        assert "drawn anew" in board.stage.lines[-1]
        await board.stage.wait(6)
        assert "configuration read" in board.stage.lines[-1]
        await board.stage.wait(6)
        assert "configuration read" not in board.stage.lines[-1]


@pytest.mark.slow
async def test_news_that_waits_for_a_reply_is_told_in_order(tmp_path: Path) -> None:
    async with reloading(tmp_path) as board:
        await board.stage.press("ctrl+l")
        await board.write(SOURCE + '[board]\ntheme = "light"\n')
        await board.write(SOURCE + '[board]\ntheme = "pink"\n')
        assert "drawn anew" in board.stage.lines[-1]
        await board.stage.press("escape")
        await board.stage.wait(6)
        assert "configuration read · theme light · not taken over: config.toml:6" in board.stage.lines[-1]
        await board.write(SOURCE)
        assert board.stage.lines[-1].lstrip().startswith("configuration read"), "news replaces news at once"


@pytest.mark.slow
async def test_looks_and_keys_change_in_place_and_nothing_moves(tmp_path: Path) -> None:
    async with reloading(tmp_path) as board:
        stage = board.stage
        await stage.point("HUBC")
        await board.write(
            SOURCE
            + '[board]\ntheme = "light"\nflash = false\nflush = "2s"\ndisagree = "3%"\n[keys]\n"app.help" = "f9"\n'
        )
        assert is_light(board)
        assert stage.cursor == "HUBC"
        assert "configuration read" in stage.lines[-1]
        await stage.wait(10)
        assert "f9 help" in stage.lines[-1]
        await stage.press("f9")
        assert "KEYS" in stage.text
        await stage.press("q", "?")
        assert "KEYS" not in stage.text
        assert board.app.frames.rate.interval == 2
        assert board.app.state.disagree_percent == 3
        await board.write(SOURCE)
        assert not is_light(board)
        assert board.app.frames.rate.interval == 0.25


async def test_a_theme_chosen_by_key_stays_when_something_else_changes(tmp_path: Path) -> None:
    async with reloading(tmp_path) as board:
        await board.stage.press("t")
        await board.write(SOURCE + "[board]\nflash = false\n")
        assert not board.app.board_theme.dark


async def test_tabs_and_lists_come_and_go_and_the_tab_shown_is_found_again(tmp_path: Path) -> None:
    async with reloading(tmp_path) as board:
        tab = '[[tabs]]\nname = "Energy"\nlist = "energy"\n[lists]\nenergy = ["HUBC", "KEL"]\n'
        await board.write(SOURCE + tab)
        assert "Energy" in board.stage.text
        names = [each.name for each in board.app.state.tabs]
        await board.stage.press(str(names.index("Energy") + 1), "j")
        assert (board.stage.symbols, board.stage.cursor) == (["HUBC", "KEL"], "KEL")
        await board.write(SOURCE)
        assert board.stage.grid.settings.tab.name == "All"
        await board.write(SOURCE + tab.replace('"HUBC"', '"OGDC"'))
        assert (board.stage.symbols, board.stage.cursor) == (["OGDC", "KEL"], "KEL")


async def test_other_sources_are_polled_and_named(tmp_path: Path) -> None:
    async with reloading(tmp_path) as board:
        await board.write(OTHER + SOURCE.replace("https://br", "https://www"))
        assert [source.name for source in board.feed.sources] == ["other", "br"]
        assert "configuration read · new: other · changed: br" in board.stage.lines[-1]
        await board.write(OTHER)
        assert [source.name for source in board.feed.sources] == ["other"]
        assert "configuration read · gone: br" in board.stage.lines[-1]


async def test_a_board_with_sources_of_its_own_takes_only_the_rest(tmp_path: Path) -> None:
    async with reloading(tmp_path, has_own_sources=True) as board:
        await board.write(OTHER + '[board]\ntheme = "light"\n')
        assert not board.feed.sources
        assert not board.app.board_theme.dark


@pytest.mark.slow
async def test_what_the_user_changes_in_the_program_is_not_announced_twice(tmp_path: Path) -> None:
    async with reloading(tmp_path) as board:
        await board.stage.press("m")
        assert "into Mine" in board.stage.lines[-1]
        await board.notice()
        assert "into Mine" in board.stage.lines[-1]
        edit = Edit(path=("sources", 0, "url"), value="https://www.example/", about="another address")
        await board.app.store.change(board.app.store.settings, edit)
        await board.notice()
        assert [source.url for source in board.feed.sources] == ["https://www.example/"]
        assert "another address" in board.stage.lines[-1]


OWN = SOURCE + '[board]\ntheme = "mine"\n'


@pytest.fixture
def themes(tmp_path: Path) -> Path:
    """The folder of the user's own themes: `mine` and its light partner."""
    folder = tmp_path / "themes"
    folder.mkdir()
    (folder / "mine.toml").write_text('background = "#101010"\npair = "mine-light"\n')
    (folder / "mine-light.toml").write_text('background = "#f0f0f0"\ndark = false\npair = "mine"\n')
    return folder


@pytest.mark.slow
@pytest.mark.usefixtures("themes")
async def test_the_theme_in_force_is_drawn_as_its_file_says_now(tmp_path: Path) -> None:
    async with reloading(tmp_path, OWN) as board:
        await board.notice()
        assert board.ground == "101010"
        assert "read" not in board.stage.lines[-1], "nothing has changed"
        await board.stage.point("HUBC")
        await board.write('background = "#202020"\n', "themes/mine.toml")
        assert board.ground == "202020"
        assert board.stage.picture == board.app.full_repaint()
        assert board.stage.cursor == "HUBC"
        assert "configuration read · theme mine" in board.stage.lines[-1]


@pytest.mark.slow
@pytest.mark.usefixtures("themes")
async def test_a_theme_whose_file_is_broken_or_gone_stays_and_the_status_bar_says_why(tmp_path: Path) -> None:
    async with reloading(tmp_path, OWN) as board:
        await board.write('background = "#202020"\nup = "pink"\n', "themes/mine.toml")
        assert board.ground == "101010"
        assert 'mine.toml:2: up: found "pink", expected a colour' in board.stage.lines[0]
        await board.stage.wait(60)
        assert "mine.toml:2: up" in board.stage.lines[0]
        await board.remove("themes/mine.toml")
        assert board.ground == "101010"
        assert 'config.toml:6: board.theme: found "mine", expected a theme' in board.stage.lines[0]
        await board.write('background = "#202020"\n', "themes/mine.toml")
        assert board.ground == "202020"
        assert ".toml" not in board.stage.lines[0]


@pytest.mark.slow
@pytest.mark.usefixtures("themes")
async def test_the_file_of_a_theme_chosen_by_key_is_watched_as_well(tmp_path: Path) -> None:
    async with reloading(tmp_path, OWN) as board:
        await board.stage.press("t")
        await board.notice()
        assert board.ground == "f0f0f0"
        assert "theme mine-light · U undoes" in board.stage.lines[-1], "nothing has changed"
        await board.write('background = "#e0e0e0"\ndark = false\npair = "mine"\n', "themes/mine-light.toml")
        assert board.ground == "e0e0e0"
        await board.stage.wait(6)
        assert "theme mine-light read" in board.stage.lines[-1]
        await board.write("up = 7\n", "themes/mine-light.toml")
        assert "mine-light.toml:1: up: found 7" in board.stage.lines[0]
        await board.write(OWN + "flash = false\n")
        assert not board.stage.grid.flash, "the configuration is right"
        assert "mine-light.toml:1: up: found 7" in board.stage.lines[0]
        await board.remove("themes/mine-light.toml")
        assert "mine-light.toml: is no file any more; its last state stays" in board.stage.lines[0]
        assert board.ground == "e0e0e0"
        await board.stage.press("t")
        await board.notice()
        assert board.ground == "101010"
        assert ".toml" not in board.stage.lines[0]


@pytest.mark.slow
@pytest.mark.usefixtures("themes")
async def test_a_theme_chosen_by_key_stays_when_the_file_of_the_configured_one_changes(tmp_path: Path) -> None:
    async with reloading(tmp_path, OWN) as board:
        await board.stage.press("t")
        await board.write('background = "#202020"\npair = "mine-light"\n', "themes/mine.toml")
        assert board.ground == "f0f0f0"
        await board.stage.press("U")
        await board.notice()
        assert board.ground == "202020", "not as it was when it was left"


@pytest.mark.slow
@pytest.mark.usefixtures("themes")
async def test_a_theme_is_taken_in_while_the_configuration_is_broken(tmp_path: Path) -> None:
    async with reloading(tmp_path, OWN) as board:
        await board.write(OWN + "flash = 7\n")
        await board.write('background = "#202020"\n', "themes/mine.toml")
        assert board.ground == "202020"
        assert "config.toml:7: board.flash: found 7" in board.stage.lines[0]
        await board.write('up = "pink"\n', "themes/mine.toml")
        await board.write(OWN + "flash = false\n")
        assert 'mine.toml:1: up: found "pink"' in board.stage.lines[0]


@pytest.mark.slow
@pytest.mark.usefixtures("themes")
async def test_a_file_of_ones_own_over_a_shipped_theme_comes_and_goes(tmp_path: Path) -> None:
    async with reloading(tmp_path) as board:
        for _ in range(2):
            await board.write('background = "#202020"\n', "themes/dark.toml")
            assert board.ground == "202020"
            await board.remove("themes/dark.toml")
            assert board.ground == shipped_theme("dark").colors.background[1:]
            assert ".toml" not in board.stage.lines[0]


@pytest.mark.slow
@pytest.mark.usefixtures("themes")
async def test_a_theme_that_is_looked_at_stays_while_the_one_in_force_changes(tmp_path: Path) -> None:
    async with reloading(tmp_path, OWN) as board:
        looked_at = shipped_theme("paper").colors.background[1:]
        await board.stage.press("C", "k", "k", "k")
        assert board.ground == looked_at
        await board.write('background = "#202020"\n', "themes/mine.toml")
        assert board.ground == looked_at
        await board.stage.press("j", "j", "j")
        assert board.ground == "202020", "the list was loaded before"
        await board.write('background = "#303030"\n', "themes/mine.toml")
        assert board.ground == "303030"
        await board.stage.press("enter")
        assert board.stage.is_board_in_front()
        assert board.ground == "303030"
        assert "theme mine" not in board.stage.lines[-1], "it was in force already"
        await board.stage.press("C", "k")
        await board.write('background = "#404040"\n', "themes/mine.toml")
        await board.stage.press("escape")
        assert board.ground == "404040"


@pytest.mark.slow
async def test_the_list_shows_what_the_files_say_when_it_is_opened(tmp_path: Path, themes: Path) -> None:
    async with reloading(tmp_path, OWN) as board:
        stage = board.stage
        await stage.press("C", "escape")
        (themes / "mine-light.toml").write_text('\nup = "pink"\n')
        (themes / "aqua.toml").write_text('background = "#002b36"\n')
        await stage.press("C", "G")
        assert [line[1:21].split() for line in stage.lines[12:15]] == [["aqua"], ["●", "mine"], ["✗", "mine-light"]]
        assert 'line 2: up: found "pink"' in stage.text
        await stage.press("k", "k")
        assert board.ground == "002b36"
        await stage.press("escape")
        (themes / "mine.toml").unlink()
        await stage.press("C")
        assert "mine " not in stage.text.replace("mine-light", "")
        assert board.ground == shipped_theme("dark").colors.background[1:], "the cursor is on what there is"
        await stage.press("escape")
        assert board.ground == "101010"


@pytest.mark.slow
def test_a_real_board_takes_a_changed_theme_in_within_two_seconds(tmp_path: Path, themes: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[board]\ntheme = "mine"\n')
    with Terminal(
        bigboard("demo", "--seed", "7", "--colors", "true", "--config", str(file)),
        size=(160, 40),
        env=at_home(tmp_path),
    ) as terminal:
        terminal.wait_for("AIRLINK")
        assert terminal.picture()[0][0][2] == "101010"
        (themes / "mine.toml").write_text('up = "pink"\n')
        terminal.wait_for("mine.toml:1: up", 4)
        (themes / "mine.toml").write_text('background = "#202020"\n')
        terminal.wait_for("configuration read", 4)
        assert terminal.picture()[0][0][2] == "202020"
        terminal.send("q")
        assert terminal.wait() == 0


@pytest.mark.slow
def test_a_real_board_takes_a_changed_file_in_within_two_seconds(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("")
    with Terminal(bigboard("demo", "--seed", "7", "--config", str(file)), env=at_home(tmp_path)) as terminal:
        terminal.wait_for("AIRLINK")
        file.write_text('[board]\ntheme = "pink"\n')
        terminal.wait_for("config.toml:2: board.theme", 4)
        file.write_text('[board]\ntheme = "light"\n')
        terminal.wait_for("configuration read", 4)
        terminal.send("q")
        assert terminal.wait() == 0


@pytest.mark.slow
def test_sources_come_and_go_on_a_real_board(tmp_path: Path) -> None:
    server = DemoServer(Exchange(7, 30, 0, opened_at=utc_now()), every=timedelta(seconds=5), clock=utc_now)
    table = f'[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "{server.start()}/"\nevery = "5s"\n'
    other = table.replace('"br"', '"other"').replace("5s", "7s")
    file = tmp_path / "config.toml"
    file.write_text(table)
    try:
        with Terminal(bigboard("--config", str(file)), size=(160, 40), env=at_home(tmp_path)) as terminal:
            terminal.wait_for(r"br (live|closed|unchanged).*AIRLINK +[▴▾]?132\.50")
            file.write_text(table + other)
            terminal.wait_for("configuration read · new: other")
            terminal.wait_for("other (live|closed|unchanged)")
            file.write_text(table + other + "[board\n")
            terminal.wait_for(r"\A.*config\.toml:\d+: ")
            file.write_text(other)
            terminal.wait_for("configuration read · gone: br")
            terminal.wait_for(r"AIRLINK +[▴▾]?132\.50.*other")
            assert "config.toml:" not in terminal.line(0)
            terminal.send("q")
            assert terminal.wait() == 0
    finally:
        server.stop()
    assert "Traceback" not in (tmp_path / "bigboard" / "bigboard.log").read_text()


async def test_a_changed_log_level_is_that_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("tui"), "level", logging.INFO)
    root = logging.getLogger().level
    async with reloading(tmp_path) as board:
        await board.write(f'log_level = "debug"\n{SOURCE}')
        assert logging.getLogger("tui").level == logging.DEBUG
        assert logging.getLogger().level == root, "that of the libraries stays"


@pytest.mark.parametrize(
    ("text", "expected"),
    quick(
        1,
        pytest.param('[history]\nkeep = "30d"\n', [HistorySettings(timedelta(days=30))]),
        pytest.param('[history]\nkeep = "off"\n', [None]),
        pytest.param("[board]\nflash = false\n", []),
    ),
    ids=["kept shorter", "off", "another table"],
)
async def test_other_settings_of_the_history_hold_at_once(
    tmp_path: Path, text: str, expected: list[HistorySettings | None]
) -> None:
    configured: list[HistorySettings | None] = []
    async with reloading(tmp_path) as board:
        board.app.history.configure = configured.append
        await board.write(SOURCE + text)
    assert configured == expected


async def test_the_demo_keeps_its_own_history_whatever_is_configured(tmp_path: Path) -> None:
    configured: list[HistorySettings | None] = []
    async with reloading(tmp_path, has_own_sources=True) as board:
        board.app.history.configure = configured.append
        await board.write(SOURCE + '[history]\nkeep = "off"\n')
    assert configured == []


async def test_changed_ways_out_reach_what_tells_alerts(tmp_path: Path) -> None:
    told_by: list[list[str]] = []
    async with reloading(tmp_path) as board:
        board.app.set_ways = lambda ways: told_by.append([way.name for way in ways])
        way = '[[alert_ways]]\nname = "here"\nkind = "terminal"\n'
        await board.write(SOURCE + way)
        await board.write(SOURCE + way + "# a comment\n")
        await board.write(SOURCE + way.replace("terminal", "telegraph"))
        await board.write(SOURCE)
    assert told_by == [["here"], []]


async def test_changed_rules_and_tabs_reach_the_judging_and_a_broken_rule_keeps_nothing_away(tmp_path: Path) -> None:
    judged: list[tuple[list[str], int, float]] = []

    class Control(AlertControl):
        def replace_rules(self, rules: Sequence[Rule], setup: UserSetup) -> None:
            judged.append(([rule.name for rule in rules], len(setup.tabs), float(setup.disagree_percent)))

    async with reloading(tmp_path) as board:
        board.app.judge_with(Control(lambda: pytest.fail("nothing is judged"), has_rules=False))
        rule = SOURCE + '[[alerts]]\nname = "up"\nwhen = "pct > 5"\n'
        await board.write(rule)
        await board.write(rule + "# a comment\n")
        await board.write(rule + '[[tabs]]\nname = "Two"\nsymbols = ["OGDC"]\n')
        await board.write(rule + '[board]\ndisagree = "3%"\n')
        await board.write(rule + '[[alerts]]\nwhen = "pct >"\n')
        assert [broken.text for broken in board.app.store.settings.broken_rules] == ["pct >"]
        assert "an alert is wrong and cannot ring" in board.stage.text
    assert judged == [(["up"], 0, 1), (["up"], 1, 1), (["up"], 0, 1), (["up"], 0, 3), (["up"], 0, 1)]
