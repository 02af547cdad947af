"""The paragraphs of a story, in order, none doubled, without the furniture that stands between them."""

import re
from typing import Final

from tui.domain.text import ARTICLE_LIMIT, CleanText, sanitize_line
from tui.sources.article import boilerplate
from tui.sources.article.dateline import split_dateline
from tui.sources.article.metadata import ArticleMetadata, parse_byline
from tui.sources.html.line import PageLine

LONG: Final = 40
"""A paragraph of this length that comes again is the same paragraph printed twice."""

_IMAGE = re.compile(r"(?:image|photo)\W*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!…:;][\"”’'»)\]]*$")


class ParagraphCollector:
    """Takes the lines of a body one by one and keeps what is the story."""

    def __init__(self, imprint: ArticleMetadata) -> None:
        self._title = (imprint.title or "").casefold()
        self._kept: list[CleanText] = []
        self._places: dict[str, int] = {}
        self._repeats = -1
        """Which paragraph a body printed again would bring next."""
        self._lead_doubled = False
        self._related_next = False
        self._room = ARTICLE_LIMIT
        self._caption: CleanText | None = None
        self.has_image = False

    def add(self, text: CleanText, line: PageLine) -> bool:
        """Take the next line; False once the story is over."""
        if boilerplate.is_comments(text) or boilerplate.is_copyright(text):
            return not self._kept
        if line.tag == "figcaption":
            self._caption, self.has_image = self._caption or text, True
        elif not self._is_furniture(text, line):
            self._keep(text)
        return self._room > 0

    def result(self) -> tuple[list[CleanText], CleanText | None]:
        """The paragraphs, and the caption if there is one: a lead printed twice before the body is a caption too."""
        kept = _without_widgets(self._kept)
        if self._caption is None and self._lead_doubled and len(kept) > 1 and not split_dateline(kept[0]).dateline:
            return kept[1:], kept[0]
        return [text for text in kept if text != self._caption], self._caption

    def _is_furniture(self, text: CleanText, line: PageLine) -> bool:
        related, self._related_next = self._related_next, False
        if _IMAGE.fullmatch(text):
            self.has_image = True
            return True
        if boilerplate.is_boilerplate(text) or boilerplate.announces_related(text):
            self._related_next = boilerplate.announces_related(text)
            return True
        if line.aside or (len(text) <= boilerplate.LONGEST and line.linked * 10 >= len(text) * 9):
            return True
        if text.casefold() == self._title or (not self._kept and parse_byline(text) is not None):
            return True
        return related and _is_headline(text)

    def _keep(self, text: CleanText) -> None:
        key = self._key(text)
        first = self._places.get(key)
        if first is not None and (len(text) >= LONG or first == self._repeats or first == len(self._kept) - 1):
            self._lead_doubled = self._lead_doubled or (first == 0 and len(self._kept) == 1)
            self._repeats = first + 1
            return
        self._repeats = -1
        self._places.setdefault(key, len(self._kept))
        self._kept.append(sanitize_line(text, self._room) if len(text) > self._room else text)
        self._room -= len(text)

    @staticmethod
    def _key(text: CleanText) -> str:
        opening = split_dateline(text)
        return f"{opening.dateline or ''}:{opening.text}"


def _is_headline(text: str) -> bool:
    return 3 <= len(text.split()) <= 30 and len(text) <= 200 and not _SENTENCE_END.search(text[-8:])


def _without_widgets(kept: list[CleanText]) -> list[CleanText]:
    """The paragraphs without a widget of rates and gainers at their end."""
    end = len(kept)
    rows = 0
    for at in range(len(kept) - 1, -1, -1):
        if boilerplate.is_widget(kept[at]):
            rows, end = rows + 1, at
        elif not boilerplate.is_figures(kept[at]) and len(kept[at]) > 80:
            break
    return kept[:end] if rows > 1 else list(kept)
