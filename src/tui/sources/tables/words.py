"""The words and marks that tables print in the place of figures, and beside them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from tui.domain.quote import Direction
from tui.sources.tables.currencies import CURRENCY_PREFIXES

UP_ARROWS: Final = "▲△▴▵↑⬆🔺↗⇧⇑⤴➚⏶🔼"
DOWN_ARROWS: Final = "▼▽▾▿↓⬇🔻↘⇩⇓⤵➘⏷🔽"

_NOTHING = re.compile(r"[-.,/*_ …·~─━ーｰ]{1,12}[ \xa0]?%?|\(-{1,4}\)|")
_CJK = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]+")
_NO_VALUE: Final = """
    n/a na n.a. n.a n/a. #n/a #na n/d nd n.d. n.d n/v nv n.v. n.v k.a. k.a k/a s.o. s.o s/o s.d. s/d n.q. n.e. n.m.
    n/t n.t. #nv #n/d nil none null (null) nan nat undefined missing tba tbd #value! #ref! #div/0! #num! #name? #null!
    n/m n/a% (n/a) [n/a] <na> <n/a> -nan n\\a \\n &nbsp; s/c #error! unavailable 休市 停牌 不适用 不適用
    해당없음 該当無し 거래정지 n.c. n/c nc suspended susp. susp halted ausg. ausgesetzt
    нет н/д н.д. 無 无 暂无 なし 該当なし 없음 brak b.d.
"""
NO_TRADE_WORDS: Final = frozenset(["no trade", "no trades", "not traded", "n/t", "n.t."])
"""What states that there was no trade."""
_NO_VALUES: Final = frozenset(
    [
        *_NO_VALUE.split(),
        "not available",
        "not applicable",
        "no data",
        *NO_TRADE_WORDS,
        "k. a.",
        "n. a.",
        "n. v.",
        "s. o.",
        "#n/a n/a",
    ]
)
_UNCHANGED: Final = """
    unch unch. unchg unchg. unchanged unc unc. unv. unv unverändert inchangé inv. flat steady même
    平 平盤 平盘 持平 不變 不变 変わらず 보합 nochange
"""
UNCHANGED_WORDS: Final = frozenset([*_UNCHANGED.split(), "no change", "no chg", "no chg."])
"""What is printed in the place of a change of zero."""

_UP: Final = """
    up rise rises rising rose risen gain gains gained gainer increase increases increased higher advance advanced
    漲 涨 上漲 上涨 升 上升 상승 ↑ hausse подъем рост
"""
_DOWN: Final = """
    down dn fall falls falling fell fallen loss loses lost loser decrease decreases decreased lower decline declined
    跌 下跌 降 下降 하락 ↓ baisse падение
"""
DIRECTION_WORDS: Final[Mapping[str, Direction]] = {
    **dict.fromkeys(_UP.split(), Direction.UP),
    **dict.fromkeys(_DOWN.split(), Direction.DOWN),
    **dict.fromkeys(UNCHANGED_WORDS, Direction.UNCHANGED),
    **dict.fromkeys(UP_ARROWS, Direction.UP),
    **dict.fromkeys(DOWN_ARROWS, Direction.DOWN),
}
"""What is a direction beside a figure too; in small letters."""
SIGN_CELL_WORDS: Final[Mapping[str, Direction]] = {
    **DIRECTION_WORDS,
    **dict.fromkeys(["u", "plus", "positive", "pos", "green", "lime", "高", "상한"], Direction.UP),
    **dict.fromkeys(["d", "minus", "negative", "neg", "red", "安", "하한"], Direction.DOWN),
}
"""What is a direction in a cell of its own; green is a rise, as in most of the world.

Beside a figure a letter, a colour or "high" refers to a note, a limit or an extreme.
"""
SIGN_WORDS: Final[Mapping[str, str]] = {"plus": "+", "minus": "-"}
"""What is a sign before a figure."""

_UNITS: Final = {
    3: """
        k tsd tausend thousand thousands th тыс тис хил mille mila tys tis ezer ribu bin พัน 千 천 हज़ार हजार ہزار هزار
        ألف
    """,
    4: "万 萬 만 หมื่น",
    5: "lakh lakhs lac lacs lk แสน लाख لاکھ",
    6: """
        m mm mn mln mil mill million millions mio mios milj miljoen milyon milione milioni millones milhões mi juta jt
        triệu millió мл млн ล้าน 百万 百萬 백만 مليون میلیون
    """,
    7: "cr crore crores crs 千万 千萬 천만 करोड़ करोड کروڑ",
    9: """
        b bn bln bil bill billion billions mrd mrds mlrd mld md mia milliard milliards milliarden miljard miliardi
        miliar milyar milliárd tỷ bi млрд мрд พันล้าน 十亿 십억 arab مليار میلیارد
    """,
    8: "億 亿 억",
    12: "t tn tln trn trillion trillions tri трлн 兆 조 万亿 萬億",
}
UNITS: Final[Mapping[str, Decimal]] = {
    word: Decimal(10) ** power for power, words in _UNITS.items() for word in words.split()
}
"""How much a unit of volume is, by its name in small letters without a point."""
DOUBTFUL_UNITS: Final = {
    "mil": "may be a thousand or a million",
    "mm": "may be millions or thousands of millions",
    **dict.fromkeys(
        ["b", "bn", "bln", "bil", "bill", "billion", "billions", "tn", "tln", "trn", "trillion", "trillions"],
        "differs by language",
    ),
}
"""Why a unit is refused after a decimal comma.

`mil` is a million in English and a thousand in Spanish and Portuguese; a billion is 10⁹ in English and 10¹² in French,
Spanish, German and Danish, a trillion 10¹² and 10¹⁸, and their letters mean either on the pages of these languages.
"""
LETTER_OF_TONS: Final = "t"
"""A unit that may be tons, thousands (German `Tausend`) or trillions."""
PERCENT_WORDS: Final = frozenset(["pct", "pct.", "percent", "prozent", "p.c."])
COUNTED_ITEMS: Final = frozenset(["shares", "share", "shs", "sh", "units", "stk", "stück", "st", "股", "株", "주"])
"""What volumes are counted in."""
FOOTNOTE_MARKS: Final = frozenset(["*", "**", "***", "†", "‡", "xd", "xr", "xc", "xa"])
"""What refers to a note below the table, or says that the price is without a dividend or a right."""
PRICE_NOTES: Final = "dDuU"
"""Letters behind a price of the lowest and the highest of a year; behind a change they may be its direction."""
CJK_UNITS: Final = tuple(sorted(filter(_CJK.fullmatch, UNITS), key=len, reverse=True))
"""Those that may be before a sign of a currency or a counted item without a blank; the longest first."""
NO_COUNT_WORDS: Final = frozenset(
    ["ar", "br", "c", "da", "dt", "km", "kn", "kz", "l.", "le", "mt", "mtn", "nu", "p", "q.", "r."]
)
"""Currencies that may be units behind a count: MT is tons as well, and `ar` a billion."""


def is_no_value(text: str) -> bool:
    """Return whether a folded text states that there is no value: empty, `-`, `--.--`, `$ -`, `N/A`, `n.v.`, `NaN`."""
    if _NOTHING.fullmatch(text) or text.casefold() in _NO_VALUES:
        return True
    return "-" in text and _is_sign_of_currency(text.strip("- ").casefold())


def _is_sign_of_currency(word: str) -> bool:
    """Return whether accountants print the word before a dash for nothing; a code may be a symbol as well."""
    return not word.isalnum() and word in CURRENCY_PREFIXES
