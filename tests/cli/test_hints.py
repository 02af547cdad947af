import pytest

from tui.cli.hints import hint_for_failure

BROWSER = "look at the address in a browser"
NETWORK = f"{BROWSER}, and at the network"
REPORT = "report it: the log has the details"


@pytest.mark.parametrize(
    ("reason", "status", "url", "hint"),
    [
        ("connection refused", None, "http://127.0.0.1:8999/page?key=abc", "nothing listens on 127.0.0.1:8999"),
        (
            "name not found",
            None,
            "https://no-such-host.invalid/",
            'no address for "no-such-host.invalid": it is misspelt, or this machine is offline',
        ),
        (
            "secure connection failed",
            None,
            "https://127.0.0.1:8901/",
            "127.0.0.1:8901 may not speak TLS (https): try http://",
        ),
        ("connection refused", None, "https://me:secret@x.example/", "nothing listens on x.example"),
        ("connection refused", None, "", NETWORK),
        ("connection reset", None, "https://x.example/", NETWORK),
        ("off: the environment variable MY_KEY is not set (key_env)", None, "https://x.example/", ""),
        ('no column "Sell"; there are: Code, Buying', None, "https://x.example/", ""),
        ("not data; `bigboard sources try URL` says what it is", None, "https://x.example/", ""),
        ("not data: a web page", None, "https://x.example/", "`bigboard sources try URL` shows what is at the address"),
        ("empty answer", None, "https://x.example/", "`bigboard sources try URL` shows what is at the address"),
        ("not data: a web page", None, "", ""),
        ("no answer in 15 s", None, "https://x.example/", NETWORK),
        ("certificate expired", None, "https://x.example/", NETWORK),
        ("answer cut short", None, "https://x.example/", NETWORK),
        ("answer not complete in 15 s", None, "https://x.example/", NETWORK),
        ("network unreachable", None, "", NETWORK),
        ("proxy: connection refused", None, "https://x.example/", "look at the proxy, which `bigboard doctor` names"),
        ("too many rows", None, "https://x.example/", BROWSER),
        ("page took too long to read", None, "https://x.example/", BROWSER),
        ("answer too large", None, "https://x.example/", BROWSER),
        ("redirect refused: private address", None, "https://x.example/", BROWSER),
        ("too many rows", None, "", ""),
        ("building requests failed: KeyError", None, "https://x.example/", REPORT),
        ("request failed: OSError", None, "https://x.example/", REPORT),
        ("parsing failed: KeyError", None, "", REPORT),
        ("HTTP 404", 404, "https://x.example/", "the server has no such page"),
        ("HTTP 418", 418, "https://x.example/", BROWSER),
        ("HTTP 503", 503, "https://x.example/", "the site is in trouble: it is polled again automatically"),
    ],
)
def test_a_failure_has_a_hint(reason: str, status: int | None, url: str, hint: str) -> None:
    assert hint_for_failure(reason, status, url) == hint
