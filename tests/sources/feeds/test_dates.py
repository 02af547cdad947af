"""Dates are read as what they state: a point in time, a time without a zone, a day, or nothing."""

from datetime import UTC, datetime

from tests.kit.marks import for_each
from tests.sources.feeds.feeds import AT, articles_of, item
from tui.domain.article import TimePrecision
from tui.sources.decode.month_names import month_of
from tui.sources.feeds.dates import is_month_first, parse_stated_time


def read(text: str, market: str = "X", *, month_first: bool | None = None) -> tuple[str, str] | None:
    """Return the time in UTC, without seconds where they are zero, and its precision."""
    found = parse_stated_time(text, market, AT, month_first=month_first)
    if found is None:
        return None
    at = found.at.astimezone(UTC)
    return f"{at:%Y-%m-%d %H:%M}" + (f":{at:%S}" if at.second else ""), found.precision.value


@for_each(
    ("text", "at"),
    [
        ("Fri, 27 Nov 2026 20:15:04 Z", "2026-11-27 20:15:04"),
        ("Fri, 27 Nov 2026 20:15:04 z", "2026-11-27 20:15:04"),
        ("27 Nov 2026 20:15 UT", "2026-11-27 20:15"),
        ("2026-11-27T20:15:04.123456789Z", "2026-11-27 20:15:04"),
        ("2026-11-27T20:15+05:30", "2026-11-27 14:45"),
        ("2026-11-27T20:15+05", "2026-11-27 15:15"),
        ("20261127T201504Z", "2026-11-27 20:15:04"),
        ("27 Nov 2026 10:00:00 -0000", "2026-11-27 10:00"),
        ("27 Nov 2026 10:00:00 +0500 (PKT)", "2026-11-27 05:00"),
        ("27 Nov 2026 10:00 GMT+5", "2026-11-27 05:00"),
        ("Thu, 26 Nov 2026 8:19 pm CET", "2026-11-26 19:19"),
        ("November 24, 2026 5:00 p.m. EST", "2026-11-24 22:00"),
        ("12:05 AM EST, 27 Nov 2026", "2026-11-27 05:05"),
        ("27 Nov 2026 12:05 pm JST", "2026-11-27 03:05"),
        ("Thu, 26 Nov 2026 8 pm CET", "2026-11-26 19:00"),
        ("26 Nov 2026 08:19PM GMT", "2026-11-26 20:19"),
        ("26 Nov 2026 08:19:05 p. m. +0100", "2026-11-26 19:19:05"),
        ("Thursday, November 26, 2026 - 08:19 AM EST", "2026-11-26 13:19"),
        ("Fri Nov 27 08:00:00 GMT 2026", "2026-11-27 08:00"),
        ("Fri Nov 27 08:00:00 +0000 2026", "2026-11-27 08:00"),
        ("Mon, 16 Nov 26 12:26:48 +0000", "2026-11-16 12:26:48"),
        ("1795766400", "2026-11-27 08:00"),
        ("1795766400000", "2026-11-27 08:00"),
        ("1795766400.25", "2026-11-27 08:00"),
        ("27 Nov 98 08:00:00 GMT", "1998-11-27 08:00"),
        ("Fri, 26 Nov 99 08:00:00 +0000", "1999-11-26 08:00"),
        ("2026-11-27T24:00:00Z", "2026-11-28 00:00"),
        ("Thu, 26 Nov 2026 24:00 GMT", "2026-11-27 00:00"),
        ("27 Nov 2026 0800 GMT", "2026-11-27 08:00"),
        ("27 Nov 2026 2015 +0500", "2026-11-27 15:15"),
        ("Fri, 27 Nov 2026 08:00:00 America/New_York", "2026-11-27 13:00"),
        ("2026-08-27 08:00:00 Europe/Berlin", "2026-08-27 06:00"),
        ("2026-11-27T08:00:00[Europe/Paris]", "2026-11-27 07:00"),
        ("2026-11-27T08:00:00+01:00[Europe/Paris]", "2026-11-27 07:00"),
        ("2026-11-27 08:00 Asia/Karachi", "2026-11-27 03:00"),
        ("27 Nov 2026 08:00 US/Pacific", "2026-11-27 16:00"),
        ("27 Nov 2026 08:00 Pacific/Auckland", "2026-11-26 19:00"),
        ("27 Nov 2026 08:00 EST5EDT", "2026-11-27 13:00"),
        ("27 Nov 2026 8:00 AM Eastern Time", "2026-11-27 13:00"),
        ("27 ноября 2026, 08:00 МСК", "2026-11-27 05:00"),
        ("27 Nov 2026 08:00 IRST", "2026-11-27 04:30"),
        ("27 Nov 2026 08:00 VET", "2026-11-27 12:00"),
    ],
)
def test_a_point_in_time(text: str, at: str) -> None:
    assert read(text) == (at, "instant")


