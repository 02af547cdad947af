"""The files of a user: the folders that the program reads and writes, and a configuration."""

from pathlib import Path

import pytest

from tui.config.loader import load_config
from tui.view.settings import BoardSettings


def at_home(folder: Path | str) -> dict[str, str | None]:
    """Return the variables of a user whose files are all in this folder."""
    return {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}


def use_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this process read and write the files of a user in this folder, for one test."""
    for name, value in at_home(folder).items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv("BIGBOARD_CONFIG", raising=False)


def settings_of(folder: Path, text: str) -> BoardSettings:
    """Write a configuration into this folder, and return the settings in it.

    Raises:
        ConfigError: it is not valid.
    """
    file = folder / "config.toml"
    file.write_text(text)
    return load_config(file).settings
