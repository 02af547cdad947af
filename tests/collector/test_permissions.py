"""A viewer that may only read, by the permissions that README names."""

import re
from pathlib import Path

import pytest

from tests.collector.running import BOARD, viewing
from tests.collector.scripted_collector import ScriptedCollector
from tests.kit.nats import nats_server, needs_nats
from tests.kit.waiting import wait_until
from tui.sources.redaction.secret import Secret

pytestmark = [needs_nats, pytest.mark.slow]

README = Path(__file__).parents[2] / "README.md"


def permissions() -> str:
    """Return the accounts of README, of the board of the tests."""
    found = re.search(r"^authorization \{\n.*?^\}$", README.read_text(), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[0].replace("BOARD", BOARD)


def test_who_may_only_read_has_all_figures_and_is_told_once_what_is_not_permitted(tmp_path: Path) -> None:
    with (
        nats_server(tmp_path, permissions()) as server,
        ScriptedCollector(server, user="collector", secret=Secret("of-the-collector")) as collector,
        viewing(server, user="viewer", secret=Secret("of-the-viewers")) as viewer,
    ):
        collector.price(1)
        collector.beat()
        wait_until(lambda: len(viewer.numbers) == 1)
        viewer.feed.poll_now("br")
        wait_until(lambda: any("not permitted: publish to" in said for said in viewer.said))
        collector.price(2)
        collector.beat()
        wait_until(lambda: len(viewer.numbers) == 2)

        assert viewer.feed.line.problem == ""
        assert len({said for said in viewer.said if "not permitted" in said}) == 2
        assert not [request for request in collector.asked if not request.subject.endswith("here")]
