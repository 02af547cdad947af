"""Which part of a page is its story, where the markup does not say: the block with the most text that is no link."""

from collections.abc import Sequence

from tui.sources.html.line import PageLine

_LINK_COST = 3


def main_content_lines(lines: Sequence[PageLine], containers: Sequence[int]) -> list[int]:
    """The indices of the lines in the best-scoring container.

    Text counts, link text counts against; a container earns half of what its own containers earn beside.

    Args:
        lines: of the page.
        containers: the container of each container, which stands before it in this sequence.
    """
    earned = [0.0] * len(containers)
    for line in lines:
        if not line.aside:
            earned[line.block] += max(0, len(line.text) - _LINK_COST * line.linked)
    scores = list(earned)
    for block in range(len(containers) - 1, 0, -1):
        scores[containers[block]] += earned[block] / 2
    best = max(range(len(scores)), key=scores.__getitem__)
    within = [block == best for block in range(len(containers))]
    for block in range(best + 1, len(containers)):
        within[block] = within[block] or within[containers[block]]
    return [at for at, line in enumerate(lines) if within[line.block]]
