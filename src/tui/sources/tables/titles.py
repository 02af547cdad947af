"""What the title of a column says."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import Final

from tui.sources.instruments import CURRENCIES
from tui.sources.tables.cells import normalize_cell
from tui.sources.tables.currencies import ISO_CURRENCIES
from tui.sources.tables.title_words import CONCEPT_WORDS, INDEX_WORDS, YEAR_SPANS, Concept

_MAX_TITLE = 100


def _spanned(spans: Iterable[str], *words: str) -> Iterator[str]:
    """Yield the titles of a word and a span of time, in either order and as one word: `52 week high`, `yearhigh`."""
    for span, word in product(spans, words):
        yield from (f"{span} {word}", f"{word} {span}", f"{span}{word}", f"{word}{span}")


_HIGHS: Final = (
    "high",
    "hoch",
    "haut",
    "plus haut",
    "max",
    "maximo",
    "massimo",
    "yuksek",
    "макс",
    "최고",
    "最高",
    "高値",
)
_LOWS: Final = ("low", "tief", "bas", "plus bas", "min", "minimo", "dusuk", "мин", "최저", "最低", "安値")
_EXACT: Final[Mapping[str, tuple[Concept, int]]] = MappingProxyType(
    {
        **dict.fromkeys(("dzien",), (Concept.AS_OF, 2)),
        **dict.fromkeys(("data", "tag", "dia", "giorno", "gun", "day", "session", "period"), (Concept.AS_OF, 2)),
        **dict.fromkeys(("month", "exchange", "n", "lp", "plz"), (Concept.OTHER, 0)),
        **dict.fromkeys(("cambio",), (Concept.CAMBIO, 0)),
        **dict.fromkeys(("c",), (Concept.PRICE, 1)),
        **dict.fromkeys(("o",), (Concept.OPEN, 0)),
        **dict.fromkeys(("h",), (Concept.HIGH, 0)),
        **dict.fromkeys(("l",), (Concept.LOW, 0)),
        **dict.fromkeys(("v",), (Concept.VOLUME, 0)),
        **dict.fromkeys(("d",), (Concept.CHANGE, 0)),
        **dict.fromkeys(("pc",), (Concept.PREVIOUS_CLOSE, 0)),
        **dict.fromkeys(("s",), (Concept.SYMBOL, 0)),
        **dict.fromkeys(("高",), (Concept.HIGH, 0)),
        **dict.fromkeys(("低",), (Concept.LOW, 0)),
        **dict.fromkeys(("jahreshoch",), (Concept.YEAR_HIGH, 0)),
        **dict.fromkeys(("jahrestief",), (Concept.YEAR_LOW, 0)),
        **dict.fromkeys(("t", "at"), (Concept.AS_OF, 1)),
        **dict.fromkeys(_spanned(YEAR_SPANS, *_HIGHS), (Concept.YEAR_HIGH, 0)),
        **dict.fromkeys(_spanned(YEAR_SPANS, *_LOWS), (Concept.YEAR_LOW, 0)),
        **dict.fromkeys(("unit price", "price per unit", "preis pro einheit"), (Concept.PRICE, 1)),
        **dict.fromkeys(("rate per unit",), (Concept.PRICE, 4)),
        **dict.fromkeys(("market", "markets", "mercado", "markt"), (Concept.INSTRUMENT, 0)),
        **dict.fromkeys(("char code", "букв код"), (Concept.SYMBOL, 0)),
        **dict.fromkeys(("numcode", "numeric code", "цифр код"), (Concept.OTHER, 0)),
    }
)
"""Whole titles that their words would not decide: single letters of candles, and words of two meanings."""
_RATE_PHRASES: Final = re.compile(
    r"\b(?:(?:taux|cours) (?:de|du) change|(?:tipo|tasa|taxa|tasso|corso) (?:de|di) cambio|"
    r"rates? of exchange|exchange rates?)\b"
)
_PARTS: Final = re.compile(
    "previous|prev|last|traded|trade|time|date|price|rate|percentage|percent|change|closing|close|opening|open|highest"
    "|high|lowest|low|volume|current|value|market|regular|day|todays|symbol|code|name|currency|selling|sell|buying|buy"
    "|middle|mid|bid|ask|average|avg|updated|update|pct|chg|net|total|24hr|24h|24|company|short|long|full|unit|at|cap|forex|banknote|ccy|vol|usd|eur|gbp"
)
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[0-9])(?=[A-Z][a-z])")
"""Where a word begins within a name; `1Y` and `24H` are one word."""
_WORDS: Final = re.compile(r"[^\W_]+")
_SIGNS: Final = (("%", " percent "), ("+/-", " plusminus "), ("+/−", " plusminus "), ("±", " plusminus "))
_MAX_PART = 40
_SCALE_OR_MONEY: Final = re.compile(
    r"[$€£¥₹₨₺₽₩₿₫₪]|'?\b0{3}(?:s|'s)?\b|\b(?:k|m|mm|mn|mln|mio|mrd|bn|tsd|thousands?|millions?|billions?|tausend|"
    r"milliers?|miles|millones|milhares|milhoes|migliaia|milioni|bin|milyon|milyar|тыс|млн|млрд|tys|lakhs?|crores?|"
    r"lots?|lotes?|lotti|tl|rs|руб|zl|kc|kr|ft)\b|[万萬億亿千手元円圓원천억]"
)
"""What says that a volume is not counted by ones, or is of money."""
_SPANS_OF_A_DAY: Final = frozenset({"24h", "24hr", "24hrs", "24", "1d", "1day", "24hour", "24hours"})
_CAPS: Final = frozenset({"cap", "mcap", "marketcap", "mktcap", "capitalization"})
_OF_CAPS: Final = frozenset({"rank", "change", "percent", "percentage", "pct", "chg", "max"})
_STARTS: Final = frozenset({"open", "opening", "start", "begin", "from", "first"})
_OTHER_TIMES: Final = frozenset(
    {"next", "expiry", "delivery", "funding", "listing", "listed", "created", "launch", "onboard", "ath", "atl"}
)
_WORDS_OF_MONEY: Final = frozenset({"price", "abs", "absolute", "net", "amount", "value"})
_EDGE = r"\b"
_CAPITALS: Final = re.compile(r"[A-Z]{3,}")
_CODE: Final = re.compile(r"[A-Z][A-Z0-9./^=-]{1,11}")
_VAGUE_LEAVES: Final = frozenset({"value", "raw", "fmt", "amount", "text", "display", "v"})


def _pattern(words: str) -> re.Pattern[str]:
    def one(word: str) -> str:
        text = re.escape(plain_text(word.strip("*_").replace("_", " ")))
        if not text[-1:].isascii() and not re.match(r"[\u0370-\u05ff]", text):
            return text  # scripts without blanks between words, or with articles joined to them
        return rf"{'' if word.startswith('*') else _EDGE}{text}{'' if word.endswith('*') else _EDGE}"

    return re.compile("|".join(map(one, words.split())))


def plain_text(text: str) -> str:
    """Return text in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize(
        "NFC", "".join(each for each in decomposed if not "\u0300" <= each <= "\u036f")
    ).replace("ı", "i")


