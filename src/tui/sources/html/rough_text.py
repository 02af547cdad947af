"""What a page of markup shows, told roughly and without a parser: enough to see what it is where it is not the one."""

import re

_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_TITLE_WITHIN = 20_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SILENT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_SILENT_ENDS = {name: re.compile(rf"</{name}[^<>]{{0,100}}>", re.IGNORECASE) for name in ("script", "style")}


def window_title(markup: str) -> str:
    """The title of the window, not cleaned; empty where there is none."""
    title = _TITLE.search(markup, 0, _TITLE_WITHIN)
    return title[1] if title else ""


def visible_words(markup: str) -> str:
    """The text outside tags, scripts and styles, in one line."""
    pieces: list[str] = []
    at = 0
    while (silent := _SILENT.search(markup, at)) is not None:
        pieces.append(markup[at : silent.start()])
        end = _SILENT_ENDS[silent[1].lower()].search(markup, silent.end())
        # one that is never closed is all of the rest, as for a browser
        at = len(markup) if end is None else end.end()
    pieces.append(markup[at:])
    return " ".join(_TAG.sub(" ", " ".join(pieces)).split())
