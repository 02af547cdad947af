"""Cells of HTML rows that span others, and rows, cells and tables that are not shown."""

from contextlib import suppress

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each, quick
from tests.sources.tables.table_source import parsed, prices
from tui.sources.adapter import ParseError

TITLED = {"symbol": "Symbol", "price": "Last"}
HEAD = "<tr><th>Symbol<th>Last<th>Change</tr>"
A, B = "<tr><td>AAA<td>1<td>2</tr>", "<tr><td>BBB<td>2<td>3</tr>"
SECTORS = "<thead><tr><th>Sector<th>Symbol<th>Last</thead>"


@for_each(
    "body",
    [
        f"{SECTORS}<tbody><tr><td rowspan=9>Bank<td>AAA<td>1</tbody><tbody><tr><td>Oil<td>BBB<td>2</tbody>",
        f"{SECTORS}<tbody><tr><td rowspan=2>Bank<td>AAA<td>1<tr><td>BBB<td>2</tbody>",
        f"{SECTORS}<tbody><tr><td rowspan=0>Bank<td>AAA<td>1<tr><td>BBB<td>2</tbody>",
        f"{SECTORS}<tbody><tr><td rowspan=65534>Bank<td>AAA<td>1<tr><td>BBB<td>2</tbody>",
        f"{SECTORS}<tbody><tr><td rowspan=2>Bank<td>AAA<td>1<tr hidden><td>ZZZ<td>9<tr><td>BBB<td>2</tbody>",
        f"<thead><tr><th rowspan=3>Symbol<th colspan=2>Price<tr><th>Last<th>Change</thead>{A}{B}",
    ],
)
def test_a_cell_over_rows_ends_with_its_section(body: str) -> None:
    assert prices(parsed(f"<table>{body}</table>", "html", TITLED)) == {"AAA": "1", "BBB": "2"}


def test_a_cell_over_hundreds_of_rows_shifts_none_of_them() -> None:
    rows = "".join(f"<tr><td>S{number}<td>{number}</tr>" for number in range(2, 400))
    body = f"<table>{SECTORS}<tbody><tr><td rowspan=399>All<td>S1<td>1</tr>{rows}</tbody></table>"
    assert prices(parsed(body, "html", TITLED)) == {f"S{number}": str(number) for number in range(1, 400)}


@for_each(
    "body",
    [
        HEAD + A.replace("<td>AAA", "<td hidden>7<td>AAA") + B.replace("<td>BBB", "<td hidden>8<td>BBB"),
        HEAD + A.replace("<td>1", "<td style='display:none'>7<td>1") + B.replace("<td>2", "<td hidden>8<td>2"),
        HEAD.replace("<th>Last", "<th hidden>Id<th>Last") + A + B,
        HEAD.replace("<th>Last", "<th hidden>Id<th>Last")
        + A.replace("<td>1", "<td hidden>7<td>1")
        + B.replace("<td>2", "<td hidden>8<td>2"),
        HEAD + A + "<tr style='visibility: collapse'><td>CCC<td>9<td>9</tr>" + B,
        f"{HEAD}<tbody>{A}{B}</tbody><tbody hidden><tr><td>CCC<td>9<td>9</tbody>",
        f"{HEAD}<tbody>{A}{B}</tbody><tbody style='display:none'><tr><td>AAA<td>9<td>9</tbody>",
    ],
)
def test_what_a_page_does_not_show_is_neither_row_nor_column(body: str) -> None:
    assert prices(parsed(f"<table>{body}</table>", "html", TITLED)) == {"AAA": "1", "BBB": "2"}


OLD = "<tr><td>AAA<td>9<td>9</tr>"


@for_each(
    "hidden",
    [
        f"<table hidden>{HEAD}{OLD}</table>",
        f"<div style='display: none'><p><table>{HEAD}{OLD}</table></div>",
        f"<details><summary>Old</summary><table>{HEAD}{OLD}</table></details>",
        f"<section hidden><table>{HEAD}{OLD}</table></section>",
    ],
)
def test_a_table_that_is_shown_goes_before_one_that_is_not(hidden: str) -> None:
    shown = f"<table>{HEAD}{A}{B}</table>"
    for page in (hidden + shown, shown + hidden):
        assert prices(parsed(page, "html", TITLED)) == {"AAA": "1", "BBB": "2"}
    assert prices(parsed(hidden, "html", TITLED)) == {"AAA": "9"}


def _read(body: str) -> object:
    with suppress(ParseError):
        return parsed(body, "html", TITLED)
    return None


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    quick(
        2,
        "<tr><th>Symbol<th>Last<th>X#<tr><td>A#<td>1<td>2",
        "<tr><td>Symbol<td>Last<td>X#<tr><td>A#<td>1<td>2",
        "<tr><td>A#<td colspan=256>1",
        "<tr><td rowspan=65534 colspan=9>A#",
        "<tr>",
        "<tr><td hidden>7<td>A#<td>1",
        "</table><table><tr><th>Symbol<th>Last<tr><td>A#<td>1",
        "<tbody><tr><td rowspan=0>A#<td>1</tbody>",
    ),
)
def test_titles_and_spanning_cells_take_linear_time(unit: str) -> None:
    head = "<table><tr><th>Symbol<th>Last<th rowspan=65534 colspan=9>X"
    assert_linear(
        lambda size: _read(head + "".join(unit.replace("#", str(at)) for at in range(size // len(unit)))),
        largest=32_000,
    )
