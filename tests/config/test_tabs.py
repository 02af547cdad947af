"""The tabs and lists of a configuration."""

from pathlib import Path

import pytest

from tests.kit.home import settings_of
from tests.kit.marks import for_each
from tui.config.loader import ConfigError
from tui.domain.quote import InstrumentKind
from tui.view.sorting import DEFAULT_SORT, LIST_SORT, Sort


def test_a_tab_is_loaded_as_written(tmp_path: Path) -> None:
    (tab,) = settings_of(
        tmp_path,
        """
        [[tabs]]
        name = "Banks"
        symbols = ["PSX:HBL", "# Small", "bop"]
        markets = ["PSX"]
        kinds = ["share", "fund"]
        sources = ["br"]
        filter = "bank"
        columns = ["symbol", "percent"]
        sort = "last"
        reverse = true
        """,
    ).tabs
    assert tab.symbols is not None
    assert [str(entry) for entry in tab.symbols] == ["PSX:HBL", "# Small", "BOP"]
    assert tab.markets == {"PSX"}
    assert tab.kinds == {InstrumentKind.SHARE, InstrumentKind.FUND}
    assert (set(tab.sources), tab.filter_text) == ({"br"}, "bank")
    assert tab.columns == ("symbol", "percent")
    assert tab.sort == Sort("last", descending=False)


def test_a_tab_of_a_list_has_its_order_and_any_other_begins_with_what_rose_most(tmp_path: Path) -> None:
    tabs = settings_of(
        tmp_path,
        """
        [lists]
        Mine = ["OGDC"]
        [[tabs]]
        name = "Mine"
        list = "Mine"
        [[tabs]]
        name = "All"
        """,
    ).tabs
    assert [tab.initial_sort for tab in tabs] == [LIST_SORT, DEFAULT_SORT]
    assert tabs[0].list_name == "Mine"


@for_each("content", ["PSX:OGDC\nhbl\n\n", "\ufeffPSX:OGDC\r\nhbl\r\n", "PSX:OGDC, hbl"])
def test_a_list_may_be_a_text_file_beside_the_configuration(tmp_path: Path, content: str) -> None:
    (tmp_path / "mine.txt").write_text(content)
    (tab,) = settings_of(tmp_path, '[[tabs]]\nname = "Mine"\nlist = "mine.txt"\n').tabs
    assert tab.symbols is not None
    assert [entry.symbol for entry in tab.symbols] == ["PSX:OGDC", "HBL"]


@for_each(
    ("text", "problem"),
    [
        (
            'name = "A"\ncolumns = ["symbol", "lst"]',
            '3: tabs[0].columns: found "lst", which is no column; did',
        ),
        ('name = "A"\nsort = "vol"', '3: tabs[0].sort: found "vol", which is no column'),
        ('name = "A"\nlist = "nope.txt"', 'found "nope.txt", which is neither a name under [lists] nor a file'),
        ('name = "A"\nlist = "."', "cannot be read"),
        ('name = "A"\nlist = "x"\nsymbols = ["B"]', "a tab has one of them"),
        ('name = "A"\n[[tabs]]\nname = "A"', '4: tabs[1].name: found "A", which tabs[0] already has'),
        ('name = ""', "tabs[0].name"),
        ('name = "A"\nfilter = "pct >"', 'tabs[0].filter: found "pct >", column 6: expected a field'),
        ('nme = "A"', 'did you mean "name"?'),
        ('name = "A"\nkinds = ["shares"]', "kinds"),
    ],
)
def test_a_wrong_tab_is_reported_by_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as raised:
        settings_of(tmp_path, f"[[tabs]]\n{text}\n")
    assert any(problem in each for each in raised.value.problems), raised.value.problems


def test_a_list_of_ten_megabytes_is_refused_with_words(tmp_path: Path) -> None:
    (tmp_path / "huge.txt").write_bytes(b"PSX:OGDC\n" * 1_200_000)
    with pytest.raises(ConfigError, match="larger than 1 MB"):
        settings_of(tmp_path, '[[tabs]]\nname = "A"\nlist = "huge.txt"\n')


def test_the_indices_of_the_panel_are_chosen_in_order_and_turn_only_if_asked(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, '[board]\nindices = ["KSE100", "INDEX:^GSPC"]\nindices_rotate = true\n')
    assert [entry.symbol for entry in settings.indices] == ["KSE100", "INDEX:^GSPC"]
    assert settings.indices_rotate
    assert not settings_of(tmp_path, "[board]\n").indices_rotate
