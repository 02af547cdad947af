"""Which proxy and which authorities an address gets, and what the configuration may say about them."""

from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.loader import Config, ConfigError, load_config
from tui.config.network import (
    NetworkSettingError,
    authority_file,
    describe_network,
    is_exempt,
    parse_proxy,
    proxy_for,
)
from tui.sources.adapter import NetworkSettings

SOURCES = """
[[sources]]
name = "a"
kind = "feed"
url = "https://feeds.example.org/a"
{a}
[[sources]]
name = "b"
kind = "feed"
url = "http://other.example/b"
"""


def loaded(folder: Path, head: str = "", a: str = "") -> Config:
    file = folder / "board.toml"
    file.write_text(head + SOURCES.format(a=a))
    return load_config(file)


def url_of(url: str, environ: dict[str, str], settings: NetworkSettings) -> str | None:
    scheme, _, rest = url.partition("://")
    host, _, port = rest.partition(":")
    proxy = proxy_for(scheme, host, int(port or {"http": 80, "https": 443}[scheme]), settings, environ)
    return None if proxy is None else proxy.url


P, Q = "http://p.example:3128", "http://q.example:8080"


@for_each(
    ("url", "environ", "expected"),
    [
        ("https://a.example", {}, None),
        ("https://a.example", {"HTTPS_PROXY": P}, P),
        ("http://a.example", {"HTTPS_PROXY": P}, None),
        ("http://a.example", {"http_proxy": P}, P),
        ("http://a.example", {"HTTP_PROXY": P, "http_proxy": Q}, Q),
        ("https://a.example", {"ALL_PROXY": P}, P),
        ("https://a.example", {"ALL_PROXY": P, "HTTPS_PROXY": Q}, Q),
        ("https://a.example", {"HTTPS_PROXY": "p.example:3128"}, P),
        ("https://a.example", {"HTTPS_PROXY": "  "}, None),
        ("https://a.example", {"HTTPS_PROXY": P, "NO_PROXY": "a.example"}, None),
        ("https://x.a.example", {"HTTPS_PROXY": P, "no_proxy": "b.example, a.example"}, None),
        ("https://xa.example", {"HTTPS_PROXY": P, "NO_PROXY": "a.example"}, P),
        ("https://a.example", {"HTTPS_PROXY": P, "NO_PROXY": "*"}, None),
        ("http://localhost:8000", {"ALL_PROXY": P}, None),
        ("http://127.1.2.3:8000", {"ALL_PROXY": P}, None),
        ("http://0x7f.1:8000", {"ALL_PROXY": P}, None),
        ("http://10.0.0.5", {"ALL_PROXY": P}, P),
        ("http://10.0.0.5", {"ALL_PROXY": P, "NO_PROXY": "10.0.0.0/8"}, None),
    ],
)
def test_the_environment_names_the_proxy(url: str, environ: dict[str, str], expected: str | None) -> None:
    assert url_of(url, environ, NetworkSettings()) == expected


@for_each(
    ("settings", "expected"),
    [
        (NetworkSettings(), P),
        (NetworkSettings(proxy=Q), Q),
        (NetworkSettings(proxy="none"), None),
        (NetworkSettings(proxy=Q, no_proxy=("a.example",)), None),
        (NetworkSettings(proxy=Q, no_proxy=("b.example",)), Q),
        (NetworkSettings(no_proxy=("a.example",)), None),
    ],
)
def test_the_user_decides_before_the_environment(settings: NetworkSettings, expected: str | None) -> None:
    assert url_of("https://a.example", {"HTTPS_PROXY": P}, settings) == expected


