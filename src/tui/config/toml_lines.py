"""Find the line of a key in a TOML file, for an error about it: the parser does not report lines."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from tui.config.toml_repair import read_text

_STRING: Final = r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*+\''
_TOKEN: Final = re.compile(rf"#[^\n]*+|{_STRING}|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<end>\n)", re.DOTALL)
_PART: Final = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_DOTTED: Final = rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+"
_STATEMENT: Final = re.compile(rf"\s*+(?:(?P<header>\[\[?)[ \t]*+(?P<table>{_DOTTED})|(?P<key>{_DOTTED})[ \t]*+=)")


def find_line(file: Path, key: str) -> int | None:
    """Return the line of a key such as `sources[1].every`, or else of the table around it; None where it is in none.

    Args:
        file: TOML; lines that are not are ignored.
        key: as errors name it, with or without quotes around a part.
    """
    try:
        lines = _lines_of_keys(file.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None
    key = _unquoted(key)
    if "sources[0]" not in lines:  # one `[sources]` table, which is wrong
        key = key.replace("sources[0].", "sources.", 1)
    while key and key not in lines:
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return lines.get(key)


@lru_cache(maxsize=1)
def _lines_of_keys(text: str) -> Mapping[str, int]:
    """Return the line of every key and table that is not within a value."""
    lines: dict[str, int] = {}
    sizes = Counter[str]()
    table = ""
    for line, statement in _statements(read_text(text).text):
        if statement["header"]:
            path = ""
            *outer, name = re.findall(_PART, statement["table"])
            for part in outer:
                path = _joined(path, part)
                lines.setdefault(path, line)
                # a table below an array of tables belongs to the latest of these
                path += f"[{sizes[path] - 1}]" if path in sizes else ""
            table = _joined(path, name)
            if statement["header"] == "[[":
                sizes[table] += 1
                lines.setdefault(table, line)
                table += f"[{sizes[table] - 1}]"
            lines.setdefault(table, line)
        else:
            lines.setdefault(_joined(table, ".".join(re.findall(_PART, statement["key"]))), line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each header and each assignment with its line, counted from 1."""
    start = depth = 0
    line = next_line = 1
    for token in _TOKEN.finditer(text + "\n"):
        depth += (token["open"] is not None) - (token["close"] is not None)
        next_line += token[0].count("\n")
        if token["end"] and not depth:
            statement = _STATEMENT.match(text, start, token.start())
            if statement:
                yield line, statement
            start, line = token.end(), next_line


def _joined(path: str, name: str) -> str:
    return f"{path}.{_unquoted(name)}" if path else _unquoted(name)


def _unquoted(name: str) -> str:
    return re.sub("[\"']", "", name)
