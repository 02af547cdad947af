"""What titles say, in thirteen languages."""

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tui.sources.tables.title_words import Concept
from tui.sources.tables.titles import (
    concept_of,
    currency_of,
    is_title_of_instrument,
    is_title_of_percent_of_day,
    may_be_title_of_percent,
    words_of,
)


@for_each(
    ("concept", "titles"),
    [
        (
            Concept.PRICE,
            "Last|LTP|lastPrice|Closing Price|ltradert|rate.middle_rate|trade_price|Letzter Kurs|Schlusskurs",
        ),
        (Concept.PRICE, "Dernier|Cours de clôture|Taux de change|Tipo de cambio|Último|Prezzo|Son Fiyat|Kapanış|Цена"),
        (
            Concept.PRICE,
            "Последняя цена|Курс|最新价|收盘价|現在値|終値|آخر سعر|السعر|قیمت|Exchange rate|priceUsd|quote.USD.price",
        ),
        (
            Concept.OPEN,
            "Open|openrate|opening_price|Eröffnung|Ouverture|Apertura|Açılış|Цена открытия|开盘|始値|الافتتاح",
        ),
        (Concept.HIGH, "High|Day High|high_24h|Tageshoch|Höchst|+ haut|Máximo|En Yüksek|Максимум|最高|高値|أعلى"),
        (Concept.LOW, "Low|lowest24h|Tagestief|+ bas|Mínima|En Düşük|Мин.|最低|安値|أدنى"),
        (
            Concept.PREVIOUS_CLOSE,
            "LDCP|Prev. Close|prevClosePrice|Vortageskurs|Clôture veille|Önceki Kapanış|昨收|前日終値",
        ),
        (Concept.CHANGE, "Change|Chg.|+/-|Net change|Diff.|Veränderung|Variação|Fark|Изменение|涨跌额|前日比|التغير"),
        (Concept.PERCENT, "Change %|changePercent|% Chg|Var. %|Variation (%)|Yüzde|Изменение, %|涨跌幅|التغير %"),
        (Concept.PERCENT, "change_rate|signed_change_rate|Rate of change|Änderungsrate|Taux de variation"),
        (Concept.VOLUME, "Volume|Vol.|totalVolume|Volumen|Hacim|Объём|成交量|出来高|الحجم|Shares traded"),
        (Concept.OTHER, "#|S.No|id|CIK|Rank|BID VOL.|Volume (USD)|Turnover|Market Cap|7d %|52 Week Range|Weight"),
        (
            Concept.OTHER,
            "成交额|売買代金|market_cap_change_24h|weightedAvgPrice|lastQty|quoteVolume|Цифр. код|Umsatz",
        ),
        (Concept.OTHER, "52 Week High Date|% off 52W High|52 Week Change|Year|Since 52 week low"),
        (
            Concept.YEAR_HIGH,
            "52 Week High|52W High|52-Week High|High 52W|fiftyTwoWeekHigh|yearHigh|year_high|week52High|52周最高",
        ),
        (
            Concept.YEAR_LOW,
            "52 Week Low|52Wk Low|Low (52 weeks)|fiftyTwoWeekLow|yearLow|52 周最低|12 Month Low",
        ),
        (Concept.AS_OF, "Date|Last Update|closeTime|Datum|Kurszeit|Fecha|Heure|Tarih|Дата|日期|時刻|الوقت|timestamp"),
        (Concept.BID, "Bid|Buying|highestBid|Geld|Achat|Compra|Alış|Покупка|现汇买入价|شراء|خرید"),
        (Concept.ASK, "Ask|Selling|Offer|lowestAsk|Brief|Vente|Venda|Satış|Продажа|现汇卖出价|بيع|فروخت"),
        (Concept.UNIT, "Unit|Einheit|Unité|Birim|Единиц|Nominal|单位|Amount"),
        (Concept.COUNTRY, "Country|Land|Pays|País|Ülke|Страна|国家|Country Code|Sector|業種"),
        (Concept.SYMBOL, "Symbol|Ticker|ISO Code|Currency Code|Kürzel|Código|Kodu|Тикер|代码|銘柄コード|الرمز|ISIN"),
        (Concept.NAME, "Name|Company Name|Bezeichnung|Libellé|Название|名称|銘柄名|Currency name"),
        (Concept.CURRENCY, "Currency|Währung|libDevise|Moneda|Moeda|Valuta|Валюта|货币|通貨|کرنسی"),
        (Concept.UNKNOWN, "?|0|Foo|Bar baz|count|1234"),
    ],
)
def test_a_title_says_what_its_column_is(concept: Concept, titles: str) -> None:
    assert {title: concept_of(title)[0].value for title in titles.split("|")} == dict.fromkeys(
        titles.split("|"), concept.value
    )


