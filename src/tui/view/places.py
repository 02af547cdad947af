"""The places of instruments in a pane that shows several side by side, and the way from one to the next."""

from collections.abc import Sequence
from typing import NamedTuple

from tui.domain.quote import InstrumentId


class Place(NamedTuple):
    """Where an instrument is in a pane, in cells from its top left corner."""

    group: str
    """What it is listed under; an instrument has one place in each group at most."""
    instrument: InstrumentId
    x: int
    y: int
    width: int
    height: int = 1


def place_at(places: Sequence[Place], x: int, y: int) -> Place | None:
    """Return the place that covers a cell."""
    return next((p for p in places if p.x <= x < p.x + p.width and p.y <= y < p.y + p.height), None)


def neighbour(places: Sequence[Place], current: Place, dx: int, dy: int) -> Place:
    """Return the nearest place in a direction, of which one part is 0 and the other 1 or -1; else the current one."""
    ahead = [place for place in places if _gap(current, place, dx, dy) >= 0]
    return min(ahead, key=lambda place: _distance(current, place, dx, dy), default=current)


def _distance(current: Place, place: Place, dx: int, dy: int) -> tuple[int, int]:
    """Return how far a place ahead is: first by how far it is to the side, where nothing of it is straight ahead."""
    if dy:
        aside = _apart(current.x, current.width, place.x, place.width)
        return aside + _gap(current, place, dx, dy), abs(current.x - place.x)
    aside = _apart(current.y, current.height, place.y, place.height)
    # a line is about as high as two cells are wide
    return _gap(current, place, dx, dy) + 2 * aside, abs(current.y - place.y)


def _gap(current: Place, place: Place, dx: int, dy: int) -> int:
    """Return the cells between two places in a direction; negative for one that is not ahead."""
    if dx > 0:
        return place.x - current.x - current.width
    if dx < 0:
        return current.x - place.x - place.width
    if dy > 0:
        return place.y - current.y - current.height
    return current.y - place.y - place.height


def _apart(start: int, size: int, other_start: int, other_size: int) -> int:
    """Return the cells between two ranges; 0 where they overlap."""
    return max(0, other_start - start - size + 1, start - other_start - other_size + 1)
