"""Score the regions of a page: paragraphs score, half of it for each region further out, and links take it away."""

import re
from typing import Final

from tui.sources.article.class_words import Mark
from tui.sources.article.page_tree import HEADINGS, Line, PageTree
from tui.sources.html.tag import tag_names

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
_UNSPACED = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Letters of Chinese, Japanese, Thai, Lao, Burmese and Khmer: there are no blanks to count, and one says as much as
three of an alphabet."""
SENTENCE_END: Final = re.compile(r"[.!?…۔。！？։।:][\"”’'»)\]」』]*$")
_HALF_LIVES: Final = (1.0, 0.5, 0.25, 0.125, 0.06)
"""The share of a line's score for its region and for those around it."""
_MAX_COMMAS: Final = 10
_MAX_LENGTH_SCORE: Final = 3
_OUT_OF_ASIDE: Final = 0.25
"""What is left of a score outside an aside."""
_ENOUGH: Final = 0.35
"""Of the page's prose, from which the name of a region does not make it an aside."""
_MOST: Final = 0.75
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
_LEAST_WEIGHT: Final = 0.02


class Scores:
    """The prose of each line, and for each region what is in it and below it.

    Args:
        tree: of the page.
        least: characters of a line that is prose outside a paragraph element.
    """

    __slots__ = ("asides", "best", "links", "prose", "region_prose", "teasers", "texts", "tree")

    def __init__(self, tree: PageTree, least: int = _MIN_PROSE) -> None:
        self.tree = tree
        count = len(tree.parents)
        self.prose = [_prose(line, least) for line in tree.lines]
        self.region_prose = [0] * count
        self.texts = [0] * count
        """Characters."""
        self.links = [0] * count
        """Characters of link text."""
        self.teasers = [0] * count
        """Headings that are links."""
        for line, prose in zip(tree.lines, self.prose, strict=True):
            region = line.region
            self.region_prose[region] += prose
            self.texts[region] += len(line.text)
            self.links[region] += line.link_length
            if line.tag in HEADINGS and line.is_link:
                self.teasers[region] += 1
        add_upwards(tree.parents, self.region_prose, self.texts, self.links, self.teasers)
        self.asides = self._own_asides()
        """Whether each region itself is perhaps none of the article, whatever is below it."""
        self.best = self._best()
        """The region that holds the article, or most of it; None where nothing reads like prose."""

    def link_share(self, region: int) -> float:
        """Return how much of the text of a region is that of links, 0 to 1."""
        return self.links[region] / (self.texts[region] or 1)

    def _own_asides(self) -> list[bool]:
        tree, prose = self.tree, self.region_prose
        in_article = [False] * len(prose)
        asides = [False] * len(prose)
        for region in range(1, len(prose)):
            parent, tag, mark = tree.parents[region], tree.tags[region], tree.marks[region]
            in_article[region] = in_article[parent] or tree.tags[parent] == "article"
            is_aside = tag in ASIDE_TAGS or mark > Mark.BODY
            if tag == "article" and in_article[region]:
                is_aside = is_aside or self.teasers[region] > 0 or prose[region] < _MIN_NESTED
            asides[region] = is_aside and not self._holds_the_text(region)
        return asides

    def _holds_the_text(self, region: int) -> bool:
        """Return whether so much of the page's prose is in a region that its name cannot be right."""
        mark = self.tree.marks[region]
        if mark is Mark.COMMENTS:
            return False
        is_doubtful = mark <= Mark.ASIDE and self.tree.tags[region] not in ASIDE_TAGS
        least = (_ENOUGH if is_doubtful else _MOST) * self.region_prose[0]
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
            for share in _HALF_LIVES:
                scores[region] += score * share
                if asides[region]:
                    score *= _OUT_OF_ASIDE
                if region == 0:
                    break
                region = parents[region]
        return scores

    def _best(self) -> int | None:
        tree = self.tree
        best, best_score = None, 0.0
        inherited = [1.0] * len(tree.parents)
        for region, raw in enumerate(self._region_scores()):
            own, passed_on = self._weights(region)
            around = inherited[tree.parents[region]]
            inherited[region] = max(_LEAST_WEIGHT, around * passed_on)
            if raw:
                score = raw * around * own * (1 - self.link_share(region)) * self._kind_factor(region)
                if score > best_score:
                    best, best_score = region, score
        return best

    def _kind_factor(self, region: int) -> float:
        tag = self.tree.tags[region]
        by_tag = _ARTICLE_FACTOR if tag == "article" else _PART_FACTOR if tag in _PARTS else 1.0
        return by_tag * (_BODY_FACTOR if self.tree.marks[region] is Mark.BODY else 1.0)

    def _weights(self, region: int) -> tuple[float, float]:
        """Return the weight of a region, and what of it is left for those within: the name says less of them."""
        if not self.asides[region]:
            return 1.0, 1.0
        if self.tree.tags[region] in ASIDE_TAGS:
            return 0.15, 0.3
        mark = self.tree.marks[region]
        if mark is Mark.COMMENTS:
            return 0.08, 0.08
        return (0.08, 0.2) if mark >= Mark.FOREIGN else (0.45, 0.7)


def scored(tree: PageTree) -> Scores:
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
            values[parents[region]] += values[region]


def _prose(line: Line, least: int) -> int:
    """Return how many characters of prose a line has."""
    length = len(line.text)
    if length < _MIN_PARAGRAPH // 2:
        return 0
    if not line.text.isascii():
        length += 2 * len(_UNSPACED.findall(line.text))
    if length < _MIN_PARAGRAPH or (length < least and line.tag not in _PARAGRAPHS):
        return 0
    if least == _MIN_NOTICE and not SENTENCE_END.search(line.text[-6:]):
        return 0
    return max(0, length - 2 * line.link_length)
