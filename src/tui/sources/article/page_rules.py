"""Apply the rules that a user has for the pages of a site."""

from collections.abc import Iterable, Sequence

from tui.sources.article.links import site_of
from tui.sources.article.reading import PageRule
from tui.sources.html.document import HtmlDocument, HtmlNode

_MAX_ELEMENTS = 1_000
"""Of one selector."""


def rule_for(url: str, rules: Iterable[PageRule]) -> PageRule | None:
    """Return the rule for the host of a URL: one for the host itself before one for a domain that it is of."""
    host = site_of(url)
    matching = [rule for rule in rules if host == site_of(f"//{rule.host}") or host.endswith(f".{rule.host}")]
    return max(matching, key=lambda rule: len(rule.host), default=None)


def select_article(document: HtmlDocument, rule: PageRule) -> Sequence[HtmlNode]:
    """Return the elements that a rule names as the article, none within another, without what it drops.

    Raises:
        ParseError: one of its selectors is none.
    """
    for selector in rule.drop:
        for node in document.select(selector)[:_MAX_ELEMENTS]:
            node.decompose()
    if not rule.article:
        return ()
    nodes = document.select(rule.article)[:_MAX_ELEMENTS]
    chosen = {node.mem_id for node in nodes}
    return [node for node in nodes if not _is_within(node, chosen)]


def _is_within(node: HtmlNode, chosen: set[int]) -> bool:
    around = node.parent
    while around is not None:
        if around.mem_id in chosen:
            return True
        around = around.parent
    return False
