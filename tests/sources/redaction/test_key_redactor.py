"""No part of a key stays in a text, however it is quoted, and everything else stays the same."""

import html
import json
from base64 import b64encode, urlsafe_b64encode
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from functools import partial
from typing import Final
from urllib.parse import quote, quote_plus

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each, quick
from tui.sources.redaction.key_redactor import KeyRedactor

KEY: Final = "q7Rw-Zk3_9fTb+Lm/2Hx=Vd8"
USER_INFO: Final = b"reader:" + KEY.encode()


def parts_of(key: str, length: int = 6) -> set[str]:
    """Return every part of this length, in small letters."""
    small = key.lower()
    return {small[at : at + length] for at in range(len(small) - length + 1)}


def shown_parts(text: str, key: str = KEY) -> set[str]:
    """Return the parts of a key that a text contains."""
    return {part for part in parts_of(key) if part in text.lower()}


FORMS: Final = {
    "plain": KEY,
    "capitals": KEY.upper(),
    "small letters": KEY.lower(),
    "percent": quote(KEY, safe=""),
    "percent, small digits": quote(KEY, safe="").lower(),
    "percent, plus": quote_plus(KEY),
    "percent, each": "".join(f"%{code:02X}" for code in KEY.encode()),
    "percent, every other": "".join(f"%{ord(c):02x}" if n % 2 else c for n, c in enumerate(KEY)),
    "percent, twice": quote(quote(KEY, safe=""), safe=""),
    "percent, three times": quote(quote(quote(KEY, safe=""), safe=""), safe=""),
    "JSON": json.dumps(KEY),
    "JSON, slashes": KEY.replace("/", "\\/"),
    "JSON, units": "".join(f"\\u{ord(c):04x}" for c in KEY),
    "JSON, capitals": "".join(f"\\u{ord(c):04X}" for c in KEY),
    "JSON in JSON": json.dumps("".join(f"\\u{ord(c):04x}" for c in KEY)),
    "JavaScript": "".join(f"\\x{ord(c):02x}" for c in KEY),
    "JavaScript, braces": "".join(f"\\u{{{ord(c):x}}}" for c in KEY),
    "HTML, numbers": "".join(f"&#{ord(c)};" for c in KEY),
    "HTML, long numbers": "".join(f"&#{ord(c):07};" for c in KEY),
    "HTML, without semicolons": "".join(f"&#{ord(c)}" for c in KEY) + " ",
    "HTML, hexadecimal": "".join(f"&#x{ord(c):X};" for c in KEY),
    "HTML, names": KEY.replace("+", "&plus;").replace("/", "&sol;").replace("=", "&equals;").replace("_", "&lowbar;"),
    "HTML, twice": html.escape("".join(f"&#{ord(c)};" for c in KEY)),
    "soft hyphens": "\u00ad".join(KEY),
    "soft hyphens, named": "&shy;".join(KEY),
    "zero width": "\u200b".join(KEY),
    "joiners": "\u2060".join(KEY),
    "control characters": "\x00".join(KEY),
    "terminal escapes": "\x1b[1m".join(KEY),
    "tags": "<wbr>".join(KEY),
    "bold": f"<b>{KEY[:9]}</b>{KEY[9:]}",
}

CODED: Final = {
    "base64": b64encode(KEY.encode()),
    "base64, URL": urlsafe_b64encode(KEY.encode()),
    "base64, without padding": b64encode(KEY.encode()).rstrip(b"="),
    "base64, one before": b64encode(b"k" + KEY.encode() + b"tail"),
    "base64, two before": b64encode(b"kk" + KEY.encode() + b"tail"),
    "Basic": b64encode(USER_INFO),
    "Basic, percent": quote(b64encode(USER_INFO)).encode(),
    "base64, cut": b64encode(KEY.encode())[:20] + b"...",
    "hexadecimal": KEY.encode().hex().encode(),
    "hexadecimal, capitals": KEY.encode().hex().upper().encode(),
}


