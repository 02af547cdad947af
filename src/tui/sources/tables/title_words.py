"""The words of column titles, in fifteen languages and in the names that interfaces use."""

from enum import StrEnum
from typing import Final


class Concept(StrEnum):
    """What a column is by its title; those that a quote has are named as its field."""

    OTHER = "other"
    """No part of a quote: ids, ranks, turnovers, counts, changes since another day."""
    AS_OF = "as_of"
    UNIT = "unit"
    PERCENT = "percent"
    CHANGE = "change"
    CAMBIO = "cambio"
    """The exchange rate in Italian and Portuguese, the change in Spanish: its cells decide."""
    VOLUME = "volume"
    PREVIOUS_CLOSE = "previous_close"
    OPEN = "open"
    HIGH = "high"
    LOW = "low"
    YEAR_HIGH = "year_high"
    YEAR_LOW = "year_low"
    BID = "bid"
    ASK = "ask"
    PRICE = "price"
    COUNTRY = "country"
    """A country or a sector: instruments only where nothing else is."""
    SYMBOL = "symbol"
    NAME = "name"
    CURRENCY = "currency"
    INSTRUMENT = "instrument"
    """A security, pair, coin or metal: a symbol or a name, as its cells are."""
    UNKNOWN = "unknown"


YEAR_SPANS: Final = (
    *("52 week", "52 weeks", "52 wk", "52 w", "52week", "52wk", "52w", "week52", "week 52", "w52", "fifty two week"),
    *(
        "year",
        "1 year",
        "12 month",
        "52 周",
        "52周",
        "52 wochen",
        "52 semaines",
        "52 semanas",
        "52 sem",
        "52 settimane",
    ),
    *("52 hafta", "52 нед", "52 недели", "52 tyg", "52 tygodnie", "52주", "52 주", "52週", "52 週"),
)
"""How the last 52 weeks are written, before or after `high` and `low`."""
INDEX_WORDS: Final = "index indices indexname endeks endeksi индекс* 指数 指數 indice מדד 지수"
"""The words of a column of indices, written as those of `CONCEPT_WORDS`."""

