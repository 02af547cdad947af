"""Recognize the lines of a news page that are not part of its article, and the state of its comments."""

import re
from collections.abc import Iterable
from typing import Final

from tui.domain.article import Comments

MAX_BOILERPLATE: Final = 240
"""A longer line is prose, however it begins."""

# possessive: a line of these alone would be matched in exponentially many ways
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
    r"(?:©|&copy;|copyright\b).{0,120}(?:[0-9]{4}|reserved|reuters|afp|agence france-presse|ap|recorder|press)"
    + _ENDS
    # "(c)" is more often the third of a list
    + r"|\(c\)\s*(?:copyright\b.{0,120}|[0-9]{4}\b.{0,120}|.{0,80}\b(?:reserved|reuters|afp|agence france-presse))"
    + _ENDS
    + r"|(?:©|&copy;).{0,120}|.{0,80}\ball rights reserved"
    + _ENDS,
    re.IGNORECASE,
)
_TEASER_WORDS = r"(?:also|must|further)?[\s-]*read(?:\s+(?:more|also|this|next|too))?\s*[:|►»].{0,220}"
_TEASER = re.compile(_TEASER_WORDS, re.IGNORECASE)
_IMAGE_LABEL = re.compile(r"(?:image|photo)\W*", re.IGNORECASE)
_NOISE = re.compile(
    r"(?:"
    r"follow\s+(?:us|@\w+|business recorder|brecorder)\b.{0,150}"
    r"|(?:advertisements?|advert|sponsored(?: content)?|promoted(?: content)?|ad)"
    r"|(?:story|article)\s+continues\s+(?:below|after)\b.{0,60}"
    rf"|{_TEASER_WORDS}"
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
_ALPHANUMERIC = re.compile(r"[^\W_]")
_WIDGET = re.compile(
    r".{1,80}\s/\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+[0-9]{1,2}|[▲▼].{1,60}", re.IGNORECASE
)
_FIGURES_ONLY = re.compile(r"[\s0-9.,%()+\-−▲▼|/:]+")


def is_boilerplate(line: str) -> bool:
    """Return whether the line is a follow-us line, an advertisement, a share button, a teaser or the like."""
    return len(line) <= MAX_BOILERPLATE and (_ALPHANUMERIC.search(line) is None or _NOISE.fullmatch(line) is not None)


def is_teaser(line: str) -> bool:
    """Return whether the line names another article to read: `Read more: ...`."""
    return len(line) <= MAX_BOILERPLATE and _TEASER.fullmatch(line) is not None


def is_image_label(line: str) -> bool:
    """Return whether the line says only that there is a picture: `Photo:`."""
    return len(line) <= MAX_BOILERPLATE and _IMAGE_LABEL.fullmatch(line) is not None


def announces_related(line: str) -> bool:
    """Return whether the next line may be the headline of another article."""
    return len(line) <= MAX_BOILERPLATE and _RELATED.fullmatch(line) is not None


def is_navigation(line: str) -> bool:
    """Return whether the line is part of the site's menu."""
    return len(line) <= MAX_BOILERPLATE and _NAVIGATION.search(line) is not None


def is_copyright(line: str) -> bool:
    """Return whether the line is a copyright notice."""
    return len(line) <= MAX_BOILERPLATE and _COPYRIGHT.fullmatch(line) is not None


def is_widget(line: str) -> bool:
    """Return whether the line is part of a widget of rates or gainers: `Gold 10 Grams PKR / May 22`, `▲ 1 (20.66%)`."""
    return len(line) <= MAX_BOILERPLATE and _WIDGET.fullmatch(line) is not None


def is_figures(line: str) -> bool:
    """Return whether the line has figures and no word."""
    return len(line) <= MAX_BOILERPLATE and _FIGURES_ONLY.fullmatch(line) is not None


def is_comments(line: str) -> bool:
    """Return whether the line belongs to the comments section: the article ends before it."""
    return len(line) <= MAX_BOILERPLATE and bool(_COMMENTS_CLOSED.fullmatch(line) or _COMMENTS_OPEN.fullmatch(line))


def comments_status(lines: Iterable[str]) -> Comments:
    """Return the state of the comments section in these lines; a section not stated as closed is open."""
    state = Comments.ABSENT
    for line in lines:
        if len(line) > MAX_BOILERPLATE:
            continue
        if _COMMENTS_CLOSED.fullmatch(line):
            return Comments.CLOSED
        if _COMMENTS_OPEN.fullmatch(line):
            state = Comments.OPEN
    return state
