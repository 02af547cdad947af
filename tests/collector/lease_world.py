"""Collectors, a server and a network in simulated time: messages take as long as they take, and everything fails."""

import heapq
import random
from collections.abc import Callable
from typing import Final, NamedTuple

from tui.collector.lease import Lease, Standbys, Write
from tui.collector.lease_value import LeaseValue

TTL: Final = 6.0
ALONE: Final = 30.0
_TIMEOUT: Final = 2.0
_TICK: Final = 0.1


class Fault(NamedTuple):
    """What goes wrong, for how long."""

    at: float
    kind: str
    """`kill`, `pause` or `cut` of one collector; `away` and `slow` are of the server."""
    name: str
    seconds: float


class Collector:
    """One collector, by its own clock."""

    def __init__(self, world: "World", name: str, rate: float) -> None:
        self.world, self.name, self.rate = world, name, rate
        self.is_alive = False
        self.paused_until = self.cut_until = 0.0
        self.run = 0
        """Counts its starts: what an earlier run still expects is forgotten."""
        self.request = 0

    @property
    def now(self) -> float:
        """Its steady seconds, which begin somewhere and are a little fast or slow."""
        return 1_000.0 + self.world.time * self.rate

    @property
    def polls(self) -> bool:
        return self.is_alive and self.world.time >= self.paused_until and self.lease.polls(self.now)

    def start(self) -> None:
        self.is_alive, self.run = True, self.run + 1
        self.lease, self.standbys = Lease(self.name, TTL, alone=ALONE), Standbys(TTL)
        self._ask()

    def _ask(self) -> None:
        world = self.world
        self.request += 1
        request = self.request
        world.registrations[self.name] = world.registrations.get(self.name, 0) + (not self._is_cut)

        def served() -> None:
            state = world.value, world.revision, dict(world.registrations)
            world.send(self, lambda: self._while_it_runs(request, lambda: self._on_read(request, *state)))

        world.send(self, served)
        world.after(_TIMEOUT, lambda: self._while_it_runs(request, self._ask))

    @property
    def _is_cut(self) -> bool:
        return self.world.time < max(self.cut_until, self.world.away_until)

    def _while_it_runs(self, request: int, then: Callable[[], None]) -> None:
        """Do what is due, once it is not paused; nothing if it was killed or has asked anew."""
        run = self.run
        if not self.is_alive or request != self.request:
            return
        if self.world.time < self.paused_until:
            wait = self.paused_until - self.world.time
            self.world.after(wait, lambda: self._while_it_runs(request, then) if run == self.run else None)
        else:
            then()

    def _on_read(self, request: int, value: LeaseValue | None, revision: int, registered: dict[str, int]) -> None:
        write = self.lease.read(self.now, value, revision, self.standbys.read(self.now, registered))
        if write is None:
            self._ask_later()
        else:
            self.world.send(self, lambda: self._on_served(request, write))

    def _on_served(self, request: int, write: Write) -> None:
        world = self.world
        made = world.write(write)

        def answered() -> None:
            if made is None:
                self.lease.refused()
            else:
                self.lease.written(write, made)
            self._ask_later()

        world.send(self, lambda: self._while_it_runs(request, answered))

    def _ask_later(self) -> None:
        self.request += 1
        request = self.request
        wait = self.lease.pause(self.now) / self.rate
        self.world.after(wait, lambda: self._while_it_runs(request, self._ask))


class World:
    """The server, and everything around it."""

    def __init__(self, seed: int, names: str = "abc", *, is_exact: bool = False) -> None:
        self.random = random.Random(seed)
        self.time = 0.0
        self.value: LeaseValue | None = None
        self.revision = 0
        self.registrations: dict[str, int] = {}
        self.away_until = self.slow_until = 0.0
        self.most = 0
        """The most that polled at once."""
        self.takeovers: list[tuple[float, str, int]] = []
        self.polled: list[tuple[float, tuple[str, ...]]] = []
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        rates = [1.0] * len(names) if is_exact else [self.random.choice((0.99, 1.0, 1.01)) for _ in names]
        self.collectors = {name: Collector(self, name, rate) for name, rate in zip(names, rates, strict=True)}

    def after(self, seconds: float, then: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._events, (self.time + max(0.0, seconds), self._count, then))

    def send(self, collector: Collector, then: Callable[[], None]) -> None:
        """Have a message arrive; one that is lost never does, another may after its sender has given up."""
        if self.time < max(collector.cut_until, self.away_until):
            return
        slowest = 5.0 if self.time < self.slow_until else 0.05
        self.after(self.random.uniform(0.001, slowest), then)

    def write(self, write: Write) -> int | None:
        if write.revision != self.revision:
            return None
        if self.value is None or (write.value.holder, write.value.term) != (self.value.holder, self.value.term):
            self.takeovers.append((self.time, write.value.holder, write.value.term))
        self.revision += 1
        self.value = write.value
        return self.revision

    def inflict(self, fault: Fault) -> None:
        collector, until = self.collectors[fault.name], self.time + fault.seconds
        if fault.kind == "kill" and collector.is_alive:
            collector.is_alive = False
            self.after(fault.seconds, collector.start)
        elif fault.kind == "pause":
            collector.paused_until = max(until, collector.paused_until)
        elif fault.kind == "cut":
            collector.cut_until = max(until, collector.cut_until)
        elif fault.kind == "away":
            self.away_until = max(until, self.away_until)
        elif fault.kind == "slow":
            self.slow_until = max(until, self.slow_until)

    @property
    def polling(self) -> tuple[str, ...]:
        return tuple(name for name, each in self.collectors.items() if each.polls)

    def run(self, until: float) -> None:
        """Let time pass; who polls is looked at with every event and in between."""
        while self.time < until:
            ahead = self._events[0][0] if self._events else until
            self.time = min(until, self.time + _TICK, ahead)
            self._look()
            while self._events and self._events[0][0] <= self.time:
                heapq.heappop(self._events)[2]()
                self._look()

    def _look(self) -> None:
        polling = self.polling
        self.most = max(self.most, len(polling))
        if not self.polled or self.polled[-1][1] != polling:
            self.polled.append((self.time, polling))
