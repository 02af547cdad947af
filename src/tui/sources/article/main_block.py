"""Find the article of a page whose markup does not mark it: the container with the most text outside links."""

from collections.abc import Sequence

from tui.sources.html.line import PageLine

_LINK_PENALTY = 3
_MIN_PROSE = 60
"""Of a paragraph in characters, outside links."""
_MIN_PARAGRAPHS = 2
"""Of a part of an article; a card of another one has a single one."""
_MAX_LEVELS = 4
_MAX_WRAPPERS = 12
"""Levels at most, those without text of their own among them."""
_MIN_ADDED = 0.25
"""Of the best container's text, which an outer one adds at least."""
_MAX_LINK_SHARE = 0.2
"""Of the text of an article with one paragraph in each part; cards of other articles have more."""


def main_content_lines(lines: Sequence[PageLine], containers: Sequence[int]) -> list[int]:
    """Return the indices of the lines in the container with the best score.

    Text adds to the score and link text reduces it; half the score of the containers directly within counts as well.

    Args:
        lines: of the page.
        containers: for each container, the container around it, which is earlier in this sequence.
    """
    own_scores = [0.0] * len(containers)
    for line in lines:
        if not line.is_aside:
            own_scores[line.block] += max(0, len(line.text) - _LINK_PENALTY * line.link_length)
    scores = list(own_scores)
    for block in range(len(containers) - 1, 0, -1):
        scores[containers[block]] += own_scores[block] / 2
    best = _with_other_parts(max(range(len(scores)), key=scores.__getitem__), lines, containers)
    within = [block == best for block in range(len(containers))]
    for block in range(best + 1, len(containers)):
        within[block] = within[block] or within[containers[block]]
    return [at for at, line in enumerate(lines) if within[line.block]]


def _with_other_parts(best: int, lines: Sequence[PageLine], containers: Sequence[int]) -> int:
    """Return the container around the best one that has more parts of the same article, else the best one itself.

    The page as a whole is none.
    """
    prose = _prose_within(lines, containers, min_paragraphs=_MIN_PARAGRAPHS)
    if prose[best] == 0:
        return _with_single_paragraphs(best, lines, containers)
    outer = best
    levels = 0
    for _ in range(_MAX_WRAPPERS):
        inner, outer = outer, containers[outer]
        levels += prose[outer] > prose[inner]
        if outer == 0 or levels > _MAX_LEVELS:
            break
        if prose[outer] - prose[best] >= _MIN_ADDED * prose[best]:
            best = outer
    return best


def _with_single_paragraphs(best: int, lines: Sequence[PageLine], containers: Sequence[int]) -> int:
    """Return the nearest container around the best one that has many more parts with one paragraph each.

    Cards of other articles look the same, but most of their text is that of links.
    """
    prose = _prose_within(lines, containers, min_paragraphs=1)
    links = [0] * len(containers)
    for line in lines:
        links[line.block] += line.link_length
    for block in range(len(containers) - 1, 0, -1):
        links[containers[block]] += links[block]
    outer = best
    for _ in range(_MAX_WRAPPERS):
        outer = containers[outer]
        if outer == 0:
            break
        if prose[outer] >= _MIN_PARAGRAPHS * prose[best] > 0:
            return outer if links[outer] <= _MAX_LINK_SHARE * prose[outer] else best
    return best


def _prose_within(lines: Sequence[PageLine], containers: Sequence[int], *, min_paragraphs: int) -> list[int]:
    """Return how much text the paragraphs in each container and below it have, where so many are side by side."""
    lengths = [0] * len(containers)
    counts = [0] * len(containers)
    for line in lines:
        length = len(line.text) - line.link_length
        if not line.is_aside and length >= _MIN_PROSE:
            lengths[line.block] += length
            counts[line.block] += 1
    prose = [length if count >= min_paragraphs else 0 for length, count in zip(lengths, counts, strict=True)]
    for block in range(len(containers) - 1, 0, -1):
        prose[containers[block]] += prose[block]
    return prose
