"""Rules that are judged while sources are polled."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tests.domain.alerts.judging import a_rule
from tests.kit.fetcher import http_error
from tests.kit.marks import for_each
from tests.kit.monitor import MonitorHarness
from tui.domain.alerts.rule import Repeat, Rule, Scope, ScopeKind, Times
from tui.domain.bars import Bar
from tui.domain.events import Alert, BoardRestored, Event
from tui.domain.market import Market
from tui.domain.positions import Lot
from tui.domain.quote import InstrumentId
from tui.domain.trading_calendar import always_open
from tui.engine.alert_control import AlertControl
from tui.engine.alert_watch import MAX_AWAITED, AlertWatch, DayBars, UserSetup
from tui.storage.alert_store import AlertStore
from tui.view.tabs import ListEntry, Tab

PSX = {"PSX": always_open("PSX", UTC)}
NEVER = {"PSX": always_open("PSX", UTC)._replace(week={})}
NOTHING = UserSetup()


class Watched:
    """A monitor whose polls are judged, with all that it was told to record."""

    def __init__(
        self, *rules: Rule, folder: Path | None = None, setup: UserSetup = NOTHING, days: DayBars | None = None
    ) -> None:
        self.recorded: list[Event] = []
        self.harness = MonitorHarness(
            calendars=PSX, record=lambda event, _before, _after: self.recorded.append(event), judge=self._judge
        )
        self.watch = AlertWatch(rules, self.harness.timeline, PSX, AlertStore(folder), setup=setup, days=days)

    def _judge(self, event: Event, before: Market, market: Market) -> Event | None:
        return self.watch.judge(event, before, market)

    async def polls(self, *responses: str | Exception) -> list[str]:
        """Poll these responses; return what each rang, as `rule subject`."""
        self.harness.fetcher.responses["br"] = list(responses)  # in place of the last one, which would come again
        rang: list[str] = []
        for _ in responses:
            known = len(self.alerts)
            await self.harness.poll()
            rang.append(", ".join(f"{alert.rule} {alert.subject}" for alert in self.alerts[known:]))
        return rang

    @property
    def alerts(self) -> tuple[Alert, ...]:
        return self.harness.monitor.market.alerts


async def test_what_rings_is_in_the_market_with_the_poll_and_is_recorded_once() -> None:
    watched = Watched(a_rule("last > 105", "OGDC", name="big"))
    assert await watched.polls("OGDC=104", "OGDC=106", "OGDC=107") == ["", "big PSX:OGDC", ""]
    assert [type(event).__name__ for event in watched.recorded].count("AlertsRang") == 1
    assert [len(market.alerts) for market in watched.harness.published] == [0, 1, 1]


async def test_after_a_restart_nothing_rings_twice_and_what_happened_meanwhile_rings(tmp_path: Path) -> None:
    rules = a_rule("last > 105", "OGDC", name="big"), a_rule("last < 80", "PPL", name="small")
    before = Watched(*rules, folder=tmp_path)
    assert await before.polls("OGDC=106 PPL=81") == ["big PSX:OGDC"]
    assert await Watched(*rules, folder=tmp_path).polls("OGDC=107 PPL=79") == ["small PSX:PPL"]


@for_each(
    ("rule", "rang"),
    [
        (a_rule("last > 100", "OGDC", name="mine", repeat=Repeat.ONCE), ""),
        (a_rule("last > 100.5", "OGDC", name="mine", repeat=Repeat.ONCE), "mine PSX:OGDC"),
        (a_rule("last > 100", "PSX:OGDC", name="mine", repeat=Repeat.ONCE), "mine PSX:OGDC"),
    ],
)
async def test_a_rule_that_was_changed_while_nothing_ran_begins_anew(tmp_path: Path, rule: Rule, rang: str) -> None:
    before = Watched(a_rule("last > 100", "OGDC", name="mine", repeat=Repeat.ONCE), folder=tmp_path)
    assert await before.polls("OGDC=99", "OGDC=101") == ["", "mine PSX:OGDC"]
    assert await Watched(rule, folder=tmp_path).polls("OGDC=101") == [rang]


async def test_what_was_stored_rings_nothing() -> None:
    watched = Watched(a_rule("last > 105", "OGDC"))
    market = watched.harness.monitor.market
    assert watched.watch.judge(BoardRestored(()), market, market) is None


async def test_a_source_that_fails_rings_as_time_passes() -> None:
    watched = Watched(a_rule("failing(br, 2m)", name="down"))
    assert await watched.polls("OGDC=104", http_error(503)) == ["", ""]
    assert watched.watch.judge_time(watched.harness.monitor.market) is None
    watched.harness.clock.advance(timedelta(minutes=2))
    rang = watched.watch.judge_time(watched.harness.monitor.market)
    assert rang is not None
    assert [(alert.subject, alert.title) for alert in rang.alerts] == [("br", "HTTP 503")]
    assert watched.watch.judge_time(watched.harness.monitor.market) is None


async def test_tabs_and_lots_are_those_of_the_user() -> None:
    setup = UserSetup(
        (Tab("Mine", (ListEntry("PPL"),)),), (Lot(symbol="OGDC", quantity=Decimal(10), price=Decimal(100)),)
    )
    of_tab = a_rule("last > 50", name="tab")._replace(scope=Scope(ScopeKind.TAB, ("mine",)))
    watched = Watched(of_tab, a_rule("gain > 50", name="gain"), setup=setup)
    assert await watched.polls("OGDC=104 PPL=60", "OGDC=106 PPL=60") == ["tab PSX:PPL", "gain PSX:OGDC"]


async def test_a_rule_of_the_session_is_silent_while_the_market_is_closed() -> None:
    watched = Watched(a_rule("last > 105", "OGDC", times=Times()))
    watched.watch = AlertWatch(
        watched.watch.rules,
        watched.harness.timeline,
        {"PSX": always_open("PSX", UTC)._replace(week={})},
        AlertStore(None),
    )
    assert await watched.polls("OGDC=106") == [""]


async def test_what_looks_back_has_the_days_before_today() -> None:
    def read(_key: InstrumentId, _today: date, take: Callable[[Sequence[Bar]], None]) -> None:
        take([Bar.start(datetime(2026, 3, 1, tzinfo=UTC), Decimal(100), None)])

    watched = Watched(a_rule("new_high(1d)", "OGDC", name="high"), days=DayBars(read))
    assert await watched.polls("OGDC=99", "OGDC=101", "OGDC=102") == ["", "high PSX:OGDC", ""]


def test_the_days_of_many_instruments_are_read_a_few_at_a_time_and_all_in_the_end() -> None:
    today = date(2026, 3, 17)
    bar = Bar.start(datetime(2026, 3, 1, tzinfo=UTC), Decimal(100), None)
    takers: list[Callable[[Sequence[Bar]], None]] = []
    days = DayBars(lambda _key, _today, take: takers.append(take))
    keys = [InstrumentId("PSX", f"S{number}") for number in range(50)]
    known: list[int] = []
    for _ in range(4):
        known.append(sum(bool(days.of(key, today)) for key in keys))
        assert len(takers) <= MAX_AWAITED
        while takers:
            takers.pop()([bar])
    assert known == [0, MAX_AWAITED, 2 * MAX_AWAITED, len(keys)]


def test_days_are_read_once_and_anew_on_the_next_day_and_the_known_ones_stay_meanwhile() -> None:
    asked: list[date] = []
    takers: list[Callable[[Sequence[Bar]], None]] = []

    def read(_key: InstrumentId, today: date, take: Callable[[Sequence[Bar]], None]) -> None:
        asked.append(today)
        takers.append(take)

    days, key, today = DayBars(read), InstrumentId("PSX", "OGDC"), date(2026, 3, 17)
    bar = Bar.start(datetime(2026, 3, 1, tzinfo=UTC), Decimal(100), None)
    assert days.of(key, today) == ()
    takers[0]([bar])
    assert (days.of(key, today), days.of(key, today), len(asked)) == ([bar], [bar], 1)
    assert days.of(key, date(2026, 3, 18)) == [bar]
    assert asked == [today, date(2026, 3, 18)]


async def test_what_the_user_did_with_an_alert_holds_after_a_restart(tmp_path: Path) -> None:
    rules = a_rule("last > 105", "OGDC", name="big"), a_rule("last < 80", "PPL", name="small")
    watched = Watched(*rules, folder=tmp_path)
    await watched.polls("OGDC=106 PPL=79")
    later = watched.harness.timeline.now() + timedelta(hours=1)
    watched.watch.acknowledge([("big", "PSX:OGDC"), ("big", "PSX:NONE")])
    watched.watch.snooze(("small", ""), later)
    again = Watched(*rules, folder=tmp_path)
    assert again.watch.status.unacknowledged == (("small", "PSX:PPL"),)
    assert again.watch.status.marked == {InstrumentId("PSX", "PPL")}
    assert again.watch.status.states[("small", "")].snoozed_until == later
    again.watch.snooze(("small", ""), later - timedelta(hours=2))
    assert ("small", "") not in Watched(*rules, folder=tmp_path).watch.status.states


BIG = a_rule("last > 105", "OGDC", name="big")
PPL = (Tab(name="Mine", symbols=(ListEntry.parse("PPL"),)),)


@for_each(
    ("rules", "rings"),
    [
        ((BIG,), ""),
        ((BIG._replace(repeat=Repeat.EACH, times=Times()),), ""),
        ((a_rule("last > 106", "OGDC", name="big"),), "big PSX:OGDC"),
        ((a_rule("last > 105", name="big"),), "big PSX:OGDC, big PSX:PPL"),
        ((BIG, a_rule("last > 1", "PPL", name="other")), "other PSX:PPL"),
        ((a_rule("last > 1", name="mine")._replace(scope=Scope(ScopeKind.TAB, ("Mine",))),), "mine PSX:PPL"),
        ((), ""),
    ],
)
async def test_changed_rules_hold_from_the_next_poll_and_what_rang_does_not_ring_again(
    rules: tuple[Rule, ...], rings: str
) -> None:
    watched = Watched(BIG)
    assert await watched.polls("OGDC=106 PPL=110") == ["big PSX:OGDC"]
    watched.watch.replace_rules(rules, UserSetup(PPL))
    assert await watched.polls("OGDC=107 PPL=111") == [rings]


async def test_other_trading_hours_hold_from_the_next_poll() -> None:
    watched = Watched(a_rule("last > 105", "OGDC", name="big", times=Times()))
    watched.watch.set_calendars(NEVER)
    assert await watched.polls("OGDC=106") == [""]
    watched.watch.set_calendars(PSX)
    assert await watched.polls("OGDC=107") == ["big PSX:OGDC"]


async def test_a_rule_that_rang_once_is_armed_again_by_the_user() -> None:
    watched = Watched(a_rule("last > 105", "OGDC", name="big", repeat=Repeat.ONCE))
    assert await watched.polls("OGDC=106", "OGDC=104", "OGDC=106") == ["big PSX:OGDC", "", ""]
    watched.watch.arm("big")
    assert await watched.polls("OGDC=107") == ["big PSX:OGDC"]


async def test_requests_wait_for_the_engine_and_a_board_without_rules_makes_nothing_to_judge_them() -> None:
    made: list[AlertWatch] = []

    def make() -> AlertWatch:
        made.append(Watched().watch)
        return made[-1]

    control, changes = AlertControl(make, has_rules=False), []
    control.on_changed = lambda: changes.append(control.status)
    control.start()
    control.replace_rules((), UserSetup(PPL))
    control.apply_requests()
    assert not made
    assert control.status is None
    assert not changes
    control.replace_rules((BIG,), UserSetup(PPL))
    assert not made
    control.apply_requests()
    assert made[0].rules == (BIG,)
    assert len(changes) == 1
