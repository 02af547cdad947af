"""A bounded cache of the articles that bodies were parsed to: a feed delivers the same hundred bodies at each poll."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Final

from tui.domain.blocks import Block
from tui.sources.article.extract import ExtractedArticle

MAX_ENTRIES: Final = 2_000
MAX_CHARACTERS: Final = 3_000_000
"""Of all texts together; most of them are those of articles on the board, which are stored once."""

_DIGEST_SIZE: Final = 16
_ENTRY_CHARACTERS: Final = 200
"""What an entry weighs beside its text."""


class ArticleCache:
    """The articles used last, by the content that they were parsed from. Polls run on several threads."""

    def __init__(self, max_entries: int = MAX_ENTRIES, max_characters: int = MAX_CHARACTERS) -> None:
        self._max_entries = max_entries
        self._max_characters = max_characters
        self._entries: OrderedDict[bytes, ExtractedArticle] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def get_or_parse(self, content: Sequence[str], parse: Callable[[], ExtractedArticle]) -> ExtractedArticle:
        """Return the article of this content, parsed only if it is not known.

        Args:
            content: all that `parse` depends on.
            parse: a pure function.
        """
        key = _digest(content)
        with self._lock:
            known = self._entries.get(key)
            if known is not None:
                self._entries.move_to_end(key)
                return known
        article = parse()
        with self._lock:
            if key not in self._entries:
                self._entries[key] = article
                self._characters += _weight(article)
            while self._entries and (len(self._entries) > self._max_entries or self._characters > self._max_characters):
                self._characters -= _weight(self._entries.popitem(last=False)[1])
        return article


def _digest(content: Sequence[str]) -> bytes:
    digest = blake2b(digest_size=_DIGEST_SIZE)
    for text in content:
        encoded = text.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.digest()


def _weight(article: ExtractedArticle) -> int:
    return _ENTRY_CHARACTERS + sum(map(_weight_of_block, article.blocks)) + len(article.caption or "")


def _weight_of_block(block: Block) -> int:
    return len(block.text) + sum(len(link.target) for link in block.links)
