"""Make the calendars of the world's exchanges: `python -m tests.tools.make_calendars`.

They come from two libraries that are maintained for this: `exchange_calendars` has the sessions, `holidays` the names
of the days. Neither is a dependency of bigboard: they bring pandas with them. Install both beside it, run this, read
what has changed, and run `tests/config/calendars`.

Where `exchange_calendars` lacks what an exchange announces, the fields of `Exchange` and the tables `NAMES` and `HOURS`
say so, each with its source.
"""

import datetime as dt
import json
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

FOLDER: Final = Path(__file__).parents[2] / "src" / "tui" / "config" / "calendars"
FIRST: Final = dt.date(2026, 1, 1)
LAST: Final = dt.date(2027, 12, 31)
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY: Final = dt.timedelta(days=1)

NAMES: Final = {
    # NSE's circular CMTR72260, BSE's notice 20260112-8
    ("XBOM", dt.date(2026, 1, 15)): "Municipal elections in Maharashtra",
}
"""The names of days that `holidays` does not have, by the code in `exchange_calendars`."""

HOURS: Final = {
    # the university entrance examination delays the whole day by an hour; dates: Ministry of Education, in 2024
    # and 2025; hours: the Korea Exchange's notice of 2025-10-30 for the day of that year, as each year since 2016
    ("XKRX", dt.date(2026, 11, 19)): ("open 10:00-16:30",),
    ("XKRX", dt.date(2027, 11, 18)): ("open 10:00-16:30",),
}
"""The spans of days that `exchange_calendars` has as usual ones, by its code; those after 2026 are estimates."""

_REMARK: Final = re.compile(r" \((?:observed|estimated|Adjusted Holiday(?:, estimated)?|Market opens only [^()]*)\)")
"""What names say of a day that the calendar says otherwise, or that is no name."""

LUNAR: Final = ("Chinese New Year", "Tomb-Sweeping", "Buddha", "Dragon Boat", "Mid-Autumn", "Double Ninth")
"""Parts of the names of Hong Kong's holidays by the lunar calendar."""


class Exchange(NamedTuple):
    """An exchange whose calendar is made."""

    market: str
    """Its code on the board."""
    title: str
    mic: str
    """Its code in `exchange_calendars`."""
    names: str
    """Its code in `holidays`."""
    offset: str
    """Of its zone in winter."""
    summer: str = ""
    """What the offset lacks in summer, in words."""
    notes: tuple[str, ...] = ()
    announced: dt.date = LAST
    """The last date that the exchange has announced and the library knows; later ones are estimates."""
    estimated: tuple[str, ...] = ()
    """Parts of the names of the holidays that are estimates after the end of 2026."""
    library_ends: dt.date = LAST
    """The last date that `exchange_calendars` has; later weekdays have a session where `holidays` has no name."""
    closes_on_named_days: bool = False
    """Whether it is closed on each day that `holidays` names, also where `exchange_calendars` has a session."""
    usual: tuple[str, ...] = ()
    """The spans of a usual day where `exchange_calendars` has others."""
    half_day: tuple[str, ...] = ()
    """The spans of the half days that `holidays` has and `exchange_calendars` lacks."""
    closes_earlier_with: str = ""
    """The zone in whose summer time the exchange closes an hour earlier on its own clock."""


_EURONEXT: Final = "Euronext's markets in Paris, Amsterdam, Brussels and Lisbon keep the same days; Milan has more."
_INDIA: Final = (
    "NSE and BSE keep the same days. Those of 2027 are not announced yet: they are the usual ones on estimated dates.",
    "The hour of Muhurat trading, on a Diwali evening, is announced each year and is not in here.",
    "Shares with derivatives end with an auction, 15:15 to 15:35 (SEBI, from 2026-08-03); others trade to 15:30.",
)
_CHINA: Final = (
    "Shanghai and Shenzhen keep the same days. Those of 2027 are announced by the State Council at the end of 2026:",
    "until then they are estimates, and the weekdays around them may be closed as well.",
)
_KOREA: Final = (
    "KRX and KOSDAQ keep the same hours and days. Days that exchange_calendars lacks are taken from holidays: the",
    "election of 2026-06-03, Constitution Day, and the days in lieu of 2027.",
    "The university entrance examination delays a whole day by an hour; the one of 2027 is an estimate until the",
    "exchange announces it. What is traded before and after these hours is not in here.",
)
_TAIWAN: Final = (
    "The Taiwan Stock Exchange and the Taipei Exchange (TPEX) keep the same days. Those of 2027 are announced at the",
    "end of 2026: until then they are estimates. The days on which they close for a typhoon are not in here.",
)

