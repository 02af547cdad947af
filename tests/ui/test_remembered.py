"""What was on the screen is there again after a restart, to the cell."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.kit.home import at_home
from tests.kit.marks import for_each, quick, spread
from tests.kit.terminal import Terminal, bigboard
from tests.ui.stage import Stage, staged
from tui.config.tabs import parse_entries
from tui.config.themes.loader import shipped_theme
from tui.storage.view_state import decode_view, encode_view
from tui.view.settings import BoardSettings
from tui.view.tabs import MINE
from tui.view.view_state import NOTHING_REMEMBERED, Choice, ViewState

SIZE = (120, 40)
MARKED = BoardSettings(lists={MINE: parse_entries(["PSX:PPL", "OGDC", "KEL"])})


def left(stage: Stage) -> ViewState:
    """Return what would be stored now, as it comes back from the file."""
    view = stage.app.view()
    assert view is not None
    return decode_view(json.loads(json.dumps(encode_view(view))))


WAYS: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "a sort": ("S",),
    "a frozen order": ("G", "f"),
    "a filter": ("/", *"pael", "enter"),
    "a tab": ("3", "j", "j", "s"),
    "two tabs": ("2", "S", "G", "1", "j", "3", "j"),
    "the detail": ("j", "j", "enter"),
    "the news in front of it": ("a", "p"),
    "a zoom": ("j", "z"),
    "the news zoomed and scrolled": ("a", "p", "z", "j", "j"),
    "no indices": ("i", "j"),
    "the light theme": ("t", "j"),
    "an empty filter": ("/", *"zzz", "enter"),
}


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(1, (80, 24), (120, 40), (40, 12)))
@pytest.mark.parametrize("way", spread(3, *WAYS))
async def test_after_a_restart_the_screen_is_the_same_to_the_cell(way: str, size: tuple[int, int]) -> None:
    async with staged(size, settings=MARKED, first_poll=False) as stage:
        for number in range(3):
            stage.source.publish(number, f"Story {number}", *["Buyers came back."] * 40, minutes_ago=9 - number)
        await stage.poll(1)
        await stage.press(*WAYS[way])
        await stage.wait(10)
        view, market = left(stage), stage.source.market
        text, picture, passed = stage.text, stage.picture, stage.app.time

    async with staged(size, settings=MARKED, remembered=view, first_poll=False) as again:
        again.app.time = passed
        await again.show(market)
        assert again.text == text
        assert again.picture == picture
        assert left(again) == view


@pytest.mark.slow
async def test_tab_and_cursor_come_back_with_the_first_poll_of_their_source() -> None:
    async with staged(SIZE) as stage:
        await stage.press("2", "j", "j", "j")
        view, cursor = left(stage), stage.cursor

    async with staged(SIZE, remembered=view, first_poll=False) as again:
        assert again.grid.settings.tab.name == "All"
        assert left(again) == view
        await again.poll(1)
        assert (again.grid.settings.tab.name, again.cursor) == ("PSX", cursor)


@pytest.mark.slow
async def test_a_user_who_does_something_meanwhile_is_not_taken_elsewhere() -> None:
    async with staged(SIZE) as stage:
        await stage.press("2", "j", "j", "j")
        view = left(stage)

    async with staged(SIZE, remembered=view, first_poll=False) as again:
        await again.press("S")
        await again.poll(1)
        assert again.grid.settings.tab.name == "All"


@pytest.mark.slow
async def test_an_article_that_came_between_two_runs_is_new() -> None:
    async with staged(SIZE, first_poll=False) as stage:
        stage.source.publish(1, "Old news")
        await stage.poll(1)
        view = left(stage)
        assert tuple(view.news.read) == ("1",)

    async with staged(SIZE, remembered=view, first_poll=False) as again:
        again.source.publish(1, "Old news")
        again.source.publish(2, "News of the night", minutes_ago=1)
        await again.poll(1)
        assert "NEWS  2 · 1 unread" in again.text
        await again.press("n")
        assert tuple(left(again).news.read) == ("1", "2")


@pytest.mark.slow
async def test_what_is_gone_meanwhile_is_passed_over() -> None:
    """A tab, a column, a pane and an article that this run does not have."""
    stored = encode_view(NOTHING_REMEMBERED) | {
        "tab": "Gone",
        "tabs": {
            "Gone": {"sort": ["gone", False], "filter": "", "frozen": False, "cursor": None, "top": 9, "order": []}
        },
        "panes": {"side": ["gone", "reader"]},
        "focus": "gone",
        "article": "gone",
    }
    async with staged(SIZE, remembered=decode_view(stored)) as stage:
        assert stage.symbols
        assert stage.keys_are_in(stage.grid)
        assert "NEWS" in stage.text
        await stage.press("s", "3", "1")


@pytest.mark.slow
@pytest.mark.parametrize(("configured", "is_dark"), [("dark", False), ("light", False)])
async def test_a_theme_chosen_by_key_counts_until_the_configuration_changes(configured: str, is_dark: bool) -> None:
    view = ViewState(choices={"theme": Choice("light", "dark")})
    async with staged(SIZE, remembered=view, settings=BoardSettings(theme=shipped_theme(configured))) as stage:
        assert stage.app.board_theme.dark is is_dark
    view = ViewState(choices={"theme": Choice("dark", "light")})
    async with staged(SIZE, remembered=view) as stage:
        assert stage.app.board_theme.dark
        assert not left(stage).choices


def test_sizes_and_history_of_the_last_run_are_not_lost() -> None:
    view = ViewState(sizes={"side": 50}, history=("sort volume",))
    assert decode_view(encode_view(view)) == view


AGE = re.compile(r" *[≤◦]?\d+[smhd](?!\w)( ago *$| ago *(?=│))?", re.MULTILINE)
"""An age with the blanks that give it its place: those before it in a column, those after `ago` in running text."""
CLOCK = re.compile(r"\d\d:\d\d")
Cell = tuple[str, str, str, bool, bool]


def without_ages(picture: Sequence[Sequence[Cell]]) -> list[list[Cell | None]]:
    """Return a picture in which every cell of an age or a time of day is None, and all others are as they are."""
    shown: list[list[Cell | None]] = []
    for line in picture:
        text = "".join(cell[0] or " " for cell in line)
        passing = {x for pattern in (AGE, CLOCK) for match in pattern.finditer(text) for x in range(*match.span())}
        shown.append([None if x in passing else cell for x, cell in enumerate(line)])
    return shown


def plain(text: str) -> list[list[Cell]]:
    return [[(character, "", "", False, False) for character in line] for line in text.split("\n")]


@for_each(
    ("before", "after", "is_same"),
    [
        ("▁▂▃   ≤4s  demo", "▁▂▃   30s  demo", True),
        ("▁▂▃   ≤4s  demo", "▁▂▃  ≤15s  demo", True),
        ("▁▂▃   59s  demo", "▁▂▃    1m  demo", True),
        ("▁▂▃  ◦59m  demo", "▁▂▃   ◦3h  demo", True),
        ("▁▂▃  ◦23h  demo", "▁▂▃   ◦2d  demo", True),
        ("02:04 PKT, 9s ago   │ a", "02:05 PKT, 10m ago  │ a", True),
        ("02:04 PKT, 9s ago     ", "23:05 PKT, 1h ago     ", True),
        ("▁▂▃   ≤4s  demo", "▁▂▄   ≤4s  demo", False),
        ("▁▂▃   ≤4s  demo", "▁▂▃   ≤4s demo ", False),
        ("▁▂▃   ≤4s  demo", "▁▂▃  ≤4s   demo", False),
        ("9s ago   │ a", "9s ago   │ b", False),
        ("12.3M  4 of 34", "12.4M  4 of 34", False),
        ("12.3M  4 of 34", "12.3M  5 of 34", False),
    ],
)
def test_two_screens_are_compared_by_every_cell_but_those_of_ages(before: str, after: str, is_same: bool) -> None:
    assert (without_ages(plain(before)) == without_ages(plain(after))) is is_same


@pytest.mark.slow
def test_the_demo_in_a_real_terminal_comes_back_as_it_was_left(tmp_path: Path) -> None:
    command = bigboard("demo", "--seed", "7", "--rate", "0")

    def board_of(terminal: Terminal) -> list[list[Cell | None]]:
        """Return what is left of the news, whose times go on, without the status bar and the bottom line."""
        return without_ages([line[:60] for line in terminal.picture()[1:-1]])

    with Terminal(command, env=at_home(tmp_path)) as terminal:
        terminal.wait_for("AIRLINK")
        terminal.wait_for("1 of 34")
        terminal.wait_for("•AIRLINK.*NEWS|NEWS.*•AIRLINK")
        terminal.send("2jjj")
        terminal.wait_for("4 of 34")
        dark = board_of(terminal)
        terminal.send("t")
        terminal.wait_for("theme light")
        shown = board_of(terminal)
        assert shown != dark
        terminal.send("q")
        assert terminal.wait() == 0
    with Terminal(command, env=at_home(tmp_path)) as terminal:
        terminal.wait_for("4 of 34")
        terminal.wait_until(lambda: board_of(terminal) == shown)
        terminal.send("q")
        assert terminal.wait() == 0
    assert (tmp_path / "bigboard" / "demo-view.json").stat().st_mode & 0o777 == 0o600

    with Terminal([*command, "--fresh"], env=at_home(tmp_path)) as terminal:
        terminal.wait_for("AIRLINK")
        terminal.wait_for("1 of 34")


@pytest.mark.slow
def test_a_damaged_file_is_said_on_the_bottom_line(tmp_path: Path) -> None:
    folder = tmp_path / "bigboard"
    folder.mkdir()
    (folder / "demo-view.json").write_bytes(b"{")
    with Terminal(bigboard("demo", "--seed", "7"), env=at_home(tmp_path)) as terminal:
        terminal.wait_for("demo-view.json is now demo-view.json.unusable: damaged")
    assert "demo-view.json.unusable: damaged" in (folder / "bigboard.log").read_text()


@pytest.mark.slow
def test_a_signal_leaves_what_was_on_the_screen_too(tmp_path: Path) -> None:
    with Terminal(bigboard("demo", "--seed", "7"), env=at_home(tmp_path)) as terminal:
        terminal.wait_for("AIRLINK")
        terminal.send("2jj")
        terminal.wait_for("3 of 34")
        terminal.signal(15)
        assert terminal.wait() == 143
    stored = decode_view(json.loads((tmp_path / "bigboard" / "demo-view.json").read_bytes()))
    assert stored.tab == "PSX"
