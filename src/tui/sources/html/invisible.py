"""Markup without what no reader shows: comments, scripts, styles, drawings. A parser would keep a node for each.

What a parser sees is then what was seen here: no page can hide its elements where one takes them for a comment and
the other does not.
"""

import re
from typing import Final

from tui.sources.html.tag import ATTRIBUTES, WHITE

_CUT: Final = frozenset({"style", "textarea", "iframe"})
"""Elements whose text no reader shows and that hold no elements."""
_KEPT: Final = frozenset({"title", "xmp", "noembed", "noframes"})
"""Likewise, but their text is shown."""
_DRAWINGS: Final = frozenset({"svg", "math"})
_TAGS_ALONE: Final = frozenset({"frameset"})
"""Elements of which the tags are taken away: in them other rules would hold."""
_NAMES = "|".join(sorted({"script", *_CUT, *_KEPT, *_DRAWINGS, *_TAGS_ALONE}))
# passes over so many ordinary tags at once; the interpreter is handed on in between
_ORDINARY = re.compile(
    rf"(?:[^<]++|<(?!(?:{_NAMES}|/frameset)[{WHITE}/>])/?[a-zA-Z][^{WHITE}/>]*+{ATTRIBUTES}>|<(?![a-zA-Z/!?])){{0,500}}+",
    re.IGNORECASE,
)
_SPECIAL = re.compile(rf"<({_NAMES}|/frameset)(?=[{WHITE}/>])({ATTRIBUTES})>", re.IGNORECASE)
_COMMENT_END = re.compile(r"--!?>")
_RAW_END = {name: re.compile(rf"</{name}[{WHITE}/>]", re.IGNORECASE) for name in _CUT | _KEPT}
_DRAWING_END = {name: re.compile(rf"</{name}[{WHITE}/>][^>]*+>?|</{name}>", re.IGNORECASE) for name in _DRAWINGS}
_SCRIPT_MARK = re.compile(rf"<!--|-->|<(/?)script[{WHITE}/>]", re.IGNORECASE)
_JSON_LD = re.compile(r"ld\+json", re.IGNORECASE)
_NOTHING: Final = "<!>"
"""An empty comment: keeps apart what would be a tag if it stood side by side."""


def without_unread(markup: str) -> str:
    """The same page in fewer elements; what ends within a tag, a comment or a script ends there."""
    pieces: list[str] = []
    endless: set[str] = set()
    at = kept = 0
    while at < len(markup):
        ordinary = _ORDINARY.match(markup, at)
        if ordinary is not None and ordinary.end() > at:
            at = ordinary.end()
            continue
        end, keep = _unread(markup, at, endless)
        if end < 0:
            break  # the text ends within this tag
        pieces.append(markup[kept : at + keep])
        if markup[at - 1 : at] in {"<", "/", "!", "?"} and not keep:
            pieces.append(_NOTHING)
        at = kept = end
    pieces.append(markup[kept:])
    return "".join(pieces)


def _unread(markup: str, at: int, endless: set[str]) -> tuple[int, int]:
    """Where what begins at this `<` ends, and how much of it is to be kept; -1 where the text ends within it.

    Args:
        markup: of the page.
        at: where.
        endless: of the drawings, those that are not closed from here on.
    """
    if markup.startswith("<!--", at):
        return _end_of_comment(markup, at + 4), 0
    special = _SPECIAL.match(markup, at)
    if special is None:
        return (markup.find(">", at) + 1 or len(markup), 0) if markup[at + 1 : at + 2] in {"!", "?", "/"} else (-1, 0)
    name, end = special[1].lower().removeprefix("/"), special.end()
    if name in _TAGS_ALONE:
        return end, 0
    whole = end - at
    if name in _DRAWINGS:
        close = None if special[2].endswith("/") or name in endless else _DRAWING_END[name].search(markup, end)
        if close is None and not special[2].endswith("/"):
            endless.add(name)
        return (end if close is None else close.end()), 0
    if name == "script":
        close_at = _end_of_script(markup, end)
        return close_at, close_at - at if _is_json_ld(special[2], markup, end, close_at) else whole
    close = _RAW_END[name].search(markup, end)
    close_at = len(markup) if close is None else close.start()
    return close_at, close_at - at if name in _KEPT else whole


def _end_of_comment(markup: str, at: int) -> int:
    if markup.startswith((">", "->"), at):
        return markup.index(">", at) + 1
    end = _COMMENT_END.search(markup, at)
    return len(markup) if end is None else end.end()


def _end_of_script(markup: str, at: int) -> int:
    """Where the end tag of a script begins; within `<!--`, another script may stand in it."""
    commented = within = False
    while (mark := _SCRIPT_MARK.search(markup, at)) is not None:
        at = mark.end()
        if mark[0] == "<!--":
            commented = True
            at -= 2  # as they stand, `<!-->` is both
        elif mark[0] == "-->":
            commented = within = False
        elif not mark[1]:
            within = commented
        elif within:
            within = False
        else:
            return mark.start()
    return len(markup)


def _is_json_ld(attributes: str, markup: str, start: int, end: int) -> bool:
    return _JSON_LD.search(attributes) is not None and "<!--" not in markup[start:end]
