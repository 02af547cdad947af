"""When an article was published and updated: what its page states for machines before what it prints."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from tui.domain.article import TimePrecision
from tui.sources.article.json_ld import field_text
from tui.sources.article.page_fields import PageFields
from tui.sources.article.page_tree import PageTree
from tui.sources.feeds.dates import StatedTime, parse_stated_time
from tui.sources.html.document import HtmlDocument, raw_text

_LATEST: Final = datetime(2190, 1, 1, tzinfo=UTC)
_PUBLISHED: Final = (
    *("article:published_time", "og:published_time", "og:article:published_time", "article.published"),
    *("datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date"),
    *("publish_date", "published_time", "date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date"),
    *("cxenseparse:recs:publishtime", "article_date_original", "publication_date", "originalpublicationdate"),
    *("iso-8601-publish-date", "created", "release_date"),
)
_UPDATED: Final = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_LABEL = re.compile(r"(?:last\s+)?(?:published|updated|posted|modified)(?:\s+(?:on|at))?\s*:?\s*", re.IGNORECASE)
_MAX_PRINTED_TIME: Final = 80
_YEAR = re.compile(r"(?:19|20)[0-9]{2}|[0-9]年")
_DAY_IN_PATH = re.compile(r"/((?:19|20)[0-9]{2}[/-][0-9]{1,2}[/-][0-9]{1,2})(?=[/_-])")
_LINES_BEFORE_TITLE: Final = 4
_LINES_BELOW_TITLE: Final = 12


def read_times(page: PageFields, market: str) -> tuple[StatedTime | None, StatedTime | None]:
    """Return when the article of a page was published, and when it was updated; None where that is not stated.

    Args:
        page: what it states.
        market: whose papers' times without a zone are in its own; empty for none.
    """
    month_first = _is_month_first(page.document)

    def first_of(texts: Iterable[str]) -> StatedTime | None:
        return _first_time(texts, market, month_first)

    published = first_of(_stated(page, "datePublished", _PUBLISHED))
    updated = first_of(_stated(page, "dateModified", _UPDATED))
    if published is None or published.precision is TimePrecision.DAY:
        printed = first_of((*_time_elements(page.document), *_lines_at_title(page.tree)))
        if published is None or (printed and _is_finer(printed, published)):
            published = printed or published
    if published is None and updated is None:
        published = first_of(_DAY_IN_PATH.findall(page.url))
    return published, updated


def _stated(page: PageFields, field: str, metas: Iterable[str]) -> Iterator[str]:
    yield field_text(page.json_ld.get(field)) or ""
    yield from (page.metas.get(name, "") for name in metas)


def _is_month_first(document: HtmlDocument) -> bool | None:
    """Return whether `03/04/2026` is the fourth of March, by the page's language; None where that leaves it open."""
    root = document.first("html[lang]")
    language = (root.attributes.get("lang") or "").lower() if root is not None else ""
    return True if language.startswith("en-us") else None if language in {"", "en"} else False


def _first_time(texts: Iterable[str], market: str, month_first: bool | None) -> StatedTime | None:
    """Return the first time that any of the texts names; one with a time of day before its day alone."""
    day: StatedTime | None = None
    for text in texts:
        time = parse_stated_time(text.strip(), market, _LATEST, month_first=month_first) if text else None
        if time is None:
            continue
        if _is_finer(time, day or time):
            return time
        day = day or time
    return day


def _is_finer(time: StatedTime, day: StatedTime) -> bool:
    """Return whether a time is of a day that is stated as well, and says more of it."""
    return time.precision is not TimePrecision.DAY and abs((time.at - day.at).total_seconds()) < 2 * 86_400


def _time_elements(document: HtmlDocument) -> Iterator[str]:
    for selector in ('[itemprop="datePublished"]', "article time", "time"):
        for node in document.select(selector)[:3]:
            attributes = node.attributes
            yield attributes.get("datetime") or attributes.get("content") or ""
            yield _LABEL.sub("", " ".join(raw_text(node)[:_MAX_PRINTED_TIME].split()))


def _lines_at_title(tree: PageTree) -> Iterator[str]:
    """Yield the short lines with a year in them that are just before the main heading or below it."""
    at = next((at for at, line in enumerate(tree.lines) if line.tag == "h1"), None)
    if at is None:
        return
    for line in tree.lines[max(0, at - _LINES_BEFORE_TITLE) : at + _LINES_BELOW_TITLE]:
        if len(line.text) <= _MAX_PRINTED_TIME and _YEAR.search(line.text):
            yield _LABEL.sub("", line.text)
