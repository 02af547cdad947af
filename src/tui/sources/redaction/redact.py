"""Text without secrets: those announced by a name before them, and those whose value is known."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tui.sources.redaction.secret import REDACTED, SENSITIVE_NAMES

if TYPE_CHECKING:
    from tui.sources.redaction.key_redactor import KeyRedactor

_USERINFO = re.compile(r"(?<=://)[^/?#\s]*@")
_PARAMETER = re.compile(r"(?P<name>(?:(?<=[?&;#])|(?<![^\s\"'(,]))[\w.%\[\]-]{1,64})=(?P<value>[^&#\s\"'<>]+)")
_SECRET_NAME = re.compile(rf"(?i){SENSITIVE_NAMES}|crumb|otp|access|sid$|(?<![a-z])sig(?:n|nature)?$")
_HEADER = re.compile(
    r"(?i)((?:proxy-)?authorization|(?:set-)?cookie|api-?key"
    r"|(?<![\w-])(?=x-[\w-]{0,64}?(?:key|token|secret|auth|session))x-[\w-]{1,100}+)"
    r"([\"']?\s*+[:,]\s*+b?[\"']?)((?:bearer|basic|token)\s++)?[^\s\"',;][^\"'\n]*+"
)


def names_secret(name: str) -> bool:
    """Return whether the value of a parameter or header of this name is a secret."""
    return _SECRET_NAME.search(name) is not None


def redact_patterns(text: str) -> str:
    """Replace user names and passwords in URLs, and the values of parameters and headers that a name marks as secret.

    Only names are recognized, so a secret under an innocent name, such as `?x=`, stays.
    """
    text = _USERINFO.sub(REDACTED + "@", text)
    text = _PARAMETER.sub(_redact_parameter, text)
    return _HEADER.sub(rf"\1\2\3{REDACTED}", text)


def _redact_parameter(parameter: re.Match[str]) -> str:
    name = parameter["name"]
    return f"{name}={REDACTED}" if names_secret(unquote(name)) else parameter[0]


def redact_values(text: str, values: Collection[str]) -> str:
    """Replace each of these keys in a text, however it is quoted; call this before the text is cut."""
    return _redactor_for(values).redact_text(text) if values else text


def redact_bytes(body: bytes, values: Collection[str]) -> bytes:
    """Replace each of these keys in a response body, in any charset that pages come in."""
    return _redactor_for(values).redact_body(body) if values else body


def _redactor_for(values: Collection[str]) -> "KeyRedactor":
    from tui.sources.redaction.key_redactor import redactor_for  # noqa: PLC0415 - a board without keys needs none

    return redactor_for(frozenset(values))
