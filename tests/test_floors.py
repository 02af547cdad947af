"""The house holds: what each floor loads, what is reachable, what every key and reader must have."""

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import tui
import tui.ui
from tests.kit.marks import for_each
from tui.ui.app import BoardApp
from tui.ui.board_screen import BoardScreen
from tui.ui.panes import PANES
from tui.ui.replay_screen import ReplayScreen
from tui.ui.screens.missed import MissedPane
from tui.ui.screens.overlay import OverlayScreen
from tui.ui.screens.themes import ThemePane
from tui.ui.widgets.choice_view import ChoiceView
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.ui.widgets.scroll_view import ScrollView

SRC = Path(tui.__file__).parent
FILES = sorted(SRC.rglob("*.py"))
SCREEN = {"textual", "rich"}
SLOW_TO_LOAD = {"httpx", "apscheduler", "selectolax", "sqlite3", "msgspec"}


def name_of(path: Path) -> str:
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}


def loaded(*arguments: str) -> set[str]:
    """The packages that a fresh interpreter loads."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, timeout=120, check=True
    )
    names = (line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {name.partition(".")[0] for name in names}


def loaded_by(*modules: str) -> set[str]:
    return loaded("-c", f"import {', '.join(modules)}")


def of_floor(floor: str) -> list[str]:
    return [name for name in MODULES if name == f"tui.{floor}" or name.startswith(f"tui.{floor}.")]


def test_values_readers_and_views_load_no_screen_no_network_and_no_parser() -> None:
    found = loaded_by(*of_floor("domain"), "tui.sources", *of_floor("view"))

    assert "tui" in found
    assert not found & (SCREEN | SLOW_TO_LOAD | {"msgspec", "platformdirs", "asyncio"})


def test_readers_load_no_screen_no_network_and_no_store() -> None:
    assert not loaded_by(*of_floor("sources")) & (SCREEN | {"httpx", "apscheduler", "sqlite3", "platformdirs"})


def test_the_board_is_on_the_screen_before_anything_slow_is_loaded() -> None:
    found = loaded_by("tui.ui.run")

    assert "textual" in found
    assert not found & SLOW_TO_LOAD


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_a_question_at_the_command_line_loads_neither_screen_nor_network(option: str) -> None:
    found = loaded("-m", "tui", option)

    assert "argparse" in found
    assert not found & (SCREEN | SLOW_TO_LOAD)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    """Every name a file imports, at its top or inside a function; and those it loads by a name in a string."""
    words: set[str] = set()
    by_name = False
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            by_name |= node.module == "importlib"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.add(node.value)
    if by_name:
        yield from words
        yield from (f"{name_of(path)}.{word}" for word in words)


@pytest.mark.slow
def test_every_file_is_reached_from_the_command() -> None:
    """But for the checks that ship for the tests of plug-ins."""
    reached: set[str] = set()
    ahead = ["tui.__main__"]
    while ahead:
        name = ahead.pop()
        if name in reached or name not in MODULES:
            continue
        reached.add(name)
        ahead += [name.rpartition(".")[0], *imports_of(MODULES[name])]

    assert sorted(MODULES.keys() - reached) == ["tui.testing"]


def dependencies(name: str, code: ast.Module, modules: Collection[str]) -> set[str]:
    """Return the modules of ours that this one imports: at its top, inside a function, for types, or by name.

    `from tui.view import spans` depends on `tui.view.spans`; `from tui.view import Span` on `tui.view` itself.
    """
    found: set[str] = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: a relative import"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if names <= set(modules) else {str(node.module), *names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value, f"{name}.{node.value}"}
    return (found & set(modules)) - {name}


def circle(graph: Mapping[str, Collection[str]]) -> list[str]:
    """Return one circle, each module importing the next and the last the first; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1][1:]))
    return []


@pytest.mark.slow
def test_no_module_imports_itself_by_way_of_others() -> None:
    assert circle({name: dependencies(name, tree_of(path), MODULES) for name, path in MODULES.items()}) == []


@for_each(
    ("code", "expected"),
    [
        ("from tui.b import thing", ["tui.a", "tui.b"]),
        ("from tui import b", ["tui.a", "tui.b"]),
        ("import tui.b", ["tui.a", "tui.b"]),
        ("def run():\n    from tui.b import thing", ["tui.a", "tui.b"]),
        ("if TYPE_CHECKING:\n    from tui.b import thing", ["tui.a", "tui.b"]),
        ("from tui.c import thing", []),
        ("from tui.b_other import thing", []),
    ],
)
def test_a_circle_is_found_however_it_is_imported(code: str, expected: list[str]) -> None:
    codes = {"tui": "", "tui.a": code, "tui.b": "import tui.a", "tui.c": ""}

    found = circle({name: dependencies(name, ast.parse(code), codes) for name, code in codes.items()})

    assert sorted(found) == expected


