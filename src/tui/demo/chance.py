"""Noise that is the same to the last bit on every machine: no function of the platform's mathematics library."""

from random import Random


def gaussian_like(random: Random) -> float:
    """Near to a normal deviate: mean 0, deviation 1, never beyond 3."""
    draw = random.random
    return 2.0 * (draw() + draw() + draw() - 1.5)