CONCEPT_WORDS: Final = {
    Concept.OTHER: (
        """
        version nr no number numero num seq serial sno sr rank rang position pos cik row line weight rating
        status state type kind exchange_name founded employees cap marketcap mktcap kapitalisierung
        capitalisation capitalizacion capitalizzazione капитализац* 市值 時価総額 supply turnover
        umsatz trade_value tradevalue 市場 effectif importe controvalore giro оборот* 成交额 成交額
        売買代金 traded_value value_traded acc amount_traded quote_volume deals trades transactions orders
        open_interest interest pe eps p_e p_b p_s p_bv p_cf peg ratio ratios book_value face_value par_value
        paid_up roe roa per_share_earnings dividend dividende beta spread 52 52w week weeks w52
        year yearly annual life maturity expiry expiration due aum patrimonio ath timezone tz mic atl roi
        weighted vwap last_qty last_volume last_size last_sz volume_quote quote_vol avg_volume average_volume
        ytd 1h 7d 14d 30d 60d 90d 1w 1m 3m 6m 1y 5y since url link image icon logo flag chart graph precision
        scale decimals digits 序号 順位 排名 номер п_п رقم
        score esg grade grades stars target targets upside downside strike coupon duration gewicht gewichtung poids
        ponderation peso pesos вес доля agirlik 权重 比重 占比 评级 評級 目标价 目標價 格付
        市盈率 市净率 总市值 流通市值 换手率
        marktkap* borsenwert piyasa_degeri kapitalizacja *obrot obroty 시가총액 거래대금 순위 번호 상장주식수
        비중 배당 목표가 외국인 السوقية الصفقات waga udział probability side taker temp temperature humidity wind
        population area density pressure
        5d 10d 20d 50d 100d 200d 2w 4w 2m 9m 12m 2y 3y 10y mtd qtd wtd weekly week monthly month months quarter
        quarterly woche wochen monat monate jahr jahre semaine mois annee semana mes meses ano anos settimana mese mesi
        anno недел* месяц* год hafta haftalik ay aylik yil yillik tydzień miesiąc rok 年初至今 近一周 近一月 近一年
        주간 월간 연간
        """,
        "id ids uuid",
    ),
    Concept.AS_OF: (
        "updated update lastupdate lastupdated updatedat last_updated as_of asof last_quote_at stand timestamp ts",
        "time times datetime *zeit hora heure ora saat время 时间 時間 時刻 وقت الوقت ltt",
        """
        date dates *datum fecha jour tarih tarihi дата 日期 日付 日時 更新 تاريخ التاريخ تاریخ
        effectivedate  data_notowania czas godzina 날짜 일자 시간 시각 기준일 일시
        """,
    ),
    Concept.UNIT: (
        """
        unit units einheit einheiten unidad unidades unidade unite unites unita birim единиц* nominal
        nominale номинал* 单位 単位 وحدة multiplier per faktor factor facteur fattore przelicznik jednostka 단위
        """,
        "amount menge cantidad quantite",
    ),
    Concept.PERCENT: (
        """
        percent pct percentage perc prozent* pourcent* porcent* percentu* yuzde процент* 百分比 涨跌幅
        漲跌幅 涨幅 漲幅 前日比率 نسبة فیصد chgp changep dp p_change pchange chp
        procent* 등락률 등락율 변동률 변동율 변화율 전일대비율
        """,
        """
        騰落率 変化率 rate_of_change change_rate chg_rate pcnt variation_rate anderungsrate taux_de_variation
        tasa_de_variacion taxa_de_variacao tasso_di_variazione темп_изменения
        """,
    ),
    Concept.CHANGE: (
        """
        change changes chg chng ch diff difference differenz netchange net move plusminus veranderung* anderung*
        abweichung variation ecart var variacion variacao variazione diferencia diferenca differenza scarto
        degisim degisimi fark изменени* изм 涨跌 漲跌 前日比 騰落 値幅 التغير التغيير تغير تبدیلی
        prevchange verschil zmiana zmiany 전일비 전일대비 등락 대비
        """,
    ),
    Concept.VOLUME: (
        "volume volumes vol volumi *volumen hacim объем* 成交量 出来高 売買高 الحجم حجم wolumen 거래량 wol hac 交易量",
        """
        qty quantity size sizes sz traded_shares shares_traded sharestraded stuck titres titoli_scambiati
        negociado miktar lot lots
        """,
    ),
    Concept.PREVIOUS_CLOSE: (
        """
        ldcp previous prev prv pclose preclose prevclose yclose ycp yesterday* lastclose last_close last_day
        lastday vortag* vorherig* veille precedent* anterior precedente onceki предыдущ* предыд
        вчера* 昨收 前收 昨日 前日 السابق سابق گزشتہ poprzedni* 전일종가 전일
        """,
    ),
    Concept.BID: (
        """
        bid bid1 buy buying buyer purchase ankauf* geld geldkurs achat compra acquisto alis покупк* 买入
        買入 買値 买价 الشراء شراء خرید kupno skup 매수 ttb 파실 팔_때
        """,
    ),
    Concept.ASK: (
        """
        sell selling sale sales seller verkauf* vente venta venda vendita satis продаж* 卖出 賣出 売値
        卖价 البيع بيع فروخت sprzedaż 매도 tts 사실 살_때
        """,
        "ask ask1 asking offer brief briefkurs",
    ),
    Concept.OPEN: (
        """
        open opening opn eroffnung* ouverture apertura abertura acilis открыти* откр 开盘 開盤 今开
        始値 寄付 الافتتاح افتتاح otwarcie ouv 시가 eroffn مفتوح
        """,
    ),
    Concept.HIGH: (
        """
        high highest hi hoch tageshoch hochst* haut maximo maxima max massimo yuksek максим* макс 最高
        高値 الأعلى أعلى اعلى بلند najwyższy 고가 최고
        """,
    ),
    Concept.LOW: (
        """
        low lowest lo tief tagestief tiefst* bas minimo minima min dusuk миним* мин 最低 安値 الأدنى
        أدنى ادنى پست najniższy 저가 최저
        """,
    ),
    Concept.PRICE: (
        """
        last ltp latest current currently cmp ltradert lasttrade lasttraded letzt* aktuell* dernier derniere
        ultimo ultima son последн* посл 最新 现价 現價 現在値 成交价 成交價 آخر lastdone market_price
        trade_price last_sale lastsale ostatni* 현재가 senast simdi zuletzt الأخير
        """,
        """
        price prices kurs cours prix *preis precio preco cotacao cotizacion prezzo quotazione fiyat fiyati
        цена 价格 價格 株価 値段 السعر سعر قیمت quote px rtprice cena 가격 시세 주가
        """,
        """
        close closing closep schluss* cloture cierre fechamento chiusura kapanis закрыти* закр 收盘
        收盤 終値 الإغلاق اغلاق اختتام settlement settle fixing zamknięcie 종가
        """,
        """
        mid middle average mean moyen moyenne medio media mittel* orta средн* 中间价 中間價 折算价 仲値 średni*
        매매기준율 기준율 ttm
        """,
        """
        rate rates taux tasa taxa tasso kur kuru curs курс курсы 汇率 匯率 レート الصرف شرح ریٹ rt
        *kurs tipo_de_cambio taxa_de_cambio tasso_di_cambio de_change 환율
        """,
        "value wert valeur valor valore cota deger degeri значение 数值 level levels points point punkte nav pts",
        "yield rendite rendement rendimiento rendimento доходность 利回り",
    ),
    Concept.COUNTRY: (
        """
        country countries land lander pays pais paises paese paesi ulke страна страны 国家 國家 国名
        国 بلد الدولة ملک territory region kraj 국가
        """,
        "sector sectors industry group category branche secteur settore sektor отрасль 行业 業種 قطاع",
    ),
    Concept.SYMBOL: (
        """
        symbol symbols symbolcode sym ticker tickers tickersymbol scrip scripcode scripname kurzel kuerzel sigle
        simbolo sembol тикер コード رمز الرمز علامت iso alpha charcode skrót 종목코드 심볼 티커
        """,
        "code codes codigo codice kod kodu код 代码 代碼 코드",
        "pair instrument asset instrument_name",
        "isin wkn sedol cusip",
    ),
    Concept.NAME: (
        """
        name names longname shortname fullname description title bezeichnung nom libelle nombre nome
        denominazione isim adi ad название наименование 名称 名稱 銘柄名 اسم الاسم نام
        company firm unternehmen firma societe empresa azienda societa sirket компани* 公司 emisor
        emittent emetteur spółka nazwa nazwy 종목명 이름 명칭 회사명 الشركة شركة
        """,
    ),
    Concept.CURRENCY: (
        """
        currency currencies ccy curr wahrung waehrung devise devises monnaie moneda monedas divisa divisas moeda
        moedas valuta valute para doviz валют* 货币 貨幣 币种 幣別 通貨 عملة العملة کرنسی waluta waluty 통화
        """,
    ),
    Concept.INSTRUMENT: (
        f"""
        {INDEX_WORDS} security securities stock stocks share shares equity aktie aktien action actions accion
        acciones acao acoes azione azioni hisse акци* 股票 銘柄 سهم حصص coin coins crypto token market markets contract
        future futures metal metals metall metaux metales metalli металл* 金属 commodity item product fund
        bond wert_papier wertpapier titel titre titulo titolo бумага goods rohstoff 종목
        """,
    ),
}
"""The words of each concept, by rank, in the order in which concepts are tried: `open price` is an open, `bid volume`
a volume, `price change` a change. `_` joins the words of a phrase; `*` is any letters before a word or after it."""
