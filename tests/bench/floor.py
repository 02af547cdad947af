"""The least that a change of the picture can cost: the address and the text of each run, and each style once."""

from collections.abc import Iterator
from typing import Any

from rich.color import ColorSystem
from rich.style import Style
from textual.app import App

Picture = list[list[tuple[str, Style]]]
_ADDRESS = 7
"""Bytes that say where a run begins, at least."""
_SYSTEMS = {"truecolor": ColorSystem.TRUECOLOR, "standard": ColorSystem.STANDARD}


def picture_of(app: App[Any]) -> Picture:
    """Every cell of the screen as it should be."""
    lines = app.screen._compositor.render_strips()
    return [[(sign, style or Style.null()) for text, style, _ in line for sign in text] for line in lines]


def least(before: Picture, after: Picture, colours: str) -> int:
    """Bytes without which a terminal that shows the one cannot show the other: every style said once, and put back."""
    system = _SYSTEMS[colours]
    runs = [run for y, (was, now) in enumerate(zip(before, after, strict=True)) for run in _runs(y, was, now)]
    if not runs:
        return 0
    # Rich has no public name for the codes of a style
    styles = {style._make_ansi_codes(system) for *_, style in runs}
    placed = "".join(f"\x1b[{y + 1};{x + 1}H{text}" for x, y, text, _ in runs)
    dressed = "".join(f"\x1b[{codes}m" for codes in styles)
    return len(f"{placed}{dressed}\x1b[m".encode())


def _runs(y: int, was: list[tuple[str, Style]], now: list[tuple[str, Style]]) -> Iterator[tuple[int, int, str, Style]]:
    changed = [x for x, (old, cell) in enumerate(zip(was, now, strict=True)) if old != cell]
    while changed:
        first = end = changed[0]
        style = now[first][1]
        # a few cells said again cost less than another address
        while changed and changed[0] - end < _ADDRESS and all(now[x][1] == style for x in range(end, changed[0] + 1)):
            end = changed.pop(0) + 1
        yield first, y, "".join(sign for sign, _ in now[first:end]), style
