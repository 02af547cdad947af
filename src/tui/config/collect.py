"""The server by which one collector gives its events to many boards: `[collect]`, the command line, the environment."""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tui.config.collect_schema import MAX_SERVERS, NAME, CollectModel
from tui.config.errors import ConfigError, ErrorCollector, config_error, did_you_mean_known, quote_value
from tui.config.urls import is_private
from tui.domain.instants import TIME_UNITS
from tui.domain.text import sanitize_line
from tui.sources.redaction.secret import Secret

USER_VARIABLE: Final = "BIGBOARD_NATS_USER"
PASSWORD_VARIABLE: Final = "BIGBOARD_NATS_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN_VARIABLE: Final = "BIGBOARD_NATS_TOKEN"  # noqa: S105 - the name of a variable
CREDS_VARIABLE: Final = "BIGBOARD_NATS_CREDS"
NKEY_VARIABLE: Final = "BIGBOARD_NATS_NKEY"
DEFAULT_PORT: Final = 4222
DEFAULT_BOARD: Final = "main"
DEFAULT_GROUP: Final = "all"

_VARIABLES: Final = (USER_VARIABLE, PASSWORD_VARIABLE, TOKEN_VARIABLE, CREDS_VARIABLE, NKEY_VARIABLE)
_KEY_OPTIONS: Final = ("key_env", "key_file", "key_command")
_EXPECTED: Final = 'expected an address such as "nats://host:4222" or "tls://host:4222"'
_MAX_ADDRESS: Final = 300
_MAX_SECRET: Final = 4_096
_HOST: Final = r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}"
_SEED: Final = "S[A-Z2-7]{50,70}"


class SecretPlace(NamedTuple):
    """Where a secret is stored; it is loaded only once a server is spoken to."""

    key_env: str | None
    key_file: str | None
    key_command: tuple[str, ...] | None
    folder: Path
    """Of the configuration, where a relative `key_file` starts."""


class CollectSettings(NamedTuple):
    """Which server a collector publishes to and its boards read from, and as whom."""

    servers: tuple[str, ...] = ()
    """Addresses such as `nats://host:4222`, each with its port and nothing behind it; empty where none is named."""
    board: str = DEFAULT_BOARD
    user: str = ""
    """Empty where the secret is a token, or where there is none."""
    secret: Secret | None = None
    """A password where there is a user, else a token. Of settings as the file has them it is not loaded yet."""
    secret_place: SecretPlace | None = None
    creds_file: Path | None = None
    """NATS credentials; there is no user and no secret then."""
    nkey_file: Path | None = None
    """The seed of an NKey; there is no user and no secret then."""
    ca_file: Path | None = None
    """Authorities that are trusted besides the usual ones."""
    tls: str = "auto"
    """`auto` or `on`."""
    outbox_size: int = 256 << 20
    """Bytes."""
    keep: timedelta = timedelta(days=1)
    """How long the stream keeps events."""
    max_size: int = 1 << 30
    """Bytes of the stream."""
    sources: tuple[str, ...] = ()
    """The names of the sources that this collector polls; empty for all."""
    group: str = DEFAULT_GROUP
    """The name of the division: of the collectors of one, one polls at a time."""
    lease: timedelta = timedelta(seconds=6)

    @property
    def server_folder(self) -> str:
        """The name of a folder for what is of these servers alone: that of the first."""
        return re.sub(r"[^A-Za-z0-9.-]", "-", self.servers[0].partition("://")[2])

    @property
    def needs_tls(self) -> bool:
        """Whether nothing may be sent before the connection is encrypted.

        It is where the user wants it, and where a password or a token would cross a network that is not private.
        """
        if self.tls == "on" or any(address.startswith("tls:") for address in self.servers):
            return True
        return self.secret is not None and not all(is_private(host_of(address)) for address in self.servers)


def host_of(address: str) -> str:
    """Return the host of a server's address, an IPv6 address without its brackets."""
    return urlsplit(address).hostname or ""


