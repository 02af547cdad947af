"""The filter of the tape, by what a user would type."""

from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, an_id
from tui.domain.expressions.tokens import ExpressionError
from tui.domain.source_health import SourceState
from tui.domain.tape import ArticleSeen, Move, SourceChange, TapeEntry
from tui.view.tape_filter import parse_tape_filter

ENTRIES: dict[str, TapeEntry] = {
    "ogdc up 2%": Move(FIXED_NOW, an_id("OGDC"), Decimal(100), Decimal(102), "br"),
    "ppl down 1%": Move(FIXED_NOW, an_id("PPL"), Decimal(100), Decimal(99), "br"),
    "hubc up 0.1%": Move(FIXED_NOW, an_id("HUBC"), Decimal(100), Decimal("100.1"), "psx"),
    "new from 0": Move(FIXED_NOW, an_id("WTL"), Decimal(0), Decimal(1), "psx"),
    "article": ArticleSeen(FIXED_NOW, "1", "Figures show that OGDC strikes gas in Sindh", "br"),
    "fault": SourceChange(FIXED_NOW, "psx", SourceState.LIVE, SourceState.FAILING, "HTTP 503"),
}
QUOTES = {
    quote.id: quote
    for quote in (a_quote("OGDC", name="Oil & Gas Development"), a_quote("PPL", name="Pakistan Petroleum"))
}
MOVES = ["ogdc up 2%", "ppl down 1%", "hubc up 0.1%", "new from 0"]


def accepted(text: str) -> list[str]:
    accepts = parse_tape_filter(text).bound(QUOTES, [an_id("PPL"), an_id("WTL")])
    return [name for name, entry in ENTRIES.items() if accepts(entry)]


@for_each(
    ("text", "expected"),
    [
        ("", list(ENTRIES)),
        ("  /  ", list(ENTRIES)),
        ("ogdc", ["ogdc up 2%", "article"]),
        ("GDC", ["ogdc up 2%", "article"]),
        ("petroleum", ["ppl down 1%"]),
        ("gas", ["ogdc up 2%", "article"]),
        ("psx", [*MOVES, "fault"]),
        ("503", ["fault"]),
        ("failing", ["fault"]),
        ("nothing like it", []),
        ("moves", MOVES),
        ("Moves", MOVES),
        ("figures", ["article"]),
        ("news", ["article"]),
        ("sources", ["fault"]),
        ("news sources", ["article", "fault"]),
        ("moves ogdc", ["ogdc up 2%"]),
        (">1%", ["ogdc up 2%"]),
        (">=1%", ["ogdc up 2%", "ppl down 1%"]),
        ("1%", ["ogdc up 2%", "ppl down 1%"]),
        ("> 0.5 %", ["ogdc up 2%", "ppl down 1%"]),
        ("<.5%", ["hubc up 0.1%"]),
        (">0.05% <1%", ["hubc up 0.1%"]),
        ("ogdc >1%", ["ogdc up 2%"]),
        ("ogdc>1%", ["ogdc up 2%"]),
        ("news >1%", []),
        ("tab", ["ppl down 1%", "new from 0"]),
        ("tab 0.5%", ["ppl down 1%"]),
        ("pct > 1", ["ogdc up 2%"]),
        ("pct > 1%", ["ogdc up 2%"]),
        ("pct < 0 or change > 1.5", ["ogdc up 2%", "ppl down 1%"]),
        ("price >= 100.1 and not ogdc", ["hubc up 0.1%"]),
        ("symbol ~ p", ["ppl down 1%"]),
        ("tab pct < 0", ["ppl down 1%"]),
    ],
)
def test_what_is_typed_leaves(text: str, expected: list[str]) -> None:
    assert accepted(text) == expected


@for_each("text", ["wrong > 2", "price >", "(price > 2"])
def test_a_comparison_that_is_wrong_says_why(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_tape_filter(text)
