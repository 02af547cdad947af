"""Lines of Urdu, Arabic and Hebrew in the order in which they are seen, for terminals that do not order them.

The order is that of the Unicode bidirectional algorithm, without the marks for embedding, which no text here has.
Arabic letters get the forms in which they join: a terminal that does not order them does not join them either.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Final, NamedTuple, overload

from tui.domain.article import Article
from tui.domain.blocks import BlockKind
from tui.view.article_blocks import BlockLine
from tui.view.spans import AgeLevel, Line, Span, Tone, width
from tui.view.wrapping import clusters

_MIRRORED: Final = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))
_LAM: Final = "\u0644"
_ALEFS: Final = "\u0622\u0623\u0625\u0627"
_TATWEEL: Final = "\u0640"
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_FORMS: Final = (range(0xFB50, 0xFDFE), range(0xFE70, 0xFEFD))
_STRONG: Final = {"L": "L", "R": "R", "AL": "R"}
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON", "ES", "ET", "CS", "BN"})
_SEPARATOR: Final = "S"


class _Cell(NamedTuple):
    """A character with its marks."""

    text: str
    tone: Tone
    age_level: AgeLevel


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter that has a direction is written from right to left."""
    if text.isascii():
        return False
    kinds = (_STRONG.get(unicodedata.bidirectional(sign)) for sign in text)
    return next((kind for kind in kinds if kind), "L") == "R"


@lru_cache(maxsize=512)
def in_visual_order(line: Line, *, is_rtl: bool, cells: int | None = None) -> Line:
    """Return a line in the order in which it is seen, left to right.

    Args:
        line: in the order in which it is read.
        is_rtl: whether its paragraph is written from right to left.
        cells: the width in which such a line ends at the right; None leaves it where it is.
    """
    text = "".join(span.text for span in line)
    if not text or (not is_rtl and not _has_right_to_left(text)):
        return line
    shaped = _shaped([_Cell(cluster, span.tone, span.age_level) for span in line for cluster in clusters(span.text)])
    levels = _levels([_kind(cell.text) for cell in shaped], 1 if is_rtl else 0)
    ordered = _reordered([_turned(cell, level) for cell, level in zip(shaped, levels, strict=True)], levels)
    spans = tuple(
        Span("".join(cell.text for cell in same), tone, age_level)
        for (tone, age_level), same in groupby(ordered, lambda cell: (cell.tone, cell.age_level))
    )
    blanks = 0 if cells is None or not is_rtl else cells - width(spans)
    return (Span(" " * blanks), *spans) if blanks > 0 else spans


class VisualLines(Sequence[Line]):
    """The lines of an article in the order in which they are seen, each ordered when it is in view.

    Args:
        lines: of the article, as `article_page` returns them.
        article: the article.
        cells: the width of a line; paragraphs from right to left end there.
    """

    def __init__(self, lines: Sequence[BlockLine], article: Article, cells: int) -> None:
        self._lines, self._cells = lines, cells
        self._is_rtl = [block.kind is not BlockKind.CODE and is_right_to_left(block.text) for block in article.blocks]

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        """Return a line, or several."""
        if isinstance(index, slice):
            return list(map(self._ordered, self._lines[index]))
        return self._ordered(self._lines[index])

    def _ordered(self, line: BlockLine) -> Line:
        if 0 <= line.block < len(self._is_rtl):
            is_rtl = self._is_rtl[line.block]
        else:
            is_rtl = is_right_to_left("".join(span.text for span in line.spans))
        return in_visual_order(line.spans, is_rtl=is_rtl, cells=self._cells)


def _has_right_to_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(sign) in {"R", "AL", "AN"} for sign in text)


def _turned(cell: _Cell, level: int) -> _Cell:
    return cell._replace(text=_MIRRORED[cell.text]) if level % 2 and cell.text in _MIRRORED else cell


@lru_cache(maxsize=4096)
def _kind(cluster: str) -> str:
    return unicodedata.bidirectional(cluster[0]) or "L"


def _levels(kinds: Sequence[str], base: int) -> list[int]:
    """Return the level of each character: an odd one is written from right to left."""
    resolved = _with_numbers(_with_separators(kinds), "R" if base else "L")
    resolved = _with_neutrals(resolved, "R" if base else "L")
    levels = [base if kind == _SEPARATOR else _level(kind, base) for kind in resolved]
    for at in range(len(levels) - 1, -1, -1):
        if kinds[at] not in {"WS", "S", "B"}:
            break
        levels[at] = base
    return levels


def _level(kind: str, base: int) -> int:
    if kind == "R":
        return 1
    if kind == "L":
        return 2 * base
    return 2


def _with_separators(kinds: Sequence[str]) -> list[str]:
    """Return the kinds with several blanks in a row as what separates the columns of a table or a margin."""
    result = list(kinds)
    for at in range(1, len(kinds)):
        if kinds[at - 1] == kinds[at] == "WS":
            result[at - 1] = result[at] = _SEPARATOR
    return result


