"""Why a connection failed, in plain words."""

import errno
import socket
import ssl

from tests.kit.marks import for_each
from tui.engine.http.error_mapping import classify_connection_error
from tui.engine.http.errors import ConnectError


def untrusted(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("certificate verify failed")
    error.verify_code = code
    return error


@for_each(
    ("cause", "reason"),
    [
        (untrusted(18), "certificate not trusted"),
        (untrusted(10), "certificate expired"),
        (untrusted(62), "certificate is for another name"),
        (ssl.SSLError("wrong version number"), "secure connection failed"),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "name not found"),
        (socket.gaierror(socket.EAI_AGAIN, "again"), "no name server answers"),
        (ConnectionRefusedError(), "connection refused"),
        (ConnectionResetError(), "connection reset"),
        (OSError(errno.ENETUNREACH, "unreachable"), "network unreachable"),
        (OSError(errno.EHOSTUNREACH, "unreachable"), "network unreachable"),
        (ValueError("who knows"), "no connection"),
    ],
)
def test_the_cause_is_found_under_the_layers_that_hid_it(cause: Exception, reason: str) -> None:
    several = ExceptionGroup("all attempts failed", [cause])
    hidden = RuntimeError("outer")
    hidden.__cause__ = several
    assert classify_connection_error(hidden, ConnectError("no connection")).reason == reason


def test_errors_that_cause_each_other_do_not_go_round_for_ever() -> None:
    first, second = RuntimeError(), RuntimeError()
    first.__cause__, second.__cause__ = second, first
    assert classify_connection_error(first, ConnectError("no connection")).reason == "no connection"
