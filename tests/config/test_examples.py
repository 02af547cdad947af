"""The examples of the README and the options that the template explains are those that the program loads."""

import json
import re
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.cli.config import schema_text
from tui.config.alert_way_schema import AlertWayModel
from tui.config.collect_schema import CollectModel
from tui.config.loader import load_config
from tui.config.news import NewsModel, PageModel
from tui.config.schema import AlertModel, BoardModel, ConfigModel, HistoryModel, NetworkModel, PositionModel, TabModel
from tui.config.source_schema import PastModel, SourceModel, TableModel
from tui.config.template import CONFIG_TEMPLATE
from tui.config.themes.loader import load_theme, shipped_theme
from tui.ui.keymap import validate_keymap

ROOT = Path(__file__).parents[2]
WRITTEN = re.findall(r"^```toml\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
THEMES = [example for example in WRITTEN if example.startswith("base = ")]
EXAMPLES = [example for example in WRITTEN if example not in THEMES]


def test_the_readme_has_examples() -> None:
    assert len(EXAMPLES) >= 2


@for_each("example", EXAMPLES)
def test_an_example_of_the_readme_is_a_valid_configuration(tmp_path: Path, example: str) -> None:
    file = tmp_path / "board.toml"
    file.write_text(example)
    config = load_config(file)
    validate_keymap(config)
    assert config.file == file


@pytest.mark.parametrize("example", THEMES)
def test_a_theme_of_the_readme_is_valid(tmp_path: Path, example: str) -> None:
    (tmp_path / "mine.toml").write_text(example)
    theme = load_theme("mine", tmp_path)
    assert theme.colors != shipped_theme("ember").colors


def written_keys(text: str) -> set[str]:
    """Every name before an equals sign, also in comments and in tables on one line."""
    return set(re.findall(r"(?<![\w-])([a-z_]+) = ", text))


@for_each(
    "model",
    [
        ConfigModel,
        BoardModel,
        NetworkModel,
        CollectModel,
        HistoryModel,
        NewsModel,
        PageModel,
        TabModel,
        PositionModel,
        AlertWayModel,
        AlertModel,
        SourceModel,
        TableModel,
        PastModel,
    ],
)
def test_the_template_explains_every_option(model: type) -> None:
    tables = {
        "sources",
        "board",
        "keys",
        "table",
        "network",
        "history",
        "collect",
        "news",
        "pages",
        "tabs",
        "lists",
        "positions",
        "alerts",
        "alert_ways",
    }
    assert set(model.__struct_fields__) - tables - written_keys(CONFIG_TEMPLATE) == set()  # type: ignore[attr-defined]


def test_the_template_and_the_schema_name_the_same_options() -> None:
    schema = json.loads(schema_text())
    known = {name for table in schema["$defs"].values() for name in table.get("properties", ())}
    known |= {"symbol", "price", "as_of", "close"} | {
        "date",
        "holiday",
        "hours",
    }  # columns, and a file of trading hours
    assert written_keys(CONFIG_TEMPLATE) - known - {"quit", "help", "health"} == set()
