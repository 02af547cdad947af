"""The choice of words for one report: no sentence twice in it, and not the one the report before it used."""

from random import Random

from tui.demo.phrases import BIG_FALLS, BIG_RISES, FALLS, RISES, SMALL_FALLS, SMALL_RISES, Phrases

_SMALL = 40
_BIG = 250


class PhrasePicker:
    """Draws from pools of phrases in turn, so that two reports in a row differ; used for one report and thrown away."""

    def __init__(self, seed: int, number: int) -> None:
        self._seed = seed
        self._number = number
        self._used: set[str] = set()

    def pick(self, pool: Phrases, /, **known: str | None) -> str:
        """A phrase of the pool, filled; one that asks for something unknown (None) is passed over."""
        unknown = [f"{{{name}}}" for name, value in known.items() if value is None]
        fit = tuple(phrase for phrase in pool if not any(name in phrase for name in unknown))
        return self._next(fit or pool).format(**known)

    def verb(self, hundredths: int) -> str:
        """How a move of so many hundredths of a percent, not 0, is told in one word or two."""
        size = abs(hundredths)
        if hundredths > 0:
            return self._next(SMALL_RISES if size < _SMALL else RISES if size < _BIG else BIG_RISES)
        return self._next(SMALL_FALLS if size < _SMALL else FALLS if size < _BIG else BIG_FALLS)

    def _next(self, pool: Phrases) -> str:
        start = Random(f"{self._seed}/{pool[0]}").randrange(len(pool)) + self._number  # noqa: S311 style, not a secret
        turns = [pool[(start + step) % len(pool)] for step in range(len(pool))]
        chosen = next((phrase for phrase in turns if phrase not in self._used), turns[0])
        self._used.add(chosen)
        return chosen
