"""Splits the text of an expression into tokens, each with its position."""

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum, auto
from typing import Final, NamedTuple

MAX_LENGTH: Final = 500
"""Characters of an expression."""

MULTIPLES: Final = {"k": 3, "m": 6, "mn": 6, "b": 9, "bn": 9, "lakh": 5, "crore": 7, "cr": 7}
"""The power of ten of each suffix of a number; percent signs are dropped, since percentages are in percent."""

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<number>[+-]?(?:\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d[\d_]*(?:\.\d+)?|\.\d+)(?P<suffix>[A-Za-z]+|%)?(?![\w.,]))
        | "(?P<text>[^"]*)"
        | (?P<operator>>=|<=|!=|==|=|>|<|~|\(|\)|[+*/-](?=\s))
        | (?P<word>[^\s()"<>=!~]+)
    )""",
    re.VERBOSE,
)


class ExpressionError(ValueError):
    """An expression is wrong.

    Attributes:
        position: the character at which it is, from 0.
    """

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(f"column {position + 1}: {problem}")
        self.problem = problem
        self.position = position


class TokenKind(Enum):
    """The kinds of tokens."""

    NUMBER = auto()
    TEXT = auto()
    """In quotes."""
    OPERATOR = auto()
    WORD = auto()
    END = auto()


class Token(NamedTuple):
    """A token of an expression."""

    kind: TokenKind
    text: str
    position: int
    """Of its first character, from 0."""
    number: Decimal | None = None

    def is_operator(self, *operators: str) -> bool:
        """Return whether it is one of these operators."""
        return self.kind is TokenKind.OPERATOR and self.text in operators

    def is_word(self, word: str) -> bool:
        """Return whether it is this word without quotes, in any case."""
        return self.kind is TokenKind.WORD and self.text.casefold() == word


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of an expression, the last one of kind END.

    Raises:
        ExpressionError: the text is too long, or a quote is not closed.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            problem = (
                "a quote is not closed" if text[start] == '"' else f"found {text[start]}, which means nothing here"
            )
            raise ExpressionError(problem, start)
        yield _token(match)
        position = match.end()
    yield Token(TokenKind.END, "", end)


def _token(match: re.Match[str]) -> Token:
    group = next(name for name in ("number", "text", "operator", "word") if match[name] is not None)
    start = match.start(group)
    if group == "number":
        number = _number(match)
        # a suffix that is no unit makes a word: 3i, 52w
        return Token(TokenKind.WORD if number is None else TokenKind.NUMBER, match[group], start, number)
    return Token(TokenKind[group.upper()], match[group], start)


def _number(match: re.Match[str]) -> Decimal | None:
    suffix = match["suffix"] or ""
    digits = match["number"].removesuffix(suffix).replace(",", "").replace("_", "")
    if suffix in {"", "%"}:
        return Decimal(digits)
    power = MULTIPLES.get(suffix.casefold())
    return None if power is None else Decimal(digits).scaleb(power)
