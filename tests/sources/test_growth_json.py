"""However long what a server says, reading it takes work in proportion, and no reader raises what is not its own."""

import random
from functools import cache

import pytest

from tests.growth import assert_linear
from tests.sources.growing import READERS, Grow, Reader, inputs
from tui.sources import ParseError

LARGEST = 256_000
"""Characters; what is quadratic is found long before."""
QUICK_LARGEST = 16_000
QUICK_DOSE = 20


def excess(reader: Reader, grow: Grow, largest: int) -> str | None:
    """What is wrong with reading this input as it grows: too much work, or an error that is not the reader's own."""
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
    found = {name: excess(reader, grown[name], largest) for name in names}
    return {name: wrong for name, wrong in found.items() if wrong is not None}


@pytest.mark.parametrize("kind", READERS)
def test_every_reader_is_tried_with_sixty_inputs_and_more(kind: str) -> None:
    assert len(inputs(READERS[kind])) >= 60


@pytest.mark.parametrize("kind", READERS)
def test_reading_grows_with_some_inputs_as_they_do(kind: str) -> None:
    names = sorted(inputs(READERS[kind]))
    dose = random.Random(kind).sample(names, QUICK_DOSE)
    assert excesses(kind, dose, QUICK_LARGEST) == {}


@pytest.mark.slow
@pytest.mark.parametrize("kind", READERS)
def test_reading_grows_with_every_input_as_it_does(kind: str) -> None:
    assert excesses(kind, sorted(inputs(READERS[kind])), LARGEST) == {}
