"""Long strips of spans told as text, so that a ticker of thousands of rows costs no element each."""

import re
from collections.abc import Iterable
from typing import Final

from tui.sources.lines import ELEMENT_BOUNDARY

# fields of a story are picked by these classes
_PICKED: Final = ("story__", "badge", "timestamp--")
_TAG: Final = re.compile(r'<[^<">]*+(?:"[^"<]*+"[^<">]*+)*+>')
_FILLED: Final = re.compile(r"\w")
_FEW: Final = 8


def flatten_spans(markup: str, strips: Iterable[slice]) -> str:
    """The markup with edges in place of the tags of these strips: what is left are the same lines.

    Args:
        markup: of a page.
        strips: where spans stand that hold nothing but text, in the order of the page.
    """
    pieces: list[str] = []
    at = 0
    for strip in strips:
        spans = markup[strip]
        text = _bare(spans)
        if _FILLED.search(text) and not any(name in spans for name in _PICKED):
            pieces += (markup[at : strip.start], text)
            at = strip.stop
    return "".join((*pieces, markup[at:])) if pieces else markup


def _bare(spans: str) -> str:
    """The text of the spans, with an edge for each tag."""
    # a strip has few different tags, and each is replaced everywhere faster than tag by tag
    for _ in range(_FEW):
        tag = _TAG.search(spans)
        if tag is None:
            return spans
        spans = spans.replace(tag[0], ELEMENT_BOUNDARY)
    return _TAG.sub(ELEMENT_BOUNDARY, spans)