def _with_numbers(kinds: Sequence[str], base: str) -> list[str]:
    """Return the kinds with numbers, and what stands within and beside them, resolved by the letters before."""
    result: list[str] = []
    strong = base
    for kind in kinds:
        strong = kind if kind in _STRONG else base if kind == _SEPARATOR else strong
        result.append("AN" if kind == "EN" and strong == "AL" else kind)
    for at in range(1, len(result) - 1):
        around = {result[at - 1], result[at + 1]}
        if (result[at] in {"ES", "CS"} and around == {"EN"}) or (result[at] == "CS" and around == {"AN"}):
            result[at] = result[at + 1]
    for steps in (range(1, len(result)), range(len(result) - 2, -1, -1)):
        for at in steps:
            beside = result[at - steps.step]
            if result[at] == "ET" and beside == "EN":
                result[at] = "EN"
    strong = base
    for at, kind in enumerate(result):
        strong = _STRONG.get(kind, base if kind == _SEPARATOR else strong)
        result[at] = _STRONG.get(kind, kind)
        if kind == "EN" and strong == "L":
            result[at] = "L"
    return result


def _with_neutrals(kinds: Sequence[str], base: str) -> list[str]:
    """Return the kinds with neutral characters resolved by what is on both sides; a number counts as right to left."""
    result: list[str] = []
    before = base
    for is_neutral, same in groupby(enumerate(kinds), lambda each: each[1] in _NEUTRAL and each[1] != _SEPARATOR):
        run = list(same)
        if not is_neutral:
            result += (kind for _, kind in run)
            before = base if result[-1] == _SEPARATOR else "L" if result[-1] == "L" else "R"
            continue
        end = run[-1][0] + 1
        following = kinds[end] if end < len(kinds) else _SEPARATOR
        after = base if following == _SEPARATOR else "L" if following == "L" else "R"
        result += [before if before == after else base] * len(run)
    return result


def _reordered(cells: Sequence[_Cell], levels: Sequence[int]) -> list[_Cell]:
    ordered = list(zip(cells, levels, strict=True))
    for level in range(max(levels, default=0), 0, -1):
        result: list[tuple[_Cell, int]] = []
        for is_turned, same in groupby(ordered, lambda each: each[1] >= level):  # noqa: B023 - used at once
            run = list(same)
            result += reversed(run) if is_turned else run
        ordered = result
    return [cell for cell, _ in ordered]


@cache
def _joined_forms() -> dict[str, dict[str, str]]:
    """Return the forms of each Arabic letter, and of lam with alef, by the name that Unicode gives them."""
    forms: dict[str, dict[str, str]] = {}
    for code in (code for codes in _FORMS for code in codes):
        form, *letters = unicodedata.decomposition(chr(code)).split()[:3] or [""]
        text = "".join(chr(int(letter, 16)) for letter in letters)
        if len(text) == 1 or (text[:1] == _LAM and text[1:] in _ALEFS and text):
            forms.setdefault(text, {}).setdefault(form, chr(code))
    return forms


def _shaped(cells: Sequence[_Cell]) -> list[_Cell]:
    """Return the characters with each Arabic letter in the form in which it joins those beside it."""
    merged = list(_with_ligatures(cells))
    joins = [_joins(cell.text) for cell in merged]
    after = [*(each.previous for each in joins[1:]), False]
    shaped: list[_Cell] = []
    follows = False
    for cell, each, is_joined in zip(merged, joins, after, strict=True):
        text = _shape(cell.text, follows=follows and each.previous, leads=is_joined and each.next)
        shaped.append(cell if text == cell.text else _Cell(text, cell.tone, cell.age_level))
        follows = each.next
    return shaped


@lru_cache(maxsize=4096)
def _shape(cluster: str, *, follows: bool, leads: bool) -> str:
    """Return a character in the form that joins the one before it and the one after it, without what says so."""
    letter, marks = _letter_of(cluster)
    name = ("<medial>" if leads else "<final>") if follows else "<initial>" if leads else "<isolated>"
    shaped = _joined_forms().get(letter, {}).get(name, letter)
    return (shaped + marks).replace(_NON_JOINER, "").replace(_JOINER, "") or cluster


class _Joins(NamedTuple):
    """Whether a character joins the one before it, and the one after it."""

    previous: bool
    next: bool


@lru_cache(maxsize=4096)
def _joins(cluster: str) -> _Joins:
    letter, marks = _letter_of(cluster)
    forms = _joined_forms().get(letter, {})
    leads = letter == _TATWEEL or _JOINER in marks or "<initial>" in forms
    return _Joins(letter == _TATWEEL or "<final>" in forms, leads and _NON_JOINER not in marks)


def _with_ligatures(cells: Iterable[_Cell]) -> Iterable[_Cell]:
    """Yield the characters with lam and the alef after it as one."""
    waiting: _Cell | None = None
    for cell in cells:
        if waiting is not None and cell.text[0] in _ALEFS and cell.tone == waiting.tone:
            yield waiting._replace(text=_LAM + cell.text)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = cell if cell.text == _LAM else None
        if waiting is None:
            yield cell
    if waiting is not None:
        yield waiting


def _letter_of(cluster: str) -> tuple[str, str]:
    length = 2 if cluster[:1] == _LAM and cluster[1:2] and cluster[1] in _ALEFS else 1
    return cluster[:length], cluster[length:]
