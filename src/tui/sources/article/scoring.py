"""Score the regions of a page: paragraphs score, half of it for each region further out, and links take it away."""

import re
from typing import Final

from tui.sources.article.class_words import RegionHint
from tui.sources.article.page_tree import Line, PageTree
from tui.sources.article.unspaced import count_unspaced
from tui.sources.html.tag import HEADINGS, tag_names

ASIDE_TAGS: Final = frozenset({"nav", "footer", "aside", "form", "menu", "dialog"})
_MIN_PROSE: Final = 60
"""Of a line in characters, to be prose whatever is around it."""
_MIN_PARAGRAPH: Final = 20
"""Of one in a paragraph element."""
_MIN_NOTICE: Final = 25
"""Of any line, on a page that has nothing longer."""
_MIN_SCORED: Final = 25
_PARAGRAPHS: Final = frozenset({"p", "blockquote", "pre"})
_LIST_LIKE: Final = frozenset({"li", "td", "th", "dd"})
_PARTS: Final = tag_names("td th li blockquote figure ul ol dl dd pre tbody table tr")
"""Regions that are more often a part of an article than all of it."""
_COMMAS = re.compile("[,，、،;；]")
_UNSPACED_WEIGHT: Final = 3
"""Letters of an alphabet that say as much as one of a script without blanks between words."""
SENTENCE_END: Final = re.compile(r"[.!?…۔。！？։।:][\"”’'»)\]」』]*$")
_SHARES_OUTWARDS: Final = (1.0, 0.5, 0.25, 0.125, 0.06)
"""The share of a line's score for its region and for those around it."""
_MAX_COMMAS: Final = 10
_MAX_LENGTH_SCORE: Final = 3
_SHARE_OUT_OF_ASIDE: Final = 0.25
"""What is left of a score outside an aside."""
_MIN_SHARE_IF_DOUBTFUL: Final = 0.35
"""Of the page's prose, from which a region is no aside whatever its name says."""
_MIN_SHARE_IF_CERTAIN: Final = 0.75
"""The same, for a tag such as `aside` and the words that hardly ever err."""
_MAX_LINK_SHARE: Final = 0.4
_MIN_NESTED: Final = 120
"""Prose of an `article` within another one that may be a part of it, as in a live blog; a teaser has less."""
_BODY_FACTOR: Final = 1.7
_ARTICLE_FACTOR: Final = 1.15
_PART_FACTOR: Final = 0.6
_MIN_TEASERS: Final = 10
_MAX_TEASER_SHARE: Final = 0.2
"""Of the page's prose, which one of many teasers has at most."""
_MIN_CARDS: Final = 5
_MAX_CARD_PROSE: Final = 150
"""Of a card with the headline of another article and its first words."""
_MIN_ARTICLES: Final = 3
_MIN_WEIGHT: Final = 0.02


