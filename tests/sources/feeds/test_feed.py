"""Feeds of every dialect give the same sanitized articles; a hostile body opens and invents nothing."""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each, quick
from tests.kit.mutations import mutated
from tests.sources.pages import read_html
from tui.domain.article import Article, Comments, Completeness, TimePrecision
from tui.domain.events import Snapshot
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.feeds import body_limits
from tui.sources.feeds.xml_guard import MAX_ITEMS

RECORDINGS = Path(__file__).parents[1] / "providers" / "recordings" / "feed"
AT = datetime(2026, 7, 16, 20, tzinfo=UTC)
PKT = timezone(timedelta(hours=5))
SOURCE = SourceConfig(
    name="br news", kind="feed", url="https://www.brecorder.com/feeds/latest-news", every=timedelta(minutes=5)
)
ELSEWHERE = SourceConfig(
    name="wire", kind="feed", url="https://mole.example/feed", every=timedelta(minutes=5), market="US"
)
XML = "application/rss+xml; charset=utf-8"


def read(body: str | bytes, source: SourceConfig = SOURCE, kind: str = XML) -> Snapshot:
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    return adapter_for("feed").parse(Response(url=source.url, body=raw, content_type=kind), source, AT)


def recorded(name: str, source: SourceConfig = SOURCE) -> Snapshot:
    return read((RECORDINGS / name).read_bytes(), source, "")


def rss(*items: str) -> str:
    channel_items = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>Wire</title>{channel_items}</channel></rss>'


def only(snapshot: Snapshot) -> Article:
    (article,) = snapshot.articles
    return article


def articles_or_none(body: str | bytes) -> tuple[Article, ...]:
    try:
        return read(body, kind="").articles
    except ParseError:
        return ()


def rejection(body: str | bytes, kind: str = XML) -> str:
    with pytest.raises(ParseError) as refused:
        read(body, kind=kind)
    return refused.value.reason


def test_listing_the_adapters_does_not_load_the_feed_parser() -> None:
    code = "import sys, tui.sources; sys.exit('feedparser' in sys.modules or 'tui.sources.feeds.feed' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_poll_is_one_request_that_accepts_xml() -> None:
    (ask,) = adapter_for("feed").build_requests(SOURCE)
    assert ask.url == SOURCE.url
    assert ask.accept.startswith("application/rss+xml")


def test_a_full_text_feed_gives_the_same_articles_as_pages() -> None:
    snapshot = recorded("good.xml")
    first, second, third = snapshot.articles
    assert (snapshot.source, snapshot.at, snapshot.note) == ("br news", AT, None)
    assert first.title == "Berths reopen as silt is cleared"
    assert (first.dateline, first.byline, first.category) == ("GWADAR", "Recorder Report", "Markets")
    assert first.has_image
    assert first.published == datetime(2026, 7, 16, 12, 26, 48, tzinfo=PKT)
    assert first.link == "https://www.brecorder.com/news/40999001/berths-reopen-as-silt-is-cleared"
    assert first.paragraphs == (
        "The harbour authority reopened two of its five berths on Monday but insisted it had “no date” for the others.",
        "Three pilots said the channel had silted up; the dredger’s owner said that’s not disputed.",
        "Freight forwarders put the cost of the delay at 1.2 billion rupees (4.3 million dollars).",
    )
    assert second.title == "Cotton arrivals ‘slow’ in upper districts"
    assert second.dateline == "MULTAN"
    assert second.published == datetime(2026, 7, 16, 7, 11, 5, tzinfo=UTC)
    assert len(second.paragraphs) == 2
    assert third.published == datetime(2026, 7, 16, 12, 42, tzinfo=UTC)
    assert third.has_image
    assert len(third.paragraphs) == 2
    assert [article.id for article in snapshot.articles] == [f"brecorder.com:4099900{n}" for n in (1, 2, 3)]


