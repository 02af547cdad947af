"""Stores the pages that polls could not use, for a bug report."""

import asyncio

from tui.domain.events import Failure, PageRejected
from tui.engine.environment import Environment
from tui.engine.poll_report import PollReport
from tui.engine.source_poller import SourcePoller
from tui.storage.rejected_pages import RejectedPageStore, slug


class RejectedPages:
    """Stores a page that could not be used, once for each reason in a row.

    Args:
        environment: its state folder and timeline.
    """

    def __init__(self, environment: Environment) -> None:
        self._store = RejectedPageStore(environment.state)
        self._on_wall = environment.timeline.on_wall

    async def save(
        self, poller: SourcePoller, report: PollReport, reason: str, *, is_rejected: bool
    ) -> PageRejected | None:
        """Store the page of a poll, and return where it is; None where the poll has no such page.

        Args:
            poller: of the source.
            report: of its latest poll.
            reason: why the market or the poll could not use the page.
            is_rejected: whether the market rejected the snapshot.
        """
        response = report.latest if is_rejected else None
        if report.rejected is not None:
            response, reason = report.rejected.response, report.rejected.reason
        if response is None:
            poller.rejected_page = poller.rejected_page if isinstance(report.result, Failure) else None
            return None
        name = poller.source.name
        if poller.rejected_page is None or poller.rejected_page[0] != slug(reason):
            at = self._on_wall(report.result.at)
            path = await asyncio.to_thread(self._store.save, name, response, reason, at, poller.secrets)
            poller.rejected_page = (slug(reason), path)
        return PageRejected(source=name, path=poller.rejected_page[1])
