"""The folders of the program, and what the log never shows."""

import logging
import os
import stat
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each, quick
from tui.config import loader
from tui.sources.adapter import SourceConfig, SourceRequest
from tui.sources.redaction.redact import redact_patterns, secrets_of
from tui.sources.redaction.secret import Secret
from tui.storage import paths
from tui.storage.log import close_log, configure_file_log

_log = logging.getLogger("tui.test")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("BIGBOARD_CONFIG", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "bigboard.log"
    assert configure_file_log(path, logging.DEBUG)
    yield path
    close_log()


# -- paths


def test_the_users_own_file_comes_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIGBOARD_CONFIG", "~/mine.toml")
    assert loader.config_file() == home / "mine.toml"


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG folders are Linux's")
def test_xdg_folders_are_honoured(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert loader.config_file() == home / ".config/bigboard/config.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "s"))
    assert loader.config_file() == home / "c/bigboard/config.toml"
    assert paths.log_file() == home / "s/bigboard/bigboard.log"


def test_looking_up_the_config_folder_creates_nothing(home: Path) -> None:
    loader.config_file()
    assert not list(home.iterdir())


def test_the_state_folder_is_closed_to_others(home: Path) -> None:
    folder = paths.state_dir()
    assert folder is not None
    folder.chmod(0o755)
    assert paths.state_dir() == folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_without_a_folder_to_write_to_there_is_no_state(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").touch()
    for folder in ("/proc/nowhere", str(home / "file")):
        monkeypatch.setenv("XDG_STATE_HOME", folder)
        assert paths.state_dir() is None
        assert paths.log_file() is None


# -- the log


def test_the_log_is_its_owners_alone(log: Path) -> None:
    _log.warning("something")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_file_that_was_open_is_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "old.log"
    path.touch(mode=0o644)
    configure_file_log(path)
    close_log()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_record_is_one_clean_line(log: Path) -> None:
    _log.warning("source %s: %s", "br", "two\nlines \x1b]0;title\x07and \u202ebidi")
    lines = log.read_text().splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("source br: two lines and bidi")


def test_a_record_has_no_secret_even_one_split_by_an_escape(log: Path) -> None:
    _log.warning("requested %s", "https://h/?api\x1b[0mkey=hunter2")
    assert log.read_text().endswith("requested https://h/?apikey=***\n")


def test_a_traceback_shows_the_code_and_no_values(log: Path) -> None:
    def read(password: str) -> None:
        raise ValueError(f"bad \x1b[2Jresponse from https://me:{password}@h/?apikey={password}")

    try:
        read("hunter2")
    except ValueError:
        _log.exception("reader failed")
    text = log.read_text()
    assert "raise ValueError" in text
    assert "bad response from https://***@h/?apikey=***" in text
    assert "password = 'hunter2'" not in text
    assert "\x1b" not in text


@pytest.mark.slow
def test_the_log_stays_small(log: Path) -> None:
    for _ in range(2500):
        _log.warning("x" * 1900)
    files = sorted(log.parent.iterdir())
    assert [file.name for file in files] == ["bigboard.log", "bigboard.log.1", "bigboard.log.2"]
    assert all(file.stat().st_size <= 1 << 20 and stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_libraries_are_logged_from_warning_on(log: Path) -> None:
    for name in ("httpx", "apscheduler.scheduler", "asyncio", "someone.else"):
        logging.getLogger(name).info("chatter")
        logging.getLogger(name).warning("trouble in %s", name)
    text = log.read_text()
    assert "chatter" not in text
    assert text.count("trouble in") == 4


def test_a_link_at_the_path_of_the_file_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("mine")
    (tmp_path / "bigboard.log").symlink_to(target)
    assert not configure_file_log(tmp_path / "bigboard.log")
    _log.error("lost")
    close_log()
    assert target.read_text() == "mine"


@pytest.mark.parametrize("where", [None, Path("/proc/nowhere/bigboard.log")])
def test_without_a_file_nothing_reaches_the_screen(where: Path | None, capfd: pytest.CaptureFixture[str]) -> None:
    assert not configure_file_log(where)
    root = logging.getLogger()
    others = [handler for handler in root.handlers if not isinstance(handler, logging.NullHandler)]
    for handler in others:  # the test runner's own
        root.removeHandler(handler)
    try:
        _log.error("unseen")
    finally:
        for handler in others:
            root.addHandler(handler)
        close_log()
    assert capfd.readouterr() == ("", "")


def test_a_disk_error_is_not_shown_on_the_screen(log: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = [each for each in logging.getLogger().handlers if isinstance(each, logging.FileHandler)]
    handler = next(each for each in files if each.baseFilename == str(log))
    assert handler.stream is not None
    with Path("/dev/full").open("w") as full:
        os.dup2(full.fileno(), handler.stream.fileno())
    _log.error("lost")
    assert capfd.readouterr() == ("", "")


# -- secrets

SECRET = "s3cr3t-VALUE"


@for_each(
    "text",
    [
        f"https://user:{SECRET}@h/path",
        f"https://{SECRET}@h/",
        f"https://u:p@{SECRET}@h/",
        f"GET https://h/q?symbol=OGDC&apikey={SECRET}&x=1 failed",
        f"https://h/?api_key={SECRET}",
        f"https://h/?API-KEY={SECRET}#top",
        f"https://h/?access_token={SECRET}",
        f"https://h/#id_token={SECRET}",
        f"https://h/?crumb={SECRET}",
        f"https://h/?X-Amz-Signature={SECRET}",
        f"https://h/?sig={SECRET}",
        f"https://h/?client_secret={SECRET};password={SECRET}",
        f"https://h/?api%5Fkey={SECRET}",
        f"https://h/?to%6ben={SECRET}",
        f"token={SECRET}",
        f"(apikey={SECRET})",
        f"Authorization: Bearer {SECRET}",
        f"authorization: Basic {SECRET}==",
        f"('X-API-Key', '{SECRET}')",
        f"{{'cookie': 'sid={SECRET}; other={SECRET}'}}",
        f"X-Auth-Token: {SECRET}",
        f"headers [(b'x-access-token', b'{SECRET}')]",
        f"X-Served-By: cache; Authorization: Bearer {SECRET}",
        f"'X-Request-Id': '17', 'X-Api-Key': '{SECRET}'",
    ],
)
def test_a_secret_never_stays_in_text(text: str) -> None:
    assert SECRET not in redact_patterns(text)


@for_each(
    "text",
    [
        "https://h/q?symbol=OGDC&range=1d",
        "KeyError: 'PSX'",
        "monkey business, tokens and keys",
        "source br: HTTP 503 (3 in a row)",
        "name@example.org wrote",
        "https://h/?design=new&resign=no",
    ],
)
def test_plain_words_stay(text: str) -> None:
    assert redact_patterns(text) == text


@pytest.mark.slow
@pytest.mark.dose(16)
@pytest.mark.parametrize(
    "unit",
    quick(
        3,
        "a",
        "authorization: ",
        "-",
        "=",
        "&",
        "%",
        ";",
        "x-",
        "x-key",
        "?a",
        "?a=",
        "://",
        "://a",
        "@",
        "authorization:",
        "cookie,",
    ),
)
def test_the_work_of_redacting_by_name_grows_with_the_text(unit: str) -> None:
    assert_linear(lambda units: redact_patterns(unit * units), start=4_000, largest=128_000)


@for_each(
    ("headers", "keys"),
    [
        ((("X-Key", "s3cr3t"),), {"s3cr3t"}),
        ((("Authorization", "Bearer s3cr3t-VALUE"),), {"s3cr3t-VALUE"}),
        ((("Authorization", "apikey s3cr3t-VALUE"),), {"s3cr3t-VALUE"}),
        ((("Authorization", "Bearer abcdef=="),), {"abcdef=="}),
        ((("Authorization", "Basic dXNlcjpzM2NyM3Q="),), {"dXNlcjpzM2NyM3Q=", "s3cr3t"}),
        ((("Cookie", "sid=s3cr3t-VALUE; theme=default; lang=english; consent=accepted"),), {"s3cr3t-VALUE"}),
        ((("Accept", "s3cr3t-VALUE"),), set()),
    ],
)
def test_of_a_header_the_key_is_hidden_and_no_other_word(headers: tuple[tuple[str, str], ...], keys: set[str]) -> None:
    every = timedelta(seconds=60)
    source = SourceConfig(name="br", kind="table", url="https://h/", every=every, headers=headers)
    assert secrets_of(source) == keys
    secret_headers = tuple((name, Secret(value)) for name, value in headers if name != "Accept")
    configured = SourceConfig(name="br", kind="table", url="https://h/", every=every)
    assert secrets_of(configured, [SourceRequest("https://h/", secret_headers=secret_headers)]) == keys
