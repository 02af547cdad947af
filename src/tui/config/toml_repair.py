"""Read what is TOML of a text, and find every line that is not.

The parser stops at its first error. The line that has it is repaired as its writer probably meant it, or left out, and
the text is parsed again. A mistake that does not end where its line does ends the search.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from tui.config.toml_mistakes import ASSIGNMENT, NOT_TOML, Header, header_in, mistake_in, repair_line

MAX_MISTAKES: Final = 10
"""Lines that are not TOML and are reported at once."""

_ERROR: Final = re.compile(r"(?P<what>.*?) \((?:at )?(?P<position>[^()]*)\)", re.DOTALL)
_MAX_TABLE_LINES: Final = 100
_LEFT_OUT: Final = "left-out-"
"""Begins the name of a table whose header is repeated or misplaced."""
_THREE_QUOTES: Final = "\"{3}|'{3}"
_NO_END_OF_QUOTES: Final = 'Expected "\'"'
_VALUE_STARTS: Final = frozenset("\"'[{0123456789+-")
_TWO_BRACKETS: Final = "each source begins with [[sources]], in two brackets"
_TWICE: Final = ("Cannot overwrite", "Cannot mutate", "Cannot declare", "Cannot redefine")
_MEANINGS: Final = (
    ("Duplicate inline table key", "one key is given twice between { and }: leave one of them out"),
    ("Expected ']", "a header is written [name], and that of a source [[sources]]"),
    ("Illegal character '\\n'", 'the closing quote is missing: "..."'),
    ("Illegal character '\\r'", 'the closing quote is missing: "..."'),
    ("Invalid statement", "expected a line such as key = value, a [table] or a # comment"),
    ("Expected '=' after a key", "= is missing after the key (a comment begins with #)"),
    ("Expected newline", "expected one value in a line and nothing after it (a comment begins with #)"),
    ("Unclosed inline table", "{ ... } needs a comma between two keys, and its end on the same line"),
    ("Invalid initial character for a key", "{ ... } must be on one line, without a comma after the last key"),
    ("Unescaped '\\' in a string", "a backslash is written twice, or the text in 'single quotes'"),
    ("Invalid hex value", "a backslash is written twice, or the text in 'single quotes'"),
    ("Unclosed array", "a list needs a comma between two values, and a closing ]"),
    ("Invalid value", 'expected a value such as "text", 15, true or ["a", "b"]'),
)
"""How the parser's errors begin, and what is shown of each."""


class Mistake(NamedTuple):
    """One mistake, and what the parser gets instead."""

    line: int
    """Counted from 1; 0 where none is known."""
    text: str
    """What is wrong or what to write instead."""
    first: int = 0
    """The first of the lines that are replaced; 0 where it is not clear which ones."""
    last: int = 0
    replacement: str = ""
    """Empty where the lines are left out."""


class TomlText(NamedTuple):
    """What is TOML of a text."""

    tables: Mapping[str, object] | None
    """None where the search ended before the text was TOML."""
    problems: tuple[tuple[int, str], ...]
    """Lines, 0 for none, and what is wrong there."""
    text: str
    """What the tables were read from: each line is where it was."""
    is_whole: bool
    """Whether no line was left out, so that a key that is missing is missing in the file as well."""


