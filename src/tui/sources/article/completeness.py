"""How much of its article a page has given: all, a part, its first words, or none since another page is there."""

import re
from collections.abc import Sequence
from typing import Final

from tui.domain.article import Completeness
from tui.domain.blocks import Block
from tui.sources.article.page_metadata import PageMetadata
from tui.sources.article.page_tree import Line, PageTree
from tui.sources.decode.blocked_pages import ASKS_FOR_HUMAN, is_blocked_page
from tui.sources.html.document import HtmlDocument

NO_ARTICLE: Final = "no article on the page"
PAYWALL: Final = "a paywall"
LOGIN: Final = "a login page"
COOKIES: Final = "a cookie wall"
NOT_FOUND: Final = "page not found"
TOO_LONG: Final = "too long to be read whole"
_MAX_TEASER: Final = 1_500
"""Characters of the text before a paywall."""
_MAX_NOTICE: Final = 800
"""Characters of the text of a page that says that there is none."""
_MAX_COOKIES: Final = 1_600
"""Characters of the text of a cookie wall."""
_MAX_LOGIN_PAGE: Final = 2_500
_MAX_WORDS: Final = 20_000
_LAST_LINES: Final = 3
_LINES_AFTER: Final = 6
_MAX_TAIL_LINE: Final = 400
_NOT_FOUND = re.compile(
    r"\b404\b"
    r"|(?:page|seite|site|article|story) (?:was |is |wurde )?(?:not|nicht|no longer) (?:found|available|gefunden)"
    r"|not found|page introuvable|página no encontrada|doesn[’']t exist|no longer available",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscribers? only|for subscribers|subscribe (?:now |today )?(?:to|for) (?:continue|read|keep|unlock|full)"
    r"|to (?:continue|keep) reading|(?:continue|keep) reading (?:this article )?(?:with|for)|already a subscriber"
    r"|become a (?:subscriber|member) to|this (?:article|story|content) is (?:only )?(?:for|available to|reserved for)"
    r"|(?:read|unlock|access) (?:the )?(?:full|rest of (?:the|this)|entire|this) (?:article|story)"
    r"|members[- ]only|premium (?:article|content)|jetzt weiterlesen|weiterlesen mit|réservé aux abonnés"
    r"|contenido (?:exclusivo|para suscriptores)|abonnez-vous",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"(?:we|our partners).{0,80}(?:use|store|access).{0,80}(?:cookies|information on (?:a|your) device)"
    r"|(?:accept|manage|allow|reject) (?:all )?cookies|before you continue"
    r"|cookie (?:settings|policy|consent|preferences)"
    r"|consent to (?:the use of )?cookies|your privacy (?:choices|matters)|verwenden.{0,40}cookies"
    r"|utilisons des cookies|utilizamos cookies",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:sign|log) ?in\b|enter your (?:e-?mail|password)|forgot(?:ten)? (?:your )?password|create an account",
    re.IGNORECASE,
)


def describe_other_page(
    document: HtmlDocument, tree: PageTree, blocks: Sequence[Block], metadata: PageMetadata
) -> str | None:
    """Return what is there in place of an article, as a short phrase; None where nothing speaks against it.

    Args:
        document: the page.
        tree: its lines.
        blocks: what was taken for the article.
        metadata: of the page.
    """
    length = sum(len(block.text) for block in blocks)
    if length >= _MAX_COOKIES:
        return None
    words = "\n".join(line.text for line in tree.lines)[:_MAX_WORDS]
    if length < _MAX_NOTICE and not (metadata.is_article and blocks):
        title = f"{document.title}\n{metadata.title or ''}"
        asks_for_password = document.first("input[type=password]") is not None
        if asks_for_password and len(words) < _MAX_LOGIN_PAGE and _LOGIN.search(words):
            return LOGIN
        if is_blocked_page(words=words, title=document.title):
            return ASKS_FOR_HUMAN
        if _NOT_FOUND.search(title) or (len(words) < _MAX_NOTICE and _NOT_FOUND.search(words)):
            return NOT_FOUND
    return COOKIES if _is_cookie_wall("\n".join(block.text for block in blocks), words) else None


def _is_cookie_wall(text: str, words: str) -> bool:
    """Return whether the text is mostly about cookies, and there is hardly any other on the page."""
    found = sum(len(match[0]) for match in _COOKIES.finditer(text))
    return found * 4 > len(text) or (found > 0 and found * 12 > len(text) and len(words) < 3 * len(text))


def completeness_of(
    blocks: Sequence[Block], tree: PageTree, lines: Sequence[Line], metadata: PageMetadata
) -> tuple[Completeness, str]:
    """Return how much of the article there is, and why it is not whole.

    Args:
        blocks: its text.
        tree: of the page.
        lines: those that were taken.
        metadata: of the page.
    """
    length = sum(len(block.text) for block in blocks)
    tail = "\n".join(block.text for block in blocks[-_LAST_LINES:] if len(block.text) < _MAX_TAIL_LINE)
    has_wall = _PAYWALL.search(tail) is not None
    if length < _MAX_TEASER and (has_wall or not metadata.is_free or _PAYWALL.search(_after(tree, lines))):
        return Completeness.TEASER, PAYWALL
    if has_wall and not metadata.is_free:
        return Completeness.PARTIAL, PAYWALL
    return Completeness.WHOLE, ""


def _after(tree: PageTree, lines: Sequence[Line]) -> str:
    """Return the short lines that follow the article on its page."""
    last = lines[-1] if lines else None
    at = next((at for at in range(len(tree.lines) - 1, -1, -1) if tree.lines[at] is last), len(tree.lines))
    return "\n".join(
        line.text for line in tree.lines[at + 1 : at + 1 + _LINES_AFTER] if len(line.text) < _MAX_TAIL_LINE
    )
