"""The keys of a source taken out of text, in whatever form they are quoted, before anything cuts or shows it.

A key is hidden in any letter case; percent-encoded, JSON- or HTML-escaped, up to four times over; as base64, plain or
URL-safe, alone or within more; as hexadecimal digits; and with invisible characters in it. So is a part of one:

* eight characters or more anywhere, six at the edge of a word, four at its beginning or end beside a mark of omission
  (`a1b2...`, `a1b2****9z8y`);
* of base64 and hexadecimal digits, twelve or more.

A key of four or five characters is hidden as a whole word only; a shorter one would hide ordinary text, and stays.

In the body of an answer more is spared, since figures and words must stay what they are: what may be a figure (it has
no letter) and a key of four or five characters are hidden only where a word such as `key` or `token` stands before
them; a single word out of a key that is made of words only where it is marked as cut.
"""

import re
from base64 import b64encode
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import heapify, heappop, heapreplace
from typing import Final, NamedTuple

from tui.sources.redaction.escapes import Decoded, decoded
from tui.sources.redaction.secret import REDACTED, SHORTEST_KEY

_SHORTEST_STRONG: Final = 6
_AT_EDGE: Final = 6
_ANYWHERE: Final = 8
_CODED: Final = 12
_BESIDE_MARK: Final = 4
_LONGEST_FIGURE: Final = 18
_WINDOW: Final = 1 << 18
_LOOK_BACK: Final = 48
_HIDDEN: Final = REDACTED.encode()

# base64 has two alphabets
_FOLD: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ_-", b"abcdefghijklmnopqrstuvwxyz/+")
_CUT_AFTER: Final = re.compile(
    rb"[\"']?\s?(?:\*|\.\.|\xe2\x80\xa6|\xe2\x80\xa2|\xe2\x97\x8f|[\x85\x95]|[xX]{3}|##|--|__)"
)
_CUT_BEFORE: Final = re.compile(rb"(?:\*|\.\.|\xe2\x80\xa6|\xe2\x80\xa2|\xe2\x97\x8f|[\x85\x95]|[xX]{3}|##|--|__)\Z")
_TELLING: Final = re.compile(rb"(?:key|token|secret|passw|credential|auth|signature|session|sid\b)[^0-9]{0,40}\Z")
_FIGURE: Final = re.compile(rb"[^A-Za-z\x80-\xff]*(?:[eE][-+]?[0-9]+)?")
_WORDS: Final = re.compile(rb"(?:[A-Za-z]{2,}|[0-9]+)(?:[-_. ](?:[A-Za-z]{2,}|[0-9]+))+")
_ONE_WORD: Final = re.compile(rb"[-_. ]?[A-Za-z]+[-_. ]?")
_WORD_BYTE: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_JSON_NUMBER: Final = re.compile(rb"[\"']\s?:\s?\Z")


class _Form(NamedTuple):
    """One spelling of a key, and how much of it counts as the key."""

    folded: bytes
    step: int
    """So far apart its samples are taken that any part that counts holds one."""
    least_anywhere: int
    least_at_edge: int
    is_of_words: bool = False

    def samples(self) -> tuple[int, tuple[int, ...]]:
        """Their length, and where they begin."""
        last = max(0, len(self.folded) - _BESIDE_MARK)
        if self.step == 1:
            return len(self.folded), (0,)
        return _BESIDE_MARK, (*range(0, last, self.step), last)


class _Find(NamedTuple):
    """A part of a form in a folded text."""

    start: int
    end: int
    offset: int
    """Where in the form it begins."""