@lru_cache(maxsize=1)
def read_text(text: str) -> TomlText:
    """Read what is TOML of a text; its tables are not to be changed.

    Raises:
        RecursionError: it is nested too deeply.
        ValueError: it has a number of thousands of digits.
    """
    lines = text.split("\n")
    problems: dict[tuple[int, str], str] = {}
    is_whole = True
    for _ in range(2 * MAX_MISTAKES):
        try:
            tables = tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            mistake, column = _explain(str(error), lines)
        except (RecursionError, ValueError):
            if not problems:
                raise
            break
        else:
            remaining = {name: table for name, table in tables.items() if not name.startswith(_LEFT_OUT)}
            return TomlText(remaining, _places(problems), "\n".join(lines), is_whole and len(remaining) == len(tables))
        replacement = mistake.replacement
        if (mistake.line, mistake.text) in problems:
            replacement = ""  # its repair was not enough
        elif len(problems) == MAX_MISTAKES:
            break
        else:
            problems[mistake.line, mistake.text] = f"{f'column {column}: ' if column else ''}{NOT_TOML}{mistake.text}"
        if not mistake.first or lines[mistake.first - 1] == replacement:
            break
        is_whole = is_whole and bool(replacement)
        lines[mistake.first - 1 : mistake.last] = [replacement, *[""] * (mistake.last - mistake.first)]
    return TomlText(None, _places(problems), "\n".join(lines), is_whole=False)


def _places(problems: Mapping[tuple[int, str], str]) -> tuple[tuple[int, str], ...]:
    return tuple((line, text) for (line, _), text in problems.items())


def _explain(error: str, lines: Sequence[str]) -> tuple[Mistake, str]:
    """Return the mistake behind an error of the parser, and its column; empty where another place has it."""
    match = _ERROR.fullmatch(error)
    what, position = (match["what"], match["position"]) if match else (error, "")
    place = re.fullmatch(r"line (\d+), column (\d+)", position)
    if place is None:
        return _at_end(what, lines), ""
    number, column = int(place[1]), place[2]
    mistake = _mistake_at(number, column, what, lines)
    return mistake, column if mistake.line == number and not what.startswith(_TWICE) else ""


def _mistake_at(number: int, column: str, what: str, lines: Sequence[str]) -> Mistake:
    written = lines[number - 1]
    header = header_in(written)
    if what in ("Invalid value", "Unclosed array") and not written[: int(column) - 1].strip():
        return _in_list(number, lines)
    if header is not None and (found := _of_header(number, header, what, lines)):
        return found
    if what.startswith(_TWICE) and (assignment := ASSIGNMENT.match(written)):
        return _twice(number, assignment["name"], lines)
    if hint := mistake_in(written):
        last = number if _is_complete(written) else 0
        return Mistake(number, hint, last, last, repair_line(written))
    meaning = next((text for start, text in _MEANINGS if what.startswith(start)), what[:1].lower() + what[1:])
    last = _end_of_braces(number, lines) if "{" in written else number if _is_complete(written) else 0
    return Mistake(number, meaning, number if last else 0, last)


def _at_end(what: str, lines: Sequence[str]) -> Mistake:
    """Return the mistake where the parser reached the end of the text in the middle of a value."""
    number = next((number for number in range(len(lines), 0, -1) if lines[number - 1].strip()), 0)
    hint = mistake_in(lines[number - 1]) if number else ""
    if what == _NO_END_OF_QUOTES:
        number = next((each for each in range(len(lines), 0, -1) if _is_unclosed(lines[each - 1])), 0)
        return Mistake(number, 'the closing quote is missing: "..."', number, number)
    if what.startswith(("Unterminated", "Expected \"'")) and not hint.startswith("the closing quote"):
        opened = next((each for each in range(len(lines), 0, -1) if re.search(_THREE_QUOTES, lines[each - 1])), 0)
        return Mistake(opened, "a text in three quotes has no end")
    if hint:
        return Mistake(number, hint, number, number, repair_line(lines[number - 1]))
    opened = next((number for number in range(len(lines), 0, -1) if re.search(r"=\s{0,64}\[", lines[number - 1])), 0)
    if what == "Unclosed array" and opened:
        return Mistake(opened, "the list has no closing ]", len(lines), len(lines), f"{lines[-1]}\n]")
    return Mistake(0, next((text for start, text in _MEANINGS if what.startswith(start)), what[:1].lower() + what[1:]))


def _is_unclosed(line: str) -> bool:
    """Return whether a line has the single quote that opens a text and not the one that ends it."""
    return re.sub(r"\"[^\"]*+\"|#.*", "", line).count("'") % 2 == 1