EXCHANGES: Final = (
    Exchange("LSE", "The London Stock Exchange", "XLON", "XLON", "+00:00", "London is an hour ahead of it"),
    Exchange("XETRA", "Xetra in Frankfurt", "XETR", "XETR", "+01:00", "Frankfurt is an hour ahead of it"),
    Exchange("EPA", "Euronext Paris", "XPAR", "XPAR", "+01:00", "Paris is an hour ahead of it", (_EURONEXT,)),
    Exchange("AMS", "Euronext Amsterdam", "XAMS", "XAMS", "+01:00", "Amsterdam is an hour ahead of it", (_EURONEXT,)),
    Exchange(
        "BRUSSELS", "Euronext Brussels", "XBRU", "XBRU", "+01:00", "Brussels is an hour ahead of it", (_EURONEXT,)
    ),
    Exchange("LISBON", "Euronext Lisbon", "XLIS", "XLIS", "+00:00", "Lisbon is an hour ahead of it", (_EURONEXT,)),
    Exchange("MILAN", "Euronext Milan", "XMIL", "XMIL", "+01:00", "Milan is an hour ahead of it", (_EURONEXT,)),
    Exchange("BME", "The exchange of Madrid", "XMAD", "XMAD", "+01:00", "Madrid is an hour ahead of it"),
    Exchange("SIX", "The SIX Swiss Exchange", "XSWX", "XSWX", "+01:00", "Zurich is an hour ahead of it"),
    Exchange("TSE", "The Tokyo Stock Exchange", "XTKS", "XJPX", "+09:00"),
    Exchange(
        "HKEX",
        "The Stock Exchange of Hong Kong",
        "XHKG",
        "XHKG",
        "+08:00",
        notes=("Days of 2027 by the lunar calendar are computed and marked as estimates.",),
        estimated=LUNAR,
    ),
    Exchange(
        "SSE", "The Shanghai Stock Exchange", "XSHG", "XSHG", "+08:00", "", _CHINA, announced=dt.date(2026, 12, 31)
    ),
    Exchange(
        "SZSE", "The Shenzhen Stock Exchange", "XSHG", "XSHG", "+08:00", "", _CHINA, announced=dt.date(2026, 12, 31)
    ),
    Exchange(
        "NSE",
        "The National Stock Exchange of India",
        "XBOM",
        "XNSE",
        "+05:30",
        notes=_INDIA,
        announced=dt.date(2026, 12, 31),
    ),
    Exchange("BSE", "BSE in Mumbai", "XBOM", "XBOM", "+05:30", notes=_INDIA, announced=dt.date(2026, 12, 31)),
    Exchange("ASX", "The Australian Securities Exchange", "XASX", "XASX", "+10:00", "Sydney is an hour ahead of it"),
    Exchange("TSX", "The Toronto Stock Exchange", "XTSE", "XTSE", "-05:00", "Toronto is an hour ahead of it"),
    Exchange(
        "TADAWUL",
        "The Saudi Exchange",
        "XSAU",
        "XSAU",
        "+03:00",
        notes=("It trades from Sunday to Thursday. The days of Eid rest on a moon not yet sighted.",),
        estimated=("Eid", "Arafah"),
    ),
    # hours: B3's circular 005/2026-PRE, in force from 2026-03-09, and its earlier ones; Ash Wednesday: B3, 2026-02-06
    Exchange(
        "B3",
        "B3 in Sao Paulo",
        "BVMF",
        "BVMF",
        "-03:00",
        notes=(
            "It closes at 17:00 while New York has summer time, as in each year since 2020; exchange_calendars has",
            "18:00 for the whole year. B3 announces each change some weeks before; that of 2027 is taken for granted.",
            "The last five minutes are the closing call. The after-market is not in here.",
        ),
        closes_earlier_with="America/New_York",
    ),
    Exchange("KRX", "The Korea Exchange", "XKRX", "XKRX", "+09:00", notes=_KOREA, closes_on_named_days=True),
    Exchange(
        "KOSDAQ",
        "KOSDAQ, the second board of the Korea Exchange",
        "XKRX",
        "XKRX",
        "+09:00",
        notes=_KOREA,
        closes_on_named_days=True,
    ),
    Exchange(
        "TWSE", "The Taiwan Stock Exchange", "XTAI", "XTAI", "+08:00", notes=_TAIWAN, announced=dt.date(2026, 12, 31)
    ),
    Exchange("TPEX", "The Taipei Exchange", "XTAI", "XTAI", "+08:00", notes=_TAIWAN, announced=dt.date(2026, 12, 31)),
    # hours: the practice note on trading halts in SGX's rulebook, part II; days: Ministry of Manpower, 2026-06-18
    Exchange(
        "SGX",
        "The Singapore Exchange",
        "XSES",
        "XSES",
        "+08:00",
        notes=(
            "Hours of securities: exchange_calendars has neither the break at midday nor the half days. These, and the",
            "dates of 2027, which the Ministry of Manpower announced on 2026-06-18, are those of holidays.",
            "The closing auction (17:00 to 17:06) and trade at close (to 17:16) are not in here.",
        ),
        library_ends=dt.date(2026, 12, 31),
        closes_on_named_days=True,
        usual=("open 09:00-12:00", "open 13:00-17:00"),
        half_day=("open 09:00-12:00",),
    ),
)


