"""The tape in the file: what is written beside each event, and its pages."""

import json
import zlib
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after
from tests.storage.history.folding import rebuilt
from tests.storage.history.test_delta import SOURCES
from tests.storage.history.test_writer import FAR, LONG_AGO, Keeping
from tui.domain.events import Alert, AlertFigure, AlertsRang, Failure, SessionChanged
from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceState
from tui.domain.tape import AlertSeen, ArticleSeen, Move, SessionChange, SourceChange, TapeEntry
from tui.domain.text import CleanText
from tui.storage.history import tape
from tui.storage.history.reader import HistoryReader
from tui.storage.history.tape import TapePage, tape_page
from tui.storage.history.tape_codec import decode_entries, decode_moves, encode_entries
from tui.view.tape_filter import parse_tape_filter

OGDC, PPL = InstrumentId("PSX", "OGDC"), InstrumentId("PSX", "PPL")
ENTRIES: tuple[TapeEntry, ...] = (
    SessionChange(FIXED_NOW, "PSX", is_open=True),
    SessionChange(FIXED_NOW, "US", is_open=False),
    AlertSeen(FIXED_NOW, "big", "PSX:OGDC", "last 106 > 105", "br"),
    SourceChange(FIXED_NOW, "br", SourceState.LIVE, SourceState.FAILING, "HTTP 503"),
    SourceChange(FIXED_NOW, "psx", SourceState.FAILING, SourceState.LIVE, None),
    ArticleSeen(FIXED_NOW, "br:1", "Stocks gain", "br"),
    Move(FIXED_NOW, OGDC, Decimal("104.50"), Decimal("0.00000001"), "br"),
    Move(FIXED_NOW, PPL, Decimal(-80), Decimal(81), "br"),
)


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    keeping = Keeping(tmp_path / "history.db")
    yield keeping
    keeping.leave()


def page(keeping: Keeping, **asked: object) -> TapePage:
    with closing(HistoryReader(keeping.file)) as reader:
        return tape_page(reader, LONG_AGO, FAR, **asked)  # type: ignore[arg-type]


def test_entries_are_read_as_they_were_written() -> None:
    body = encode_entries(ENTRIES)
    assert body is not None
    again = decode_entries(body, FIXED_NOW)
    assert again == ENTRIES
    assert [str(move.new) for move in again if isinstance(move, Move)] == ["1E-8", "81"]


@for_each(
    "body",
    [
        b"",
        b"no compressed text",
        zlib.compress(b"[]"),
        *(
            zlib.compress(json.dumps(content).encode())
            for content in (
                [{"br": {"PSX": ["OGDC", "1"]}}, [], []],
                [{"br": {"PSX": ["OGDC", "1", "NaN"]}}, [], []],
                [{"br": {"PSX": ["OGDC", "1", 2]}}, [], []],
                [{}, [1, 2, 3], []],
                [{}, [], ["br", "live", "no state", None]],
                [{}, [], [], ["PSX"]],
                [{}, [], [], [7, True]],
            )
        ),
    ],
)
def test_what_was_never_written_is_no_entry(body: bytes) -> None:
    assert decode_entries(body, FIXED_NOW) == ()


def a_move(market: str, symbol: str, old: str = "1", new: str = "2", source: str = "br") -> Move:
    return Move(FIXED_NOW, InstrumentId(market, symbol), Decimal(old), Decimal(new), source)


@for_each(
    "moves",
    [
        [a_move("PSX", "OGDC"), a_move("PSX", "PPL"), a_move("PSX", "7")],
        [a_move("PSX", "OGDC"), a_move("US", "PPL"), a_move("US", "OGDC")],
        [a_move("PSX", "OGDC"), a_move("PSX", "PPL", source="psx"), a_move("US", "7", source="psx")],
        # a symbol that looks like a price, before and after one
        [a_move("HK", "700", "7", "8"), a_move("HK", "7", "700", "7"), a_move("HK", "8", "7", "700")],
        # texts that look like what stands between others
        [a_move("PSX", "]}},["), a_move("PSX", '":['), a_move("PSX", ":["), a_move("PSX", "}"), a_move("PSX", "OGDC")],
        [a_move(":{", "OGDC"), a_move("]", "7", source=":["), a_move(",", "OGDC", source=":{"), a_move(":[", "7")],
        [a_move("PSX", '"'), a_move("PSX", "\\"), a_move("PSX", "OGDC"), a_move("P\\", "7"), a_move("Ü", "ß…")],
    ],
)
def test_a_move_that_is_searched_for_is_the_one_that_was_written(moves: list[Move]) -> None:
    story = ArticleSeen(FIXED_NOW, "7", "8", "OGDC")
    body = encode_entries([story, *moves])
    assert body is not None
    keys = {move.key for move in moves} | {InstrumentId("US", "7"), InstrumentId("PSX", "8"), InstrumentId("br", "PSX")}
    for key in keys:
        assert decode_moves(body, FIXED_NOW, {key}) == tuple(move for move in moves if move.key == key)
    assert set(decode_moves(body, FIXED_NOW, keys)) == set(moves)