def _in_list(number: int, lines: Sequence[str]) -> Mistake:
    """Return the mistake of a line that the parser took for one of a list that begins above."""
    written = lines[number - 1]
    before = next((each for each in range(number - 1, 0, -1) if lines[each - 1].strip()), 0)
    end = before if before and "#" not in lines[before - 1] else 0
    if ASSIGNMENT.match(written) or header_in(written) is not None:
        return Mistake(number, "a list above this line has no closing ]", end, before, f"{lines[before - 1]}]")
    if written.strip()[:1] in _VALUE_STARTS:
        return Mistake(number, "a comma is missing before this value", end, before, f"{lines[before - 1]},")
    word = re.fullmatch(r"\s{0,64}([\w^.=:-]{1,64})(\s{0,64},?\s{0,64})", written)
    repaired = f'"{word[1]}"{word[2]}' if word else ""
    return Mistake(number, 'each text of a list needs quotes: "...",', number if word else 0, number, repaired)


def _of_header(number: int, header: Header, what: str, lines: Sequence[str]) -> Mistake | None:
    """Return the mistake of a header: its brackets, or that it is not the first one of its table."""
    if what.startswith(_TWICE):
        return _repeated_header(number, header, lines)
    if header.written != header.proper:
        return Mistake(number, f"a header has as many [ as ]: {header.proper}", number, number, header.proper)
    return None


def _repeated_header(number: int, header: Header, lines: Sequence[str]) -> Mistake:
    if header.written == "[sources]":
        return Mistake(number, _TWO_BRACKETS, number, number, "[[sources]]")
    others = ((each, header_in(line)) for each, line in enumerate(lines[:number], 1))
    for each, other in others:
        if other is not None and other.name == "sources" and other.written == "[sources]":
            return Mistake(each, _TWO_BRACKETS, each, each, "[[sources]]")
        if other is not None and header.name == "sources" and other.name.startswith("sources."):
            text = f"{other.written} belongs below the [[sources]] and the keys of its source"
            return Mistake(each, text, each, each, f"[{_LEFT_OUT}{each}]")
        if other is not None and each < number and other.name == header.name:
            text = f"lines {each} and {number} both begin {header.written}: write it once, with all its keys below"
            break
    else:
        text = f"{header.written} was begun before: write it once, with all its keys below"
    return Mistake(number, text, number, number, f"[{_LEFT_OUT}{number}]")


def _twice(number: int, name: str, lines: Sequence[str]) -> Mistake:
    """Return the mistake of a key that a table has already."""
    first = 0
    for each in range(number - 1, 0, -1):
        assignment = ASSIGNMENT.match(lines[each - 1])
        if header_in(lines[each - 1]) is not None or (assignment and assignment["name"] == name):
            first = each if assignment else 0
            break
    which = f"lines {first} and {number} both set {name}" if first else f"{name} is set a second time"
    last = number if _is_complete(lines[number - 1]) else 0
    return Mistake(number, f"{which}: leave one of them out", last, last)


def _end_of_braces(number: int, lines: Sequence[str]) -> int:
    """Return the last line of a table in braces, which its writer may have broken over several lines."""
    if "}" in lines[number - 1]:
        return number if _is_complete(lines[number - 1]) else 0
    for each in range(number + 1, min(len(lines), number + _MAX_TABLE_LINES) + 1):
        if header_in(lines[each - 1]) is not None:
            break
        if "}" in lines[each - 1]:
            return each if lines[each - 1].strip(" \t\r,") == "}" or "{" not in lines[each - 1] else number
    return number


def _is_complete(line: str) -> bool:
    """Return whether a value ends where its line does, so that the others mean the same without the line."""
    if '"""' in line or "'''" in line:
        return False
    bare = re.sub(r"\"[^\"]*+\"|'[^']*+'|#.*", "", line)
    return bare.count("[") == bare.count("]") and bare.count("{") == bare.count("}")
