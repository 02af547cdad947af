"""Alerts as text: a sentence for each, and what a rule is about."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from tui.domain.alerts.rule import Repeat, Rule, ScopeKind
from tui.domain.events import Alert
from tui.domain.instants import format_duration
from tui.domain.text import pad, truncate
from tui.domain.text import width as width_of
from tui.view import formatting
from tui.view.records import Record, iso_utc
from tui.view.spans import Line, Span, Tone, fit_line, justify

MAX_IN_TOAST = 4
"""Alerts that a toast names."""

_REPEATS = {Repeat.ONCE: "once", Repeat.DAILY: "once a day", Repeat.EACH: "each time"}


def alert_sentence(alert: Alert, now: datetime) -> str:
    """Return what rang, at which figures, of which source, and how old these are: `PSX:OGDC last 151 > 150 · ...`."""
    said = [f"{alert.subject or alert.rule} {alert.said}".rstrip()]
    if alert.is_between_polls:
        said.append("between two polls, by the day's high or low")
    if alert.source and alert.source != alert.subject:
        age = "" if alert.confirmed_at is None else f" {formatting.format_age(now - alert.confirmed_at)} ago"
        said.append(f"{alert.source}{age}")
    return " · ".join(said)


def summary(alerts: Sequence[Alert], now: datetime) -> str:
    """Return what rang in one line: one alert in full, of several what they are about."""
    if len(alerts) == 1:
        return f"! {alert_sentence(alerts[0], now)}"
    subjects = dict.fromkeys(alert.subject.rpartition(":")[2] or alert.rule for alert in alerts)
    return f"! {len(alerts)} alerts: {', '.join(subjects)}"


def alert_record(alert: Alert, now: datetime) -> Record:
    """Return an alert as a record of JSON; times are ISO 8601 in UTC, figures are texts with their own digits."""
    return {
        "id": alert.id,
        "at": iso_utc(alert.at),
        "rule": alert.rule,
        "subject": alert.subject,
        "condition": alert.condition,
        "figures": [{"name": each.name, "value": each.value, "line": each.line} for each in alert.figures],
        "source": alert.source or None,
        "confirmed_at": iso_utc(alert.confirmed_at),
        "as_of": iso_utc(alert.as_of),
        "between_polls": alert.is_between_polls,
        "title": alert.title or None,
        "text": alert_sentence(alert, now),
    }


def scope_text(rule: Rule) -> str:
    """Return what a rule is about: `OGDC, PPL`, `tab Banks`, `all`."""
    names = ", ".join(rule.scope.names)
    match rule.scope.kind:
        case ScopeKind.ALL:
            return "all"
        case ScopeKind.INSTRUMENTS:
            return names
        case ScopeKind.MARKET | ScopeKind.TAB:
            return f"{rule.scope.kind.value} {names}"


def repeat_text(rule: Rule) -> str:
    """Return how often a rule rings: `once a day, 10m 00s apart, session only`."""
    said = [_REPEATS[rule.repeat]]
    if rule.cool_down:
        said.append(f"{format_duration(rule.cool_down)} apart")
    if rule.margin.amount:
        said.append(f"margin {rule.margin.amount:f}{'%' if rule.margin.is_percent else ''}")
    if rule.times.in_session:
        said.append("in session")
    return ", ".join(said) if rule.is_enabled else "off"


def rang_text(at: datetime | None, zone: tzinfo) -> str:
    """Return when a rule rang last."""
    return "never" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def toast_lines(alerts: Sequence[Alert], now: datetime, key: str, cells: int) -> list[Line]:
    """Return what a toast says of alerts: which rule, at which figures, and the key that lists them.

    Args:
        alerts: at least one, the latest last.
        now: in the zone that times are shown in, aware.
        key: opens the list.
        cells: of a line.
    """
    latest = alerts[-1]
    at = f"{latest.at.astimezone(now.tzinfo):%H:%M} "
    title = str(latest.rule) if len(alerts) == 1 else f"{len(alerts)} alerts"
    room = max(1, cells - 3 - len(at) - 1)
    lines = [
        justify((Span(" ◆ ", Tone.WARN), Span(truncate(title, room), Tone.STRONG)), (Span(at, Tone.QUIET),), cells)
    ]
    shown = alerts[: -MAX_IN_TOAST - 1 : -1]
    subjects = [truncate(alert.subject.rpartition(":")[2], cells // 3) for alert in shown]
    size = max(map(width_of, subjects))
    for alert, subject in zip(shown, subjects, strict=True):
        said = truncate(alert.title or alert.said, max(1, cells - 5 - size))
        lines.append(fit_line((Span(f"   {pad(subject, size)} ", Tone.STRONG), Span(said)), cells))
    more = f"{len(alerts) - len(shown)} more · " if len(alerts) > len(shown) else ""
    source = "" if len(alerts) > 1 or not latest.source else f"{latest.source} · "
    last = f"   {more}{source}{key} shows {'it' if len(alerts) == 1 else 'them'}"
    return [*lines, fit_line((Span(truncate(last, cells), Tone.QUIET),), cells)]
