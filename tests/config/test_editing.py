"""The configuration as the program writes it: only the value asked for differs, or nothing at all."""

import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from tui.config.editing import ConfigEditor
from tui.config.edits import Edit
from tui.config.errors import ConfigError
from tui.config.loader import load_config
from tui.config.toml_file import MAX_FILE_SIZE

WRITTEN = """\
# my board
[board]
theme = "dark"              # at night

[lists]
# those I own
Mine = [
  "PSX:OGDC",  # oil
  "PSX:BOP",
  # banks
  "PSX:HBL", "PSX:NBP",
]

[[sources]]
name = "y"
kind = "yahoo"
every = "1m"
symbols = ["AAPL"] # apple
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(WRITTEN)
    return file


def edit(*path: str | int, value: str | bool | Decimal | list[str] | None) -> Edit:
    return Edit(path=path, value=value, about="a change")


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (edit("board", "theme", value="light"), 'theme = "dark" ', 'theme = "light" '),
        (edit("board", "flash", value=False), "# at night\n", "# at night\nflash = false\n"),
        (edit("board", "theme", value=None), 'theme = "dark"              # at night\n', ""),
        (edit("sources", 0, "symbols", value=["AAPL", "MSFT"]), '["AAPL"] #', '["AAPL", "MSFT"] #'),
        (edit("sources", 0, "symbols", value=["MSFT"]), '["AAPL"] #', '["MSFT"] #'),
        (
            edit("lists", "Mine", value=["PSX:OGDC", "PSX:BOP", "PSX:HBL", "PSX:NBP", "PSX:UBL"]),
            '"PSX:NBP",\n',
            '"PSX:NBP", "PSX:UBL",\n',
        ),
        (edit("lists", "Mine", value=["PSX:OGDC", "PSX:HBL", "PSX:NBP"]), '  "PSX:BOP",\n', ""),
        (edit("lists", "Pinned", value=["PSX:HBL"]), "\n\n[[sources", '\nPinned = ["PSX:HBL"]\n\n[[sources'),
        (edit("sources", 1, "name", value="z"), "# apple\n", '# apple\n\n[[sources]]\nname = "z"\n'),
        (edit("tabs", 0, "name", value="Banks"), "# apple\n", '# apple\n\n[[tabs]]\nname = "Banks"\n'),
        (edit("board", "limit", value=Decimal("1E+2")), "# at night\n", "# at night\nlimit = 100\n"),
        (edit("board", "limit", value=Decimal("0.10")), "# at night\n", "# at night\nlimit = 0.10\n"),
        (edit("sources", 0, value=None), WRITTEN[WRITTEN.index("[[sources") :], ""),
        (edit("sources", 4, value=None), "# my board", "# my board"),
        (edit("lists", "Other", value=None), "# my board", "# my board"),
        (edit("nothing", "there", value=None), "# my board", "# my board"),
    ],
)
def test_one_value_changes_and_all_else_stays(file: Path, change: Edit, before: str, after: str) -> None:
    assert before in WRITTEN
    ConfigEditor(file).apply(change)
    assert file.read_text() == WRITTEN.replace(before, after, 1)


def test_a_list_in_another_order_is_written_in_that_order(file: Path) -> None:
    wanted = ["PSX:NBP", "PSX:OGDC", "PSX:HBL", "PSX:BOP"]
    ConfigEditor(file).apply(edit("lists", "Mine", value=wanted))
    assert [str(entry) for entry in load_config(file).settings.lists["Mine"]] == wanted


def test_the_first_change_makes_a_file_that_explains_itself(tmp_path: Path) -> None:
    file = tmp_path / "new" / "config.toml"
    ConfigEditor(file).apply(edit("lists", "Mine", value=["PSX:OGDC"]))
    assert "# bigboard: what to watch" in file.read_text()
    assert load_config(file).settings.lists["Mine"][0].symbol == "PSX:OGDC"
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_another_program_wrote_meanwhile_stays(file: Path) -> None:
    editor = ConfigEditor(file)
    editor.apply(edit("lists", "Mine", value=["PSX:OGDC"]))
    file.write_text(file.read_text().replace("# my board", "# our board"))
    editor.apply(edit("board", "theme", value="light"))
    assert "# our board" in file.read_text()
    assert 'theme = "light"' in file.read_text()


@pytest.mark.slow
def test_boards_that_write_at_the_same_moment_lose_nothing(file: Path) -> None:
    names = [[f"list {board}.{number}" for number in range(5)] for board in range(6)]

    def write(of_board: list[str]) -> None:
        editor = ConfigEditor(file)
        for name in of_board:
            editor.apply(edit("lists", name, value=["PSX:OGDC"]))

    with ThreadPoolExecutor(len(names)) as boards:
        list(boards.map(write, names))

    assert load_config(file).settings.lists.keys() >= {name for of_board in names for name in of_board}
    assert "# banks" in file.read_text()


def test_a_lock_that_another_program_keeps_prevents_no_change(file: Path) -> None:
    folder = os.open(file.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        ConfigEditor(file).apply(edit("board", "theme", value="light"))
    finally:
        os.close(folder)
    assert 'theme = "light"' in file.read_text()


@pytest.mark.slow
def test_the_first_changes_of_all_at_the_same_moment_are_all_kept(tmp_path: Path) -> None:
    file = tmp_path / "new" / "config.toml"

    def write(name: str) -> None:
        ConfigEditor(file).apply(edit("lists", name, value=["PSX:OGDC"]))

    names = [f"list {number}" for number in range(6)]
    with ThreadPoolExecutor(len(names)) as boards:
        list(boards.map(write, names))

    assert load_config(file).settings.lists.keys() >= set(names)


def test_a_path_that_cannot_be_one_is_an_error_of_the_file() -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        ConfigEditor(Path("/nowhere/a\0b.toml")).apply(edit("board", "theme", value="light"))


def test_changes_are_undone_to_the_byte_and_no_further_than_another_programs(file: Path) -> None:
    editor = ConfigEditor(file)
    editor.apply(edit("board", "theme", value="light"))
    editor.apply(edit("lists", "Mine", value=[]))
    assert editor.undo() == "a change"
    assert editor.undo() == "a change"
    assert editor.undo() is None
    assert file.read_text() == WRITTEN

    editor.apply(edit("board", "theme", value="light"))
    file.write_text("# mine\n")
    with pytest.raises(ConfigError, match="was changed since"):
        editor.undo()
    assert file.read_text() == "# mine\n"


def test_a_link_stays_a_link_and_the_mode_of_its_target_too(file: Path, tmp_path: Path) -> None:
    file.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    ConfigEditor(link).apply(edit("board", "theme", value="light"))
    assert link.is_symlink()
    assert 'theme = "light"' in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("content", "reason"),
    [("[board\n", "is not TOML"), ("x" * 400_000, "cannot be read"), ("lists = 3\n", "no table")],
)
def test_a_file_that_cannot_take_the_change_stays_as_it_is(file: Path, content: str, reason: str) -> None:
    file.write_text(content)
    with pytest.raises(ConfigError, match=reason):
        ConfigEditor(file).apply(edit("lists", "Mine", value=["PSX:OGDC"]))
    assert file.read_text() == content
    assert list(file.parent.iterdir()) == [file]


def test_comments_of_a_list_move_with_its_entries(file: Path) -> None:
    ConfigEditor(file).apply(edit("lists", "Mine", value=["PSX:BOP", "PSX:HBL", "PSX:OGDC", "PSX:NBP"]))
    moved = '  "PSX:BOP",\n  "PSX:HBL",\n  # banks\n  "PSX:OGDC",  # oil\n  "PSX:NBP",\n'
    assert moved in file.read_text()


def test_line_ends_and_the_mark_at_the_head_stay_as_they_are(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + WRITTEN.replace("\n", "\r\n").encode())
    ConfigEditor(file).apply(edit("lists", "Pinned", value=["PSX:HBL"]), edit("keys", "app.quit", value="Q"))
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf# my board\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_tables_in_a_list_on_one_line_are_left_to_the_user(file: Path) -> None:
    file.write_text('tabs = [{ name = "Banks" }]\n')
    with pytest.raises(ConfigError, match="edit it by hand"):
        ConfigEditor(file).apply(edit("tabs", 1, "name", value="New"))
    assert file.read_text() == 'tabs = [{ name = "Banks" }]\n'


@pytest.mark.parametrize("seen", [(), ("Banks", "Fast")])
def test_a_number_is_not_used_where_another_program_has_changed_the_tables(file: Path, seen: tuple[str, ...]) -> None:
    file.write_text('[[tabs]]\nname = "Banks"\n')
    change = Edit(path=("tabs", 0), value=None, about="a change", seen=seen)
    with pytest.raises(ConfigError, match="another program"):
        ConfigEditor(file).apply(change)
    assert file.read_text() == '[[tabs]]\nname = "Banks"\n'


def test_a_change_that_makes_the_file_too_large_to_be_read_is_not_written(file: Path) -> None:
    content = WRITTEN + "#" * (MAX_FILE_SIZE - len(WRITTEN))
    file.write_text(content)
    with pytest.raises(ConfigError, match="too large"):
        ConfigEditor(file).apply(edit("lists", "Pinned", value=["PSX:HBL"]))
    assert file.read_text() == content


def test_an_empty_file_is_empty_again_and_not_removed(file: Path) -> None:
    file.write_text("")
    editor = ConfigEditor(file)
    editor.apply(edit("lists", "Mine", value=["PSX:OGDC"]))
    editor.undo()
    assert file.read_text() == ""
