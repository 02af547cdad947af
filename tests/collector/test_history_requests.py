from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tui.collector.history_requests import HistoryEnd, decode_answer, encode_answer, encode_end
from tui.domain.text import CleanText
from tui.storage.history.records import columns_of
from tui.view.records import Record

COLUMNS = columns_of(None)
AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
RECORD: Record = {
    "at": AT,
    "market": "PSX",
    "symbol": "OGDC",
    "price": Decimal("101.250"),
    "change": None,
    "percent": Decimal("-0.5"),
    "volume": 1200,
    "source": "psx",
    "as_of": None,
}


def test_records_and_the_end_of_an_answer_are_what_they_were() -> None:
    records: list[Record] = []
    for message in encode_answer([RECORD] * 501, COLUMNS):
        answer = decode_answer(message, COLUMNS)
        assert isinstance(answer, list)
        records += answer
    end = HistoryEnd(501, (CleanText("XYZ"),), CleanText("all of it"))
    assert records == [RECORD] * 501
    assert str(records[0]["price"]) == "101.250"
    assert decode_answer(encode_end(end), COLUMNS) == end


@for_each(
    "message",
    [
        b'["2026-03-02T10:30:00+00:00", "PSX", "OGDC", "1E+999999999", null, null, null, "psx", null]',
        b'["0001-01-01T00:00:00+14:00", "PSX", "OGDC", "1", null, null, null, "psx", null]',
        b'["2026-03-02T10:30:00+00:00", "PSX", "OGDC", "1", null, null, -1, "psx", null]',
        b'["2026-03-02T10:30:00+00:00", "PSX"]',
        b'{"records": -1, "absent": [], "problem": ""}',
        b'{"absent": [], "problem": ""}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_what_no_collector_answers_is_refused(message: bytes) -> None:
    with pytest.raises(ValueError, match="the collector's answer cannot be read"):
        decode_answer(message, COLUMNS)
