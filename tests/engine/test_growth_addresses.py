"""However long an address or a line of the log, judging it and hiding its secrets takes work in proportion."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

import httpx
import pytest

from tests.growth import assert_linear
from tests.sources.growing import AT, WORDS, repeated
from tui.engine.addresses import read_address
from tui.engine.answer import FetchError
from tui.engine.fetch.exchange import address_of, place_of, sent_on
from tui.engine.redirect import is_host, is_private
from tui.engine.retry_after import retry_after
from tui.engine.secrets import hide, redact, secrets_of
from tui.engine.written import ConfigError
from tui.sources.address import asked_by
from tui.sources.secret import Secret
from tui.sources.source import Page, Source

LARGEST = 32_000
"""Characters; a server's head is cut at some hundred thousand."""
UNITS = (
    *WORDS,
    *("a.", ".", "a..", "xn--", "xn--a.", "0x7f.", "1.", "::", ":0", "[", "]", "@", "a@", "a:a@", "//", "/..", "/../"),
    *("?", "#", "&", "=", "a=&", "&key=", "&a[b]=", ";a=b", "%", "%2", "%25", "%00", "%ff", "+", "\\", "?a=b&", "&&"),
    *(
        "bearer ",
        "set-cookie",
        "proxy-",
        "x-key-",
        "x-api-key",
        "x-a-token-",
        "api-",
        "apikey",
        "key:",
        ": ",
        "cookie:",
    ),
    *("Authorization: Basic ", "x-x-", "session", "x-session:", "secret='", "token ", "b'", "pass", "jwt"),
)
HOME = httpx.URL("https://quotes.example/")
SOURCE = Source(
    name="x",
    kind="table",
    url="https://quotes.example/?token=canary-0815-4711",
    every=timedelta(minutes=1),
    key=Secret("cq1k9abcd0efgh2ijkl"),
)


def _read_address(text: str) -> object:
    return read_address(text, ConfigError)


READERS: dict[str, Callable[[str], object]] = {
    "redact": redact,
    "redact an address": lambda text: redact(f"https://quotes.example/{text}"),
    "redact a header": lambda text: redact(f"x-{text}"),
    "hide": lambda text: hide(text, secrets_of(SOURCE)),
    "address": address_of,
    "host": lambda text: address_of(f"http://{text}/"),
    "redirect": lambda text: place_of(sent_on(HOME, text)),
    "redirect to a host": lambda text: place_of(sent_on(HOME, f"//{text}/")),
    "is a host": is_host,
    "is private": is_private,
    "asked by": lambda text: asked_by(Page(url=f"https://quotes.example/?{text}", body=b""), "symbols"),
    "written address": lambda text: _read_address(f"https://quotes.example/{text}"),
    "retry after": lambda text: retry_after(text, AT),
}


def excesses(name: str, units: tuple[str, ...]) -> dict[str, str]:
    """The units that take too much work, or raise what is not our own error."""
    found: dict[str, str] = {}
    for unit in units:
        grown = cache(repeated(unit))
        try:
            assert_linear(
                lambda size, grown=grown: READERS[name](grown(size)),  # type: ignore[misc]
                largest=LARGEST,
                expected=(FetchError, ConfigError),
            )
        except AssertionError as error:
            found[unit] = str(error)
        except Exception as error:  # noqa: BLE001 - any other error is what is looked for
            found[unit] = f"{type(error).__name__}: {error}"[:200]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_work_on_addresses_and_secrets_grows_as_their_texts_do(name: str) -> None:
    assert len(UNITS) >= 60
    assert excesses(name, UNITS) == {}
