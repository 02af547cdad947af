"""Pages that stand before the page: captchas, challenges and logins (fault N8)."""

import re
from typing import Final

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