def build_collect(
    model: CollectModel,
    source_names: Sequence[str],
    file: Path,
    errors: ErrorCollector,
    *,
    common_ca_file: str | None = None,
) -> CollectSettings:
    """Return the settings of the table in a file, without its secret; the problems go to the collector.

    Args:
        model: as it is written.
        source_names: of all sources of the file.
        file: where it was read from; relative paths start at its folder.
        errors: collects what is wrong.
        common_ca_file: that of `[network]`, for a table without one.
    """

    def error(key: str, problem: str) -> ConfigError:
        return config_error(file, f"collect.{key}", problem)

    def path(key: str, written: str | None) -> Path | None:
        try:
            return None if written is None else file.parent / Path(written).expanduser()
        except (RuntimeError, ValueError):
            raise error(key, "found a path whose home folder is not known") from None

    for key, found in _problems_of(model, source_names):
        errors.add(error(key, found))
    written = (model.server,) if isinstance(model.server, str) else model.server
    servers = tuple(
        address
        for each in written
        if each
        for address in errors.run((), _server_of_file, each, partial(error, "server"))
    )
    has_secret = any(getattr(model, name) is not None for name in _KEY_OPTIONS)
    return CollectSettings(
        servers=servers,
        board=model.board,
        user=model.user or "",
        secret_place=SecretPlace(model.key_env, model.key_file, model.key_command, file.parent) if has_secret else None,
        creds_file=errors.run(None, path, "creds_file", model.creds_file),
        nkey_file=errors.run(None, path, "nkey_file", model.nkey_file),
        ca_file=errors.run(None, path, "ca_file", model.ca_file or common_ca_file),
        tls=model.tls,
        outbox_size=_size(model.outbox_size),
        keep=int(model.keep[:-1]) * TIME_UNITS[model.keep[-1]],
        max_size=_size(model.max_size),
        sources=tuple(map(sanitize_line, model.sources or ())),
        group=model.group or DEFAULT_GROUP,
        lease=timedelta(seconds=int(model.lease[:-1])),
    )


def server_from(
    text: str,
    environ: Mapping[str, str],
    settings: CollectSettings | None,
    *,
    option: str = "--to",
    board: str = "",
) -> CollectSettings:
    """Return the settings by which a server is spoken to, with the secret loaded.

    Args:
        text: what the command line names, `nats://host:4222/BOARD`, of which the board may be left out, or several with
            commas between them; empty for the server of the configuration.
        environ: the environment; who we are by its variables comes before what the file says of that.
        settings: of the file; None where it has none.
        option: names the text in a message.
        board: the name of the board where the text has none; empty for that of the settings.

    Raises:
        ConfigError: no server is named, an address is wrong, or a secret cannot be loaded; no message quotes a secret.
    """
    found = settings or CollectSettings()
    if board:
        found = found._replace(board=board)
    if text:
        found = _with_address(found, text, partial(_named_error, option))
    if not found.servers:
        raise ConfigError(f"no server is named: {option} nats://host:4222, or server under [collect]")
    found = _with_environment(found, environ)
    place = found.secret_place
    from tui.config.api_keys import ApiKeyError, check_secret_file, load_api_key  # noqa: PLC0415 - runs commands

    try:
        for file, name in ((found.creds_file, "creds_file"), (found.nkey_file, "nkey_file")):
            if file is not None:
                check_secret_file(file, name)
        return found if place is None else found._replace(secret=load_api_key(place, place.folder))
    except ApiKeyError as error:
        raise ConfigError(f"[collect]: {error}") from None


