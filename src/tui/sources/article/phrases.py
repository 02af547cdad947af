"""Phrases of web pages that are no part of an article, or say where it ends."""

import re
from typing import Final

MAX_PHRASE: Final = 240
"""A longer line is prose, however it begins."""
_MAX_END: Final = 70

_BOILERPLATE = re.compile(
    r"(?:advertisements?|advert|anzeige|werbung|publicidad|publicité|sponsored(?: content)?"
    r"|(?:read|also read|see also|related(?: articles?| stories| content)?|more|watch|listen)\s*[:|].{0,160}"
    r"|read more.{0,80}|also read.{0,160}|related(?: articles?| stories| content)?:?.{0,100}|see also.{0,100}"
    r"|share (?:this|on|via).{0,60}|follow us.{0,100}|sign up.{0,120}|subscribe.{0,100}|click here.{0,80}"
    r"|(?:story|article) continues.{0,80}|continue reading.{0,60}|loading.{0,20}|skip to.{0,40}"
    r"|(?:[0-9]+ )?comments?|copyright.{0,160}|©.{0,160}|all rights reserved.{0,60}"
    r"|image (?:source|copyright|caption).{0,80}|photo:.{0,100}|photos?|image|video"
    r"|tags?:.{0,200}|filed under.{0,160}"
    r"|print|e-?mail|facebook|twitter|whatsapp|linkedin|pinterest|reddit|telegram)\W*",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:(?:top|most|all|read|view|user)?\W*(?:rated|recent|all)?\W*comments?(?:\W.{0,30})?"
    r"|leave a (?:reply|comment).{0,30}|privacy (?:overview|policy)|community (?:standards|guidelines)"
    r"|tell us what.{0,30}|about (?:the author|us)|cookies?.{0,30}|related.{0,40}|more (?:from|on|in).{0,40}"
    r"|recommended.{0,30}|you (?:may|might) also.{0,30}|read (?:next|more|also).{0,40}"
    r"|most (?:read|popular).{0,30}|newsletter.{0,30}|sign up.{0,40}|trending.{0,20})",
    re.IGNORECASE,
)


def is_boilerplate_phrase(text: str) -> bool:
    """Return whether a line is an advertisement's label, a share button, a teaser's lead-in or the like."""
    return len(text) < MAX_PHRASE and _BOILERPLATE.fullmatch(text) is not None


def ends_article(text: str) -> bool:
    """Return whether a line after the best part of an article is the heading of what follows it."""
    return len(text) < _MAX_END and _END.fullmatch(text) is not None
