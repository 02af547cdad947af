"""The order of the entries of a TOML list, changed in its text: what stands between them stays where it is."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_TOKEN: Final = re.compile(
    r"""(?P<text>\"{3}(?:\\.|[^\\])*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')|#[^\n]*""", re.DOTALL
)
"""A text, or a comment."""
_COMMENT_BEHIND: Final = re.compile(r"([ \t]*,?)([ \t]*#[^\r\n]*)")
"""What follows an entry on its line: a comma, and a comment of it."""


def reorder_array(array: str, order: Sequence[int]) -> str | None:
    """Return a list of texts in another order; the comment behind an entry moves with it.

    Args:
        array: the list as TOML, with its brackets.
        order: the place that each entry has by now, in the order wanted.

    Returns:
        The list as TOML; None where it has other entries than these.
    """
    places = [found.span() for found in _TOKEN.finditer(array) if found["text"]]
    if sorted(order) != list(range(len(places))):
        return None
    gaps = [array[end:start] for (_, end), (start, _) in pairwise([*places, (len(array), len(array))])]
    texts = [array[start:end] for start, end in places]
    comments = [_comment_behind(gap) for gap in gaps]
    indent = _indent(array)
    pieces = [array[: places[0][0]] if places else array]
    for gap, at in zip(gaps, order, strict=True):
        pieces += texts[at], _with_comment(gap, comments[at], indent)
    return "".join(pieces)


def _comment_behind(gap: str) -> str:
    found = _COMMENT_BEHIND.match(gap)
    return found[2] if found else ""


def _with_comment(gap: str, comment: str, indent: str) -> str:
    """Return what follows an entry with this comment in place of the one that is there."""
    found = _COMMENT_BEHIND.match(gap)
    if found:
        gap = found[1] + gap[found.end() :]
    if not comment:
        return gap
    comma = re.match(r"[ \t]*,?", gap)
    assert comma is not None, "it matches nothing as well"
    rest = gap[comma.end() :]
    # a comment goes on to the end of its line
    is_at_end = re.match(r"[ \t]*\r?\n", rest)
    return comma[0] + comment + (rest if is_at_end else "\n" + indent + rest.lstrip(" \t"))


def _indent(array: str) -> str:
    """Return the blanks that the lines of entries begin with."""
    found = re.search(r"\n([ \t]*)[\"']", array)
    return found[1] if found else "  "