@for_each(
    ("text", "at"),
    [
        ("2026-11-20 10:00:00", "2026-11-20 10:00"),
        ("2026-11-20T10:00", "2026-11-20 10:00"),
        ("2026/11/20 10:00", "2026-11-20 10:00"),
        ("Fri, 20 Nov 2026 10:00:00", "2026-11-20 10:00"),
        ("20.11.2026 10:00", "2026-11-20 10:00"),
        ("20. November 2026, 10:00 Uhr", "2026-11-20 10:00"),
        ("20 de novembro de 2026 às 10h00", "2026-11-20 10:00"),
        ("2026年11月20日 10:00", "2026-11-20 10:00"),
        ("2026年11月20日 下午3:05", "2026-11-20 15:05"),
        ("2026년 11월 20일 오후 3:05", "2026-11-20 15:05"),
        ("Fri Nov 20 10:00:00 2026", "2026-11-20 10:00"),
        ("10:00 | 20 Nov 2026", "2026-11-20 10:00"),
        ("2026. 11. 20. 10:00", "2026-11-20 10:00"),
        ("2026. november 20. 10:00", "2026-11-20 10:00"),
        ("2026. nov. 20. 10:00:00", "2026-11-20 10:00"),
        ("2026年11月20日 10時00分", "2026-11-20 10:00"),
        ("2026年11月20日(金) 10時5分30秒", "2026-11-20 10:05:30"),
        ("2026年11月20日 10时5分", "2026-11-20 10:05"),
        ("2026年11月20日 午後3時05分", "2026-11-20 15:05"),
        ("2026년 11월 20일 오후 3시 5분", "2026-11-20 15:05"),
        ("2026년 11월 20일 10시", "2026-11-20 10:00"),
        ("vendredi 20 novembre 2026 à 10 h 30", "2026-11-20 10:30"),
        ("20 novembre 2026 18h", "2026-11-20 18:00"),
        ("20. November 2026, 10:00 h", "2026-11-20 10:00"),
        ("20 พ.ย. 2569 10:00", "2026-11-20 10:00"),
        ("20 thg 11 2026 10:00", "2026-11-20 10:00"),
        ("Thứ Sáu, ngày 20 tháng 11 năm 2026 10:00", "2026-11-20 10:00"),
        ("20 tháng năm năm 2026 10:00", "2026-05-20 10:00"),
        ("20 नवंबर 2026 10:00", "2026-11-20 10:00"),
        ("20. marraskuuta 2026 10:00", "2026-11-20 10:00"),
        ("20261120100000", "2026-11-20 10:00"),
        ("202611201000", "2026-11-20 10:00"),
        ("20 Nov 2026 10:00 newsroom", "2026-11-20 10:00"),
    ],
)
def test_a_time_without_a_zone_stays_one(text: str, at: str) -> None:
    assert read(text) == (at, "local")


@for_each(
    "text",
    ["20th of November 2026", "2026. 11. 20.", "2026-Nov-20", "20 พฤศจิกายน 2569", "20 Tháng Mười Một, 2026",
     "২০ নভেম্বর ২০২৬", "20 בנובמבר 2026", "20 نوامبر 2026", "2026. november 20.",
     "2026-11-20", "20 Nov 2026", "Fri, 20 November 2026", "November 20th, 2026", "20.11.2026", "20261120",
     "2026年11月20日", "20 نومبر 2026", "٢٠٢٦-١١-٢٠", "２０２６／１１／２０"],
)  # fmt: skip
def test_a_day_stays_a_day(text: str) -> None:
    assert read(text) == ("2026-11-20 00:00", "day")


