"""Which lines of a page are of its article."""

import re
from typing import Final

from tui.sources.article.boilerplate import is_copyright
from tui.sources.article.class_words import RegionHint
from tui.sources.article.extent import Extent
from tui.sources.article.page_tree import Line, PageTree
from tui.sources.article.phrases import MAX_PHRASE, ends_article, is_boilerplate_phrase
from tui.sources.article.scoring import SENTENCE_END, Scores
from tui.sources.html.tag import HEADINGS, tag_names

_MAX_LINK_PARAGRAPH: Final = 160
"""A longer paragraph that is all link is a part of the text."""
_MIN_REPEATED: Final = 80
"""A line of this length that stands elsewhere in the article already is a copy of it."""
_MIN_SHARED: Final = 60
"""Prose of a line beside the parts of an article that is one of it."""
_LINK_TAGS: Final = frozenset({"p", "li", "td"})
"""Lines that may be all link."""
_LEAD_TAGS: Final = tag_names("p div h2 h3 h4 section header li article")
_NO_LEAD_TAGS: Final = tag_names("nav aside footer form figure figcaption")
_NO_LEAD_CLASS = re.compile(r"caption|author|byline", re.IGNORECASE)
_MIN_LEAD: Final = 40
_MIN_LEAD_WITHOUT_END: Final = 90
_MAX_LEADS: Final = 8
_MAX_LINES_TO_TITLE: Final = 40
_MIN_AFTER_COPYRIGHT: Final = 0.2
"""Of the prose: if more of it follows a copyright line, that is the credit of a picture."""


def select_lines(tree: PageTree, scores: Scores, extent: Extent, title: str | None) -> list[Line]:
    """Return the lines of the article in the order of the page, its title not among them.

    Args:
        tree: of the page.
        scores: of its lines.
        extent: its regions.
        title: of the article, where it is known.
    """
    folded = (title or "").casefold()
    leads = _leads(tree, scores, extent, folded)
    core, inside, dropped = extent.core, extent.inside, extent.dropped
    last = max((at for at, line in enumerate(tree.lines) if core[line.region]), default=0)
    lines: list[Line] = []
    following = sum(
        prose
        for line, prose in zip(tree.lines, scores.prose, strict=True)
        if prose and inside[line.region] and not dropped[line.region]
    )
    enough = _MIN_AFTER_COPYRIGHT * following
    first_regions: dict[str, int] = {}
    has_ended = False
    for at, line in enumerate(tree.lines):
        region = line.region
        has_ended = has_ended or (at > last and ends_article(line.text))
        if has_ended and not core[region]:
            continue
        is_inside = inside[region] and not dropped[region]
        following -= scores.prose[at] if is_inside else 0
        if not (is_inside or at in leads or _is_shared(line, scores.prose[at], extent)):
            continue
        if is_copyright(line.text):
            if lines and following < enough:
                break
            continue
        if not _is_text(line, is_first=not lines) or line.text.casefold() == folded:
            continue
        if len(line.text) >= _MIN_REPEATED:
            first = first_regions.setdefault(line.text, region)
            if first != region and tree.parents[first] != tree.parents[region]:
                continue
        lines.append(line)
    while lines and lines[-1].tag in HEADINGS:
        lines.pop()
    return lines


def _is_shared(line: Line, prose: int, extent: Extent) -> bool:
    return (
        line.region in extent.shared
        and not extent.asides[line.region]
        and prose >= _MIN_SHARED
        and line.link_length < len(line.text) / 4
    )


def _is_text(line: Line, *, is_first: bool) -> bool:
    """Return whether a line in the article's regions is a part of its text, and no title, link or boilerplate."""
    if line.tag == "h1" and is_first:
        return False
    if line.is_link:
        length = len(line.text)
        if length < MAX_PHRASE and line.tag not in _LINK_TAGS:
            return False
        if length < _MAX_LINK_PARAGRAPH and line.tag == "p":
            return False
    return not is_boilerplate_phrase(line.text)


def _leads(tree: PageTree, scores: Scores, extent: Extent, title: str) -> frozenset[int]:
    """Return the indices of the lines between the title and the text that sum it up."""
    lines = tree.lines
    first = next((at for at, line in enumerate(lines) if scores.prose[at] and extent.has(line.region)), 0)
    start = next(
        (
            at
            for at in range(first - 1, max(first - _MAX_LINES_TO_TITLE, -1), -1)
            if lines[at].tag == "h1" or (title and lines[at].text.casefold() == title)
        ),
        first,
    )
    leads = [at for at in range(start + 1, first) if _is_lead(lines[at], tree, extent)]
    return frozenset(leads if len(leads) <= _MAX_LEADS else ())


def _is_lead(line: Line, tree: PageTree, extent: Extent) -> bool:
    length = len(line.text)
    if extent.inside[line.region] or line.tag not in _LEAD_TAGS or length < _MIN_LEAD:
        return False
    if line.link_length > 0.3 * length:
        return False
    if length < _MIN_LEAD_WITHOUT_END and not SENTENCE_END.search(line.text[-6:]):
        return False
    region = line.region
    while region and not extent.inside[region]:
        name = tree.nodes[region].attributes.get("class") or ""
        if (
            tree.tags[region] in _NO_LEAD_TAGS
            or tree.hints[region] >= RegionHint.FOREIGN
            or _NO_LEAD_CLASS.search(name)
        ):
            return False
        region = tree.parents[region]
    return True
