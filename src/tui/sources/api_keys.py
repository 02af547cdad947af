"""API keys of providers: no request without one, and no reason that quotes one."""

import re

from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.json import Json, provider_error_message, read_json
from tui.sources.redaction.secret import REDACTED, Secret

_LONG_WORD = re.compile(r"[A-Za-z0-9_-]{12,}+", re.ASCII)


def require_api_key(source: SourceConfig) -> Secret:
    """Return the source's key.

    Raises:
        ParseError: it has none.
    """
    if source.key is None or not source.key.get_secret_value():
        raise ParseError("no key: set key_env, key_file or key_command")
    return source.key


def provider_error(*messages: Json) -> str | None:
    """Return a provider's own message on what went wrong, None where there is none; it quotes no key.

    Our own key is not in a response that an adapter parses. It may quote another: an older one, or an account's.
    """
    reason = provider_error_message(*(_redacted(each) if isinstance(each, str) else each for each in messages))
    return "the key is not accepted" if reason is not None and reason.startswith("wants a key") else reason


def read_json_redacted(response: Response) -> Json:
    """Return the object or array of a response, as `read_json` does; no reason for refusing it has a key in it.

    Raises:
        ParseError: as `read_json` does.
    """
    return read_json(response, _redacted)


def _redacted(text: str) -> str:
    """Return a text without any word that looks like a key: a long one with a digit in it."""
    return _LONG_WORD.sub(lambda word: REDACTED if any(map(str.isdigit, word[0])) else word[0], text)
