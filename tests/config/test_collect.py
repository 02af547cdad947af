"""The server by which one collector gives its events to many boards: the file, the command line, the environment."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.collect import CollectSettings, server_from
from tui.config.loader import Config, ConfigError, load_config
from tui.sources.redaction.secret import Secret

SOURCES = "".join(
    f'[[sources]]\nname = "{name}"\nkind = "feed"\nurl = "https://{name}.example/"\n' for name in ("br", "yahoo")
)
SECRET = "s3cret-0123456789"
FAR = "nats://nats.example.org"


def config_of(folder: Path, collect: str, head: str = "") -> Config:
    file = folder / "board.toml"
    file.write_text(f"{head}[collect]\n{collect}{SOURCES}")
    return load_config(file)


def settings_of(folder: Path, collect: str, head: str = "") -> CollectSettings:
    settings = config_of(folder, collect, head).collect
    assert settings is not None
    return settings


def test_the_table_is_loaded_as_written(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        """server = ["nats://a.example", "tls://[2001:db8::1]:4333"]
board = "desk-1"
user = "me"
key_env = "NATS_PASSWORD"
outbox_size = "1 GB"
keep = "36h"
max_size = "500MB"
sources = ["yahoo"]
group = "asia"
lease = "10s"
""",
        '[network]\nca_file = "corp.pem"\n',
    )
    assert settings.servers == ("nats://a.example:4222", "tls://[2001:db8::1]:4333")
    assert (settings.board, settings.user, settings.secret) == ("desk-1", "me", None)
    assert settings.ca_file == tmp_path / "corp.pem"
    assert (settings.outbox_size, settings.max_size) == (1 << 30, 500 << 20)
    assert (settings.keep, settings.lease) == (timedelta(hours=36), timedelta(seconds=10))
    assert (settings.sources, settings.group) == (("yahoo",), "asia")


def test_a_file_without_the_table_has_no_collector_and_an_empty_one_the_defaults(tmp_path: Path) -> None:
    assert settings_of(tmp_path, "") == CollectSettings()
    (tmp_path / "board.toml").write_text(SOURCES)
    assert load_config(tmp_path / "board.toml").collect is None


def test_a_file_that_is_named_is_watched(tmp_path: Path) -> None:
    assert tmp_path / "desk.creds" in config_of(tmp_path, 'creds_file = "desk.creds"\n').files


def test_a_board_that_reads_from_no_collector_neither_loads_the_module_nor_runs_its_command(tmp_path: Path) -> None:
    config_of(tmp_path, f'key_command = ["touch", "{tmp_path}/ran"]\n')
    assert not (tmp_path / "ran").exists()
    code = (
        "import sys, tui.config.schema, tui.config.loader as l; l.load_config(l.Path(sys.argv[1])); print(*sys.modules)"
    )
    (tmp_path / "plain.toml").write_text(SOURCES)
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "plain.toml")], capture_output=True, text=True, check=True
    )
    assert "tui.config.collect_schema" in done.stdout
    assert "tui.config.collect " not in f"{done.stdout} "


@for_each(
    "collect, problem",
    [
        ("srver = 1\n", ':2: collect.srver: unknown key; did you mean "server"?'),
        ("server = 15\n", ":2: collect.server: found 15, expected an address such as"),
        ('server = "host:4222"\n', ":2: collect.server: found no scheme, did you mean nats://host:4222?"),
        ('server = "http://host"\n', ':2: collect.server: found "http:", expected an address such as'),
        ('server = "nats://h/desk"\n', ":2: collect.server: found a path in the address; `board` names the board"),
        ('server = "nats://h:99999"\n', ":2: collect.server: expected an address such as"),
        ('server = "nats://"\n', ":2: collect.server: expected an address such as"),
        (f'server = "nats://me:{SECRET}@h"\n', ":2: collect.server: found a user, a password or a token in the addr"),
        (f'server = ["nats://{SECRET}@h"]\n', ":2: collect.server: found a user, a password or a token in the addr"),
        (f'token = "{SECRET}"\n', ":2: collect.token: a key in this file is easily shown to others; name where"),
        ('board = "my board"\n', ':2: collect.board: found "my board", expected up to 32 letters, digits, - and _'),
        ('user = "me"\n', ":2: collect.user: found without its password: key_env, key_file or key_command names"),
        ('user = "me"\ncreds_file = "c"\n', ":2: collect.user: found beside creds_file, which names the user itself"),
        ('key_env = "A"\nnkey_file = "c"\n', ":3: collect.nkey_file: found beside key_env, expected one way to say"),
        (f"nkey_file = ['{SECRET}']\n", ":2: collect.nkey_file: found a value, expected the path of a file"),
        ('tls = "maybe"\n', ':2: collect.tls: found "maybe", expected "auto" or "on"'),
        ('outbox_size = "many"\n', ':2: collect.outbox_size: found "many", expected text such as "256 MB"'),
        ('keep = "1w"\n', ':2: collect.keep: found "1w", expected text such as "1d" or "12h"'),
        ('lease = "2s"\n', ':2: collect.lease: found "2s", expected text from "3s" to "60s"'),
        ('lease = "61s"\n', ':2: collect.lease: found "61s", expected text from "3s" to "60s"'),
        (
            'sources = ["yaho"]\ngroup = "a"\n',
            ':2: collect.sources[0]: found "yaho", which is no source; did you mean "yahoo"? (known: br, yahoo)',
        ),
        ('sources = ["br"]\n', ":1: collect.group: missing beside sources, expected a name for this part of them"),
    ],
)
def test_what_is_wrong_is_named_by_its_line_and_quotes_no_secret(tmp_path: Path, collect: str, problem: str) -> None:
    with pytest.raises(ConfigError) as raised:
        config_of(tmp_path, collect)
    message = str(raised.value)
    assert f"board.toml{problem}" in message
    assert SECRET not in message


@for_each(
    "text, servers, board",
    [
        ("nats://h", ("nats://h:4222",), "main"),
        ("tls://h:4333/desk", ("tls://h:4333",), "desk"),
        ("nats://a,nats://b:5000/desk", ("nats://a:4222", "nats://b:5000"), "desk"),
        ("nats://127.0.0.1/", ("nats://127.0.0.1:4222",), "main"),
    ],
)
def test_the_command_line_names_servers_and_the_board(text: str, servers: tuple[str, ...], board: str) -> None:
    found = server_from(text, {}, None)
    assert (found.servers, found.board) == (servers, board)


@for_each(
    "text, problem",
    [
        ("", "no server is named: --from nats://host:4222, or server under [collect]"),
        (
            f"nats://me:{SECRET}@h",
            "--from: found a user, a password or a token in the address, where others can see it",
        ),
        (f"nats://{SECRET}@h/b", "BIGBOARD_NATS_TOKEN"),
        ("nats://h/a/b", "--from: found no name of a board behind the server"),
        ("nats://h?token=x", "--from: expected an address such as"),
        ("nats://h/a,nats://g/b", "--from: found several boards, expected one"),
        ("nats://h,", "--from: found no scheme, expected"),
        (",".join(["nats://h"] * 11), "--from: found 11 servers, expected 10 at most"),
    ],
)
def test_an_address_that_is_wrong_is_said_without_its_secret(text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as raised:
        server_from(text, {}, None, option="--from")
    assert problem in str(raised.value)
    assert SECRET not in str(raised.value)


FILE = CollectSettings(servers=("nats://h:4222",), user="filed")


@for_each(
    "environ, user, secret",
    [
        ({}, "filed", None),
        ({"USER": "x"}, "filed", None),
        ({"BIGBOARD_NATS_USER": "me", "BIGBOARD_NATS_PASSWORD": SECRET}, "me", SECRET),
        ({"BIGBOARD_NATS_PASSWORD": SECRET}, "filed", SECRET),
        ({"BIGBOARD_NATS_TOKEN": SECRET}, "", SECRET),
    ],
)
def test_the_environment_says_who_we_are_before_the_file(
    environ: dict[str, str], user: str, secret: str | None
) -> None:
    found = server_from("", environ, FILE)
    assert (found.user, found.secret) == (user, None if secret is None else Secret(secret))
    assert SECRET not in repr(found)


@for_each(
    "environ, problem",
    [
        ({"BIGBOARD_NATS_USER": "me"}, "BIGBOARD_NATS_USER: found without BIGBOARD_NATS_PASSWORD"),
        ({"BIGBOARD_NATS_PASSWORD": SECRET}, "BIGBOARD_NATS_PASSWORD: found without BIGBOARD_NATS_USER"),
        ({"BIGBOARD_NATS_TOKEN": f"{SECRET}\n"}, "BIGBOARD_NATS_TOKEN: expected one line of at most"),
        (
            {"BIGBOARD_NATS_TOKEN": SECRET, "BIGBOARD_NATS_CREDS": "c"},
            "BIGBOARD_NATS_CREDS: found beside BIGBOARD_NATS_TOKEN, expected one way",
        ),
        ({"BIGBOARD_NATS_NKEY": f"SU{'A' * 56}"}, "BIGBOARD_NATS_NKEY: found the secret itself, expected the path of"),
        ({"BIGBOARD_NATS_CREDS": "/nowhere/a.creds"}, "[collect]: the file /nowhere/a.creds cannot be read: No such"),
    ],
)
def test_what_is_wrong_in_the_environment_is_said_without_its_secret(environ: dict[str, str], problem: str) -> None:
    with pytest.raises(ConfigError) as raised:
        server_from("nats://h", environ, None)
    assert problem in str(raised.value)
    assert not any(secret in str(raised.value) for secret in (SECRET, "A" * 56))


@for_each(
    "text, board",
    [
        ("", "demo"),
        ("nats://a", "demo"),
        ("nats://a,nats://b", "demo"),
        ("nats://a,nats://b/desk", "desk"),
    ],
)
def test_a_board_of_its_own_is_taken_where_the_address_has_none(text: str, board: str) -> None:
    settings = CollectSettings(servers=("nats://h:4222",), board="main")
    assert server_from(text, {}, settings, board="demo").board == board


def test_a_secret_is_loaded_once_a_server_is_spoken_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(tmp_path, f'server = "{FAR}"\nkey_file = "key"\n')
    assert settings.needs_tls is False
    with pytest.raises(ConfigError, match=r"^\[collect\]: the file cannot be read: No such file"):
        server_from("", {}, settings)
    (tmp_path / "key").write_text(f"{SECRET}\n")
    (tmp_path / "key").chmod(0o600)
    found = server_from("", {}, settings)
    assert found.secret == Secret(SECRET)
    assert found.needs_tls is True


def test_a_file_of_credentials_that_others_can_read_is_refused(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, f'server = "{FAR}"\ncreds_file = "desk.creds"\n')
    (tmp_path / "desk.creds").write_text(SECRET)
    (tmp_path / "desk.creds").chmod(0o644)
    with pytest.raises(ConfigError, match="creds_file names a file that others can read: chmod 600"):
        server_from("", {}, settings)
    (tmp_path / "desk.creds").chmod(0o600)
    assert server_from("", {}, settings).creds_file == tmp_path / "desk.creds"


@for_each(
    "servers, tls, has_secret, expected",
    [
        (("nats://10.0.0.1:4222",), "auto", True, False),
        (("nats://127.0.0.1:4222", f"{FAR}:4222"), "auto", True, True),
        ((f"{FAR}:4222",), "auto", False, False),
        (("tls://10.0.0.1:4222",), "auto", False, True),
        (("nats://10.0.0.1:4222",), "on", False, True),
    ],
)
def test_a_secret_crosses_no_open_network_unencrypted(
    servers: tuple[str, ...], tls: str, has_secret: bool, expected: bool
) -> None:
    secret = Secret(SECRET) if has_secret else None
    assert CollectSettings(servers=servers, tls=tls, secret=secret).needs_tls is expected