@for_each("quoted", FORMS.values())
@pytest.mark.parametrize(
    "around", quick(2, "x{}x", "{}", "Invalid key: {} (see help)", '{{"name": "{}", "price": 1}}', "?k={}&a=1")
)
def test_no_part_of_a_key_stays_in_any_form(quoted: str, around: str) -> None:
    text = around.format(quoted)
    redactor = KeyRedactor([KEY])
    for redacted in (redactor.redact_text(text), redactor.redact_body(text.encode()).decode()):
        assert "***" in redacted
        assert not shown_parts(KeyRedactor([]).redact_text(redacted))
        assert len(redacted) < len(text) + 4
        # nor does any other form of it
        assert quoted[2:-2] not in redacted


@for_each("quoted", CODED.values())
def test_no_part_of_a_key_stays_encoded(quoted: bytes) -> None:
    redacted = KeyRedactor([KEY]).redact_text(f"Authorization: {quoted.decode()}!")
    assert "***" in redacted
    left = redacted.replace("***", " ").replace("...", " ").split()
    assert all(len(word) <= 12 for word in left if word != "Authorization:"), redacted


@for_each(
    ("quoted", "redacted"),
    [
        ("q7Rw-Zk3...", "***..."),
        ("q7Rw-Z", "***"),
        ("q7Rw...", "***..."),
        ("q7Rw…", "***…"),
        ("q7Rw\\u2026", "***\\u2026"),
        ("q7Rw&hellip;", "***&hellip;"),
        ("Q7RW****", "*******"),
        ("q7Rw****=Vd8", "**********"),
        ("q7Rwxxxxxxxx", "***xxxxxxxx"),
        ("...=Vd8", "...***"),
        ("••••=Vd8", "••••***"),
        ("Hx=Vd8", "***"),
        ("Zk3_9fTb", "***"),
        ("xZk3_9fTbx", "x***x"),
        ("3_9fTb", "***"),
    ],
)
def test_a_part_cut_by_the_server_is_redacted(quoted: str, redacted: str) -> None:
    assert KeyRedactor([KEY]).redact_text(f"Invalid key: {quoted}") == f"Invalid key: {redacted}"
    assert KeyRedactor([KEY]).redact_body(f"Invalid key: {quoted}".encode()).decode() == f"Invalid key: {redacted}"


@for_each("cut", range(6, len(KEY)))
def test_wherever_a_text_was_cut_no_part_stays(cut: int) -> None:
    assert not shown_parts(KeyRedactor([KEY]).redact_text(f"Invalid API key: {KEY[:cut]}…"))
    assert not shown_parts(KeyRedactor([KEY]).redact_text(f"Invalid API key: …{KEY[-cut:]}"))


