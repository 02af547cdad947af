"""The regular expressions of a configuration's values, in the dialect that Python and JSON Schema share."""

from typing import Final

MARKET_CODE: Final = "[A-Z][A-Z0-9._-]{0,15}"
HEADER_NAME: Final = "[A-Za-z0-9!#$%&'*+.^_|~-]{1,64}"
HEADER_VALUE: Final = "[!-~]([ -~]{0,4094}[!-~])?"
RESERVED_HEADERS: Final = frozenset(
    [
        *("host", "accept-encoding", "connection", "content-length", "transfer-encoding", "te", "upgrade", "expect"),
        *("if-modified-since", "if-none-match", "range"),
    ]
)
"""Headers, in small letters, that the program sets itself: no source may set them."""


def anchored(pattern: str) -> str:
    """Anchor a pattern at both ends; `$` would let a line break follow."""
    return rf"^({pattern})(?![\s\S])"


THEME_NAME: Final = r"\w[\w .-]{0,39}"
"""The name of a theme, which is that of its file without `.toml`."""
