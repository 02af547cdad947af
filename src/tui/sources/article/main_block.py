"""Find the article of a page whose markup does not mark it: the container with the most text outside links."""

from collections.abc import Sequence

from tui.sources.html.line import PageLine

_LINK_PENALTY = 3
_MIN_PROSE = 60
"""Of a paragraph in characters, outside links."""
_MIN_PARAGRAPHS = 2
"""Of a part of an article; a card of another one has a single one."""
_MAX_LEVELS = 4
_MIN_SHARE = 4
"""An outer container counts where it adds a fourth of the text, or more."""


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
    prose = _prose_within(lines, containers)
    outer = best
    for _ in range(_MAX_LEVELS):
        outer = containers[outer]
        if outer == 0:
            break
        if (prose[outer] - prose[best]) * _MIN_SHARE >= prose[best] > 0:
            best = outer
    return best


def _prose_within(lines: Sequence[PageLine], containers: Sequence[int]) -> list[int]:
    """Return how much text the paragraphs in each container and below it have, where several are side by side."""
    lengths = [0] * len(containers)
    counts = [0] * len(containers)
    for line in lines:
        length = len(line.text) - line.link_length
        if not line.is_aside and length >= _MIN_PROSE:
            lengths[line.block] += length
            counts[line.block] += 1
    prose = [length if count >= _MIN_PARAGRAPHS else 0 for length, count in zip(lengths, counts, strict=True)]
    for block in range(len(containers) - 1, 0, -1):
        prose[containers[block]] += prose[block]
    return prose
