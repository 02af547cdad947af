"""The folders of the program, created when first needed."""

import os
from pathlib import Path
from typing import Final

import platformdirs

_NAME: Final = "bigboard"


def config_dir() -> Path | None:
    """Return the folder of the configuration, which may not exist; None where no home folder is known."""
    try:
        return platformdirs.user_config_path(_NAME, appauthor=False)
    except RuntimeError:
        return None


def state_path() -> Path | None:
    """Return the folder for logs and stored state, which may not exist or be read-only; None where no home is known."""
    try:
        folder = platformdirs.user_state_path(_NAME, appauthor=False)
    except RuntimeError:  # no home is known
        return None
    # a relative path in the XDG variable is ignored, as its specification demands
    return folder if folder.is_absolute() else None


def state_dir() -> Path | None:
    """Return the folder for logs and stored state, created on first use with mode 0700.

    None where no home folder is known or nothing can be written there: the program then runs without.
    """
    folder = state_path()
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # the mode of a folder behind a link is left alone; each file in it is private by itself
        if not folder.is_symlink() and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


def log_file() -> Path | None:
    """Return the path of the log, in the state folder; None where nothing can be written."""
    folder = state_dir()
    return folder / f"{_NAME}.log" if folder else None
