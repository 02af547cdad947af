"""Say what the reader took from a page and why, in plain words, for `bigboard read --explain`."""

from collections.abc import Iterator
from typing import Final

from tui.domain.text import CleanText, sanitize_line
from tui.sources.article.class_words import RegionHint
from tui.sources.article.extent import Extent
from tui.sources.article.page_tree import PageTree
from tui.sources.article.reading import PageRule
from tui.sources.article.scoring import Scores

_MAX_NAMED: Final = 20
"""Parts that were left out, each with a line."""
_MAX_STEP: Final = 200
_MIN_NAMED: Final = 60
"""Characters of a part that is worth a line."""
_HINT_REASONS: Final = {
    RegionHint.ASIDE: "its name is that of an aside",
    RegionHint.FOREIGN: "its name is that of other content",
    RegionHint.HIDDEN: "it is hidden",
    RegionHint.COMMENTS: "its name is that of comments",
}


def explain_rule(rule: PageRule, count: int) -> tuple[CleanText, ...]:
    """Return the steps of a page that was read by a rule, with how many elements its article has."""
    taken = f"{count} elements match article = {rule.article!r}" if rule.article else "article: none in the rule"
    steps = [f"rule for {rule.host}: {taken}", *(f"dropped: {selector}" for selector in rule.drop)]
    return tuple(sanitize_line(step, _MAX_STEP) for step in steps)


def explain_choice(tree: PageTree, scores: Scores, extent: Extent, taken: int) -> tuple[CleanText, ...]:
    """Return the steps of a page that was read by scores.

    Args:
        tree: of the page.
        scores: of it.
        extent: the regions of the article.
        taken: how many lines were taken.
    """
    best = extent.best
    share = f"{scores.region_prose[best]} of {scores.region_prose[0]} characters of prose"
    steps = [
        f"best score: {_name(tree, best)}, {share}, {scores.link_share(best):.0%} of its text are links",
        *(f"also taken: {_name(tree, region)}, which reads like it" for region in extent.siblings),
        *_left_out(tree, scores, extent),
        f"{taken} of {len(tree.lines)} lines were taken",
    ]
    return tuple(sanitize_line(step, _MAX_STEP) for step in steps)


def _left_out(tree: PageTree, scores: Scores, extent: Extent) -> Iterator[str]:
    """Yield the parts within the article that were left out, outermost ones only."""
    named = 0
    for region in range(1, len(tree.parents)):
        is_outermost = extent.dropped[region] and not extent.dropped[tree.parents[region]]
        if not is_outermost or scores.text_lengths[region] < _MIN_NAMED:
            continue
        named += 1
        if named > _MAX_NAMED:
            yield "and more parts were left out"
            return
        why = _HINT_REASONS.get(tree.hints[region]) or (
            f"{scores.link_share(region):.0%} of its text are links"
            if not extent.asides[region]
            else f"<{tree.tags[region]}> is an aside"
        )
        yield f"left out: {_name(tree, region)}, {scores.text_lengths[region]} characters: {why}"


def _name(tree: PageTree, region: int) -> str:
    """Return a region as CSS would select it."""
    attributes = tree.nodes[region].attributes
    identifier = (attributes.get("id") or "").split()
    classes = (attributes.get("class") or "").split()[:3]
    return tree.tags[region] + "".join(f"#{each}" for each in identifier[:1]) + "".join(f".{each}" for each in classes)
