"""An API key that never shows itself, and how secrets are named and replaced everywhere."""

from typing import Final

REDACTED: Final = "***"
MIN_SECRET: Final = 4
"""Shorter secrets are not redacted: ordinary words would be replaced with them."""

SENSITIVE_NAMES: Final = "key|token|secret|passw|pwd|credential|auth|session|cookie|jwt"
"""A regular expression for the parts of a name, in small letters, that announce a secret."""


class Secret:
    """A key, whose text and representation are `***`, in errors too; only `get_secret_value` returns it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """Return the key itself, to be sent."""
        return self._value

    def __repr__(self) -> str:
        return REDACTED

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)
