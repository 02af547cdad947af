"""Changes of the user are written, whatever ends the program, and undone together."""

import asyncio
from pathlib import Path

import pytest

from tests.kit.terminal import Terminal, bigboard
from tui.config.edits import Edit
from tui.config.loader import load_config
from tui.ui.settings_store import SettingsStore
from tui.view.list_changes import ListChange
from tui.view.settings import BoardSettings
from tui.view.tabs import GIVEN, ListEntry, Tab

OGDC = ListEntry(symbol="PSX:OGDC")


def store_for(file: Path | None, settings: BoardSettings | None = None) -> tuple[SettingsStore, list[str]]:
    said: list[str] = []
    return SettingsStore(settings or BoardSettings(), file, lambda _settings: None, said.append), said


async def test_a_change_is_written_though_what_waits_for_it_is_cancelled(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    store, _ = store_for(file)
    waiting = asyncio.create_task(store.change_list(ListChange("Mine", (OGDC,), "OGDC into Mine")))
    await asyncio.sleep(0)
    waiting.cancel()
    await store.finish()
    assert load_config(file).settings.lists["Mine"] == (OGDC,)


async def test_a_list_in_a_file_and_the_configuration_are_undone_together(tmp_path: Path) -> None:
    file, text = tmp_path / "config.toml", tmp_path / "mine.txt"
    file.write_text('[board]\ntheme = "dark"\n')
    text.write_text("BOP  # kept\n")
    settings = BoardSettings(lists={"mine.txt": (ListEntry(symbol="BOP"),)}, list_files={"mine.txt": text})
    store, said = store_for(file, settings)
    change = ListChange("mine.txt", (ListEntry(symbol="BOP"), OGDC), "OGDC into mine.txt")
    await store.change_list(change, Edit(path=("board", "theme"), value="light", about="light"))
    assert text.read_text() == "BOP  # kept\nPSX:OGDC\n"
    assert "light" in file.read_text()
    await store.undo()
    assert text.read_text() == "BOP  # kept\n"
    assert "dark" in file.read_text()
    assert store.settings == settings
    assert said == ["OGDC into mine.txt · U undoes", "undone: OGDC into mine.txt"]


async def test_a_list_of_the_command_line_is_changed_for_this_run_alone(tmp_path: Path) -> None:
    store, said = store_for(tmp_path / "config.toml")
    await store.change_list(ListChange(GIVEN, (OGDC,), "OGDC into Given"))
    assert store.settings.lists[GIVEN] == (OGDC,)
    assert not (tmp_path / "config.toml").exists()
    await store.undo()
    assert said[-1] == "undone: OGDC into Given"


async def test_an_undone_change_leaves_what_was_read_since(tmp_path: Path) -> None:
    store, _ = store_for(tmp_path / "config.toml")
    await store.change(store.settings._replace(up="red"), about="a rise is red")
    store.reload(store.settings._replace(tabs=(Tab(name="Oil"),)), store.file)
    await store.undo()
    assert store.settings == BoardSettings(tabs=(Tab(name="Oil"),))


async def test_what_differs_is_written_and_what_is_of_this_run_is_not(tmp_path: Path) -> None:
    file, text = tmp_path / "config.toml", tmp_path / "mine.txt"
    text.write_text("BOP\n")
    given = BoardSettings(lists={GIVEN: (OGDC,), "mine.txt": (ListEntry(symbol="BOP"),)}, list_files={"mine.txt": text})
    store, said = store_for(file, given)
    await store.arrange(given, "nothing")
    await store.arrange(given.with_columns(GIVEN, ("symbol",)), "columns of Given")
    assert not file.exists()
    assert said == ["columns of Given · U undoes"]
    await store.arrange(store.settings.with_list("mine.txt", (OGDC,)), "OGDC for BOP")
    assert text.read_text() == "PSX:OGDC\n"
    assert not file.exists()


@pytest.mark.slow
def test_a_change_right_before_the_end_is_written(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[board]\ntheme = "dark"\n')
    with Terminal(bigboard("demo", "--seed", "7", "--config", str(file)), size=(100, 30)) as terminal:
        terminal.wait_for("AIRLINK")
        terminal.send("mq")
        assert terminal.wait() == 0
    assert len(load_config(file).settings.lists["Mine"]) == 1
