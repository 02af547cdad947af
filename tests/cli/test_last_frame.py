"""Whether the board is shown as it was left: decided before anything is loaded, and never in doubt."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.kit.home import use_home
from tests.kit.marks import for_each
from tui.cli.last_frame import config_of, fits, show_last_frame
from tui.storage.last_frame import MAX_AGE, FrameLook, FrameStore, LastFrame

LOOK = FrameLook(80, 24, "xterm", "16")
FRAME = LastFrame(LOOK, (("/c.toml", -1, -1, -1),), 1000.0, 0, "UTC", ("", ""), b"")


@for_each(
    ("argv", "named", "config"),
    [
        ([], None, "bigboard/config.toml"),
        ([], "/mine.toml", "/mine.toml"),
        (["--no-mouse"], None, "bigboard/config.toml"),
        (["--config", "a.toml"], "/mine.toml", "a.toml"),
        (["--config=a.toml", "--no-mouse"], None, "a.toml"),
        (["--no-mouse", "--config", "a.toml"], None, "a.toml"),
        (["--config"], None, None),
        (["--config="], None, None),
        (["--config", ""], None, None),
        (["--config", "-w"], None, None),
        (["--conf", "a.toml"], None, None),
        (["--config", "a.toml", "--fresh"], None, None),
        (["--config", "a.toml", "demo"], None, None),
        (["--config", "a.toml", "--config", "b.toml"], None, None),
        (["demo"], None, None),
        (["print"], None, None),
        (["--fresh"], None, None),
        (["-w", "OGDC"], None, None),
        (["--colors", "16"], None, None),
        (["--ascii"], None, None),
        (["--link", "slow"], None, None),
        (["--help"], None, None),
    ],
)
def test_only_a_board_without_options_that_can_be_seen_has_one(
    argv: Sequence[str], named: str | None, config: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_home(tmp_path, monkeypatch)
    found = config_of(argv, {"BIGBOARD_CONFIG": named} if named else {})
    expected = tmp_path / config if config and config.startswith("bigboard") else config and Path(config)
    assert found == (expected or None)


@for_each(
    ("look", "later", "is_shown"),
    [
        (LOOK, 0, True),
        (LOOK, MAX_AGE, True),
        (LOOK, -100, True),
        (LOOK, MAX_AGE + 1, False),
        (LOOK._replace(columns=81), 0, False),
        (LOOK._replace(lines=25), 0, False),
        (LOOK._replace(term="screen"), 0, False),
        (LOOK._replace(profile="16 ascii"), 0, False),
    ],
)
def test_it_fits_the_terminal_that_it_was_drawn_for(look: FrameLook, later: float, is_shown: bool) -> None:
    assert fits(FRAME, look, FRAME.left_at + later) is is_shown


@pytest.mark.parametrize("is_there", [True, False])
def test_without_a_terminal_nothing_is_shown(
    is_there: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    if is_there:
        FrameStore(tmp_path).save(FRAME)
    assert show_last_frame([]) is None
    assert capfd.readouterr() == ("", "")
