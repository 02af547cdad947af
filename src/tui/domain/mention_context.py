"""What stands around a name in a text, and what that says about it: regular expressions and few words."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tui.domain.exchanges import CRYPTO

LEGAL_FORMS: Final = frozenset(
    (
        "ltd",
        "limited",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "plc",
        "llc",
        "se",
        "ag",
        "nv",
        "sa",
    )
)
"""The words after a company's name that are left out as often as not, without points."""
SMALL_WORDS: Final = frozenset(("a", "an", "and", "at", "by", "de", "for", "in", "of", "on", "or", "the", "to"))

_LEGAL_FORM: Final = re.compile(
    r"(?:,| &)? (?:\((?:Pvt|Private|Pakistan|Pak)\.?\) )?"
    r"(?i:Ltd|Limited|Inc|Incorporated|Corp|Corporation|Co|Company|plc|LLC)\b\.?(?: (?:Ltd|Limited)\b\.?)?"
)
_SHARES: Final = r"(?:shares?|stocks?|scrips?|bonds?|futures)"
_PEOPLE: Final = r"(?:CEO|CFO|chief|chairman|president|directors?|investors|shareholders|executives?|employees)"
_BUSINESS: Final = r"(?:profits?|earnings|revenues?|sales|results|dividends?|bookings|board|market (?:cap|value))"
_VERB: Final = (
    r"(?:rose|rises?|fell|falls?|gain(?:s|ed)?|lost|loses?|add(?:s|ed)|shed|slid|slips?|slipped|jump(?:s|ed)|climb(?:s|ed)"
    r"|drop(?:s|ped)|clos(?:es|ed)|end(?:s|ed)|trad(?:es|ed)|surg(?:es|ed)|advanc(?:es|ed)|declin(?:es|ed)|eas(?:es|ed)"
    r"|rall(?:ies|ied)|tumbl(?:es|ed)|plung(?:es|ed)|sank|hit|up|down|settled|recovered|(?:was|were|is) (?:up|down|at))"
)
_FIGURE: Final = r"(?:[0-9]|per ?cent|points?\b|limit|record|lower|higher|flat)"
_BUSINESS_AFTER: Final = re.compile(
    rf"(?:['’]s?)? (?i:{_SHARES}|{_PEOPLE})\b|['’]s? (?i:{_BUSINESS})\b"
    rf"|(?:['’]s?|, which)? {_VERB} [^.;!?]{{0,40}}?{_FIGURE}"
    r"|[,:]? ?\(?(?:[-+−±▲▼] ?|Rs\.? ?|\$ ?)[0-9]|[,:]? ?\(?[0-9]+(?:[.,][0-9]+)*(?: ?%|(?<=\.[0-9]{2})\b)"
    r"| (?:said|says|reported|reports|posted|posts|announced|announces|unveiled|warned|expects) "
)
_SHARES_BEFORE: Final = re.compile(rf"\b{_SHARES} (?:of|in) (?:the )?$|\bscrips? $")
_EXCHANGE_BEFORE: Final = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Za-z]{1,9}) ?: ?$")
_SENTENCE_END: Final = re.compile(r"(?:^|(?<![A-Z])\.|[!?:;•\n—–])[\s\"'“”‘’(\[-]*$")
_CAPITALISED_AFTER: Final = re.compile(r" ([^\W\d_]+)")
_CAPITALISED_BEFORE: Final = re.compile(r"([^\W\d_]+) $")
_WORD: Final = re.compile(r"[^\W\d_]+")
_NUMBER_AFTER: Final = re.compile(r"[ -]?[0-9]{2,4}\b(?![.,%]?[0-9%])")
_PARTICIPLE: Final = re.compile(r"[a-z]{1,12}ed\b|(?:led|run|held|built|made|owned|based|like|style|related)\b")
_IN_BRACKETS: Final = re.compile(r"s?\)")

_OTHER_ENTITY_WORDS: Final = """
    academy agency amphitheater amphitheatre arena asset association authority avenue bank building capital cement
    center centre club college commission committee council cup department energy entertainment exploration
    federation fertilizer field foods foundation fund garden gardens hall hospital hospitals hotel house institute
    insurance international islamic league leasing ministry modaraba motor motors museum park party pavilion power
    road school securities speedway stadium street sugar television textile theatre tower towers trust union
    university valley ventures world zurich
"""
_OTHER_ENTITY: Final = frozenset(_OTHER_ENTITY_WORDS.split())
"""Words that make a longer name, which is not the one before them: Ford Foundation."""