class Day(NamedTuple):
    """A date that differs from the usual week."""

    date: dt.date
    spans: tuple[str, ...]
    """Empty where it is closed."""
    name: str
    estimated: bool


class Week(NamedTuple):
    """What a calendar consists of."""

    zone: str
    weekdays: tuple[int, ...]
    usual: tuple[str, ...]
    """The spans of a usual day."""
    seasons: tuple[tuple[dt.date, dt.date], ...]
    """The first and the last date of each season with other hours."""
    season: tuple[str, ...]
    """The spans of a usual day in these seasons."""
    days: tuple[Day, ...]


def known_to(exchange: Exchange) -> dt.date:
    """Return the last date for which the sessions of the exchange are known."""
    return min(exchange.announced, LAST)


def _library_calendar(exchange: Exchange) -> Any:  # noqa: ANN401 - its library has no types
    end = min(known_to(exchange), exchange.library_ends)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what pandas says to its library is not for us
        library = import_module("exchange_calendars")
        return library.get_calendar(exchange.mic, start=str(FIRST), end=str(end))


def _names(exchange: Exchange, category: str = "public") -> dict[dt.date, str]:
    """Return the names of days in `holidays`."""
    library = import_module("holidays")
    years = [FIRST.year, LAST.year]
    return dict(library.financial_holidays(exchange.names, years=years, language="en_US", categories=category))


def _dates(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + number * _DAY for number in range((last - first).days + 1))


def _library_spans(exchange: Exchange) -> dict[dt.date, tuple[str, ...]]:
    """Return the spans of each date with a session in `exchange_calendars`, on the wall clock of the exchange."""
    calendar = _library_calendar(exchange)

    def clock(at: Any) -> str:  # noqa: ANN401 - a time of pandas
        return f"{at.tz_convert(calendar.tz):%H:%M}"

    spans: dict[dt.date, tuple[str, ...]] = {}
    for session, row in calendar.schedule.iterrows():
        times = [clock(row[name]) for name in ("open", "break_start", "break_end", "close") if row[name] == row[name]]
        pairs = zip(times[::2], times[1::2], strict=True)
        spans[session.date()] = tuple(f"open {start}-{end}" for start, end in pairs)
    return spans


def spans_by_date(exchange: Exchange) -> dict[dt.date, tuple[str, ...]]:
    """Return the spans of each date with a session, on the wall clock of the exchange.

    They are those of `exchange_calendars`, but for what is stated in `exchange` and in `HOURS`.
    """
    spans = _library_spans(exchange)
    usual = _most_common(spans.values())
    later, weekdays = _dates(exchange.library_ends + _DAY, known_to(exchange)), _weekdays(exchange)
    spans |= {date: usual for date in later if date.weekday() in weekdays}
    if exchange.usual:
        spans = {date: exchange.usual if each == usual else each for date, each in spans.items()}
    if exchange.half_day:
        spans |= dict.fromkeys(spans.keys() & _names(exchange, "half_day"), exchange.half_day)
    if exchange.closes_on_named_days:
        spans = {date: spans[date] for date in spans.keys() - _names(exchange)}
    if exchange.closes_earlier_with:
        spans |= {date: _closing_earlier(spans[date]) for date in spans if _is_in_season(exchange, date)}
    own = {date: each for (mic, date), each in HOURS.items() if mic == exchange.mic}
    return {date: own.get(date, each) for date, each in spans.items()}


