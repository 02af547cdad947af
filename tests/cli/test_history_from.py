"""`bigboard history --from`: what the histories of collectors have."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.kit.home import use_home
from tests.kit.nats import NatsServer, nats_server, needs_nats
from tests.kit.quotes import FIXED_NOW
from tests.storage.history.test_writer import Keeping
from tui.cli.commands import run
from tui.collector.connect import open_link
from tui.collector.history_answer import HistoryAnswers
from tui.collector.link import Link
from tui.collector.names import BoardNames
from tui.config.collect import CollectSettings

pytestmark = needs_nats

BOARD = "kept"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NatsServer]:
    use_home(tmp_path, monkeypatch)
    with nats_server(tmp_path) as running:
        yield running


def kept(folder: Path, symbol: str) -> Path:
    """Return a history of one symbol."""
    keeping = Keeping(folder / f"{symbol}.db")
    for minute in range(3):
        keeping.poll(60 * minute, **{symbol: f"{100 + minute}.50"})
    keeping.leave()
    return folder / f"{symbol}.db"


@contextmanager
def answering(server: NatsServer, *files: Path) -> Iterator[None]:
    """Have collectors answer from these histories; of several each has a part of the sources."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen(file: Path) -> Link:
        link = await open_link(CollectSettings(servers=(server.address,), board=BOARD))
        await link.prepare(3600.0, 1 << 26)
        # that there is a group is known by its state
        await link.put(f"state.{file.stem}", b"")
        answers = HistoryAnswers(lambda: file, executor, file.stem)
        await link.listen(BoardNames(BOARD).request("*"), answers.answer)
        # the server has it once it has answered
        await link._client.flush()
        return link

    with ThreadPoolExecutor(1) as executor:
        links = [asyncio.run_coroutine_threadsafe(listen(file), loop).result(10) for file in files]
        yield
        for link in links:
            asyncio.run_coroutine_threadsafe(link.close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_the_history_of_a_collector_is_printed(
    server: NatsServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"{server.address}/{BOARD}"
    since = f"{FIXED_NOW:%Y-%m-%d}"
    with answering(server, kept(tmp_path, "OGDC")):
        assert run(["history", "OGDC", "XYZ", "--from", address, "--format", "csv", "--since", since]) == 3
    printed = capsys.readouterr()
    assert [line.split(",")[1:4] for line in printed.out.splitlines()[1:]] == [
        ["PSX", "OGDC", "100.50"],
        ["PSX", "OGDC", "101.50"],
        ["PSX", "OGDC", "102.50"],
    ]
    assert printed.err.strip().endswith("no history of XYZ")


def test_the_histories_of_several_groups_are_printed_one_after_the_other(
    server: NatsServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["--from", f"{server.address}/{BOARD}", "--format", "csv", "--since", f"{FIXED_NOW:%Y-%m-%d}"]
    with answering(server, kept(tmp_path, "OGDC"), kept(tmp_path, "PPL")):
        assert run(["history", "OGDC", "PPL", *line]) == 0
        assert [each.split(",")[2] for each in capsys.readouterr().out.splitlines()[1:]] == ["OGDC"] * 3 + ["PPL"] * 3
        assert run(["history", "PPL", *line]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 4
        assert run(["history", "XYZ", *line]) == 3
        assert capsys.readouterr().err.strip().endswith("no history of XYZ")
