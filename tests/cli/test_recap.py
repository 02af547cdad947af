"""`bigboard recap`: what a day came to, for people and scripts."""

import json
from pathlib import Path

import pytest

from tests.kit.home import use_home
from tests.kit.quotes import FIXED_NOW, after
from tests.storage.history.test_recap import a_day
from tests.storage.history.test_writer import Keeping
from tui.cli.commands import run
from tui.cli.parser import Arguments
from tui.cli.recap import print_recap


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_home(tmp_path, monkeypatch)
    keeping = Keeping(tmp_path / "bigboard" / "history.db")
    for event in a_day():
        keeping.apply(event)
    keeping.writer.work()
    keeping.leave()
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], output_format: str, day: str | None = None) -> str:
    assert print_recap(Arguments(format=output_format, day=day), after(7200)) == 0
    return capsys.readouterr().out


def test_it_is_printed_for_people(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "text")
    assert text.startswith("PSX · Tuesday 17 March 2026\n≈ open 09:17–13:30 PKT\n")
    assert "KSE100  80,841  ▲" in text
    assert "14:59  Oil *falls*  (br)" in text
    assert "br  failing for 10m 00s, 14:20–14:30 PKT: HTTP 503" in text


def test_it_is_printed_as_markdown_without_markup_of_others(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "markdown", "2026-03-17")
    assert text.startswith("## PSX · Tuesday 17 March 2026\n")
    assert "Oil \\*falls\\*" in text
    assert "| KSE100 | 80,841 | ▲ |" in text


def test_it_is_printed_for_scripts(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads(printed(capsys, "json"))
    assert record["markets"][0]["day"] == "2026-03-17"
    assert record["trouble"][0]["seconds"] == 600


def test_a_day_without_prices_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert print_recap(Arguments(format="text", day="2026-03-16"), FIXED_NOW) == 3
    assert "no prices were seen on 2026-03-16" in capsys.readouterr().err
    assert print_recap(Arguments(format="text", day="yesterday"), FIXED_NOW) == 3
    assert "no prices were seen on 2026-03-16" in capsys.readouterr().err


def test_a_day_that_is_none_says_what_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recap", "2026-13-45"]) == 2
    assert 'found "2026-13-45", which is no day of any month' in capsys.readouterr().err
    assert run(["recap", "20261127"]) == 2
    assert 'found "20261127", expected a day such as 2026-11-27, today or yesterday' in capsys.readouterr().err


def test_without_a_history_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    assert run(["recap"]) == 3
    assert "there is no history yet" in capsys.readouterr().err