class KeyHider:
    """Hides some keys. Immutable; the work it does grows with the text alone."""

    def __init__(self, keys: Iterable[str]) -> None:
        known = {decoded(key.encode("utf-8", "surrogatepass")).text for key in keys}
        self._forms = tuple(form for key in sorted(known) if len(key) >= SHORTEST_KEY for form in _forms_of(key))
        longest = max((len(form.folded) for form in self._forms), default=0)
        self._overlap = min(_WINDOW // 4, 1024 + 24 * longest)

    def text(self, text: str) -> str:
        """A text that is about to be shown, with the keys hidden."""
        raw = text.encode("utf-8", "surrogatepass")
        kept = self._without(raw, is_body=False)
        return text if kept is raw else kept.decode("utf-8", "replace")

    def body(self, raw: bytes) -> bytes:
        """The body of an answer, in any charset that pages come in, with the keys hidden and every figure as it was."""
        for mark, codec in ((BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")):
            if raw.startswith(mark):
                plain = raw[len(mark) :].decode(codec, "replace").encode()
                kept = self._without(plain, is_body=True)
                return raw if kept is plain else mark + kept.decode("utf-8", "replace").encode(codec)
        return self._without(raw, is_body=True)

    def _without(self, raw: bytes, *, is_body: bool) -> bytes:
        """The same object where nothing is hidden."""
        if not self._forms:
            return raw
        pieces: list[bytes] = []
        position = 0
        for start, end in self._spans(raw, is_body=is_body):
            if end <= position:
                continue
            if start >= position:
                pieces += (raw[position:start], _HIDDEN)
            position = end
        return b"".join((*pieces, raw[position:])) if position else raw

    def _spans(self, raw: bytes, *, is_body: bool) -> Iterator[tuple[int, int]]:
        """What is to be hidden, in order; windows overlap, so that a key on the border of two is whole in one."""
        for begin in range(0, len(raw), _WINDOW):
            window = raw[begin : begin + _WINDOW + self._overlap]
            view = decoded(window)
            folded = view.text.translate(_FOLD)
            judge = _Judge(window, view, folded, is_body=is_body)
            found = [judge.span(find) for form in self._forms for find in _finds(form, folded, judge)]
            yield from ((begin + start, begin + end) for start, end in sorted(found))


class _Judge(NamedTuple):
    """Says of parts of keys in one text whether they count."""

    raw: bytes
    view: Decoded
    folded: bytes
    is_body: bool

    def span(self, find: _Find) -> tuple[int, int]:
        """Where it stands in the text as it came."""
        return self.view.span(find.start, find.end)

    def counts(self, find: _Find, form: _Form) -> bool:
        """Whether it is the key, or enough of it to be hidden."""
        size = find.end - find.start
        is_whole = size == len(form.folded)
        if len(form.folded) < _SHORTEST_STRONG:
            return is_whole and all(self._edges(find)) and (not self.is_body or self._is_told_of(find))
        if not (is_whole or size >= form.least_anywhere):
            at_edge = size >= form.least_at_edge and any(self._edges(find))
            if not (at_edge or self._is_cut(find, form)):
                return False
        return not self.is_body or not self._is_spared(find, form, is_whole=is_whole)

    def _is_spared(self, find: _Find, form: _Form, *, is_whole: bool) -> bool:
        part = self.view.text[find.start : find.end]
        if len(part) <= _LONGEST_FIGURE and _FIGURE.fullmatch(part):
            before = self.raw[max(0, self.span(find)[0] - 8) : self.span(find)[0]]
            return not self._is_told_of(find) or _JSON_NUMBER.search(before) is not None
        return form.is_of_words and not is_whole and bool(_ONE_WORD.fullmatch(part)) and not self._is_cut(find, form)

    def _edges(self, find: _Find) -> tuple[bool, bool]:
        """Whether a word begins with it, and whether one ends with it: as it came, or as it will be read."""
        start, end = self.span(find)
        return (
            _is_edge(self.raw, start - 1) or _is_edge(self.view.text, find.start - 1),
            _is_edge(self.raw, end) or _is_edge(self.view.text, find.end),
        )

    def _is_cut(self, find: _Find, form: _Form) -> bool:
        """Whether it is the beginning or the end of the key beside a mark of omission."""
        if find.end - find.start < _BESIDE_MARK or form.least_at_edge > _AT_EDGE:
            return False
        if find.offset == 0 and _CUT_AFTER.match(self.view.text, find.end):
            return True
        is_end = find.offset + find.end - find.start == len(form.folded)
        return is_end and _CUT_BEFORE.search(self.view.text[max(0, find.start - 3) : find.start]) is not None

    def _is_told_of(self, find: _Find) -> bool:
        """Whether it is said shortly before that a key follows."""
        return _TELLING.search(self.folded[max(0, find.start - _LOOK_BACK) : find.start]) is not None


def _is_edge(text: bytes, position: int) -> bool:
    return not 0 <= position < len(text) or text[position] not in _WORD_BYTE


def _finds(form: _Form, folded: bytes, judge: _Judge) -> Iterator[_Find]:
    """The parts of a form that count, in order; what one covers is not looked at again."""
    size, offsets = form.samples()
    samples = {form.folded[offset : offset + size]: offset for offset in reversed(offsets)}
    queue = [(at, offset) for sample, offset in samples.items() if (at := folded.find(sample)) >= 0]
    heapify(queue)
    done = 0
    while queue:
        at, offset = queue[0]
        if at >= done:
            find = _extended(form.folded, folded, at, offset, size)
            if judge.counts(find, form):
                yield find
                done = find.end
        following = folded.find(form.folded[offset : offset + size], max(at + 1, done))
        if following < 0:
            heappop(queue)
        else:
            heapreplace(queue, (following, offset))


def _extended(form: bytes, folded: bytes, at: int, offset: int, size: int) -> _Find:
    """All of the form that stands around a sample of it."""
    start, end, first, last = at, at + size, offset, offset + size
    while start and first and folded[start - 1] == form[first - 1]:
        start, first = start - 1, first - 1
    while end < len(folded) and last < len(form) and folded[end] == form[last]:
        end, last = end + 1, last + 1
    return _Find(start, end, first)


def _forms_of(key: bytes) -> Iterator[_Form]:
    plain = key.translate(_FOLD)
    if len(key) < _SHORTEST_STRONG:
        yield _Form(plain, 1, len(plain), len(plain))
        return
    step = _AT_EDGE - _BESIDE_MARK + 1
    yield _Form(plain, step, _ANYWHERE, _AT_EDGE, is_of_words=_WORDS.fullmatch(key) is not None)
    for coded in (key.hex().encode(), *map(_base64, (key,) * 3, range(3))):
        yield _coded(coded.translate(_FOLD))


def _coded(form: bytes) -> _Form:
    least = min(len(form), _CODED)
    return _Form(form, least - _BESIDE_MARK + 1, least, least)


def _base64(key: bytes, before: int) -> bytes:
    """The characters of the key's base64 that stand in it whatever comes after it, and so many bytes before it."""
    whole = b64encode(bytes(before) + key)
    return whole[-(-before * 8 // 6) : (before + len(key)) * 8 // 6]


@lru_cache(maxsize=64)
def hider_of(keys: frozenset[str]) -> KeyHider:
    """The hider of these keys, made once."""
    return KeyHider(keys)
