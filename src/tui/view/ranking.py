"""Which of many texts match what is typed: first by their start, then by that of a word, a part, letters in order."""

from collections.abc import Callable, Iterable
from heapq import nsmallest
from typing import Final, TypeVar

T = TypeVar("T")

_NO_MATCH: Final = 9
_BOUNDARIES: Final = " -_.:/(&,"


def rank(typed: str, text: str) -> int:
    """Return how well a text matches: 0 is the very same, a higher number is worse, 9 is no match.

    Args:
        typed: case-folded; of several words each must match.
        text: case-folded.
    """
    if typed == text:
        return 0
    if text.startswith(typed):
        return 1
    at = text.find(typed)
    while at > 0:
        if text[at - 1] in _BOUNDARIES:
            return 2
        at = text.find(typed, at + 1)
    if typed in text:
        return 3
    words = typed.split()
    if len(words) > 1 and all(word in text for word in words):
        return 4
    return 5 if _are_in_order(typed.replace(" ", ""), text) else _NO_MATCH


def _are_in_order(letters: str, text: str) -> bool:
    """Return whether the letters are in the text in this order, the first of them at the start of a word."""
    if len(letters) < 2:
        return False
    at = 0 if text.startswith(letters[0]) else text.find(" " + letters[0]) + 1
    if not at and not text.startswith(letters[0]):
        return False
    for letter in letters[1:]:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True


def _rank_of_other(typed: str, text: str) -> int:
    """Return the rank of an alternative text: after the same rank of a main text, and never for letters in order."""
    found = rank(typed, text)
    return 1 + found if found <= 4 else _NO_MATCH


def best_matches(typed: str, entries: Iterable[T], text_of: Callable[[T], str], limit: int) -> list[T]:
    """Return the entries that match best, best first and shorter before longer, in their order where they tie.

    Args:
        typed: in any case; where it is empty the first entries are returned.
        entries: what to choose from.
        text_of: the case-folded text of an entry; of several alternatives a line each, the first one counts most.
        limit: how many are returned at most.
    """
    wanted = " ".join(typed.casefold().split())
    if not wanted:
        return [entry for entry, _ in zip(entries, range(limit), strict=False)]
    found: list[tuple[int, int, int, T]] = []
    first_letter = wanted[0]
    for order, entry in enumerate(entries):
        text = text_of(entry)
        if first_letter not in text:
            continue
        main, *others = text.split("\n")
        # what is found under another name comes after what is found by its own
        ranks = [rank(wanted, main), *(_rank_of_other(wanted, other) for other in others)]
        best = min(ranks)
        if best < _NO_MATCH:
            found.append((best, len(main), order, entry))
    return [entry for *_, entry in nsmallest(limit, found, key=lambda match: match[:3])]
