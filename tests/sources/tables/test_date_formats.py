"""The formats of days and times, and what nothing decides."""

from datetime import date

from tests.kit.marks import for_each
from tui.sources.tables.date_formats import find_date_format, find_zone, settle_by_today


@for_each(
    ("cells", "pattern"),
    [
        (["2026-11-27", "2026-11-26"], ""),
        (["2026-11-27T10:00:00Z"], ""),
        (["15:30", "9:05"], ""),
        (["3:30 PM", "11:05 AM"], "%I:%M %p"),
        (["20261127", "20261126"], "%Y%m%d"),
        (["2026/11/27", "2026/11/26"], "%Y/%m/%d"),
        (["2026.11.27 10:30:00"], "%Y.%m.%d %H:%M:%S"),
        (["2026年11月27日"], "%Y年%m月%d日"),
        (["27.11.2026", "03.11.2026"], "%d.%m.%Y"),
        (["27.11.26"], "%d.%m.%y"),
        (["27/11/2026", "03/11/2026"], "%d/%m/%Y"),
        (["11/27/2026", "11/03/2026"], "%m/%d/%Y"),
        (["11/27/2026 16:00"], "%m/%d/%Y %H:%M"),
        (["03/09/2026", "02/09/2026", "01/09/2026"], "%d/%m/%Y"),
        (["09/03/2026", "09/02/2026", "09/01/2026"], "%m/%d/%Y"),
        (["27 Nov 2026", "3 Nov 2026"], "%d %b %Y"),
        (["27-Nov-2026"], "%d-%b-%Y"),
        (["27-Nov-26"], "%d-%b-%y"),
        (["27 November 2026"], "%d %B %Y"),
        (["Nov 27, 2026", "Nov 3, 2026"], "%b %d, %Y"),
        (["November 27, 2026"], "%B %d, %Y"),
        (["Nov 27"], "%b %d"),
    ],
)
def test_the_format_of_days_is_found(cells: list[str], pattern: str) -> None:
    found = find_date_format(cells)
    assert found is not None
    assert (found.pattern, found.is_certain) == (pattern, True)


@for_each("cells", [["08/09/2026", "08/09/2026"], ["01/02/2026"], ["05/06/2026", "07/08/2026"]])
def test_days_that_could_be_months_are_uncertain(cells: list[str]) -> None:
    found = find_date_format(cells)
    assert found is not None
    assert not found.is_certain


@for_each("cells", [[], ["1.56", "7.90"], ["OGDC"], ["99999999"], ["32.13.2026"], ["12345678", "20261127"], ["May be"]])
def test_other_cells_are_no_days(cells: list[str]) -> None:
    assert find_date_format(cells) is None


@for_each(
    ("text", "zone"),
    [
        ("Time (PKT)", "Asia/Karachi"),
        ("16:00 EST", "America/New_York"),
        ("Kurszeit MEZ", "Europe/Berlin"),
        ("Время (МСК)", "Europe/Moscow"),
        ("Local time, Asia/Tokyo", "Asia/Tokyo"),
        ("Time", None),
        ("BEST", None),
        ("IST", None),
        ("PST", None),
    ],
)
def test_a_zone_is_found_where_it_is_stated_and_means_one(text: str, zone: str | None) -> None:
    assert find_zone(text) == zone


@for_each(
    ("cells", "pattern", "is_certain"),
    [
        (["26/11/27", "26/11/27", "26/11/26"], "%y/%m/%d", True),
        (["27/11/26", "27/11/26"], "%d/%m/%y", True),
        (["11/27/26"], "%m/%d/%y", True),
        (["26.11.27", "26.11.26"], "%y.%m.%d", True),
        (["27.11.26", "26.11.26"], "%d.%m.%y", True),
        (["26-11-27"], "%y-%m-%d", True),
        (["11/12/2026"], "%m/%d/%Y", True),
        (["12/11/2026"], "%d/%m/%Y", True),
        (["03/04/2026"], "%d/%m/%Y", False),
        (["2026년 11월 27일"], "%Y년 %m월 %d일", True),
    ],
)
def test_a_reading_that_leads_into_the_future_is_none(cells: list[str], pattern: str, *, is_certain: bool) -> None:
    found = find_date_format(cells)
    assert found
    settled = settle_by_today(found, cells, date(2026, 11, 28))
    assert (settled.pattern, settled.is_certain) == (pattern, is_certain)
