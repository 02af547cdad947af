"""`bigboard config`: where the configuration is, a first one, and whether it is right."""

import os
from pathlib import Path

from tui.cli.arguments import Arguments
from tui.cli.endings import GOOD
from tui.cli.keymap import check_keys
from tui.cli.out import config_file_text, path_text, put
from tui.engine.calendars import load_calendars
from tui.engine.config import load
from tui.engine.paths import config_file
from tui.engine.template import TEMPLATE
from tui.engine.written import fault


def configure(arguments: Arguments) -> int:
    """Do what was asked of the configuration.

    Raises:
        ConfigError: it is wrong, or a first one cannot be written.
    """
    if arguments.action == "check":
        put([checked(arguments.config)])
        return GOOD
    file = arguments.config or config_file()
    if file is None:
        raise fault(None, "", "no home folder is known: set HOME, or name the file with --config")
    if arguments.action == "init":
        write_first(file)
        put([f"{path_text(file)} is written; `bigboard config check` checks what you change."])
    else:
        put([path_text(file)])
    return GOOD


def checked(named: Path | None) -> str:
    """What a right configuration says, in a line. Raises ConfigError on a wrong one."""
    config = load(named)
    load_calendars(config.calendar_file)
    check_keys(config)
    many = f"{len(config.sources)} source{'s' if len(config.sources) > 1 else ''}"
    names = ", ".join(source.name for source in config.sources)
    if config.file is None:
        return f"{config_file_text()}: not there; the built-in default is used, {many}: {names}"
    return f"{path_text(config.file)}: good, {many}: {names}"


def write_first(file: Path) -> None:
    """Write the template, for its owner's eyes only, where no file is.

    Raises:
        ConfigError: something is there already, or it cannot be written.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # exclusive: a file, a folder or a link that is there is never touched
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise fault(file, "", "is there already, and was left as it is") from None
    except (OSError, ValueError) as error:
        raise fault(file, "", f"cannot be written: {getattr(error, 'strerror', None) or error}") from None
    with open(descriptor, "w", encoding="utf-8") as stream:  # noqa: PTH123 - a descriptor has no path
        stream.write(TEMPLATE)
