"""The values that several tables of a configuration file have, and how a value is constrained and described."""

from typing import Annotated, Final

import msgspec

from tui.config.patterns import anchored

MAX_NAME: Final = 24
MAX_COMMAND_WORDS: Final = 32
CURRENCY: Final = "[A-Za-z]{2,5}"

_PROXY: Final = 'an address such as "http://proxy.example:3128", or "none" for a direct connection'
_CA_FILE: Final = "the path of a file of PEM certificates"


def constrain(
    expected: str,
    meaning: str | None = None,
    *,
    problem: str | None = None,
    pattern: str | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
) -> msgspec.Meta:
    """Return the constraints and the description of a value.

    Args:
        expected: the value that is expected, for an error message.
        meaning: what the key is for, shown by editors before `expected`.
        problem: the complete message where the type is right and a constraint is not met.
        pattern: a regular expression that matches the complete text.
        min_length: of characters or entries.
        max_length: of characters or entries.
    """
    return msgspec.Meta(
        description=f"{meaning}: {expected}" if meaning else expected,
        extra={"expected": expected, "problem": problem},
        pattern=pattern and anchored(pattern),
        min_length=min_length,
        max_length=max_length,
    )


def whole_number(expected: str, meaning: str, least: int, most: int) -> msgspec.Meta:
    """Return the bounds and the description of a whole number; see `constrain`."""
    return msgspec.Meta(description=f"{meaning}: {expected}", extra={"expected": expected}, ge=least, le=most)


def command_words(example: str, meaning: str) -> msgspec.Meta:
    """Return the bounds and the description of a command, which is run without a shell.

    Args:
        example: of such a list of words, as TOML.
        meaning: what the command is for.
    """
    expected = f"a command as a list such as {example}"
    return constrain(expected, meaning, problem=f"expected {expected}", min_length=1, max_length=MAX_COMMAND_WORDS)


def switch(meaning: str) -> msgspec.Meta:
    """Return the description of a value that is true or false."""
    return constrain("true or false", meaning)


Text = Annotated[str, constrain("text")]
Proxy = Annotated[str, constrain(_PROXY, "The HTTP proxy, instead of HTTPS_PROXY and its like", min_length=1)]
CaFile = Annotated[
    str,
    constrain(_CA_FILE, "Authorities that are trusted besides the usual ones", pattern=r"[^\u0000]+"),
]