_EXCHANGES: Final[Mapping[str, str]] = MappingProxyType(
    {"KSE": "PSX", "NASDAQ": "US", "NYSE": "US", "NYSEARCA": "US", "NYSEAMERICAN": "US", "AMEX": "US", "CBOE": "US"}
)
"""The market of an exchange whose name is not the code of it."""
_HINTS: Final = (
    ("PSX", re.compile(r"\b(?:PSX|Karachi|Pakistan|KSE|Rs ?[0-9]|PKR|rupees)")),
    ("US", re.compile(r"\b(?:NYSE|NASDAQ|Nasdaq|Wall Street|New York|US-listed)|\$[0-9]")),
    (CRYPTO, re.compile(r"(?i)\b(?:crypto(?:currenc(?:y|ies))?|tokens?|blockchain|coins?)\b")),
)
_LOOK_BACK: Final = 24
"""Characters before a name that are looked at."""
_LOOK_AHEAD: Final = 64


def legal_form_end(text: str, end: int) -> int:
    """Return where the legal form after a name ends: `, Inc.`; the same position where there is none."""
    match = _LEGAL_FORM.match(text, end, end + _LOOK_AHEAD)
    return match.end() if match else end


def is_business(text: str, start: int, end: int) -> bool:
    """Return whether what stands before or after a name is said of companies and shares alone."""
    before = text[max(0, start - _LOOK_BACK) : start]
    return (
        legal_form_end(text, end) > end
        or _BUSINESS_AFTER.match(text, end, end + _LOOK_AHEAD) is not None
        or _SHARES_BEFORE.search(before) is not None
    )


def exchange_before(text: str, start: int) -> str | None:
    """Return the market that is named before a symbol, `NYSE: DIS`; None where there is none."""
    match = _EXCHANGE_BEFORE.search(text[max(0, start - _LOOK_BACK) : start])
    if match is None or not match[1].isupper():
        return None
    return _EXCHANGES.get(match[1], match[1])


def is_sentence_start(text: str, start: int) -> bool:
    """Return whether a word is capitalised wherever it stands here: it is the first of a sentence."""
    before = text[max(0, start - _LOOK_BACK) : start]
    return bool(_SENTENCE_END.search(before if start <= _LOOK_BACK else f"a{before}"))


def is_part_of_longer_name(text: str, start: int, end: int, *, is_word: bool, is_doubtful: bool = False) -> bool:
    """Return whether the words beside a name make it another one.

    Args:
        text: that it is in.
        start: of the name.
        end: of the name.
        is_word: whether it is one word that means something else as well; then any capitalised word beside it counts.
        is_doubtful: whether others have the name; then the first word of a sentence counts as well.
    """
    after = _CAPITALISED_AFTER.match(text, end, end + _LOOK_AHEAD)
    if after is not None and not after[1][0].islower():
        if after[1].casefold() in _OTHER_ENTITY:
            return True
        if is_word and after[1][0].isupper() and not is_business(text, start, end):
            return True
    if not is_word:
        return False
    before = _CAPITALISED_BEFORE.search(text[max(0, start - _LOOK_BACK) : start])
    if before is None or not before[1][0].isupper() or before[1].casefold() in SMALL_WORDS:
        return False
    return is_doubtful or not is_sentence_start(text, max(0, start - _LOOK_BACK) + before.start())


def is_numbered(text: str, end: int) -> bool:
    """Return whether a small whole number follows, as in the names of indices."""
    return _NUMBER_AFTER.match(text, end) is not None


def is_participle_after(text: str, at: int) -> bool:
    """Return whether what begins here makes an adjective of the name before it: `OGDC-operated`."""
    return _PARTICIPLE.match(text, at) is not None


def is_bracketed(text: str, start: int, end: int) -> bool:
    """Return whether brackets alone stand around it."""
    return text[start - 1 : start] == "(" and _IN_BRACKETS.match(text, end) is not None


def spells(abbreviation: str, text: str, end: int) -> bool:
    """Return whether the words before a position have these initials, with or without their small words."""
    words = [word.casefold() for word in _WORD.findall(text[max(0, end - 120) : end])]
    wanted = abbreviation.casefold()
    initials = "".join(word[0] for word in words)
    without_small = "".join(word[0] for word in words if word not in SMALL_WORDS)
    return initials.endswith(wanted) or without_small.endswith(wanted)


def hinted_markets(texts: str) -> frozenset[str]:
    """Return the markets that a text is about by the places, exchanges and currencies in it."""
    return frozenset(market for market, hint in _HINTS if hint.search(texts))
