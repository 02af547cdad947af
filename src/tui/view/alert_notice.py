"""Notices of alerts as text, as a record of JSON, and as variables for a command."""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Final

from tui.domain.alerts.way import Notice
from tui.domain.events import Alert
from tui.domain.text import CleanText, count_of, sanitize_block, sanitize_line
from tui.view.alerts import alert_record, alert_sentence
from tui.view.records import Record

MAX_LINES: Final = 20
"""Alerts that the text of a notice lists; of more only the number is said."""
MAX_TITLE: Final = 120
MAX_TEXT: Final = 4_000
_TEST: Final = "TEST"


def notice_title(notice: Notice) -> CleanText:
    """Return the title: `bigboard: OGDC through 150`, `bigboard: 500 alerts`."""
    said = notice.alerts[0].rule if notice.number == 1 else count_of(notice.number, "alert")
    return sanitize_line(f"{_TEST} " * notice.is_test + f"bigboard: {said}", MAX_TITLE)


def notice_text(notice: Notice, zone: tzinfo | None = None, lines: int = MAX_LINES) -> CleanText:
    """Return what rang, a line for each alert with its time of day, and how many more there were.

    Args:
        notice: what is told.
        zone: of the user; None for that of the machine.
        lines: of alerts, at most.
    """
    said = [_line(alert, zone) for alert in notice.alerts[:lines]]
    more = notice.number - len(said)
    if more:
        said.append(f"and {more} more")
    if notice.is_test:
        said.append("This is a test: nothing rang.")
    return sanitize_block("\n".join(said), MAX_TEXT)


def _line(alert: Alert, zone: tzinfo | None) -> str:
    return f"{alert.at.astimezone(zone):%H:%M} {alert_sentence(alert, alert.at)}"


def notice_record(notice: Notice, zone: tzinfo | None = None) -> Record:
    """Return a notice as a record of JSON, with all its alerts."""
    return {
        "id": notice.id,
        "way": notice.way,
        "test": notice.is_test,
        "title": notice_title(notice),
        "text": notice_text(notice, zone),
        "count": notice.number,
        "alerts": [alert_record(alert, alert.at) for alert in notice.alerts],
    }


def notice_variables(notice: Notice, zone: tzinfo | None = None) -> Mapping[str, str]:
    """Return a notice as variables of the environment; those of the figures are there for one alert alone."""
    return dict(_variables(notice, zone))


def _variables(notice: Notice, zone: tzinfo | None) -> Iterator[tuple[str, str]]:
    yield "BIGBOARD_ID", notice.id
    yield "BIGBOARD_WAY", notice.way
    yield "BIGBOARD_TEST", "1" if notice.is_test else ""
    yield "BIGBOARD_TITLE", notice_title(notice)
    yield "BIGBOARD_TEXT", notice_text(notice, zone)
    yield "BIGBOARD_COUNT", str(notice.number)
    if notice.number != 1:
        return
    alert = notice.alerts[0]
    yield "BIGBOARD_RULE", alert.rule
    yield "BIGBOARD_SUBJECT", alert.subject
    yield "BIGBOARD_CONDITION", alert.condition
    yield "BIGBOARD_AT", _iso(alert.at)
    yield "BIGBOARD_SOURCE", alert.source
    yield "BIGBOARD_CONFIRMED_AT", _iso(alert.confirmed_at)
    yield "BIGBOARD_HEADLINE", alert.title
    for number, figure in enumerate(alert.figures, 1):
        yield f"BIGBOARD_NAME_{number}", figure.name
        yield f"BIGBOARD_VALUE_{number}", figure.value
        yield f"BIGBOARD_LINE_{number}", figure.line


def _iso(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
