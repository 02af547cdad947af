"""Sends notices as mail, by the user's own server."""

import asyncio
import os
import smtplib
import socket
import ssl
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from tui.config.alert_ways import MailSettings, Way
from tui.config.network import NetworkSettingError, authority_file
from tui.domain.alerts.way import Notice
from tui.engine.alert_ways.errors import NotToldError
from tui.engine.http.connections import ssl_context_for
from tui.engine.http.errors import FetchError
from tui.view.alert_notice import notice_text, notice_title

STEP_LIMIT: Final = 15.0
"""Seconds for each step of the exchange with the server."""
LIMIT: Final = timedelta(seconds=60)
"""For all of it."""
_LINES: Final = 100


class _Sending:
    """One mail on its way, on a thread of its own."""

    def __init__(self, way: Way, settings: MailSettings, message: EmailMessage) -> None:
        self._way = way
        self._settings = settings
        self._message = message
        self._server: smtplib.SMTP | None = None
        self._is_given_up = False
        self.is_sent = False
        """Whether the text has been sent, so that the server may have accepted it."""

    def run(self) -> None:
        """Send the mail. Raises OSError, smtplib.SMTPException, FetchError or NetworkSettingError."""
        settings = self._settings
        tls: ssl.SSLContext | None = None
        if settings.tls != "none":
            tls = ssl_context_for("https", authority_file(self._way.destination.network, os.environ))
        if self._is_given_up:
            return
        if settings.tls == "tls":
            self._server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=STEP_LIMIT, context=tls)
        else:
            self._server = smtplib.SMTP(settings.host, settings.port, timeout=STEP_LIMIT)
        with self._server as server:
            if settings.tls == "starttls":
                server.starttls(context=tls)
            key = self._way.destination.key
            if settings.user and key is not None:
                server.login(settings.user, key.get_secret_value())
            self.is_sent = True
            server.send_message(self._message, settings.sender, settings.to)

    def give_up(self) -> None:
        """Close the connection, which ends the thread."""
        self._is_given_up = True
        if self._server is not None and self._server.sock is not None:
            # closing alone would not wake the thread that waits for it
            with suppress(OSError):
                self._server.sock.shutdown(socket.SHUT_RDWR)


async def send_mail(way: Way, notice: Notice) -> None:
    """Send a notice as mail.

    Raises:
        NotToldError: the server did not accept it.
    """
    settings = way.mail
    assert settings, "the configuration has it for every way of this kind"
    sending = _Sending(way, settings, mail_of(settings, notice))
    try:
        async with asyncio.timeout(LIMIT.total_seconds()):
            await asyncio.get_running_loop().run_in_executor(None, sending.run)
    except TimeoutError:
        raise NotToldError("the mail server is too slow", may_retry=not sending.is_sent) from None
    except smtplib.SMTPException as error:
        raise _refused(error, is_sent=sending.is_sent) from None
    except ssl.SSLError as error:
        raise NotToldError(f"no secure connection to the mail server: {error.reason or 'refused'}") from None
    except UnicodeError:
        # the message of the error has a part of it
        raise NotToldError("the mail server's name is none, or user or password have letters beyond ASCII") from None
    except (FetchError, NetworkSettingError) as error:
        raise NotToldError(str(error)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise NotToldError(f"no connection to the mail server: {reason}", may_retry=not sending.is_sent) from None
    finally:
        sending.give_up()


def mail_of(settings: MailSettings, notice: Notice) -> EmailMessage:
    """Return the mail of a notice; its id follows from that of the notice."""
    message = EmailMessage()
    message["Subject"] = notice_title(notice)
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.to)
    message["Date"] = format_datetime(notice.alerts[-1].at)
    message["Message-ID"] = f"<{notice.id}@{settings.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(notice_text(notice, lines=_LINES))
    return message


def _refused(error: smtplib.SMTPException, *, is_sent: bool) -> NotToldError:
    """Return what a server's refusal means; none of its words, which may quote the password."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return NotToldError("the mail server refuses the user name or the password")
        case smtplib.SMTPRecipientsRefused() | smtplib.SMTPSenderRefused():
            return NotToldError("the mail server refuses the sender or a receiver", may_retry=_is_for_now(error))
        case smtplib.SMTPResponseException():
            return NotToldError(f"the mail server says {error.smtp_code}", may_retry=_is_for_now(error))
        case smtplib.SMTPServerDisconnected():
            return NotToldError("the connection to the mail server ended", may_retry=not is_sent)
        case _:
            return NotToldError(f"the mail server: {type(error).__name__}", may_retry=not is_sent)


def _is_for_now(error: smtplib.SMTPException) -> bool:
    """Return whether a server refuses for now only (4xx): it has not accepted the mail then."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and 400 <= error.smtp_code < 500