def test_a_module_loaded_by_its_name_counts_as_an_import() -> None:
    modules = ["tui.sources", "tui.sources.yahoo", "tui.sources.stooq"]
    code = 'import_module("tui.sources.yahoo")\nimport_module(f"tui.sources.{kind}")\nKINDS = ("stooq",)'

    assert dependencies("tui.sources", ast.parse(code), modules) == {"tui.sources.yahoo", "tui.sources.stooq"}


def scopes() -> dict[type[DOMNode], list[Binding]]:
    """Every class of the screen that binds keys of its own."""
    found: dict[type[DOMNode], list[Binding]] = {}
    for module in pkgutil.walk_packages(tui.ui.__path__, "tui.ui."):
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            own = vars(kind).get("BINDINGS") if kind.__module__.startswith("tui.") else None
            if own and issubclass(kind, DOMNode):
                assert all(isinstance(binding, Binding) for binding in own), kind
                found[kind] = own
    return found


def keys_of(*kinds: type[DOMNode]) -> list[str]:
    known = scopes()
    return [key.strip() for kind in kinds for binding in known.get(kind, []) for key in binding.key.split(",")]


def test_every_key_has_an_id_to_remap_it_by_and_says_what_it_does() -> None:
    # a screen that has other keys in the place of some repeats those that stay
    bindings = list(dict.fromkeys(binding for own in scopes().values() for binding in own))

    assert len(bindings) > 30
    assert [binding.key for binding in bindings if not (binding.id and binding.description)] == []
    assert [key for key, count in Counter(binding.id for binding in bindings).items() if count > 1] == []


@for_each(
    "scope",
    [
        (BoardApp, BoardScreen, QuoteGrid),
        (BoardApp, ReplayScreen, QuoteGrid),
        (BoardApp, OverlayScreen, ScrollView, ChoiceView),
        (BoardApp, OverlayScreen, ScrollView, ThemePane),
        (BoardApp, OverlayScreen, ScrollView, MissedPane),
        *((BoardApp, BoardScreen, ScrollView, pane.widget) for pane in PANES),
        *((BoardApp, ReplayScreen, ScrollView, pane.widget) for pane in PANES),
    ],
)
def test_no_key_means_two_things_at_once(scope: tuple[type[DOMNode], ...]) -> None:
    assert [key for key, count in Counter(keys_of(*scope)).items() if count > 1] == []


MARKED_UP = {"Static", "Label", "Markdown", "Tooltip", "DataTable", "RichLog", "OptionList", "Tree"}
MARKING_UP = {"notify", "update", "from_markup", "set_tooltip", "render_markup"}
TITLES = {"border_title", "border_subtitle", "tooltip", "sub_title"}


def suspects(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where a bare string could be read as markup: a call or an attribute that parses it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            plain = any(k.arg == "markup" and getattr(k.value, "value", None) is False for k in node.keywords)
            of_set = called == "update" and isinstance(node.func, ast.Attribute) and _is_collection(node.func.value)
            if called in MARKED_UP | MARKING_UP and not plain and not of_set:
                yield node.lineno, called
            elif called == "exit" and any(k.arg == "message" for k in node.keywords):
                yield node.lineno, "exit(message=)"
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in TITLES:
                    yield node.lineno, target.attr


def _is_collection(node: ast.expr) -> bool:
    """Sets and dicts have an `update` of their own: by our custom they are private attributes or plain names."""
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and node.attr.startswith("_"))


def test_no_outside_text_can_reach_a_place_that_reads_markup() -> None:
    found = [
        f"{path.name}:{line} {what}"
        for path in FILES
        if path.is_relative_to(SRC / "ui") or path.is_relative_to(SRC / "cli")
        for line, what in suspects(tree_of(path))
    ]

    assert found == []


@for_each(
    "code",
    [
        "Static(title)",
        "yield Label(f'{quote.name}')",
        "self.notify(words)",
        "self.query_one(Reader).update(text)",
        "Text.from_markup(text)",
        "self.app.exit(message=reason)",
        "self.border_title = title",
    ],
)
def test_such_a_place_would_be_found(code: str) -> None:
    assert list(suspects(ast.parse(code)))


@for_each("code", ["Static(x, markup=False)", "self.notify(x, markup=False)", "self._seen.update(x)", "Text(x)"])
def test_what_reads_no_markup_is_let_be(code: str) -> None:
    assert not list(suspects(ast.parse(code)))
