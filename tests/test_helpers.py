"""What keeps the tests plain: one kit of servers and waits, and no waiting for time without a reason."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

SERVERS = {"ThreadingHTTPServer", "HTTPServer", "TCPServer", "create_server", "start_server", "listen"}
OWN_SERVERS = {
    "cli/test_collect_service.py": "finds a port that is free, and serves nothing there",
    "cli/test_history_from.py": "listens to subjects of the kit's server",
    "collector/scripted_collector.py": "likewise",
    "collector/test_link.py": "likewise",
    "collector/test_permissions.py": "likewise",
    "engine/alert_ways/mail_server.py": "speaks SMTP, which nothing else does",
    "engine/http/test_fetcher.py": "a connection that ends after its second request, without a response",
}
"""Beside the kit's, by file with the reason."""

MAX_PUMP = 0.1
"""Seconds for which a test may read a terminal in a loop that waits for a condition."""
REAL_WAITS = {
    "collector/test_chaos.py": "what is killed, and when, is by chance; between two there is some time",
    "engine/alert_ways/test_restarts.py": "in virtual time, where sleeping takes none",
    "engine/alert_ways/test_way_queue.py": "likewise",
    "engine/http/test_rate_limit.py": "its clock is its own, and sleeping moves it",
    "engine/past_web.py": "in virtual time, where sleeping takes none",
    "engine/test_article_fetcher.py": "likewise",
    "engine/test_back_fill.py": "likewise",
    "engine/test_chaos.py": "leaves the processor to the polls whose delay is measured",
    "engine/test_scheduler.py": "in virtual time, where sleeping takes none",
    "ui/stage.py": "what Textual does by timers and threads has no event to wait for",
    "ui/test_beside.py": "polls must come on time in real time, while a hostile response is parsed",
    "ui/test_clock_set.py": "the ages on the screen of a running program are read for two seconds",
    "ui/test_covered.py": "a cursor that blinks does so by a timer of Textual, each half second",
    "ui/test_instant_start.py": "a program that must go on, or end, while a start is held back for some time",
    "ui/test_kept_history.py": "a board runs for some seconds, so that there are changes to keep",
    "ui/test_last_frame.py": "what a thread writes is looked for in steps, until it is there",
    "ui/test_process.py": "a program whose terminal is not read, or that must survive what it is sent, for some time",
    "ui/test_recovery.py": "an outage of ten seconds is the case",
    "ui/terminal/test_input_queue.py": "keys come in bursts, before and after what the last one did is complete",
    "ui/terminal/test_noise.py": "a program that must show nothing of noise, for some time",
    "ui/terminal/test_signals.py": "signals come at every point of a start, and amid a handler that never ends",
    "ui/terminal/test_slow_terminal.py": "a terminal that is slow, or is not read, for some time",
    "ui/test_start.py": "keys come at moments of the start",
}
"""By file with the reason for waiting real time, or for calling it so."""


@cache
def calls(file: str) -> tuple[ast.Call, ...]:
    """Return every call in a file."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """Return the name of what is called, without what it belongs to."""
    return ast.unparse(call.func).rpartition(".")[2]


def files() -> Iterator[str]:
    """Return every file of the tests outside the kit and the benchmark, which are there to serve and to wait."""
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS).as_posix()
        if not name.startswith(("kit/", "bench/")):
            yield name


def waits(call: ast.Call) -> bool:
    """Return whether a call lets time pass: a sleep, or reading a terminal for longer than a loop would."""
    seconds = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    match called(call):
        case "sleep" | "paused":
            return seconds != 0
        case "pump":
            return not isinstance(seconds, int | float) or seconds > MAX_PUMP
        case _:
            return False


@pytest.mark.slow
def test_servers_are_in_the_kit() -> None:
    assert {file for file in files() if any(called(call) in SERVERS for call in calls(file))} == set(OWN_SERVERS)


@pytest.mark.slow
def test_no_test_waits_for_time_without_a_reason() -> None:
    assert {file for file in files() if any(map(waits, calls(file)))} == set(REAL_WAITS)
