"""Ways out and alerts for tests of them."""

from datetime import timedelta
from typing import Any

from tests.kit.quotes import FIXED_NOW
from tui.config.alert_ways import Way, WayKind
from tui.domain.alerts.way import Notice
from tui.domain.events import Alert, AlertFigure
from tui.domain.text import CleanText
from tui.sources.adapter import SourceConfig
from tui.sources.redaction.secret import Secret

HOSTILE = "$(touch pwned); `id` | \"' && ; --version <b>&amp;"


def an_alert(
    number: int = 0, *, rule: str = "big", subject: str = "PSX:OGDC", ways: tuple[str, ...] = ("phone",)
) -> Alert:
    """Return an alert, by its number at a time of its own."""
    figure = AlertFigure(CleanText("last"), CleanText("151.20"), CleanText("> 150"))
    return Alert(
        CleanText(rule),
        CleanText(subject),
        FIXED_NOW + timedelta(milliseconds=number),
        CleanText("last > 150"),
        (figure,),
        source="br",
        ways=ways,
    )


def a_notice(*alerts: Alert, way: str = "phone", left_out: int = 0, is_test: bool = False) -> Notice:
    """Return a notice of these alerts, of one ordinary one where none is given."""
    return Notice(way, alerts or (an_alert(),), left_out, is_test)


def a_way(
    kind: WayKind = WayKind.WEBHOOK,
    url: str = "",
    *,
    name: str = "phone",
    key: str | None = None,
    **more: Any,  # noqa: ANN401 - fields of a way
) -> Way:
    """Return a way out that sends to this machine."""
    secret = None if key is None else Secret(key)
    destination = SourceConfig(name=name, kind=kind, url=url, every=timedelta(0), key=secret, allow_private=True)
    return Way(name, kind, destination, **more)