def test_content_has_priority_over_a_teaser_and_the_blogs_footer_is_left_out() -> None:
    article = only(recorded("wordpress.xml"))
    assert article.paragraphs == (
        "The board approved a line of 6,000 tonnes a day, a notice said.",
        "It will be paid for by loans and the company’s own cash, and should run by 2028.",
    )
    assert article.caption == "The plant in spring."
    assert article.id == "https://profit.example.pk/?p=331207"
    assert article.byline == "Monitoring Desk"


def test_atom_states_which_texts_are_markup() -> None:
    first, second = recorded("atom.xml", ELSEWHERE).articles
    assert first.title == "Why 3 <b> 2 in port fees"
    assert first.link == "https://mole.example/wire/port-fees-explained-again"
    assert first.byline == "A. Pilot"
    assert first.updated == datetime(2026, 7, 16, 8, tzinfo=UTC)
    assert len(first.paragraphs) == 2
    assert second.title == "Tide tables & timings"
    assert second.published is None
    assert second.updated is not None


def test_the_date_of_rdf_is_in_dublin_core() -> None:
    article = only(recorded("rdf.xml", ELSEWHERE))
    assert article.published == datetime(2026, 7, 14, 9, tzinfo=PKT)
    assert article.id == "https://old.example/items/lighthouse-lamp-is-changed"


def test_invalid_xml_gives_its_valid_items_and_an_empty_item_is_none() -> None:
    first, second = recorded("partial.xml").articles
    assert first.title == "Salt & pepper prices rise"
    assert first.paragraphs == ("Stalls near the mole asked more for both, shoppers said on Sunday.",)
    assert second.link is None
    assert second.published is None
    assert second.id == "brecorder.com:ferry-9"


def test_a_feed_without_items_is_valid() -> None:
    snapshot = recorded("empty.xml")
    assert snapshot.articles == ()
    assert snapshot.note == "no articles"
    assert read('<feed xmlns="http://www.w3.org/2005/Atom"/>').note == "no articles"


@for_each(
    ("body", "reason"),
    [
        (b"", "empty answer"),
        (b" \n", "empty answer"),
        ((RECORDINGS / "error.html").read_bytes(), "not a feed: an HTML page"),
        ((RECORDINGS / "limit.html").read_bytes(), "not a feed: it asks for a human"),
        ("<p>Moved</p>", "not a feed: an HTML page"),
        ('{"items": []}', "not a feed: JSON"),
        ("Not here", "not a feed: plain text"),
        ("<urlset><url/></urlset>", "not a feed"),
        ("<!-- nothing -->", "not a feed"),
        (rss("<title>Half a story</title>")[:-9], "feed cut short"),
        (rss("<title>x</title><description><![CDATA[never ends")[:80], "feed cut short"),
        ("<rss>" + "<a>" * 300 + "</rss>", "nested too deep"),
        (rss("<x " + 'a="b" ' * 500 + "/>"), "too many attributes"),
        (b"<rss>\0</rss>", "charset: the page is not text"),
        (b"<rss>" + b"\xff" * 90 + b"</rss>", "charset: more than 1 % of the text is unreadable"),
    ],
)
def test_a_response_that_is_no_feed_is_rejected_with_the_reason(body: str | bytes, reason: str) -> None:
    assert rejection(body) == reason


@pytest.mark.slow
def test_a_feed_of_too_many_elements_is_rejected() -> None:
    assert rejection(rss("<x/>" * 200_001)) == "too many elements"


@for_each(
    "prolog",
    [
        '<!DOCTYPE rss [<!ENTITY a "b">]>',
        '<!DOCTYPE rss [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>',
        '<?xml version="1.0"?><!doctype rss [\n<!entity lol "lol"><!entity lol2 "&lol;&lol;">\n]>',
    ],
)
def test_a_feed_with_entities_of_its_own_is_rejected(prolog: str) -> None:
    assert rejection(prolog + rss("<title>Hello</title>")) == "a feed with entities of its own"


def test_a_document_type_without_entities_and_text_about_entities_are_accepted() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.example/rss-0.91.dtd">'
    item = "<title>Markup</title><description><![CDATA[A line such as &lt;!ENTITY is a word here.]]></description>"
    assert only(read(doctype + rss(item))).title == "Markup"


