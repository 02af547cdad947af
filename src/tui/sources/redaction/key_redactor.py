"""Redact the keys of a source in text, in every form they are quoted in, before anything cuts or shows it.

A key is found in any letter case; percent-encoded, JSON- or HTML-escaped, up to four times over; as base64, plain or
URL-safe, alone or within more; as hexadecimal digits; and with invisible characters in it. So is a part of one:

* eight characters or more anywhere, six at the edge of a word, four at its beginning or end beside an ellipsis mark
  (`a1b2...`, `a1b2****9z8y`);
* of base64 and hexadecimal digits, twelve or more.

A key of four or five characters is redacted as a complete word only; a shorter one would take ordinary text with it,
and stays.

In the body of a response less is redacted, since figures and words must stay what they are: a part that may be a figure
(it has no letter) and a key of four or five characters only after a word such as `key` or `token`; a single word out of
a key that is made of words only where it is marked as cut.
"""

import re
from base64 import b64encode
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import heapify, heappop, heapreplace
from typing import Final, NamedTuple

from tui.sources.redaction.escapes import DecodedText, decode_escapes
from tui.sources.redaction.secret import MIN_SECRET, REDACTED, SENSITIVE_NAMES

_MIN_PARTIAL_KEY: Final = 6
"""Of a shorter key no part counts."""
_MIN_AT_EDGE: Final = 6
_MIN_ANYWHERE: Final = 8
_MIN_ENCODED: Final = 12
_MIN_BESIDE_ELLIPSIS: Final = 4
_MAX_FIGURE: Final = 18
_WINDOW: Final = 1 << 18
_LOOK_BACK: Final = 48
_REDACTED: Final = REDACTED.encode()

# base64 has two alphabets
_FOLD: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ_-", b"abcdefghijklmnopqrstuvwxyz/+")
_ELLIPSIS: Final = rb"(?:\*|\.\.|\xe2\x80\xa6|\xe2\x80\xa2|\xe2\x97\x8f|[\x85\x95]|[xX]{3}|##|--|__)"
_ELLIPSIS_AFTER: Final = re.compile(rb"[\"']?\s?" + _ELLIPSIS)
_ELLIPSIS_BEFORE: Final = re.compile(_ELLIPSIS + rb"\Z")
_SECRET_NAME: Final = re.compile(rf"(?:{SENSITIVE_NAMES}|signature|sid\b)[^0-9]{{0,40}}\Z".encode())
_FIGURE: Final = re.compile(rb"[^A-Za-z\x80-\xff]*(?:[eE][-+]?[0-9]+)?")
_WORDS: Final = re.compile(rb"(?:[A-Za-z]{2,}|[0-9]+)(?:[-_. ](?:[A-Za-z]{2,}|[0-9]+))+")
_ONE_WORD: Final = re.compile(rb"[-_. ]?[A-Za-z]+[-_. ]?")
_WORD_BYTES: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_JSON_NUMBER: Final = re.compile(rb"[\"']\s?:\s?\Z")


class _Form(NamedTuple):
    """One encoding of a key, and how long a part of it must be to count as the key."""

    folded: bytes
    step: int
    """Distance between samples: any part that counts contains one."""
    min_anywhere: int
    min_at_edge: int
    is_of_words: bool = False

    def samples(self) -> tuple[int, tuple[int, ...]]:
        """Return the length of the samples, and their offsets."""
        last = max(0, len(self.folded) - _MIN_BESIDE_ELLIPSIS)
        if self.step == 1:
            return len(self.folded), (0,)
        return _MIN_BESIDE_ELLIPSIS, (*range(0, last, self.step), last)


class _Match(NamedTuple):
    """A part of a form found in a folded text."""

    start: int
    end: int
    offset: int
    """Where in the form it begins."""


