"""The charsets of pages: declared in a header, an XML declaration or a page's head, wrongly, or not at all."""

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tui.sources.adapter import ParseError, Response
from tui.sources.decode.charset import decode

CHINESE, TAIWANESE, JAPANESE, KOREAN = (
    "股市早盘上涨 1410.10",
    "台積電股價 580.00",
    "日経平均は続伸 1,234",
    "코스피 상승 2,500",
)
RUSSIAN, GREEK, TURKISH, POLISH, FRENCH = (
    "доллар США 90,15",
    "ευρώ 1,05",
    "İstanbul ağı 5",
    "złoty łódź 4,30",
    "été à Noël 1,05",
)


def decoded(body: bytes, content_type: str = "") -> str:
    return decode(Response(url="https://t.example/", body=body, content_type=content_type))


CASES = [
    (CHINESE, "gbk", ("gbk", "GB2312", "gb18030", "x-gbk", "gb_2312-80")),
    (TAIWANESE, "big5", ("big5", "Big5-HKSCS", "cp950")),
    (JAPANESE, "cp932", ("Shift_JIS", "sjis", "windows-31j", "x-sjis")),
    (JAPANESE, "euc_jp", ("EUC-JP", "x-euc-jp")),
    (KOREAN, "cp949", ("euc-kr", "ks_c_5601-1987", "cp949")),
    (RUSSIAN, "koi8_r", ("koi8-r", "KOI8-R")),
    ("курс гривні їжак", "koi8_u", ("koi8-u",)),
    (RUSSIAN, "cp866", ("IBM866", "cp866")),
    (RUSSIAN, "mac_cyrillic", ("x-mac-cyrillic",)),
    (FRENCH, "mac_roman", ("macintosh", "x-mac-roman")),
    (JAPANESE, "iso2022_jp", ("ISO-2022-JP", "csISO2022JP")),
    (RUSSIAN, "cp1251", ("windows-1251", "cp1251", "win-1251")),
    (RUSSIAN, "iso8859-5", ("iso-8859-5", "ISO8859-5")),
    (GREEK, "cp1253", ("windows-1253",)),
    (GREEK, "iso8859-7", ("ISO-8859-7", "iso_8859-7")),
    (TURKISH, "cp1254", ("windows-1254",)),
    (POLISH, "cp1250", ("windows-1250",)),
    (POLISH, "iso8859-2", ("iso-8859-2",)),
    (FRENCH, "cp1252", ("iso-8859-1", "latin1", "windows-1252")),
    ("บาท 35.10", "cp874", ("tis-620", "windows-874")),
]


@for_each(("text", "codec", "label"), [(text, codec, label) for text, codec, labels in CASES for label in labels])
def test_a_declared_charset_is_read_wherever_it_is_declared(text: str, codec: str, label: str) -> None:
    assert decoded(text.encode(codec), f"text/plain; charset={label}") == text
    for start in (f"<meta charset={label}>", f'<meta http-equiv=x content="text/html; charset={label}">'):
        assert decoded(start.encode() + text.encode(codec), "text/html") == start + text
    start = f"<?xml version='1.0' encoding='{label}'?>"
    assert decoded(start.encode() + text.encode(codec), "text/xml") == start + text


@for_each(("text", "codec", "label"), [(text, codec, labels[0]) for text, codec, labels in CASES if codec != "cp1252"])
@for_each("header", ["iso-8859-1", "ISO_8859-1", "latin1", "us-ascii", "utf-8", ""])
def test_what_a_page_declares_counts_before_a_default_of_its_server(
    text: str, codec: str, label: str, header: str
) -> None:
    start = f"<?xml version='1.0' encoding='{label}'?>"
    body = start.encode() + text.encode(codec)
    assert decoded(body, f"text/xml; charset={header}") == start + text


@for_each(
    ("header", "declared"), [("utf-8", ""), ("", "utf-8"), ("utf-8", "utf-8"), ("UTF8", "UTF-8"), ("x-none", "utf-8")]
)
@for_each("text", [FRENCH, "Größe: Öl über 90", "“Quoted” – it’s", "El año: ¿qué pasó?"])
def test_a_western_page_that_declares_utf_8_wrongly_is_read(header: str, declared: str, text: str) -> None:
    start = f"<?xml version='1.0' encoding='{declared}'?>"
    assert decoded(start.encode() + text.encode("cp1252"), f"text/xml; charset={header}") == start + text


