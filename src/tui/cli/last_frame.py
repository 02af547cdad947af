"""Shows the board as it was left, before anything slow is loaded; in any doubt nothing is shown.

It runs for `bigboard` without a command alone, and imports only what is needed to decide.
"""

import os
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tui.storage.last_frame import MAX_AGE, FrameLook, FrameStore, LastFrame, is_unchanged
from tui.storage.paths import config_dir, state_dir
from tui.ui.terminal.held_terminal import HeldTerminal
from tui.view.last_frame import bar_pieces, stood_at
from tui.view.terminal_profile import UNUSABLE_TERMS, detect_terminal

_CONFIG: Final = "--config"
_HARMLESS: Final = "--no-mouse"
"""The option that changes nothing that can be seen."""
_STREAMS: Final = (0, 1, 2)


def show_last_frame(argv: Sequence[str]) -> HeldTerminal | None:
    """Show the frame that was on the screen last, where the board will begin with the same rows.

    Args:
        argv: the arguments of the program.

    Returns:
        The terminal, to be handed over to the board or given back; None where nothing was shown.
    """
    held = None
    try:
        config = config_of(argv, os.environ)
        if config is None or not is_ours_alone() or not is_usable(os.environ):
            return None
        frame = FrameStore(state_dir()).load()
        now = time.time()
        if frame is None or not fits(frame, look_now(os.environ), now) or not is_unchanged(frame.config, config):
            return None
        content = drawn(frame, now)
        held = HeldTerminal()
        held.show(content)
    except (OSError, ValueError, RuntimeError, OverflowError, RecursionError, termios.error):
        # whatever it is, the board itself will say it
        if held is not None:
            held.give_back()
        return None
    return held


def config_of(argv: Sequence[str], environ: Mapping[str, str]) -> Path | None:
    """Return the configuration that a command line shows the board of; None for any other command line.

    Raises:
        RuntimeError: a home folder is not known.
    """
    words = [word for word in argv if word != _HARMLESS]
    match words:
        case []:
            named = environ.get("BIGBOARD_CONFIG", "")
            folder = None if named else config_dir()
            path = Path(named).expanduser() if named else folder and folder / "config.toml"
            return path or None
        case [option, file] if option == _CONFIG and file and not file.startswith("-"):
            return Path(file)
        case [word] if word.startswith(f"{_CONFIG}=") and word != f"{_CONFIG}=":
            return Path(word.removeprefix(f"{_CONFIG}="))
    return None


def is_ours_alone() -> bool:
    """Return whether all three streams are one terminal, and the shell has given it to this job.

    Raises:
        OSError: a stream is closed, or no terminal of this session.
    """
    if not all(map(os.isatty, _STREAMS)):
        return False
    return len({os.fstat(fd).st_rdev for fd in _STREAMS}) == 1 and os.tcgetpgrp(0) == os.getpgrp()


def is_usable(environ: Mapping[str, str]) -> bool:
    """Return whether a terminal of this name can move its cursor."""
    return environ.get("TERM", "").lower() not in UNUSABLE_TERMS


def look_now(environ: Mapping[str, str]) -> FrameLook:
    """Return how a frame would look here.

    Raises:
        OSError: the terminal has no size.
    """
    profile = detect_terminal(environ)
    return FrameLook(*os.get_terminal_size(2), environ.get("TERM", ""), profile.summary)


def fits(frame: LastFrame, look: FrameLook, now: float) -> bool:
    """Return whether a frame is one of this terminal, and not too old; one from the future fits: the clock was set."""
    return frame.look == look and now - frame.left_at <= MAX_AGE


def drawn(frame: LastFrame, now: float) -> bytes:
    """Return the bytes of the whole frame, its bar worked out anew."""
    pieces = bar_pieces(*stood_at(frame.left_at, now, frame.offset, frame.zone), frame.look.columns)
    bar = "".join(f"{style}{text}" for style, text in zip(frame.bar_styles, pieces, strict=True) if text)
    return f"\x1b[m\x1b[H{bar}\x1b[m".encode() + frame.body
