"""Decode every escape of a text, as a reader will see it, and map positions back to the original."""

import re
from bisect import bisect_right
from typing import Final, NamedTuple

_MAX_LAYERS: Final = 4
"""Escapes within escapes (`%2541`, `\\\\u0026#97;`) are decoded this many times."""

_NAMED: Final = {
    b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'", b"plus": b"+", b"equals": b"=", b"sol": b"/",
    b"bsol": b"\\", b"colon": b":", b"semi": b";", b"period": b".", b"comma": b",", b"lowbar": b"_", b"UnderBar": b"_",
    b"hyphen": b"-", b"dash": b"-", b"num": b"#", b"percnt": b"%", b"commat": b"@", b"excl": b"!", b"quest": b"?",
    b"dollar": b"$", b"ast": b"*", b"midast": b"*", b"lpar": b"(", b"rpar": b")", b"lsqb": b"[", b"rsqb": b"]",
    b"lcub": b"{", b"rcub": b"}", b"verbar": b"|", b"Hat": b"^", b"grave": b"`", b"shy": b"", b"ZeroWidthSpace": b"",
    b"zwnj": b"", b"zwj": b"", b"NoBreak": b"", b"hellip": b"...", b"mldr": b"...", b"bull": b"***",
}  # fmt: skip

# each alternative begins with a literal character, so that the search skips all others quickly
_ESCAPE: Final = re.compile(
    rb"%(?P<percent>H{2}(?:%H{2})*+)"
    rb"|\\(?:u00(?P<low>[0-7]H(?:\\u00[0-7]H)*+)|x(?P<byte>H{2}(?:\\xH{2})*+)"
    rb"|u(?P<unit>H{4})|U(?P<wide>H{8})|u\{0{0,6}(?P<braced>H{1,6})\}|(?P<plain>[\\/\"']))"
    rb"|&(?:#0{0,64}(?P<decimal>[0-9]{1,12});?|#[xX]0{0,64}(?P<hex>H{1,12});?|(?P<name>[A-Za-z]{2,14});)"
    rb"|<(?P<tag>/?(?i:b|i|u|s|em|strong|wbr|span|mark|small|sub|sup|code|kbd|tt|font|big|br) ?/?>|!---->)".replace(
        b"H", b"[0-9A-Fa-f]"
    )
)
_INVISIBLE: Final = re.compile(
    rb"\x1b\[[0-?]{0,32}[ -/]{0,8}[@-~]|[\x00-\x08\x0e-\x1f\x7f]|(?<=[\x00-\x7f])\xad(?=[\x00-\x7f])"
    rb"|\xc2[\x80-\x9f\xad]|\xcc[\x80-\xbf]|\xcd[\x80-\xaf]|\xd8\x9c|\xe1(?:\xa0[\x8b-\x8f]|\x85[\x9f\xa0]|\x9e[\xb4\xb5])"
    rb"|\xe2(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0-\xaf])|\xe3\x85\xa4"
    rb"|\xef(?:\xbb\xbf|\xb8[\x80-\x8f]|\xbe\xa0)|\xf3\xa0[\x80-\x87][\x80-\xbf]"
)
_HAS_INVISIBLE: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f\xad\xc2\xcc\xcd\xd8\xe1-\xe3\xef\xf3]")


class _Layer(NamedTuple):
    """One pass of decoding: the position and length of each run in the decoded text, and its span in the original.

    The escapes of one run are of one length.
    """

    positions: list[int]
    lengths: list[int]
    starts: list[int]
    ends: list[int]

    def start(self, position: int) -> int:
        """Return where the character at a position of the decoded text began in the original."""
        return self._original(position, 0)

    def end(self, position: int) -> int:
        """Return where the character at a position of the decoded text ended in the original."""
        return self._original(position, 1)

    def _original(self, position: int, further: int) -> int:
        run = bisect_right(self.positions, position) - 1
        if run < 0:
            return position + further
        into, length = position - self.positions[run], self.lengths[run]
        start, end = self.starts[run], self.ends[run]
        if into < length:
            return start + (into + further) * (end - start) // length
        return end + into - length + further


class DecodedText(NamedTuple):
    """A text without its escapes and without invisible characters."""

    text: bytes
    layers: tuple[_Layer, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of a non-empty part of the text, complete escapes only."""
        last = end - 1
        for layer in reversed(self.layers):
            start, last = layer.start(start), layer.end(last) - 1
        return start, last + 1


def decode_escapes(raw: bytes) -> DecodedText:
    """Decode URL, JSON, JavaScript and HTML escapes of UTF-8 text, and drop what a sanitizer would drop."""
    layers: list[_Layer] = []
    text = raw
    for _ in range(_MAX_LAYERS):
        before = len(layers)
        for pattern in (_INVISIBLE, _ESCAPE):
            if pattern is _INVISIBLE and not _HAS_INVISIBLE.search(text):
                continue
            text, layer = _decode_once(text, pattern)
            layers += [layer] if layer.positions else []
        if len(layers) == before:
            break
    return DecodedText(text, tuple(layers))


def _decode_once(raw: bytes, pattern: re.Pattern[bytes]) -> tuple[bytes, _Layer]:
    layer = _Layer([], [], [], [])
    pieces: list[bytes] = []
    length = position = 0
    for escape in pattern.finditer(raw):
        replacement = _replacement(escape)
        if replacement is None:
            continue
        start, end = escape.span()
        pieces += (raw[position:start], replacement)
        length += start - position
        layer.positions.append(length)
        layer.lengths.append(len(replacement))
        layer.starts.append(start)
        layer.ends.append(end)
        length += len(replacement)
        position = end
    if not layer.positions:
        return raw, layer
    pieces.append(raw[position:])
    return b"".join(pieces), layer


def _replacement(escape: re.Match[bytes]) -> bytes | None:
    """Return the characters of an escape, or of a run of them; None where it is none after all."""
    match escape.lastgroup:
        case None | "tag":
            return b""
        case "percent":
            return bytes.fromhex(escape[0].translate(None, b"%").decode())
        case "low" | "byte":
            mark = b"\\x" if escape.lastgroup == "byte" else b"\\u00"
            return bytes.fromhex(escape[0].replace(mark, b"").decode())
        case "plain":
            return escape["plain"]
        case "name":
            return _NAMED.get(escape["name"])
        case kind:
            code = int(escape[kind], 10 if kind == "decimal" else 16)
            return chr(code).encode("utf-8", "surrogatepass") if code <= 0x10FFFF else None
