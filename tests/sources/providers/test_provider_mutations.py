"""A provider's response mutated in any way gives rows or the adapter's own error, and no price that is not in it."""

import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.marks import examples
from tests.sources.providers.recorded import AT, files, page_of, source_of
from tui.domain.events import Snapshot
from tui.domain.text import sanitize_line
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response
from tui.sources.decode.charset import decode

KINDS = ("yahoo", "binance", "coingecko", "frankfurter", "stooq")
SEEDS = [
    path for kind in KINDS for name in ("good", "partial", "empty", "error", "limit") for path in files(kind, name)
]
MANY = settings(max_examples=examples(250), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
TREES = [path for path in SEEDS if path.suffix == ".json" and path.stem.startswith(("good", "partial"))]

positions = st.floats(0, 1, exclude_max=True)
scraps = st.sampled_from(
    [
        *(
            b"{",
            b"}",
            b"[",
            b"]",
            b",",
            b":",
            b'"',
            b"\\",
            b"\\u202e",
            b"\\ud800",
            b"null",
            b"true",
            b"NaN",
            b"-Infinity",
        ),
        *(
            b"1e999",
            b"-",
            b"0",
            b"9" * 60,
            b"1e-400",
            b".",
            b"e5",
            b"N/D",
            b"\r\n",
            b";",
            b"\0",
            b"\xff\xfe",
            b"\x1b[31m",
        ),
        *(b"[" * 300, b'{"a":' * 300, b'"regularMarketPrice":77.70,', b'"symbol":"OGDC.KA",', b"<html>", b"\xd9\xa3"),
    ]
)
manglings = st.tuples(
    st.lists(st.tuples(positions, st.sampled_from(b"0123456789" * 4 + bytes(range(256)))), max_size=3),
    st.lists(st.tuples(positions, positions, st.integers(0, 200)), max_size=1),
    st.lists(st.tuples(positions, scraps), max_size=1),
    st.one_of(st.just(1.0), st.just(1.0), st.just(1.0), st.floats(0.2, 1)),
)
"""Bytes turned into others, pieces repeated elsewhere, scraps put in, and how much of it all arrives."""
Mangling = tuple[list[tuple[float, int]], list[tuple[float, float, int]], list[tuple[float, bytes]], float]

_LITERAL = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)


def numbers_in(page: Response) -> set[str]:
    """Return every number in the body, written out, and without binary noise."""
    text = decode(page)
    literals = _LITERAL.findall(text) + [grouped.replace(",", "") for grouped in _GROUPED.findall(text)]
    return {written for literal in literals for written in written_out(literal)}


def written_out(literal: str) -> list[str]:
    try:
        figure = Decimal(literal)
        if not -30 < figure.adjusted() < 30:
            return []
        rounded = Decimal(f"{figure:.15g}")
    except InvalidOperation:
        return []
    return [f"{figure:f}", f"{rounded:f}"]


def check(page: Response, kind: str) -> None:
    """Check what the adapter parses from the page."""
    snapshot, reason = parsed(page, kind)
    if snapshot is None:
        assert reason == sanitize_line(reason)
        return
    assert snapshot.valid_rows > 0
    rows = snapshot.quotes
    assert len({row.id for row in rows}) == len(rows)
    numbers = numbers_in(page)
    for row in rows:
        assert row.price is not None or row.flags
        assert row.price is None or (row.price > 0 and f"{row.price:f}" in numbers), row
        assert row.as_of is None or row.as_of.tzinfo is not None
        assert row.name is None or row.name == sanitize_line(row.name)


def parsed(page: Response, kind: str) -> tuple[Snapshot | None, str]:
    """Return what the adapter parses from the page, or why it refuses it; any other error fails the test."""
    try:
        return adapter_for(kind).parse(page, source_of(kind), AT), ""
    except ParseError as error:
        return None, error.reason


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), mangling=manglings)
@MANY
def test_a_mangled_response_gives_rows_or_a_reason(kind: str, data: st.DataObject, mangling: Mangling) -> None:
    path = data.draw(st.sampled_from([seed for seed in SEEDS if seed.parent.name == kind]))
    page = page_of(path, source_of(kind))
    check(Response(url=page.url, body=mangled(page.body, mangling), content_type=page.content_type), kind)


def mangled(response: bytes, mangling: Mangling) -> bytes:
    flips, moves, puts, share = mangling
    body = bytearray(response)
    for at, value in flips:
        body[int(at * len(body))] = value
    for source, target, length in moves:
        start, there = int(source * len(body)), int(target * len(body))
        body[there:there] = body[start : start + length]
    for at, scrap in puts:
        body[int(at * len(body)) : int(at * len(body))] = scrap
    return bytes(body[: int(share * len(body))])


leaves = st.sampled_from(
    [
        *(
            "null",
            "true",
            "false",
            "[]",
            "{}",
            "[[]]",
            '{"a": 1}',
            '""',
            '" "',
            '"N/A"',
            '"1_000"',
            '"٣"',
            '"-5"',
            '"1e5"',
        ),
        *(
            "0",
            "-1",
            "-37.63",
            "5",
            "12.25",
            "1e22",
            "1e-9",
            "1e300",
            "1" + "0" * 19,
            "1" + "0" * 400,
            "123456.7890123456",
        ),
        *('"\\u001b[31mred"', '"\\u202e"', '"\\ud800"', '"' + "A" * 400 + '"', '"1,234.50"', '"NaN"', '"9999-12-31"'),
        *('"2026-11-23T09:00:00Z"', '"OGDC.KA"', '"BTCUSDT"', '"bitcoin"'),
    ]
)
"""Any JSON, as a field that should be something else."""


@given(path=st.sampled_from(TREES), changes=st.lists(st.tuples(positions, leaves), min_size=1, max_size=4))
@settings(parent=MANY, max_examples=examples(700))
def test_a_field_of_any_type_spoils_no_more_than_its_row(path: Path, changes: list[tuple[float, str]]) -> None:
    tree = json.loads(path.read_bytes())
    for position, leaf in changes:
        spots = [(holder, key) for holder in holders(tree) for key in keys(holder)]
        if spots:
            holder, key = spots[int(position * len(spots))]
            holder[key] = json.loads(leaf)
    page = page_of(path, source_of(path.parent.name))
    body = json.dumps(tree).encode()
    check(Response(url=page.url, body=body, content_type=page.content_type), path.parent.name)


def holders(tree: object) -> list[dict[object, object]]:
    """Return every object and every array in it, outermost first."""
    inside = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    below = [holder for value in inside for holder in holders(value)]
    return [tree, *below] if isinstance(tree, dict | list) else below  # type: ignore[list-item]


def keys(holder: object) -> list[object]:
    return list(holder) if isinstance(holder, dict) else list(range(len(holder))) if isinstance(holder, list) else []
