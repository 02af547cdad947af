"""The usual mistakes in a line that is not TOML, and what to write instead."""

import re
from typing import Final

ASSIGNMENT: Final = re.compile(
    r"\s{0,64}(?P<name>[A-Za-z0-9_.\"'-]{1,64})\s{0,64}(?P<sign>[=:])\s{0,64}(?P<value>.{0,256})", re.DOTALL
)
"""A key, the sign after it, and the start of the line's rest."""

_USUAL: Final = tuple(
    (re.compile(pattern, re.DOTALL), hint)
    for pattern, hint in (
        (r":.*", "a value follows after = and not after a colon: {name} = ..."),
        (r"=", "the value is missing: {name} = ..."),
        ("=[\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb`].*", 'text needs straight quotes: {name} = "..."'),
        (r"=(?:[Tt]rue|[Ff]alse|TRUE|FALSE)", "true and false are written in small letters: {name} = {small}"),
        (r"=\"[^\"]*+|='[^']*+", 'the closing quote is missing: {name} = "..."'),
        (r"=\"[^\"]*+\"\s*+,.*", 'several texts need brackets around them: {name} = ["...", "..."]'),
        (r"=\[(?:[^\"']*+,)?\s*+[A-Za-z^].*", 'each text of a list needs quotes: {name} = ["...", "..."]'),
        (r"=(?:[A-Za-z_/~.]|\d++ ?[smh]\b).*", 'text needs quotes: {name} = "{shown}"'),
    )
)
_WORD: Final = re.compile(r"[A-Za-z0-9_-]{1,24}")
_NO_SECRETS: Final = frozenset(
    {"name", "kind", "every", "market", "theme", "log_level", "format", "disagree", "flush", "idle_after"}
)
"""Keys whose value may be part of an error; that of another may be a secret."""


def mistake_in(line: str) -> str:
    """Return what to write instead of a line that is not TOML; empty where it is none of the usual mistakes."""
    assignment = ASSIGNMENT.match(line)
    if assignment is None:
        return ""
    name, value = assignment["name"], assignment["value"].partition("#")[0].strip()
    shown = value if name in _NO_SECRETS and _WORD.fullmatch(value) else "..."
    hints = (hint for pattern, hint in _USUAL if pattern.fullmatch(assignment["sign"] + value))
    return next(hints, "").format(name=name, small=value.lower(), shown=shown)
