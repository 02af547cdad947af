"""Secrets taken out of text before anyone can read it."""

import re
from typing import Final
from urllib.parse import unquote

HIDDEN: Final = "***"

_USERINFO = re.compile(r"(?<=://)[^/?#\s]*@")
_PARAMETER = re.compile(r"(?P<name>(?:(?<=[?&;#])|(?<![^\s\"'(,]))[\w.%\[\]-]{1,64})=(?P<value>[^&#\s\"'<>]+)")
_TELLING = re.compile(
    r"(?i)(?:key|token|secret|passw|pwd|crumb|(?<![a-z])sig(?:n|nature)?$|auth|credential|session|sid$|cookie|jwt|otp|access)"
)
_HEADER = re.compile(
    r"(?i)((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:key|token|secret|auth|session)[\w-]*|api-?key)"
    r"([\"']?\s*[:,]\s*b?[\"']?)((?:bearer|basic|token)\s+)?[^\s\"',;][^\"'\n]*"
)


def redact(text: str) -> str:
    """The text with user names and passwords of addresses, telling parameters and telling headers hidden.

    It looks at names, so a secret under an innocent name stays: `?x=` is not known to be one.
    """
    text = _USERINFO.sub(HIDDEN + "@", text)
    text = _PARAMETER.sub(_hide_telling, text)
    return _HEADER.sub(rf"\1\2\3{HIDDEN}", text)


def _hide_telling(parameter: re.Match[str]) -> str:
    name = parameter["name"]
    return f"{name}={HIDDEN}" if _TELLING.search(unquote(name)) else parameter[0]