@for_each(
    ("text", "market", "at"),
    [
        ("27 Nov 2026 14:30 PST", "X", "2026-11-27 22:30"),
        ("27 Nov 2026 14:30 PST", "US", "2026-11-27 22:30"),
        ("27 Nov 2026 14:30 PST", "PSX", "2026-11-27 09:30"),
        ("27 Nov 2026 14:30 PKT", "US", "2026-11-27 09:30"),
        ("27 Aug 2026 14:30 PDT", "X", "2026-08-27 21:30"),
        ("27 Aug 2026 14:30 EDT", "X", "2026-08-27 18:30"),
        ("27 Nov 2026 14:30 CST", "X", "2026-11-27 20:30"),
        ("27 Nov 2026 14:30 CST", "SSE", "2026-11-27 06:30"),
        ("27 Nov 2026 14:30 MST", "X", "2026-11-27 21:30"),
        ("27 Nov 2026 14:30 AKST", "X", "2026-11-27 23:30"),
        ("27 Aug 2026 14:30 BST", "X", "2026-08-27 13:30"),
        ("27 Aug 2026 14:30 BST", "DSE", "2026-08-27 08:30"),
        ("27 Nov 2026 14:30 IST", "X", "2026-11-27 09:00"),
        ("27 Nov 2026 14:30 AEDT", "X", "2026-11-27 03:30"),
        ("27 Nov 2026 14:30", "PSX", "2026-11-27 09:30"),
        ("November 27, 2026 08:00 ET", "X", "2026-11-27 13:00"),
        ("August 27, 2026 08:00 AM ET", "X", "2026-08-27 12:00"),
        ("27 Aug 2026 08:00 PT", "X", "2026-08-27 15:00"),
        ("1 Nov 2026 01:59 CT", "X", "2026-11-01 06:59"),
        ("1 Nov 2026 02:00 CT", "X", "2026-11-01 08:00"),
        ("8 Mar 2026 01:59 MT", "X", "2026-03-08 08:59"),
        ("8 Mar 2026 03:00 MT", "X", "2026-03-08 09:00"),
        ("3 Apr 2006 08:00 ET", "X", "2006-04-03 12:00"),
        ("20 Mar 2006 08:00 ET", "X", "2006-03-20 13:00"),
        ("30 Oct 2006 08:00 CT", "X", "2006-10-30 14:00"),
        ("7 Jul 1999 17:30 MT", "X", "1999-07-07 23:30"),
    ],
)
def test_an_abbreviation_is_american_or_the_worlds_unless_the_market_says_otherwise(
    text: str, market: str, at: str
) -> None:
    assert read(text, market) == (at, "instant")


@for_each(
    "text",
    ["", "soon", "yesterday", "2026", "Nov 2026", "05:42 PM PKT", "27 Nov 2026 10:00 XYZ", "32 Nov 2026", "27 Foo 2026",
     "27 Nov 2026 25:00:00", "27 Nov 2026 99:99 +9999", "27 Nov 2028", "1970-01-01", "2026-13-01", "9" * 400,
     "03/04/2026", "27 Nov 2026 1", "١" * 90,
     "27 Nov 2026 10:00 Asia/Nowhere", "27 Nov 2026 10:00 XYZ4", "27 Nov 2026 24:01 GMT", "27 Nov 70",
     "Nov 27 0026", "0000-00-00 00:00:00", "-0001-11-30T00:00:00Z", "2026-W48-5", "2569-11-20"],
)  # fmt: skip
def test_what_names_no_time_is_none(text: str) -> None:
    assert read(text) is None


@for_each(
    ("text", "month"),
    [
        ("Fev", 2), ("março", 3), ("Out", 10), ("Dez", 12), ("févr.", 2), ("août", 8), ("déc", 12), ("Ene", 1),
        ("ago", 8), ("dic.", 12), ("März", 3), ("Okt", 10), ("Jänner", 1), ("gen", 1), ("giu", 6),
        ("lug", 7), ("ott", 10),
        ("mei", 5), ("mrt", 3), ("maj", 5), ("Agu", 8), ("Des", 12), ("Şub", 2), ("Ağustos", 8), ("Eyl", 9),
        ("KASIM", 11), ("Aralık", 12),
        ("paź", 10), ("stycznia", 1), ("února", 2), ("červenec", 7), ("янв", 1), ("мая", 5),
        ("ноября", 11), ("лютого", 2),
        ("Mar", 3), ("tou", None), ("kesäkuuta", 6), ("ינואר", 1), ("בדצמבר", 12), ("মে", 5), ("ডিসেম্বর", 12),
        ("ژوئن", 6), ("شباط", 2), ("جويلية", 7), ("สิงหาคม", 8), ("मई", 5), ("दिसंबर", 12),
        ("Δεκ", 12), ("يناير", 1), ("نومبر", 11), ("फरवरी", 2), ("juin", 6), ("juil.", 7),
        ("jui", None), ("mon", None), ("fri", None), ("de", None), ("sunday", None),
    ],
)  # fmt: skip
def test_months_of_many_languages(text: str, month: int | None) -> None:
    assert month_of(text) == month


