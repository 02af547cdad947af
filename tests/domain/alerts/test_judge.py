"""When a rule rings: at its edges, once as it says, and with what it compared."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.alerts.judging import EVER, Judging, a_rule, quoted
from tests.kit.markets import a_failure, unchanged
from tests.kit.marks import for_each
from tests.kit.quotes import a_level, a_quote, after, an_article, an_id
from tui.domain.alerts.hours import DailyHours
from tui.domain.alerts.judge import RuleState
from tui.domain.alerts.margin import Margin
from tui.domain.alerts.rule import Repeat, Scope, ScopeKind, Times, parse_condition
from tui.domain.bars import Bar
from tui.domain.events import AlertFigure
from tui.domain.expressions.tokens import ExpressionError
from tui.domain.positions import Position
from tui.domain.quote import Direction
from tui.domain.text import CleanText


@for_each(
    ("text", "prices", "rings"),
    [
        ("last > 105", "104 105 105.01 106 104 106", [0, 0, 1, 0, 0, 1]),
        ("last >= 105", "104 105 105.01 104.99 105", [0, 1, 0, 0, 1]),
        ("last < 95", "96 95 94.99 96 94", [0, 0, 1, 0, 1]),
        ("pct > 5", "104 106 104 106", [0, 1, 0, 1]),
        ("pct > 5 or pct < -5", "104 106 94 100 94", [0, 1, 0, 0, 1]),
        ("not last < 105", "104 105 104 105", [0, 1, 0, 1]),
        ("last > 105 and pct < 7", "104 106 108 106", [0, 1, 0, 1]),
        ("last > 105", "106 106 104 106", [1, 0, 0, 1]),
        ("last > 105", "104/104 104/106 104/106 104/107", [0, 1, 0, 1]),
        ("last > 105", "104/104 106/106 104/107", [0, 1, 0]),
        ("last > 105", "104/104/104 106/104/106 106/103/106", [0, 1, 1]),
        ("last < 95", "96/96/96 96/94/96 96/94/96", [0, 1, 0]),
        ("last > 105", "104/104/104 106/104/106 99/99/107 100/99/107", [0, 1, 0, 0]),
        ("last < 95", "96/96/96 94/94/96 106/93/106 100/93/106", [0, 1, 0, 0]),
        ("new_high(day)", "100 101 102 102 101 103 103/104 103/104", [0, 1, 1, 0, 0, 1, 0, 0]),
        ("new_high(day)", "100/101 100/102 100/102 102.5/102.5", [0, 1, 0, 1]),
        ("new_low(day)", "100 99 99 98", [0, 1, 0, 1]),
    ],
)
def test_a_rule_rings_each_time_that_its_condition_begins_to_hold(text: str, prices: str, rings: list[int]) -> None:
    assert Judging(a_rule(text, "OGDC")).prices(*prices.split()) == rings


@pytest.mark.parametrize(
    ("margin", "prices", "rings"),
    [
        (Margin(Decimal(1)), "104 106 104.5 106 104 106 103.9 106", [0, 1, 0, 0, 0, 1, 0, 1]),
        (Margin(Decimal(10), is_percent=True), "104 106 95 106 94.5 106", [0, 1, 0, 0, 0, 1]),
    ],
)
def test_a_figure_that_trembles_at_its_line_rings_once(margin: Margin, prices: str, rings: list[int]) -> None:
    assert Judging(a_rule("last > 105", "OGDC", margin=margin)).prices(*prices.split()) == rings


def test_the_margin_of_a_line_below_zero_and_of_a_negation_points_the_right_way() -> None:
    fall = Judging(a_rule("pct < -5", "OGDC", margin=Margin(Decimal(20), is_percent=True)))
    assert fall.prices("96", "94", "95.5", "94", "96.5", "94") == [0, 1, 0, 0, 0, 1]
    negated = Judging(a_rule("not last < 105", "OGDC", margin=Margin(Decimal(1))))
    assert negated.prices("104", "105", "104.5", "105", "103.5", "105") == [0, 1, 0, 0, 0, 1]


def test_a_rule_of_once_a_day_rings_once_in_each_trading_day() -> None:
    judging = Judging(a_rule("last > 105", "OGDC", repeat=Repeat.DAILY))
    assert judging.prices("106", "104", "106") == [1, 0, 0]
    assert judging.prices("104", "106", "104", "106", first=86_400) == [0, 1, 0, 0]


def test_a_clock_that_was_set_back_silences_no_rule() -> None:
    judging = Judging(a_rule("last > 105", "OGDC"))
    judging.polls(0, quoted("104"))
    judging.states["rule", "PSX:OGDC"] = RuleState(is_armed=True, rang_at=after(3600))
    assert judging.prices("106", "104", "106", first=10) == [1, 0, 1]


def test_a_rule_of_once_rings_once_and_a_cool_down_keeps_it_silent() -> None:
    assert Judging(a_rule("last > 105", "OGDC", repeat=Repeat.ONCE)).prices("106", "104", "106") == [1, 0, 0]
    cooling = Judging(a_rule("last > 105", "OGDC", cool_down=25))
    assert cooling.prices("106", "104", "106", "104", "106") == [1, 0, 0, 0, 1]


def test_a_rule_is_about_its_own_instruments() -> None:
    judging = Judging(a_rule("last > 105", "PPL PSX:MARI"))
    rows = [quoted("110", symbol) for symbol in ("OGDC", "PPL", "MARI")]
    assert [alert.subject for alert in judging.polls(0, *rows)] == ["PSX:PPL", "PSX:MARI"]


def test_a_rule_of_a_tab_or_a_market_is_about_what_is_in_it() -> None:
    tab = a_rule("last > 105", name="tab")._replace(scope=Scope(ScopeKind.TAB, ("Mine",)))
    market = a_rule("last > 105", name="market")._replace(scope=Scope(ScopeKind.MARKET, ("nasdaq",)))
    judging = Judging(tab, market)
    judging.surroundings.tabs = {"Mine": {an_id("PPL")}}
    rows = [quoted("110"), quoted("110", "PPL"), a_quote("AAPL", "110", market="NASDAQ")]
    assert [(alert.rule, alert.subject) for alert in judging.polls(0, *rows)] == [
        ("tab", "PSX:PPL"),
        ("market", "NASDAQ:AAPL"),
    ]


@for_each(
    ("text", "series", "rings"),
    [
        ("move(1m) > 2", [(0, "100"), (30, "101"), (60, "102.5"), (90, "103.1")], [0, 0, 1, 0]),
        ("move(1m) < -2", [(0, "100"), (60, "97")], [0, 1]),
        ("points(2m) > 5", [(0, "100"), (60, "106"), (119, "106"), (120, "106.5")], [0, 0, 0, 1]),
        ("move(1m) > 2", [(0, "100"), (59, "110")], [0, 0]),
    ],
)
def test_a_move_within_a_span_is_measured_from_the_price_that_held_then(
    text: str, series: list[tuple[int, str]], rings: list[int]
) -> None:
    judging = Judging(a_rule(text, "OGDC"))
    assert [len(judging.polls(at, quoted(price))) for at, price in series] == rings


def a_figure(*texts: str) -> AlertFigure:
    return AlertFigure(*map(CleanText, texts))


def days(*bars: tuple[int, int, int]) -> list[Bar]:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    return [
        Bar(first + timedelta(days=n), Decimal(low), Decimal(high), Decimal(low), Decimal(high), volume)
        for n, (low, high, volume) in enumerate(bars)
    ]


@for_each(
    ("text", "price", "rings"),
    [
        ("new_high(3d)", "120.5", 1),
        ("new_high(3d)", "120", 0),
        ("new_low(3d)", "89", 1),
        ("last > highest(2d)", "111", 1),
        ("last > highest(2d)", "110", 0),
        ("last < lowest(3d)", "89.99", 1),
        ("new_high(4d)", "500", 0),
        ("vol > 3 * avg_volume(3d)", "100", 1),
        ("vol > 4 * avg_volume(3d)", "100", 0),
        ("gap > 4", "100", 1),
        ("gap > 5", "100", 0),
    ],
)
def test_the_days_before_are_looked_back_at_as_far_as_they_are_known(text: str, price: str, rings: int) -> None:
    judging = Judging(a_rule(text, "OGDC"))
    judging.surroundings.bars = {an_id(): days((90, 120, 100), (95, 110, 200), (100, 110, 300))}
    quote = quoted(price)._replace(volume=700, open=Decimal(105))
    assert len(judging.polls(0, quote)) == rings


def test_breadth_is_judged_for_the_market_as_a_whole() -> None:
    judging = Judging(a_rule("breadth < 40 and decliners > 2", name="breadth"))
    falls = [a_quote(f"S{n}", "10", "-1", "-9") for n in range(3)]
    assert judging.polls(0, a_quote("UP"), a_level(change="-5"), *falls[:2]) == ()
    (alert,) = judging.polls(10, a_quote("UP"), a_level(change="-6"), *falls)
    assert (alert.subject, alert.figures) == (
        "",
        (a_figure("breadth", "25", "< 40"), a_figure("decliners", "3", "> 2")),
    )


def test_the_spread_of_two_instruments_is_judged() -> None:
    judging = Judging(a_rule("last(OGDC) - last(PSX:PPL) > 5"))
    assert judging.polls(0, quoted("104"), quoted("100", "PPL")) == ()
    (alert,) = judging.polls(10, quoted("106"), quoted("100", "PPL"))
    assert alert.figures == (a_figure("last(OGDC) - last(PSX:PPL)", "6", "> 5"),)


@for_each(
    ("text", "failing", "rings"),
    [
        ("failing(br, 1m)", True, [0, 0, 1, 0]),
        ("failing(any, 1m)", True, [0, 0, 1, 0]),
        ("silent(br, 2m)", False, [0, 0, 0, 1]),
        ("stale(br, 1m)", False, [0, 0, 0, 1]),
        ("failing(br, 1m)", False, [0, 0, 0, 0]),
    ],
)
def test_a_source_in_trouble_rings_once_as_time_passes(text: str, failing: bool, rings: list[int]) -> None:
    judging = Judging(a_rule(text))
    judging.polls(0, quoted("100"))
    if failing:
        judging.happens(a_failure(at=after(10)))
    assert [len(judging.passes(seconds)) for seconds in (20, 60, 80, 130)] == rings
    judging.happens(unchanged(at=after(140)))
    assert judging.passes(141) == ()


def test_a_rule_about_a_source_names_it_with_its_reason() -> None:
    judging = Judging(a_rule("failing(any, 1s)"), sources=("br", "yahoo"))
    judging.happens(a_failure("no answer in 15 s", source="yahoo", at=after(0)))
    (alert,) = judging.passes(5)
    assert (alert.subject, alert.source, alert.title) == ("yahoo", "yahoo", "no answer in 15 s")


@for_each(
    ("text", "subjects"),
    [
        ("failing(yahoo, 1s)", ["yahoo"]),
        ("failing(br, 1s)", []),
        ("failing(nobody, 1s)", []),
        ("failing(any, 1s)", ["yahoo"]),
        ("failing(br, 1s) or failing(yahoo, 1s)", ["br, yahoo"]),
        ("failing(br, 1s) and failing(yahoo, 1s)", []),
    ],
)
def test_a_rule_about_sources_rings_for_those_that_it_names_alone(text: str, subjects: list[str]) -> None:
    judging = Judging(a_rule(text), sources=("br", "yahoo"))
    judging.polls(0, quoted("100"))
    judging.happens(a_failure(source="yahoo", at=after(0)))
    assert [alert.subject for alert in judging.passes(5)] == subjects


def test_a_doubtful_figure_of_another_instrument_rings_nothing_either() -> None:
    judging = Judging(a_rule("last(OGDC) - last(PPL) > 5"))
    flagged = quoted("106")._replace(flags=a_quote(flags=("contradicts itself",)).flags)
    assert judging.polls(0, flagged, quoted("100", "PPL")) == ()
    assert len(judging.polls(10, quoted("106"), quoted("100", "PPL"))) == 1


def test_a_headline_rings_once_for_each_new_article_and_not_for_those_that_were_there() -> None:
    judging = Judging(a_rule('headline("rate cut")'))
    assert judging.polls(0, quoted("100"), an_article("1", title="A rate cut is expected")) == ()
    (alert,) = judging.polls(10, quoted("100"), an_article("2", title="Rate Cut of 50 points"), an_article("3"))
    assert (alert.subject, alert.title) == ("2", "Rate Cut of 50 points")
    assert len(judging.polls(20, quoted("100"), an_article("4", title="No rate cut"))) == 1


def test_gains_of_what_is_owned_are_judged() -> None:
    judging = Judging(a_rule("gain_pct < -10", "OGDC"))
    judging.surroundings.owned = {an_id(): Position(Decimal(10), Decimal(880), Decimal(0), Decimal(1000), None)}
    (alert,) = judging.polls(0, quoted("88"), quoted("80", "PPL"))
    assert alert.subject == "PSX:OGDC"


def test_a_flagged_or_stale_figure_does_not_ring_unless_the_rule_says_so() -> None:
    strict, lenient = (a_rule("last > 105", "OGDC", name=str(taken), takes_doubtful=taken) for taken in (False, True))
    judging = Judging(strict, lenient)
    judging.polls(0, quoted("104"))
    flagged = quoted("106")._replace(flags=a_quote(flags=("contradicts itself",)).flags)
    assert [alert.rule for alert in judging.polls(10, flagged)] == ["True"]
    assert [alert.rule for alert in judging.polls(20, quoted("106"))] == ["False"]


def test_a_disputed_figure_rings_once_when_its_sources_agree_unless_the_rule_says_so() -> None:
    strict, lenient = (a_rule("last > 105", "OGDC", name=str(taken), takes_doubtful=taken) for taken in (False, True))
    judging = Judging(strict, lenient, sources=("br", "yahoo"))
    judging.polls(0, quoted("104"), quoted("50", "PPL"))
    judging.polls(1, quoted("104"), quoted("50", "PPL"), source="yahoo")
    assert [alert.rule for alert in judging.polls(10, quoted("107"), quoted("50", "PPL"))] == ["True"]
    (agreed,) = judging.polls(12, quoted("106.5"), quoted("50", "PPL"), source="yahoo")
    assert (agreed.rule, agreed.subject, agreed.figures[0].value) == ("False", "PSX:OGDC", "107")
    assert judging.polls(20, quoted("107.1"), quoted("50", "PPL")) == ()
    assert judging.polls(22, quoted("107.1"), quoted("50", "PPL"), source="yahoo") == ()


def test_sources_that_differ_by_less_than_the_limit_dispute_nothing() -> None:
    judging = Judging(a_rule("last > 105", "OGDC"), sources=("br", "yahoo"))
    judging.polls(0, quoted("104.9"))
    judging.polls(1, quoted("104.9"), source="yahoo")
    assert len(judging.polls(10, quoted("105.5"))) == 1
    judging.surroundings.disagree_percent = Decimal("0.5")
    judging.polls(20, quoted("104.9"))
    assert judging.polls(30, quoted("105.5")) == ()


@for_each(
    ("times", "is_trading", "rings"),
    [
        (Times(), True, 1),
        (Times(), False, 0),
        (EVER, False, 1),
        (EVER._replace(weekdays=frozenset({1})), True, 1),
        (EVER._replace(weekdays=frozenset({2, 3})), True, 0),
        (EVER._replace(hours=DailyHours(time(8), time(10))), True, 1),
        (EVER._replace(hours=DailyHours(time(9, 30), time(10))), True, 0),
        (EVER._replace(hours=DailyHours(time(22), time(9, 30))), True, 1),
        (EVER._replace(hours=DailyHours(time(22), time(9))), True, 0),
    ],
)
def test_a_rule_is_judged_in_its_times_alone(times: Times, is_trading: bool, rings: int) -> None:
    judging = Judging(a_rule("last > 105", "OGDC", times=times))
    judging.book._zone = UTC
    judging.surroundings.is_trading = is_trading
    assert len(judging.polls(0, quoted("106"))) == rings


def test_an_alert_says_the_figure_its_source_its_age_and_what_it_was_compared_with() -> None:
    judging = Judging(a_rule("last > prev * 1.05 and pct > 2", "OGDC", name="big"))
    (alert,) = judging.polls(30, quoted("106"))
    assert (alert.rule, alert.subject, alert.source, alert.confirmed_at) == ("big", "PSX:OGDC", "br", after(30))
    assert alert.figures == (a_figure("last", "106", "> prev * 1.05 = 105.00"), a_figure("pct", "6", "> 2"))
    assert not alert.is_between_polls


def test_a_line_that_is_worked_out_is_said_with_its_value_whatever_its_digits() -> None:
    judging = Judging(a_rule("last > prev / 20", "OGDC"))
    (alert,) = judging.polls(0, quoted("106"))
    assert alert.figures == (a_figure("last", "106", "> prev / 20 = 5"),)


def test_an_alert_that_compares_no_price_says_the_price_all_the_same() -> None:
    judging = Judging(a_rule("new_high(day)", "OGDC"))
    judging.polls(0, quoted("104"))
    (alert,) = judging.polls(10, quoted("105.50"))
    assert alert.figures == (a_figure("last", "105.50", ""),)


def test_a_price_between_two_polls_is_told_as_such() -> None:
    judging = Judging(a_rule("last > 105", "OGDC"))
    judging.polls(0, quoted("104/104"))
    (alert,) = judging.polls(10, quoted("104/107"))
    assert (alert.is_between_polls, alert.figures) == (True, (a_figure("last", "107", "> 105"),))


@given(
    st.lists(st.integers(90, 110), min_size=1, max_size=30),
    st.sets(st.integers(0, 30)),
    st.sets(st.integers(0, 30)),
)
def test_each_crossing_rings_once_whenever_the_market_is_polled_and_the_board_restarted(
    walk: list[int], unpolled: set[int], restarts: set[int]
) -> None:
    judging = Judging(a_rule("last > 100", "OGDC"))
    rung, expected, is_above = 0, 0, False
    low = high = walk[0]
    shown: tuple[int, int] | None = None
    for number, price in enumerate(walk):
        low, high = min(low, price), max(high, price)
        if number in restarts:
            judging.restart()
        if number in unpolled:
            continue
        dipped, peaked = (False, False) if shown is None else (low < shown[0] and low <= 100, high > shown[1])
        if is_above:
            expected += dipped and price > 100
        else:
            expected += price > 100 or (peaked and high > 100)
        is_above, shown = price > 100, (low, high)
        rung += len(judging.polls(number, quoted(f"{price}/{low}/{high}")))
    assert rung == expected


@for_each(
    ("text", "problem"),
    [
        ("last >", "expected"),
        ("lats > 5", "did you mean last"),
        ("move > 5", "no field move"),
        ("move(5) > 2", "takes a span"),
        ("move(2d) > 2", "takes a span"),
        ("highest(5m) < last", "takes trading days"),
        ("highest(999d) < last", "takes trading days"),
        ("new_high(5m)", "takes (day)"),
        ("new_high(day) > 5", "no figure"),
        ("failing(br)", "takes a source"),
        ("failing(br, 5x)", "takes a source"),
        ("failing(br, 5m) and last > 5", "not joined"),
        ("ogdc", "compares nothing"),
        ("last(OGDC, PPL) > 5", "takes one instrument"),
        ("last(OGDC > 5", "takes words"),
        ("last(OGDC", "not closed"),
        ("headline()", "takes words"),
        ("headline(a b c d e)", "at most 4"),
    ],
)
def test_a_mistake_in_a_rule_says_what_and_where(text: str, problem: str) -> None:
    with pytest.raises(ExpressionError, match="column") as raised:
        parse_condition(text)
    assert problem in raised.value.problem


def test_each_name_that_is_known_is_said_once() -> None:
    with pytest.raises(ExpressionError) as raised:
        parse_condition("nope > 5")
    known = raised.value.problem.partition("(fields: ")[2].rstrip(")").split(", ")
    assert "last" in known
    assert sorted(known) == sorted(set(known))


def test_directions_follow_a_price_between_polls() -> None:
    judging = Judging(a_rule("direction = up and last > 101", "OGDC"))
    judging.polls(0, quoted("99/99"))
    (alert,) = judging.polls(10, quoted("99/102"))
    assert alert.is_between_polls
    assert judging.market.quotes[an_id()].direction is Direction.DOWN


@for_each(
    ("prices", "silenced", "rings"),
    [
        (("104", "106", "107"), range(0), [0, 1, 0]),
        (("104", "106", "107", "108"), range(1, 2), [0, 0, 1, 0]),
        (("104", "106", "104", "104"), range(1, 2), [0, 0, 0, 0]),
        (("106", "104", "106", "107"), range(1, 3), [1, 0, 0, 1]),
        (("106", "107", "108"), range(1, 2), [1, 0, 0]),
    ],
)
@for_each("subject", ["", "PSX:OGDC"])
def test_a_snoozed_rule_rings_when_that_is_over_where_its_condition_began_to_hold_meanwhile(
    prices: tuple[str, ...], silenced: range, rings: list[int], subject: str
) -> None:
    judging = Judging(a_rule("last > 105", "OGDC"))
    rang: list[int] = []
    for number, price in enumerate(prices):
        until = after(1000) if number in silenced else None
        key = ("rule", subject)
        judging.states[key] = judging.states.get(key, RuleState())._replace(snoozed_until=until)
        rang.append(len(judging.polls(number * 10, quoted(price))))
    assert rang == rings


@for_each(
    ("state", "repeat", "rings"),
    [
        (RuleState(rang_at=after(400 * 86_400)), Repeat.DAILY, 1),
        (RuleState(rang_at=after(60)), Repeat.DAILY, 0),
        (RuleState(rang_at=after(400 * 86_400)), Repeat.EACH, 1),
        (RuleState(rang_at=after(400 * 86_400)), Repeat.ONCE, 0),
        (RuleState(snoozed_until=after(400 * 86_400)), Repeat.EACH, 1),
        (RuleState(snoozed_until=after(86_400)), Repeat.EACH, 0),
    ],
)
def test_a_clock_that_was_far_ahead_silences_no_rule(state: RuleState, repeat: Repeat, rings: int) -> None:
    judging = Judging(a_rule("last > 100", "OGDC", repeat=repeat, cool_down=3600))
    judging.states = {("rule", "PSX:OGDC"): state}
    assert judging.prices("99", "101") == [0, rings]


def test_what_rang_is_not_acknowledged_by_anything_that_happens() -> None:
    judging = Judging(a_rule("last > 105", "OGDC"))
    judging.prices("104", "106", "104", "103")
    assert judging.states[("rule", "PSX:OGDC")].is_unacknowledged


def test_breadth_counts_no_doubtful_row_and_is_not_known_where_half_of_them_are() -> None:
    rows = [quoted("90", symbol) for symbol in ("A", "B", "C")]
    flagged = [row._replace(flags=(CleanText("odd"),)) for row in rows]
    up = [quoted("110", symbol) for symbol in ("D", "E")]
    unpriced = [quoted("90", f"X{n}")._replace(price=None, direction=None) for n in range(9)]
    for quotes, count in (
        ((*rows, *up), 1),
        ((*flagged[:1], *rows[1:], *up), 0),
        ((*flagged, *up), 0),
        ((*rows, *up, *unpriced), 1),
    ):
        assert len(Judging(a_rule("breadth < 45")).polls(0, *quotes)) == count
    assert not Judging(a_rule("advancers < 1")).polls(0, *flagged)
    assert Judging(a_rule("breadth < 45", takes_doubtful=True)).polls(0, *flagged, *up)


def test_an_alert_says_the_comparison_that_holds_and_not_the_other_one() -> None:
    judging = Judging(a_rule("pct > 5 or pct < -5", "OGDC"))
    judging.prices("101")
    ((alert,),) = [judging.polls(10, quoted("94"))]
    assert alert.said == "pct -6 < -5, last 94"