_PATTERNS: Final = tuple(
    (concept, rank, _pattern(words)) for concept, ranks in CONCEPT_WORDS.items() for rank, words in enumerate(ranks)
)


_INDEX_TITLE: Final = re.compile(
    rf"(?:{'|'.join(plain_text(word).replace('*', '[^ ]*') for word in INDEX_WORDS.split())})(?: name)?"
)


def words_of(title: str) -> str:
    """Return the words of a title in small letters: `lastTradedPrice`, `Last_traded price` are `last traded price`.

    Of a dotted path the last name counts, and the one before it where the last is vague, such as `value`.
    """
    text = normalize_cell(title)[:_MAX_TITLE]
    names = text.split(".") if " " not in text and not text.endswith(".") else [text]
    leaf = names[-1]
    if len(names) > 1 and (leaf.lower() in _VAGUE_LEAVES or leaf.isdigit() or len(_words(leaf)) == 1):
        leaf = f"{names[-2]} {leaf}"
    return " ".join(_words(leaf))


@lru_cache(maxsize=512)
def concept_of(title: str) -> tuple[Concept, int]:
    """Return what a title says, and its rank among the words of the concept, the likeliest 0."""
    words = words_of(title)
    last = words.rpartition(" ")[2] if "." in title else words
    if words in _EXACT or (len(last) > 2 and last in _EXACT):
        return _EXACT.get(words) or _EXACT[last]
    rest = _RATE_PHRASES.sub("", words)
    found: dict[Concept, list[int]] = {}
    for concept, rank, pattern in _PATTERNS:
        if pattern.search(rest):
            found.setdefault(concept, []).append(rank)
    if rest != words:
        found.setdefault(Concept.PRICE, [4])
    concept = _concept(
        found, is_money=currency_of(title) is not None or _SCALE_OR_MONEY.search(plain_text(title)) is not None
    )
    if concept is Concept.CHANGE and found.get(Concept.PRICE) == [4] and rest == words:
        return Concept.PERCENT, 1  # a rate of change, in percent or as a fraction
    ranks = found.get(concept, [0])
    # `closing price`, `average price` are no `price`, and `last price` is the last
    return concept, ranks[1] if concept is Concept.PRICE and ranks[0] == 1 and len(ranks) > 1 else ranks[0]


