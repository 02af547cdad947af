"""The usual mistakes in a line that is not TOML, and what to write instead."""

import re
from typing import Final, NamedTuple

NOT_TOML: Final = "not TOML: "
"""Begins the problem of a line, after its column."""
ASSIGNMENT: Final = re.compile(
    r"\s{0,64}(?P<name>[A-Za-z0-9_.\"'-]{1,64})\s{0,64}(?P<sign>[=:])\s{0,64}(?P<value>.{0,256})", re.DOTALL
)
"""A key, the sign after it, and the start of the line's rest."""
SWITCHES: Final = frozenset(
    {"flash", "indices_rotate", "mouse", "steady", "i_have_permission", "faster_than_polite", "allow_private"}
    | {"index", "wide", "previous_row", "decimal_comma", "percent_as_fraction"}
    | {"indices_rotate", "reverse", "past", "fill", "full_text"}
)
"""Keys that are true or false."""

_USUAL: Final = tuple(
    (re.compile(pattern, re.DOTALL), hint)
    for pattern, hint in (
        (r":.*", "a value follows after = and not after a colon: {name} = ..."),
        (r"=", "the value is missing: {name} = ..."),
        (r"==.*", "one = is enough: {name} = ..."),
        ("=[\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb`].*", 'text needs straight quotes: {name} = "..."'),
        (r"=(?:[Tt]rue|[Ff]alse|TRUE|FALSE)", "true and false are written in small letters: {name} = {small}"),
        (r"=(?:null|none|nil|None|NULL|Null)", "leave out a line that sets nothing"),
        (r"=\"[^\"]*+|='[^']*+", 'the closing quote is missing: {name} = "..."'),
        (r"=\"[^\"]*+\"\s*+,\s*+[^\s].*", 'several texts need brackets around them: {name} = ["...", "..."]'),
        (
            r"=(?:\"[^\"]*+\"|'[^']*+'|\w++|\[[^\]]*+\])\s*+[;,]",
            "nothing follows after a value: leave out the last sign",
        ),
        (r"=(?!\{).*[\"'\]\d]\s++[A-Za-z_-]++\s*+=.*", "each key needs a line of its own"),
        (r"=\[(?:[^\"']*+,)?\s*+[A-Za-z^].*", 'each text of a list needs quotes: {name} = ["...", "..."]'),
        (
            r"=[A-Za-z^][\w.^=-]*+(?:\s?,\s?[\w.^=-]++)+",
            'several texts need quotes and brackets: {name} = ["...", "..."]',
        ),
        (r"=\d++(?:,\d++)+", "a number has no commas: {name} = 1000"),
        (r"=(?:[A-Za-z_/~.]|\d++(?:\.\d++)? ?[A-Za-z%]).*", 'text needs quotes: {name} = "{shown}"'),
    )
)
_WORD: Final = re.compile(r"[A-Za-z0-9_-]{1,24}")
_REPAIRABLE: Final = re.compile(r"[A-Za-z0-9_./~:^% -]{1,128}")
_NO_SECRETS: Final = frozenset(
    {"name", "kind", "every", "market", "theme", "log_level", "format", "disagree", "flush", "idle_after"}
)
"""Keys whose value may be part of an error; that of another may be a secret."""
_HEADER: Final = re.compile(
    r"\s{0,64}(?P<open>\[{1,2})\s{0,64}(?P<name>[\w.\"'-]{1,64})\s{0,64}(?P<close>\]{0,2})\s{0,64}(?:#.*)?"
)


class Header(NamedTuple):
    """The line that begins a table."""

    name: str
    written: str
    proper: str
    """As it should be written."""


def header_in(line: str) -> Header | None:
    """Return the header that a line is or should be; None where it is none."""
    match = _HEADER.fullmatch(line)
    if match is None:
        return None
    name, opening, closing = match["name"], match["open"], match["close"]
    count = 2 if name == "sources" else max(len(opening), len(closing))
    written = f"{opening}{name}{closing}"
    is_right = len(opening) == len(closing)
    return Header(name, written, written if is_right else f"{'[' * count}{name}{']' * count}")


def mistake_in(line: str) -> str:
    """Return what to write instead of a line that is not TOML; empty where it is none of the usual mistakes."""
    assignment = ASSIGNMENT.match(line)
    if assignment is None:
        if re.match(r"\s{0,64}(?://|;|--|/\*|%|<!)", line):
            return "a comment begins with #"
        return _without_sign(line)
    name, value = assignment["name"], _without_comment(assignment["value"])
    if name in SWITCHES and re.fullmatch("yes|no|on|off", value, re.IGNORECASE):
        return f"expected true or false, without quotes: {name} = {_switch(value)}"
    shown = value if name in _NO_SECRETS and _WORD.fullmatch(value) else "..."
    hints = (hint for pattern, hint in _USUAL if pattern.fullmatch(assignment["sign"] + value))
    return next(hints, "").format(name=name, small=value.lower(), shown=shown)


def _without_comment(value: str) -> str:
    return value.partition("#")[0].strip()


def _without_sign(line: str) -> str:
    """Return what to write instead of a key and a value without a sign between them."""
    match = re.match(r"\s{0,64}([A-Za-z0-9_.-]{1,64})(?:\s{1,64}[\"'\[{\d]|\s*+$)", line)
    if match is None:
        return ""
    # another word may be a key that was pasted into the file
    name = match[1] if re.fullmatch("[a-z_]{1,20}", match[1]) else "key"
    return f"= is missing: {name} = ..."


def _switch(value: str) -> str:
    return "true" if value.lower() in ("yes", "on") else "false"


def repair_line(line: str) -> str:
    """Return a line with a usual mistake as its writer probably meant it; empty where that is not clear."""
    assignment = ASSIGNMENT.match(line)
    if assignment is None:
        return ""
    name, value = assignment["name"], _without_comment(assignment["value"])
    if assignment["sign"] == ":":
        return f"{name} = {value}"
    if value.lower() in ("true", "false"):
        return f"{name} = {value.lower()}"
    if name in SWITCHES:
        return f"{name} = {_switch(value)}"
    if re.fullmatch(r"(?:\"[^\"]*+\"|'[^']*+')\s*+[;,]", value):
        return f"{name} = {value.rstrip(' ;,')}"
    return f'{name} = "{value}"' if _REPAIRABLE.fullmatch(value) else ""
