"""A key that opens a provider's door and shows itself nowhere."""

from typing import Final

REDACTED: Final = "***"
SHORTEST_KEY: Final = 4
"""What is shorter is hidden nowhere: it would take ordinary words with it."""


class Secret:
    """A key. Its text, its representation and its place in an error are `***`; only `reveal` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """The key itself, for the moment of sending."""
        return self._value

    def __repr__(self) -> str:
        return REDACTED

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)
