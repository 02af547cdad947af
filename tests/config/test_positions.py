"""What the user owns, and how the board writes figures, as the configuration has them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.home import settings_of
from tests.kit.marks import for_each
from tui.config.errors import ErrorCollector
from tui.config.loader import ConfigError, load_config
from tui.domain.positions import Lot
from tui.view.settings import BoardSettings


def test_lots_are_loaded_as_written(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        """
        [board]
        currency = "pkr"
        figures = "crore"
        drop_columns = ["range", "trend"]
        [[positions]]
        symbol = "psx:ogdc"
        quantity = 500
        price = 101.25
        currency = "PKR"
        date = 2026-11-28
        [[positions]]
        symbol = "BTC"
        quantity = -0.5
        price = 60000
        """,
    )

    assert settings.lots == (
        Lot(
            symbol="PSX:OGDC",
            quantity=Decimal(500),
            price=Decimal("101.25"),
            currency="PKR",
            bought=date(2026, 11, 28),
        ),
        Lot(symbol="BTC", quantity=Decimal("-0.5"), price=Decimal(60000)),
    )
    assert (settings.currency, settings.figures) == ("PKR", "crore")
    assert settings.drop_columns == ("range", "trend")


def test_figures_alone_need_neither_tabs_nor_lists(tmp_path: Path) -> None:
    assert settings_of(tmp_path, '[board]\nfigures = "full"\n') == BoardSettings(figures="full")


@for_each(
    ("text", "problem"),
    [
        (
            '[[positions]]\nsymbol = "A"\nquantity = 0\nprice = 1\n',
            "3: positions[0].quantity: found 0, expected",
        ),
        ('[[positions]]\nsymbol = "A"\nquantity = nan\nprice = 1\n', "3: positions[0].quantity: found nan"),
        ('[[positions]]\nsymbol = "A"\nquantity = 1\nprice = inf\n', "4: positions[0].price: found inf"),
        ('[[positions]]\nsymbol = "A"\nquantity = 1\nprice = -2\n', "4: positions[0].price: found -2"),
        ('[[positions]]\nsymbol = "A"\nquantity = 1e300\nprice = 2\n', "3: positions[0].quantity: found 1e+300"),
        (
            '[[positions]]\nsymbol = "A"\nquantity = "5"\nprice = 2\n',
            '3: positions[0].quantity: found "5", expected',
        ),
        (
            '[[positions]]\nsymbol = "A"\nquantity = true\nprice = 2\n',
            "3: positions[0].quantity: found true",
        ),
        (
            '[[positions]]\nsymbol = "A"\nprice = 2\n',
            "1: positions[0].quantity: missing, expected a number",
        ),
        ('[[positions]]\nsymbol = "A"\nquantity = 1\nprice = 2\ndate = "may"\n', '5: positions[0].date: found "may"'),
        ('[[positions]]\nsymbol = ""\nquantity = 1\nprice = 2\n', '2: positions[0].symbol: found ""'),
        ('[board]\ncurrency = "rupees of Pakistan"\n', '2: board.currency: found "rupees of Pakistan", expected a cur'),
        ('[board]\nfigures = "long"\n', '2: board.figures: found "long", expected "short"'),
        ('[board]\ndrop_columns = ["rage"]\n', '2: board.drop_columns: found "rage", which is no column; did you mean'),
        ('[board]\ndrop_columns = ["range:5"]\n', '2: board.drop_columns: found "range:5", expected "range"'),
        (
            '[[tabs]]\nname = "A"\ncolumns = ["name:wide"]\n',
            '3: tabs[0].columns: found "name:wide", expected "name"',
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings_of(tmp_path, text)
    assert f"config.toml:{problem}" in str(caught.value)


def test_a_wrong_lot_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('positions = [{symbol = "A", quantity = 0, price = 1}, {symbol = "B", quantity = 2, price = 3}]\n')
    errors = ErrorCollector()

    assert [lot.symbol for lot in load_config(file, errors=errors).settings.lots] == ["B"]


def test_a_column_may_have_a_width_and_is_there_once(tmp_path: Path) -> None:
    (tab,) = settings_of(tmp_path, '[[tabs]]\nname = "A"\ncolumns = ["symbol", "name:240", "symbol:9", "last"]\n').tabs

    assert tab.columns == ("symbol", "name:60", "last")