@pytest.mark.parametrize(("mark", "codec"), [(BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")])
def test_a_page_in_utf_16_stays_valid(mark: bytes, codec: str) -> None:
    page = mark + f"Company {KEY} Ltd ▲ 12.50".encode(codec)
    assert KeyRedactor([KEY]).redact_body(page) == mark + "Company *** Ltd ▲ 12.50".encode(codec)


@for_each("charset", ["utf-8", "cp1252", "iso8859-1", "cp1256", "utf-16-le", "utf-32"])
def test_a_key_is_redacted_in_any_charset(charset: str) -> None:
    redacted = KeyRedactor([KEY]).redact_body(f"é {KEY}.".encode(charset, "replace"))
    assert not shown_parts(redacted.replace(b"\0", b"").decode("latin-1"))


PLAIN: Final = (
    "OGDC 101.25 Increased By ▲ 1.25 (1.25%)",
    '{"symbol": "OGDC", "price": 12345678, "volume": "12345678", "t": 1732269600, "x": 1.2345678e7}',
    "<td>12345678</td><td>12,345,678</td><td>123456</td>",
    "The board of secret keys says: business as usual, password, tokens",
    "%41%42 \\u0041 &amp; &#65; &nbsp; \x00\x1b[1m <b>bold</b> \ufeff",
    "https://cdn.example/a1b2c3d4e5f60718293a4b5c6d7e8f90.png",
    "سرمایہ کار کراچی اسٹاک ایکسچینج",
)


@for_each("key", [KEY, "12345678", "demo", "abc", "7f00c0ffee00", "business-board-12345678", "Bearer", ""])
def test_figures_and_words_of_a_body_stay_byte_for_byte(key: str) -> None:
    for text in PLAIN:
        if key != "business-board-12345678" or "board of" not in text:
            body = text.encode()
            assert KeyRedactor([key]).redact_body(body) is body


@for_each(
    ("key", "body", "redacted"),
    [
        ("12345678", "Invalid API key: 12345678, volume 12345678,,", "Invalid API key: ***, volume 12345678,,"),
        ("12345678", '{"apikey": 12345678}', '{"apikey": 12345678}'),
        ("12345678", '{"note": "your token 12345678 is used up"}', '{"note": "your token *** is used up"}'),
        ("12345678", "a pwd of 12345678", "a pwd of ***"),
        ("demo", "The demo API key is demo", "The demo API key is ***"),
        ("demo", "democracy has a key: democracy", "democracy has a key: democracy"),
        ("abc", "the key abc", "the key abc"),
        ("business-board-2026", "business as usual on the board-", "business as usual on the board-"),
        ("business-board-2026", "key business… is none", "key ***… is none"),
        ("business-board-2026", "BUSINESS-BOARD-2026", "***"),
    ],
)
def test_a_possible_figure_or_word_is_redacted_where_a_name_announces_a_key(key: str, body: str, redacted: str) -> None:
    assert KeyRedactor([key]).redact_body(body.encode()).decode() == redacted


@for_each(
    ("key", "text", "redacted"),
    [
        ("12345678", "refused: 12345678", "refused: ***"),
        ("demo", "refused: demo, democracy", "refused: ***, democracy"),
        ("abc", "refused: abc", "refused: abc"),
        ("business-board-2026", "refused: business", "refused: ***"),
    ],
)
def test_in_a_reason_only_the_shortest_keys_stay(key: str, text: str, redacted: str) -> None:
    assert KeyRedactor([key]).redact_text(text) == redacted


def test_all_of_several_keys_are_redacted() -> None:
    keys = [KEY, KEY[:12], KEY[8:], "another-0451"]
    assert KeyRedactor(keys).redact_text(" ".join(keys)) == "*** *** *** ***"


@for_each("offset", range(-40, 8, 3))
def test_a_key_on_the_border_of_two_windows_is_found(offset: int) -> None:
    body = b" " * ((1 << 18) + offset) + KEY.encode() + b" " * (1 << 18)
    assert KeyRedactor([KEY]).redact_body(body).strip() == b"***"


HOSTILE: Final = (
    *(
        "a",
        "-",
        "=",
        "&",
        "%",
        "%4",
        "%41",
        "%2541",
        "%25",
        "&#",
        "&#65",
        "&#65;",
        "&amp;",
        "&amp",
        "\\",
        "\\u",
        "\\u0061",
    ),
    *(
        "\\u00",
        "\\x61",
        "\\u{",
        "<",
        "<b",
        "<b>",
        "</",
        "<a<a",
        "\x00",
        "\x1b[",
        "\x1b[0",
        "\u00ad",
        "\u200b",
        "\u0627",
    ),
    *(
        "****",
        "...",
        "key ",
        "authorization:",
        KEY,
        KEY[:5],
        KEY[:4] + " ",
        KEY[1:6],
        KEY[:5] + "*",
        KEY[::-1],
        KEY[:7],
    ),
)


@pytest.mark.parametrize(
    "unit",
    [pytest.param(unit, marks=[pytest.mark.slow] if index % 16 else []) for index, unit in enumerate(HOSTILE)],
    ids=map(ascii, HOSTILE),
)
def test_redaction_takes_linear_time_in_the_text(unit: str) -> None:
    redactor = KeyRedactor([KEY, "12345678", "aaaaaaaaaaaa", "demo"])
    body = unit.encode()

    def read(units: int, *, complete: bytes) -> bytes:
        return redactor.redact_body(complete[: units * len(body)])

    assert_linear(partial(read, complete=body * 64_000), start=4_000, largest=64_000)


def test_redaction_takes_linear_time_in_the_key() -> None:
    def read(length: int) -> str:
        key = (KEY * (length // len(KEY) + 1))[:length]
        return KeyRedactor([key]).redact_text(key * 4)

    assert_linear(read, start=64, largest=4096)
