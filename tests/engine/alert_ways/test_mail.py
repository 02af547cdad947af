"""Notices as mail, to a server that takes it or does not."""

import email
import shutil
import ssl
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from email import policy
from pathlib import Path

import pytest

from tests.engine.alert_ways.mail_server import MailServer
from tests.engine.alert_ways.ways import a_notice, a_way, an_alert
from tests.kit.marks import for_each
from tests.kit.waiting import hurried
from tui.config.alert_ways import MailSettings, Way, WayKind
from tui.domain.text import CleanText
from tui.engine.alert_ways import mail
from tui.engine.alert_ways.errors import NotToldError
from tui.engine.alert_ways.mail import mail_of, send_mail
from tui.sources.adapter import NetworkSettings

KEY = "s3cr3t-passw0rd"


def to(server: MailServer, *, tls: str = "none", user: str = "") -> Way:
    settings = MailSettings(
        "127.0.0.1", server.port, tls, user, "board@example.org", ("me@example.org", "b@example.org")
    )
    return a_way(WayKind.MAIL, key=KEY if user else None, mail=settings)


async def test_a_mail_has_the_list_and_the_id_of_its_notice() -> None:
    notice = a_notice(*(an_alert(number) for number in range(3)), an_alert(4, rule="büro"))
    with MailServer() as server:
        await send_mail(to(server, user="me"), notice)
    read = email.message_from_string(server.mails[0], policy=policy.default)
    assert (read["Subject"], read["From"]) == ("bigboard: 4 alerts", "board@example.org")
    assert read["To"] == "me@example.org, b@example.org"
    assert read["Message-ID"] == f"<{notice.id}@example.org>"
    assert read.get_content().count("PSX:OGDC last 151.20 > 150") == 4
    assert [line for line in server.said if line.startswith("rcpt")] == [
        "rcpt TO:<me@example.org>",
        "rcpt TO:<b@example.org>",
    ]


def test_no_text_of_an_alert_makes_a_header_of_its_own() -> None:
    settings = MailSettings("h", 25, "none", "", "board@example.org", ("me@example.org",))
    hostile = an_alert()._replace(rule=CleanText("big\r\nBcc: all@example.org"))
    read = email.message_from_bytes(mail_of(settings, a_notice(hostile)).as_bytes(), policy=policy.default)
    assert read["Bcc"] is None
    assert read["Subject"] == "bigboard: big Bcc: all@example.org"


@pytest.mark.parametrize(
    ("replies", "user", "reason", "may_retry"),
    [
        ({"greeting": "554 no"}, "", "the mail server says 554", False),
        ({"greeting": "421 later"}, "", "the mail server says 421", True),
        ({"AUTH": "535 wrong"}, "me", "the mail server refuses the user name or the password", False),
        ({"RCPT": "550 nobody"}, "", "the mail server refuses the sender or a receiver", False),
        ({"RCPT": "451 later"}, "", "the mail server refuses the sender or a receiver", True),
        ({"text": "552 too much"}, "", "the mail server says 552", False),
        ({"text": "451 later"}, "", "the mail server says 451", True),
        ({"greeting": ""}, "", "the connection to the mail server ended", True),
        ({"text": ""}, "", "the connection to the mail server ended", False),
    ],
    ids=[
        "refuses",
        "later",
        "password",
        "receiver",
        "receiver later",
        "text",
        "text later",
        "hangs",
        "hangs after text",
    ],
)
async def test_what_a_server_does_says_whether_it_is_told_again(
    monkeypatch: pytest.MonkeyPatch, replies: Mapping[str, str], user: str, reason: str, *, may_retry: bool
) -> None:
    async def is_told(limit: float) -> None:
        monkeypatch.setattr(mail, "STEP_LIMIT", limit)
        with MailServer(replies) as server, pytest.raises(NotToldError) as error:
            await send_mail(to(server, user=user), a_notice())
        assert (error.value.reason, error.value.may_retry) == (reason, may_retry)
        assert KEY not in repr(error.value)

    await hurried(is_told)


@for_each("host", ["smtp..example.org", ".", "a" * 64])
async def test_a_name_that_no_server_can_have_is_said(host: str) -> None:
    settings = MailSettings(host, 25, "none", "", "board@example.org", ("me@example.org",))
    with pytest.raises(NotToldError, match="name is none") as error:
        await send_mail(a_way(WayKind.MAIL, mail=settings), a_notice())
    assert not error.value.may_retry


async def test_a_user_or_password_that_cannot_be_sent_is_said_without_any_of_it() -> None:
    with MailServer() as server:
        way = to(server, user="bücher")
        with pytest.raises(NotToldError, match="beyond ASCII") as error:
            await send_mail(way, a_notice())
    assert "\xfc" not in repr(error.value)


async def test_all_of_it_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "LIMIT", timedelta(seconds=0.2))
    with MailServer({"RCPT": ""}) as server, pytest.raises(NotToldError, match="too slow"):
        await send_mail(to(server), a_notice())


async def test_a_server_that_is_not_there_may_be_later() -> None:
    with MailServer() as server:
        way = to(server)
    with pytest.raises(NotToldError, match="Connection refused") as error:
        await send_mail(way, a_notice())
    assert error.value.may_retry


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_no_password_is_sent_where_the_server_has_no_tls(monkeypatch: pytest.MonkeyPatch, tls: str) -> None:
    monkeypatch.setattr(mail, "STEP_LIMIT", 0.5)
    monkeypatch.setattr(mail, "ssl_context_for", lambda *_: ssl.create_default_context())
    with MailServer() as server, pytest.raises(NotToldError):
        await send_mail(to(server, tls=tls, user="me"), a_notice())
    assert not any("AUTH" in line for line in server.said)
    assert server.mails == []


OPENSSL = shutil.which("openssl")


@pytest.mark.skipif(OPENSSL is None, reason="makes its certificate with the openssl command")
@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_secure_connection_is_made_to_a_server_that_can_prove_who_it_is(tmp_path: Path, tls: str) -> None:
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    named = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run([str(OPENSSL), *made.split(), *named], check=True, capture_output=True)  # noqa: ASYNC221 - takes no time
    identity = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    identity.load_cert_chain(certificate, key)
    replies = {"STAR": "220 go on", "EHLO": "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN"}
    with MailServer(replies, identity, is_secure=tls == "tls") as server:
        way = to(server, tls=tls, user="me")
        with pytest.raises(NotToldError, match="no secure connection to the mail server") as error:
            await send_mail(way, a_notice())
        assert not error.value.may_retry
        assert not any("AUTH" in line for line in server.said)
        trusting = way.destination._replace(network=NetworkSettings(ca_file=Path(certificate)))
        await send_mail(way._replace(destination=trusting), a_notice())
    assert len(server.mails) == 1
