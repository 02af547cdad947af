"""The command line: typed, completed, run, and wrong."""

import csv
from pathlib import Path

import pytest

from tests.kit.feed import ScriptedFeed
from tests.kit.marks import quick
from tests.ui.stage import Stage, staged
from tui.config.loader import load_config
from tui.ui.commands.line import COMMANDS, find_command
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.source_health import SourceHealthScreen
from tui.ui.widgets.command_line import CommandLine
from tui.view.settings import BoardSettings
from tui.view.sorting import Sort

pytestmark = pytest.mark.usefixtures("patched_compositor")
WIDE = (120, 40)


def is_open(stage: Stage) -> bool:
    return bool(stage.board.query(CommandLine))


def test_every_command_has_its_own_names() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.names)]
    assert len(set(names)) == len(names)
    assert all(find_command(name) for name in names)


@pytest.mark.slow
async def test_a_command_is_typed_run_and_gone() -> None:
    async with staged(WIDE) as stage:
        below = stage.text
        await stage.press(":", *"sort")
        assert stage.lines[-1].startswith(" :sort▏")
        assert "sort COLUMN" in stage.lines[-1]
        assert "Sort the rows by a column" not in stage.text
        await stage.press("space", *"last", "enter")
        assert not is_open(stage)
        assert stage.grid.settings.sort == Sort("last", descending=True)
        assert stage.keys_are_in(stage.grid)
        await stage.press(":", "escape")
        await stage.run("sort symbol up")
        await stage.press("g")
        assert stage.text == below


async def test_every_command_is_offered_with_what_it_does() -> None:
    async with staged((120, 40)) as stage:
        await stage.press(":")
        assert "goto       Move to an instrument" in stage.text
        live = [command for command in COMMANDS if not command.needs_replay]
        assert f"+{len(live) - 8} more" in stage.text
        await stage.press("q")
        assert "Leave the board" in stage.text


@pytest.mark.slow
async def test_tab_goes_through_the_candidates_and_a_single_one_is_taken() -> None:
    async with staged(WIDE) as stage:
        await stage.press(":", *"so", "tab")
        assert stage.lines[-1].startswith(" :sort▏")
        await stage.press("tab")
        assert stage.lines[-1].startswith(" :source▏")
        await stage.press("shift+tab", "space", *"symb", "tab")
        assert stage.lines[-1].startswith(" :sort symbol ▏")
        assert "the greatest first" in stage.text


@pytest.mark.slow
async def test_a_candidate_is_taken_by_a_click() -> None:
    async with staged(WIDE) as stage:
        await stage.press(":")
        await stage.click(4, stage.line_of("Show a tab"))
        assert stage.lines[-1].startswith(" :tab ▏")


@pytest.mark.dose(15)
@pytest.mark.parametrize(
    ("line", "message", "mark"),
    quick(
        1,
        pytest.param("sort vlume", 'no column "vlume"', "vlume"),
        pytest.param("sort last sideways", 'found "sideways", expected up or down', "sideways"),
        pytest.param("tab nothing", 'no tab "nothing"', "nothing"),
        pytest.param("goto NOSUCH", 'no row has "NOSUCH"', "NOSUCH"),
        pytest.param("filter pct >", "expected", ">"),
        pytest.param("shot", 'no command "shot"', "shot"),
        pytest.param("sort", "expected :sort COLUMN", ""),
        pytest.param("quit now", "expected :quit and no more", "now"),
        pytest.param("source stop br", "expected pause, resume or poll", "stop"),
        pytest.param("source pause", "which source? br", ""),
        pytest.param("source pause x", 'no source "x"', "x"),
        pytest.param("set flush 99s", "board.flush: found", "99s"),
        pytest.param("set speed 1", 'no setting "speed"', "speed"),
        pytest.param("theme pink!", "board.theme: found", "pink!"),
        pytest.param("theme pink", "board.theme: found", "pink"),
        pytest.param("export", "expected :export [!] FILE", ""),
    ),
)
async def test_a_wrong_line_stays_and_says_what_is_wrong_and_where(line: str, message: str, mark: str) -> None:
    async with staged((80, 24)) as stage:
        await stage.run(line)
        assert message in stage.lines[-2]
        assert f":{line[: line.index(mark) + len(mark)] if mark else line}▏" in stage.lines[-1]
        await stage.press("ctrl+u", "escape")
        assert not is_open(stage)


