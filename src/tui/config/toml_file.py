"""Read a TOML file within bounds."""

import re
import tomllib
from pathlib import Path
from typing import Final

from tui.config.errors import ConfigError, config_error

MAX_FILE_SIZE: Final = 256 * 1024
"""Bytes."""

# the memory that the parser takes grows with the square of a dotted key's parts
_LONG_KEY: Final = r"""(?:(?:[\w-]{1,64}|"[^"\n]{0,64}"|'[^'\n]{0,64}')[ \t]{0,8}\.[ \t]{0,8}){32}"""
_BARE_TEXT: Final = r"\s{0,64}(?P<name>[A-Za-z0-9_.-]{1,48})\s{0,64}=\s{0,64}[A-Za-z_/~.]"
_TOML_ERROR: Final = r"(?s)(?P<what>.*?) \((?:at )?(?P<position>[^()]*)\)"


def read_toml(file: Path) -> dict[str, object]:
    """Read the tables of a TOML file.

    Raises:
        ConfigError: it cannot be opened, is over 256 kB, is not UTF-8, or is not TOML, with line and column.
    """
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_FILE_SIZE + 1)
    except OSError as error:
        raise config_error(file, "", f"cannot be read: {error.strerror or 'no such thing'}") from None
    except ValueError:  # a NUL in the path itself
        raise config_error(file, "", "cannot be read: not a file name") from None
    if len(raw) > MAX_FILE_SIZE:
        raise config_error(file, "", f"larger than {MAX_FILE_SIZE // 1024} kB: this is not a configuration")
    return _parse(file, raw)


def _parse(file: Path, raw: bytes) -> dict[str, object]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}: line {line}: not UTF-8 text") from None
    long_key = re.search(_LONG_KEY, text)
    if long_key:
        line = text.count("\n", 0, long_key.start()) + 1
        raise ConfigError(f"{file}: line {line}: a key of more than 32 parts")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.fullmatch(_TOML_ERROR, str(error))
        what, position = (match["what"], match["position"]) if match else (str(error), "")
        problem = f"not TOML: {_quotes_hint(text, what, position) or _lower_first(what)}"
        raise ConfigError(": ".join(filter(None, (str(file), position, problem)))) from None
    except RecursionError:
        raise config_error(file, "", "not TOML: nested too deeply") from None


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _quotes_hint(text: str, what: str, position: str) -> str:
    """Return what to write where a text stands without quotes; empty for any other mistake.

    The text itself is left out: it may be a key.
    """
    line = re.fullmatch(r"line (\d+), column \d+", position)
    if what != "Invalid value" or line is None:
        return ""
    bare = re.match(_BARE_TEXT, text.split("\n")[int(line[1]) - 1])
    return f'text needs quotes: {bare["name"]} = "..."' if bare else ""
