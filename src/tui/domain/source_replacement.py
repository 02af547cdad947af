"""What remains of the health, the rows and the articles of sources when others take their place."""

from collections.abc import Mapping
from types import MappingProxyType

from tui.domain.article import KnownArticles
from tui.domain.article_page import ArticlePage, pages_of
from tui.domain.events import Continuity, ReplacedSource, SourcesReplaced
from tui.domain.observations import SourceRows
from tui.domain.source_health import SourceHealth


def replaced_health(known: Mapping[str, SourceHealth], event: SourcesReplaced) -> Mapping[str, SourceHealth]:
    """Return the health of the sources in their new order, or the same mapping where none differs."""
    health = {each.name: _health_of(each, known.get(each.name)) for each in event.sources}
    is_same = list(health) == list(known) and all(known[name] is each for name, each in health.items())
    return known if is_same else MappingProxyType(health)


def _health_of(source: ReplacedSource, known: SourceHealth | None) -> SourceHealth:
    if known is not None and source.continuity is Continuity.UNCHANGED:
        return known
    waiting = SourceHealth(name=source.name, kind=source.kind, every=source.every, markets=source.markets)
    if known is None or source.continuity is Continuity.NEW:
        return waiting
    shown = waiting._replace(
        last_good=known.last_good, quotes=known.quotes, indices=known.indices, articles=known.articles
    )
    # half a page of the same requests is half a page still
    return shown._replace(expected=known.expected) if source.continuity is Continuity.RESTARTED else shown


def replaced_rows(known: Mapping[str, SourceRows], event: SourcesReplaced) -> Mapping[str, SourceRows]:
    """Return the rows of the sources that go on, or the same mapping where none differs."""
    rows = {
        each.name: known[each.name]._replace(is_superseded=True)
        if each.continuity is Continuity.SUPERSEDED
        else known[each.name]
        for each in event.sources
        if each.name in known and each.continuity is not Continuity.NEW
    }
    is_same = len(rows) == len(known) and all(known[name] is each for name, each in rows.items())
    return known if is_same else MappingProxyType(rows)


def replaced_pages(known: Mapping[str, ArticlePage], event: SourcesReplaced) -> Mapping[str, ArticlePage]:
    """Return the pages of the articles of the sources that go on, or the same mapping where all do."""
    return pages_of(known, _remaining(event))


def replaced_articles(known: KnownArticles, event: SourcesReplaced) -> KnownArticles:
    """Return the articles of the sources that go on, or the same mapping where all do."""
    remaining = _remaining(event)
    articles = {key: article for key, article in known.articles.items() if article.source in remaining}
    versions = {
        key: tuple(other for other in others if other.source in remaining)
        for key, others in known.versions.items()
        if key in articles
    }
    return KnownArticles(
        articles=known.articles if len(articles) == len(known.articles) else MappingProxyType(articles),
        versions=MappingProxyType({key: others for key, others in versions.items() if others}),
        listed=MappingProxyType({name: ids for name, ids in known.listed.items() if name in remaining}),
    )


def _remaining(event: SourcesReplaced) -> frozenset[str]:
    """Return the names of the sources that go on."""
    return frozenset(each.name for each in event.sources if each.continuity is not Continuity.NEW)
