"""Notices of alerts as they are told: a title, a list, and no text that is more than text."""

from datetime import UTC, timedelta

from tests.engine.alert_ways.ways import a_notice, an_alert
from tests.kit.marks import for_each
from tui.domain.alerts.way import Notice
from tui.domain.events import Alert
from tui.domain.text import CleanText
from tui.view.alert_notice import MAX_TEXT, MAX_TITLE, notice_record, notice_text, notice_title, notice_variables

LONG = CleanText("x" * 500)


def many(count: int) -> tuple[Alert, ...]:
    return tuple(an_alert(number, subject=f"PSX:S{number}") for number in range(count))


@for_each(
    "notice, title",
    [
        (a_notice(), "bigboard: big"),
        (a_notice(*many(2)), "bigboard: 2 alerts"),
        (a_notice(left_out=1), "bigboard: 2 alerts"),
        (a_notice(*many(500), left_out=12), "bigboard: 512 alerts"),
        (a_notice(is_test=True), "TEST bigboard: big"),
    ],
)
def test_a_title_names_the_rule_or_says_how_many(notice: Notice, title: str) -> None:
    assert notice_title(notice) == title


@for_each(
    "notice, lines",
    [
        (a_notice(), ["09:00 PSX:OGDC last 151.20 > 150 · br"]),
        (a_notice(*many(2)), ["09:00 PSX:S0 last 151.20 > 150 · br", "09:00 PSX:S1 last 151.20 > 150 · br"]),
        (a_notice(is_test=True), ["09:00 PSX:OGDC last 151.20 > 150 · br", "This is a test: nothing rang."]),
    ],
)
def test_the_text_has_a_line_for_each_alert(notice: Notice, lines: list[str]) -> None:
    assert notice_text(notice, UTC).splitlines() == lines


def test_of_a_storm_the_text_has_the_first_and_says_how_many_more() -> None:
    lines = notice_text(a_notice(*many(500), left_out=30), UTC).splitlines()
    assert (len(lines), lines[-1]) == (21, "and 510 more")
    assert len(notice_text(a_notice(*(an_alert(rule=LONG, subject=LONG) for _ in range(20))), UTC)) <= MAX_TEXT
    assert len(notice_title(a_notice(an_alert(rule=LONG)))) <= MAX_TITLE


def test_the_id_of_a_notice_follows_from_its_way_and_its_alerts() -> None:
    one = a_notice(an_alert(1))
    assert one.id == a_notice(an_alert(1)).id
    others = [a_notice(an_alert(2)), a_notice(an_alert(1), way="mail"), a_notice(an_alert(1), an_alert(2))]
    assert len({one.id, *(other.id for other in others)}) == 4


def test_a_record_and_variables_say_the_same() -> None:
    alert = an_alert()._replace(confirmed_at=an_alert().at - timedelta(seconds=3))
    record, variables = notice_record(a_notice(alert), UTC), notice_variables(a_notice(alert), UTC)
    assert variables["BIGBOARD_TEXT"] == record["text"] == "09:00 PSX:OGDC last 151.20 > 150 · br 3s ago"
    assert (record["test"], variables["BIGBOARD_TEST"]) == (False, "")
    assert variables["BIGBOARD_CONFIRMED_AT"] == "2026-03-17T08:59:57Z"
    assert [variables[f"BIGBOARD_{name}_1"] for name in ("NAME", "VALUE", "LINE")] == ["last", "151.20", "> 150"]
