"""What a source's configuration and a response show of themselves, as in a log or a traceback."""

from datetime import timedelta

from tui.sources.adapter import Response, SourceConfig
from tui.sources.redaction.secret import Secret


def test_a_source_shows_everything_but_what_may_be_secret() -> None:
    source = SourceConfig(
        name="mine",
        kind="table",
        url="https://quotes.example/",
        every=timedelta(seconds=15),
        key=Secret("hush-hush-hush"),
        headers=(("X-Token", "silence-please"),),
    )
    shown = repr(source)

    assert "hush-hush-hush" not in shown
    assert "silence-please" not in shown
    assert {f"{name}=" in shown for name in source._fields if name != "headers"} == {True}


def test_a_response_shows_everything_but_its_body() -> None:
    response = Response(url="https://quotes.example/", body=b"hush-hush-hush", received=14)
    shown = repr(response)

    assert "hush-hush-hush" not in shown
    assert {f"{name}=" in shown for name in response._fields if name != "body"} == {True}
