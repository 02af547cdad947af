import json

import pytest

from tests.cli.polled_market import KSE100, NOON, PolledMarket, quote
from tests.kit.feed import ScriptedFeed, ScriptedWiring
from tests.kit.marks import for_each
from tui.cli.parser import Arguments
from tui.cli.watch import run_watch

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    # how often it looks whether the feed runs: here, that is how long each test would wait for nothing
    monkeypatch.setattr("tui.cli.market_queue._CHECK_INTERVAL", 0.01)


def watched(form: str, *symbols: str) -> int:
    polls = PolledMarket()
    empty = polls.market
    markets = [
        polls.answer(quote("OGDC", "100.00"), quote("PPL", "90.00"), KSE100),
        polls.answer(quote("OGDC", "101.00", "1.00"), quote("PPL", "90.00"), KSE100),
        polls.fail("HTTP 503"),
    ]
    wiring = ScriptedWiring(ScriptedFeed(empty, markets, failed="OSError: no more files"), NOON)
    return run_watch(Arguments(format=form, symbols=symbols), wiring)


def test_lines_describe_each_move_in_a_sentence_and_a_dead_poller_ends_it(capfd: pytest.CaptureFixture[str]) -> None:
    assert watched("lines") == 1
    output = capfd.readouterr()
    assert output.out.splitlines() == [
        "2026-08-17T07:00:30.000Z PSX:OGDC rises to 101.00 from 100.00, +1.25% on the day (br)",
        "2026-08-17T07:00:45.000Z br is failing: HTTP 503",
    ]
    assert output.err == "bigboard: the poller stopped: OSError: no more files\n"


def test_jsonl_gives_one_object_per_line(capfd: pytest.CaptureFixture[str]) -> None:
    watched("jsonl")
    records = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [(each["kind"], each["symbol"], each["field"]) for each in records] == [
        ("quote", "OGDC", "price"),
        ("quote", "OGDC", "change"),
        ("quote", "OGDC", "percent"),
        ("quote", "OGDC", "direction"),
        ("source", None, "state"),
        ("source", None, "reason"),
    ]
    assert set(records[0]) == {"at", "kind", "market", "symbol", "field", "old", "new", "source"}


@for_each(
    ("symbols", "expected"),
    [
        (("ogdc",), ["PSX:OGDC rises", "br is failing:"]),
        (("PSX:OGDC", "PPL"), ["PSX:OGDC rises", "br is failing:"]),
        (("PPL",), ["br is failing:"]),
    ],
)
def test_symbols_select_rows_and_leave_the_state_of_sources(
    symbols: tuple[str, ...], expected: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    watched("lines", *symbols)
    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == len(expected)
    assert all(f"Z {start}" in line for line, start in zip(lines, expected, strict=True))


def test_a_symbol_that_no_source_has_is_named_once_on_stderr_and_watching_goes_on(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert watched("lines", "NOPE", "ogdc") == 1
    printed = capfd.readouterr()
    assert [line.partition("Z ")[2].partition(" ")[0] for line in printed.out.splitlines()] == ["PSX:OGDC", "br"]
    assert printed.err.splitlines() == [
        "bigboard: NOPE: no source has it",
        "bigboard: the poller stopped: OSError: no more files",
    ]


def test_symbols_are_judged_once_every_source_was_polled(capfd: pytest.CaptureFixture[str]) -> None:
    polled = PolledMarket("br", "other")
    empty = polled.market
    markets = [polled.answer(quote("OGDC", "100.00")), polled.answer(quote("NML", "50.00"), source="other")]
    wiring = ScriptedWiring(ScriptedFeed(empty, markets, failed="OSError"), NOON)
    run_watch(Arguments(format="lines", symbols=("NML", "NOPE", "nix")), wiring)
    assert capfd.readouterr().err.splitlines()[0] == "bigboard: NOPE, nix: no source has them"
