"""Parses the text of an expression into its tree."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.expressions.tokens import ExpressionError, Token, TokenKind, tokenize
from tui.domain.expressions.tree import (
    AllOf,
    AnyOf,
    Calculation,
    Call,
    Comparison,
    Field,
    Negation,
    Node,
    Number,
    Operand,
    Text,
    Word,
)

MAX_DEPTH: Final = 30
"""Parentheses and negations within each other."""
MAX_ARGUMENTS: Final = 4
"""Of a function."""

COMPARISONS: Final = (">", "<", ">=", "<=", "=", "==", "!=", "~")
_SUMS: Final = ("+", "-")
_PRODUCTS: Final = ("*", "/")
_ORDERED: Final = frozenset({">", "<", ">=", "<="})


class Function(NamedTuple):
    """A function that an expression can call."""

    check: Callable[[tuple[str, ...]], str | None]
    """Returns what is wrong with its arguments, None where nothing is."""
    is_condition: bool = False
    """Whether it says yes or no, in the place of a comparison; else it is a figure."""


class Vocabulary(NamedTuple):
    """The names that an expression can use."""

    fields: Collection[str]
    texts: Collection[str]
    """Those of the fields whose values are texts; all others are figures."""
    functions: Mapping[str, Function] = MappingProxyType({})


def parse_tree(text: str, vocabulary: Vocabulary) -> Node:
    """Return the tree of an expression.

    Comparisons are of fields, figures and texts; `and`, `or`, `not` and parentheses join them, and what stands side by
    side must all hold. A word that is compared with nothing is a condition itself.

    Raises:
        ExpressionError: with what is wrong, and where.
    """
    return _Parser(tokenize(text), vocabulary).parse()


class _Parser:
    def __init__(self, tokens: Iterator[Token], vocabulary: Vocabulary) -> None:
        self._tokens = list(tokens)
        self._vocabulary = vocabulary
        self._at = 0
        self._depth = 0

    def parse(self) -> Node:
        node = self._or()
        if not self._is_end():
            raise ExpressionError("a parenthesis is closed that was not opened", self._next.position)
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _is_end(self) -> bool:
        return self._next.kind is TokenKind.END

    def _or(self) -> Node:
        conditions = [self._and()]
        while self._next.is_word("or"):
            self._take()
            conditions.append(self._and())
        return conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions))

    def _and(self) -> Node:
        conditions = [self._not()]
        while not (self._is_end() or self._next.is_word("or") or self._next.is_operator(")")):
            if self._next.is_word("and"):
                self._take()
            conditions.append(self._not())
        return conditions[0] if len(conditions) == 1 else AllOf(tuple(conditions))

    def _not(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError("is nested too deeply", self._next.position)
        try:
            if self._next.is_word("not"):
                self._take()
                return Negation(self._not())
            if self._next.is_operator("(") and not self._is_calculation():
                return self._group()
            return self._comparison()
        finally:
            self._depth -= 1

    def _is_calculation(self) -> bool:
        """Return whether the parentheses that open here are around figures: an operator follows them."""
        depth = 0
        for token, following in pairwise(self._tokens[self._at :]):
            depth += token.is_operator("(") - token.is_operator(")")
            if not depth:
                return following.is_operator(*COMPARISONS, *_SUMS, *_PRODUCTS)
        return False

    def _group(self) -> Node:
        opened = self._take()
        node = self._or()
        self._close(opened)
        return node

    def _close(self, opened: Token) -> None:
        if not self._next.is_operator(")"):
            raise ExpressionError("a parenthesis is not closed", opened.position)
        self._take()

    def _comparison(self) -> Node:
        first = self._next
        if self._is_call():
            function = self._vocabulary.functions[first.text.casefold()]
            if function.is_condition:
                call = self._call()
                if self._next.is_operator(*COMPARISONS, *_SUMS, *_PRODUCTS):
                    raise ExpressionError(f"{first.text} is no figure", first.position)
                return call
        elif first.kind in {TokenKind.WORD, TokenKind.TEXT, TokenKind.NUMBER} and not self._is_compared():
            return Word(self._take().text.casefold(), first.position)
        left = self._sum()
        operator = self._take()
        if not operator.is_operator(*COMPARISONS):
            raise ExpressionError("expected a comparison such as > 2", operator.position)
        is_text = self._is_text(left)
        right = self._text_value() if is_text else self._sum()
        if is_text and operator.text in _ORDERED:
            raise ExpressionError(f"{operator.text} compares figures, and {first.text} is a text", operator.position)
        if not is_text and operator.text == "~":
            raise ExpressionError(f"~ searches texts, and {first.text} is a figure", operator.position)
        if not is_text and self._is_text(right):
            raise ExpressionError(f"{first.text} is a figure, and is compared with a text", right.position)
        return Comparison(operator.text, left, right, operator.position)

    def _is_compared(self) -> bool:
        """Return whether an operator follows what comes next."""
        following = self._tokens[self._at + 1 : self._at + 2]
        return bool(following) and following[0].is_operator(*COMPARISONS, *_SUMS, *_PRODUCTS)

    def _is_text(self, operand: Operand) -> bool:
        return isinstance(operand, Field) and operand.name in self._vocabulary.texts

    def _sum(self) -> Operand:
        return self._operations(_SUMS, lambda: self._operations(_PRODUCTS, self._operand))

    def _operations(self, operators: Iterable[str], operand: Callable[[], Operand]) -> Operand:
        value = operand()
        while self._next.is_operator(*operators):
            operator = self._take()
            other = operand()
            if self._is_text(value) or self._is_text(other):
                raise ExpressionError(f"{operator.text} is for figures", operator.position)
            value = Calculation(operator.text, value, other, operator.position)
        return value

    def _operand(self) -> Operand:
        if self._is_call():
            if self._vocabulary.functions[self._next.text.casefold()].is_condition:
                raise ExpressionError(f"{self._next.text} is no figure", self._next.position)
            return self._call()
        token = self._take()
        if token.is_operator("("):
            return self._calculation(token)
        if token.number is not None:
            return Number(token.number, token.position)
        if token.kind is TokenKind.WORD:
            name = token.text.casefold()
            if name not in self._vocabulary.fields:
                raise ExpressionError(self._unknown_field(token.text), token.position)
            return Field(name, token.position)
        raise ExpressionError("expected a field such as pct, or a figure", token.position)

    def _calculation(self, opened: Token) -> Operand:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError("is nested too deeply", opened.position)
        value = self._sum()
        self._close(opened)
        self._depth -= 1
        return value

    def _is_call(self) -> bool:
        """Return whether a function comes next: its name, with a parenthesis right behind it."""
        name, opened = self._next, self._tokens[self._at + 1 : self._at + 2]
        return (
            name.kind is TokenKind.WORD
            and name.text.casefold() in self._vocabulary.functions
            and bool(opened)
            and opened[0].is_operator("(")
            and opened[0].position == name.position + len(name.text)
        )

    def _call(self) -> Call:
        name, opened = self._take(), self._take()
        arguments: list[str] = []
        while not (self._is_end() or self._next.is_operator(")")):
            token = self._take()
            if token.kind is TokenKind.OPERATOR:
                raise ExpressionError(f"{name.text} takes words, no {token.text}", token.position)
            arguments += [token.text] if token.kind is TokenKind.TEXT else _arguments(token.text)
            if len(arguments) > MAX_ARGUMENTS:
                raise ExpressionError(f"{name.text} takes at most {MAX_ARGUMENTS} words", token.position)
        self._close(opened)
        wrong = self._vocabulary.functions[name.text.casefold()].check(tuple(arguments))
        if wrong is not None:
            raise ExpressionError(f"{name.text} {wrong}", name.position)
        return Call(name.text.casefold(), tuple(arguments), name.position)

    def _text_value(self) -> Text:
        token = self._take()
        if token.kind not in {TokenKind.WORD, TokenKind.TEXT, TokenKind.NUMBER}:
            raise ExpressionError("expected a text", token.position)
        return Text(token.text.casefold(), token.position)

    def _unknown_field(self, name: str) -> str:
        # some, such as last, are both: a field, and a function of another instrument
        known = list(dict.fromkeys([*self._vocabulary.fields, *self._vocabulary.functions]))
        near = get_close_matches(name.casefold(), known, 1)
        meant = f"; did you mean {near[0]}?" if near else ""
        return f"no field {name}{meant} (fields: {', '.join(known)})"


def _arguments(word: str) -> list[str]:
    return [part for part in word.split(",") if part]
