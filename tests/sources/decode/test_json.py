"""JSON within limits: digits as the provider sent them, and a plain reason for every body that is no JSON."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tests.sources.providers.recorded import AT
from tui.domain.numbers import InvalidNumberError
from tui.sources.adapter import ParseError, Response
from tui.sources.decode.json import (
    MAX_DEPTH,
    Json,
    as_count,
    as_decimal,
    as_text,
    dicts_in,
    from_epoch,
    from_iso,
    get_path,
    read_json,
)

HUMAN = "<html><title>Just a moment...</title><body>Verify you are human</body></html>"
CONSENT = '<!DOCTYPE html><form action="/v2/collectConsent"><input name="csrfToken" value="x"></form>'


def read(body: str | bytes) -> Json:
    return read_json(Response(url="https://x.com/", body=body if isinstance(body, bytes) else body.encode()))


def rejection(body: str | bytes) -> str:
    with pytest.raises(ParseError) as refused:
        read(body)
    return refused.value.reason


@for_each("literal", ["230.10", "0.00", "-0.50", "314", "96412.160000000000", "281.3312"])
def test_a_number_keeps_its_digits(literal: str) -> None:
    assert str(as_decimal(get_path(read(f'{{"p": {literal}}}'), "p"))) == literal
    assert str(as_decimal(get_path(read(f'{{"p": "{literal}"}}'), "p"))) == literal


@for_each(
    ("literal", "figure"),
    [
        ("8.12e-06", "0.00000812"),
        ("1.5E3", "1500"),
        ("1E+5", "100000"),
        ("-0.128930285103285999", "-0.128930285103286"),
        ("1.234567e-09", "0.000000001234567"),
        ("-3.4567890123e-11", "-0.000000000034567890123"),
        ("0e99", "0"),
        ("0.0e-99", "0"),
        ("1000000000000", "1000000000000"),
    ],
)
def test_exponents_are_written_out_and_binary_noise_is_rounded(literal: str, figure: str) -> None:
    read_as = as_decimal(get_path(read(f'{{"p": {literal}}}'), "p"))
    assert read_as is not None
    assert f"{read_as:f}" == figure


@for_each(
    "literal",
    [
        *("1e999", "-1e999", "1e99999999999999999999", "1000000000001", "1e-25", "-1e-999999", "9" * 5000),
        *("true", "{}", "[]", '""', '"N/A"', '"1_000"', '"1e3"', '"NaN"', '" 5"', '"٣"', '"0x10"'),
    ],
)
def test_an_invalid_number_makes_only_its_own_field_invalid(literal: str) -> None:
    answer = read(f'{{"p": {literal}, "q": 2.50}}')
    with pytest.raises(InvalidNumberError):
        as_decimal(get_path(answer, "p"))
    assert str(as_decimal(get_path(answer, "q"))) == "2.50"


def test_null_and_a_missing_value_are_no_number() -> None:
    assert as_decimal(get_path(read('{"p": null}'), "p")) is None
    assert as_decimal(get_path(read("{}"), "p", 3, "q")) is None


@for_each(
    ("body", "reason"),
    [
        ("", "empty answer"),
        (" \r\n ", "empty answer"),
        ("Too Many Requests\r\n", "limit reached: Too Many Requests"),
        ("Edge: Too Many Requests", "limit reached: Edge: Too Many Requests"),
        ("<html><body><h1>Too Many Requests</h1></body></html>", "limit reached: Too Many Requests"),
        ("Will be right back", "provider is down: Will be right back"),
        (HUMAN, "not data: a page that asks for a human"),
        (CONSENT, "not data: a page that asks for consent to cookies"),
        ("<!doctype html><h1>Quotes</h1>", "not data: a web page"),
        ("null", "not data: null"),
        ("upstream \x1b[31mfailed", "not data: upstream failed"),
        ('{"a": [1, 2', "answer cut short"),
        ('{"a": 1, "b": {"c": 2}', "broken JSON at character 23"),
        ('{"a": NaN}', "broken JSON: NaN is no number"),
        ('[-Infinity, {"a": 1}]', "broken JSON: -Infinity is no number"),
        ('{"p": 1, "p": 2}', "broken JSON: a key is given twice"),
        ("{'p': 1}", "broken JSON at character 2"),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('{"a":' * 300 + "1" + "}" * 300, "nested too deeply"),
        ("[" + "1," * 600_000 + "1]", "too many values"),
        (b'{"a": "\0"}', "charset: the page is not text"),
        (b"{" + b"\xff\xfe\xfd" * 99 + b"}", "charset: more than 1 % of the text is unreadable"),
    ],
)
def test_a_body_that_is_no_json_is_rejected_with_the_reason(body: str | bytes, reason: str) -> None:
    assert rejection(body) == reason


def test_depth_is_counted_outside_of_texts_up_to_its_limit() -> None:
    assert get_path(read('{"a": "' + "[" * 999 + '", "b": 1}'), "b") == 1
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH)


@for_each(
    ("before", "piece", "after"),
    [
        ('{"a": "', '\\"', "[" * 300 + "}"),
        ("", "<", ""),
        ("", "<script>", ""),
        ("", "<a ", ""),
        ("", "limit ", ""),
        ('{"', "a", '": 1}'),
        ("[", "[],", "[]]"),
    ],
)
def test_a_hostile_body_is_parsed_in_linear_time(before: str, piece: str, after: str) -> None:
    assert_linear(
        lambda size: read(before + piece * (size // len(piece)) + after), largest=200_000, expected=ParseError
    )


def test_a_path_to_nothing_gives_none() -> None:
    answer = read('{"a": [{"b": "x"}, 5, null], "c": {}}')
    assert get_path(answer, "a", 0, "b") == "x"
    assert get_path(answer, "a", -1) is None
    assert (
        get_path(answer, "a", 9),
        get_path(answer, "a", "b"),
        get_path(answer, 0),
        get_path(answer, "c", "d", "e"),
    ) == (None,) * 4
    assert dicts_in(get_path(answer, "a")) == [{"b": "x"}]
    assert dicts_in(get_path(answer, "c")) == []


def test_texts_are_sanitized_or_none() -> None:
    answer = read('{"t": "\\u001b[31mA\\u202eB\\ud800 C", "e": " ", "n": 5}')
    assert as_text(get_path(answer, "t")) == "AB C"
    assert (as_text(get_path(answer, "e")), as_text(get_path(answer, "n"))) == (None, None)


@for_each(
    ("literal", "count"),
    [
        ("4182350", 4182350),
        ('"19244.31877000"', 19244),
        ("0.9", 0),
        ('"9127744120518.00"', 9127744120518),
        ("1e3", 1000),
        ('"1.5E+6"', 1_500_000),
        ('"1.5e7"', 15_000_000),
        ('"3e+06"', 3_000_000),
        ('"5.1e-07"', 0),
        ('"1,234,567"', 1_234_567),
    ],
)
def test_a_count_is_an_integer(literal: str, count: int) -> None:
    assert as_count(get_path(read(f'{{"v": {literal}}}'), "v")) == count


@for_each(
    "literal",
    [
        "-1",
        "1e18",
        "1e999999",
        '"1e5"',
        '"-3"',
        '"1,23"',
        '"0,123"',
        '"1,234.5,6"',
        '"1 234"',
        "true",
        '"many"',
        "[]",
        "9" * 50,
    ],
)
def test_an_invalid_count_is_rejected(literal: str) -> None:
    with pytest.raises(InvalidNumberError):
        as_count(get_path(read(f'{{"v": {literal}}}'), "v"))


def test_times_are_aware_and_implausible_ones_are_none() -> None:
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert from_epoch(Decimal(1795424400), AT) == at
    assert from_epoch(Decimal(1795424400123), AT, per_second=1000) == at
    assert from_epoch("1795424400", AT) == at
    assert from_epoch("1795424400123", AT, per_second=1000) == at
    assert from_epoch("1795424400.25", AT) == at
    assert from_iso("2026-11-23T09:00:00.000Z", AT) == at
    assert from_iso("2026-11-23T14:00:00+05:00", AT) == at
    assert from_iso("2026-11-23T09:00:00", AT) == at
    for value in (
        None,
        True,
        "now",
        Decimal(0),
        Decimal("NaN"),
        Decimal("1e30"),
        Decimal(-(10**18)),
        Decimal(1799999999),
        "1799999999",
        "0",
        "-1795424400",
        "9" * 40,
    ):
        assert from_epoch(value, AT) is None
    for text in (None, "", "soon", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "2026-11-23" * 9):
        assert from_iso(text, AT) is None
