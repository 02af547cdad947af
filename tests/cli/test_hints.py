import pytest

from tui.cli.hints import hint_for_failure

BROWSER = "look at the address in a browser, and at the network"


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
        ("connection refused", None, "", BROWSER),
        ("connection reset", None, "https://x.example/", BROWSER),
        ("off: the environment variable MY_KEY is not set (key_env)", None, "https://x.example/", ""),
        ('no column "Sell"; there are: Code, Buying', None, "https://x.example/", ""),
        ("not data; `bigboard sources try URL` says what it is", None, "https://x.example/", ""),
        ("not data: a web page", None, "https://x.example/", "`bigboard sources try URL` shows what is at the address"),
        ("empty answer", None, "https://x.example/", "`bigboard sources try URL` shows what is at the address"),
        ("not data: a web page", None, "", BROWSER),
        ("HTTP 404", 404, "https://x.example/", "the server has no such page"),
        ("HTTP 418", 418, "https://x.example/", BROWSER),
        ("HTTP 503", 503, "https://x.example/", "the site is in trouble: it is polled again automatically"),
    ],
)
def test_a_failure_has_a_hint(reason: str, status: int | None, url: str, hint: str) -> None:
    assert hint_for_failure(reason, status, url) == hint