@for_each(
    "text",
    ["Seg, 23 Fev 2026 19:42:40 -0300", "lun. 23 févr. 2026 23:42:40 +0100", "lun, 23 feb 2026 23:42:40 +0100",
     "Mo, 23 Februar 2026 23:42:40 +0100", "Пн, 23 фев 2026 22:42:40 GMT", "Pzt, 23 Şub 2026 22:42:40 GMT",
     "ma 23 feb. 2026 23:42:40 CET", "pon., 23 lutego 2026 23:42:40 +0100", "23 فروری 2026 22:42:40 GMT",
     "Sen, 23 Februari 2026 22:42:40 +0000", "23 de febrero de 2026 22:42:40 UTC",
     "Mon, February 23, 2026 22:42:40 GMT"],
)  # fmt: skip
def test_a_date_may_be_in_any_language(text: str) -> None:
    assert read(text) == ("2026-02-23 22:42:40", "instant")


@for_each(
    ("dates", "month_first"),
    [
        (["03/04/2026", "27/11/2026"], False),
        (["03/04/2026", "11/27/2026"], True),
        (["12/11/2026 10:00"], False),
        (["11/12/2026"], True),
        (["03/04/2026", "05/06/2026"], None),
        (["27/11/2026", "11/27/2026"], None),
        (["03-04-2026", "27-11-2026"], False),
        (["2026-11-27", "27 Nov 2026"], None),
        ([], None),
    ],
)
def test_the_order_of_slashed_dates_is_the_feeds_own_evidence(dates: list[str], month_first: bool | None) -> None:
    assert is_month_first(dates, AT) is month_first


def test_slashed_dates_are_read_by_that_order() -> None:
    texts = ("03/04/2026 10:00 GMT", "27/11/2026 10:00 GMT")
    articles = articles_of(*(item(text, rest=f"<pubDate>{text}</pubDate>") for text in texts))
    assert [article.published for article in articles] == [
        datetime(2026, 4, 3, 10, tzinfo=UTC),
        datetime(2026, 11, 27, 10, tzinfo=UTC),
    ]
    assert read("05/05/2026") == ("2026-05-05 00:00", "day")


@for_each(
    ("rest", "at", "precision"),
    [
        ("<pubDate>2026-11-27 10:00:00</pubDate><dc:date>2026-11-27T10:00:00+08:00</dc:date>", 2, "instant"),
        ("<dc:date>2026-11-27T10:00:00+08:00</dc:date><pubDate>2026-11-27 10:00:00</pubDate>", 2, "instant"),
        ("<pubDate>2026-11-27</pubDate><dc:date>2026-11-27T10:00:00Z</dc:date>", 10, "instant"),
        ("<pubDate>2026-11-27 10:00:00</pubDate><dc:date>2026-11-20T10:00:00Z</dc:date>", 10, "local"),
        ("<pubDate>2026-11-27 10:00:00</pubDate><dc:date>2026-11-27</dc:date>", 10, "local"),
        ("<pubDate>soon</pubDate><dc:date>2026-11-27T10:00:00Z</dc:date>", 10, "instant"),
        ("<date>2026-11-27T10:00:00Z</date>", 10, "instant"),
        ("<dcterms:created>2026-11-27T10:00:00Z</dcterms:created>", 10, "instant"),
    ],
)
def test_of_two_dates_of_an_item_the_one_with_a_zone_counts(rest: str, at: int, precision: str) -> None:
    (article,) = articles_of(item(rest=rest))
    assert (article.published, article.precision) == (datetime(2026, 11, 27, at, tzinfo=UTC), precision)


def test_an_update_counts_only_where_it_is_stated_as_exactly_as_the_publication() -> None:
    rest = "<pubDate>27 Nov 2026 10:00 GMT</pubDate><dc:date>2026-11-27</dc:date>"
    (article,) = articles_of(item(rest=rest))
    assert (article.published, article.updated) == (datetime(2026, 11, 27, 10, tzinfo=UTC), None)
    (dated,) = articles_of(item(rest="<dc:date>2026-11-27</dc:date>"))
    assert (dated.published, dated.precision) == (datetime(2026, 11, 27, tzinfo=UTC), TimePrecision.DAY)