def test_a_filter_of_words_leaves_out_moves_before_they_are_read(keeping: Keeping) -> None:
    for at in range(50):
        keeping.poll(15 * at, OGDC=str(100 + at), PPL=str(50 - at))
    keeping.apply(Failure(source="br", at=after(15 * 50), reason=CleanText("HTTP 503")))
    keeping.writer.work()
    for text in ("ppl", "sources", "ppl > 2%", "br", "psx news", "tab", "tab sources", ""):
        accepts = parse_tape_filter(text).bound({}, [OGDC])
        found = page(keeping, accepts=accepts, may_move=accepts.may_move).entries
        assert found == page(keeping, accepts=accepts).entries, text
        assert bool(found) == (text not in ("psx news", "tab sources")), text


def test_the_newest_entries_come_first_and_pages_follow_each_other(keeping: Keeping) -> None:
    for at in range(50):
        keeping.poll(15 * at, OGDC=str(100 + at), PPL=str(50 - at))
    first = page(keeping, count=10)
    assert len(first.entries) == 10
    assert first.entries[0] == Move(after(15 * 49), PPL, Decimal(2), Decimal(1), "br")
    found = list(first.entries)
    before = first.before
    while before is not None:
        following = page(keeping, count=10, before=before)
        found += following.entries
        before = following.before
    assert [entry.at for entry in found] == [after(15 * at) for at in range(49, 0, -1) for _ in range(2)]


def test_failures_stand_between_the_moves(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="1")
    keeping.apply(Failure(source="br", at=after(15), reason=CleanText("HTTP 503")))
    keeping.poll(30, OGDC="2")
    kinds = [type(entry).__name__ for entry in page(keeping).entries]
    assert kinds == ["Move", "SourceChange", "SourceChange"]


@pytest.mark.parametrize("most", [20, 0])
def test_the_moves_of_one_instrument_alone(keeping: Keeping, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(tape, "MAX_KEYS", most)
    for at in range(100):
        keeping.poll(15 * at, OGDC=str(100 + at), PPL=str(at // 40))
    moves = page(keeping, keys={PPL}).entries
    assert [(entry.at, str(entry.new)) for entry in moves if isinstance(entry, Move)] == [
        (after(15 * 80), "2"),
        (after(15 * 40), "1"),
    ]


@pytest.mark.slow
def test_an_instrument_that_seldom_moves_needs_few_events(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "MAX_SCANNED", 12)
    for at in range(400):
        keeping.poll(15 * at, OGDC=str(100 + at), PPL=str(at // 200))
    assert len(page(keeping, keys={PPL}).entries) == 1
    without_index = page(keeping, accepts=lambda entry: isinstance(entry, Move) and entry.key == PPL)
    assert without_index.entries == ()
    assert without_index.before is not None, "there may be more"


def test_what_rang_is_on_the_tape_with_its_figures(keeping: Keeping) -> None:
    figure = AlertFigure(CleanText("last"), CleanText("106"), CleanText("> 105"))
    alert = Alert(CleanText("big"), CleanText("PSX:OGDC"), after(7), CleanText("last > 105"), (figure,), "br")
    keeping.apply(AlertsRang(after(7), (alert,)))
    keeping.writer.work()
    assert page(keeping).entries[0] == AlertSeen(after(7), "big", "PSX:OGDC", "last 106 > 105", "br")


def test_a_session_is_on_the_tape_and_changes_no_market(keeping: Keeping) -> None:
    keeping.poll(0, OGDC="100")
    market = keeping.market
    keeping.apply(SessionChanged("PSX", after(7), is_open=True))
    assert keeping.market is market
    keeping.poll(15, OGDC="101")
    assert [type(entry).__name__ for entry in page(keeping).entries] == ["Move", "SessionChange"]
    assert page(keeping).entries[1] == SessionChange(after(7), "PSX", is_open=True)
    assert dict(rebuilt(keeping.file, SOURCES).quotes) == dict(keeping.market.quotes)