def _problems_of(model: CollectModel, source_names: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Return the keys that do not go together, and what is wrong with each."""
    problems: list[tuple[str, str]] = []
    secrets = [name for name in (*_KEY_OPTIONS, "creds_file", "nkey_file") if getattr(model, name) is not None]
    if len(secrets) > 1:
        problems.append((secrets[1], f"found beside {secrets[0]}, expected one way to say who we are"))
    elif model.user is not None and not any(name in _KEY_OPTIONS for name in secrets):
        beside = f" beside {secrets[0]}, which names the user itself" if secrets else " without its password"
        problems.append(("user", f"found{beside}: key_env, key_file or key_command names that of a user"))
    known = set(source_names)
    problems += [
        (f"sources[{number}]", f"found {quote_value(name)}, which is no source{did_you_mean_known(name, source_names)}")
        for number, name in enumerate(model.sources or ())
        if sanitize_line(name) not in known
    ]
    if model.sources is not None and model.group is None:
        problems.append(("group", 'missing beside sources, expected a name for this part of them, such as "asia"'))
    return problems


def _server_of_file(text: str, error: partial[ConfigError]) -> tuple[str]:
    address, board = _parse_server(text, error)
    if board:
        raise error("found a path in the address; `board` names the board")
    return (address,)


def _parse_server(text: str, error: partial[ConfigError]) -> tuple[str, str]:
    """Return the address of a server with its port, and the board behind it, which may be empty."""
    if "@" in text:
        raise error(
            "found a user, a password or a token in the address, where others can see it; write it into "
            f"{USER_VARIABLE} and {PASSWORD_VARIABLE}, {TOKEN_VARIABLE}, {CREDS_VARIABLE} or {NKEY_VARIABLE}, "
            "or name its place by key_env, key_file, key_command, creds_file or nkey_file under [collect]"
        )
    if re.fullmatch(rf"({_HOST})(:[0-9]{{1,5}})?", text):
        raise error(f"found no scheme, did you mean nats://{text}?")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise error(_EXPECTED) from None
    if parts.scheme not in ("nats", "tls"):
        raise error(f"found {quote_value(parts.scheme + ':') if parts.scheme else 'no scheme'}, {_EXPECTED}")
    if len(text) > _MAX_ADDRESS or not re.fullmatch(_HOST, host) or port == 0 or parts.query or parts.fragment:
        raise error(_EXPECTED)
    board = parts.path.strip("/")
    if board and not re.fullmatch(NAME, board, re.ASCII):
        raise error("found no name of a board behind the server, expected up to 32 letters, digits, - and _")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port or DEFAULT_PORT}", board


def _named_error(option: str, problem: str) -> ConfigError:
    return ConfigError(f"{option}: {problem}")


def _with_address(settings: CollectSettings, text: str, error: partial[ConfigError]) -> CollectSettings:
    written = [each.strip() for each in text.split(",")]
    if len(written) > MAX_SERVERS:
        raise error(f"found {len(written)} servers, expected {MAX_SERVERS} at most")
    parsed = [_parse_server(each, error) for each in written]
    boards = {board for _, board in parsed if board}
    if len(boards) > 1:
        raise error("found several boards, expected one")
    return settings._replace(servers=tuple(address for address, _ in parsed), board=next(iter(boards), settings.board))


def _with_environment(settings: CollectSettings, environ: Mapping[str, str]) -> CollectSettings:
    """Return the settings with who we are by the environment, where that says anything of it."""
    values = {name: value for name in _VARIABLES if (value := environ.get(name, ""))}
    if not values:
        return settings
    for name, value in values.items():
        if len(value) > _MAX_SECRET or not value.isprintable():
            raise ConfigError(f"{name}: expected one line of at most {_MAX_SECRET} characters")
    ways = [name for name in (PASSWORD_VARIABLE, TOKEN_VARIABLE, CREDS_VARIABLE, NKEY_VARIABLE) if name in values]
    if len(ways) > 1:
        raise ConfigError(f"{ways[1]}: found beside {ways[0]}, expected one way to say who we are")
    if not ways or (USER_VARIABLE in values and ways != [PASSWORD_VARIABLE]):
        raise ConfigError(f"{USER_VARIABLE}: found without {PASSWORD_VARIABLE}")
    (way,) = ways
    value = values[way]
    nobody = settings._replace(user="", secret=None, secret_place=None, creds_file=None, nkey_file=None)
    if way == PASSWORD_VARIABLE:
        user = values.get(USER_VARIABLE, settings.user)
        if not user:
            raise ConfigError(f"{way}: found without {USER_VARIABLE}")
        return nobody._replace(user=user, secret=Secret(value))
    if way == TOKEN_VARIABLE:
        return nobody._replace(secret=Secret(value))
    if re.fullmatch(_SEED, value) or "-----" in value:
        raise ConfigError(f"{way}: found the secret itself, expected the path of a file that holds it")
    file = Path(os.path.expanduser(value))  # noqa: PTH111 - leaves an unknown home folder as it is
    return nobody._replace(creds_file=file) if way == CREDS_VARIABLE else nobody._replace(nkey_file=file)


def _size(text: str) -> int:
    return int(text[:-2]) << (30 if text.endswith("GB") else 20)
