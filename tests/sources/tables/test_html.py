"""HTML tables without titles, with data in their heads, in several parts, and with cells before the first."""

from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed, prices, reason

NUMBERED = {"symbol": "1", "price": "2"}
TITLED = {"symbol": "Symbol", "price": "Last"}


def table(*lines: str, cell: str = "td", attributes: str = "") -> str:
    """A table with a row for each line, its cells between bars."""
    cells = ("".join(f"<{cell}>{text}</{cell}>" for text in line.split("|")) for line in lines)
    return f"<table{attributes}>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def head(*lines: str) -> str:
    return table(*lines, cell="th").replace("<table>", "<thead>").replace("</table>", "</thead>")


@for_each(
    ("lines", "expected"),
    [
        (["AAA|10.50", "BBB|20.25"], {"AAA": "10.50", "BBB": "20.25"}),
        (["AAA|10.50"], {"AAA": "10.50"}),
        (["AAA|-", "BBB|20.25", "CCC|30"], {"AAA": None, "BBB": "20.25", "CCC": "30"}),
        (["AAA|1,234", "BBB|20|x"], {"AAA": "1234", "BBB": "20"}),
        (["AAA|▲ 10.50|Bank", "BBB|20.25|Bank"], {"AAA": "10.50", "BBB": "20.25"}),
        (["Symbol|Last", "AAA|10.50"], {"AAA": "10.50"}),
        (["Code|", "AAA|10.50"], {"AAA": "10.50"}),
        (["Fund|2026", "AAA|10.50", "BBB|20.25"], {"AAA": "10.50", "BBB": "20.25"}),
        (["1|2", "AAA|10.50", "BBB|20.25"], {"AAA": "10.50", "BBB": "20.25"}),
        (["(1)|(2)|(3)", "AAA|10.50|1", "BBB|20.25|2"], {"AAA": "10.50", "BBB": "20.25"}),
        (["Banks|52 weeks", "AAA|10.50"], {"AAA": "10.50"}),
    ],
)
def test_a_first_row_is_data_where_it_reads_like_the_others(lines: list[str], expected: dict[str, str | None]) -> None:
    assert prices(parsed(table(*lines), "html", NUMBERED)) == expected


@for_each(
    "page",
    [
        "<table><thead><tr><th>Symbol<th>Last</tr><tr><td>AAA<td>1.5</tr><tr><td>BBB<td>2.5</tr></thead></table>",
        "<table><thead><tr><th>Symbol<th>Last</tr><tr><td>AAA<td>1.5</tr></thead><tr><td>BBB<td>2.5</tr></table>",
        "<table><thead><tr><td>Symbol<td>Last</tr><tr><td>AAA<td>1.5</tr></thead><tbody><tr><td>BBB<td>2.5</tr></table>",
        table("Symbol|Last", "AAA|1.5", "BBB|2.5", cell="th"),
        f"<table>{head('Symbol|Last')}<tr><th>AAA</th><td>1.5</td></tr>{head('Symbol|Last')}<tr><th>BBB<td>2.5</table>",
        "<table><thead><tr><th colspan=2>Now</tr><tr><th>Symbol<th>Last<tr><td>AAA<td>1.5</thead><tr><td>BBB<td>2.5",
    ],
)
def test_rows_of_data_within_the_heading_are_rows(page: str) -> None:
    assert prices(parsed(page, "html", TITLED)) == {"AAA": "1.5", "BBB": "2.5"}


@for_each(
    ("page", "rows", "expected"),
    [
        (
            table("Symbol|Last", "AAA|1") + table("Symbol|Last", "BBB|2") + table("Symbol|Last", "CCC|3"),
            "",
            "AAA BBB CCC",
        ),
        (table("Symbol|Last", "AAA|1") + "<p>x" + table("SYMBOL| Last:", "BBB|2"), "", "AAA BBB"),
        (table("Home|News") + table("Symbol|Last", "AAA|1") + table("Symbol|Last", "BBB|2"), "", "AAA BBB"),
        (table("Symbol|Last", "AAA|1") + table("Symbol|Last|Chg", "BBB|2|1"), "", "AAA"),
        (table("Symbol|Last") + table("Symbol|Last", "BBB|2"), "", "BBB"),
        (table("Symbol|Last", "AAA|1") + table("Symbol|Last", "BBB|2", attributes=" id=b"), "#b", "BBB"),
        (table("Symbol|Last", "A|1", attributes=" class=s") * 2 + table("Symbol|Last", "B|2"), "table.s", "A"),
    ],
)
def test_tables_of_one_heading_are_read_as_one(page: str, rows: str, expected: str) -> None:
    assert list(prices(parsed(page, "html", TITLED, rows=rows))) == expected.split()