class Scores:
    """How much prose each line has, and what each region has, all that is below it included.

    Args:
        tree: of the page.
        min_prose: characters of a line that is prose outside a paragraph element.
    """

    __slots__ = ("asides", "best", "link_lengths", "prose", "region_prose", "teasers", "text_lengths", "tree")

    def __init__(self, tree: PageTree, min_prose: int = _MIN_PROSE) -> None:
        self.tree = tree
        count = len(tree.parents)
        self.prose = [_prose(line, min_prose) for line in tree.lines]
        self.region_prose = [0] * count
        self.text_lengths = [0] * count
        """Characters of all text."""
        self.link_lengths = [0] * count
        """Characters of link text."""
        self.teasers = [0] * count
        """Headings that are links."""
        for line, prose in zip(tree.lines, self.prose, strict=True):
            region = line.region
            self.region_prose[region] += prose
            self.text_lengths[region] += len(line.text)
            self.link_lengths[region] += line.link_length
            if line.tag in HEADINGS and line.is_link:
                self.teasers[region] += 1
        add_upwards(tree.parents, self.region_prose, self.text_lengths, self.link_lengths, self.teasers)
        self.asides = self._own_asides()
        """Whether each region itself is perhaps none of the article, whatever is below it."""
        self.best = self._best()
        """The region that holds the article, or most of it; None where nothing reads like prose."""

    def link_share(self, region: int) -> float:
        """Return how much of the text of a region is that of links, 0 to 1."""
        return self.link_lengths[region] / (self.text_lengths[region] or 1)

    def _own_asides(self) -> list[bool]:
        tree, prose = self.tree, self.region_prose
        in_article = [False] * len(prose)
        asides = [False] * len(prose)
        for region in range(1, len(prose)):
            parent, tag, hint = tree.parents[region], tree.tags[region], tree.hints[region]
            in_article[region] = in_article[parent] or tree.tags[parent] == "article"
            is_aside = tag in ASIDE_TAGS or hint > RegionHint.BODY
            if tag == "article" and in_article[region]:
                is_aside = is_aside or self.teasers[region] > 0 or prose[region] < _MIN_NESTED
            asides[region] = is_aside and not self._holds_the_text(region)
        return asides

    def _holds_the_text(self, region: int) -> bool:
        """Return whether so much of the page's prose is in a region that its name cannot be right."""
        hint = self.tree.hints[region]
        if hint is RegionHint.COMMENTS:
            return False
        is_doubtful = hint <= RegionHint.ASIDE and self.tree.tags[region] not in ASIDE_TAGS
        least = (_MIN_SHARE_IF_DOUBTFUL if is_doubtful else _MIN_SHARE_IF_CERTAIN) * self.region_prose[0]
        return self.region_prose[region] >= least and self.link_share(region) < _MAX_LINK_SHARE

    def _region_scores(self) -> list[float]:
        parents, asides = self.tree.parents, self.asides
        scores = [0.0] * len(parents)
        for line, length in zip(self.tree.lines, self.prose, strict=True):
            if length < _MIN_SCORED:
                continue
            score = 1 + min(len(_COMMAS.findall(line.text)), _MAX_COMMAS) + min(length / 100, _MAX_LENGTH_SCORE)
            if line.tag in _PARAGRAPHS:
                score += 1
            elif line.tag in _LIST_LIKE:
                score *= _PART_FACTOR
            region = line.region
            for share in _SHARES_OUTWARDS:
                scores[region] += score * share
                if asides[region]:
                    score *= _SHARE_OUT_OF_ASIDE
                if region == 0:
                    break
                region = parents[region]
        return scores

    def _best(self) -> int | None:
        tree = self.tree
        best, best_score = None, 0.0
        inherited = [1.0] * len(tree.parents)
        for region, raw in enumerate(self._region_scores()):
            around = inherited[tree.parents[region]]
            own, passed_on = self._weights(region) if self.asides[region] else (1.0, 1.0)
            inherited[region] = max(_MIN_WEIGHT, around * passed_on)
            if raw:
                score = raw * around * own * (1 - self.link_share(region)) * self._kind_factor(region)
                if score > best_score:
                    best, best_score = region, score
        return best

    def _kind_factor(self, region: int) -> float:
        tag = self.tree.tags[region]
        by_tag = _ARTICLE_FACTOR if tag == "article" else _PART_FACTOR if tag in _PARTS else 1.0
        return by_tag * (_BODY_FACTOR if self.tree.hints[region] is RegionHint.BODY else 1.0)

    def _weights(self, region: int) -> tuple[float, float]:
        """Return the weight of an aside, and what of it is left for those within: the name says less of them."""
        if self.tree.tags[region] in ASIDE_TAGS:
            return 0.15, 0.3
        hint = self.tree.hints[region]
        if hint is RegionHint.COMMENTS:
            return 0.08, 0.08
        return (0.08, 0.2) if hint >= RegionHint.FOREIGN else (0.45, 0.7)


def score_regions(tree: PageTree) -> Scores:
    """Return the scores of a page; of one with short lines only, each of them counts as prose."""
    scores = Scores(tree)
    return scores if scores.best is not None else Scores(tree, _MIN_NOTICE)


def is_listing(scores: Scores, best: int) -> bool:
    """Return whether a page lists articles of other pages, or several of its own, and none of them is its article."""
    prose, tree = scores.region_prose, scores.tree
    teasers = scores.teasers
    if teasers[0] >= _MIN_TEASERS and prose[best] < _MAX_TEASER_SHARE * prose[0]:
        return True
    if teasers[best] >= _MIN_CARDS and prose[best] < _MAX_CARD_PROSE * teasers[best]:
        return True
    articles = sorted(prose[region] for region, tag in enumerate(tree.tags) if tag == "article")
    if len(articles) < _MIN_ARTICLES:
        return False
    return articles[-1] < 2 * articles[-2] and prose[best] <= 1.2 * sum(articles)


def add_upwards(parents: list[int], *sums: list[int]) -> None:
    """Add to each region what is below it."""
    for values in sums:
        for region in range(len(parents) - 1, 0, -1):
            if value := values[region]:
                values[parents[region]] += value


def _prose(line: Line, min_prose: int) -> int:
    """Return how many characters of prose a line has."""
    length = len(line.text)
    if length < _MIN_PARAGRAPH // 2:
        return 0
    length += (_UNSPACED_WEIGHT - 1) * count_unspaced(line.text)
    if length < _MIN_PARAGRAPH or (length < min_prose and line.tag not in _PARAGRAPHS):
        return 0
    if min_prose == _MIN_NOTICE and not SENTENCE_END.search(line.text[-6:]):
        return 0
    return max(0, length - 2 * line.link_length)
