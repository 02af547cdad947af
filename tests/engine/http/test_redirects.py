"""Where a redirect may lead, and what may go along."""

import pytest

from tests.kit.marks import for_each
from tui.config.urls import is_private
from tui.engine.http.errors import RedirectError
from tui.engine.http.redirects import Origin, check_redirect, is_host

HOME = Origin("https", "quotes.example", None)


PRIVATE = (
    "127.0.0.1 127.1 0x7f.1 2130706433 0177.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 0.0.0.0 224.0.0.1 "
    "255.255.255.255 100.64.0.1 localhost LOCALHOST. a.localhost ::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1 "
    "::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: fec0::1 feff::1 64:ff9b:1::808:808 64:ff9b:1:ffff:: ::7f00:1 "
    "::808:808 ::ffff:0:7f00:1 ::ffff:0:808:808 100::1 200::1 4000::1 5f00::1 2001::1 2001:db8::1 fec0::1%eth0"
)


@for_each("host", PRIVATE.split())
def test_a_private_host_is_known_in_every_spelling(host: str) -> None:
    assert is_private(host)


@for_each(
    "host",
    [
        *("8.8.8.8", "quotes.example", "2606:4700::1111", "::ffff:8.8.8.8", "localhost.example", "10.example"),
        *("64:ff9b::808:808", "2002:808:808::1", "2a00:1450::1"),
    ],
)
def test_a_public_host_is_not_private(host: str) -> None:
    assert not is_private(host)


@for_each(
    ("there", "reason"),
    [
        (Origin("file", "", None), "redirect refused: file"),
        (Origin("", "", None), "redirect refused: no scheme"),
        (Origin("https", "", None), "redirect refused: not an address"),
        (Origin("https", "[nonsense", None), "redirect refused: not an address"),
        (Origin("https", "quotes..example", None), "redirect refused: not an address"),
        (Origin("https", "quotes.example", 0), "redirect refused: not an address"),
        (Origin("https", "quotes.example", -1), "redirect refused: not an address"),
        (Origin("https", "quotes.example", 65_536), "redirect refused: not an address"),
        (Origin("http", "quotes.example", None), "redirect refused: https to http"),
        (Origin("https", "169.254.169.254", None), "redirect refused: private address"),
        (Origin("https", "localhost", 8443), "redirect refused: private address"),
    ],
)
def test_a_bad_target_is_refused_with_a_reason(there: Origin, reason: str) -> None:
    with pytest.raises(RedirectError) as caught:
        check_redirect(HOME, HOME, there, private=False)
    assert caught.value.reason == reason


def test_a_private_target_is_allowed_where_the_source_allows_it_or_is_private_itself() -> None:
    there = Origin("http", "192.168.1.5", None)
    check_redirect(Origin("http", "quotes.example", None), Origin("http", "quotes.example", None), there, private=True)
    at_home = Origin("http", "10.0.0.1", None)
    check_redirect(at_home, at_home, there, private=False)


@for_each(
    ("here", "there", "shared"),
    [
        (("http", "h", None), ("http", "h", 80), True),
        (("http", "h", None), ("https", "h", None), True),
        (("https", "h", None), ("http", "h", None), False),
        (("http", "h", None), ("http", "h", 8080), False),
        (("http", "h", 8080), ("https", "h", 8443), False),
        (("https", "h", None), ("https", "www.h", None), False),
    ],
)
def test_secrets_go_only_to_the_same_origin_or_its_https_form(
    here: tuple[str, str, int | None], there: tuple[str, str, int | None], shared: bool
) -> None:
    assert Origin(*here).may_share_secrets(Origin(*there)) is shared


@for_each(
    ("text", "valid"),
    [
        *(("h.example", True), ("h.example.", True), ("::1", True), ("my_host", True), ("a" * 63 + ".example", True)),
        *(("", False), ("a%20b", False), (".", False), ("a..b", False), ("h.example..", False), (".example", False)),
        *(("a" * 64 + ".example", False), (".".join(["abc"] * 64), False), ("h.example\n", False)),
    ],
)
def test_a_host_is_a_name_or_an_ip_address(text: str, valid: bool) -> None:
    assert is_host(text) is valid