def test_the_last_price_comes_before_the_close_and_the_close_before_a_value() -> None:
    ranks = [concept_of(title)[1] for title in ("Last", "Price", "Close", "Average", "Rate", "Value", "Yield")]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


@for_each(
    ("title", "words"),
    [
        ("lastTradedPrice", "last traded price"),
        ("LAST_TRADED PRICE", "last traded price"),
        ("lasttradedprice", "last traded price"),
        ("Değişim (%)", "degisim percent"),
        ("quote.usd.value", "usd value"),
    ],
)
def test_the_words_of_a_title_are_separated(title: str, words: str) -> None:
    assert words_of(title) == words


@for_each(
    ("title", "currency"),
    [
        ("Price (USD)", "USD"),
        ("priceUsd", "USD"),
        ("usd", "USD"),
        ("Rate, PKR", "PKR"),
        ("All time high", None),
        ("Top movers", None),
        ("Price", None),
    ],
)
def test_a_title_may_name_a_currency(title: str, currency: str | None) -> None:
    assert currency_of(title) == currency


@for_each(
    ("title", "is_instrument"),
    [
        ("USD", True),
        ("100 JPY", True),
        ("BTC", True),
        ("ALL", True),
        ("OPEN", False),
        ("Date", False),
        ("Close", False),
    ],
)
def test_the_title_of_a_wide_table_is_an_instrument(title: str, is_instrument: bool) -> None:
    assert is_title_of_instrument(title) is is_instrument


@pytest.mark.slow
@pytest.mark.parametrize("part", ["last", "a", "%", "A", "前日", "de change ", "1h", "́"])
def test_the_work_for_a_title_grows_with_it_at_most(part: str) -> None:
    assert_linear(lambda count: concept_of.__wrapped__(part * count), largest=256_000)


@for_each(
    ("title", "concept"),
    [
        *[
            (title, Concept.OTHER)
            for title in ("7D %", "1H %", "1Y %", "Change 1M", "Chg 5D", "Week %", "YTD %", "12M")
        ],
        *[
            (title, Concept.OTHER)
            for title in ("% 1 mes", "Var. año", "Изм. за год", "1 Jahr %", "Aylık %", "Perf Week")
        ],
        *[
            (title, Concept.PERCENT)
            for title in ("24H %", "1D %", "1 Day %", "changePercent24Hr", "Price Change % 24H")
        ],
        *[
            (title, Concept.YEAR_HIGH)
            for title in ("52W High", "52WeekHigh", "52 Wochen Hoch", "52주 최고", "Jahreshoch")
        ],
        *[
            (title, Concept.YEAR_LOW)
            for title in ("52W Low", "52WeekLow", "52 semaines bas", "52주 최저", "Jahrestief")
        ],
        *[(title, Concept.CHANGE) for title in ("priceChange24h", "24h Change", "Day's change", "전일비", "Zmiana")],
    ],
)
def test_a_span_of_time_is_read_in_capitals_and_in_words(title: str, concept: Concept) -> None:
    assert concept_of(title)[0] is concept


@for_each(
    ("title", "may_be", "is_percent"),
    [
        ("24h_change", True, False),
        ("Change (24h)", True, False),
        ("usd_24h_change", True, True),
        ("price_change_24h", False, False),
        ("netChange24h", False, False),
        ("change", False, False),
    ],
)
def test_a_change_of_a_day_may_be_a_percentage(title: str, *, may_be: bool, is_percent: bool) -> None:
    assert (may_be_title_of_percent(title), is_title_of_percent_of_day(title)) == (may_be, is_percent)