def test_the_title_of_a_numbered_column_may_be_the_name_of_the_part() -> None:
    page = table("Banks|Last", "AAA|1") + table("Cement|Last", "BBB|2") + table("Cement|Volume", "CCC|3")
    assert list(prices(parsed(page, "html", {"symbol": "1", "price": "Last"}))) == ["AAA", "BBB"]
    assert list(prices(parsed(page, "html", {"symbol": "1", "price": "2"}))) == ["AAA"]


def test_tables_without_titles_are_not_read_as_one() -> None:
    assert list(prices(parsed(table("A|1", "B|2") + table("C|3", "D|4"), "html", NUMBERED))) == ["A", "B"]


@for_each(
    "page",
    [
        table("Symbol|Last", "|AAA|1.5", "|BBB|2.5"),
        table("Symbol|Last", "<img src=x>|AAA|1.5", "★|BBB|2.5"),
        table("|Symbol|Last", "<img src=x>|AAA|1.5", "▲|BBB|2.5"),
        table("Symbol|Last", "AAA|1.5", "|BBB|2.5", "CCC|"),
        table("Symbol|Last|Chg", "•|AAA|1.5|1", "•|BBB|2.5|2"),
    ],
)
def test_blank_and_decorative_cells_before_the_first_column_shift_nothing(page: str) -> None:
    read = prices(parsed(page, "html", TITLED))
    assert (read["AAA"], read["BBB"]) == ("1.5", "2.5")


@for_each(
    "page",
    [
        "<table><tr><td colspan=2>Main board</td></tr>" + table("Symbol|Last", "AAA|1.5")[7:],
        "<table><tr><th colspan=2>Main board</th></tr>" + table("Symbol|Last", "AAA|1.5")[7:],
        "<table><tr><td>As of 27.11.2026, 16:00</td></tr>" + table("Symbol|Last", "AAA|1.5")[7:],
        table("Rates|in rupees", "|", "Symbol|Last", "AAA|1.5"),
    ],
)
def test_titles_may_come_after_rows_of_notes(page: str) -> None:
    assert prices(parsed(page, "html", TITLED)) == {"AAA": "1.5"}


def test_a_table_without_titles_asks_for_numbers() -> None:
    assert reason(table("AAA|1", "BBB|2"), "html", TITLED) == (
        "the table has no titles: name its columns by their numbers, from 1"
    )


@for_each(
    "cell",
    [
        '<span style="display:none">1</span>134.25',
        '134.25<span style="color: red; DISPLAY : none">1</span>',
        '<span style="visibility:hidden">0</span>134.25',
        "<span hidden>7</span>134.25",
        "<b hidden=until-found>7</b>134.25",
        "134.25<dialog>1</dialog>",
        "134.25<video>1</video>",
        "134.25<canvas>1</canvas>",
        "134.25<object>1</object>",
        "<datalist><option>9</option></datalist>134.25",
        "134.25<details>7<p>8</details>",
        "<details><summary>134.25</summary>7</details>",
        "<details open>134.25</details>",
        "<span>134</span><span>.25</span>",
        "134.<sup>25</sup>",
        "<span>134</span>.<span>25</span>",
        "<b><i>134.25</i></b>",
        "13<b>4.25</b>",
        "134.2<b>5</b>",
        "<i>1</i><i>3</i><i>4</i>.<i>2</i><i>5</i>",
    ],
)
def test_a_figure_is_what_of_its_cell_is_shown(cell: str) -> None:
    page = table("Symbol|Last", f"AAA|{cell}", "BBB|2.5")
    assert prices(parsed(page, "html", TITLED)) == {"AAA": "134.25", "BBB": "2.5"}