@for_each(
    ("printed", "expected"),
    [
        ("Thu, 16 Jul 2026 12:26:48 +0500", datetime(2026, 7, 16, 7, 26, 48, tzinfo=UTC)),
        ("Thu, 16 Jul 2026 12:26:48 GMT", datetime(2026, 7, 16, 12, 26, 48, tzinfo=UTC)),
        ("Thu, 16 Jul 2026 12:26:48 UT", datetime(2026, 7, 16, 12, 26, 48, tzinfo=UTC)),
        ("Thu, 16 Jul 2026 12:26:48 EDT", datetime(2026, 7, 16, 16, 26, 48, tzinfo=UTC)),
        ("Thu, 16 Jul 26 12:26:48 +0000", datetime(2026, 7, 16, 12, 26, 48, tzinfo=UTC)),
        ("16 Jul 2026 05:42 PM PKT", datetime(2026, 7, 16, 12, 42, tzinfo=UTC)),
        ("July 16, 2026 05:42 PM PKT", datetime(2026, 7, 16, 12, 42, tzinfo=UTC)),
        ("2026-07-16T12:26:48Z", datetime(2026, 7, 16, 12, 26, 48, tzinfo=UTC)),
        ("2026-07-16T12:26:48.250+05:00", datetime(2026, 7, 16, 7, 26, 48, tzinfo=UTC)),
        ("2026-07-16 12:26:48", datetime(2026, 7, 16, 7, 26, 48, tzinfo=UTC)),
        ("Thu, 16 Jul 2026 12:26:48 XYZ", None),
        ("05:42 PM PKT", None),
        ("Fri, 16 Jul 2027 12:26:48 +0500", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Thu, 32 Jul 2026 12:26:48 GMT", None),
        ("Thu, 16 Jul 2026 99:99:99 +9999", None),
        ("yesterday", None),
        ("", None),
        ("9" * 400, None),
    ],
)
def test_dates_are_parsed_in_their_zone_or_not_at_all(printed: str, expected: datetime | None) -> None:
    article = only(read(rss(f"<title>Dated story</title><pubDate>{printed}</pubDate>")))
    assert article.published == expected
    assert article.published is None or article.published.tzinfo is not None


def test_a_date_without_a_zone_is_pakistans_for_its_own_market_only() -> None:
    body = rss("<title>Dated story</title><pubDate>16 Jul 2026 12:26:48</pubDate>")
    assert only(read(body)).published == datetime(2026, 7, 16, 12, 26, 48, tzinfo=PKT)
    elsewhere = only(read(body, ELSEWHERE))
    assert (elsewhere.published, elsewhere.precision) == (
        datetime(2026, 7, 16, 12, 26, 48, tzinfo=UTC),
        TimePrecision.LOCAL,
    )


@for_each(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "ssh://x/y",
        "https://u:p@x.com/",
        "",
        "h" * 3_000,
    ],
)
def test_an_unsafe_link_is_dropped_and_the_article_stays(link: str) -> None:
    article = only(read(rss(f"<title>Linked story</title><link>{link}</link>")))
    assert article.title == "Linked story"
    assert article.link is None or article.link.startswith("https://www.brecorder.com/")
    assert ":" not in (article.link or "").removeprefix("https:")


@for_each(
    ("item", "expected"),
    [
        ("<link>https://www.brecorder.com/news/40999001/a-b</link><guid>x</guid>", "brecorder.com:40999001"),
        ("<link>http://brecorder.com/news/40999001</link>", "brecorder.com:40999001"),
        ("<link>https://www.dawn.com/news/1900001?ref=rss</link>", "dawn.com:1900001"),
        ("<link>https://x.com/</link><guid>https://www.brecorder.com/news/40999001</guid>", "brecorder.com:40999001"),
        ("<link>https://x.com/a</link><guid>https://x.com/?p=5</guid>", "https://x.com/?p=5"),
        ("<link>https://www.x.com/a</link><guid isPermaLink='false'>77</guid>", "x.com:77"),
        ("<guid>https://x.com/story?utm_source=a</guid>", "https://x.com/story"),
        ("<link>https://x.com/two-words-more?utm_medium=b&amp;id=4#top</link>", "https://x.com/two-words-more?id=4"),
    ],
)
def test_an_article_is_identified_by_its_number_else_its_own_id_else_its_url(item: str, expected: str) -> None:
    assert only(read(rss(f"<title>Named story</title>{item}"))).id == expected


