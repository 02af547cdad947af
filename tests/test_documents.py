"""What the documents name exists, and the examples they show are those that run."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from textual.binding import Binding
from textual.dom import DOMNode

from tests.kit.marks import for_each
from tui.domain.alerts.vocabulary import VOCABULARY
from tui.domain.events import Alert
from tui.domain.text import CleanText
from tui.ui.app import BoardApp
from tui.ui.board_screen import BoardScreen
from tui.ui.panes import PANES
from tui.ui.replay_screen import ReplayScreen
from tui.ui.screens.columns import ColumnPane
from tui.ui.screens.missed import MissedPane
from tui.ui.screens.overlay import OverlayScreen
from tui.ui.screens.themes import ThemePane
from tui.ui.widgets.choice_view import ChoiceView
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.ui.widgets.scroll_view import ScrollView
from tui.view.alerts import alert_record

ROOT = Path(__file__).parent.parent
DOCUMENTS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "tests/README.md"]
TOP = {path.name for path in ROOT.iterdir()}
PLACEHOLDER = re.compile("NAME")


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def in_backticks(text: str) -> set[str]:
    """Everything in single backticks outside code blocks."""
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)))


def files_in(text: str) -> set[str]:
    """The names in backticks that begin like a path of this project."""
    named = {name for name in in_backticks(text) if re.fullmatch(r"[\w./-]+", name) and name.partition("/")[0] in TOP}
    return {name for name in named if not PLACEHOLDER.search(name)}


DEFINITION = re.compile(r"^( *)(?:async )?(class|def) (\w+)", re.MULTILINE)


@cache
def sources() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]


def functions(named: Collection[str]) -> set[str]:
    """Of the files that define one of these names, every function as `name`, and every method also as `Class.name`."""
    definition = re.compile(rf"\bdef (?:{'|'.join(name.rpartition('.')[2] for name in named)})\(")
    return {name for source in filter(definition.search, sources()) for name in defined_in(source)}


@cache
def defined_in(source: str) -> set[str]:
    found: set[str] = set()
    owner = ""
    for indent, kind, name in DEFINITION.findall(source):
        if kind == "class":
            owner = name if not indent else ""
            continue
        found.add(name)
        owner = owner if indent else ""
        if owner and len(indent) == 4:
            found.add(f"{owner}.{name}")
    return found


@for_each("document", DOCUMENTS)
def test_every_file_that_a_document_names_exists(document: str) -> None:
    assert {name for name in files_in(text_of(document)) if not (ROOT / name).exists()} == set()


@for_each("document", DOCUMENTS)
def test_every_function_that_a_document_names_exists(document: str) -> None:
    named = re.findall(r"`([A-Za-z_]+(?:\.[A-Za-z_]+)?)\(\)`", text_of(document))

    assert set(named) - functions(named) == set()


@for_each("document", DOCUMENTS)
def test_every_link_of_a_document_leads_to_a_file(document: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", text_of(document))

    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []


def test_the_examples_are_those_that_run() -> None:
    examples = re.findall(r"^```python\n(.*?)^```", text_of("tests/README.md"), re.MULTILINE | re.DOTALL)
    running = text_of("tests/kit/test_examples.py")

    assert len(examples) == 4
    assert [example for example in examples if example not in running] == []


def test_the_readme_lists_every_key_id() -> None:
    panes = (pane.widget for pane in PANES)
    owners: list[type[DOMNode]] = [
        BoardApp,
        BoardScreen,
        ReplayScreen,
        QuoteGrid,
        ScrollView,
        OverlayScreen,
        ColumnPane,
        ThemePane,
        MissedPane,
        ChoiceView,
        *panes,
    ]
    bindings = (binding for owner in owners for binding in owner.BINDINGS if isinstance(binding, Binding))
    ids = {binding.id for binding in bindings if binding.id}
    listed = text_of("README.md").partition("The ids are, ")[2].partition("\n\n## ")[0]
    found = {
        f"{group}{name}"
        for group, names in re.findall(r"^\| `([a-z]+\.)` \| (.*) \|$", listed, re.MULTILINE)
        for name in re.findall(r"`([a-z0-9-]+)`", names)
    }
    assert found == ids


def test_the_manual_names_every_word_of_the_language_of_rules() -> None:
    named = set(re.findall(r"[\w%]+", " ".join(in_backticks(text_of("README.md")))))

    assert {*VOCABULARY.fields, *VOCABULARY.functions} - named == set()


def test_the_manual_names_every_field_of_a_recorded_alert() -> None:
    alert = Alert(CleanText("big"), CleanText("PSX:OGDC"), datetime(2026, 11, 26, tzinfo=UTC), CleanText("pct > 2"))

    assert alert_record(alert, alert.at).keys() - in_backticks(text_of("README.md")) == set()
