"""Where the program keeps its files. Nothing is made before it is needed."""

import os
from pathlib import Path
from typing import Final

import platformdirs

_NAME: Final = "bigboard"


def config_dir() -> Path | None:
    """The user's folder for the program's configuration; None where no home folder is known. It may not exist."""
    try:
        return platformdirs.user_config_path(_NAME, appauthor=False)
    except RuntimeError:
        return None


def state_dir() -> Path | None:
    """The folder for logs and stored state, made on first use and closed to others (0700).

    None where there is no home to hold it or nothing can be written there: the program then runs without.
    """
    try:
        folder = platformdirs.user_state_path(_NAME, appauthor=False)
    except RuntimeError:  # no home is known
        return None
    if not folder.is_absolute():  # the XDG variable is one that its specification bids ignore
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # the rights of a folder that a link leads to are not ours to change; each file in it is closed by itself
        if not folder.is_symlink() and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


def log_file() -> Path | None:
    """The log, in the state folder; None where nothing can be written."""
    folder = state_dir()
    return folder / f"{_NAME}.log" if folder else None
