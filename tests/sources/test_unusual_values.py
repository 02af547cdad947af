"""Any value in the fields of a response gives rows or the reader's own error, in plain words."""

import json

import pytest

from tests.kit.marks import for_each
from tests.sources.growing import READERS
from tui.sources.adapter import ParseError

TEXTS = (
    *("0001-01-01", "9999-12-31", "0000-00-00", "2026-02-30", "20260716", "2026-W10-1", "0001-01-01T00:00:00+23:59"),
    *("9999-12-31T23:59:59-23:59", "2026-07-16T21:00:00.123456789+00:00", "0001-01-01 00:00", "9999-12-31 23:59:59"),
    *("24:00", "99:99", "00:00:00", "23:59:60", "253402300799", "253402300800", "9999999999.999999", "999999999999"),
    *("\ud800", "\udfff", "x\ud800y", "\ud83d", "\udc00\ud800", "\x1b[2J", "\x9b1m", "\u202e", "\ue000", "\ufeff"),
    *("1e999999999", "1e5", "9" * 30, "999999999999999999b", "-1", "-0", "NaN", "sNaN", "Infinity", "½", "١٢٣", "1_0"),
    *("", " ", "%", "%%", "()", "(-1)", "--1", ".", "+", "−", "▼", "Rs.", "0x1", "=", "^", "A/B", ",", ";", '"', "'"),
)
LITERALS = (
    *("1e999999999", "-1e999999999", "1e-999999999", "0e999999999", "-0", "1E+30", "1e-30", "1e99999999999999999999"),
    *("253402300799", "253402300800", "-62135596801", "1e18", "1e11", "1700000000.5", "1" * 40, "1" * 50_000),
    *("true", "false", "null", "[]", "{}", "[[1]]", '{"a": 1}', '"\\ud800"', '{"\\ud800": 1}'),
)


def responses(template: str) -> list[str]:
    """Return the template with each unusual value in all of its fields, and in each of them alone beside plain ones."""
    if not template:
        return []
    is_json = template.startswith(("{", "["))
    field = '"#"' if is_json else "#"
    values = [*(json.dumps(text) if is_json else text for text in TEXTS), *(LITERALS if is_json else ())]
    parts = template.split(field)
    plain = field.replace("#", "1.5")
    alone = [
        plain.join(parts[: at + 1]) + value + plain.join(parts[at + 1 :])
        for at in range(len(parts) - 1)
        for value in values
    ]
    return [value.join(parts) for value in values] + alone


@pytest.mark.slow
@pytest.mark.dose(14)
@pytest.mark.parametrize("kind", READERS)
def test_an_unusual_value_in_any_field_gives_rows_or_the_readers_own_error(kind: str) -> None:
    reader = READERS[kind]
    reasons: list[str] = []
    for response in responses(reader.error) + responses(reader.response):
        try:
            reader.read(response.encode("utf-8", "surrogatepass"))
        except ParseError as error:
            reasons.append(error.reason)
    assert reasons
    assert [reason for reason in reasons if not reason or not reason.isprintable()] == []


@for_each("time", ["0001-01-01,00:00:00", "9999-12-31,23:59:59", "2026-03-29,02:30:00"])
def test_a_day_at_the_end_of_all_calendars_is_no_time(time: str) -> None:
    READERS["stooq"].read(f"Symbol,Date,Time,Close\nAAPL.US,{time},1.5\n".encode())
