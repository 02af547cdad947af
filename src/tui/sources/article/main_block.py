"""Find the article of a page whose markup does not mark it: the container with the most text outside links."""

from collections.abc import Sequence

from tui.sources.html.line import PageLine

_LINK_PENALTY = 3


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
    best = max(range(len(scores)), key=scores.__getitem__)
    within = [block == best for block in range(len(containers))]
    for block in range(best + 1, len(containers)):
        within[block] = within[block] or within[containers[block]]
    return [at for at, line in enumerate(lines) if within[line.block]]
