"""Whatever the program is in the middle of when it is killed, nothing is told twice; by a webhook nothing is lost."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import pytest

from tests.engine.alert_ways.ways import a_way, an_alert
from tests.kit.clock import VirtualTime, virtual_time
from tui.config.alert_ways import Way, WayKind
from tui.domain.alerts.way import Notice
from tui.domain.events import Alert
from tui.engine.alert_ways.errors import NotToldError
from tui.engine.alert_ways.way_queue import WayQueue
from tui.engine.clock import utc_now
from tui.storage.alert_outbox import Untold

RUNS = 8
ALERTS = 6
"""Of each run."""


class Receiver:
    """What notices reach, with all that came, by the key of each; it fails now and then."""

    def __init__(self, chance: random.Random) -> None:
        self.came: dict[str, tuple[Alert, ...]] = {}
        self.alerts: Counter[str] = Counter()
        self._chance = chance

    async def tell(self, way: Way, notice: Notice) -> None:
        await asyncio.sleep(self._chance.random())
        if self._chance.random() < 0.3:
            raise NotToldError("HTTP 503", may_retry=True)
        if self._chance.random() < 0.1:
            raise NotToldError("HTTP 404")
        if notice.id not in self.came or way.kind is not WayKind.WEBHOOK:
            self.alerts.update(alert.id for alert in notice.alerts)
        self.came[notice.id] = notice.alerts
        await asyncio.sleep(self._chance.random())
        if way.kind is WayKind.WEBHOOK and self._chance.random() < 0.3:
            raise NotToldError("no answer in 15 s", may_retry=True)


@pytest.mark.parametrize("kind", [WayKind.WEBHOOK, WayKind.NTFY])
def test_an_alert_is_told_at_most_once_however_often_the_program_is_killed(kind: WayKind) -> None:
    async def killed_again_and_again(_clock: VirtualTime, seed: int) -> None:
        chance = random.Random(seed)
        receiver, disk, number = Receiver(chance), Untold(), 0
        rang: list[str] = []
        for _ in range(RUNS):
            queue = WayQueue(
                a_way(kind, every=timedelta(seconds=2)), receiver.tell, lambda: None, wall=utc_now, untold=disk
            )

            def keep(running: WayQueue = queue) -> None:
                nonlocal disk
                disk = running.untold

            queue._keep = keep
            task = asyncio.create_task(queue.run())
            for _ in range(ALERTS):
                alert, number = an_alert(number), number + 1
                queue.put([alert])
                keep()
                rang.append(alert.id)
                await asyncio.sleep(chance.random() * 3)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert set(receiver.alerts) <= set(rang)
        assert [each for each, count in receiver.alerts.items() if count > 1] == []
        assert receiver.alerts

    for seed in range(12):
        virtual_time(killed_again_and_again)(seed)
