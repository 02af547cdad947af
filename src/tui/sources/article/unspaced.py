"""Text of the scripts that put no blanks between words: Chinese, Japanese, Thai, Lao, Burmese and Khmer."""

import re
from typing import Final

_LETTERS: Final = r"[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
"""Compiled for the first text beyond ASCII only."""


def count_unspaced(text: str) -> int:
    """Return how many letters of a text are of scripts without blanks between words."""
    return 0 if text.isascii() else len(re.findall(_LETTERS, text))
