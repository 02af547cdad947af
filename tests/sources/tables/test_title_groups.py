"""Titles in two rows: columns are found by the words of both, and named by them."""

from tests.kit.marks import for_each
from tests.sources.pages import AT
from tests.sources.tables.table_source import parsed, reason
from tests.sources.tables.test_discover import columns, look
from tui.sources.tables.grid import CellGrid
from tui.sources.tables.guess_columns import guess_columns

GROUPS = ("Cash نقد", "TT")
SIDES = ("خرید Buying", "فروخت Selling")
FIGURES = ("USD|280.50|283.25|281.10|282.90", "EUR|325.10|329.80|326.00|329.10", "GBP|370.25|375.50|371.00|374.70")


def page(groups: tuple[str, ...] = GROUPS, sides: tuple[str, ...] = SIDES) -> str:
    over = "".join(f"<th colspan=2>{each}</th>" for each in groups)
    below = "".join(f"<th>{each}</th>" for each in sides * 2)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in FIGURES)
    return f"<table><thead><tr><th rowspan=2>Code</th>{over}</tr><tr>{below}</tr></thead>{body}</table>"


@for_each(
    ("title", "price"),
    [
        ("Selling Cash", "283.25"),
        ("Cash Selling", "283.25"),
        ("cash  selling", "283.25"),
        ("Cash نقد فروخت Selling", "283.25"),
        ("فروخت نقد", "283.25"),
        ("Buying TT", "281.10"),
        ("TT-Buying", "281.10"),
        ("خرید Buying Cash نقد", "280.50"),
    ],
)
def test_finds_a_column_by_the_words_of_its_titles(title: str, price: str) -> None:
    assert str(parsed(page(), "html", {"symbol": "Code", "price": title}).quotes[0].price) == price


@for_each("title", ["Selling", "TT", "Cash", "Selling Draft", "فروخت", "Selling Cash TT", "Sell Cash"])
def test_refuses_words_that_are_those_of_no_column_alone(title: str) -> None:
    assert reason(page(), "html", {"symbol": "Code", "price": title}).startswith("no column")


@for_each(
    ("groups", "sides"),
    [
        (GROUPS, SIDES),
        (("Cash", "TT"), ("Buying", "Selling")),
        (("Banknotes", "Transfer"), ("Bid", "Ask")),
        (("Notes", "Drafts"), ("We Buy", "We Sell")),
        (("现钞 Cash", "现汇 Spot"), ("买入 Bid", "卖出 Ask")),
    ],
)
def test_proposes_price_and_bid_of_one_group_by_their_titles(groups: tuple[str, str], sides: tuple[str, str]) -> None:
    readings = _proposals(page(groups, sides))
    assert len(readings) > 0
    for reading in readings:
        found = {reading[field] for field in ("price", "bid", "ask") if field in reading}
        assert found <= {f"{group} {side}" for group in groups for side in sides}
        assert len({next(group for group in groups if title.startswith(group)) for title in found}) == 1


def _proposals(body: str) -> list[dict[str, str]]:
    best = look(body)[0]
    assert columns(best)
    return [dict(each.source.table.columns) for each in best.proposals if each.source.table]


def test_takes_the_sides_of_one_group() -> None:
    levels = [("Code", *(group for group in GROUPS for _ in SIDES)), ("Code", *SIDES * 2)]
    grid = CellGrid(titles=levels[1], levels=levels, rows=[tuple(row.split("|")) for row in FIGURES])
    readings = [dict(each.columns) for each in guess_columns(grid, AT)]
    assert [(each["price"], each["bid"]) for each in readings] == [(2, 1), (4, 3)]