def _concept(found: Mapping[Concept, list[int]], *, is_money: bool) -> Concept:
    concept = next((each for each in CONCEPT_WORDS if each in found), Concept.UNKNOWN)
    prices = found.get(Concept.PRICE, [])
    match concept:
        case Concept.PERCENT | Concept.CHANGE if Concept.VOLUME in found:
            return Concept.OTHER
        case Concept.VOLUME if {Concept.BID, Concept.ASK, Concept.CURRENCY} & found.keys() or is_money or 5 in prices:
            return Concept.OTHER  # an order book's, of money, or in thousands
    return concept


def is_title_of_indices(title: str) -> bool:
    """Return whether the rows below a title are indices."""
    return _INDEX_TITLE.fullmatch(words_of(title)) is not None


def is_title_of_market_cap(title: str) -> bool:
    """Return whether a title is of the worth of all of an instrument: `market_cap`, `Mcap (USD)`."""
    words = set(words_of(title).split())
    return bool(words & _CAPS) and not words & _OF_CAPS


def is_title_of_other_time(title: str) -> bool:
    """Return whether a time is not that of the price, but of a listing, a delivery or the next event."""
    return not _OTHER_TIMES.isdisjoint(words_of(title).split())


def is_title_of_start(title: str) -> bool:
    """Return whether a time is the start of the span that a row is about: `openTime`."""
    return not _STARTS.isdisjoint(words_of(title).split())


def is_title_of_supply(title: str) -> bool:
    """Return whether a title is of how many coins there are: `circulating_supply`."""
    words = set(words_of(title).split())
    return "supply" in words and not words & _OF_CAPS


def may_be_title_of_percent(title: str) -> bool:
    """Return whether the title of a change is as usual for a percentage: `24h change`, but not `price change 24h`."""
    words = words_of(title).split()
    return bool(_SPANS_OF_A_DAY.intersection(words)) and not _WORDS_OF_MONEY.intersection(words)


def is_title_of_percent_of_day(title: str) -> bool:
    """Return whether the title of a change names a currency and a day, `usd_24h_change`, which is a percentage."""
    return may_be_title_of_percent(title) and any(word.upper() in ISO_CURRENCIES for word in words_of(title).split())


def is_title_of_instrument(title: str) -> bool:
    """Return whether a column could be of one instrument: its title is a code, or names a currency."""
    text = normalize_cell(title)[:_MAX_TITLE].rpartition(".")[2]
    if text in ISO_CURRENCIES:
        return True
    is_code = _CODE.fullmatch(text) is not None or any(word in ISO_CURRENCIES for word in _CAPITALS.findall(text))
    return is_code and concept_of(text)[0] is Concept.UNKNOWN


def currency_of(title: str) -> str | None:
    """Return the currency that a title names, `Price (USD)`, `priceUsd`; None where it names none."""
    capitals = set(_CAPITALS.findall(normalize_cell(title)[:_MAX_TITLE]))
    words = words_of(title).split()
    small = {word.upper() for word in words} & (CURRENCIES if len(words) > 1 else ISO_CURRENCIES)
    return min((capitals & ISO_CURRENCIES) or small, default=None)


def _words(text: str) -> list[str]:
    for sign, word in _SIGNS:
        text = text.replace(sign, word)
    if text.strip() in ("#", "№"):
        return ["number"]
    words = _WORDS.findall(plain_text(_CAMEL.sub(" ", text)))
    return [part for word in words for part in _parts(word)]


def _parts(word: str) -> list[str]:
    """Return the parts of words that are written as one, `lastprice`; any other word is its own part."""
    parts = _PARTS.findall(word) if word.isascii() and len(word) <= _MAX_PART else []
    return parts if "".join(parts) == word else [word]
