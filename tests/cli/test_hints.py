from tests.kit.marks import for_each
from tui.cli.hints import hint_for_failure

BROWSER = "look at the address in a browser"
TRY = "`bigboard sources try URL` shows what is at the address"
AGAIN = "it is polled again automatically"
OFFLINE = "this machine is offline, or its name server is wrong: look at the network"
BROKE_OFF = f"the server or the network broke off: {AGAIN}"
TOO_SLOW = f"the server or the network is too slow: {AGAIN}"
REPORT = "report it: the log has the details"


@for_each(
    ("reason", "status", "url", "hint"),
    [
        (
            "connection refused",
            None,
            "http://127.0.0.1:8999/page?key=abc",
            "nothing listens on 127.0.0.1:8999: look at its port, and whether the server runs",
        ),
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
        (
            "connection refused",
            None,
            "https://me:secret@x.example/",
            "nothing listens on x.example: look at its port, and whether the server runs",
        ),
        ("connection refused", None, "", "the server or a firewall refuses: look at the network"),
        ("connection reset", None, "https://x.example/", BROKE_OFF),
        ("off: the environment variable MY_KEY is not set (key_env)", None, "https://x.example/", ""),
        ('no column "Sell"; there are: Code, Buying', None, "https://x.example/", ""),
        ("not data; `bigboard sources try URL` says what it is", None, "https://x.example/", ""),
        ("not data: a web page", None, "https://x.example/", TRY),
        ("empty answer", None, "https://x.example/", TRY),
        ("not data: a web page", None, "", f"the provider answers otherwise than usual: {AGAIN}"),
        ("no answer in 15 s", None, "https://x.example/", TOO_SLOW),
        ("certificate expired", None, "", "wait until the site renews it, and look at the clock of this machine"),
        ("answer cut short", None, "https://x.example/", BROKE_OFF),
        ("answer not complete in 15 s", None, "https://x.example/", TOO_SLOW),
        ("network unreachable", None, "", "this machine is offline, or no way leads there: look at the network"),
        ("proxy: connection refused", None, "https://x.example/", "look at the proxy, which `bigboard doctor` names"),
        ("too many rows", None, "https://x.example/", "name a smaller page, or rows of it"),
        ("page took too long to read", None, "", f"the page is too large, or this machine is busy: {AGAIN}"),
        ("answer too large", None, "https://x.example/", "name a smaller page, or rows of it"),
        ("redirect refused: private address", None, "https://x.example/", BROWSER),
        ("too many rows", None, "", "request fewer symbols"),
        ("building requests failed: KeyError", None, "https://x.example/", REPORT),
        ("request failed: OSError", None, "https://x.example/", REPORT),
        ("parsing failed: KeyError", None, "", REPORT),
        ("HTTP 404", 404, "https://x.example/", f"the server has no such page: {BROWSER}, and correct url"),
        ("HTTP 404", 404, "", "look up how the provider spells its symbols, and correct them"),
        ("HTTP 400: Invalid symbol", 400, "", "look up how the provider spells its symbols, and correct them"),
        ("HTTP 410", 410, "https://x.example/", "the server says that the page is gone for good: take the source out"),
        ("name not found", None, "", OFFLINE),
        (
            "no name server answers",
            None,
            "",
            "this machine is offline, or its name server is down: look at the network",
        ),
        ("certificate is for another name", None, "https://x.example/", "correct the host in url"),
        (
            "not an HTTP answer",
            None,
            "http://x.example:22/",
            "x.example:22 does not speak HTTP: look at the port, or try https://",
        ),
        ("connection closed without an answer", None, "", BROKE_OFF),
        ("address refused: on a private network (allow_private = true permits it)", None, "https://x.example/", ""),
        (
            "proxy needs a user name and password (HTTP 407)",
            None,
            "",
            "put both into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT",
        ),
        ("too many redirects", None, "https://x.example/", "correct url: write the address that a browser ends at"),
        ("no such symbol: XYZ", None, "", "look up how the provider spells it, and correct symbols"),
        ("broken JSON at character 3", None, "https://x.example/", TRY),
        ("charset: the page is not text", None, "https://x.example/", TRY),
        ("HTTP 418", 418, "https://x.example/", BROWSER),
        ("HTTP 503", 503, "https://x.example/", "the site is in trouble: it is polled again automatically"),
    ],
)
def test_a_failure_has_a_hint(reason: str, status: int | None, url: str, hint: str) -> None:
    assert hint_for_failure(reason, status, url) == hint
