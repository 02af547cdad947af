"""The work of parsing an address and of redacting secrets grows linearly with the text."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

import httpx
import pytest

from tests.kit.growth import assert_linear
from tests.sources.growing import AT, WORDS, repeated
from tui.config.errors import ConfigError
from tui.config.urls import is_private, parse_url
from tui.engine.http.errors import FetchError
from tui.engine.http.exchange import origin_of, parse_source_url, redirect_target
from tui.engine.http.redirects import is_host
from tui.engine.http.retry_after import parse_retry_after
from tui.sources.adapter import Response, SourceConfig
from tui.sources.redaction.redact import redact_patterns, redact_values, secrets_of
from tui.sources.redaction.secret import Secret
from tui.sources.request_urls import query_values

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
SOURCE = SourceConfig(
    name="x",
    kind="table",
    url="https://quotes.example/?token=canary-0815-4711",
    every=timedelta(minutes=1),
    key=Secret("cq1k9abcd0efgh2ijkl"),
)


def _read_address(text: str) -> object:
    return parse_url(text, ConfigError)


READERS: dict[str, Callable[[str], object]] = {
    "redact": redact_patterns,
    "redact an address": lambda text: redact_patterns(f"https://quotes.example/{text}"),
    "redact a header": lambda text: redact_patterns(f"x-{text}"),
    "hide": lambda text: redact_values(text, secrets_of(SOURCE)),
    "address": parse_source_url,
    "host": lambda text: parse_source_url(f"http://{text}/"),
    "redirect": lambda text: origin_of(redirect_target(HOME, text)),
    "redirect to a host": lambda text: origin_of(redirect_target(HOME, f"//{text}/")),
    "is a host": is_host,
    "is private": is_private,
    "query values": lambda text: query_values(Response(url=f"https://quotes.example/?{text}", body=b""), "symbols"),
    "written address": lambda text: _read_address(f"https://quotes.example/{text}"),
    "retry after": lambda text: parse_retry_after(text, AT),
}


def excesses(name: str, units: tuple[str, ...]) -> dict[str, str]:
    """The units whose work grows too fast, or that raise another error than ours."""
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
        except Exception as error:  # noqa: BLE001 - the test reports every other error
            found[unit] = f"{type(error).__name__}: {error}"[:200]
    return found


@pytest.mark.slow
@pytest.mark.dose(len(READERS))
@pytest.mark.parametrize("name", READERS)
def test_work_on_a_sample_of_texts_grows_as_they_do(name: str) -> None:
    """Of every reader in the gate, where all texts are given to some of them alone."""
    assert excesses(name, UNITS[::12]) == {}


@pytest.mark.slow
@pytest.mark.dose(4)
@pytest.mark.parametrize("name", READERS)
def test_work_on_addresses_and_secrets_grows_as_their_texts_do(name: str) -> None:
    assert len(UNITS) >= 60
    assert excesses(name, UNITS) == {}
