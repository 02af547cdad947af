"""The columns that a specification does not name tell how the others write their decimals."""

import json

from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed, prices, reason
from tui.sources.table_fields import TableFormat

AMBIGUOUS = "no row has a price: price: may be thousands or decimals: see decimal_comma"
COLUMNS = {"symbol": "Code", "price": "Rate"}

Rows = list[dict[str, str]]


def written(rows: Rows, table_format: TableFormat) -> str:
    """Return rows as a body of this format."""
    titles = list(rows[0])
    match table_format:
        case "json":
            return json.dumps(rows)
        case "xml":
            return "<l>{}</l>".format(
                "".join("<r>{}</r>".format("".join(f"<{k}>{v}</{k}>" for k, v in row.items())) for row in rows)
            )
        case "csv":
            return "\n".join(";".join(line) for line in [titles, *([row[each] for each in titles] for row in rows)])
        case "html":
            head = "".join(f"<th>{title}</th>" for title in titles)
            body = "".join(f"<tr>{''.join(f'<td>{row[title]}</td>' for title in titles)}</tr>" for row in rows)
            return f"<table><tr>{head}</tr>{body}</table>"


def with_column(*cells: str) -> Rows:
    """Return rows of ambiguous rates with another column."""
    return [
        {"Code": code, "Rate": rate, "Other": cell}
        for code, rate, cell in zip(("AAA", "BBB"), ("7,774", "2,917"), cells, strict=True)
    ]


@for_each("table_format", ["csv", "html", "json", "xml"])
def test_another_column_with_a_decimal_comma_makes_prices_doubtful(table_format: TableFormat) -> None:
    body = written(with_column("0,66", "12,5"), table_format)
    assert reason(body, table_format, COLUMNS) == AMBIGUOUS
    assert prices(parsed(body, table_format, COLUMNS, decimal_comma=True)) == {"AAA": "7.774", "BBB": "2.917"}


@for_each(
    "cells",
    [
        ("0,66", "1,20"),
        ("0,66%", "-1,2 %"),
        ("€ 0,66", "12,50 EUR"),
        ("1.234,50", "0"),
        ("1.234.567", "12"),
        ("3,5 Mio", "900"),
        ("+0,05", "−0,11"),
        ("-", "0,219"),
    ],
)
@for_each("table_format", ["csv", "html", "json"])
def test_one_figure_of_another_column_is_enough(table_format: TableFormat, cells: tuple[str, str]) -> None:
    assert reason(written(with_column(*cells), table_format), table_format, COLUMNS) == AMBIGUOUS


@for_each(
    "cells",
    [
        ("", ""),
        ("12", "13"),
        ("1,234", "5,678"),
        ("0.66", "12.5"),
        ("1,234,567", "12"),
        ("27.11.2026", "27.11.2026"),
        ("17.35", "09.00"),
        ("Bund 2,5% 2030", "OAT 0,75% 2032"),
        ("Berlin, 5", "Wien, 3"),
        ("3,5% Anleihe", "0,66"),
    ],
)
@for_each("table_format", ["csv", "html", "json"])
def test_a_column_that_proves_no_comma_leaves_prices_as_configured(
    table_format: TableFormat, cells: tuple[str, str]
) -> None:
    assert prices(parsed(written(with_column(*cells), table_format), table_format, COLUMNS)) == {
        "AAA": "7774",
        "BBB": "2917",
    }


@for_each(
    ("cells", "expected"),
    [
        (("17.35", "09.00"), {"AAA": "7.774", "BBB": "2.917"}),
        (("27.11", "27.11"), {"AAA": "7.774", "BBB": "2.917"}),
        (("2026.11", "2026.10"), {"AAA": "7.774", "BBB": "2.917"}),
        (("0,66", "1,2"), {"AAA": "7.774", "BBB": "2.917"}),
    ],
)
def test_times_and_days_with_points_are_no_figures(cells: tuple[str, str], expected: dict[str, str]) -> None:
    assert prices(parsed(written(with_column(*cells), "csv"), "csv", COLUMNS, decimal_comma=True)) == expected


def test_a_point_elsewhere_makes_a_configured_comma_doubtful() -> None:
    assert reason(written(with_column("0.66", "112.5"), "csv"), "csv", COLUMNS, decimal_comma=True) == AMBIGUOUS


def test_a_column_that_proves_its_own_mark_needs_no_other() -> None:
    rows = with_column("0,66", "1,20")
    rows[0]["Rate"] = "1,234.50"
    assert prices(parsed(written(rows, "csv"), "csv", COLUMNS)) == {"AAA": "1234.50", "BBB": "2917"}


def test_the_members_of_an_object_in_a_row_count_too() -> None:
    body = json.dumps([{"Code": "AAA", "Rate": "7,774", "more": {"yield": "0,66"}}])
    assert reason(body, "json", COLUMNS) == AMBIGUOUS
