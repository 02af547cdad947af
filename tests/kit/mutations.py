"""Bodies as a broken or hostile server might send them: a good one with a few random edits."""

import random
from collections.abc import Sequence


def mutated(body: bytes, pieces: Sequence[bytes], chance: random.Random, *, max_cut: int) -> bytes:
    """Return the body after one to six edits: a byte replaced, a piece inserted, or up to `max_cut` bytes removed."""
    edited = bytearray(body)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(edited))
        match chance.randrange(3):
            case 0:
                edited[at] = chance.randrange(256)
            case 1:
                edited[at:at] = chance.choice(pieces)
            case _:
                del edited[at : at + chance.randint(1, max_cut)]
    return bytes(edited)
