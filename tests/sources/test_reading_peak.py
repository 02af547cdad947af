"""Parsing the largest response takes bounded memory, measured in a process of its own for each."""

import os
import subprocess
import sys

import pytest

from tests.sources.hostile_markup import CAP, READERS, RUNS, Hostile, hostile
from tests.sources.peak import peak_kilobytes, reset_peak
from tui.sources.adapter import ParseError

MAX_PEAK = 200
"""Mebibytes beyond the process with its readers loaded, the body included."""
TOKENS = (
    *("<p>x", "<br>", "<p a b c>", "<b>", "&", "&ab;", "<i>x</i>", "<!-->", "x\n", " x", "\n", "a\u0301", "<tr><td>"),
    *("<item></item>", "<x/>", "&lt;p&gt;", RUNS),
)
ASTRAL = "\U0001f600"
"""One such character in a text makes every other four bytes wide."""


def heaviest(reader: str) -> list[Hostile]:
    """Return the heaviest inputs at a reader's first positions, in narrow and in wide characters; an endless tag."""
    narrow = [each for each in hostile(reader, slice(2)) if each.token in TOKENS]
    wide = [each._replace(before=each.before + ASTRAL) for each in narrow]
    return [*narrow, *wide, *(Hostile(reader, opening, "x", "></rss></html>") for opening in ("<rss ", "<html "))]


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_reading_a_response_of_the_largest_size_takes_bounded_memory(reader: str) -> None:
    check_peaks(reader, step=9)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
def test_reading_any_heavy_response_of_the_largest_size_takes_bounded_memory(reader: str) -> None:
    check_peaks(reader, step=1)


def check_peaks(reader: str, *, step: int) -> None:
    code = f"from tests.sources.test_reading_peak import report; report({reader!r}, {step})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    peaks = [line.split(" ", 1) for line in done.stdout.splitlines()]
    assert len(peaks) == len(heaviest(reader)[::step])
    assert {name: int(peak) for peak, name in peaks if int(peak) > MAX_PEAK} == {}


def report(reader: str, step: int) -> None:
    """Write the peak of each reading; called in a process of its own, which forks one for each."""
    _try(Hostile(reader, "<p>", "x", ""), 1)
    for each in heaviest(reader)[::step]:
        pid = os.fork()
        if pid == 0:
            before = reset_peak()
            _try(each, CAP - 200)
            peak = (peak_kilobytes() - before) // 1024
            sys.stdout.write(f"{peak} {each.before[-24:]!a}{each.token[:24]!a}\n")
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(pid, 0)


def _try(each: Hostile, size: int) -> None:
    try:
        each.read(size)
    except ParseError:
        return
