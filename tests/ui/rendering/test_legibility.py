"""What is said to be hard to read in a theme."""

import pytest

from tests.kit.marks import for_each
from tui.config.themes.loader import SHIPPED, shipped_theme
from tui.ui.rendering.legibility import hardest_to_read
from tui.view.themes import DARK


@for_each("name", SHIPPED)
def test_nothing_is_in_a_shipped_theme(name: str) -> None:
    assert hardest_to_read(shipped_theme(name).colors) is None


@for_each(
    ("slot", "colour", "pair", "ratio"),
    [
        ("quiet", "#555555", ("quiet", "cursor"), 1.9),
        ("rule", "#333333", ("rule", "cursor"), 1.1),
        ("cursor", "#ffffff", ("strong", "cursor"), 1.1),
        ("flash_text", "#000000", ("flash_text", "flash_flat"), 2.2),
    ],
)
def test_the_worst_pair_of_slots_is_named(slot: str, colour: str, pair: tuple[str, str], ratio: float) -> None:
    worst = hardest_to_read(DARK.colors._replace(**{slot: colour}))
    assert worst is not None
    assert (worst.text, worst.ground) == pair
    assert worst.ratio == pytest.approx(ratio, abs=0.1)
