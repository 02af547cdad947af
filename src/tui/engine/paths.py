"""Where the program keeps its files. Nothing is made before it is needed."""

import os
from pathlib import Path
from typing import Final

import platformdirs

_NAME: Final = "bigboard"


def config_file() -> Path:
    """The user's configuration: `BIGBOARD_CONFIG`, else `config.toml` in the user's config folder. It may not exist."""
    named = os.environ.get("BIGBOARD_CONFIG")
    if named:
        return Path(named).expanduser()
    return platformdirs.user_config_path(_NAME, appauthor=False) / "config.toml"


def state_dir() -> Path | None:
    """The folder for logs and stored state, made on first use and closed to others (0700).

    None where there is no home to hold it or nothing can be written there: the program then runs without.
    """
    folder = platformdirs.user_state_path(_NAME, appauthor=False)
    if not folder.is_absolute():  # no home is known, or the XDG variable is one that its specification bids ignore
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


def log_file() -> Path | None:
    """The log, in the state folder; None where nothing can be written."""
    folder = state_dir()
    return folder / f"{_NAME}.log" if folder else None
