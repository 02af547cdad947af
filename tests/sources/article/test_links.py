"""Links are written so that they can be opened, or dropped."""

from tests.kit.marks import for_each
from tui.sources.article.links import safe_http_url, site_of, strip_tracking

BASE = "https://paper.example/section/"


@for_each(
    ("url", "link"),
    [
        ("https://paper.example/خبر/آج", "https://paper.example/%D8%AE%D8%A8%D8%B1/%D8%A2%D8%AC"),
        ("/記事/1", "https://paper.example/%E8%A8%98%E4%BA%8B/1"),
        ("/рынок?о=1#верх",
         "https://paper.example/%D1%80%D1%8B%D0%BD%D0%BE%D0%BA?%D0%BE=1#%D0%B2%D0%B5%D1%80%D1%85"),
        ("/a b c.html", "https://paper.example/a%20b%20c.html"),
        ("/a%20b?q=100%", "https://paper.example/a%20b?q=100%"),
        ("/caf%C3%A9/été", "https://paper.example/caf%C3%A9/%C3%A9t%C3%A9"),
        ("https://مثال.example:8080/x", "https://xn--mgbh0fb.example:8080/x"),
        ("/می\u200cشود", "https://paper.example/%D9%85%DB%8C%E2%80%8C%D8%B4%D9%88%D8%AF"),
        ("/\u200fخبر\u200e", "https://paper.example/%E2%80%8F%D8%AE%D8%A8%D8%B1%E2%80%8E"),
        ("/a\u00adb", "https://paper.example/a%C2%ADb"),
        ("  /a  ", "https://paper.example/a"),
        ("//other.example/é", "https://other.example/%C3%A9"),
        ("a|b", "https://paper.example/section/a|b"),
    ],
)  # fmt: skip
def test_letters_beyond_ascii_and_blanks_are_percent_encoded(url: str, link: str) -> None:
    assert safe_http_url(url, BASE) == link


@for_each(
    "url",
    [
        *("javascript:alert(1)", "https://u:p@paper.example/é", "/a\u202eb", "/a\x1b[2J", "/a\u200bb", "/a\ud800"),
        *("http://[", "https://" + "é" * 300 + ".example/", "/" + "é" * 1_000, "ftp://paper.example/"),
    ],
)
def test_an_unsafe_link_is_none(url: str) -> None:
    assert safe_http_url(url, BASE) is None


@for_each(
    ("url", "plain"),
    [
        ("https://x.example/a?oc=5", "https://x.example/a"),
        ("https://x.example/a?id=3&utm_source=rss#xtor=RSS-1", "https://x.example/a?id=3"),
        ("https://x.example/a?ref=rss", "https://x.example/a"),
        ("https://x.example/a?ref=123", "https://x.example/a?ref=123"),
        ("https://x.example/a?q=a%20b", "https://x.example/a?q=a%20b"),
        ("https://X.Example/A?b=C", "https://x.example/A?b=C"),
        ("https://x.example:443/a", "https://x.example/a"),
        ("http://x.example:80/a", "http://x.example/a"),
        ("http://x.example:443/a", "http://x.example:443/a"),
        ("https://x.example/a?rss=12", "https://x.example/a?rss=12"),
        ("https://x.example/a?topic=rss", "https://x.example/a?topic=rss"),
        ("https://x.example/a;jsessionid=4F.n1?b=1", "https://x.example/a?b=1"),
        ("https://x.example/a#part-2", "https://x.example/a#part-2"),
        ("https://x.example/a#Comments", "https://x.example/a"),
        ("https://x.example/a?partner=rssnyt&emc=1", "https://x.example/a?emc=1"),
    ],
)
def test_only_what_tracks_is_stripped(url: str, plain: str) -> None:
    assert strip_tracking(url) == plain


@for_each(
    ("url", "site"),
    [
        ("https://www.paper.example/a", "paper.example"),
        ("https://m.paper.example/a", "paper.example"),
        ("https://m.example/a", "m.example"),
        ("https://news.paper.example", "news.paper.example"),
        ("http://[", ""),
    ],
)
def test_the_site_of_a_url(url: str, site: str) -> None:
    assert site_of(url) == site
