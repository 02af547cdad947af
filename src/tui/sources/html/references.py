"""Character references of markup as the characters meant: `&amp;`, `&#9650;`, `&nbsp;`."""

import re
from functools import lru_cache
from html import unescape

# no longer than any reference is: a number of a thousand digits is none
_NAMES = r"#[0-9]{1,16}|#[xX][0-9a-fA-F]{1,16}|[A-Za-z][A-Za-z0-9]{1,31}"
_ENDED = re.compile(rf"&(?:{_NAMES});")
_LOOSE = re.compile(rf"&(?:{_NAMES});?")


def read_references(text: str, *, ended: bool = False) -> str:
    """The text with its character references read.

    Args:
        text: of markup.
        ended: whether to leave those without a semicolon alone, as XML does; HTML reads many of them.
    """
    return (_ENDED if ended else _LOOSE).sub(_replaced, text) if "&" in text else text


def _replaced(reference: re.Match[str]) -> str:
    return _meant(reference[0])


@lru_cache(maxsize=1024)
def _meant(reference: str) -> str:
    return unescape(reference)
