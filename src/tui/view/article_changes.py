"""What differs between two versions of an article, by its blocks and in them by words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.blocks import Block
from tui.domain.text import count_of
from tui.view.inline_text import Mark
from tui.view.spans import Tone

MAX_COMPARED: Final = 500
"""Blocks that differ in either version, beyond which all of them count as changed: the work grows with the square."""
MAX_WORDS: Final = 500
"""Of one block, likewise."""
_WORD: Final = re.compile(r"\S+")


class Changes(NamedTuple):
    """What a newer version of an article has that the older one has not."""

    changed: frozenset[int] = frozenset()
    """The indices of its blocks that are new or differ."""
    added: int = 0
    """How many of them are new."""
    removed: int = 0
    """How many blocks of the older version are gone."""
    marks: Mapping[int, Sequence[Mark]] = MappingProxyType({})
    """The words that are new, by block."""
    new_index: tuple[int, ...] = ()
    """For each block of the older version, the one of the newer version that stands in its place."""

    @property
    def summary(self) -> str:
        """What has changed, in words; empty where the text is the same."""
        changed = len(self.changed) - self.added
        counts = ((changed, "changed"), (self.added, "new"), (self.removed, "gone"))
        return ", ".join(f"{count_of(count, 'paragraph')} {word}" for count, word in counts if count)


def compare(old: Sequence[Block], new: Sequence[Block]) -> Changes:
    """Return what the newer blocks have that the older ones have not."""
    changed: set[int] = set()
    marks: dict[int, Sequence[Mark]] = {}
    new_index: list[int] = []
    added = removed = 0
    texts, new_texts = ([block.text for block in blocks] for blocks in (old, new))
    for tag, old_start, old_end, new_start, new_end in _opcodes(texts, new_texts):
        paired = min(old_end - old_start, new_end - new_start)
        # what is gone leads to what has come into its place
        last = max(0, min(new_end, len(new)) - 1)
        new_index += (min(new_start + at, max(new_start, last)) for at in range(old_end - old_start))
        if tag == "equal":
            continue
        changed.update(range(new_start, new_end))
        added += new_end - new_start - paired
        removed += old_end - old_start - paired
        for at in range(paired):
            marks[new_start + at] = _new_words(old[old_start + at].text, new[new_start + at].text)
    limit = max(0, len(new) - 1)
    return Changes(frozenset(changed), added, removed, marks, tuple(min(each, limit) for each in new_index))


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the parts that are equal, and those that differ between them."""
    shorter = min(len(old), len(new))
    first = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    rest = shorter - first
    last = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    old_end, new_end = len(old) - last, len(new) - last
    yield "equal", 0, first, 0, first
    if max(old_end, new_end) - first > MAX_COMPARED:
        yield "replace", first, old_end, first, new_end
    else:
        matcher = SequenceMatcher(None, old[first:old_end], new[first:new_end], autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            yield tag, first + a, first + b, first + c, first + d
    yield "equal", old_end, len(old), new_end, len(new)


def _new_words(old: str, new: str) -> list[Mark]:
    words = list(_WORD.finditer(new))
    before = _WORD.findall(old)
    if max(len(words), len(before)) > MAX_WORDS:
        return []
    matcher = SequenceMatcher(None, before, [word[0] for word in words], autojunk=False)
    return [
        Mark(words[start].start(), words[end - 1].end(), Tone.MATCH)
        for tag, _, _, start, end in matcher.get_opcodes()
        if tag in {"replace", "insert"}
    ]
