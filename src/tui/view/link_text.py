"""The targets of links as they are shown: always with the host that they really lead to."""

from typing import Final
from urllib.parse import urlsplit

from tui.domain.text import sanitize_line
from tui.view.spans import Span, Tone

_MIN_TOO_LONG: Final = 64
"""Characters from which on a part of a name is too long."""


def ascii_host(link: str) -> str:
    """Return the host in ASCII: names in other scripts in their `xn--` form, so that look-alikes are visible."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return ""
    if host.isascii() and all(0 < len(label) < _MIN_TOO_LONG for label in host.split(".")):
        return host  # as most are: what encodes others takes a millisecond to load, as the first article is shown
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return sanitize_line(ascii(host), 80)


def target_text(target: str) -> str:
    """Return a target as text: a host in another script than Latin stands before it in ASCII too."""
    host = ascii_host(target)
    return target if not host or host in target.casefold() else f"{host}  {target}"


def target_spans(target: str) -> tuple[Span, ...]:
    """Return a target with the rest of its address quieter than the host."""
    text = target_text(target)
    before, mark, rest = text.partition("//")
    host, slash, path = rest.partition("/")
    if not mark:
        return (Span(text),)
    spans = (Span(before + mark, Tone.QUIET), Span(host), Span(slash + path, Tone.QUIET))
    return tuple(span for span in spans if span.text)
