"""What rang is stored and then told, on a thread of its own, by the one program that tells."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.engine.alert_ways.ways import a_way, an_alert
from tests.kit.quotes import FIXED_NOW
from tests.kit.server import LocalServer, Request, ServerResponse
from tests.kit.waiting import wait_until
from tui.config.alert_ways import Way
from tui.domain.alerts.judge import RuleState
from tui.engine.alert_ways import outlet as outlet_module
from tui.engine.alert_ways import way_queue
from tui.engine.alert_ways.outlet import ANOTHER_TELLS, AlertOutlet
from tui.engine.clock import Timeline
from tui.engine.environment import Environment
from tui.storage.alert_outbox import AlertOutbox, Untold
from tui.storage.alert_store import AlertStore

STATES = {("big", "PSX:OGDC"): RuleState(is_armed=False, rang_at=FIXED_NOW)}


@pytest.fixture(autouse=True)
def quick_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(way_queue, "GATHER", 0.05)
    monkeypatch.setattr(outlet_module, "SAVE_INTERVAL", 0.01)
    monkeypatch.setattr(outlet_module, "OWNER_CHECK", 0.01)


@contextmanager
def outlet(
    folder: Path | None, *ways: Way, may_tell: Callable[[], bool | None] = lambda: True, said: list[str] | None = None
) -> Iterator[AlertOutlet]:
    environment = Environment(timeline=Timeline(lambda: FIXED_NOW), state=folder)
    announced = [] if said is None else said
    running = AlertOutlet(ways, environment, may_tell=may_tell, announce=announced.append)
    running.start()
    try:
        yield running
    finally:
        running.close(60)


def accept(_request: Request) -> ServerResponse:
    return ServerResponse(body="ok")


def count_of(request: Request) -> int:
    number: int = json.loads(request.body)["count"]
    return number


def test_what_rang_is_stored_before_it_is_told_and_told_by_its_own_ways_alone(tmp_path: Path) -> None:
    stored: list[object] = []

    def respond(_request: Request) -> ServerResponse:
        stored.append(AlertStore(tmp_path).load())
        stored.append(AlertOutbox(tmp_path).load()["phone"].is_underway)
        return ServerResponse(body="ok")

    with LocalServer(respond) as server:
        ways = a_way(url=f"{server.url}/phone"), a_way(url=f"{server.url}/other", name="other")
        with outlet(tmp_path, *ways) as running:
            running.put(STATES, [an_alert(1)])
            wait_until(lambda: len(server.requests) == 1)
    assert stored == [STATES, True]
    assert [request.path for request in server.requests] == ["/phone"]
    assert AlertOutbox(tmp_path).load() == {}


def test_a_storm_of_500_alerts_becomes_one_notice_by_each_way(tmp_path: Path) -> None:
    names = ("phone", "other")
    with (
        LocalServer(accept) as server,
        outlet(tmp_path, *(a_way(url=f"{server.url}/{name}", name=name) for name in names)) as running,
    ):
        running.put(STATES, [an_alert(number, ways=names) for number in range(500)])
        wait_until(lambda: len(server.requests) == 2)
    assert sorted((request.path, count_of(request)) for request in server.requests) == [
        ("/other", 500),
        ("/phone", 500),
    ]


def test_a_way_that_hangs_keeps_no_other_and_no_caller_waiting(tmp_path: Path) -> None:
    is_released = threading.Event()

    def hang(_request: Request) -> ServerResponse:
        is_released.wait(60)
        return ServerResponse(body="ok")

    with LocalServer(hang) as hanging, LocalServer(accept) as server:
        ways = a_way(url=hanging.url), a_way(url=server.url, name="other")
        with outlet(tmp_path, *ways) as running:
            running.put(STATES, [an_alert(1, ways=("phone", "other"))])
            wait_until(lambda: len(server.requests) == 1)
            wait_until(lambda: len(hanging.requests) == 1)
            is_released.set()


def test_a_second_program_says_so_and_tells_and_stores_nothing_until_it_is_the_one(tmp_path: Path) -> None:
    said: list[str] = []
    tells: list[bool | None] = [None]
    with (
        LocalServer(accept) as server,
        outlet(tmp_path, a_way(url=server.url), may_tell=lambda: tells[0], said=said) as running,
    ):
        running.put(STATES, [an_alert(1)])
        tells[0] = False
        wait_until(lambda: said == [ANOTHER_TELLS])
        running.put(STATES, [an_alert(2)])
        assert not (tmp_path / "alerts.json").exists()
        wait_until(lambda: running._incoming == [])
        tells[0] = True
        running.put(STATES, [an_alert(3)])
        wait_until(lambda: len(server.requests) == 1)
    assert [alert["at"][-4:-1] for alert in json.loads(server.requests[0].body)["alerts"]] == ["003"]
    assert said == [ANOTHER_TELLS]


def test_what_rings_before_it_is_known_who_tells_is_told_then(tmp_path: Path) -> None:
    tells: list[bool | None] = [None]
    with (
        LocalServer(accept) as server,
        outlet(tmp_path, a_way(url=server.url), may_tell=lambda: tells[0]) as running,
    ):
        running.put(STATES, [an_alert(1)])
        assert server.requests == []
        tells[0] = True
        wait_until(lambda: len(server.requests) == 1)


def test_what_was_not_told_at_the_end_is_told_by_the_next_run_unless_it_is_a_day_old(tmp_path: Path) -> None:
    old = an_alert(1)._replace(at=FIXED_NOW - timedelta(days=2))
    AlertOutbox(tmp_path).save({"phone": Untold(waiting=(old, an_alert(2)))})
    with LocalServer(accept) as server, outlet(tmp_path, a_way(url=server.url)) as running:
        running.put(STATES)
        wait_until(lambda: len(server.requests) == 1)
    assert count_of(server.requests[0]) == 1


def test_states_are_stored_at_the_end_also_without_any_way(tmp_path: Path) -> None:
    with outlet(tmp_path) as running:
        running.put(STATES)
    assert AlertStore(tmp_path).load() == STATES


def test_states_that_a_full_disk_did_not_take_are_stored_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outlet_module, "SAVE_RETRY", 0.01)
    folder = tmp_path / "later"
    with outlet(folder) as running:
        running.put(STATES)
        wait_until(lambda: "could not be stored" in caplog.text)
        folder.mkdir()
        wait_until(lambda: AlertStore(folder).load() == STATES)


def test_other_ways_are_told_from_when_they_are_set(tmp_path: Path) -> None:
    with LocalServer(accept) as server, outlet(tmp_path) as running:
        running.set_ways([a_way(url=f"{server.url}/new")])
        running.put(STATES, [an_alert(1)])
        wait_until(lambda: len(server.requests) == 1)
        running.set_ways([])
        running.put(STATES, [an_alert(2)])
    assert [request.path for request in server.requests] == ["/new"]
