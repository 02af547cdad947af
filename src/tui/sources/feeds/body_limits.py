"""How much of the bodies of a feed is read: a hundred books in one response would take ten seconds to parse."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from tui.sources.feeds.item import Item

MAX_PARTS: Final = 100_000
"""Tags and lines of all bodies of a response; a hundred articles of 150 paragraphs, each with a link, have less."""
_PART: Final = re.compile(r"<|&lt;|\n")


def cut_bodies(items: Sequence[Item]) -> list[bool]:
    """Cut the longest bodies of a feed that has too much of them; return of each item whether it lost something.

    None is cut to less than its even share, and what short ones leave goes to the long ones.

    Args:
        items: of the response; changed in place.
    """
    bodies = [(body, number) for number, item in enumerate(items) for body in item.bodies]
    sizes = [_size(body) for body, _ in bodies]
    limit = _limit(sizes)
    cut = {number for size, (_, number) in zip(sizes, bodies, strict=True) if size > limit}
    for number in cut:
        item = items[number]
        item.contents = [_first_parts(body, limit) for body in item.contents]
        item.summaries = [_first_parts(body, limit) for body in item.summaries]
    return [number in cut for number in range(len(items))]


def _size(body: str) -> int:
    return body.count("<") + body.count("&lt;") + body.count("\n")


def _limit(sizes: Sequence[int]) -> int:
    """Return how many parts a body may have for all of them to have no more than the limit."""
    remaining = MAX_PARTS
    for at, size in enumerate(sorted(sizes)):
        share = remaining // (len(sizes) - at)
        if size > share:
            return share
        remaining -= size
    return MAX_PARTS


def _first_parts(body: str, limit: int) -> str:
    after = next(islice(_PART.finditer(body), limit, None), None)
    return body if after is None else body[: after.start()]
