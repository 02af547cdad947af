import ssl

import pytest

from tui.collector.link_errors import reason_of

nats = pytest.importorskip("nats")


def test_each_error_is_said_in_plain_words() -> None:
    errors, js_errors = nats.errors, nats.js.errors
    for error, expected in (
        (errors.NoRespondersError(), "nobody is there"),
        (errors.TimeoutError(), "no answer from host:4222"),
        (errors.StaleConnectionError(), "the connection has ended"),
        (errors.UnexpectedEOF(), "the connection has ended"),
        (errors.ConnectionClosedError(), "the connection has ended"),
        (errors.SlowConsumerError("events", None, 7, None), "messages come faster than they are read"),
        (errors.InvalidUserCredentialsError(), "the file of credentials has none"),
        (errors.AuthorizationError(), "host:4222 does not accept the login"),
        (errors.SecureConnRequiredError(), "host:4222 asks for TLS"),
        (errors.Error("nats: 'Permissions Violation for Publish to \"a.b\"'"), 'not permitted: publish to "a.b'),
        (js_errors.ServiceUnavailableError(), "the server has no JetStream"),
        (js_errors.BadRequestError(description="maximum bytes exceeded."), "maximum bytes exceeded"),
        (ssl.SSLError(1, "a"), "no TLS with host:4222: refused"),
        (ConnectionRefusedError(), "nothing answers at host:4222"),
        (KeyError("secret"), "Key at host:4222"),
    ):
        assert reason_of(error, "nats://host:4222") == expected
