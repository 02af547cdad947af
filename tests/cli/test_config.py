import stat
from pathlib import Path

import pytest

from tui.cli.config import run_config
from tui.cli.parser import Arguments
from tui.config.loader import ConfigError
from tui.config.template import CONFIG_TEMPLATE

Capture = pytest.CaptureFixture[str]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_init_writes_the_template_for_its_owner_alone(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "new" / "board.toml"
    assert run_config(Arguments(action="init", config=file)) == 0
    assert file.read_text() == CONFIG_TEMPLATE
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)
    assert str(file) in capsys.readouterr().out


def test_init_never_touches_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text("mine")
    link = tmp_path / "link.toml"
    link.symlink_to(tmp_path / "elsewhere")
    for there in (file, link):
        with pytest.raises(ConfigError, match="is there already, and was left as it is"):
            run_config(Arguments(action="init", config=there))
    assert file.read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_init_says_why_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"board\.toml: cannot be written: Not a directory"):
        run_config(Arguments(action="init", config=tmp_path / "file" / "deep" / "board.toml"))


def test_path_prints_where_the_file_is_or_would_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("BIGBOARD_CONFIG", str(tmp_path / "mine.toml"))
    run_config(Arguments(action="path"))
    assert capsys.readouterr().out == f"{tmp_path / 'mine.toml'}\n"


def test_check_reports_a_valid_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.delenv("BIGBOARD_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    run_config(Arguments(action="check"))
    run_config(Arguments(action="init"))
    run_config(Arguments(action="check"))
    first, _, last = capsys.readouterr().out.splitlines()
    assert "not there; the built-in default is used, 6 sources: br, news, yahoo, world, fx, coins" in first
    assert last.endswith("config.toml: good, 6 sources: br, news, yahoo, world, fx, coins")


def test_check_looks_into_the_calendar_too(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text('calendar = "hours.toml"\n')
    with pytest.raises(ConfigError, match=r"hours\.toml: cannot be read: No such file"):
        run_config(Arguments(action="check", config=file))


def test_check_knows_every_binding_of_the_board(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "board.toml"
    file.write_text('[keys]\napp.quit = "Q"\n"grid.sort" = "v"\n')
    run_config(Arguments(action="check", config=file))
    assert "good" in capsys.readouterr().out
    file.write_text('[keys]\napp.quitt = "Q"\n')
    with pytest.raises(ConfigError, match=r'keys\.app\.quitt: unknown key; did you mean "app\.quit"\?'):
        run_config(Arguments(action="check", config=file))
