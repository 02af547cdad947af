"""The signs and codes of currencies that people print beside figures."""

from typing import Final

_ISO_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
CHW CLF CLP CNH CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GGP GHS GIP GMD GNF GTQ
GYD HKD HNL HRK HTG HUF IDR ILS IMP INR IQD IRR ISK JEP JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD
LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XDR XOF XPD XPF XPT XSU XTS XUA
YER ZAR ZMW ZWG ZWL
"""
_OTHER_CODES = "BTC ETH USDT USDC GBX GBp ZAc ZAC ILA RMB"
_SIGNS = """
$ € £ ¥ ￥ ₩ ₹ ₨ ₺ ₽ ₴ ₦ ₱ ₫ ₪ ₡ ₲ ₵ ₸ ₼ ₾ ₮ ₭ ₿ ৳ ฿ ៛ ﷼ ¢ ƒ ₣ ₤ ₥ ₧ ₯ ₰ ₳ ₶ ₷ ₻ ֏ ؋ 元 円 圓 圆 원
US$ U$ U$S U$D USD$ HK$ R$ A$ AU$ AUD$ C$ CA$ CAD$ CAN$ NT$ S$ SG$ SGD$ NZ$ MX$ Mex$ RD$ J$ JA$ TT$ BZ$ B$ BD$ EC$ FJ$
G$ L$ N$ T$ Z$ AR$ Arg$ CL$ COL$ COP$ $U $b C¥ CN¥ JP¥ £E £S £L E£ GB£ IR£ N₦ Rs Rs. Re Re. INR. PKR. Rp Rp. Tk Tk. Tk৳
kr kr. Kč Kčs zł zl Ft lei leu лв лв. руб руб. р. грн грн. ден ден. дин дин. din din. Din. kn KM Fr Fr. sFr sFr. SFr
SFr. CHF. Dh Dh. Dhs Dhs. DH SR S.R. QR BD KD K.D. JD OMR. LE L.E. EGP. DA DT MAD. KSh KSh. Ksh TSh TSh. USh USh. Sh Sh.
RM S/ S/. B/. B/ Bs Bs. Bs.F Bs.S Lps L. Q. ₲s Gs Gs. Br Br. Kz MT MTn Le Ar Nu Nu. Rf Rf. MVR. soʻm so'm сум тг тг. ₸.
TL YTL ман. ман CFA FCFA F.CFA XAF. euro euros Euro Euros dollars dollar yen won baht rupees rupee yuan HKD. USD. EUR.
NIS lv lv. XBT บาท zł. 人民币 人民幣 港元 港币 港幣 美元 日元 日圓 欧元 歐元 台币 新台幣
درهم ريال دينار جنيه ر.س د.إ د.ك ریال تومان روپے
"""
_CODES = f"{_ISO_CODES} {_OTHER_CODES}"
_PREFIXES_ONLY = "R K L Q P"
_SUFFIXES_ONLY = "p c đ pence cent cents"


def _folded(text: str) -> frozenset[str]:
    return frozenset(map(str.casefold, text.split()))


CURRENCY_PREFIXES: Final = _folded(_CODES) | _folded(_SIGNS) | _folded(_PREFIXES_ONLY)
"""What may be before a figure, in small letters: ISO 4217 codes, signs, abbreviations; `R` is the rand."""
CURRENCY_SUFFIXES: Final = _folded(_CODES) | _folded(_SIGNS) | _folded(_SUFFIXES_ONLY)
"""What may be after one; `p` and `c` are pence and cents."""
ISO_CURRENCIES: Final = frozenset(_ISO_CODES.split())
"""The codes of ISO 4217, with the metals, CNH and codes that were in use lately."""