@for_each(
    "cell",
    [
        "134.25<sup>1</sup>",
        "134<sup>50</sup>",
        "134<sub>50</sub>",
        "1.5<a>2</a>",
        "<del>135</del><ins>134</ins>",
        "<s>135</s><b>134</b>",
        "<span>134</span><span>250</span>",
        "<span aria-hidden=true>9</span>1.5",
        "134.25<b><a href=x>2</a></b>",
    ],
)
def test_digits_of_two_elements_are_no_figure(cell: str) -> None:
    page = table("Symbol|Last", f"AAA|{cell}", "BBB|2.5")
    assert prices(parsed(page, "html", TITLED)) == {"AAA": None, "BBB": "2.5"}


@for_each("attribute", ["hidden", 'style="display:none"', "style='color:red;display: none !important'"])
def test_rows_that_are_not_shown_are_no_rows(attribute: str) -> None:
    page = table("Symbol|Last", "AAA|1.5", "BBB|2.5").replace("<tr><td>AAA", f"<tr {attribute}><td>AAA")
    assert prices(parsed(page, "html", TITLED)) == {"BBB": "2.5"}


@for_each(
    ("lines", "expected"),
    [
        (["AAA|1.5|100", "BBB|2.5|200"], {"AAA": "1.5", "BBB": "2.5"}),
        (["AAA|9|1.5|100", "BBB|2.5|200"], {"AAA": None, "BBB": "2.5"}),
        (["AAA|100", "BBB|2.5|200"], {"AAA": None, "BBB": "2.5"}),
        (["AAA|1.5|100|", "BBB|2.5|200"], {"AAA": "1.5", "BBB": "2.5"}),
        (["AAA|1.5|100|Buy", "BBB|2.5|200|Buy"], {"AAA": "1.5", "BBB": "2.5"}),
        (["AAA|9|1.5|Buy", "BBB|2.5|200"], {"AAA": None, "BBB": "2.5"}),
        (["AAA|1.5|", "BBB|2.5|200"], {"AAA": "1.5", "BBB": "2.5"}),
    ],
)
def test_a_row_that_is_not_as_wide_as_its_titles_has_no_figures(
    lines: list[str], expected: dict[str, str | None]
) -> None:
    assert prices(parsed(table("Symbol|Last|Volume", *lines), "html", TITLED)) == expected


def test_a_row_of_another_width_says_so() -> None:
    page = table("Symbol|Last", "AAA|9|1.5", "BBB|2.5")
    assert parsed(page, "html", TITLED).quotes[0].flags == ("3 cells under 2 titles",)


FIRST = head("Symbol|Last|Volume") + "<tr><td>AAA<td>1.5<td>100"


@for_each(
    ("rest", "expected"),
    [
        ("<tr><th>Symbol<th>Volume<th>Last<tr><td>BBB<td>500<td>2.5", {"AAA": "1.5", "BBB": "2.5"}),
        ("<tr><th>Symbol<th>Last<th>Volume<tr><td>BBB<td>2.5<td>500", {"AAA": "1.5", "BBB": "2.5"}),
        ("<tr><th>Bond<th>Yield<th>Maturity<tr><td>BBB<td>500<td>2.5", {"AAA": "1.5"}),
        ("<tr><th>Cement<th><th><tr><td>BBB<td>2.5<td>500", {"AAA": "1.5", "BBB": "2.5"}),
        ("<tr><th colspan=3>Cement<tr><td>BBB<td>2.5<td>500", {"AAA": "1.5", "BBB": "2.5"}),
        (
            "<tr><th>Bond<th>Yield<th>Due<tr><td>X<td>5<td>2<tr><th>Symbol<th>Volume<th>Last<tr><td>BBB<td>5<td>2.5",
            {"AAA": "1.5", "BBB": "2.5"},
        ),
        (head("Volume|Last|Symbol") + "<tr><td>500<td>2.5<td>BBB", {"AAA": "1.5", "BBB": "2.5"}),
    ],
)
def test_a_second_row_of_titles_names_the_columns_below_it(rest: str, expected: dict[str, str | None]) -> None:
    assert prices(parsed(f"<table>{FIRST}{rest}</table>", "html", TITLED)) == expected