@pytest.mark.slow
async def test_up_recalls_the_lines_that_begin_so() -> None:
    async with staged(WIDE) as stage:
        for line in ("sort last", "tab all", "sort change"):
            await stage.run(line)
        await stage.press(":", "s", "up", "up")
        assert stage.lines[-1].startswith(" :sort last▏")
        await stage.press("down", "down")
        assert stage.lines[-1].startswith(" :s▏")


@pytest.mark.slow
async def test_goto_finds_a_row_in_whichever_tab_it_is() -> None:
    async with staged(WIDE) as stage:
        await stage.run("goto ogdc")
        assert stage.cursor == "OGDC"
        await stage.press("3")
        await stage.run("go PSX:kel")
        assert stage.cursor == "KEL"


@pytest.mark.slow
async def test_tabs_filters_columns_and_marks_have_commands() -> None:
    async with staged(WIDE) as stage:
        await stage.run("filter ogdc")
        assert stage.symbols == ["OGDC"]
        await stage.run("filter")
        await stage.run("columns symbol,last age")
        assert [placed.column.key for placed in stage.columns] == ["symbol", "last", "age"]
        await stage.run("columns auto")
        assert len(stage.columns) > 3
        await stage.run("mark BOP")
        await stage.run("tab mine")
        assert stage.symbols == ["BOP"]
        await stage.run("add KEL OGDC")
        assert stage.symbols == ["BOP", "KEL", "OGDC"]
        await stage.run("add KEL")
        assert "KEL is in Mine already" in stage.text


@pytest.mark.slow
async def test_a_source_is_paused_resumed_and_polled() -> None:
    async with staged(WIDE) as stage:
        feed = ScriptedFeed()
        stage.app.feed = feed
        for action in ("pause", "resume", "poll"):
            await stage.run(f"source {action} br")
        assert feed.requests == ["pause br", "resume br", "br"]


