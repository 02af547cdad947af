"""Pages that stand before the page: captchas, challenges and logins (fault N8)."""

import re
from typing import Final

from tui.domain.text import sanitize_line
from tui.sources.html.rough_text import visible_words, window_title

MAX_BLOCK_PAGE_TEXT: Final = 4_000
"""A gate says little; a page with more words than this is none."""

_SAYS = re.compile(
    r"just a moment|attention required|verify(?:ing)? (?:that )?you(?:'re|’re| are) (?:a |not a )?(?:human|robot)"
    r"|are you (?:a )?(?:human|robot)|i(?:'|’)?m not a robot|not a robot|\bcaptcha\b"
    r"|checking (?:if the site connection|your browser)"
    r"|enable javascript and cookies|access (?:to this page has been )?denied|request unsuccessful|ddos protection"
    r"|unusual traffic|security (?:check|verification)|press (?:&|and) hold|you have been blocked|\bray id\b"
    r"|(?:sign|log) ?in to (?:continue|your account|view)|(?:please|you must) (?:sign|log) ?in|prove you are human",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"cf-challenge|cf_chl_|cf-turnstile|challenges\.cloudflare\.com|g-recaptcha|h-captcha|hcaptcha\.com|_incapsula_resource"
    r"|captcha-delivery\.com|px-captcha|awswaf",
    re.IGNORECASE,
)
_SHORT = 1_500
_LOOKED_AT = 200_000


def is_blocked_page(*, words: str, title: str = "", markup: str = "", asks_for_password: bool = False) -> bool:
    """Whether a page without a ticker asks for a human or a login instead of showing anything.

    Args:
        words: the page's visible text.
        title: of its window.
        markup: its source, empty for plain text.
        asks_for_password: whether it has a field for one.
    """
    if _SAYS.search(title[:300]):
        return True
    if len(words) > MAX_BLOCK_PAGE_TEXT:
        return False
    if _HOLDS.search(markup, 0, _LOOKED_AT):
        return True
    return len(words) <= _SHORT and (asks_for_password or _SAYS.search(words) is not None)


_MAX_SEARCHED: Final = 20_000
_QUOTED: Final = 48

_LIMIT = re.compile(
    r"too many requests|rate.?limit|(?:daily|hourly|monthly|hits|request|call|usage|credit)s? (?:hits |request )?limit"
    r"|limit (?:reached|exceeded)|out of api credits|quota",
    re.IGNORECASE,
)
_DOWN = re.compile(r"will be right back|under maintenance|temporarily unavailable|scheduled maintenance", re.IGNORECASE)
_WANTS_KEY = re.compile(r"get your api ?key|(?:missing|invalid|without an?) api ?key", re.IGNORECASE)
_CONSENT = re.compile(
    r"guce\.|consent\.yahoo|collectconsent|consent-form|name=\"csrfToken\"|before you continue", re.IGNORECASE
)
_REFUSAL = re.compile(
    r"limit reached|wants a key|no key:|the key (?:is not accepted|does not open)|provider says|no such symbol"
    r"|asks for (?:a human|consent)|captcha"
)
_MARKUP = re.compile(r"\s*<(?:!doctype\b|!--|\?xml\b|[a-z][a-z0-9-]{0,20}[\s>/])", re.IGNORECASE)


def explain_non_data(text: str) -> str:
    """Why a text that should be data is none, as a short plain phrase."""
    if not text.strip():
        return "empty answer"
    seen = text[:_MAX_SEARCHED]
    if _MARKUP.match(seen):
        return _excuse_of_page(seen)
    words = sanitize_line(text, _QUOTED)
    return classify_message(words) or f"not data: {words}"


def classify_message(words: str) -> str | None:
    """What a provider's own sentence amounts to, where it speaks of a limit, a key or an outage; else None."""
    told = sanitize_line(words, _QUOTED)
    if _LIMIT.search(words[:_MAX_SEARCHED]):
        return f"limit reached: {told}"
    if _WANTS_KEY.search(words[:_MAX_SEARCHED]):
        return f"wants a key: {told}"
    return f"provider is down: {told}" if _DOWN.search(words[:_MAX_SEARCHED]) else None


def is_refusal(reason: str) -> bool:
    """Whether a reader's reason says that we are not wanted there: a limit, a key, a gate, a question it will not take.

    All other reasons are of pages that are broken, cut short or not there, and may be whole a moment later.
    """
    return _REFUSAL.search(reason) is not None


def _excuse_of_page(markup: str) -> str:
    heading = sanitize_line(window_title(markup), _QUOTED)
    words = sanitize_line(visible_words(markup), 2_000)
    if _CONSENT.search(markup):
        return "not data: a page that asks for consent to cookies"
    if is_blocked_page(words=words, title=heading, markup=markup):
        return "not data: a page that asks for a human"
    told = classify_message(heading) or (classify_message(words) if len(words) < 300 else None)
    return told or "not data: a web page"
