"""The treemap: it covers all, nothing overlaps, and areas are in proportion."""

import random
from collections import Counter
from itertools import product

from tests.kit.marks import for_each
from tui.view.treemap import CELL_ASPECT, Block, treemap


def cells_of(block: Block) -> list[tuple[int, int]]:
    return list(product(range(block.x, block.x + block.width), range(block.y, block.y + block.height)))


@for_each(
    ("weights", "size", "blocks"),
    [
        ([], (10, 5), []),
        ([1], (10, 5), [Block(0, 0, 10, 5)]),
        ([1, 1], (10, 5), [Block(0, 0, 10, 2), Block(0, 2, 10, 3)]),
        ([1, 1], (20, 5), [Block(0, 0, 10, 5), Block(10, 0, 10, 5)]),
        ([3, 1], (20, 5), [Block(0, 0, 15, 5), Block(15, 0, 5, 5)]),
        ([0, 0], (20, 5), [Block(0, 0, 10, 5), Block(10, 0, 10, 5)]),
        ([2, 1, 1], (20, 10), [Block(0, 0, 10, 10), Block(10, 0, 10, 5), Block(10, 5, 10, 5)]),
        ([1, 1], (0, 5), [Block(0, 0, 0, 0)] * 2),
    ],
)
def test_blocks_lie_in_rows_along_the_shorter_side(
    weights: list[float], size: tuple[int, int], blocks: list[Block]
) -> None:
    assert treemap(weights, *size) == blocks


@for_each("seed", range(60))
def test_blocks_cover_all_and_never_overlap(seed: int) -> None:
    chance = random.Random(seed)
    width, height = chance.randint(1, 150), chance.randint(1, 60)
    weights = sorted(
        (chance.choice([0, 1, chance.random() ** 4 * 1000]) for _ in range(chance.randint(1, 60))), reverse=True
    )
    covered = Counter(cell for block in treemap(weights, width, height) for cell in cells_of(block))

    assert set(covered) == set(product(range(width), range(height)))
    assert set(covered.values()) == {1}


@for_each("seed", range(20))
def test_areas_are_in_proportion_but_for_a_cell_at_each_edge(seed: int) -> None:
    chance = random.Random(seed)
    width, height = 120, 40
    weights = sorted((1 + 9 * chance.random() for _ in range(chance.randint(2, 30))), reverse=True)

    for weight, block in zip(weights, treemap(weights, width, height), strict=True):
        exact = weight / sum(weights) * width * height
        assert abs(block.width * block.height - exact) <= block.width + block.height + 1


def test_equal_blocks_are_as_near_to_squares_as_they_can_be() -> None:
    for block in treemap([1] * 12, 80, 30):
        assert 0.5 <= block.width / (block.height * CELL_ASPECT) <= 2