@for_each("codec", ["utf-16-le", "utf-16-be"])
@for_each("content_type", ["text/xml", "text/xml; charset=utf-16", "text/xml; charset=utf-8"])
def test_markup_in_utf_16_needs_no_mark(codec: str, content_type: str) -> None:
    text = f"<?xml version='1.0' encoding='utf-8'?><rss>{CHINESE}{FRENCH}</rss>"
    assert decoded(text.encode(codec), content_type) == text


@for_each(
    ("text", "body", "content_type"),
    [
        (CHINESE, CHINESE.encode(), "text/html; charset=gbk"),
        (JAPANESE, JAPANESE.encode(), "text/html; charset=Shift_JIS"),
        (RUSSIAN, RUSSIAN.encode(), "text/html; charset=windows-1251"),
        (CHINESE, CHINESE.encode("utf-8-sig"), "text/html; charset=gbk"),
        (CHINESE, CHINESE.encode("utf-16"), "text/html; charset=gbk"),
        (FRENCH, FRENCH.encode(), "text/html; charset=no-such"),
        ("<meta charset=gbk>" + CHINESE, ("<meta charset=gbk>" + CHINESE).encode("gbk"), "text/html; charset=utf-8"),
        (
            "<meta charset=big5>" + TAIWANESE,
            ("<meta charset=big5>" + TAIWANESE).encode("big5"),
            "text/html; charset=utf-7",
        ),
    ],
)
def test_a_wrong_declaration_gives_way_to_what_the_bytes_are(text: str, body: bytes, content_type: str) -> None:
    assert decoded(body, content_type) == text


@for_each(
    "text",
    [
        "Café prices: été, à la française",
        "Señor Muñoz: año",
        "Größe und Übermaß",
        "“quoted” – dashed… €5",
        "25\xa0°C\xa0\xa0\xa0\xa0x",
        "——————",
        "naïve",
    ],
)
def test_an_undeclared_western_page_is_read(text: str) -> None:
    assert decoded(text.encode("cp1252")) == text


@for_each(
    ("body", "content_type", "message"),
    [
        (RUSSIAN.encode("cp1251") * 9, "text/html; charset=euc-kr", "unreadable as euc-kr, which it declares"),
        (RUSSIAN.encode("cp1251"), "text/html; charset=utf-8", "more than 1 % of the text is unreadable"),
        (RUSSIAN.encode("cp1251"), "text/html", "more than 1 % of the text is unreadable"),
        (CHINESE.encode("gbk"), "text/html", "more than 1 % of the text is unreadable"),
        ((CHINESE + FRENCH).encode() + FRENCH.encode("cp1252"), "text/html; charset=utf-8", "more than 1 %"),
        (b"\xe9\x81" * 9, "", "more than 1 % of the text is unreadable"),
        (b"a\0b", "text/html; charset=gbk", "the page is not text"),
        (CHINESE.encode("utf-16-le"), "text/html; charset=utf-16", "the page is not text"),
    ],
)
def test_what_no_allowed_charset_reads_is_refused_in_words(body: bytes, content_type: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        decoded(body, content_type)


@for_each("label", ["zlib", "hex", "rot13", "unicode_escape", "utf-7", "idna", "punycode", "base64", "uu"])
def test_no_other_codec_is_ever_used(label: str) -> None:
    assert decoded(rb"plain \u0041 +AGE- 414243", f"text/html; charset={label}") == r"plain \u0041 +AGE- 414243"


def test_a_few_broken_bytes_leave_utf_8_what_it_is() -> None:
    text = f"{FRENCH} {CHINESE} " * 40
    assert decoded(text.encode() + b"\xe9") == text + "\ufffd"


@pytest.mark.parametrize(
    "unit", [b"\xe9", b"\xa0", b"a\xe9", b"\xe4\xb8\xad\xff", b"<meta charset", b"<?xml encoding "]
)
def test_decoding_takes_linear_time(unit: bytes) -> None:
    assert_linear(lambda size: decoded(unit * (size // len(unit))), largest=64_000, expected=ParseError)
