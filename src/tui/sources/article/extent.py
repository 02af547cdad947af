"""Which regions of a page its article extends over: the best one, others of its kind beside it, and no asides."""

import re
from typing import Final

from tui.sources.article.class_words import RegionHint
from tui.sources.article.page_tree import PageTree
from tui.sources.article.scoring import ASIDE_TAGS, Scores, add_upwards
from tui.sources.html.tag import tag_names

_MAX_LEVELS: Final = 6
"""Regions around the best one that are searched for more of the article."""
_MIN_SHARE: Final = 0.08
"""Of the best region's prose, and of its density, which another one has at least."""
_MIN_DENSITY: Final = 0.7
_MIN_PROSE: Final = 90
_MAX_LINK_SHARE: Final = 0.2
_MIN_GAIN: Final = 0.3
"""What all others have together, of the best region's prose; less is more often the page around the article."""
_MIN_SHARE_OF_WRONG_ASIDES: Final = 0.5
"""Of the best region's prose: asides within it that hold more are none."""
_MIN_SHARE_OF_WRONG_FOREIGN: Final = 0.6
_CARD = re.compile(r"(?:^|[\s_-])(?:card|teaser|tile)s?(?:$|[\s_-])", re.IGNORECASE)
_MIN_CARDS: Final = 3
_LINK_LISTS: Final = tag_names("ul ol div section table dl aside")
_LINK_LIST_SHARE: Final = 0.55
_MAX_LINK_LIST_PROSE: Final = 200


