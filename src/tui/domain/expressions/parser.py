"""Parses an expression into a condition that a quote meets, does not meet, or of which that is not known."""

from collections.abc import Callable, Iterator
from decimal import Decimal, DecimalException
from difflib import get_close_matches
from itertools import pairwise
from operator import add, eq, ge, gt, le, lt, mul, ne, sub, truediv
from typing import Any, Final

from tui.domain.expressions.fields import FIELDS, TEXT_FIELDS, Value
from tui.domain.expressions.tokens import ExpressionError, Token, TokenKind, tokenize
from tui.domain.quote import Quote

MAX_DEPTH: Final = 30
"""Parentheses and negations within each other."""

Condition = Callable[[Quote], bool | None]
"""Returns whether a quote meets it; None where a figure that it needs is missing."""

_Operand = Callable[[Quote], Value]

_COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ">": gt,
    "<": lt,
    ">=": ge,
    "<=": le,
    "=": eq,
    "==": eq,
    "!=": ne,
    "~": lambda text, part: part in text,
}
_SUMS: Final[dict[str, Callable[[Any, Any], Any]]] = {"+": add, "-": sub}
_PRODUCTS: Final[dict[str, Callable[[Any, Any], Any]]] = {"*": mul, "/": truediv}
_ORDERED: Final = frozenset({">", "<", ">=", "<="})


def parse_expression(text: str) -> Condition:
    """Return the condition of an expression.

    Words must be part of a symbol or name, or be a complete market, source or kind. Comparisons are of fields, figures
    and texts; `and`, `or`, `not` and parentheses join them, and what stands side by side must all hold. A comparison
    with a figure that a quote does not have is neither true nor false.

    Raises:
        ExpressionError: with what is wrong, and where.
    """
    return _Parser(tokenize(text)).parse()


class _Parser:
    def __init__(self, tokens: Iterator[Token]) -> None:
        self._tokens = list(tokens)
        self._at = 0
        self._depth = 0

    def parse(self) -> Condition:
        condition = self._or()
        if not self._is_end():
            raise ExpressionError("a parenthesis is closed that was not opened", self._next.position)
        return condition

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _is_end(self) -> bool:
        return self._next.kind is TokenKind.END

    def _or(self) -> Condition:
        conditions = [self._and()]
        while self._next.is_word("or"):
            self._take()
            conditions.append(self._and())
        return conditions[0] if len(conditions) == 1 else _any_of(conditions)

    def _and(self) -> Condition:
        conditions = [self._not()]
        while not (self._is_end() or self._next.is_word("or") or self._next.is_operator(")")):
            if self._next.is_word("and"):
                self._take()
            conditions.append(self._not())
        return conditions[0] if len(conditions) == 1 else _all_of(conditions)

    def _not(self) -> Condition:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError("is nested too deeply", self._next.position)
        try:
            if self._next.is_word("not"):
                self._take()
                return _negated(self._not())
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
                return following.is_operator(*_COMPARISONS, *_SUMS, *_PRODUCTS)
        return False

    def _group(self) -> Condition:
        opened = self._take()
        condition = self._or()
        if not self._next.is_operator(")"):
            raise ExpressionError("a parenthesis is not closed", opened.position)
        self._take()
        return condition

    def _comparison(self) -> Condition:
        first = self._next
        follows_operator = self._tokens[self._at + 1 : self._at + 2]
        is_compared = follows_operator and follows_operator[0].is_operator(*_COMPARISONS, *_SUMS, *_PRODUCTS)
        if first.kind in {TokenKind.WORD, TokenKind.TEXT, TokenKind.NUMBER} and not is_compared:
            return _has_word(self._take().text)
        left, is_text = self._sum()
        operator = self._take()
        if not operator.is_operator(*_COMPARISONS):
            raise ExpressionError("expected a comparison such as > 2", operator.position)
        right = self._text_value() if is_text else self._sum()[0]
        if is_text and operator.text in _ORDERED:
            raise ExpressionError(f"{operator.text} compares figures, and {first.text} is a text", operator.position)
        if not is_text and operator.text == "~":
            raise ExpressionError(f"~ searches texts, and {first.text} is a figure", operator.position)
        return _compared(left, _COMPARISONS[operator.text], right)

    def _sum(self) -> tuple[_Operand, bool]:
        return self._operations(_SUMS, lambda: self._operations(_PRODUCTS, self._operand))

    def _operations(
        self, operators: dict[str, Callable[[Any, Any], Any]], operand: Callable[[], tuple[_Operand, bool]]
    ) -> tuple[_Operand, bool]:
        value, is_text = operand()
        while self._next.is_operator(*operators):
            operator = self._take()
            other, is_other_text = operand()
            if is_text or is_other_text:
                raise ExpressionError(f"{operator.text} is for figures", operator.position)
            value = _calculated(value, operators[operator.text], other)
        return value, is_text

    def _operand(self) -> tuple[_Operand, bool]:
        token = self._take()
        if token.is_operator("("):
            return self._calculation(token)
        if token.number is not None:
            number = token.number
            return lambda _quote: number, False
        if token.kind is TokenKind.WORD:
            name = token.text.casefold()
            if name not in FIELDS:
                raise ExpressionError(_unknown_field(token.text), token.position)
            return FIELDS[name], name in TEXT_FIELDS
        raise ExpressionError("expected a field such as pct, or a figure", token.position)

    def _calculation(self, opened: Token) -> tuple[_Operand, bool]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError("is nested too deeply", opened.position)
        value = self._sum()
        if not self._next.is_operator(")"):
            raise ExpressionError("a parenthesis is not closed", opened.position)
        self._take()
        self._depth -= 1
        return value

    def _text_value(self) -> _Operand:
        token = self._take()
        if token.kind not in {TokenKind.WORD, TokenKind.TEXT, TokenKind.NUMBER}:
            raise ExpressionError("expected a text", token.position)
        text = token.text.casefold()
        return lambda _quote: text


