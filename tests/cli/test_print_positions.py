"""What the user owns in `print`: only where it is asked for."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.polled_market import NOON, PolledMarket, quote
from tui.cli.parser import Arguments
from tui.cli.print import run_print

Capture = pytest.CaptureFixture[str]
LOTS = """
[[positions]]
symbol = "OGDC"
quantity = 10
price = 100
[[positions]]
symbol = "GONE"
quantity = 1
price = 1
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    file = tmp_path / "config.toml"
    file.write_text(LOTS)
    return file


def printed(config: Path, form: str, *, positions: bool = True) -> int:
    market = PolledMarket().answer(quote("OGDC", "110.00", "1.25"), quote("PPL", "90.5", "-0.75"))
    arguments = Arguments(format=form, positions=positions, config=config)
    return run_print(arguments, poll=lambda _: market, clock=lambda: NOON)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_nothing_of_it_is_printed_unless_it_is_asked_for(config: Path, capfd: Capture, form: str) -> None:
    assert printed(config, form, positions=False) == 0
    out = capfd.readouterr().out.lower()
    assert "position" not in out
    assert "gain" not in out


def test_json_has_the_position_of_each_quote_and_the_sums(config: Path, capfd: Capture) -> None:
    assert printed(config, "json") == 0
    document = json.loads(capfd.readouterr().out)
    assert [row["symbol"] for row in document["quotes"] if row["position"]] == ["OGDC"]
    position = document["quotes"][0]["position"]
    assert (position["quantity"], position["value"], position["cost"], position["gain"]) == (10, 1100, 1000, 100)
    assert (position["day_gain"], position["gain_percent"], position["weight"]) == (12.5, 10, 100)
    assert document["positions"]["value"] == 1100
    assert document["positions"]["not_counted"] == ["GONE"]


def test_csv_has_columns_of_it(config: Path, capfd: Capture) -> None:
    assert printed(config, "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    assert [(row["symbol"], row["position_quantity"], row["position_value"]) for row in rows] == [
        ("OGDC", "10", "1100.00"),
        ("PPL", "", ""),
    ]


def test_the_table_has_a_line_for_each_and_one_of_the_sums(config: Path, capfd: Capture) -> None:
    assert printed(config, "table") == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].split() == ["POSITION", "QTY", "COST", "VALUE", "DAY", "GAIN", "GAIN%", "WEIGHT"]
    assert lines[1].split() == ["OGDC", "10", "1,000.00", "1,100.00", "+12.50", "+100.00", "+10.00%", "100.0%"]
    assert lines[2].split()[:3] == ["total", "1,000.00", "1,100.00"]
    assert lines[3] == "not counted: GONE"


def test_a_configuration_without_lots_is_said(config: Path, capfd: Capture) -> None:
    config.write_text("")
    assert printed(config, "json") == 0
    assert "no [[positions]]" in capfd.readouterr().err
