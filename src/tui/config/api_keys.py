"""The key of a source, fetched once from where its user keeps it, and never from the configuration itself."""

import os
import select
import stat
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.sources.redaction.secret import Secret

if TYPE_CHECKING:
    from tui.config.schema import SourceModel

KEY_OPTIONS_HELP: Final = 'key_env = "MY_KEY", key_file = "key.txt" or key_command = ["pass", "show", "my-key"]'
COMMAND_TIMEOUT: Final = 5.0
MAX_KEY_LENGTH: Final = 4096

_MOST_WORDS = 32


class ApiKeyError(Exception):
    """A key that cannot be had: under which name of the configuration, and why, with nothing of the key in it."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self.problem = problem
        super().__init__(problem)


def load_api_key(table: "SourceModel", home: Path, environ: Mapping[str, str] = os.environ) -> Secret | None:
    """The key that one source names; None where it names none.

    No message holds what was written there: people put the key itself in the place of its name.

    Args:
        table: the source as written.
        home: the folder of the configuration, where a relative `key_file` starts.
        environ: the environment.

    Raises:
        KeyProblem: two ways are named, or the key cannot be had by the one that is.
    """
    ways = [name for name in ("key_env", "key_file", "key_command") if getattr(table, name) is not None]
    if len(ways) > 1:
        raise ApiKeyError(ways[1], f"found beside {ways[0]}, expected one way to the key")
    if table.key_env is not None:
        return _from_environment(table.key_env, environ)
    if table.key_file is not None:
        return _from_file(table.key_file, home)
    if table.key_command is not None:
        return _from_command(table.key_command)
    return None


def _from_environment(name: str, environ: Mapping[str, str]) -> Secret:
    # where a key was written instead of a name, os.environ refuses some of its characters
    key = environ.get(name) if name and "=" not in name and "\0" not in name else None
    if key is None:
        raise ApiKeyError("key_env", "names an environment variable that is not set")
    return _secret("key_env", key)


def _from_file(written: str, home: Path) -> Secret:
    try:
        path = home / Path(written).expanduser()
        # non-blocking, so that a pipe nobody writes to holds nothing up
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as stream:  # noqa: PTH123 - a descriptor
            # the open file is judged, not its name: between the two it could be swapped
            _check_owner(path, os.fstat(stream.fileno()))
            raw = stream.read(MAX_KEY_LENGTH + 2)
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a file name"
        raise ApiKeyError("key_file", f"names a file that cannot be read: {reason}") from None
    return _secret("key_file", _decoded("key_file", raw))


def _check_owner(path: Path, state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise ApiKeyError("key_file", "names something that is no file")
    if hasattr(os, "getuid") and state.st_uid != os.getuid():
        raise ApiKeyError("key_file", f"names a file of another user: {path} must be your own")
    if state.st_mode & 0o077:
        raise ApiKeyError("key_file", f"names a file that others can read: chmod 600 {path}")


def _from_command(words: Sequence[str]) -> Secret:
    if not words or not words[0] or len(words) > _MOST_WORDS or any("\0" in word for word in words):
        raise ApiKeyError("key_command", 'expected a command as a list such as ["pass", "show", "my-key"]')
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own command, as a list, with no shell between
            list(words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such command"
        raise ApiKeyError("key_command", f"cannot be run: {reason}") from None
    with process:
        try:
            raw = _said(process)
        finally:
            process.kill()
    if raw is None:
        raise ApiKeyError("key_command", f"gave no answer in {COMMAND_TIMEOUT:g} s")
    if process.returncode != 0:
        raise ApiKeyError("key_command", f"ended with status {process.returncode}; try it in this shell")
    return _secret("key_command", _decoded("key_command", raw))


def _said(process: "subprocess.Popen[bytes]") -> bytes | None:
    """All that a command says until it ends, of which no more is kept than any key has; None if it does not end."""
    assert process.stdout, "it has a pipe"
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
        raise ApiKeyError(name, "gives something that no key can be: expected plain ASCII text") from None


def _secret(name: str, text: str) -> Secret:
    key = text.strip()
    if not key:
        raise ApiKeyError(name, "gives an empty key")
    if len(key) > MAX_KEY_LENGTH or not key.isascii() or not key.isprintable():
        raise ApiKeyError(
            name, f"gives something that no key can be: expected one line, {MAX_KEY_LENGTH} characters at most"
        )
    return Secret(key)
