"""New lines of the configuration: beside those they belong to, and comments stay above what they are about."""

from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.editing import ConfigEditor
from tui.config.edits import Edit


def changed(content: str, path: tuple[str | int, ...], value: str | list[str]) -> str:
    edit = Edit(path=path, value=value, about="a change")
    return ConfigEditor(Path("config.toml")).changed(content.encode(), (edit,)).decode()


THEME = ("board", "theme")
SYMBOL = ("positions", 1, "symbol")


@for_each(
    ("content", "path", "expected"),
    [
        pytest.param(
            '[board]\n\n# --- shares\n\n[[sources]]\nname = "x"\n',
            THEME,
            '[board]\ntheme = "new"\n\n# --- shares\n\n[[sources]]\nname = "x"\n',
            id="a table without keys",
        ),
        pytest.param(
            '[board]\nup = "red" # as in Tokyo\n# down = 1\n\n# shares\n[[sources]]\nname = "x"\n',
            THEME,
            '[board]\nup = "red" # as in Tokyo\ntheme = "new"\n# down = 1\n\n# shares\n[[sources]]\nname = "x"\n',
            id="comments at the end",
        ),
        pytest.param(
            '[board]\n  up = "red"\n\n[lists]\n',
            THEME,
            '[board]\n  up = "red"\n  theme = "new"\n\n[lists]\n',
            id="lines that are indented",
        ),
        pytest.param('[board]\nup = "red"', THEME, '[board]\nup = "red"\ntheme = "new"\n', id="no newline at the end"),
        pytest.param("[board]", THEME, '[board]\ntheme = "new"\n', id="no newline, no keys"),
        pytest.param(
            '[board]\r\nup = "red"\r\n\r\n# shares\r\n[lists]\r\n',
            THEME,
            '[board]\r\nup = "red"\r\ntheme = "new"\r\n\r\n# shares\r\n[lists]\r\n',
            id="CRLF",
        ),
        pytest.param(
            "[board]\nup.a = 1\nup.b = 2\n# end\n[board.sub]\nx = 1\n",
            THEME,
            '[board]\nup.a = 1\nup.b = 2\ntheme = "new"\n# end\n[board.sub]\nx = 1\n',
            id="dotted keys and a table below",
        ),
        pytest.param(
            "[board]\n# about sub\n[board.sub]\nx = 1\n",
            THEME,
            '[board]\ntheme = "new"\n# about sub\n[board.sub]\nx = 1\n',
            id="nothing but a table below",
        ),
        pytest.param(
            '[[sources]]\nname = "x"\n# end\n',
            ("board", "theme"),
            '[[sources]]\nname = "x"\n# end\n\n[board]\ntheme = "new"\n',
            id="a new table after a comment",
        ),
        pytest.param("[lists]\n\n", THEME, '[lists]\n\n[board]\ntheme = "new"\n', id="a new table after an empty line"),
        pytest.param(
            "[a.b]\nx = 1", ("c", "d", "e"), '[a.b]\nx = 1\n\n[c.d]\ne = "new"\n', id="a new table in a new one"
        ),
        pytest.param(
            '[[positions]]\nsymbol = "A"\n# sold soon\n\n# --- shares\n\n[[sources]]\nname = "x"\n',
            SYMBOL,
            '[[positions]]\nsymbol = "A"\n# sold soon\n\n[[positions]]\nsymbol = "new"\n'
            '\n# --- shares\n\n[[sources]]\nname = "x"\n',
            id="an array of tables above a comment of the next",
        ),
        pytest.param(
            '[[positions]]\nsymbol = "A"\n[board]\nup = "red"\n',
            SYMBOL,
            '[[positions]]\nsymbol = "A"\n\n[[positions]]\nsymbol = "new"\n\n[board]\nup = "red"\n',
            id="an array of tables right above another table",
        ),
        pytest.param(
            '[[positions]]\nsymbol = "A"',
            SYMBOL,
            '[[positions]]\nsymbol = "A"\n\n[[positions]]\nsymbol = "new"\n',
            id="an array at the end, no newline",
        ),
        pytest.param(
            '[board]\nup = "red"\n# end',
            ("positions", 0, "symbol"),
            '[board]\nup = "red"\n# end\n\n[[positions]]\nsymbol = "new"\n',
            id="a new array after a comment",
        ),
        pytest.param(
            '[board]\r\nup = "red"\r\n',
            ("positions", 0, "symbol"),
            '[board]\r\nup = "red"\r\n\r\n[[positions]]\r\nsymbol = "new"\r\n',
            id="a new array, CRLF",
        ),
    ],
)
def test_a_new_line_is_beside_those_it_belongs_to(content: str, path: tuple[str | int, ...], expected: str) -> None:
    assert changed(content, path, "new") == expected


def test_two_keys_of_a_new_table_are_in_their_order() -> None:
    edits = (Edit(path=SYMBOL, value="B", about=""), Edit(path=("positions", 1, "price"), value=5, about=""))
    content = b'[[positions]]\nsymbol = "A"\n\n# shares\n[lists]\n'
    text = ConfigEditor(Path("config.toml")).changed(content, edits).decode()
    assert text == '[[positions]]\nsymbol = "A"\n\n[[positions]]\nsymbol = "B"\nprice = 5\n\n# shares\n[lists]\n'


@for_each("old", ['["A", "B"]', '["A","B"]', '[ "A" , "B", ]'])
@for_each(
    ("symbols", "expected"),
    [
        (["Z", "A", "B"], '["Z", "A", "B"]'),
        (["A", "B", "C"], '["A", "B", "C"]'),
        (["B", "A"], '["B", "A"]'),
        (["B"], '["B"]'),
        ([], "[]"),
    ],
)
def test_a_list_on_one_line_has_a_blank_after_each_comma(old: str, symbols: list[str], expected: str) -> None:
    text = changed(f"[lists]\nMine = {old} # own\n", ("lists", "Mine"), symbols)
    assert text == f"[lists]\nMine = {expected} # own\n"