def test_items_with_the_sites_own_url_are_distinguished_by_their_headlines() -> None:
    link = "<link>https://x.com/</link>"
    first, second = read(rss(f"<title>One story</title>{link}", f"<title>Another story</title>{link}")).articles
    assert first.id != second.id
    again = read(rss(f"<title>Another story</title>{link}<description>Now with more.</description>"))
    assert only(again).id == second.id


def test_ids_stay_the_same_over_polls_while_order_body_and_tracking_change() -> None:
    before = {article.id for article in recorded("good.xml").articles}
    text = (RECORDINGS / "good.xml").read_text(encoding="utf-8")
    edited = text.replace("utm_source=rss", "utm_source=home").replace("Dealers saw", "Two dealers saw")
    assert {article.id for article in read(edited).articles} == before


def test_an_article_from_its_page_and_from_two_feeds_is_one_article() -> None:
    html = """<!DOCTYPE html><html><head><title>Berths</title></head><body>
      <h2 class="story__title"><a class="story__link" href="/news/40999001">Berths reopen as silt is cleared</a></h2>
      <div class="story__content"><p>GWADAR: The harbour authority reopened two of its five berths on Monday.</p></div>
      </body></html>"""
    (page,) = read_html(html, "https://www.brecorder.com/news/40999001/berths-reopen").articles
    first, *_ = recorded("good.xml").articles
    markets = rss("<title>Berths reopen</title><link>http://www.brecorder.com/news/40999001/any-words</link>")
    assert {page.id, first.id, only(read(markets)).id} == {"brecorder.com:40999001"}


def test_a_repeated_item_is_one_article() -> None:
    item = "<title>A repeated headline</title><link>https://x.com/news/40999001</link>"
    assert len(read(rss(item, item)).articles) == 1


def test_at_most_a_hundred_items_are_parsed() -> None:
    items = [f"<title>Story {at}</title><link>https://x.com/news/{4_000 + at}</link>" for at in range(5_000)]

    def read_items(count: int) -> None:
        assert len(read(rss(*items[:count])).articles) == MAX_ITEMS

    assert_linear(read_items, start=MAX_ITEMS, largest=len(items))


@for_each(
    ("paragraphs", "read_of_each"),
    [
        ((3, 3, 3), (3, 3, 3)),
        ((24, 3, 3), (24, 3, 3)),
        # what the short ones leave goes to the long one
        ((40, 3, 3), (24, 3, 3)),
        ((40, 1, 40), (15, 1, 15)),
    ],
)
def test_the_longest_bodies_are_cut_where_a_response_has_too_much_of_them(
    paragraphs: tuple[int, ...], read_of_each: tuple[int, ...]
) -> None:
    bodies = ("<p>The port is open again, they say.</p>" * count for count in paragraphs)
    items = (f"<title>{at}</title><body><![CDATA[{body}]]></body>" for at, body in enumerate(bodies))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(body_limits, "MAX_PARTS", 60)
        articles = read(rss(*items)).articles

    assert tuple(len(article.blocks) for article in articles) == read_of_each
    whole = [article.completeness is Completeness.WHOLE for article in articles]
    # three paragraphs are a teaser in any case
    assert whole == [now == before > 3 for now, before in zip(read_of_each, paragraphs, strict=True)]


