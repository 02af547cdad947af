"""Headlines have no markup, and not the name of the paper that an aggregator adds."""

from tests.kit.marks import for_each
from tests.sources.feeds.feeds import articles_of, item
from tui.sources.feeds.item_header import plain_title


@for_each(
    ("raw", "title"),
    [
        ("CO<sub>2</sub> price <nobr>at 90</nobr> <script>x()</script>", "CO2 price at 90 "),
        ("<center>Old</center> <blink>style</blink>", "Old style"),
        ("A <mark>new</mark> <abbr title='x'>ETF</abbr><wbr>s", "A new ETFs"),
        ("&lt;ins&gt;Twice&lt;/ins&gt; escaped", "Twice escaped"),
        ("Why Vec<T> and 3 < 4 matter", "Why Vec<T> and 3 < 4 matter"),
        ("<style>b{}</style>Styled<template>no</template>", "Styled"),
        ("Video<iframe src='x'>old</iframe>", "Video"),
        ("Open <script>x", "Open "),
        ("R&amp;D <em>up</em>", "R&D up"),
        ("One<br>two<br/>three", "One two three"),
        ("<p>One</p><p>two</p>", " One  two "),
        (
            "10<sup>6</sup> tonnes, 10<SUP>-6</SUP>, the 5<sup>th</sup>, CO<sup>2</sup>",
            "10^6 tonnes, 10^-6, the 5th, CO2",
        ),
        ("<!-- note -->Rates &lt;!-- x", "Rates <!-- x"),
        ("Bonds&amp;#8217; day", "Bonds’ day"),
        ("Gold &amp;gt; silver", "Gold > silver"),
        ("M&A & R&D", "M&A & R&D"),
        ("P/E < 5 and > 3", "P/E < 5 and > 3"),
    ],
)
def test_a_title_has_no_tags(raw: str, title: str) -> None:
    assert plain_title(raw) == title


@for_each(
    ("raw", "title"),
    [
        ("Why 3 <b> 2 in port fees", "Why 3 <b> 2 in port fees"),
        ("AT&amp;T slips", "AT&T slips"),
        ("Fish &#8217;til late", "Fish ’til late"),
        ("<b>Bold</b> move", "Bold move"),
        ("R&D, M&A and &nothing", "R&D, M&A and &nothing"),
        ("Use <br> here", "Use <br> here"),
    ],
)
def test_a_title_stated_as_plain_is_markup_where_it_can_be_nothing_else(raw: str, title: str) -> None:
    assert plain_title(raw, is_plain=True) == title


@for_each(
    ("rest", "byline"),
    [
        ("<dc:creator>A. Pilot</dc:creator><dc:creator>B. Smith</dc:creator>", "A. Pilot, B. Smith"),
        ("<author>A. Pilot</author><author>B. Smith</author><author>A. Pilot</author>", "A. Pilot, B. Smith"),
        ("<author>desk@x.example (A. Pilot)</author><dc:creator>A. Pilot</dc:creator>", "A. Pilot"),
        ("<author><name>A. Pilot</name></author><author><name>B. Smith</name></author>", "A. Pilot, B. Smith"),
        ("<media:group><author>C. Far</author></media:group><author>A. Pilot</author>", "A. Pilot"),
        ("<author>A. Pilot</author><media:group><author>C. Far</author></media:group>", "A. Pilot"),
        ("<author></author><author>A. Pilot</author>", "A. Pilot"),
        ("".join(f"<author>{n}</author>" for n in range(400)), "0, 1, 2, 3, 4, 5, 6, 7"),
    ],
)
def test_every_author_is_in_the_byline(rest: str, byline: str) -> None:
    (article,) = articles_of(item("Chip stocks slip", rest=rest))
    assert article.byline == byline


@for_each(
    ("rest", "link"),
    [
        ('<media:content url="https://c.example/1.mp4" type="video/mp4"/>', "https://c.example/1.mp4"),
        ('<media:content url="https://c.example/1" medium="audio"/>', "https://c.example/1"),
        ('<media:player url="https://c.example/play"/>', "https://c.example/play"),
        ('<media:content url="https://c.example/1.jpg" medium="image"/>', None),
        ('<guid isPermaLink="false">1</guid><enclosure url="https://c.example/1.mp3"/>', "https://c.example/1.mp3"),
        ('<enclosure url="https://c.example/1.mp3"/><link>https://x.example/a</link>', "https://x.example/a"),
    ],
)
def test_a_recording_is_the_link_of_an_item_without_one(rest: str, link: str | None) -> None:
    (article,) = articles_of(item("Episode 12", rest=rest))
    assert article.link == link


def sourced(title: str, outlet: str, rest: str = "") -> tuple[str | None, str | None]:
    (article,) = articles_of(item(title, rest=f'<source url="https://wire.example">{outlet}</source>{rest}'))
    return article.title, article.byline


@for_each(
    ("title", "expected"),
    [
        ("Chip stocks slip - Demo Wire", "Chip stocks slip"),
        ("Chip stocks slip – Demo Wire", "Chip stocks slip"),
        ("Chip stocks slip | demo wire", "Chip stocks slip"),
        ("Chip stocks slip, says Demo Wire", "Chip stocks slip, says Demo Wire"),
        ("Chip stocks slip", "Chip stocks slip"),
        ("Demo Wire", "Demo Wire"),
        ("Chips - stocks - Demo Wire", "Chips - stocks"),
    ],
)
def test_the_outlet_of_an_aggregator_is_the_byline_and_off_the_title(title: str, expected: str) -> None:
    assert sourced(title, "Demo Wire") == (expected, "Demo Wire")


def test_an_author_has_priority_over_the_outlet() -> None:
    assert sourced("Chip stocks slip - Demo Wire", "Demo Wire", "<author>A. Pilot</author>")[1] == "A. Pilot"


@for_each("outlet", ["https://wire.example/rss", "<title>Demo Wire</title><id>x</id>", ""])
def test_a_source_that_is_a_url_or_another_feed_is_no_outlet(outlet: str) -> None:
    assert sourced("Chip stocks slip", outlet) == ("Chip stocks slip", None)


@for_each(
    "body",
    [
        "<a href='https://a.example'>Chip stocks slip</a>&nbsp;<font color='#6f6f6f'>Demo Wire</font>",
        "Chip stocks slip - Demo Wire",
        "<p>Demo Wire: Chip stocks slip</p>",
        "<ol><li><a href='https://a.example'>Chip stocks slip</a> Demo Wire</li></ol>",
        "chip stocks slip",
    ],
)
def test_a_body_of_headline_and_outlet_is_none(body: str) -> None:
    escaped = body.replace("&", "&amp;").replace("<", "&lt;")
    rest = f"<source>Demo Wire</source><description>{escaped}</description>"
    (article,) = articles_of(item("Chip stocks slip - Demo Wire", rest=rest))
    assert article.paragraphs == ()


@for_each("count", [301, 1_000])
@for_each("where", ["channel", "item"])
def test_any_number_of_labels_is_accepted(where: str, count: int) -> None:
    labels = "".join(f"<category>label {n}</category>" for n in range(count))
    if where == "item":
        (article,) = articles_of(item(rest=labels, link="https://desk.example/a"))
        assert (article.category, article.link) == ("label 0", "https://desk.example/a")
    else:
        (article,) = articles_of(f"<title>Rates</title></item>{labels}<item>")
        assert article.title == "Rates"
