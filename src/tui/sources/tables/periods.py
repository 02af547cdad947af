"""Days, weekdays, months and quarters in words, which name no instruments."""

import re
from typing import Final

from tui.sources.decode.month_names import month_of
from tui.sources.tables.titles import plain_text

_YEAR: Final = r"(?:19|20)[0-9]{2}"
_DAY_OF_YEAR: Final = re.compile(
    rf"[0-9]{{1,2}}\.?(?:st|nd|rd|th|er)?(?: de| of)? [^\W\d_]{{3,12}}\.?,?(?: de)? {_YEAR}.{{0,12}}"
)
_QUARTER: Final = re.compile(
    rf"(?:[qt][1-4]|[1-4][qt]|[1-4]\. ?(?:quartal|kwartal)|[1-4] ?кв\.?)[ /-]{_YEAR}|{_YEAR}[ /-]?q[1-4]"
)
_MONTH_OF_YEAR: Final = re.compile(rf"([^\W\d_]{{3,12}})\.?,?[ /-](?:de )?{_YEAR}|{_YEAR}[ /-]([^\W\d_]{{3,12}})")
_WEEKDAY_WORDS: Final = """
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri today yesterday
    montag dienstag mittwoch donnerstag freitag samstag sonntag heute gestern lundi mardi mercredi jeudi vendredi samedi
    dimanche lunes martes miercoles jueves viernes sabado domingo segunda-feira terca-feira quarta-feira quinta-feira
    sexta-feira lunedi martedi mercoledi giovedi venerdi sabato domenica понедельник вторник среда четверг пятница
    суббота воскресенье pazartesi sali carsamba persembe cuma cumartesi pazar poniedziałek wtorek sroda czwartek
    piatek sobota niedziela 星期一 星期二 星期三 星期四 星期五 周一 周二 周三 周四 周五 月曜日 火曜日 水曜日 木曜日
    金曜日 월요일 화요일 수요일 목요일 금요일 الاثنين الثلاثاء الأربعاء الخميس الجمعة پیر منگل بدھ جمعرات جمعہ
"""
_WEEKDAYS: Final = frozenset(map(plain_text, _WEEKDAY_WORDS.split()))
_MAX_PERIOD = 40


def is_period(text: str) -> bool:
    """Return whether a text is a day, weekday, month or quarter: `27 ноября 2026`, `Monday`, `Q1 2026`."""
    if len(text) > _MAX_PERIOD:
        return False
    plain = plain_text(text)
    month = _MONTH_OF_YEAR.fullmatch(plain)
    if month is not None and month_of(month[1] or month[2]) is not None:
        return True
    return plain in _WEEKDAYS or any(each.fullmatch(plain) for each in (_DAY_OF_YEAR, _QUARTER))