class KeyRedactor:
    """A redactor of some keys. Immutable; its work grows with the length of the text alone."""

    def __init__(self, keys: Iterable[str]) -> None:
        decoded = {decode_escapes(key.encode("utf-8", "surrogatepass")).text for key in keys}
        self._forms = tuple(form for key in sorted(decoded) if len(key) >= MIN_SECRET for form in _forms_of(key))
        longest = max((len(form.folded) for form in self._forms), default=0)
        self._overlap = min(_WINDOW // 4, 1024 + 24 * longest)

    def redact_text(self, text: str) -> str:
        """Redact the keys in a text that is about to be shown."""
        raw = text.encode("utf-8", "surrogatepass")
        redacted = self._redact(raw, is_body=False)
        return text if redacted is raw else redacted.decode("utf-8", "replace")

    def redact_body(self, raw: bytes) -> bytes:
        """Redact the keys in the body of a response, in any charset that pages come in, and leave every figure."""
        for mark, codec in ((BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")):
            if raw.startswith(mark):
                plain = raw[len(mark) :].decode(codec, "replace").encode()
                redacted = self._redact(plain, is_body=True)
                return raw if redacted is plain else mark + redacted.decode("utf-8", "replace").encode(codec)
        return self._redact(raw, is_body=True)

    def _redact(self, raw: bytes, *, is_body: bool) -> bytes:
        """Return the same object where nothing is redacted."""
        if not self._forms:
            return raw
        pieces: list[bytes] = []
        position = 0
        for start, end in self._spans(raw, is_body=is_body):
            if end <= position:
                continue
            if start >= position:
                pieces += (raw[position:start], _REDACTED)
            position = end
        return b"".join((*pieces, raw[position:])) if position else raw

    def _spans(self, raw: bytes, *, is_body: bool) -> Iterator[tuple[int, int]]:
        """Yield the spans to redact, in order; windows overlap, so that a key across a border is complete in one."""
        for begin in range(0, len(raw), _WINDOW):
            window = raw[begin : begin + _WINDOW + self._overlap]
            view = decode_escapes(window)
            folded = view.text.translate(_FOLD)
            rules = _Rules(window, view, folded, is_body=is_body)
            spans = [rules.span(match) for form in self._forms for match in _matches(form, folded, rules)]
            yield from ((begin + start, begin + end) for start, end in sorted(spans))


class _Rules(NamedTuple):
    """The rules by which a part of a key in a text counts as the key."""

    raw: bytes
    view: DecodedText
    folded: bytes
    is_body: bool

    def span(self, match: _Match) -> tuple[int, int]:
        """Return the span of a match in the original text."""
        return self.view.span(match.start, match.end)

    def counts(self, match: _Match, form: _Form) -> bool:
        """Return whether a match is the key, or enough of it to be redacted."""
        size = match.end - match.start
        is_complete = size == len(form.folded)
        if len(form.folded) < _MIN_PARTIAL_KEY:
            return is_complete and all(self._edges(match)) and (not self.is_body or self._follows_secret_name(match))
        if not (is_complete or size >= form.min_anywhere):
            at_edge = size >= form.min_at_edge and any(self._edges(match))
            if not (at_edge or self._is_cut(match, form)):
                return False
        return not self.is_body or not self._is_spared(match, form, is_complete=is_complete)

    def _is_spared(self, match: _Match, form: _Form, *, is_complete: bool) -> bool:
        part = self.view.text[match.start : match.end]
        if len(part) <= _MAX_FIGURE and _FIGURE.fullmatch(part):
            start = self.span(match)[0]
            is_number = _JSON_NUMBER.search(self.raw[max(0, start - 8) : start]) is not None
            return is_number or not self._follows_secret_name(match)
        is_one_word = form.is_of_words and not is_complete and _ONE_WORD.fullmatch(part) is not None
        return is_one_word and not self._is_cut(match, form)

    def _edges(self, match: _Match) -> tuple[bool, bool]:
        """Return whether a word begins with the match, and whether one ends with it, in the original or decoded."""
        start, end = self.span(match)
        return (
            _is_edge(self.raw, start - 1) or _is_edge(self.view.text, match.start - 1),
            _is_edge(self.raw, end) or _is_edge(self.view.text, match.end),
        )

    def _is_cut(self, match: _Match, form: _Form) -> bool:
        """Return whether a match is the beginning or the end of the key beside an ellipsis mark."""
        if match.end - match.start < _MIN_BESIDE_ELLIPSIS or form.min_at_edge > _MIN_AT_EDGE:
            return False
        if match.offset == 0 and _ELLIPSIS_AFTER.match(self.view.text, match.end):
            return True
        is_end = match.offset + match.end - match.start == len(form.folded)
        return is_end and _ELLIPSIS_BEFORE.search(self.view.text[max(0, match.start - 3) : match.start]) is not None

    def _follows_secret_name(self, match: _Match) -> bool:
        """Return whether a word shortly before announces a key."""
        return _SECRET_NAME.search(self.folded[max(0, match.start - _LOOK_BACK) : match.start]) is not None


def _is_edge(text: bytes, position: int) -> bool:
    return not 0 <= position < len(text) or text[position] not in _WORD_BYTES


def _matches(form: _Form, folded: bytes, rules: _Rules) -> Iterator[_Match]:
    """Yield the parts of a form that count, in order and without overlap."""
    size, offsets = form.samples()
    samples = {form.folded[offset : offset + size]: offset for offset in reversed(offsets)}
    queue = [(at, offset) for sample, offset in samples.items() if (at := folded.find(sample)) >= 0]
    heapify(queue)
    done = 0
    while queue:
        at, offset = queue[0]
        if at >= done:
            match = _extended(form.folded, folded, at, offset, size)
            if rules.counts(match, form):
                yield match
                done = match.end
        following = folded.find(form.folded[offset : offset + size], max(at + 1, done))
        if following < 0:
            heappop(queue)
        else:
            heapreplace(queue, (following, offset))


def _extended(form: bytes, folded: bytes, at: int, offset: int, size: int) -> _Match:
    """Return the longest part of the form around a sample of it."""
    start, end, first, last = at, at + size, offset, offset + size
    while start and first and folded[start - 1] == form[first - 1]:
        start, first = start - 1, first - 1
    while end < len(folded) and last < len(form) and folded[end] == form[last]:
        end, last = end + 1, last + 1
    return _Match(start, end, first)


def _forms_of(key: bytes) -> Iterator[_Form]:
    plain = key.translate(_FOLD)
    if len(key) < _MIN_PARTIAL_KEY:
        yield _Form(plain, 1, len(plain), len(plain))
        return
    step = _MIN_AT_EDGE - _MIN_BESIDE_ELLIPSIS + 1
    yield _Form(plain, step, _MIN_ANYWHERE, _MIN_AT_EDGE, is_of_words=_WORDS.fullmatch(key) is not None)
    for encoded in (key.hex().encode(), *map(_base64, (key,) * 3, range(3))):
        yield _encoded_form(encoded.translate(_FOLD))


def _encoded_form(form: bytes) -> _Form:
    minimum = min(len(form), _MIN_ENCODED)
    return _Form(form, minimum - _MIN_BESIDE_ELLIPSIS + 1, minimum, minimum)


def _base64(key: bytes, before: int) -> bytes:
    """Return the part of the key's base64 that is the same after `before` other bytes and whatever follows it."""
    encoded = b64encode(bytes(before) + key)
    return encoded[-(-before * 8 // 6) : (before + len(key)) * 8 // 6]


@lru_cache(maxsize=64)
def redactor_for(keys: frozenset[str]) -> KeyRedactor:
    """Return the redactor of these keys, built once."""
    return KeyRedactor(keys)