def _most_common(spans: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return Counter(spans).most_common(1)[0][0]


def _weekdays(exchange: Exchange) -> tuple[int, ...]:
    return tuple(number for number, is_open in enumerate(_library_calendar(exchange).weekmask) if is_open == "1")


def _is_in_season(exchange: Exchange, date: dt.date) -> bool:
    """Return whether on this date the zone with which the exchange closes earlier has summer time."""
    if not exchange.closes_earlier_with:
        return False
    return bool(dt.datetime.combine(date, dt.time(12), ZoneInfo(exchange.closes_earlier_with)).dst())


def _closing_earlier(spans: tuple[str, ...]) -> tuple[str, ...]:
    start, _, end = spans[-1].partition("-")
    close = dt.datetime.strptime(end, "%H:%M").replace(tzinfo=dt.UTC) - dt.timedelta(hours=1)
    return (*spans[:-1], f"{start}-{close:%H:%M}")


def read_library(exchange: Exchange) -> Week:
    """Return the calendar of an exchange as the libraries have it, with what is stated here."""
    spans = spans_by_date(exchange)
    seasons = _seasons(exchange)
    usual = _most_common(each for date, each in spans.items() if not _is_in_season(exchange, date))
    season = _closing_earlier(usual) if seasons else usual
    zone, weekdays = str(_library_calendar(exchange).tz), _weekdays(exchange)
    return Week(zone, weekdays, usual, seasons, season, tuple(_days(exchange, spans, usual, season)))


def _seasons(exchange: Exchange) -> tuple[tuple[dt.date, dt.date], ...]:
    """Return the first and the last date of each season in which the exchange closes earlier."""
    dates = [date for date in _dates(FIRST, LAST) if _is_in_season(exchange, date)]
    firsts = [date for date in dates if date - _DAY not in dates]
    lasts = [date for date in dates if date + _DAY not in dates]
    return tuple(zip(firsts, lasts, strict=True))


def _days(
    exchange: Exchange, spans: dict[dt.date, tuple[str, ...]], usual: tuple[str, ...], season: tuple[str, ...]
) -> Iterator[Day]:
    names, weekdays, end = _names(exchange), _weekdays(exchange), known_to(exchange)
    for date in _dates(FIRST, LAST):
        if date.weekday() not in weekdays and date not in spans:
            continue
        key = exchange.mic, date
        name = NAMES.get(key) or _plain_name(names.get(date, ""))
        is_guess = key in HOURS or any(part in name for part in exchange.estimated)
        is_estimated = date > end or (date.year > FIRST.year and is_guess)
        if date > end:
            if name:
                yield Day(date, (), name, is_estimated)
        elif date not in spans:
            yield Day(date, (), name or "closed", is_estimated)
        elif spans[date] != (season if _is_in_season(exchange, date) else usual):
            yield Day(date, spans[date], "", is_estimated)


def _plain_name(name: str) -> str:
    """Return the name of a day without what the calendar says otherwise: `Eid al-Fitr` for `Eid al-Fitr Holiday`."""
    return _REMARK.sub("", name).removesuffix(" Holiday")


def toml_of(exchange: Exchange, week: Week, made_on: dt.date) -> str:
    """Return the file of an exchange."""
    code = exchange.market
    sources = f"exchange_calendars {version('exchange_calendars')} ({exchange.mic})"
    lines = [
        f"# {exchange.title}: hours and holidays on the wall clock of {week.zone}.",
        "#",
        f"# Made on {made_on} by tests/tools/make_calendars.py from {sources},",
        f"# with the names of the days from holidays {version('holidays')} ({exchange.names}).",
        *(f"# {note}" for note in exchange.notes),
        "",
        f"[{code}]",
        f'zone = "{week.zone}"',
        f'offset = "{exchange.offset}" # used where this machine has no zone files'
        + (f"; in summer {exchange.summer}" if exchange.summer else ""),
        f"first = {FIRST}",
        f"last = {known_to(exchange)}",
        'hours = "usual"',
    ]
    timetables = {"usual": week.usual, **({"summer": week.season} if week.seasons else {})}
    for day in week.days:
        if day.spans and day.spans not in timetables.values():
            name = "late" if day.spans[0][:10] > week.usual[0][:10] else "early"
            timetables[name if name not in timetables else f"{name}-{len(timetables)}"] = day.spans
    by_spans = {spans: name for name, spans in timetables.items()}
    for name, spans in timetables.items():
        lines += [
            "",
            f"[{code}.timetables.{name}]",
            *(f"{each} = {json.dumps(spans)}" for each in _ranges(week.weekdays)),
        ]
    for first, last in week.seasons:
        lines += ["", f"[[{code}.seasons]]", 'hours = "summer"', f"first = {first}", f"last = {last}"]
    for day in week.days:
        what = f"hours = {json.dumps(by_spans[day.spans])}" if day.spans else f"holiday = {json.dumps(day.name)}"
        lines += ["", f"[[{code}.days]]", f"date = {day.date}", what, *(["estimated = true"] if day.estimated else [])]
    return "\n".join(lines) + "\n"


def _ranges(weekdays: Sequence[int]) -> list[str]:
    """Return these weekdays as the keys of a timetable: `Mon-Fri`, or `Mon-Thu` and `Sun`."""
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [WEEKDAYS[run[0]] + (f"-{WEEKDAYS[run[-1]]}" if len(run) > 1 else "") for run in runs]


def main() -> None:
    """Write every file anew."""
    today = dt.datetime.now(dt.UTC).date()
    for exchange in EXCHANGES:
        file = FOLDER / f"{exchange.market.lower()}.toml"
        file.write_text(toml_of(exchange, read_library(exchange), today), encoding="utf-8")
        print(file.name)  # noqa: T201 - a tool for developers


if __name__ == "__main__":
    main()
