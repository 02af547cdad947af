"""What to do about an answer that brought nothing."""

from collections.abc import Mapping

_HINTS: Mapping[int, str] = {
    401: "the site wants a key: see key_env, or headers",
    403: "the site refuses programs, or wants a key in headers",
    404: "the address is wrong: see url",
    410: "the address is gone: see url",
    429: "it is asked too often: raise every",
    451: "the site refuses this country",
}


def hint_for_status(status: int | None) -> str:
    """A few words for an HTTP status, or for none."""
    if status is not None and status in _HINTS:
        return _HINTS[status]
    if status is not None and status >= 500:
        return "the site is in trouble: it is asked again by itself"
    return "look at the address in a browser, and at the network"
