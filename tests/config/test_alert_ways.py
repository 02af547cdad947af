"""The ways out of alerts, as the configuration has them."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.alert_ways import MailSettings, WayKind
from tui.config.loader import Config, ConfigError, load_config
from tui.domain.alerts.hours import DailyHours

RULE = '[[alerts]]\nname = "big"\nwhen = "last > 150"\n'
WAYS = """
[[alert_ways]]
name = "phone"
kind = "ntfy"
url = "https://ntfy.sh/my-topic"
key_env = "NTFY_TOKEN"
quiet = "22:00 - 07:00"
every = "2m"
[[alert_ways]]
name = "Mail"
kind = "mail"
server = "smtp.example.org"
user = "me"
key_env = "MISSING_KEY"
sender = "board@example.org"
to = ["me@example.org"]
[[alert_ways]]
name = "off"
kind = "terminal"
enabled = false
[[alert_ways]]
name = "run"
kind = "command"
command = ["notify", "$HOME"]
time_limit = "3s"
"""


def config_of(folder: Path, text: str) -> Config:
    file = folder / "board.toml"
    file.write_text(text)
    return load_config(file)


def test_ways_are_loaded_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTFY_TOKEN", "tk_0123456789")
    monkeypatch.delenv("MISSING_KEY", raising=False)
    config = config_of(tmp_path, f'{WAYS}[network]\nproxy = "http://proxy.example:3128"\n')
    phone, mail, run = config.alert_ways
    assert (phone.name, phone.kind, phone.every) == ("phone", WayKind.NTFY, timedelta(minutes=2))
    assert phone.quiet == DailyHours(time(22), time(7))
    assert phone.destination.url == "https://ntfy.sh/my-topic"
    assert phone.destination.key is not None
    assert phone.destination.network.proxy == "http://proxy.example:3128"
    assert mail.mail == MailSettings(
        "smtp.example.org", 587, "starttls", "me", "board@example.org", ("me@example.org",)
    )
    assert mail.destination.off_reason == "the environment variable MISSING_KEY is not set (key_env)"
    assert (run.command, run.time_limit) == (("notify", "$HOME"), timedelta(seconds=3))
    assert "tk_0123456789" not in repr(config)


@for_each(
    "more, ways",
    [
        ("", ("phone", "Mail", "off", "run")),
        ("bell = true\n", ("bell", "phone", "Mail", "off", "run")),
        ('ways = ["MAIL", "bell", "mail"]\n', ("Mail", "bell")),
        ("ways = []\n", ()),
        ("bell = true\nways = []\n", ("bell",)),
    ],
)
def test_a_rule_is_told_by_the_ways_that_it_names_else_by_all(tmp_path: Path, more: str, ways: tuple[str, ...]) -> None:
    (rule,) = config_of(tmp_path, f"{RULE}{more}{WAYS}").alerts
    assert rule.ways == ways


def way(**fields: str) -> str:
    lines = {"name": '"w"', **fields}
    return "[[alert_ways]]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items())


MAIL = {"kind": '"mail"', "server": '"h.example"', "sender": '"a@b.c"', "to": '["a@b.c"]'}


@for_each(
    "text, problem",
    [
        (
            f'{RULE}ways = ["phon"]\n{WAYS}',
            ':4: alerts[0].ways: found "phon", which no [[alert_ways]] has as its name; did you mean "phone"? (known',
        ),
        (way(kind='"sms"'), ':3: alert_ways[0].kind: found "sms", expected "terminal", "desktop", "command", "web'),
        (way(name='"Bell"', kind='"terminal"'), ':2: alert way "Bell": name: found "Bell", which is the bell of the'),
        (way(kind='"terminal"') * 2, ':5: alert way "w": name: found "w", which alert_ways[0] already has'),
        (way(kind='"command"'), ':1: alert way "w": command: missing, expected a list such as ["my-notifier"]'),
        (way(kind='"webhook"'), ':1: alert way "w": url: missing, expected an address such as'),
        (
            way(kind='"ntfy"', url='"https://ntfy.sh/"'),
            ':4: alert way "w": url: found "https://ntfy.sh/", expected a t',
        ),
        (way(kind='"webhook"', url='"ftp://h/"'), ':4: alert way "w": url: found "ftp:", expected http or https'),
        (way(kind='"webhook"', url='"https://h/{key}"'), ':4: alert way "w": url: has {key} in it, and nothing names'),
        (
            way(kind='"terminal"', url='"https://h/"'),
            ':4: alert way "w": url: belongs to ways of the kind "webhook" or',
        ),
        (
            way(kind='"terminal"', form='"osc1"'),
            ':4: alert_ways[0].form: found "osc1", expected "auto", "osc9", "osc77',
        ),
        (
            way(kind='"terminal"', quiet='"22-7"'),
            ':4: alert_ways[0].quiet: found "22-7", expected text such as "22:00-0',
        ),
        (way(kind='"terminal"', every='"2d"'), ':4: alert_ways[0].every: found "2d", expected text such as "30s"'),
        (way(kind='"terminal"', every='"48h"'), ':4: alert way "w": every: found "48h", which is too long'),
        (way(kind='"terminal"', evry='"2m"'), ':4: alert_ways[0].evry: unknown key; did you mean "every"?'),
        (way(kind='"mail"', server='"h.example"', sender='"a@b.c"'), ':1: alert way "w": to: missing'),
        (way(**MAIL, user='"me"'), ':7: alert way "w": user: found without its password'),
        (
            way(**MAIL, key_env='"K"'),
            ':1: alert way "w": user: missing, expected the name that the password of key_env',
        ),
        (
            way(**MAIL, user='"me"', key_env='"K"', tls='"none"'),
            ':9: alert way "w": tls: found "none", by which the pas',
        ),
        (way(**MAIL, user='"me"', key_env='"K"', key_file='"k"'), ':9: alert way "w": key_file: found beside key_env'),
        (way(kind='"command"', command="[]"), ":4: alert_ways[0].command: "),
    ],
)
def test_a_mistake_says_where_it_is_and_what_is_expected(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as error:
        config_of(tmp_path, text)
    assert f"{tmp_path}/board.toml{problem}" in str(error.value)


def test_a_way_that_is_off_needs_no_secret(tmp_path: Path) -> None:
    text = way(kind='"ntfy"', url='"https://ntfy.sh/t"', key_command='["false"]', enabled="false")
    assert config_of(tmp_path, text).alert_ways == ()
    assert config_of(tmp_path, text).has_key_command


def test_no_way_is_the_usual(tmp_path: Path) -> None:
    config = config_of(tmp_path, RULE)
    assert config.alert_ways == ()
    assert config.alerts[0].ways == ()
