"""By which proxy an address is requested, and which file of authorities is trusted: by the user or the environment."""

import ipaddress
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from tui.config.errors import ErrorCollector, ErrorFactory, quote_value
from tui.config.urls import DEFAULT_PORTS, is_loopback
from tui.sources.adapter import NetworkSettings, SourceConfig
from tui.sources.redaction.secret import MIN_SECRET, Secret

if TYPE_CHECKING:
    from tui.config.schema import NetworkModel
    from tui.config.source_schema import SourceModel

DIRECT: Final = "none"
"""What a user writes for no proxy, whatever the environment says."""

_CA_VARIABLES: Final = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_MAX_EXCEPTIONS: Final = 1_000
_NO_LOGIN: Final = "found a user name in the address; put the whole address into HTTPS_PROXY instead"
_MAX_LENGTH: Final = 2_048
_EXPECTED: Final = "the address of an http or https proxy"


class NetworkSettingError(Exception):
    """A proxy or a file of authorities cannot be used; the message has no password in it."""


class Proxy(NamedTuple):
    """An HTTP proxy."""

    scheme: str
    """`http` or `https`: how the proxy itself is spoken to."""
    host: str
    port: int
    setting: str
    """What named it: a variable of the environment, or `proxy`."""
    login: tuple[Secret, Secret] | None = None
    """User name and password; None where it needs none."""

    @property
    def url(self) -> str:
        """The address without user name and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


class AuthorityFile(NamedTuple):
    """A file or folder of certificate authorities that are trusted besides the bundled ones."""

    path: Path
    setting: str
    """What named it: a variable of the environment, or `ca_file`."""


def parse_proxy(text: str, setting: str) -> Proxy:
    """Parse the address of a proxy, such as `http://proxy.example:3128`; without a scheme it is http.

    Args:
        text: the address.
        setting: what names it, for an error message.

    Raises:
        NetworkSettingError: it is not one; the message does not quote it, since it may have a password.
    """
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NetworkSettingError(f"{setting}: expected {_EXPECTED}") from None
    if parts.scheme not in DEFAULT_PORTS:
        kind = f"{parts.scheme[:10]} proxies are not supported" if parts.scheme.isalnum() else "found no scheme"
        raise NetworkSettingError(f"{setting}: {kind}, expected {_EXPECTED}")
    has_more = parts.path not in {"", "/"} or parts.query or parts.fragment  # a password with one of / ? # in it
    if (
        not host
        or port == 0
        or has_more
        or not text.isprintable()
        or not text.isascii()
        or " " in text
        or len(text) > _MAX_LENGTH
    ):
        raise NetworkSettingError(f"{setting}: expected {_EXPECTED}")
    login = None
    if parts.username is not None:
        login = (Secret(unquote(parts.username)), Secret(unquote(parts.password or "")))
    default = DEFAULT_PORTS[parts.scheme]
    return Proxy(scheme=parts.scheme, host=host, port=port or default, login=login, setting=setting)


def proxy_for(scheme: str, host: str, port: int, settings: NetworkSettings, environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy for an address; None to connect directly.

    This machine is always reached directly, since a proxy is another one. The user's setting comes before the
    environment, whose variables are `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, also in small letters.

    Args:
        scheme: `http` or `https`.
        host: as written in the address, an IPv6 address without its brackets.
        port: of the address.
        settings: of the source that is polled.
        environ: the environment.

    Raises:
        NetworkSettingError: the proxy that is named cannot be used.
    """
    if is_loopback(host) or settings.proxy == DIRECT:
        return None
    if settings.proxy is not None:
        return None if is_exempt(host, port, settings.no_proxy) else parse_proxy(settings.proxy, "proxy")
    for name in (f"{scheme}_proxy", "all_proxy"):
        setting, text = _variable(environ, name)
        if text:
            exceptions = settings.no_proxy or tuple(_variable(environ, "no_proxy")[1].replace(",", " ").split())
            return None if is_exempt(host, port, exceptions) else parse_proxy(text, setting)
    return None


def proxy_secrets(environ: Mapping[str, str]) -> frozenset[str]:
    """Return what the proxies of the environment must not be quoted with: their passwords, and both parts in base64.

    Without a password the user name is the secret.
    """
    return frozenset(secret for secret in _login_texts(environ) if len(secret) >= MIN_SECRET)


def _login_texts(environ: Mapping[str, str]) -> Iterator[str]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        for spelling in (name, name.upper()):
            try:
                login = parse_proxy(environ.get(spelling, "").strip(), spelling).login
            except NetworkSettingError:
                continue  # nothing is sent to it
            if login is not None:
                user, password = (part.get_secret_value() for part in login)
                yield password or user
                # the redactor knows the base64 of a long password alone
                yield b64encode(f"{user}:{password}".encode()).decode().rstrip("=")


def _variable(environ: Mapping[str, str], name: str) -> tuple[str, str]:
    """Return the name and the value of a variable that is written in small letters or in capitals."""
    for spelling in (name, name.upper()):
        if value := environ.get(spelling, "").strip():
            return spelling, value
    return name.upper(), ""


