"""Small pages in the forms in which central banks, exchanges and coin lists publish, and the columns to be found."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page, and what a source for it names."""

    name: str
    body: str
    columns: Mapping[str, str]
    """All of them, and no others."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Those of the table that are not the default."""
    url: str = "https://www.example.com/"


def html(titles: str, *rows: str) -> str:
    """Return a page of one table; `|` is between cells."""
    head = "".join(f"<th>{title}</th>" for title in titles.split("|"))
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rows)
    return f"<html><body><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></body></html>"


def text(*lines: str) -> str:
    """Return lines of CSV."""
    return "\n".join(lines) + "\n"


CENTRAL_BANKS = (
    Page(
        "buying and selling, with a serial number",
        html("S.No|Currency|Symbol|Buying|Selling", "1|US Dollar|USD|277.55|280.15", "2|Euro|EUR|322.10|325.40"),
        {"symbol": "Symbol", "name": "Currency", "price": "Selling", "bid": "Buying"},
    ),
    Page(
        "country, currency, amount, code, rate",
        text(
            "Country|Currency|Amount|Code|Rate",
            "Australia|dollar|1|AUD|13.704",
            "Japan|yen|100|JPY|13.456",
            "Turkey|lira|1|TRY|0.501",
        ),
        {"symbol": "Code", "name": "Currency", "price": "Rate", "unit": "Amount"},
    ),
    Page(
        "Russian, with a numeric code and a decimal comma",
        html(
            "Цифр. код|Букв. код|Единиц|Валюта|Курс",
            "036|AUD|1|Австралийский доллар|51,2345",
            "051|AMD|100|Армянских драмов|20,8461",
            "944|AZN|1|Азербайджанский манат|46,0112",
        ),
        {"symbol": "Букв. код", "name": "Валюта", "price": "Курс", "unit": "Единиц"},
        {"decimal_comma": True},
    ),
    Page(
        "Turkish",
        html(
            "Döviz Kodu|Birim|Döviz Cinsi|Döviz Alış|Döviz Satış",
            "USD|1|ABD DOLARI|42,3512|42,4275",
            "EUR|1|EURO|49,0215|49,1098",
            "JPY|100|JAPON YENİ|27,1121|27,2917",
        ),
        {
            "symbol": "Döviz Kodu",
            "name": "Döviz Cinsi",
            "price": "Döviz Satış",
            "bid": "Döviz Alış",
            "unit": "Birim",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Portuguese, buying and selling",
        html("Moeda|Código|Compra|Venda", "Dólar|USD|5,3412|5,3418", "Euro|EUR|6,1934|6,1951"),
        {"symbol": "Código", "name": "Moeda", "price": "Venda", "bid": "Compra"},
        {"decimal_comma": True},
    ),
    Page(
        "Spanish, the words of the exchange rate hold that of a change",
        html("Moneda|País|Tipo de cambio", "USD|Estados Unidos|18.4512", "EUR|Unión Europea|21.3381"),
        {"symbol": "Moneda", "price": "Tipo de cambio"},
    ),
    Page(
        "Italian, cambio is a rate",
        html("Valuta|Codice ISO|Cambio", "Dollaro USA|USD|1,0495", "Yen|JPY|161,53"),
        {"symbol": "Codice ISO", "name": "Valuta", "price": "Cambio"},
        {"decimal_comma": True},
    ),
    Page(
        "French, taux de change",
        html("Devise|Code|Unité|Taux de change", "Dollar|USD|1|9,2341", "Yen|JPY|100|6,1021", "Franc|CHF|1|11,4520"),
        {"symbol": "Code", "name": "Devise", "price": "Taux de change", "unit": "Unité"},
        {"decimal_comma": True},
    ),
    Page(
        "German",
        html("Währung|Kürzel|Einheit|Mittelkurs", "US-Dollar|USD|1|0,8612", "Yen|JPY|100|0,5533", "Euro|EUR|1|0,93"),
        {"symbol": "Kürzel", "name": "Währung", "price": "Mittelkurs", "unit": "Einheit"},
        {"decimal_comma": True},
    ),
    Page(
        "Chinese, per 100",
        html(
            "货币名称|代码|现汇买入价|现汇卖出价|中行折算价|发布日期",
            "美元|USD|711.32|714.29|712.08|2026.11.27 10:30:00",
            "欧元|EUR|745.01|750.49|748.27|2026.11.27 10:30:00",
        ),
        {
            "symbol": "代码",
            "name": "货币名称",
            "price": "中行折算价",
            "bid": "现汇买入价",
            "ask": "现汇卖出价",
            "as_of": "发布日期",
        },
        {"dates": "%Y.%m.%d %H:%M:%S"},
    ),
    Page(
        "Arabic",
        html("العملة|الرمز|شراء|بيع", "دولار أمريكي|USD|3.7450|3.7550", "يورو|EUR|3.9312|3.9423"),
        {"symbol": "الرمز", "name": "العملة", "price": "بيع", "bid": "شراء"},
    ),
    Page(
        "Urdu",
        html("کرنسی|علامت|خرید|فروخت", "امریکی ڈالر|USD|277.55|280.15", "یورو|EUR|322.10|325.40"),
        {"symbol": "علامت", "name": "کرنسی", "price": "فروخت", "bid": "خرید"},
    ),
    Page(
        "one object of code and figure",
        json.dumps({"base": "EUR", "date": "2026-11-27", "rates": {"AUD": 1.6111, "JPY": 161.53, "USD": 1.0495}}),
        {"symbol": "$key", "price": "$value"},
        {"rows": "rates"},
    ),
    Page(
        "a date in every row, that is the same",
        json.dumps(
            [
                {"date": "2026-11-27", "currency": "US dollar", "code": "USD", "mid": 3.6512},
                {"date": "2026-11-27", "currency": "euro", "code": "EUR", "mid": 4.2519},
            ]
        ),
        {"symbol": "code", "name": "currency", "price": "mid", "as_of": "date"},
    ),
    Page(
        "rates below a number of the table and a day",
        json.dumps(
            [
                {
                    "table": "A",
                    "no": "229/A/NBP/2026",
                    "effectiveDate": "2026-11-27",
                    "rates": [
                        {"currency": "baht", "code": "THB", "mid": 0.1121},
                        {"currency": "dollar", "code": "USD", "mid": 3.6512},
                    ],
                }
            ]
        ),
        {"symbol": "code", "name": "currency", "price": "mid"},
        {"rows": "0.rates"},
    ),
    Page(
        "rows that are days",
        text("DATE,USD,EUR,JPY", "27 Nov 2026,1.3359,1.1602,211.33", "26 Nov 2026,1.3323,1.1572,212.47"),
        {"as_of": "DATE"},
        {"wide": True, "dates": "%d %b %Y"},
    ),
    Page(
        "elements of a document in XML",
        '<?xml version="1.0"?><Envelope><Cube time="2026-11-27"><Cube currency="USD" rate="1.0495"/>'
        '<Cube currency="JPY" rate="161.53"/></Cube></Envelope>',
        {"symbol": "@currency", "price": "@rate", "as_of": "../@time"},
    ),
    Page(
        "countries with codes of their own",
        text(
            "Country Code,Country,Currency Code,Rate",
            "AU,Australia,AUD,1.5",
            "JP,Japan,JPY,155.1",
            "PK,Pakistan,PKR,281",
        ),
        {"symbol": "Currency Code", "price": "Rate"},
    ),
)
EXCHANGES = (
    Page(
        "bid and offer volumes beside their prices",
        html(
            "SYMBOL|BID VOL.|BID PRICE|OFFER VOL.|OFFER PRICE|LDCP|CHANGE",
            "AAAA|795,076|1.56|1,214,813|1.57|1.16|0.40",
            "BBBB|277,809|7.90|3,545|7.92|6.99|0.91",
        ),
        {"symbol": "SYMBOL", "price": "BID PRICE", "ask": "OFFER PRICE", "previous_close": "LDCP", "change": "CHANGE"},
    ),
    Page(
        "German",
        html(
            "Name|WKN|Letzter Kurs|+/- %|Vortag|Tageshoch|Tagestief|Zeit",
            "SAP|716460|238,45|+1,20%|235,62|239,10|235,00|17:35",
            "BMW|519000|84,12|-0,40%|84,46|84,90|83,95|17:35",
        ),
        {
            "symbol": "Name",
            "price": "Letzter Kurs",
            "percent": "+/- %",
            "previous_close": "Vortag",
            "high": "Tageshoch",
            "low": "Tagestief",
            "as_of": "Zeit",
        },
        {"decimal_comma": True},
    ),
    Page(
        "French",
        html(
            "Libellé|Code|Dernier|Var.|Ouverture|+ haut|+ bas|Volume",
            "AIR LIQUIDE|AI|178,42|+0,35%|177,90|178,80|177,12|512 340",
            "AIRBUS|AIR|201,15|-0,20%|201,40|202,00|200,55|640 120",
        ),
        {
            "symbol": "Code",
            "name": "Libellé",
            "price": "Dernier",
            "percent": "Var.",
            "open": "Ouverture",
            "high": "+ haut",
            "low": "+ bas",
            "volume": "Volume",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Italian",
        html(
            "Titolo|Sigla|Prezzo ultimo|Var %|Apertura|Max|Min",
            "Enel|ENEL|7,112|+0,45|7,080|7,130|7,065",
            "Eni|ENI|14,328|-0,21|14,350|14,410|14,280",
        ),
        {
            "symbol": "Sigla",
            "name": "Titolo",
            "price": "Prezzo ultimo",
            "percent": "Var %",
            "open": "Apertura",
            "high": "Max",
            "low": "Min",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Spanish",
        html(
            "Acción|Último|% Dif.|Máximo|Mínimo|Volumen|Efectivo (miles)|Hora",
            "ACCIONA|162,30|-0,43|164,10|161,50|98.412|15.981,22|17:38",
            "ACERINOX|10,91|0,55|10,98|10,80|512.004|5.579,30|17:35",
        ),
        {
            "symbol": "Acción",
            "price": "Último",
            "percent": "% Dif.",
            "high": "Máximo",
            "low": "Mínimo",
            "volume": "Volumen",
            "as_of": "Hora",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Portuguese",
        html(
            "Ativo|Último|Variação (%)|Abertura|Máxima|Mínima|Negócios",
            "PETR4|38,12|1,25|37,70|38,40|37,55|41.203",
            "VALE3|61,05|-0,80|61,60|61,90|60,88|38.110",
        ),
        {
            "symbol": "Ativo",
            "price": "Último",
            "percent": "Variação (%)",
            "open": "Abertura",
            "high": "Máxima",
            "low": "Mínima",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Turkish",
        html(
            "Hisse|Son Fiyat|Fark %|En Yüksek|En Düşük|Hacim (TL)|Saat",
            "THYAO|301,25|1,43|303,00|297,50|5.120.400.100|18:05",
            "GARAN|112,40|-0,62|113,80|112,00|3.001.200.900|18:05",
        ),
        {
            "symbol": "Hisse",
            "price": "Son Fiyat",
            "percent": "Fark %",
            "high": "En Yüksek",
            "low": "En Düşük",
            "as_of": "Saat",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Russian",
        html(
            "Название|Тикер|Последняя цена|Изменение, %|Цена открытия|Максимум|Минимум|Объём",
            "Сбербанк|SBER|301,12|0,75|299,10|302,40|298,80|12 345 678",
            "Газпром|GAZP|128,44|-1,10|129,90|130,20|128,01|23 456 789",
        ),
        {
            "symbol": "Тикер",
            "name": "Название",
            "price": "Последняя цена",
            "percent": "Изменение, %",
            "open": "Цена открытия",
            "high": "Максимум",
            "low": "Минимум",
            "volume": "Объём",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Chinese, tickers of digits",
        html(
            "序号|代码|名称|最新价|涨跌幅|涨跌额|成交量|成交额|最高|最低|今开|昨收",
            "1|600519|贵州茅台|1453.20|0.55%|7.95|23012|33.4亿|1460.00|1440.01|1445.00|1445.25",
            "2|000858|五粮液|118.40|-0.42%|-0.50|180012|21.3亿|119.50|118.00|119.00|118.90",
        ),
        {
            "symbol": "代码",
            "name": "名称",
            "price": "最新价",
            "percent": "涨跌幅",
            "change": "涨跌额",
            "volume": "成交量",
            "high": "最高",
            "low": "最低",
            "open": "今开",
            "previous_close": "昨收",
        },
    ),
    Page(
        "Japanese, tickers of digits",
        html(
            "順位|コード|銘柄名|現在値|前日比|出来高",
            "1|7203|トヨタ自動車|2,914.5|+31.5|18,200,300",
            "2|6758|ソニーグループ|4,402.0|-12.0|7,100,200",
        ),
        {"symbol": "コード", "name": "銘柄名", "price": "現在値", "change": "前日比", "volume": "出来高"},
    ),
    Page(
        "Arabic",
        html(
            "الرمز|الاسم|آخر سعر|التغير|التغير %|الحجم|أعلى|أدنى",
            "ARAMCO|أرامكو|25.10|0.10|0.40|9,120,400|25.20|24.95",
            "SABIC|سابك|58.30|-0.70|-1.19|2,001,300|59.10|58.00",
        ),
        {
            "symbol": "الرمز",
            "name": "الاسم",
            "price": "آخر سعر",
            "change": "التغير",
            "percent": "التغير %",
            "volume": "الحجم",
            "high": "أعلى",
            "low": "أدنى",
        },
    ),
    Page(
        "a sector and a turnover beside the price",
        html(
            "Symbol|Sector|Turnover (mn)|Price|Market Cap",
            "OGDC|Oil|512.30|212.45|913,722",
            "HBL|Banks|88.10|301.20|441,812",
            "KEL|Power|12.55|5.41|149,391",
        ),
        {"symbol": "Symbol", "price": "Price"},
    ),
    Page(
        "an opening rate beside the last",
        json.dumps(
            [
                {"scripname": "AAA", "change_percent": 9.61, "openrate": 1439.65, "ltradert": 1578.0},
                {"scripname": "BBB", "change_percent": -1.2, "openrate": 20.5, "ltradert": 20.1},
            ]
        ),
        {"symbol": "scripname", "price": "ltradert", "percent": "change_percent", "open": "openrate"},
    ),
    Page(
        "indices",
        html("Index|Current|Change|% Change", "KSE 100|82,074.10|615.20|0.76%", "KSE 30|25,010.20|-20.10|-0.08%"),
        {"symbol": "Index", "price": "Current", "change": "Change", "percent": "% Change"},
        {"index": True},
    ),
    Page(
        "titles that say nothing, figures that agree",
        html("A|B|C|D", "OGDC|1,204|212.40|210.00", "HBL|3,310|301.20|300.10", "KEL|8,800|5.41|5.45"),
        {"symbol": "A", "price": "C"},
    ),
    Page(
        "days that are the titles",
        html("Currency|27.11.2026|26.11.2026|25.11.2026", "USD|1.0495|1.0471|1.0480", "JPY|161.53|162.01|161.90"),
        {"symbol": "1", "price": "2", "previous_close": "3"},
    ),
    Page(
        "the history of one share",
        html(
            "Date|Open|High|Low|Close|Volume",
            "Nov 27, 2026|210.10|214.00|209.50|212.40|1,204,331",
            "Nov 26, 2026|208.00|211.20|207.70|210.00|998,201",
        ),
        {
            "symbol": "=OGDC",
            "price": "Close",
            "open": "Open",
            "high": "High",
            "low": "Low",
            "volume": "Volume",
            "as_of": "Date",
        },
        {"dates": "%b %d, %Y", "previous_row": True},
        url="https://example.com/history/OGDC",
    ),
)
COINS_AND_METALS = (
    Page(
        "a list of coins with changes over several days",
        html(
            "#|Name|Symbol|Price|1h %|24h %|7d %|Market Cap",
            "1|Bitcoin|BTC|$60,748.31|0.10%|-1.52%|3.10%|$1,201,221,000,000",
            "2|Ethereum|ETH|$3,012.12|0.05%|0.44%|-2.00%|$362,000,100,000",
        ),
        {"symbol": "Symbol", "name": "Name", "price": "Price", "percent": "24h %"},
    ),
    Page(
        "coins by name and currency",
        json.dumps(
            {"bitcoin": {"usd": 60748.31, "usd_24h_vol": 1.2e10}, "ethereum": {"usd": 3012.5, "usd_24h_vol": 9e9}}
        ),
        {"symbol": "$key", "price": "usd"},
        {"currency": "USD"},
    ),
    Page(
        "ids, ranks and supplies",
        json.dumps(
            [
                {
                    "id": "bitcoin",
                    "symbol": "btc",
                    "name": "Bitcoin",
                    "current_price": 60748,
                    "market_cap_rank": 1,
                    "high_24h": 61800,
                    "low_24h": 59900,
                    "total_volume": 31000000000,
                    "price_change_24h": -920.12,
                    "price_change_percentage_24h": -1.49,
                    "circulating_supply": 19700000,
                    "ath": 124000,
                    "ath_change_percentage": -51.0,
                    "last_updated": "2026-11-27T10:00:00Z",
                },
                {
                    "id": "ethereum",
                    "symbol": "eth",
                    "name": "Ethereum",
                    "current_price": 3012,
                    "market_cap_rank": 2,
                    "high_24h": 3050,
                    "low_24h": 2980,
                    "total_volume": 9000000000,
                    "price_change_24h": 14.5,
                    "price_change_percentage_24h": 0.48,
                    "circulating_supply": 120000000,
                    "ath": 4900,
                    "ath_change_percentage": -38.0,
                    "last_updated": "2026-11-27T10:00:00Z",
                },
            ]
        ),
        {
            "symbol": "symbol",
            "name": "name",
            "price": "current_price",
            "change": "price_change_24h",
            "percent": "price_change_percentage_24h",
            "high": "high_24h",
            "low": "low_24h",
            "as_of": "last_updated",
        },
    ),
    Page(
        "a rate of change as a fraction, with its sign and without",
        json.dumps(
            [
                {
                    "market": "KRW-BTC",
                    "opening_price": 7109000,
                    "trade_price": 7050000,
                    "prev_closing_price": 7109000,
                    "change_rate": 0.0082993389,
                    "signed_change_rate": -0.0082993389,
                },
                {
                    "market": "KRW-ETH",
                    "opening_price": 4000,
                    "trade_price": 4100,
                    "prev_closing_price": 4000,
                    "change_rate": 0.025,
                    "signed_change_rate": 0.025,
                },
            ]
        ),
        {
            "symbol": "market",
            "price": "trade_price",
            "open": "opening_price",
            "previous_close": "prev_closing_price",
            "percent": "signed_change_rate",
        },
        {"percent_as_fraction": True},
    ),
    Page(
        "one quote, named by its address",
        json.dumps({"last": "89123.5", "high": "90001", "low": "87000", "open": "88000", "timestamp": "1795700000"}),
        {"symbol": "=BTCUSD", "price": "last", "high": "high", "low": "low", "open": "open", "as_of": "timestamp"},
        url="https://www.example.net/api/v2/ticker/btcusd/",
    ),
    Page(
        "one quote, named by the site",
        json.dumps({"ticker": {"buy": "89120.1", "sell": "89127.9", "last": "89123.5", "vol": "120.5"}}),
        {
            "symbol": "=EXAMPLE",
            "price": "last",
            "bid": "buy",
            "ask": "sell",
            "volume": "vol",
        },
    ),
    Page(
        "metals by name",
        html("Metal|Price", "Gold|245,100", "Silver|3,120", "Platinum|98,400"),
        {"symbol": "Metal", "price": "Price"},
    ),
    Page(
        "metals in rupees, whole figures",
        html("Metal|Rs per tola", "Gold 24K|245,100", "Gold 22K|224,675", "Silver|3,120"),
        {"symbol": "Metal", "price": "Rs per tola"},
    ),
    Page(
        "signs of a currency in the cells",
        html("Coin|Now|Rank", "Bitcoin|$60,748|1", "Ethereum|$3,012|2", "Solana|$141|3"),
        {"symbol": "Coin", "price": "Now"},
    ),
    Page(
        "candles of one letter",
        json.dumps([{"s": "AAPL", "c": 212.4, "h": 214, "l": 209.5, "o": 210.1, "pc": 210, "t": 1795700000}]),
        {
            "symbol": "s",
            "price": "c",
            "high": "h",
            "low": "l",
            "open": "o",
            "previous_close": "pc",
            "as_of": "t",
        },
    ),
    Page(
        "named rows beside a stray member",
        json.dumps(
            {
                "status": "0000",
                "data": {
                    "BTC": {"opening_price": "4190000", "closing_price": "4297000"},
                    "ETH": {"opening_price": "169000", "closing_price": "168800"},
                    "date": "1505383282208",
                },
            }
        ),
        {"symbol": "$key", "price": "closing_price", "open": "opening_price"},
        {"rows": "data"},
    ),
    Page(
        "pairs by the bids and asks of an order book",
        json.dumps(
            [
                {"pair": "BTC_USDT", "highestBid": "60748.1", "lowestAsk": "60749.0", "quoteVolume": "120.51"},
                {"pair": "ETH_USDT", "highestBid": "3012.1", "lowestAsk": "3012.9", "quoteVolume": "2210.18"},
            ]
        ),
        {"symbol": "pair", "price": "highestBid", "ask": "lowestAsk"},
    ),
)
COIN_EXCHANGES = (
    Page(
        "an amount, its base and its currency",
        json.dumps({"data": {"amount": "60000.1", "base": "BTC", "currency": "USD"}}),
        {"symbol": "base", "price": "amount"},
        {"currency": "USD"},
    ),
    Page(
        "ids of instruments, sizes and volumes of money",
        json.dumps(
            {
                "code": "0",
                "data": [
                    {
                        "instType": "SPOT",
                        "instId": "BTC-USDT",
                        "last": "60000.1",
                        "lastSz": "0.01",
                        "askPx": "60000.2",
                        "askSz": "1.2",
                        "bidPx": "60000.0",
                        "bidSz": "3",
                        "open24h": "59000",
                        "high24h": "61000",
                        "low24h": "58000",
                        "volCcy24h": "123456789.1",
                        "vol24h": "2222.1",
                    },
                    {
                        "instType": "SPOT",
                        "instId": "ETH-USDT",
                        "last": "3000.1",
                        "lastSz": "0.02",
                        "askPx": "3000.2",
                        "askSz": "1.4",
                        "bidPx": "3000.0",
                        "bidSz": "5",
                        "open24h": "2900",
                        "high24h": "3100",
                        "low24h": "2800",
                        "volCcy24h": "12345678.1",
                        "vol24h": "22222.1",
                    },
                ],
            }
        ),
        {
            "symbol": "instId",
            "price": "last",
            "open": "open24h",
            "high": "high24h",
            "low": "low24h",
            "bid": "bidPx",
            "ask": "askPx",
            "volume": "vol24h",
        },
        {"rows": "data"},
    ),
    Page(
        "a percentage as a fraction of the price before",
        json.dumps(
            {
                "result": {
                    "list": [
                        {
                            "symbol": "BTCUSDT",
                            "lastPrice": "60000",
                            "prevPrice24h": "59000",
                            "price24hPcnt": "0.016949",
                        },
                        {"symbol": "ETHUSDT", "lastPrice": "3000", "prevPrice24h": "3100", "price24hPcnt": "-0.032258"},
                    ]
                }
            }
        ),
        {"symbol": "symbol", "price": "lastPrice", "previous_close": "prevPrice24h", "percent": "price24hPcnt"},
        {"rows": "result.list", "percent_as_fraction": True},
    ),
    Page(
        "a change that is a percentage",
        json.dumps(
            [
                {"market": "BTCINR", "change_24_hour": "-1.6", "last_price": "5000000", "timestamp": 1795700000},
                {"market": "DOGEINR", "change_24_hour": "12.4", "last_price": "6.5", "timestamp": 1795700000},
            ]
        ),
        {"symbol": "market", "price": "last_price", "percent": "change_24_hour", "as_of": "timestamp"},
    ),
    Page(
        "titles beside rows of values",
        json.dumps(
            {
                "marketdata": {
                    "columns": ["SECID", "BOARDID", "LAST", "CHANGE", "OPEN"],
                    "data": [["SBER", "TQBR", 301.1, 1.2, 300], ["GAZP", "TQBR", 128.4, -0.3, 129]],
                }
            }
        ),
        {"symbol": "SECID", "price": "LAST", "change": "CHANGE", "open": "OPEN"},
        {"rows": "marketdata.data"},
    ),
    Page(
        "arrays of symbols and of prices",
        json.dumps({"symbols": ["BTC", "ETH"], "prices": [60000.1, 3000.1]}),
        {"symbol": "symbols", "price": "prices"},
    ),
    Page(
        "one object a line",
        '{"symbol": "BTC", "price": 60000.1}\n{"symbol": "ETH", "price": 3000.1}\n',
        {"symbol": "symbol", "price": "price"},
    ),
    Page(
        "days that name the rows",
        json.dumps(
            {"rates": {"2026-11-27": {"USD": 1.0495, "JPY": 161.5}, "2026-11-26": {"USD": 1.0471, "JPY": 162.0}}}
        ),
        {"as_of": "$key"},
        {"rows": "rates", "wide": True},
    ),
    Page(
        "metals under a name that says so",
        json.dumps({"success": True, "metals": {"gold": 2650.1, "silver": 31.2, "platinum": 955.5}}),
        {"symbol": "$key", "price": "$value"},
        {"rows": "metals"},
    ),
    Page(
        "elements with children, a nominal and a day above them",
        '<?xml version="1.0"?><ValCurs Date="27.11.2026"><Valute ID="R01010"><NumCode>036</NumCode>'
        "<CharCode>AUD</CharCode><Nominal>1</Nominal><Name>Australian dollar</Name><Value>51,2345</Value></Valute>"
        "<Valute ID='R01060'>"
        "<NumCode>051</NumCode><CharCode>AMD</CharCode><Nominal>100</Nominal><Name>Armenian dram</Name>"
        "<Value>20,8461</Value></Valute></ValCurs>",
        {"symbol": "charcode", "name": "name", "price": "value", "unit": "nominal", "as_of": "../@date"},
        {"dates": "%d.%m.%Y", "decimal_comma": True},
    ),
    Page(
        "yields by the term of a bond",
        text("Date,1 Mo,2 Mo,1 Yr,10 Yr", "11/27/2026,4.01,4.02,3.9,4.1", "11/26/2026,4.00,4.02,3.91,4.12"),
        {"as_of": "Date"},
        {"dates": "%m/%d/%Y", "wide": True},
    ),
    Page(
        "sectors",
        html(
            "Sector|Index|Change|% Change", "Banks|1,204.5|12.1|1.01", "Oil|3,310.2|-5.2|-0.16", "Power|880.1|3.2|0.36"
        ),
        {"symbol": "Sector", "price": "Index", "change": "Change", "percent": "% Change"},
    ),
    Page(
        "bids of two kinds",
        html(
            "Currency|TT Buying|TT Selling|Notes Buying|Notes Selling",
            "USD|277.1|280.2|276.5|281.5",
            "EUR|320|325|319|326",
        ),
        {"symbol": "Currency", "price": "TT Selling", "bid": "TT Buying"},
    ),
    Page(
        "a day, a currency in a title, words with blanks",
        html(
            "Commodity|Unit|Price (USD)|Day Change|Date",
            "Crude Oil|bbl|78.12|-0.55|Nov 27",
            "Gas|MMBtu|3.123|0.051|Nov 27",
        ),
        {"symbol": "Commodity", "price": "Price (USD)", "change": "Day Change", "as_of": "Date"},
        {"currency": "USD", "dates": "%b %d"},
    ),
    Page(
        "a time with its zone",
        html("Symbol|Last|Time (PKT)", "OGDC|212.45|15:29", "HBL|301.20|15:30"),
        {"symbol": "Symbol", "price": "Last", "as_of": "Time (PKT)"},
        {"zone": "Asia/Karachi"},
    ),
)
HISTORIES_AND_OTHERS = (
    Page(
        "several days of several currencies",
        text(
            "Date;Code;Rate",
            "2026-11-27;USD;1.0495",
            "2026-11-27;JPY;161.5",
            "2026-11-26;USD;1.0471",
            "2026-11-26;JPY;162.0",
        ),
        {"symbol": "Code", "price": "Rate", "as_of": "Date"},
        {"previous_row": True},
    ),
    Page(
        "days of one currency that name the rows",
        json.dumps({"base": "EUR", "rates": {"2026-11-26": {"USD": 1.04}, "2026-11-27": {"USD": 1.05}}}),
        {"as_of": "$key"},
        {"rows": "rates", "wide": True},
    ),
    Page(
        "candles in a file that is named after the pair",
        text("time,open,high,low,close,volume", "1795700000,1.1,1.3,1.0,1.2,100", "1795613600,1.0,1.2,0.9,1.1,120"),
        {
            "symbol": "=EURUSD",
            "price": "close",
            "open": "open",
            "high": "high",
            "low": "low",
            "volume": "volume",
            "as_of": "time",
        },
        {"previous_row": True},
        url="https://x.example/candles/EURUSD.csv",
    ),
    Page(
        "bonds, whose days are those of maturity",
        html("Bond|Coupon|Maturity|Yield", "T 4 2030|4.00|2030-05-15|3.91", "T 4.5 2035|4.50|2035-05-15|4.10"),
        {"symbol": "Bond", "price": "Yield"},
    ),
    Page(
        "Italian, a change in points and in percent",
        text(
            "Strumento;Ultimo prezzo;Var. assoluta;Var. percentuale;Chiusura precedente",
            "ENEL;7,112;0,032;0,45;7,080",
            "ENI;14,328;-0,022;-0,15;14,350",
        ),
        {
            "symbol": "Strumento",
            "price": "Ultimo prezzo",
            "change": "Var. assoluta",
            "percent": "Var. percentuale",
            "previous_close": "Chiusura precedente",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Portuguese funds, with their assets",
        html(
            "Fundo|Cota|Var. dia (%)|Patrimônio",
            "ABC FI|1,234567|0,05|123.456.789,00",
            "XYZ|2,345678|-0,10|23.456.789,00",
        ),
        {"symbol": "Fundo", "price": "Cota", "percent": "Var. dia (%)"},
        {"decimal_comma": True},
    ),
    Page(
        "Chinese indices",
        html(
            "指数|最新|涨跌|涨跌幅|成交额(亿)", "上证指数|3310.21|12.1|0.37%|4123", "深证成指|10212.4|-20.1|-0.20%|5321"
        ),
        {"symbol": "指数", "price": "最新", "change": "涨跌", "percent": "涨跌幅"},
        {"index": True},
    ),
    Page(
        "a zone in a column of its own",
        json.dumps(
            [
                {"symbol": "OGDC", "last": 212.4, "time": "2026-11-27 15:29", "timezone": "Asia/Karachi"},
                {"symbol": "HBL", "last": 301.2, "time": "2026-11-27 15:30", "timezone": "Asia/Karachi"},
            ]
        ),
        {"symbol": "symbol", "price": "last", "as_of": "time"},
        {"zone": "Asia/Karachi"},
    ),
    Page(
        "one quote that names itself",
        json.dumps({"name": "Gold", "price": 2650.1, "symbol": "XAU", "updatedAt": "2026-11-27T10:00:00Z"}),
        {"symbol": "symbol", "price": "price", "name": "name", "as_of": "updatedAt"},
    ),
)
PAGES = (*CENTRAL_BANKS, *EXCHANGES, *COINS_AND_METALS, *COIN_EXCHANGES, *HISTORIES_AND_OTHERS)
NOTHING_TO_WATCH = (
    ("ids and years", text("Symbol,Security,CIK,Founded", "MMM,A,66740,1902", "AOS,B,91142,1916", "ABT,C,1800,1888")),
    ("the fields of one share, one a row", html("Field|Value", "Last|141.00", "Open|140.10", "High|142.5", "Low|139")),
    ("ranks", html("Rank|Team|Points", "1|Lions|12", "2|Tigers|12", "3|Bears|12")),
    ("words", html("Country|Capital", "France|Paris", "Spain|Madrid")),
    ("figures without names", html("Low|High|Mean", "1.2|3.4|2.2", "1.3|3.5|2.3")),
    ("a constant", html("Code|Fee", "AAA|0.25", "BBB|0.25", "CCC|0.25")),
    ("volumes", html("Code|Volume|Trades", "AAA|120,300|12", "BBB|98,100|31", "CCC|1,200|2")),
    ("times", json.dumps([{"code": "AAA", "time": 1795700000}, {"code": "BBB", "time": 1795700060}])),
    ("shares of a whole", html("Symbol|Weight %|Change %", "AAA|12.5|0.5", "BBB|8.25|-1.2", "CCC|6.1|0.1")),
)
"""Pages in which no column is a price, or none a symbol."""