class Extent:
    """The regions of the article, by index.

    Args:
        tree: of the page.
        scores: of its regions.
        best: the region that holds the article or most of it.
    """

    __slots__ = (
        "_children",
        "_prose",
        "_scores",
        "_texts",
        "_tree",
        "asides",
        "best",
        "core",
        "dropped",
        "inside",
        "shared",
        "siblings",
    )

    def __init__(self, tree: PageTree, scores: Scores, best: int) -> None:
        self._tree = tree
        self._scores = scores
        self._children: dict[int, list[int]] = {}
        self.best = best
        self.core = self._below([best])
        """Whether each region is the best one or below it."""
        self.asides = self._inherited_asides()
        """Whether each region is an aside or within one."""
        self._prose, self._texts = self._prose_outside_asides()
        siblings, path = self._siblings()
        gain = sum(self._prose[region] for region in siblings)
        is_extended = gain >= _MIN_GAIN * self._prose[best]
        self.siblings = siblings if is_extended else []
        """Regions beside the best one that are of the article as well."""
        self.inside = self._below([best, *self.siblings])
        """Whether each region is of the article, dropped parts among them."""
        self.shared = path if is_extended else frozenset[int]()
        """Regions around the best one whose own lines may be of the article."""
        self.dropped = self._dropped()
        """Whether each region is a part that is left out."""

    def has(self, region: int) -> bool:
        """Return whether the lines of a region are of the article."""
        return bool(self.inside[region]) and not self.dropped[region]

    def _below(self, roots: list[int]) -> bytearray:
        parents = self._tree.parents
        below = bytearray(len(parents))
        for root in roots:
            below[root] = 1
        for region in range(1, len(parents)):
            below[region] |= below[parents[region]]
        return below

    def _inherited_asides(self) -> list[bool]:
        """Return which regions are within an aside; what is around the best region is none."""
        parents = self._tree.parents
        own = list(self._scores.asides)
        self._clear_wrong_asides(own)
        region = self.best
        while region:
            own[region] = False
            region = parents[region]
        asides = [False] * len(own)
        for region in range(1, len(own)):
            asides[region] = own[region] or asides[parents[region]]
        return asides

    def _clear_wrong_asides(self, own: list[bool]) -> None:
        """Take for no aside what holds so much of the best region's prose that its name or tag cannot be right."""
        scores, tree, best = self._scores, self._tree, self.best
        hints = tree.hints
        prose = scores.region_prose
        within = [False] * len(own)
        for region in range(best + 1, len(own)):
            if self.core[region]:
                within[region] = own[region] or within[tree.parents[region]]
        in_asides = sum(length for line, length in zip(tree.lines, scores.prose, strict=True) if within[line.region])
        are_many = in_asides > _MIN_SHARE_OF_WRONG_ASIDES * prose[best]
        for region in range(best + 1, len(own)):
            if not (own[region] and self.core[region]):
                continue
            if hints[region] >= RegionHint.FOREIGN:
                is_most = (
                    prose[region] >= _MIN_SHARE_OF_WRONG_FOREIGN * prose[best] and scores.link_share(region) < 0.15
                )
                own[region] = hints[region] is RegionHint.COMMENTS or not is_most
            elif are_many and tree.tags[region] not in ASIDE_TAGS and scores.link_share(region) < 0.3:
                own[region] = False
            else:
                own[region] = prose[region] < _MIN_SHARE_OF_WRONG_ASIDES * prose[best]

    def _prose_outside_asides(self) -> tuple[list[int], list[int]]:
        """Return the prose and the text of each region with all that is below it, asides left out."""
        tree = self._tree
        prose = [0] * len(tree.parents)
        texts = [0] * len(tree.parents)
        for line, length in zip(tree.lines, self._scores.prose, strict=True):
            if not self.asides[line.region]:
                prose[line.region] += length
                texts[line.region] += len(line.text)
        add_upwards(tree.parents, prose, texts)
        return prose, texts

    def _siblings(self) -> tuple[list[int], frozenset[int]]:
        """Return the regions beside the best one, or beside one around it, that read like it; and those around it."""
        tree, best = self._tree, self.best
        path = [best]
        while path[-1] and len(path) <= _MAX_LEVELS:
            around = tree.parents[path[-1]]
            path.append(around)
            is_outermost = tree.tags[around] == "main" or (
                tree.tags[around] == "article" and tree.tags[tree.parents[around]] != "article"
            )
            if is_outermost and len(path) > 2:
                break
        shared = frozenset(path[1:])
        on_path = frozenset(path)
        found = [
            region
            for region in range(1, len(tree.parents))
            if tree.parents[region] in shared and region not in on_path and self._reads_alike(region)
        ]
        return found, shared - {0}

    def _reads_alike(self, region: int) -> bool:
        if self.asides[region] or not self._texts[region] or self._scores.teasers[region]:
            return False
        prose, best = self._prose, self.best
        density = prose[best] / (self._texts[best] or 1)
        return (
            prose[region] >= max(_MIN_SHARE * prose[best], _MIN_PROSE)
            and self._scores.link_share(region) < _MAX_LINK_SHARE
            and prose[region] / self._texts[region] >= _MIN_DENSITY * density
            and not self._holds_cards(region)
        )

    def _holds_cards(self, region: int) -> bool:
        """Return whether the parts of a region are cards of other articles by their names."""
        tree = self._tree
        if not self._children:
            for each in range(1, len(tree.parents)):
                self._children.setdefault(tree.parents[each], []).append(each)
        parts = self._children.get(region, [])
        cards = sum(_CARD.search(tree.nodes[each].attributes.get("class") or "") is not None for each in parts)
        return cards >= _MIN_CARDS and cards * 2 > len(parts)

    def _dropped(self) -> bytearray:
        tree, scores = self._tree, self._scores
        dropped = bytearray(len(tree.parents))
        for region in range(1, len(tree.parents)):
            if not self.inside[region] or region == self.best:
                continue
            is_link_list = (
                tree.tags[region] in _LINK_LISTS
                and scores.link_share(region) > _LINK_LIST_SHARE
                and scores.region_prose[region] < _MAX_LINK_LIST_PROSE
            )
            dropped[region] = dropped[tree.parents[region]] or self.asides[region] or is_link_list
        return dropped
