"""Build a trading calendar from the table of a market, or reject it with the key that is invalid."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tui.config.calendars.schema import DayTable, MarketTable
from tui.config.errors import ConfigError, ErrorCollector, config_error, did_you_mean_known, quote_value
from tui.domain.text import CleanText, sanitize_line
from tui.domain.trading_calendar import Phase, Season, SessionSpan, TradingCalendar, TradingDay, Week

ZoneLookup = Callable[[str], dt.tzinfo]
"""Returns a zone by name; raises ZoneInfoNotFoundError where this machine does not have it."""

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CLOSED: Final[Week] = MappingProxyType({})
_PHASES: Final = tuple(phase.value for phase in Phase if phase not in (Phase.BREAK, Phase.CLOSED))
_RANGE = re.compile(r"([A-Za-z]{3})(?:-([A-Za-z]{3}))?")
_SPAN = re.compile(r"([a-z-]+) ([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])", re.ASCII)
_OFFSET = re.compile(r"([+-])([01][0-9]):([0-5][0-9])", re.ASCII)
_MIDNIGHT: Final = dt.timedelta(hours=24)


class CalendarBuilder:
    """The builder of a market's calendar; its errors name the market and the file."""

    def __init__(self, market: str, table: MarketTable, file: Path, zone_of: ZoneLookup = ZoneInfo) -> None:
        self._market = market
        self._table = table
        self._file = file
        self._zone_of = zone_of
        self._errors = ErrorCollector()

    def build(self) -> TradingCalendar:
        """Build the calendar.

        Raises:
            ConfigError: unknown timetables, hours that overlap, an unknown zone with no offset: every problem there is.
        """
        table = self._table
        weeks = {name: self._week(name, days) for name, days in table.timetables.items()}
        weeks.setdefault("closed", _CLOSED)
        zone, note = self._errors.run((dt.UTC, None), self._zone)
        seasons = [
            Season(
                first=season.first,
                last=season.last,
                week=self._timetable(weeks, season.hours, f"seasons[{index}].hours"),
                estimated=season.estimated,
            )
            for index, season in enumerate(table.seasons)
        ]
        calendar = TradingCalendar(
            market=self._market,
            zone=zone,
            week=self._timetable(weeks, table.hours, "hours"),
            first=table.first or dt.date.min,
            last=table.last or dt.date.max,
            seasons=tuple(seasons),
            days=MappingProxyType({day.date: self._day(day, weeks, index) for index, day in enumerate(table.days)}),
            note=note,
        )
        self._errors.raise_all()
        return calendar

    def _error(self, key: str, problem: str) -> ConfigError:
        return config_error(self._file, f"{self._market}.{key}", problem)

    def _zone(self) -> tuple[dt.tzinfo, CleanText | None]:
        name, offset = self._table.zone, self._table.offset
        if name is None:
            raise self._error("zone", 'missing, expected a time zone such as "Asia/Karachi"')
        try:
            return self._zone_of(name), None
        except (ZoneInfoNotFoundError, ValueError, OSError):
            if offset is None:
                raise self._error(
                    "zone", f'found {quote_value(name)}, which this machine does not know; add offset = "+05:00"'
                ) from None
        match = _OFFSET.fullmatch(offset)
        if match is None:
            raise self._error("offset", f'found {quote_value(offset)}, expected an offset such as "+05:00"')
        size = dt.timedelta(hours=int(match[2]), minutes=int(match[3]))
        note = sanitize_line(f"no zone file for {name} on this machine: a fixed {offset} is used")
        return dt.timezone(size if match[1] == "+" else -size), note

    def _timetable(self, weeks: Mapping[str, Week], name: str | None, key: str) -> Week:
        if name is not None and name in weeks:
            return weeks[name]
        found = "missing, expected the name of a" if name is None else f"found {quote_value(name)}, which is no"
        self._errors.add(self._error(key, f"{found} timetable{did_you_mean_known(name or '', weeks)}"))
        return _CLOSED

    def _day(self, day: DayTable, weeks: Mapping[str, Week], index: int) -> TradingDay:
        week = _CLOSED if day.hours is None else self._timetable(weeks, day.hours, f"days[{index}].hours")
        return TradingDay(
            spans=week.get(day.date.weekday(), ()),
            holiday=None if day.holiday is None else sanitize_line(day.holiday),
            estimated=day.estimated,
        )

    def _week(self, name: str, days: Mapping[str, tuple[str, ...]]) -> Week:
        week: dict[int, tuple[SessionSpan, ...]] = {}
        for weekdays, spans in days.items():
            key = f"timetables.{name}.{weekdays}"
            session = self._spans(spans, key)
            for weekday in self._errors.run((), self._weekdays, weekdays, key):
                if weekday in week:
                    self._errors.add(self._error(key, f"{_WEEKDAYS[weekday]} is given twice"))
                week[weekday] = session
        return MappingProxyType(week)

    def _weekdays(self, text: str, key: str) -> Sequence[int]:
        match = _RANGE.fullmatch(text)
        first, last = (match[1], match[2] or match[1]) if match else ("", "")
        if first not in _WEEKDAYS or last not in _WEEKDAYS or _WEEKDAYS.index(last) < _WEEKDAYS.index(first):
            raise self._error(
                key, f"found {quote_value(text)}, expected a weekday such as Fri or a range such as Mon-Thu"
            )
        return range(_WEEKDAYS.index(first), _WEEKDAYS.index(last) + 1)

    def _spans(self, texts: tuple[str, ...], key: str) -> tuple[SessionSpan, ...]:
        spans: list[SessionSpan] = []
        for text in texts:
            span = self._errors.run(None, self._span, text, key)
            if span is None:
                continue
            if spans and span.start < spans[-1].end:
                self._errors.add(
                    self._error(key, f"found {quote_value(text)}, which begins before the previous one ends")
                )
            spans.append(span)
        return tuple(spans)

    def _span(self, text: str, key: str) -> SessionSpan:
        match = _SPAN.fullmatch(text)
        if match is None:
            raise self._error(
                key, f'found {quote_value(text)}, expected a phase and its times such as "open 09:32-15:30"'
            )
        if match[1] not in _PHASES:
            raise self._error(
                key, f"found {quote_value(match[1])}, which is no phase{did_you_mean_known(match[1], _PHASES)}"
            )
        start, end = (dt.timedelta(hours=int(match[h]), minutes=int(match[h + 1])) for h in (2, 4))
        if not start < end <= _MIDNIGHT:
            raise self._error(key, f"found {quote_value(text)}, which does not end after it begins and by 24:00")
        return SessionSpan(Phase(match[1]), start, end)
