"""What a robots.txt permits, by the examples of RFC 9309 and by files as sites have them."""

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tui.sources.robots import MAX_SIZE, NOTHING_ALLOWED, parse_robots, product_of

US = ("bigboard",)
RFC_EXAMPLE = """
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""


@for_each(
    ("product", "path", "is_allowed"),
    [
        ("foobot", "/example/page.html", True),
        ("foobot", "/example/allowed.gif", True),
        ("foobot", "/publications/", False),
        ("barbot", "/example/page.html", False),
        ("bazbot", "/example/page.html", False),
        ("bazbot", "/other", True),
        ("quxbot", "/example/", True),  # a group of its own without rules
        ("bigboard", "/example/", False),
        ("bigboard", "/picture.gif", False),
        ("bigboard", "/picture.gif?size=1", True),
        ("bigboard", "/publications/", True),
    ],
)
def test_the_example_of_the_rfc_is_read_as_it_says(product: str, path: str, *, is_allowed: bool) -> None:
    assert parse_robots(RFC_EXAMPLE.encode(), (product,)).allow(f"https://example.com{path}") is is_allowed


@for_each(
    ("text", "path", "is_allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:\n", "/a", True),
        ("User-agent: *\nDisallow: /\n", "/a", False),
        ("User-agent: *\nDisallow: /\n", "/robots.txt", True),
        ("\ufeffUser-agent: *\r\nDisallow: /a # not for robots\r\n", "/a/b", False),
        ("USER-AGENT : *\rDISALLOW : /a", "/a", False),
        # the longest rule counts, and of two alike the one that allows
        ("User-agent: *\nDisallow: /news\nAllow: /news/\n", "/news/1", True),
        ("User-agent: *\nAllow: /news\nDisallow: /news/\n", "/news/1", False),
        ("User-agent: *\nDisallow: /page\nAllow: /page\n", "/page", True),
        ("User-agent: *\nAllow: /$\nDisallow: /\n", "/", True),
        ("User-agent: *\nAllow: /$\nDisallow: /\n", "/a", False),
        ("User-agent: *\nDisallow: /*/amp$\n", "/news/1/amp", False),
        ("User-agent: *\nDisallow: /*/amp$\n", "/news/amp/1", True),
        ("User-agent: *\nDisallow: /*/amp$\n", "/amp/amp/amp", False),
        ("User-agent: *\nDisallow: /a*b*\n", "/a-b", False),
        ("User-agent: *\nDisallow: *?session=\n", "/a?session=1", False),
        ("User-agent: *\nDisallow: /a$\n", "/ab", True),
        # names in any case, with a version or without, and never a part of a longer one
        ("User-agent: BigBoard/1.0\nDisallow: /\n", "/a", False),
        ("User-agent: bigboards\nDisallow: /\n", "/a", True),
        ("User-agent: bigboard\nDisallow: /a\n\nUser-agent: bigboard\nDisallow: /b\n", "/b", False),
        ("User-agent: bigboard\nAllow: /\n\nUser-agent: *\nDisallow: /\n", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: bigboard\nCrawl-delay: 5\n", "/a", True),
        # a blank line or a sitemap ends no group
        ("User-agent: bigboard\n\nSitemap: /map.xml\nDisallow: /a\n", "/a", False),
        ("Disallow: /\n", "/a", True),
        # the same path in another spelling
        ("User-agent: *\nDisallow: /caf%C3%A9\n", "/café", False),
        ("User-agent: *\nDisallow: /café\n", "/caf%c3%a9/1", False),
        ("User-agent: *\nDisallow: /%7ejoe\n", "/~joe", False),
        ("User-agent: *\nDisallow: /a%2Fb\n", "/a/b", True),
        ("User-agent: *\nDisallow: /a%2fb\n", "/a%2Fb", False),
        # not one at all
        ("<!DOCTYPE html><html><body>Disallow: everything</body></html>", "/a", True),
        ("\x00\xff\x1b[31m", "/a", True),
    ],
)
def test_a_page_is_allowed_by_the_rules_alone(text: str, path: str, *, is_allowed: bool) -> None:
    assert parse_robots(text.encode(), US).allow(f"https://example.com{path}") is is_allowed


def test_a_delay_is_that_of_our_own_group() -> None:
    text = b"User-agent: *\nCrawl-delay: 30\n\nUser-agent: bigboard\nCrawl-delay: 2.5\nCrawl-delay: often\n"

    assert parse_robots(text, US).delay == 2.5
    assert parse_robots(text, ("other",)).delay == 30
    assert parse_robots(b"User-agent: *\nCrawl-delay: 86400", US).delay == 60


def test_what_may_not_be_known_allows_nothing() -> None:
    assert not NOTHING_ALLOWED.allow("https://example.com/")


@for_each(
    ("user_agent", "product"), [("bigboard/0.9", "bigboard"), ("Mozilla/5.0 (X11)", "mozilla"), ("", ""), ("7", "")]
)
def test_the_name_of_the_program_is_what_its_header_begins_with(user_agent: str, product: str) -> None:
    assert product_of(user_agent) == product


def test_a_file_is_read_up_to_its_limit() -> None:
    text = b"User-agent: *\n" + b"# filler\n" * (MAX_SIZE // 9) + b"Disallow: /\n"

    assert parse_robots(text, US).allow("https://example.com/a")


def test_the_work_grows_with_the_rules() -> None:
    def check(size: int) -> None:
        rules = parse_robots(b"User-agent: *\n" + b"Disallow: /*a*a*a*a*a*a*b$\n" * size, US)
        rules.allow("https://example.com/" + "a" * 500)

    assert_linear(check, start=100, largest=5_000)
