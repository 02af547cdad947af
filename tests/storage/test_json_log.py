import json
import logging
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kit.waiting import wait_until
from tui.storage.json_log import json_log
from tui.storage.log import close_log, configure_file_log, redact_in_logs

KEY = "s3cr3t-key-of-a-source"


@pytest.fixture(autouse=True)
def at_the_end() -> Iterator[None]:
    yield
    close_log()


def lines_of(file: Path) -> list[dict[str, Any]]:
    text = file.read_text()
    assert text.isascii()
    assert text.endswith("\n") or not text
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def written(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A file that is open for writing."""
    file = tmp_path / "stderr"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT)
    yield descriptor, file
    os.close(descriptor)


def test_records_are_json_lines_with_what_they_are_about(written: tuple[int, Path]) -> None:
    configure_file_log(None)
    log = logging.getLogger("tui.engine.monitor")
    with json_log(written[0]) as lines:
        log.warning("source %s: %s", "br", "HTTP 503", extra={"source": "br"})
        log.debug("nobody wants this")
        logging.getLogger("httpx").info("GET https://host/?key=1")
        logging.getLogger("another").warning("of a library")
        lines.say("polls now, in turn 3")
    log.warning("after its end")

    found = lines_of(written[1])
    assert [{**each, "time": ""} for each in found] == [
        {
            "time": "",
            "level": "warning",
            "logger": "tui.engine.monitor",
            "message": "source br: HTTP 503",
            "source": "br",
        },
        {"time": "", "level": "warning", "logger": "another", "message": "of a library"},
        {"time": "", "level": "info", "logger": "tui.collector", "message": "polls now, in turn 3"},
    ]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", found[0]["time"])


def test_no_secret_and_no_control_character_is_in_a_line(written: tuple[int, Path]) -> None:
    configure_file_log(None)
    redact_in_logs({KEY})
    with json_log(written[0]) as lines:
        try:
            float(f"{KEY}\x1b[31m")
        except ValueError:
            logging.getLogger("tui").exception("failed with %s\x1b]0;\nnext", KEY, extra={"source": f"a {KEY}"})
        lines.say(f"https://host/?apikey={KEY}\x07 \u202e")

    text = written[1].read_text()
    assert KEY not in text
    assert "\\u001b" not in text
    assert "\\u202e" not in text
    failed, said = lines_of(written[1])
    assert failed["traceback"][-1].strip().startswith("ValueError: could not convert")
    assert said["level"] == "info"


def test_the_log_file_has_what_it_had_before(written: tuple[int, Path], tmp_path: Path) -> None:
    file = tmp_path / "bigboard.log"
    configure_file_log(file, logging.ERROR)
    log = logging.getLogger("tui.engine")
    with json_log(written[0]) as lines:
        lines.say("polls now")
        log.info("of little weight")
        logging.getLogger("another").warning("of a library")
        log.error("of weight")
    log.warning("after its end")

    assert [each["message"] for each in lines_of(written[1])] == [
        "polls now",
        "of little weight",
        "of a library",
        "of weight",
    ]
    assert [line.rpartition("  ")[2] for line in file.read_text().splitlines()] == ["of a library", "of weight"]


def test_who_logs_waits_for_no_reader_and_what_is_left_out_is_counted() -> None:
    configure_file_log(None)
    reading, writing = os.pipe()
    log = logging.getLogger("tui.engine")
    received, logged = bytearray(), 0

    def read_all() -> None:
        while more := os.read(reading, 1 << 16):
            received.extend(more)

    def is_left_out_said() -> bool:
        nonlocal logged
        logged += 1
        log.info("line %d", logged)
        return b"left out" in received

    with json_log(writing, max_waiting=100):
        for _ in range(1_500):
            is_left_out_said()
        reader = threading.Thread(target=read_all)
        reader.start()
        wait_until(is_left_out_said)
    os.close(writing)
    reader.join(30)
    os.close(reading)

    found = [json.loads(line)["message"] for line in received.splitlines()]
    left_out = [int(each.split()[0].replace(",", "")) for each in found if each.endswith(" lines were left out")]
    assert left_out
    assert len(found) - len(left_out) + sum(left_out) == logged


def test_a_reader_that_is_gone_ends_nothing() -> None:
    configure_file_log(None)
    reading, writing = os.pipe()
    os.close(reading)
    with json_log(writing) as lines:
        for _ in range(3):
            lines.say("to nobody")
    os.close(writing)