@pytest.mark.slow
async def test_a_setting_changes_at_once_is_written_and_undone(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[board]\nflash = true # lights\n", encoding="utf-8")
    async with staged(WIDE, config_file=file, settings=BoardSettings()) as stage:
        await stage.run("set flash off")
        assert not stage.grid.flash
        assert "U undoes" in stage.text
        await stage.run("theme light")
        assert stage.app.state.settings.theme.name == "light"
        await stage.run("set disagree 2%")
        await stage.settle()
        assert str(stage.app.state.disagree_percent) == "2"
        config = load_config(file)
        assert (config.flash, config.settings.theme.name, str(config.disagree_percent)) == (False, "light", "2")
        assert "# lights" in file.read_text()
        await stage.press("U", "U", "U")
        assert (stage.grid.flash, stage.app.state.settings.theme.name) == (True, "dark")
        assert file.read_text() == "[board]\nflash = true # lights\n"


@pytest.mark.slow
async def test_the_interval_of_a_source_is_a_setting(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "https://a.example/"\nevery = "60s"\n')
    async with staged(WIDE, config_file=file) as stage:
        await stage.run("set br.every 90s")
        assert 'every = "90s"' in file.read_text()
        await stage.run("set sources.br.every 2m")
        assert 'every = "2m"' in file.read_text()
        await stage.run("set brr.every 2m")
        assert 'no setting "brr.every"; did you mean "br.every"?' in stage.text


async def test_what_only_a_configuration_changes_is_refused_where_there_is_none() -> None:
    async with staged(WIDE) as stage:
        await stage.run("set log_level debug")
        assert "log_level: takes effect from a configuration, and this run has none" in stage.text
        assert "U undoes" not in stage.text


@pytest.mark.slow
async def test_what_takes_effect_when_the_file_is_read_again_says_so(tmp_path: Path) -> None:
    async with staged(WIDE, config_file=tmp_path / "config.toml") as stage:
        await stage.run("set log_level debug")
        assert "within two seconds" in stage.text
        assert load_config(tmp_path / "config.toml").log_level == "debug"


@pytest.mark.slow
async def test_the_rows_are_exported_and_no_file_is_overwritten_by_chance(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    async with staged((160, 40)) as stage:
        await stage.run("filter ogdc or kse100")
        await stage.run(f"export {file}")
        assert "2 rows in" in stage.text
        rows = list(csv.DictReader(file.read_text().splitlines()))
        assert [row["symbol"] for row in rows] == stage.symbols
        await stage.run("filter ogdc")
        await stage.run(f"export {file}")
        assert "is there already" in stage.text
        await stage.press("escape")
        await stage.run(f"export! {file}")
        assert len(file.read_text().splitlines()) == 2
        await stage.run(f"export {tmp_path}/no/rows.csv")
        assert "cannot be written: No such file or directory" in stage.text


@pytest.mark.slow
async def test_screens_open_by_command_and_quit_leaves() -> None:
    async with staged(WIDE) as stage:
        await stage.run("help")
        assert isinstance(stage.app.screen, HelpScreen)
        await stage.press("escape")
        await stage.run("health")
        assert isinstance(stage.app.screen, SourceHealthScreen)
        await stage.press("escape")
        await stage.press(":", "q")
        stage.flood("enter", 1)
        await stage.gone()


@pytest.mark.slow
async def test_a_click_elsewhere_leaves_the_line_and_a_resize_does_not() -> None:
    async with staged(WIDE) as stage:
        await stage.press(":", *"sor")
        await stage.resize(100, 30)
        assert stage.lines[-1].startswith(" :sor▏")
        await stage.click(4, stage.line_of("BOP"))
        assert not is_open(stage)


@pytest.mark.slow
async def test_what_no_row_has_is_added_from_the_directory_and_what_nothing_knows_is_named() -> None:
    async with staged(WIDE) as stage:
        await stage.run("add ubl NOSUCH OGDC")
        assert [str(entry) for entry in stage.app.store.settings.lists["Mine"]] == ["PSX:UBL", "PSX:OGDC"]
        assert (
            '2 symbols into Mine; no source gives UBL yet; no symbol "NOSUCH" · for this run · U undoes'
            in stage.lines[-1]
        )
        await stage.run("add NOSUCH")
        assert 'no symbol "NOSUCH" is known here; + asks the sources' in stage.text


@pytest.mark.slow
async def test_a_row_that_the_filter_hides_is_shown_in_all_or_without_it() -> None:
    async with staged(WIDE) as stage:
        await stage.run("filter KEL")
        await stage.run("goto BOP")
        assert stage.grid.cursor is not None
        assert stage.grid.cursor.symbol == "BOP"
        assert "filter off: BOP is not in it" in stage.lines[-1]
        await stage.run("tab psx")
        await stage.run("filter KEL")
        await stage.run("goto OGDC")
        assert stage.grid.settings.tab.name == "All"
        assert stage.grid.cursor.symbol == "OGDC"
        await stage.run("tab psx")
        assert stage.symbols == ["KEL"], "the tab keeps its filter"


@pytest.mark.slow
async def test_a_wrong_line_is_mended_or_typed_anew_and_is_once_in_the_history() -> None:
    async with staged(WIDE) as stage:
        await stage.run("sort nonsense up")
        await stage.press(":", *"sort last", "enter")
        assert not is_open(stage)
        assert stage.grid.settings.sort == Sort("last", descending=True)
        await stage.run("sort nonsense up")
        await stage.press("ctrl+w", *"symbol", "enter")
        assert not is_open(stage), "the cursor was at the word that is wrong"
        assert stage.grid.settings.sort == Sort("symbol", descending=False)
        await stage.press(":", "up", "up")
        assert stage.lines[-1].startswith(" :sort last▏"), "the line that was wrong gave way to what it became"
