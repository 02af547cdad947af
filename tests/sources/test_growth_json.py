"""Parsing takes linear time, however long a response, and raises no error but ParseError."""

import random
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each, quick
from tests.sources.growing import READERS, Grow, Reader, inputs
from tui.engine.http.body import BodyLimits
from tui.sources.adapter import ParseError

LARGEST = 64_000
"""Characters; quadratic time shows before."""
QUICK_LARGEST = 16_000
QUICK_DOSE = 20


def excess(reader: Reader, grow: Grow, largest: int) -> str | None:
    """Return what is wrong as this input grows: more than linear time, or an error other than ParseError."""
    grown = cache(grow)
    try:
        assert_linear(lambda size: reader.read(grown(size)), largest=largest, expected=ParseError)
    except AssertionError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - any other error is what is looked for
        return f"{type(error).__name__}: {error}"[:200]
    return None


def excesses(kind: str, names: list[str], largest: int) -> dict[str, str]:
    reader = READERS[kind]
    grown = inputs(reader)
    results = {name: excess(reader, grown[name], largest) for name in names}
    return {name: wrong for name, wrong in results.items() if wrong is not None}


@for_each("kind", READERS)
def test_every_reader_has_at_least_sixty_inputs(kind: str) -> None:
    assert len(inputs(READERS[kind])) >= 60


@pytest.mark.parametrize("kind", quick(4, *READERS))
def test_reading_a_sample_of_inputs_takes_linear_time(kind: str) -> None:
    names = sorted(inputs(READERS[kind]))
    dose = random.Random(kind).sample(names, QUICK_DOSE)
    assert excesses(kind, dose, QUICK_LARGEST) == {}


@pytest.mark.slow
@pytest.mark.dose(3)
@pytest.mark.parametrize("kind", READERS)
def test_reading_every_input_takes_linear_time(kind: str) -> None:
    assert excesses(kind, sorted(inputs(READERS[kind])), LARGEST) == {}


ROOT = Path(__file__).parents[2]
BODY_CAP = BodyLimits().decoded
MEMORY_CAP = 200_000_000
HEAVIEST = {
    "alphavantage": ("short members of wide text", "error of 'call frequenc'"),
    "binance": ("short members", "deep arrays beside"),
    "coingecko": ("deep objects beside", "message 'a'"),
    "finnhub": ("most rows of wide text", "error of '😀'"),
    "frankfurter": ("short members of wide text",),
    "stooq": ("arrays", "CSV of commas", "CSV of line ends"),
    "survey": (
        "short members of wide text",
        "members of rows",
        "one name",
        "CSV of rows of short words of wide text",
    ),
    "table of CSV": (
        "CSV of semicolons",
        "CSV of rows of short words",
        "CSV of rows of short words of wide text",
    ),
    "table of JSON": ("short members of wide text", "most rows of wide text", "arrays of rows"),
    "table of XML": ("XML of elements", "XML of texts", "XML of rows", "XML of long names", "XML of attributes"),
    "twelvedata": ("short members", "objects of one"),
    "wide table of CSV": ("CSV of rows of short words", "CSV of wide titles"),
    "wide table of JSON": ("members of rows", "objects of one"),
    "yahoo": ("short members of wide text", "members of rows"),
}
"""The inputs that took most at the cap, of all of them."""


def largest(grow: Grow) -> bytes:
    """Return the largest response of its kind that the fetcher accepts."""
    body = grow(BODY_CAP - 4_096)
    return body if len(body) <= BODY_CAP else grow(BODY_CAP**2 // len(body) - 4_096)


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of a process is read from /proc")
@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in HEAVIEST.items() for name in names])
def test_the_largest_responses_are_parsed_within_two_hundred_megabytes(kind: str, name: str) -> None:
    body = largest(inputs(READERS[kind])[name])
    measure = [sys.executable, "-m", "tests.sources.peak", kind]
    measured = subprocess.run(measure, input=body, capture_output=True, check=True, timeout=120, cwd=ROOT)
    assert len(body) < int(measured.stdout) <= MEMORY_CAP
