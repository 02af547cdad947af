"""Lines of a news page that are no part of its story, and what the page says of its comments."""

import re
from collections.abc import Iterable
from typing import Final

from tui.domain.article import Comments

LONGEST: Final = 240
"""A line longer than this is prose whatever it begins with."""

# possessive: a line of nothing but these would be split in every way there is
_ENDS = r"\s*+[:.!|►»…-]*+\s*+"
_COMMENTS_CLOSED = re.compile(
    r"(?:comments?[\s:.|-]*)?(?:comments?|commenting)\s+(?:are|is|have been|has been)?\s*(?:now\s+)?"
    r"(?:closed|disabled|turned off)\b.{0,60}",
    re.IGNORECASE,
)
_COMMENTS_OPEN = re.compile(
    r"(?:[0-9]+\s+comments?|comments?\s*(?:\([0-9]+\)|[0-9]+)?"
    r"|(?:(?:please\s+)?(?:leave|post|write|add|submit)\s+(?:a|your)\s+(?:comment|reply)"
    r"|(?:log\s?in|sign\s?in|register).{0,30}\bto\s+(?:post\s+a\s+|leave\s+a\s+)?comment"
    r"|be the first to comment|join the (?:conversation|discussion)).{0,60})" + _ENDS,
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|&copy;|copyright\b).{0,120}(?:[0-9]{4}|reserved|reuters|afp|agence france-presse|ap|recorder|press)"
    + _ENDS
    + r"|(?:©|\(c\)\s|&copy;).{0,120}|.{0,80}\ball rights reserved"
    + _ENDS,
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(?:"
    r"follow\s+(?:us|@\w+|business recorder|brecorder)\b.{0,150}"
    r"|(?:advertisements?|advert|sponsored(?: content)?|promoted(?: content)?|ad)"
    r"|(?:story|article)\s+continues\s+(?:below|after)\b.{0,60}"
    r"|(?:also|must|further)?[\s-]*read(?:\s+(?:more|also|this|next|too))?\s*[:|►»].{0,220}"
    r"|(?:also|must|related)\s+read\b.{0,40}|(?:related|more stories|see also)\s*[:|►»].{0,220}"
    r"|(?:share|tweet|print|e-?mail|facebook|twitter|x|whatsapp|linkedin|telegram|pinterest|copy link|save|listen)"
    r"(?:\s+(?:this|on|to|via)\b.{0,40})?"
    r"|(?:download|get)\s+(?:the|our)\s.{0,40}\bapp\b.{0,60}"
    r"|(?:subscribe|sign up)\s+(?:to|for|now)\b.{0,120}|click here\b.{0,150}"
    r"|(?:business recorder|brecorder)(?:\s+logo)?|skip to (?:main )?content|print edition"
    r"|image(?: credit)?|photo|loading"
    r")" + _ENDS,
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:read\s+(?:more|also|next|this)|also\s+read|must\s+read|related(?:\s+(?:stories|news|articles|posts|content))?"
    r"|more\s+(?:on this(?:\s+\w+)?|stories|from .{2,30})|you (?:may|might) also like|recommended(?:\s+for you)?"
    r"|trending|latest stories|most read|follow\s+us.{0,60})" + _ENDS,
    re.IGNORECASE,
)
_NAVIGATION = re.compile(r"[►»]|\bPRINT EDITION\b|\bBR MARKETS\b")
_FILLED = re.compile(r"[^\W_]")
_WIDGET = re.compile(
    r".{1,80}\s/\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+[0-9]{1,2}|[▲▼].{1,60}", re.IGNORECASE
)
_FIGURES_ONLY = re.compile(r"[\s0-9.,%()+\-−▲▼|/:]+")


def is_boilerplate(line: str) -> bool:
    """Whether the line is furniture: follow-us lines, advertisements, share buttons, teasers of other stories."""
    return len(line) <= LONGEST and (_FILLED.search(line) is None or _NOISE.fullmatch(line) is not None)


def announces_related(line: str) -> bool:
    """Whether the next line may be the headline of another story."""
    return len(line) <= LONGEST and _RELATED.fullmatch(line) is not None


def is_navigation(line: str) -> bool:
    """Whether the line is part of the site's menu."""
    return len(line) <= LONGEST and _NAVIGATION.search(line) is not None


def is_copyright(line: str) -> bool:
    """Whether the line states who owns the text."""
    return len(line) <= LONGEST and _COPYRIGHT.fullmatch(line) is not None


def is_widget(line: str) -> bool:
    """Whether the line is a row of a widget of rates or gainers: `Gold 10 Grams PKR / May 22`, `▲ 1 (20.66%)`."""
    return len(line) <= LONGEST and _WIDGET.fullmatch(line) is not None


def is_figures(line: str) -> bool:
    """Whether the line holds figures and no word."""
    return len(line) <= LONGEST and _FIGURES_ONLY.fullmatch(line) is not None


def is_comments(line: str) -> bool:
    """Whether the line belongs to the comments section: the story ends before it."""
    return len(line) <= LONGEST and bool(_COMMENTS_CLOSED.fullmatch(line) or _COMMENTS_OPEN.fullmatch(line))


def comments_status(lines: Iterable[str]) -> Comments:
    """What these lines say of the comments section; a section that does not say it is closed is open."""
    state = Comments.ABSENT
    for line in lines:
        if len(line) > LONGEST:
            continue
        if _COMMENTS_CLOSED.fullmatch(line):
            return Comments.CLOSED
        if _COMMENTS_OPEN.fullmatch(line):
            state = Comments.OPEN
    return state
