"""Strip from markup what no browser shows: comments, scripts, styles, drawings. A parser would store a node for each.

The limits are then checked on the same markup that the parser reads: no page can hide elements in what one of the two
would parse as a comment and the other would not.
"""

import re
from typing import Final

from tui.sources.adapter import ParseError
from tui.sources.html.tag import ATTRIBUTES, RAW_TEXT_ENDS, WHITE

_HIDDEN_TEXT: Final = frozenset({"style", "textarea", "iframe"})
"""Elements that contain text alone and do not show it."""
_DRAWINGS: Final = frozenset({"svg", "math"})
_NAMES = "|".join(sorted({*RAW_TEXT_ENDS, *_DRAWINGS, "frameset"}))
# at most so many ordinary tags in one match: other threads run in between
_ORDINARY = re.compile(
    rf"(?:[^<]++|<(?!(?:{_NAMES}|/frameset)[{WHITE}/>])/?[a-zA-Z][^{WHITE}/>]*+{ATTRIBUTES}>|(?:<(?![a-zA-Z/!?])){{1,1000}}+){{0,500}}+",
    re.IGNORECASE,
)
_SPECIAL = re.compile(rf"<({_NAMES}|/frameset)(?=[{WHITE}/>])({ATTRIBUTES})>", re.IGNORECASE)
_COMMENT_END = re.compile(r"--!?>")
_DRAWING_END = {name: re.compile(rf"</{name}(?:>|[{WHITE}/][^>]*+>?)", re.IGNORECASE) for name in _DRAWINGS}
_SCRIPT_TOKEN = re.compile(rf"<!--|-->|<(/?)script[{WHITE}/>]", re.IGNORECASE)
_JSON_LD = re.compile(r"ld\+json", re.IGNORECASE)
_MAX_PARTS: Final = 200_000
"""Comments, scripts and drawings of a page: a second of work."""
_EMPTY_COMMENT: Final = "<!>"
"""Separates characters that would together be a tag."""


def strip_invisible(markup: str) -> str:
    """Return the page without what is not shown; a page cut within a tag, a comment or a script ends there.

    Raises:
        ParseError: there is more of it than any page has.
    """
    pieces: list[str] = []
    unclosed: set[str] = set()
    at = copied = 0
    while at < len(markup):
        ordinary = _ORDINARY.match(markup, at)
        if ordinary is not None and ordinary.end() > at:
            at = ordinary.end()
            continue
        end, visible = _special_part(markup, at, unclosed)
        if end < 0:
            break  # the text ends within this tag
        pieces.append(markup[copied : at + visible])
        if len(pieces) > _MAX_PARTS:
            raise ParseError("too many comments")
        if markup[at - 1 : at] in {"<", "/", "!", "?"} and not visible:
            pieces.append(_EMPTY_COMMENT)
        at = copied = end
    pieces.append(markup[copied:])
    return "".join(pieces)


def _special_part(markup: str, at: int, unclosed: set[str]) -> tuple[int, int]:
    """Return where the comment or element at this `<` ends, and how many of its characters stay.

    The end is -1 where the text ends within its tag.

    Args:
        markup: of the page.
        at: index of the `<`.
        unclosed: the drawings known not to be closed from here on; added to.
    """
    if markup.startswith("<!--", at):
        return _end_of_comment(markup, at + 4), 0
    special = _SPECIAL.match(markup, at)
    if special is None:
        return (markup.find(">", at) + 1 or len(markup), 0) if markup[at + 1 : at + 2] in {"!", "?", "/"} else (-1, 0)
    name, end = special[1].lower().removeprefix("/"), special.end()
    if name == "frameset":
        # without its tags its content follows the rules of any other
        return end, 0
    start_tag = end - at
    if name in _DRAWINGS:
        close = None if special[2].endswith("/") or name in unclosed else _DRAWING_END[name].search(markup, end)
        if close is None and not special[2].endswith("/"):
            unclosed.add(name)
        return (end if close is None else close.end()), 0
    if name == "script":
        close_at = _end_of_script(markup, end)
        return close_at, close_at - at if _is_json_ld(special[2], markup, end, close_at) else start_tag
    close = RAW_TEXT_ENDS[name].search(markup, end)
    close_at = len(markup) if close is None else close.start()
    return close_at, start_tag if name in _HIDDEN_TEXT else close_at - at


def _end_of_comment(markup: str, at: int) -> int:
    if markup.startswith((">", "->"), at):
        return markup.index(">", at) + 1
    end = _COMMENT_END.search(markup, at)
    return len(markup) if end is None else end.end()


def _end_of_script(markup: str, at: int) -> int:
    """Return where the end tag of a script begins; within `<!--`, it may contain another script."""
    in_comment = in_script = False
    while (token := _SCRIPT_TOKEN.search(markup, at)) is not None:
        at = token.end()
        if token[0] == "<!--":
            in_comment = True
            at -= 2  # `<!-->` opens and closes
        elif token[0] == "-->":
            in_comment = in_script = False
        elif not token[1]:
            in_script = in_comment
        elif in_script:
            in_script = False
        else:
            return token.start()
    return len(markup)


def _is_json_ld(attributes: str, markup: str, start: int, end: int) -> bool:
    return _JSON_LD.search(attributes) is not None and "<!--" not in markup[start:end]
