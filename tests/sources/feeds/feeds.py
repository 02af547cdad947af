"""Feeds to parse, made of items."""

from datetime import UTC, datetime, timedelta

from tui.domain.article import Article
from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig

AT = datetime(2026, 11, 28, 6, tzinfo=UTC)


def rss(*items: str) -> str:
    return (
        "<rss><channel><title>Demo Desk</title>"
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


def articles_of(*items: str, market: str = "X", at: datetime = AT) -> tuple[Article, ...]:
    """Return the articles of a feed of these items."""
    source = SourceConfig(
        name="desk", kind="feed", url="https://desk.example/feed", every=timedelta(minutes=5), market=market
    )
    response = Response(url=source.url, body=rss(*items).encode(), content_type="application/rss+xml; charset=utf-8")
    return adapter_for("feed").parse(response, source, at).articles


def item(title: str = "Rates stay as they are", *, link: str = "", guid: str = "", rest: str = "") -> str:
    """Return an item with these texts, escaped but for the rest."""
    elements = {"title": title, "link": link, "guid": guid}
    return "".join(f"<{name}>{_escaped(text)}</{name}>" for name, text in elements.items() if text) + rest


def with_body(html: str, title: str = "Rates stay as they are") -> Article:
    """Return the article of an item with this body."""
    body = f"<description>{_escaped(html)}</description>"
    (article,) = articles_of(item(title, link="https://desk.example/rates-stay-as-they-are", rest=body))
    return article


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
