"""Days, months and quarters in words are no instruments."""

from tests.kit.marks import for_each
from tui.sources.tables.periods import is_period


@for_each(
    "text",
    [
        *("27 ноября 2026", "27 novembre 2026", "27. November 2026", "27 Kasım 2026", "27 listopada 2026"),
        *(
            "27 de noviembre de 2026",
            "27th of November 2026",
            "1er mai 2026",
            "November 2026",
            "Nov 2026",
            "Enero 2026",
        ),
        *("Январь 2026", "Março 2026", "2026 Aralık", "2026 ARALIK", "2026-Nov", "T2 2026"),
        *("Q1 2026", "2026 Q3", "3. Quartal 2026"),
        *("Monday", "Fri", "Montag", "Çarşamba", "вторник", "周一", "月曜日", "월요일", "الجمعة", "Yesterday"),
    ],
)
def test_a_period_is_recognized(text: str) -> None:
    assert is_period(text)


@for_each(
    "text",
    [
        *("AAPL", "MAR", "May", "DEC", "SUN", "T-Bill 2026", "PIB 2031", "Maroc 2031", "S&P 500", "KSE 100"),
        *("Gold", "US Dollar", "1 USD", "Bond 4.5% 2032", "Marzotto", "March Networks", "Q2 Holdings", "7203"),
    ],
)
def test_an_instrument_is_no_period(text: str) -> None:
    assert not is_period(text)