def _unknown_field(name: str) -> str:
    near = get_close_matches(name.casefold(), FIELDS, 1)
    meant = f"; did you mean {near[0]}?" if near else ""
    return f"no field {name}{meant} (fields: {', '.join(FIELDS)})"


def _has_word(word: str) -> Condition:
    folded = word.casefold()

    def has_word(quote: Quote) -> bool:
        return word_matches(quote, folded)

    return has_word


def word_matches(quote: Quote, word: str) -> bool:
    """Return whether a folded word is part of a quote's symbol or name, or its whole market, source or kind."""
    if word in quote.id.symbol.casefold() or word in (quote.name or "").casefold():
        return True
    kinds = (quote.kind.value, "indices") if quote.kind.value == "index" else (quote.kind.value,)
    return word in {quote.id.market.casefold(), quote.source.casefold(), str(quote.id).casefold(), *kinds}


def _compared(left: _Operand, compare: Callable[[Any, Any], bool], right: _Operand) -> Condition:
    def compared(quote: Quote) -> bool | None:
        one, other = left(quote), right(quote)
        return None if one is None or other is None else compare(one, other)

    return compared


def _calculated(left: _Operand, calculate: Callable[[Any, Any], Any], right: _Operand) -> _Operand:
    def calculated(quote: Quote) -> Value:
        one, other = left(quote), right(quote)
        if not isinstance(one, Decimal) or not isinstance(other, Decimal):
            return None
        try:
            result: Decimal = calculate(one, other)
        except DecimalException:
            return None
        return result

    return calculated


def _negated(condition: Condition) -> Condition:
    def negated(quote: Quote) -> bool | None:
        met = condition(quote)
        return None if met is None else not met

    return negated


def _all_of(conditions: list[Condition]) -> Condition:
    def all_of(quote: Quote) -> bool | None:
        results = [condition(quote) for condition in conditions]
        return False if False in results else None if None in results else True

    return all_of


def _any_of(conditions: list[Condition]) -> Condition:
    def any_of(quote: Quote) -> bool | None:
        results = [condition(quote) for condition in conditions]
        return True if True in results else None if None in results else False

    return any_of
