"""Lists of feeds: read within the limits of a feed, and written so that they are read again."""

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tui.sources.adapter import ParseError
from tui.sources.feeds.opml import MAX_OPML_FEEDS, MAX_OPML_SIZE, ListedFeed, opml_lines, parse_opml, same_address


def a_list(*outlines: str, head: str = "<head><title>t</title></head>") -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0">{head}<body>{"".join(outlines)}</body></opml>'.encode()


def an_outline(url: str, **attributes: str) -> str:
    others = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f'<outline xmlUrl="{url}" {others}/>'


@for_each(
    ("outlines", "feeds", "refused"),
    [
        ([an_outline("https://a.example/rss", text="A")], [ListedFeed("https://a.example/rss", "A")], 0),
        (
            ["<outline text='Folder'>", an_outline("https://a.example/rss", title="T", text="x"), "</outline>"],
            [ListedFeed("https://a.example/rss", "T")],
            0,
        ),
        (["<OUTLINE XMLURL='https://a.example/rss'></OUTLINE>"], [ListedFeed("https://a.example/rss")], 0),
        ([an_outline("https://a.example/?a=1&amp;b=2")], [ListedFeed("https://a.example/?a=1&b=2")], 0),
        (
            [an_outline("https://a.example/rss"), an_outline("http://A.example/rss/")],
            [ListedFeed("https://a.example/rss")],
            0,
        ),
        (
            [an_outline("javascript:alert(1)"), an_outline("file:///etc/passwd"), an_outline("https://u:p@a.example/")],
            [],
            3,
        ),
        (["<outline text='a note'/>", "<!-- <outline xmlUrl='https://no.example/'/> -->"], [], 0),
        (
            [an_outline("https://a.example/rss", text="a\x1b[31mb\u202ec")],
            [ListedFeed("https://a.example/rss", "abc")],
            0,
        ),
    ],
)
def test_the_feeds_of_a_list_are_those_with_an_address(
    outlines: list[str], feeds: list[ListedFeed], refused: int
) -> None:
    assert parse_opml(a_list(*outlines)) == (feeds, refused)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not a list of feeds (OPML)"),
        (b"<html><body>no</body></html>", "not a list of feeds (OPML)"),
        (b"<rss><channel/></rss>", "not a list of feeds (OPML)"),
        (b"</opml>", "not a list of feeds (OPML)"),
        (a_list(an_outline("https://a.example/"))[:-7], "list of feeds cut short"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]>' + a_list(), "a feed with entities of its own"),
        (a_list(*["<outline>"] * 2_000), "nested too deep"),
        pytest.param(a_list(*["<outline/>"] * 250_000), "too many elements", marks=pytest.mark.slow),
        (b" " * (MAX_OPML_SIZE + 1), "more than 4 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_list_or_hostile_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as raised:
        parse_opml(body)
    assert raised.value.reason == reason


def test_what_was_written_is_read_again() -> None:
    feeds = [ListedFeed("https://a.example/?a=1&b=2", 'A "quoted" <name> & co'), ListedFeed("https://b.example/ü", "")]
    text = "\n".join(opml_lines(feeds))
    assert parse_opml(text.encode())[0] == [feeds[0], ListedFeed("https://b.example/%C3%BC", "")]


def test_a_list_has_a_limit() -> None:
    many = a_list(*(an_outline(f"https://a.example/{n}") for n in range(MAX_OPML_FEEDS + 5)))
    assert len(parse_opml(many)[0]) == MAX_OPML_FEEDS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/rss", "http://A.EXAMPLE/rss/"),
        ("https://a.example", "https://a.example/"),
    ],
)
def test_an_address_is_the_same_however_it_is_spelled(one: str, other: str) -> None:
    assert same_address(one) == same_address(other)
    assert same_address(one) != same_address(f"{one}?page=2")


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", ["<outline/>", "<outline ", '<outline xmlUrl="https://a.example/', "<!--", "&amp;", "<"]
)
def test_the_work_grows_with_the_list(part: str) -> None:
    assert_linear(lambda size: parse_opml(b"<opml>" + part.encode() * size), largest=200_000, expected=ParseError)