@for_each(
    ("body", "paragraphs"),
    [
        ("<![CDATA[One line.<br>And the next line.]]>", ("One line.", "And the next line.")),
        ("<![CDATA[&lt;p&gt;Escaped twice over.&lt;/p&gt;&lt;p&gt;And again here.&lt;/p&gt;]]>",
         ("Escaped twice over.", "And again here.")),
        ("<![CDATA[Loose words <p>and then a paragraph.</p> tail]]>", ("Loose words", "and then a paragraph.", "tail")),
        ("<![CDATA[<p>Said [red]loudly[/red] &#27;[31mthere.</p>]]>", ("Said [red]loudly[/red] there.",)),
        ("<![CDATA[<p>Before.</p><script>var x = 1;</script><p>After.</p>]]>", ("Before.", "After.")),
        ("Fish &amp;amp; chips &amp;#8217;til late.", ("Fish & chips ’til late.",)),
        ("<![CDATA[<p>Prices rose by 5 &lt; 6 percent.</p>]]>", ("Prices rose by 5 < 6 percent.",)),
        ("<![CDATA[<p>Real text stands here.</p><p>Comments are closed.</p>]]>", ("Real text stands here.",)),
        ("<![CDATA[" + "<div>" * 400 + "Deep]]>", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_bodies_of_every_format_become_paragraphs(body: str, paragraphs: tuple[str, ...]) -> None:
    article = only(read(rss(f"<title>A body</title><description>{body}</description>")))
    assert article.paragraphs == paragraphs


def test_a_closed_comments_section_is_recognized() -> None:
    body = "<![CDATA[<p>Real text stands here.</p><p>Comments are closed.</p>]]>"
    assert only(read(rss(f"<title>A body</title><description>{body}</description>"))).comments is Comments.CLOSED


@for_each("encoding", ["utf-8", "windows-1252", "iso-8859-1"])
def test_the_charset_of_the_xml_declaration_counts_where_the_server_declares_none(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + rss("<title>Café prices rise</title>")
    assert only(read(text.encode(encoding), kind="text/xml")).title == "Café prices rise"


class _Watch:
    """A record of every file opened and connection made while it is on; an audit hook cannot be removed again."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.on = False
        sys.addaudithook(self._note)

    def _note(self, event: str, args: tuple[object, ...]) -> None:
        if self.on and event in {"open", "socket.connect", "socket.getaddrinfo", "urllib.Request", "os.open"}:
            self.seen.append(f"{event} {args[:1]}")

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        self.seen.clear()
        self.on = True
        try:
            yield self.seen
        finally:
            self.on = False


WATCH = _Watch()


def test_nothing_in_a_feed_is_opened_or_fetched(tmp_path: Path) -> None:
    trap = tmp_path / "feed.xml"
    trap.write_text(rss("<title>Should never be read</title>"), encoding="utf-8")
    bodies = [
        str(trap),
        f"file://{trap}",
        "https://trap.example/feed.xml",
        f'<!DOCTYPE rss SYSTEM "file://{trap}">' + rss("<title>Safe</title>"),
        f'<?xml-stylesheet href="file://{trap}"?><rss xml:base="file://{tmp_path}/"><channel>' + rss("")[33:],
        f'<rss xmlns:xi="http://www.w3.org/2001/XInclude"><channel><xi:include href="{trap}"/></channel></rss>',
        rss(
            f"<title>Safe</title><link>feed.xml</link><description><![CDATA[<img src='file://{trap}'>]]></description>"
        ),
        rss(f"<title>Safe &broken</title><source url='{trap}'/><enclosure url='file://{trap}' type='image/png'/>"),
    ]
    recorded("good.xml")
    recorded("partial.xml")
    for body in bodies:
        with WATCH.watching() as seen:
            titles = [article.title for article in articles_or_none(body)]
        assert all(title and title.startswith("Safe") for title in titles)
        assert seen == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "piece", "after"),
    [
        ("<author>", "a", "</author>"),
        ("<pubDate>", "1", "</pubDate>"),
        ("<author>" + "a" * 240, "</author><author>", "</author>"),
        ("<description>&nbsp;", "&a", "</description>"),
        ("<description>&nbsp;<a", " ", "</description>"),
        ("<description>", "&lt;a ", "</description>"),
        ("<title>", "&lt;b ", "</title>"),
        ("<description><![CDATA[", "<a ", "]]></description>"),
        ("", "\n", ""),
    ],
    ids=range(9),
)
def test_the_work_grows_with_a_hostile_item(before: str, piece: str, after: str) -> None:
    def read_item(size: int) -> None:
        inner = before + piece * (size // len(piece)) + after
        article = only(read(rss(f"<title>Still here</title>{inner}")))
        assert "a" * 300 not in (article.byline or "")

    assert_linear(read_item, largest=300_000)


@pytest.mark.parametrize("name", quick(1, "good.xml", "wordpress.xml", "atom.xml", "rdf.xml", "partial.xml"))
def test_a_mutated_feed_gives_articles_or_a_parse_error(name: str) -> None:
    chance = random.Random(name)
    seed = (RECORDINGS / name).read_bytes()
    pieces = [
        b"<item>",
        b"</item>",
        b"<![CDATA[",
        b"]]>",
        b"&",
        b"<",
        b">",
        b"\0",
        b"\xff",
        b"<!--",
        b"&#x1b;",
        b'"',
        b"/",
    ]
    for _ in range(120):
        body = mutated(seed, pieces, chance, max_cut=200)
        for article in articles_or_none(body):
            words = "".join(filter(None, (article.title, article.byline, article.category, *article.paragraphs)))
            assert words.isprintable()
            assert article.id
            assert article.title or article.paragraphs
            assert article.link is None or article.link.startswith(("http://", "https://"))
            for stated in (article.published, article.updated):
                assert stated is None or stated.tzinfo is not None


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 300, 301, 1_000, 20_000])
@pytest.mark.parametrize(
    "label",
    [
        "<category>Markets</category>",
        '<category term="Markets"/>',
        "<media:keywords>Markets</media:keywords>",
        "<dc:subject>Markets</dc:subject>",
        '<media:thumbnail url="1.jpg"/>',
        "<unknown>Markets</unknown>",
    ],
)
def test_any_number_of_labels_leaves_the_item_what_it_is(label: str, count: int) -> None:
    rest = "<title>Labelled story</title><link>https://x.com/a-b-c</link><pubDate>16 Jul 2026 10:00 GMT</pubDate>"
    for item in (label * count + rest, rest + label * count):
        article = only(read(rss(item)))
        assert (article.title, article.link) == ("Labelled story", "https://x.com/a-b-c")
        assert article.published == datetime(2026, 7, 16, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ("<title>Left open<link>https://x.com/a-b-c</link>", "https://x.com/a-b-c"),
        ('<title lang="en>Left open</title><link>https://x.com/a-b-c</link>', "https://x.com/a-b-c"),
    ],
)
def test_an_unclosed_field_ends_where_the_next_begins(item: str, link: str) -> None:
    article = only(read(rss(item)))
    assert article.title == "Left open"
    assert article.link == link


def test_prefixes_have_the_meaning_declared_around_them() -> None:
    body = (
        '<rss xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel>'
        '<info><div xmlns="http://www.w3.org/1999/xhtml">x</div></info><item><title>Dated story</title>'
        "<d:creator>A. Pilot</d:creator><d:date>2026-07-14T09:00:00Z</d:date>"
        "<c:encoded>&lt;p&gt;All of it stands here.&lt;/p&gt;</c:encoded></item></channel></rss>"
    )
    article = only(read(body))
    assert article.byline == "A. Pilot"
    assert article.published == datetime(2026, 7, 14, 9, tzinfo=UTC)
    assert article.paragraphs == ("All of it stands here.",)


def test_urls_are_relative_to_the_base_around_them() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://x.com/wire/"><entry xml:base="july/">'
        '<title>Linked story</title><link href="a-b-c"/></entry></feed>'
    )
    assert only(read(body)).link == "https://x.com/wire/july/a-b-c"


def test_base64_text_is_decoded() -> None:
    body = (
        '<feed xmlns="http://purl.org/atom/ns#"><entry><title>Packed</title><content mode="base64">VGV4dA==</content>'
    )
    assert only(read(f"{body}</entry></feed>")).paragraphs == ("Text",)