@for_each(
    ("exception", "host", "port", "expected"),
    [
        ("example.org", "example.org", 443, True),
        ("example.org", "EXAMPLE.org.", 443, True),
        ("example.org", "a.b.example.org", 443, True),
        ("example.org", "notexample.org", 443, False),
        (".example.org", "a.example.org", 443, True),
        ("*.example.org", "a.example.org", 443, True),
        ("example.org:8080", "example.org", 8080, True),
        ("example.org:8080", "example.org", 443, False),
        ("10.0.0.0/8", "10.20.30.40", 80, True),
        ("10.0.0.0/8", "11.0.0.1", 80, False),
        ("10.0.0.0/8", "example.org", 80, False),
        ("fd00::/8", "fd12::1", 80, True),
        ("2001:db8::1", "2001:db8:0:0::1", 80, True),
        ("[2001:db8::1]:8080", "2001:db8::1", 8080, True),
        ("[2001:db8::1]:8080", "2001:db8::1", 80, False),
        (f"[2001:db8::1]:{'9' * 5_000}", "2001:db8::1", 80, False),
        (f"example.org:{'9' * 5_000}", "example.org", 80, False),
        ("[2001:db8::1]:", "2001:db8::1", 80, True),
        ("not/a/network", "example.org", 80, False),
        ("", "example.org", 80, False),
        (".", "example.org", 80, False),
    ],
)
def test_exceptions_are_hosts_networks_and_ports(exception: str, host: str, port: int, expected: bool) -> None:
    assert is_exempt(host, port, [exception]) is expected


@for_each(
    ("text", "problem"),
    [
        ("socks5://p.example:1080", "socks5 proxies are not supported"),
        ("socks5h://joe:hush-hush@p.example", "socks5h proxies are not supported"),
        ("ftp://p.example", "ftp proxies are not supported"),
        ("http://", "expected the address"),
        ("http://p.example:hush", "expected the address"),
        ("http://[::1", "expected the address"),
        ("http://joe:hush-hush@p\x1b.example", "expected the address"),
        ("http://joe:123#hush@p.example:3128", "expected the address"),
        ("http://joe:123?hush@p.example:3128", "expected the address"),
        ("http://joe:123/hush@p.example:3128", "expected the address"),
        ("http://p.example:3128/hush", "expected the address"),
        ("http://p.example:0", "expected the address"),
    ],
)
def test_what_is_no_proxy_is_refused_without_being_quoted(text: str, problem: str) -> None:
    with pytest.raises(NetworkSettingError) as caught:
        parse_proxy(text, "HTTPS_PROXY")
    assert str(caught.value).startswith(f"HTTPS_PROXY: {problem}")
    assert "hush" not in str(caught.value)


def test_a_password_is_never_shown() -> None:
    proxy = parse_proxy("http://joe:hush%40hush@p.example:3128", "HTTPS_PROXY")
    assert proxy.login is not None
    assert [each.get_secret_value() for each in proxy.login] == ["joe", "hush@hush"]
    assert "hush" not in repr(proxy) + proxy.url
    assert proxy.url == P


@for_each(
    ("environ", "expected"),
    [
        ({}, None),
        ({"SSL_CERT_FILE": "/a.pem"}, ("/a.pem", "SSL_CERT_FILE")),
        ({"REQUESTS_CA_BUNDLE": "/b.pem"}, ("/b.pem", "REQUESTS_CA_BUNDLE")),
        ({"CURL_CA_BUNDLE": "/c.pem"}, ("/c.pem", "CURL_CA_BUNDLE")),
        ({"REQUESTS_CA_BUNDLE": "/b.pem", "SSL_CERT_FILE": "/a.pem"}, ("/a.pem", "SSL_CERT_FILE")),
    ],
)
def test_the_environment_names_authorities(environ: dict[str, str], expected: tuple[str, str] | None) -> None:
    found = authority_file(NetworkSettings(), environ)
    assert (found and (str(found.path), found.setting)) == expected
    own = authority_file(NetworkSettings(ca_file=Path("/own.pem")), environ)
    assert own is not None
    assert str(own.path) == "/own.pem"