def is_exempt(host: str, port: int, exceptions: Sequence[str]) -> bool:
    """Return whether a host is requested without the proxy.

    Args:
        host: as written in an address.
        port: of the address.
        exceptions: each a host with its subdomains (`example.org`, `.example.org`, `*.example.org`), an IP address,
            a network such as `10.0.0.0/8`, any of these with a port, or `*` for every host.
    """
    name = host.rstrip(".").lower()
    return any(_matches(name, port, each.strip().lower()) for each in exceptions[:_MAX_EXCEPTIONS])


def _matches(name: str, port: int, exception: str) -> bool:
    if exception == "*":
        return True
    if "/" in exception:
        return _is_within(name, exception)
    pattern, only_port = _split_port(exception)
    if only_port is not None and only_port != port:
        return False
    pattern = pattern.removeprefix("*").strip(".")
    return bool(pattern) and (name == pattern or name.endswith(f".{pattern}") or _is_same_address(name, pattern))


def _split_port(exception: str) -> tuple[str, int | None]:
    """Return the host of an exception and its port; an IPv6 address has its colons, and a port only after brackets."""
    if exception.startswith("["):
        address, _, port = exception[1:].partition("]")
        return address, int(port[1:7]) if port[1:].isdecimal() else None
    host, colon, port = exception.rpartition(":")
    if colon and ":" not in host and port.isdecimal():
        return host, int(port[:6])
    return exception, None


def _is_within(name: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(name) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _is_same_address(name: str, pattern: str) -> bool:
    try:
        return ipaddress.ip_address(name) == ipaddress.ip_address(pattern)
    except ValueError:
        return False


def authority_file(settings: NetworkSettings, environ: Mapping[str, str]) -> AuthorityFile | None:
    """Return the authorities to trust besides the bundled ones; None for no others.

    The user's `ca_file` comes before `SSL_CERT_FILE`, `REQUESTS_CA_BUNDLE` and `CURL_CA_BUNDLE`.
    """
    if settings.ca_file is not None:
        return AuthorityFile(path=settings.ca_file, setting="ca_file")
    for name in _CA_VARIABLES:
        if value := environ.get(name, "").strip():
            return AuthorityFile(path=Path(value), setting=name)
    return None


def build_network(model: "NetworkModel | SourceModel", file: Path, error: ErrorFactory) -> NetworkSettings:
    """Return the proxy and the authorities of a table of the configuration; the file of these is not opened.

    Args:
        model: the `[network]` table, or that of a source.
        file: the configuration; a relative `ca_file` starts at its folder.
        error: makes the error for a key of the table from its problem.

    Raises:
        ConfigError: the proxy is not the address of one or has a password, or a home folder is not known.
    """
    errors = ErrorCollector()
    errors.run(None, _check_proxy, model.proxy, error)
    ca_file = errors.run(None, _ca_file, model.ca_file, file, error)
    errors.raise_all()
    return NetworkSettings(proxy=model.proxy, no_proxy=tuple(getattr(model, "no_proxy", ())), ca_file=ca_file)


def with_network(sources: Sequence[SourceConfig], common: NetworkSettings) -> tuple[SourceConfig, ...]:
    """Return the sources with the common settings where they have none of their own."""
    return tuple(source._replace(network=_merge(source.network, common)) for source in sources)


def _merge(own: NetworkSettings, common: NetworkSettings) -> NetworkSettings:
    merged = common if own.proxy is None else own
    return merged._replace(ca_file=own.ca_file or common.ca_file)


def _check_proxy(text: str | None, error: ErrorFactory) -> None:
    if text is None or text == DIRECT:
        return
    try:
        proxy = parse_proxy(text, "proxy")
    except NetworkSettingError as problem:
        raise error("proxy", str(problem).removeprefix("proxy: ")) from None
    if proxy.login is not None:
        raise error("proxy", _NO_LOGIN)


def _ca_file(text: str | None, file: Path, error: ErrorFactory) -> Path | None:
    if text is None:
        return None
    try:
        return file.parent / Path(text).expanduser()
    except RuntimeError:
        raise error("ca_file", f"found {quote_value(text)}, whose home folder is not known") from None


def describe_network(sources: Sequence[SourceConfig], environ: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return what the sources are reached by, for a user, and what is wrong with it; no line has a password in it."""
    notes: dict[str, list[str]] = {}
    problems: dict[str, None] = {}
    for source in sources:
        try:
            proxy = _proxy_of(source, environ)
        except NetworkSettingError as error:
            problems[str(error)] = None
        else:
            if proxy is not None:
                login = ", with its password" if proxy.login else ""
                notes.setdefault(f"proxy {proxy.url} ({proxy.setting}{login})", []).append(source.name)
        authorities = authority_file(source.network, environ)
        if authorities is not None:
            text = f"authorities of {authorities.path} besides the usual ones ({authorities.setting})"
            notes.setdefault(text, []).append(source.name)
            if not authorities.path.exists():
                problems[f"{authorities.setting}: {authorities.path} is not there"] = None
    lines = [f"{text}: {', '.join(names)}" for text, names in notes.items()]
    if any(line.startswith("proxy ") for line in lines):
        lines.append("the proxy resolves names: whether they lead into a private network is not checked here")
    return lines, list(problems)


def _proxy_of(source: SourceConfig, environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy of a source's address; of a provider whose address its adapter knows, that for https."""
    parts = urlsplit(source.url)
    scheme = parts.scheme or "https"
    port = parts.port or DEFAULT_PORTS.get(scheme, 443)
    return proxy_for(scheme, parts.hostname or "", port, source.network, environ)
