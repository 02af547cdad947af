"""The page of an article over HTTP: what each kind of refusal and fault is called, and that the teaser stays."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from tests.engine.article_pages import PAGE, TEASER, TEXT, Pages, a_feed, a_teaser
from tests.kit.hostile_server import (
    RESPONDERS,
    RawServer,
    Responder,
    close_delimited_response,
    full_response,
    raw_server,
    sends,
    status_response,
)
from tests.kit.marks import for_each
from tests.kit.server import Request
from tests.kit.sources import environment
from tests.kit.waiting import PATIENCE, hurried
from tui.engine.http.fetcher import Fetcher, FetchLimits
from tui.engine.http.rate_limit import HostRateLimiter

LOGIN = (
    "<html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1>"
    '<form><input name="mail"><input type="password" name="word"></form></body></html>'
)
COOKIE_WALL = (
    "<html><head><title>Example Times</title></head><body><h1>Before you continue</h1>"
    '<form class="consent-form"><p>We and our partners use cookies.</p><button>Accept</button></form></body></html>'
)
CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><p>Verify that you are human.</p>"
    '<script src="https://challenges.cloudflare.com/x.js"></script></body></html>'
)
LISTING = "<html><body><h1>Example Times</h1><ul>" + '<li><a href="/1">A story</a></li>' * 9 + "</ul></body></html>"
OTHER = "<article><h1>Cricket board names squad for winter tour</h1>" + "<p>The squad leaves in May, it said.</p>" * 9
ALLOWS = b"User-agent: *\nDisallow: /private/\n"


def page(text: str) -> Responder:
    return sends(full_response(text.encode()))


def redirect(target: str) -> Responder:
    return sends(status_response(b"302 Found", b"Location: " + target.encode()))


async def settled(
    path: str,
    responder: Responder,
    *,
    robots: Responder | None = None,
    link: str = "{url}{path}",
    limit: float = PATIENCE,
) -> tuple[Pages, RawServer]:
    """Ask for the page of one article, and wait for what becomes of it."""
    answers = {path: responder, "/robots.txt": robots or sends(full_response(ALLOWS))}
    answers |= {"/story": page(PAGE), "/": page(PAGE), "/private/story": page(PAGE)}

    async def respond(server: RawServer, request: Request, writer: asyncio.StreamWriter) -> None:
        await answers[request.target.partition("?")[0]](server, request, writer)

    limits = FetchLimits(deadline=timedelta(seconds=limit))
    limiter = HostRateLimiter(min_interval=lambda _host: 0.0)
    async with raw_server(respond) as server, Fetcher(limits=limits, rate_limiter=limiter) as fetcher:
        url = link.format(url=server.url(""), path=path)
        pages = Pages([a_feed(server.url("/feed"))], [a_teaser(url)], fetcher, environment())
        pages.fetcher.request("a1")
        await pages.settled()
    assert pages.monitor.market.articles["a1"].paragraphs == (TEASER,)
    return pages, server


async def test_the_page_of_a_teaser_is_read_in_full() -> None:
    pages, server = await settled("/story", page(PAGE))

    assert pages.texts() == TEXT
    assert pages.reason() is None
    assert server.targets() == ["/robots.txt", "/story"]
    assert server.requests[1].headers["user-agent"].startswith("bigboard/")


REFUSALS: Sequence[tuple[str, Responder, str]] = [
    *(
        (f"status {status}", sends(status_response(f"{status} No".encode())), f"{reason} (HTTP {status})")
        for status, reason in (
            (401, "the page asks for a login"),
            (402, "the page is for subscribers"),
            (403, "the site refuses it"),
            (404, "page not found"),
            (410, "page not found"),
            (429, "the site wants fewer requests"),
            (451, "the site may not show it here, by law"),
            (500, "the site has a fault"),
            (503, "the site has a fault"),
        )
    ),
    ("wait", sends(status_response(b"503 Later", b"Retry-After: 120")), "the site asks to wait 2 min"),
    ("login", page(LOGIN), "a login page"),
    ("challenge", page(CHALLENGE), "it asks for a human"),
    ("cookie wall", page(COOKIE_WALL), "a cookie wall"),
    ("listing", page(LISTING), "no article on the page"),
    ("empty", page(""), "empty answer"),
    ("other", page(OTHER), "the page is about something else"),
    ("flood", RESPONDERS["/announced"], "the page is too large"),
    ("bomb", RESPONDERS["/bomb"], "the page is too large"),
    ("cut", sends(close_delimited_response(PAGE[:300].encode())), "answer cut short"),
    ("no http", RESPONDERS["/no-http"], "not an HTTP answer"),
    (
        "file",
        sends(b"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 3\r\n\r\nID3"),
        "its link leads to no page but to a file (audio/mpeg)",
    ),
    ("front page", redirect("/"), "its link leads to the front page of the site"),
    ("disallowed", redirect("/private/story"), "the site permits no program to read it (robots.txt)"),
    ("loop", redirect("/refused"), "too many redirects"),
    ("scheme", redirect("file:///etc/passwd"), "redirect refused: file"),
]


@for_each(("responder", "reason"), [each[1:] for each in REFUSALS])
async def test_a_page_that_cannot_be_had_says_why(responder: Responder, reason: str) -> None:
    pages, _ = await settled("/refused", responder)

    assert pages.page().article is None
    assert pages.reason() == reason


async def test_a_page_that_never_ends_has_one_deadline() -> None:
    async def ends(limit: float) -> None:
        for path, reason in (("/hang", "no answer"), ("/slow-body", "answer not complete")):
            pages, _ = await settled("/refused", RESPONDERS[path], limit=limit)
            assert pages.page().article is None
            assert pages.reason() == f"{reason} in {limit:g} s"
        pages, server = await settled("/story", page(PAGE), robots=RESPONDERS["/hang"], limit=limit)
        assert pages.reason() == f"no answer in {limit:g} s"
        assert server.targets() == ["/robots.txt"]

    await hurried(ends)


@for_each(
    ("robots", "reason"),
    [
        (sends(full_response(b"User-agent: *\nDisallow: /\n")), "the site permits no program to read it (robots.txt)"),
        (sends(status_response(b"500 Oops")), "the site's robots.txt cannot be read: HTTP 500"),
        (sends(status_response(b"429 Slow down")), "the site's robots.txt cannot be read: HTTP 429"),
        (RESPONDERS["/bomb"], "the site's robots.txt cannot be read: answer too large"),
        (sends(status_response(b"404 None")), None),
        (sends(status_response(b"403 None")), None),
        (page(LISTING), None),
    ],
)
async def test_the_rules_of_a_site_decide(robots: Responder, reason: str | None) -> None:
    pages, server = await settled("/story", page(PAGE), robots=robots)

    assert pages.reason() == reason
    assert server.targets() == ["/robots.txt", *(["/story"] if reason is None else [])]


@for_each(
    ("link", "reason"),
    [
        ("http://192.168.1.1/admin", "its link leads into a private network"),
        ("http://localhost/admin", "its link leads into a private network"),
        ("http://[::1]/admin", "its link leads into a private network"),
        ("http://2130706433/admin", "its link leads into a private network"),
        ("http://127.0.0.1:1/admin", "its link leads into a private network"),
        ("ftp://example.com/a", "address refused: not http or https"),
        ("https://user:word@example.com/a", "address refused: it has a password"),
    ],
)
async def test_a_link_is_not_followed_into_a_private_network(link: str, reason: str) -> None:
    pages, server = await settled("/story", page(PAGE), link=link)

    assert pages.reason() == reason
    assert not server.requests


async def test_a_name_that_leads_into_a_private_network_is_refused() -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return ["10.0.0.7"]

    async with Fetcher(resolve=resolve) as fetcher:
        source = a_feed("https://feed.example/rss", allow_private=True)
        pages = Pages([source], [a_teaser("https://story.example/1")], fetcher, environment())
        pages.fetcher.request("a1")
        await pages.settled()

    assert pages.reason() == "its link leads into a private network"


async def test_the_headers_of_a_feed_are_for_its_own_server() -> None:
    async def respond(_server: RawServer, _request: Request, writer: asyncio.StreamWriter) -> None:
        await page(PAGE)(_server, _request, writer)

    async with raw_server(respond) as own, raw_server(respond) as other, Fetcher() as fetcher:
        source = a_feed(own.url("/feed"))._replace(headers=(("X-Client", "me"),))
        pages = Pages([source], [a_teaser(own.url("/1")), a_teaser(other.url("/2"), "a2")], fetcher, environment())
        pages.fetcher.request("a1")
        pages.fetcher.request("a2")
        await pages.settled()

    assert {request.headers.get("x-client") for request in own.requests} == {"me"}
    assert not other.requests