def test_one_table_is_for_all_sources_and_each_may_have_its_own(tmp_path: Path) -> None:
    head = f'[network]\nproxy = "{P}"\nno_proxy = ["b.example"]\nca_file = "corp.pem"\n'
    config = loaded(tmp_path, head, a=f'proxy = "{Q}"')
    a, b = config.sources
    assert a.network == NetworkSettings(proxy=Q, ca_file=tmp_path / "corp.pem")
    assert b.network == NetworkSettings(proxy=P, no_proxy=("b.example",), ca_file=tmp_path / "corp.pem")


def test_a_source_may_have_authorities_of_its_own(tmp_path: Path) -> None:
    a, b = loaded(tmp_path, a='ca_file = "/etc/own.pem"\nproxy = "none"').sources
    assert a.network == NetworkSettings(proxy="none", ca_file=Path("/etc/own.pem"))
    assert b.network == NetworkSettings()


def test_the_built_in_sources_are_reached_so_too(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text(f'[network]\nproxy = "{P}"\n')
    assert {source.network.proxy for source in load_config(file).sources} == {P}


@for_each(
    ("head", "a", "problem"),
    [
        ('[network]\nproxy = "socks5://p.example"\n', "", "network.proxy: socks5 proxies are not supported"),
        ('[network]\nproxy = ""\n', "", "network.proxy: "),
        ('[network]\nproxy = "http://joe:hush-hush@p.example"\n', "", "network.proxy: found a user name"),
        ("", 'proxy = "http://joe:hush-hush@p.example"', "proxy: found a user name"),
        ('[network]\nno_proxy = "http://joe:hush-hush@p.example"\n', "", 'found "http://***@p.example"'),
        ('[network]\nno_proxy = "http://joe:hush/hush#@p.example"\n', "", 'found "http://***@p.example"'),
        ('[network]\nno_proxy = "joe:hush-hush@p.example"\n', "", 'found "***@p.example"'),
        ('network = "http://joe:hush-hush@p.example"\n', "", 'network: found "http://***@p.example"'),
        ('"http://joe:hush-hush@p.example" = 1\n', "", '"http://***@p.example": unknown key'),
        ('[network]\n"http://joe:hush-hush@p.example" = 1\n', "", 'network."http://***@p.example": unknown key'),
        ("", 'headers = { "X-Api-Key: hush-hush" = "" }', 'found the name "X-Api-Key: ***"'),
        ("", 'headers = { "X-Other:hush-hush" = 3 }', 'headers."X-Other: ***": '),
        ("", 'proxy = "http://"', "proxy: expected"),
        ('[network]\nca_file = "~nobody-here/x.pem"\n', "", "network.ca_file: "),
        ('[network]\nno_proxy = "a"\n', "", "network.no_proxy: "),
        ('[network]\nprxy = "a"\n', "", 'network.prxy: unknown key; did you mean "proxy"?'),
    ],
)
def test_a_mistake_is_named_by_its_place(tmp_path: Path, head: str, a: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, head, a)
    assert any(problem in each for each in caught.value.problems), caught.value.problems
    assert "hush" not in "".join(caught.value.problems)


def test_what_is_in_force_is_described_without_the_password(tmp_path: Path) -> None:
    config = loaded(tmp_path)
    environ = {"HTTPS_PROXY": "http://joe:hush-hush@p.example:3128", "SSL_CERT_FILE": str(tmp_path / "gone.pem")}
    lines, problems = describe_network(config.sources, environ)
    assert lines == [
        f"proxy {P} (HTTPS_PROXY, with its password): a",
        f"authorities of {tmp_path}/gone.pem besides the usual ones (SSL_CERT_FILE): a, b",
        "the proxy resolves names: whether they lead into a private network is not checked here",
    ]
    assert problems == [f"SSL_CERT_FILE: {tmp_path}/gone.pem is not there"]
    assert describe_network(config.sources, {}) == ([], [])


def test_a_proxy_that_cannot_be_used_is_a_problem(tmp_path: Path) -> None:
    lines, problems = describe_network(loaded(tmp_path).sources, {"ALL_PROXY": "socks5://p.example"})
    assert lines == []
    assert problems == ["ALL_PROXY: socks5 proxies are not supported, expected the address of an http or https proxy"]
