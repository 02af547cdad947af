"""Whether a feed has the whole of an article: what it says, how it ends, and how long it is."""

from tests.engine.article_pages import a_feed
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW
from tui.domain.article import Completeness
from tui.domain.events import Snapshot
from tui.sources.adapter import Response
from tui.sources.feeds.feed import parse

SENTENCE = "The board of the company approved a dividend of two rupees a share on Monday. "
CONTENT, SUMMARY = "content:encoded", "description"


def read(element: str, body: str) -> Snapshot:
    text = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>x</title><item>'
        f"<title>Dividend is approved</title><link>https://news.example/1</link><{element}><![CDATA[{body}]]></{element}>"
        "</item></channel></rss>"
    )
    return parse(
        Response(url="https://news.example/rss", body=text.encode()), a_feed("https://news.example/rss"), FIXED_NOW
    )


@for_each(
    ("element", "body", "completeness"),
    [
        (SUMMARY, "", Completeness.TEASER),
        (SUMMARY, SENTENCE, Completeness.TEASER),
        (SUMMARY, f"<p>{SENTENCE * 5}</p>", Completeness.TEASER),
        (SUMMARY, f"<p>{SENTENCE * 10}</p>", Completeness.UNKNOWN),
        (SUMMARY, f"<p>{SENTENCE * 30}</p>", Completeness.WHOLE),
        (SUMMARY, f"<p>{SENTENCE * 30}</p><p>But then […]</p>", Completeness.TEASER),
        (SUMMARY, f"<p>{SENTENCE * 30} ...</p>", Completeness.TEASER),
        (CONTENT, f"<p>{SENTENCE * 6}</p>", Completeness.WHOLE),
        (CONTENT, f"<p>{SENTENCE}</p>", Completeness.UNKNOWN),
        (CONTENT, f'<p>{SENTENCE * 6}</p><p><a href="https://news.example/1">Read more →</a></p>', Completeness.TEASER),
        (CONTENT, f'<p>{SENTENCE * 6} <a href="https://news.example/1">Continue reading</a></p>', Completeness.TEASER),
        (CONTENT, f"<p>{SENTENCE * 6}</p><p>Lire la suite</p>", Completeness.TEASER),
        (CONTENT, f"<p>{SENTENCE * 6} He told them to read more books.</p>", Completeness.WHOLE),
        (SUMMARY, "中央銀行は月曜日に金利を据え置いた。" * 8, Completeness.TEASER),
        (SUMMARY, "中央銀行は月曜日に金利を据え置いた。" * 30, Completeness.WHOLE),
    ],
)
def test_a_teaser_is_told_from_an_article(element: str, body: str, completeness: Completeness) -> None:
    (article,) = read(element, body).articles

    assert article.completeness is completeness
