"""The names of months in the languages of feeds and tables, and the month that a word names."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

_MIN_ABBREVIATION: Final = 3
_NAMES: Final = (
    # English, German and Austrian, French, Spanish, Portuguese, Italian, Dutch
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber mrz april mai juni juli august sept oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mrt april mei juni juli augustus september oktober november december",
    # Swedish and its neighbours, Indonesian, Malay, Turkish, Hungarian, Romanian
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november desember",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "januari februari mac april mei jun julai ogos september oktober november disember",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "január február március április május június július augusztus szeptember október november december",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    # Polish and Czech in both cases, Russian in both, Ukrainian, Greek in both
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    (
        "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος "
        "σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος"
    ),
    (
        "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου "
        "σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου"
    ),
    # Arabic, Urdu, Hindi
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
)
_FULL_NAMES: Final = (
    # Finnish, in both cases; Hebrew, with the word for "of" too; Bengali; Persian; Arabic of the east and the west
    ("tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu"),
    (
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta "
        "marraskuuta joulukuuta"
    ),
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
    "জানুয়ারী ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগষ্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
    "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "- شباط آذار نيسان أيار حزيران تموز آب أيلول - - -",
    "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
)
"""Names whose beginnings are not abbreviations, and are those of another month in another language."""


def _plain_word(word: str) -> str:
    """Return a word in small letters, without its accents, vowel signs and points; the Turkish `ı` is `i`."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return "".join(each for each in decomposed if unicodedata.category(each)[0] != "M" and each != ".")


@lru_cache(maxsize=1)
def _months() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return the month of each full name, and of each beginning of names that is of one month alone."""
    full: dict[str, int] = {}
    beginnings: dict[str, set[int]] = {}
    for names in _NAMES:
        for month, name in enumerate(map(_plain_word, names.split()), 1):
            full[name] = month
            for end in range(_MIN_ABBREVIATION, len(name)):
                beginnings.setdefault(name[:end], set()).add(month)
    for names in _FULL_NAMES:
        full.update({name: month for month, name in enumerate(map(_plain_word, names.split()), 1) if name != "-"})
    short = {begun: next(iter(months)) for begun, months in beginnings.items() if len(months) == 1}
    return MappingProxyType(full), MappingProxyType(short)


def month_of(word: str) -> int | None:
    """Return the month, 1 to 12, that a word names or abbreviates; None where it is none or one of several."""
    full, short = _months()
    plain = _plain_word(word)
    return full.get(plain) or short.get(plain)
