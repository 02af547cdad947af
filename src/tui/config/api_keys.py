"""Load the API key of a source from the environment, a file or a command, never from the configuration itself."""

import os
import re
import select
import stat
import subprocess
import time
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

from tui.sources.redaction.secret import Secret

COMMAND_TIMEOUT: Final = 5.0
MAX_KEY_LENGTH: Final = 4096

_VARIABLE: Final = re.compile(r"[A-Z]{1,20}(?:_[A-Z]{1,20}){0,5}_?[0-9]{0,2}|(?:[a-z]{1,20}_){1,5}(?:key|token|secret)")
_FILE: Final = re.compile(
    r"(?:(?:~|\.{0,2})/(?:[\w.-]{1,24}/){0,16}|(?:[A-Za-z._-]{1,20}/){0,4})[A-Za-z_-]{1,20}\d{0,2}\.[a-z]{2,7}",
    re.ASCII,
)
_COMMAND: Final = re.compile(r"(?:~?/(?:[A-Za-z._-]{1,20}/){1,16})?[a-z][a-z-]{0,20}")
"""What an error shows of a name; any other may be the key itself, written instead of a name."""


class NamesKey(Protocol):
    """A table that may name where its key is."""

    @property
    def key_env(self) -> str | None:
        """The environment variable that holds it."""
        ...

    @property
    def key_file(self) -> str | None:
        """The file that holds it."""
        ...

    @property
    def key_command(self) -> tuple[str, ...] | None:
        """The command that prints it."""
        ...


class ApiKeyError(Exception):
    """The reason why an API key cannot be loaded; no message quotes the key."""


def load_api_key(table: NamesKey, folder: Path) -> Secret | None:
    """Load the API key that a table names; None where it names none.

    No message quotes the configured value, since people write the key itself instead of its name.

    Args:
        table: a source or a way out of alerts, valid by the schema.
        folder: the folder of the configuration, where a relative `key_file` starts.

    Raises:
        ApiKeyError: the key cannot be loaded.
    """
    if table.key_env is not None:
        return _from_environment(table.key_env)
    if table.key_file is not None:
        return _from_file(table.key_file, folder)
    if table.key_command is not None:
        return _from_command(tuple(table.key_command))
    return None


def _shown(form: re.Pattern[str], name: str, folder: Path | None = None) -> str:
    """Return what an error says of a name: the path below a folder, or nothing where it may be the key itself."""
    if not form.fullmatch(name):
        return ""
    return f" {name if folder is None or name.startswith('~') else folder / name}"


def _from_environment(name: str) -> Secret:
    # os.environ raises for some characters, which a key that was written instead of a name may contain
    key = os.environ.get(name) if name and "=" not in name and "\0" not in name else None
    if key is None:
        raise ApiKeyError(f"the environment variable{_shown(_VARIABLE, name)} is not set (key_env)")
    return _secret("key_env", key)


def _from_file(name: str, folder: Path) -> Secret:
    try:
        path = folder / Path(name).expanduser()
        # non-blocking, so that a pipe without a writer does not block the start
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as stream:  # noqa: PTH123 - a descriptor
            # the open file is checked, not its name, which could meanwhile name another file
            _check_owner(path, os.fstat(stream.fileno()), "key_file")
            raw = stream.read(MAX_KEY_LENGTH + 2)
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a file name"
        raise ApiKeyError(f"the file{_shown(_FILE, name, folder)} cannot be read: {reason} (key_file)") from None
    return _secret("key_file", _decoded("key_file", raw))


def check_secret_file(path: Path, option: str) -> None:
    """Check that a file which another library reads can be read, and by its owner alone.

    Args:
        path: of the file.
        option: what names it, for an error message.

    Raises:
        ApiKeyError: it cannot, or others can read it too.
    """
    try:
        _check_owner(path, path.stat(), option)
        readable = os.access(path, os.R_OK)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a file name"
        raise ApiKeyError(f"the file{_shown(_FILE, str(path))} cannot be read: {reason} ({option})") from None
    if not readable:
        raise ApiKeyError(f"the file{_shown(_FILE, str(path))} cannot be read: Permission denied ({option})")


def _check_owner(path: Path, state: os.stat_result, option: str) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise ApiKeyError(f"{option} names a folder, a pipe or a device, expected a file")
    if hasattr(os, "getuid") and state.st_uid != os.getuid():
        raise ApiKeyError(f"{option} names a file of another user: {path} must be your own")
    if state.st_mode & 0o077:
        raise ApiKeyError(f"{option} names a file that others can read: chmod 600 {path}")


@lru_cache(maxsize=64)
def _from_command(words: tuple[str, ...]) -> Secret:
    """Return the key that a command prints.

    One that succeeded is not run again: the configuration is read anew after each change, and a command such as a
    password manager may ask its user each time.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own command, as a list, with no shell between
            list(words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except (OSError, ValueError) as error:
        # the system's own words for it would speak of a file, and the user wrote a command
        is_missing = isinstance(error, FileNotFoundError | ValueError)
        reason = "no such command" if is_missing else getattr(error, "strerror", None) or "refused by the system"
        raise ApiKeyError(f"the command{_shown(_COMMAND, words[0])} cannot be run: {reason} (key_command)") from None
    with process:
        try:
            raw = _read_output(process)
        finally:
            process.kill()
    if raw is None:
        raise ApiKeyError(f"key_command did not end within {COMMAND_TIMEOUT:g} s")
    if process.returncode != 0:
        raise ApiKeyError(f"key_command ended with status {process.returncode}; try it in this shell")
    return _secret("key_command", _decoded("key_command", raw))


def _read_output(process: "subprocess.Popen[bytes]") -> bytes | None:
    """Return a command's output, cut beyond the length of any key; None if it does not end within the timeout."""
    assert process.stdout, "the process was started with a pipe"
    descriptor, raw = process.stdout.fileno(), b""
    deadline = time.monotonic() + COMMAND_TIMEOUT
    while select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
        piece = os.read(descriptor, MAX_KEY_LENGTH)
        raw = (raw + piece)[: 2 * MAX_KEY_LENGTH]
        if not piece:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                return None
            return raw
        if time.monotonic() > deadline:
            return None
    return None


def _decoded(name: str, raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        raise ApiKeyError(f"{name} gives no valid key, expected plain ASCII text") from None


def _secret(name: str, text: str) -> Secret:
    key = text.strip()
    if not key:
        raise ApiKeyError(f"{name} gives an empty key")
    if len(key) > MAX_KEY_LENGTH or not key.isascii() or not key.isprintable():
        raise ApiKeyError(f"{name} gives no valid key, expected one line of at most {MAX_KEY_LENGTH} characters")
    return Secret(key)
