"""Recognize pages and messages in place of the data: captchas, logins, consent, limits, outages."""

import re
from functools import cache
from typing import Final

from tui.domain.text import sanitize_line
from tui.sources.html.markup_text import visible_words, window_title

LIMIT_REACHED: Final = "limit reached: "
IS_DOWN: Final = "provider is down: "
PROVIDER_SAYS: Final = "provider says: "
NOT_DATA: Final = "not data: "
"""These begin the reasons of responses: a limit, an outage, any other message, and a text that should be data and is
none."""
WEB_PAGE: Final = f"{NOT_DATA}a web page"
"""The reason of a page where data was expected."""
ASKS_FOR_HUMAN: Final = "it asks for a human"
"""Ends the reason of a captcha or a login in place of what was expected."""
MAX_BLOCK_PAGE_TEXT: Final = 4_000
"""A page that blocks has few words; one with more is another page."""
_MAX_SHORT_PAGE = 1_500
_MAX_MESSAGE_PAGE = 300
_MAX_TITLE = 300
_MAX_MARKUP = 200_000
_MAX_SEARCHED = 20_000
_MAX_QUOTED = 48

_BLOCK_WORDS = (
    r"just a moment|attention required|verify(?:ing)? (?:that )?you(?:'re|’re| are) (?:a |not a )?(?:human|robot)"
    r"|are you (?:a )?(?:human|robot)|i(?:'|’)?m not a robot|not a robot|\bcaptcha\b"
    r"|checking (?:if the site connection|your browser)"
    r"|enable javascript and cookies|access (?:to this page has been )?denied|request unsuccessful|ddos protection"
    r"|unusual traffic|security (?:check|verification)|press (?:&|and) hold|you have been blocked|\bray id\b"
    r"|(?:sign|log) ?in to (?:continue|your account|view)|(?:please|you must) (?:sign|log) ?in|prove you are human"
)
_BLOCK_MARKUP = (
    r"cf-challenge|cf_chl_|cf-turnstile|challenges\.cloudflare\.com|g-recaptcha|h-captcha|hcaptcha\.com|_incapsula_resource"
    r"|captcha-delivery\.com|px-captcha|awswaf"
)
_CONSENT_MARKUP = r"guce\.|consent\.yahoo|collectconsent|consent-form|name=\"csrfToken\"|before you continue"
_LIMIT_WORDS = (
    r"too many requests|rate.?limit|(?:daily|hourly|monthly|hits|request|call|usage|credit)s? (?:hits |request )?limit"
    r"|limit (?:reached|exceeded)|out of api credits|quota"
)
_OUTAGE_WORDS = r"will be right back|under maintenance|temporarily unavailable|scheduled maintenance"
_KEY_WORDS = r"get your api ?key|(?:missing|invalid|without an?) api ?key"
_REFUSAL_REASON = (
    r"limit reached|wants a key|no key:|the key (?:is not accepted|does not open)|provider says|no such symbol"
    r"|asks for (?:a human|consent)|captcha"
)
_STARTS_AS_MARKUP = r"\s*<(?:!doctype\b|!--|\?xml\b|[a-z][a-z0-9-]{0,20}[\s>/])"


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """Compile a pattern when it is first needed, which on most boards is never."""
    return re.compile(words, re.IGNORECASE)


def is_blocked_page(*, words: str, title: str = "", markup: str = "", asks_for_password: bool = False) -> bool:
    """Return whether a page without any data asks for a human or a login.

    Args:
        words: the page's visible text.
        title: of its window.
        markup: its source, empty for plain text.
        asks_for_password: whether it has a field for one.
    """
    if _pattern(_BLOCK_WORDS).search(title[:_MAX_TITLE]):
        return True
    if len(words) > MAX_BLOCK_PAGE_TEXT:
        return False
    if _pattern(_BLOCK_MARKUP).search(markup, 0, _MAX_MARKUP):
        return True
    return len(words) <= _MAX_SHORT_PAGE and (asks_for_password or _pattern(_BLOCK_WORDS).search(words) is not None)


def explain_non_data(text: str) -> str:
    """Return why a text that should be data is none, as a short plain phrase."""
    if not text.strip():
        return "empty answer"
    start = text[:_MAX_SEARCHED]
    if _pattern(_STARTS_AS_MARKUP).match(start):
        return _explain_page(start)
    message = sanitize_line(text, _MAX_QUOTED)
    return classify_message(message) or f"{NOT_DATA}{message}"


def _explain_page(markup: str) -> str:
    title = sanitize_line(window_title(markup), _MAX_QUOTED)
    words = sanitize_line(visible_words(markup), 2_000)
    if _pattern(_CONSENT_MARKUP).search(markup):
        return f"{NOT_DATA}a page that asks for consent to cookies"
    if is_blocked_page(words=words, title=title, markup=markup):
        return f"{NOT_DATA}a page that asks for a human"
    reason = classify_message(title) or (classify_message(words) if len(words) < _MAX_MESSAGE_PAGE else None)
    return reason or WEB_PAGE


def classify_message(message: str) -> str | None:
    """Return the reason that a provider's message states: a limit, a missing key or an outage; None for any other."""
    quoted = sanitize_line(message, _MAX_QUOTED)
    if _pattern(_LIMIT_WORDS).search(message[:_MAX_SEARCHED]):
        return f"{LIMIT_REACHED}{quoted}"
    if _pattern(_KEY_WORDS).search(message[:_MAX_SEARCHED]):
        return f"wants a key: {quoted}"
    return f"{IS_DOWN}{quoted}" if _pattern(_OUTAGE_WORDS).search(message[:_MAX_SEARCHED]) else None


def is_refusal(reason: str) -> bool:
    """Return whether the reason of a failed parse is a refusal: a limit, a key, a block, a request not accepted.

    All other reasons are of pages that are broken, cut short or missing, and may be complete a moment later.
    """
    return re.search(_REFUSAL_REASON, reason) is not None
