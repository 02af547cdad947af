"""The demo's second newspaper: a feed that has the first words of its stories alone, and their pages.

Three pages have the story, one only its beginning, one is refused, and one the site's robots.txt closes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Final, NamedTuple

from tui.demo.http import Response

FEED_PATH: Final = "/wire.xml"
ROBOTS_PATH: Final = "/robots.txt"
_STORY_PATH: Final = "/wire/"
_CLOSED: Final = "closed"
_ROBOTS: Final = f"User-agent: *\nDisallow: {_STORY_PATH}{_CLOSED}/\n"
_HTML: Final = "text/html; charset=utf-8"
_BETWEEN: Final = timedelta(minutes=23)
"""Between two stories, before the exchange opened."""


class Story(NamedTuple):
    """One story; its body is HTML."""

    path: str
    title: str
    teaser: str
    body: str = ""
    status: int = 200
    is_for_subscribers: bool = False
    """Whether the page ends with an offer instead of the rest."""


STORIES: Final[Sequence[Story]] = (
    Story(
        "cement-exports",
        "Cement makers ship more by sea as demand at home slows",
        "Exports by sea rose by a fifth in four months, the makers' association says, while sales at home fell.",
        "<p>Exports of cement by sea rose by a fifth in four months, the makers' association said, while sales at home"
        " fell for a third month in a row.</p><h2>What has changed</h2><p>Freight to the Gulf costs about half of what"
        " it did a year ago, and two makers in the south have opened loading belts of their own. A tonne that goes by"
        " sea now earns as much as one that is sold in Karachi.</p><ul><li>By sea: 2.9 million tonnes, from 2.4"
        " million.</li><li>By land: 0.6 million tonnes, as before.</li><li>At home: 11.8 million tonnes, from 12.7"
        " million.</li></ul><p>Makers in the north cannot follow: the railway takes eleven days, and lorries"
        " cost more than the cement is worth by then.</p><blockquote><p>We sell at home what we can, and ship the rest"
        " at cost rather than stop a kiln.</p></blockquote><p>The association expects the shares to stay as they are"
        " until interest rates fall far enough for builders to borrow again.</p>",
    ),
    Story(
        "power-bill",
        "What a second tariff band means for mills that run at night",
        "From next month a unit between midnight and six costs a third less. Spinning mills have waited for this.",
        "<p>From next month a unit of power between midnight and six costs a third less than at noon. Spinning mills,"
        " which run day and night, have waited for this since the last reform.</p><table><tr><th>Hours</th>"
        "<th>Until now</th><th>From next month</th></tr><tr><td>00 to 06</td><td>38.2</td><td>25.4</td></tr>"
        "<tr><td>06 to 18</td><td>38.2</td><td>38.9</td></tr><tr><td>18 to 24</td><td>42.0</td><td>44.1</td></tr>"
        "</table><p>A mill of forty thousand spindles saves about nine million rupees a month, the regulator reckons,"
        " if it moves a tenth of its work into the night.</p><p>Small weavers gain little: most share a line with"
        " houses, whose meters do not tell the hours apart.</p>",
    ),
    Story(
        "dividend-season",
        "Five questions before the dividend season",
        "Which companies pay, when a share must be yours, and what the tax leaves of it.",
        "<p>In the next three weeks forty companies of the exchange close their books. Who holds a share on the day"
        " before is paid; who buys on the day itself is not.</p><p>The exchange takes the dividend from the price on"
        ' that morning, so that a fall by just as much is no news at all.</p><div class="paywall"><p>Subscribe to read'
        " on: the first month costs nothing.</p></div>",
        is_for_subscribers=True,
    ),
    Story(
        "gas-field",
        "Test well in the north flows gas for a second week",
        "Two partners hold the field; neither has said how large it is.",
        "<p>A test well in the north has flowed gas for a second week, its two partners told the exchange on Monday."
        " Neither has said how large the field is.</p><p>The flow was measured through a half-inch choke and held its"
        " pressure, which engineers take for a good sign but not for proof.</p><p>A second well is to be drilled four"
        " kilometres to the east before the winter closes the road.</p>",
    ),
    Story(
        "boardroom", "Inside the boardroom: a week of three resignations", "Sources say more will follow.", status=403
    ),
    Story(f"{_CLOSED}/diary", "The broker's diary: rumours of the floor", "Nothing in it may be quoted."),
)


def wire_response(path: str, opened_at: datetime) -> Response | None:
    """Return what the newspaper serves under a path; None where that is no page of it.

    Args:
        path: of the request.
        opened_at: when the exchange opened, aware: the newest story is of shortly before.
    """
    if path == ROBOTS_PATH:
        return Response(headers=(("Content-Type", "text/plain; charset=utf-8"),), body=_ROBOTS.encode())
    if path == FEED_PATH:
        return Response(headers=(("Content-Type", "application/rss+xml"),), body=_feed(opened_at).encode())
    story = next((each for each in STORIES if path == f"{_STORY_PATH}{each.path}"), None)
    if story is None:
        return None
    body = _page(story) if story.status == Response().status else "<h1>This page is not for you</h1>"
    return Response(status=story.status, headers=(("Content-Type", _HTML),), body=body.encode())


def _feed(opened_at: datetime) -> str:
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{_STORY_PATH}{story.path}</link>"
        f'<guid isPermaLink="false">wire-{escape(story.path)}</guid>'
        f"<pubDate>{format_datetime(opened_at - number * _BETWEEN)}</pubDate>"
        f"<description>{escape(story.teaser)}</description></item>"
        for number, story in enumerate(STORIES, 1)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Demo Wire</title>{items}</channel></rss>'


def _page(story: Story) -> str:
    is_free = str(not story.is_for_subscribers).lower()
    return f"""\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(story.title)} - Demo Wire</title>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"isAccessibleForFree": {is_free}}}</script></head>
<body><header><a href="/">Demo Wire</a></header>
<main><article><h1>{escape(story.title)}</h1>{story.body}</article></main>
<footer><p>A simulated exchange: nothing on this page is real.</p></footer></body></html>
"""
