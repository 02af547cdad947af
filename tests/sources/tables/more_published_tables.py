"""More pages in the forms in which the world publishes: moves, books, histories, codes and weights."""

import json

from tests.sources.tables.published_tables import Page, html, text

MORE_PAGES = (
    Page(
        "coins with the volume in dollars above their supply",
        json.dumps(
            [
                {
                    "id": "bitcoin",
                    "symbol": "btc",
                    "name": "Bitcoin",
                    "current_price": 65000,
                    "market_cap": 1280000000000.0,
                    "total_volume": 32000000000.0,
                    "high_24h": 66000,
                    "low_24h": 64000,
                    "price_change_24h": -1000.5,
                    "price_change_percentage_24h": -1.516,
                    "last_updated": "2026-11-28T11:59:00.000Z",
                },
                {
                    "id": "ethereum",
                    "symbol": "eth",
                    "name": "Ethereum",
                    "current_price": 3200.5,
                    "market_cap": 380000000000.0,
                    "total_volume": 16000000000.0,
                    "high_24h": 3300,
                    "low_24h": 3100,
                    "price_change_24h": 50.1,
                    "price_change_percentage_24h": 1.5902,
                    "last_updated": "2026-11-28T11:59:00.000Z",
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
        "coins by their ids, in dollars",
        json.dumps(
            {
                "bitcoin": {
                    "usd": 65000,
                    "usd_24h_change": -1.51,
                    "usd_24h_vol": 31000000000.0,
                    "usd_market_cap": 1200000000000.0,
                },
                "dogecoin": {
                    "usd": 0.0721,
                    "usd_24h_change": 2.31,
                    "usd_24h_vol": 3000000000.0,
                    "usd_market_cap": 12000000000.0,
                },
            }
        ),
        {"symbol": "$key", "price": "usd", "percent": "usd_24h_change"},
        {"currency": "USD"},
    ),
    Page(
        "a change that is a percentage by the previous close",
        json.dumps(
            [
                {"symbol": "BTC", "last": 65000.5, "prevClose": 66000.5, "change24h": -1.515},
                {"symbol": "ETH", "last": 3200.0, "prevClose": 3100.0, "change24h": 3.2258},
            ]
        ),
        {"symbol": "symbol", "price": "last", "previous_close": "prevClose", "percent": "change24h"},
    ),
    Page(
        "a percentage that is a change by the previous close",
        json.dumps(
            [
                {"symbol": "AAA", "last": 141.0, "prev": 145.35, "chgPercent": -4.35},
                {"symbol": "BBB", "last": 112.0, "prev": 110.0, "chgPercent": 2.0},
            ]
        ),
        {"symbol": "symbol", "price": "last", "previous_close": "prev", "change": "chgPercent"},
    ),
    Page(
        "signed changes and fractions",
        json.dumps(
            [
                {
                    "market": "KRW-BTC",
                    "trade_price": 7050000,
                    "prev_closing_price": 7109000,
                    "signed_change_price": -59000,
                    "signed_change_rate": -0.0082993389,
                },
                {
                    "market": "KRW-ETH",
                    "trade_price": 705000,
                    "prev_closing_price": 700000,
                    "signed_change_price": 5000,
                    "signed_change_rate": 0.00714285,
                },
            ]
        ),
        {
            "symbol": "market",
            "price": "trade_price",
            "previous_close": "prev_closing_price",
            "change": "signed_change_price",
            "percent": "signed_change_rate",
        },
        {"percent_as_fraction": True},
    ),
    Page(
        "fractions as texts beside changes",
        json.dumps(
            {
                "data": {
                    "ticker": [
                        {
                            "symbol": "BTC-USDT",
                            "buy": "64999",
                            "sell": "65001",
                            "changeRate": "0.0156",
                            "changePrice": "1000",
                            "high": "66000",
                            "low": "63000",
                            "vol": "1234.5",
                            "volValue": "80000000",
                            "last": "65000",
                        },
                        {
                            "symbol": "ETH-USDT",
                            "buy": "3199",
                            "sell": "3201",
                            "changeRate": "-0.0303",
                            "changePrice": "-100",
                            "high": "3400",
                            "low": "3100",
                            "vol": "1234.5",
                            "volValue": "80000000",
                            "last": "3200",
                        },
                    ]
                }
            }
        ),
        {
            "symbol": "symbol",
            "price": "last",
            "bid": "buy",
            "ask": "sell",
            "change": "changePrice",
            "percent": "changeRate",
            "high": "high",
            "low": "low",
            "volume": "vol",
        },
        {"rows": "data.ticker", "percent_as_fraction": True},
    ),
    Page(
        "dates with the year of two digits first",
        html("Code|Price|Date", "AAA|1.56|26/11/27", "BBB|7.9|26/11/27", "CCC|5.2|26/11/26"),
        {"symbol": "Code", "price": "Price", "as_of": "Date"},
        {"dates": "%y/%m/%d"},
    ),
    Page(
        "dates with the year first in CSV",
        text("Date,Symbol,Close", "26/11/27,AAA,1.56", "26/11/27,BBB,2.56"),
        {"symbol": "Symbol", "price": "Close", "as_of": "Date"},
        {"dates": "%y/%m/%d"},
    ),
    Page(
        "days that look like figures",
        html("Symbol|Listed|Last", "AAA|12.10|1.56", "BBB|13.11|7.9"),
        {"symbol": "Symbol", "price": "Last"},
    ),
    Page(
        "days as eight digits",
        json.dumps(
            [{"symbol": "AAA", "tradeDay": 20261127, "px": 1.56}, {"symbol": "BBB", "tradeDay": 20261127, "px": 2.56}]
        ),
        {"symbol": "symbol", "price": "px", "as_of": "tradeDay"},
        {"dates": "%Y%m%d"},
    ),
    Page(
        "a day under a title of closes",
        text("Symbol;Close;Kapanis Tarihi", "THYAO;251,50;27.11.2026", "ASELS;61,25;27.11.2026"),
        {"symbol": "Symbol", "price": "Close", "as_of": "Kapanis Tarihi"},
        {"dates": "%d.%m.%Y", "decimal_comma": True},
    ),
    Page(
        "last trade date and last trade price",
        html("Symbol|Last Trade Date|Last Trade Price", "AAA|27/11/2026|1.56", "BBB|27/11/2026|7.9"),
        {"symbol": "Symbol", "price": "Last Trade Price", "as_of": "Last Trade Date"},
        {"dates": "%d/%m/%Y"},
    ),
    Page(
        "the date of a net asset value",
        html("Symbol|Price Date|NAV", "AAA|27-Nov-2026|11.5611", "BBB|27-Nov-2026|7.9123"),
        {"symbol": "Symbol", "price": "NAV", "as_of": "Price Date"},
        {"dates": "%d-%b-%Y"},
    ),
    Page(
        "a total without a price",
        html("Symbol|Last|Volume", "AAA|1.56|1,234", "BBB|7.90|3,545", "Total||4,779"),
        {"symbol": "Symbol", "price": "Last", "volume": "Volume"},
    ),
    Page(
        "a total without a price in CSV",
        text("Symbol,Last,Value", "AAA,1.56,100", "BBB,2.51,200", "TOTAL,,300"),
        {"symbol": "Symbol", "price": "Last"},
    ),
    Page(
        "an average in German",
        text("Kürzel;Kurs", "SAP;120,50", "BMW;85,10", "Durchschnitt;102,80"),
        {"symbol": "Kürzel", "price": "Kurs"},
        {"decimal_comma": True},
    ),
    Page(
        "ISIN and WKN",
        html(
            "Name|ISIN|WKN|Kurs|Diff.|Diff. %",
            "SAP SE|DE0007164600|716460|121,50|-1,20|-0,98 %",
            "BMW AG|DE0005190003|519000|85,10|0,40|0,47 %",
            "Allianz|DE0008404005|840400|251,30|2,10|0,84 %",
        ),
        {"symbol": "ISIN", "name": "Name", "price": "Kurs", "change": "Diff.", "percent": "Diff. %"},
        {"decimal_comma": True},
    ),
    Page(
        "codes of four digits",
        html(
            "コード|銘柄名|市場|現在値|前日比|前日比率|出来高",
            "7203|トヨタ自動車|東証P|2,731.5|+12.5|+0.46%|12,345,600",
            "6758|ソニーG|東証P|3,120|-15|-0.48%|3,456,700",
            "9984|ソフトバンクG|東証P|8,765|+120|+1.39%|5,678,900",
        ),
        {
            "symbol": "コード",
            "name": "銘柄名",
            "price": "現在値",
            "change": "前日比",
            "percent": "前日比率",
            "volume": "出来高",
        },
    ),
    Page(
        "Korean shares",
        html(
            "종목명|종목코드|현재가|전일비|등락률|거래량|시가|고가|저가",
            "삼성전자|005930|71,500|+500|+0.70%|12,345,678|71,000|71,800|70,900",
            "SK하이닉스|000660|131,500|-1,500|-1.13%|3,456,789|133,000|133,500|131,000",
            "NAVER|035420|231,500|+2,000|+0.87%|456,789|229,500|232,000|229,000",
        ),
        {
            "symbol": "종목코드",
            "name": "종목명",
            "price": "현재가",
            "change": "전일비",
            "percent": "등락률",
            "volume": "거래량",
            "open": "시가",
            "high": "고가",
            "low": "저가",
        },
    ),
    Page(
        "Korean indices",
        html("지수|현재가|전일대비|등락률", "KOSPI|2,520.10|-10.20|-0.40%", "KOSDAQ|690.20|+3.10|+0.45%"),
        {"symbol": "지수", "price": "현재가", "change": "전일대비", "percent": "등락률"},
        {"index": True},
    ),
    Page(
        "Polish shares",
        html(
            "Nazwa|Kod|Kurs|Zmiana|Zmiana %|Otwarcie|Max|Min|Wolumen|Obrót",
            "PKN ORLEN|PKN|58,40|0,52|0,90%|57,90|58,60|57,70|1 234 567|72 000 000",
            "KGHM|KGH|151,20|-1,10|-0,72%|152,00|153,10|150,80|345 678|52 000 000",
        ),
        {
            "symbol": "Kod",
            "name": "Nazwa",
            "price": "Kurs",
            "change": "Zmiana",
            "percent": "Zmiana %",
            "open": "Otwarcie",
            "high": "Max",
            "low": "Min",
            "volume": "Wolumen",
        },
        {"decimal_comma": True},
    ),
    Page(
        "a table of a bank within an array",
        json.dumps(
            [
                {
                    "table": "A",
                    "no": "231/A",
                    "effectiveDate": "2026-11-27",
                    "rates": [
                        {"currency": "dolar amerykański", "code": "USD", "mid": 4.0512},
                        {"currency": "euro", "code": "EUR", "mid": 4.3012},
                    ],
                }
            ]
        ),
        {"symbol": "code", "name": "currency", "price": "mid"},
        {"rows": "0.rates"},
    ),
    Page(
        "Arabic shares with names",
        html(
            "الرمز|الشركة|السعر|التغير|نسبة التغير|الحجم",
            "2222|أرامكو|27.10|-0.15|-0.55%|12,345,678",
            "1120|الراجحي|91.30|0.70|0.77%|3,456,789",
        ),
        {
            "symbol": "الرمز",
            "name": "الشركة",
            "price": "السعر",
            "change": "التغير",
            "percent": "نسبة التغير",
            "volume": "الحجم",
        },
    ),
    Page(
        "Chinese shares with lots",
        html(
            "代码|名称|最新价|涨跌额|涨跌幅|成交量(手)|成交额|今开|昨收|最高|最低",
            "600519|贵州茅台|1,520.00|-12.50|-0.82%|23,456|35.6亿|1,530.00|1,532.50|1,535.00|1,515.00",
            "000858|五粮液|142.30|1.20|0.85%|123,456|17.5亿|141.50|141.10|143.00|140.80",
        ),
        {
            "symbol": "代码",
            "name": "名称",
            "price": "最新价",
            "change": "涨跌额",
            "percent": "涨跌幅",
            "open": "今开",
            "previous_close": "昨收",
            "high": "最高",
            "low": "最低",
        },
    ),
    Page(
        "French shares, titles with points",
        html(
            "Valeur|Dernier|Var.|Var. %|Ouv.|+ Haut|+ Bas|Volume|Clôt. veille",
            "Air Liquide|171,20|-0,52|-0,30 %|171,90|172,40|170,80|345 678|171,72",
            "Danone|65,10|0,30|0,46 %|64,90|65,30|64,60|1 234 567|64,80",
        ),
        {
            "symbol": "Valeur",
            "price": "Dernier",
            "change": "Var.",
            "percent": "Var. %",
            "open": "Ouv.",
            "high": "+ Haut",
            "low": "+ Bas",
            "volume": "Volume",
            "previous_close": "Clôt. veille",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Spanish, with a title that is also one of values",
        html(
            "Valor|Último|Dif. (%)|Máx.|Mín.|Volumen|Efectivo (miles €)|Fecha|Hora",
            "SANTANDER|4,851|0,52|4,880|4,801|12.345.678|59.890|27/11/2026|17:35",
            "BBVA|9,702|-0,31|9,790|9,650|3.456.789|33.540|27/11/2026|17:35",
        ),
        {
            "symbol": "Valor",
            "price": "Último",
            "percent": "Dif. (%)",
            "high": "Máx.",
            "low": "Mín.",
            "volume": "Volumen",
            "as_of": "Fecha",
        },
        {"decimal_comma": True, "dates": "%d/%m/%Y"},
    ),
    Page(
        "Portuguese shares, volume and trades",
        html(
            "Ativo|Último (R$)|Var. Dia (%)|Abertura (R$)|Mínimo (R$)|Máximo (R$)|Volume|Negócios",
            "PETR4|38,51|1,20|38,10|37,95|38,70|45.678.900|51.234",
            "VALE3|61,02|-0,51|61,30|60,80|61,70|23.456.700|40.123",
        ),
        {
            "symbol": "Ativo",
            "price": "Último (R$)",
            "percent": "Var. Dia (%)",
            "open": "Abertura (R$)",
            "low": "Mínimo (R$)",
            "high": "Máximo (R$)",
            "volume": "Volume",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Italian, with times",
        html(
            "Nome|Ult. Prezzo|Var %|Ora|Min oggi|Max oggi|Apertura",
            "A2A|2,145|-0,51|17:35|2,130|2,160|2,155",
            "Enel|6,812|0,34|17:35|6,770|6,830|6,790",
        ),
        {
            "symbol": "Nome",
            "price": "Ult. Prezzo",
            "percent": "Var %",
            "as_of": "Ora",
            "low": "Min oggi",
            "high": "Max oggi",
            "open": "Apertura",
        },
        {"decimal_comma": True},
    ),
    Page(
        "Russian, with a volume in millions",
        html(
            "Тикер|Название|Цена послед.|Изм., %|Объём, млн|Время",
            "SBER|Сбербанк|301,15|0,52|12 345,6|18:49",
            "GAZP|Газпром|128,40|-0,31|4 567,8|18:49",
        ),
        {"symbol": "Тикер", "name": "Название", "price": "Цена послед.", "percent": "Изм., %", "as_of": "Время"},
        {"decimal_comma": True},
    ),
    Page(
        "a scale beside rates",
        json.dumps(
            [
                {
                    "Cur_Abbreviation": "USD",
                    "Cur_Scale": 1,
                    "Cur_Name": "Доллар США",
                    "Cur_OfficialRate": 3.2712,
                    "Date": "2026-11-27T00:00:00",
                },
                {
                    "Cur_Abbreviation": "RUB",
                    "Cur_Scale": 100,
                    "Cur_Name": "Российских рублей",
                    "Cur_OfficialRate": 3.4512,
                    "Date": "2026-11-27T00:00:00",
                },
            ]
        ),
        {
            "symbol": "Cur_Abbreviation",
            "name": "Cur_Name",
            "price": "Cur_OfficialRate",
            "as_of": "Date",
            "unit": "Cur_Scale",
        },
    ),
    Page(
        "units under a word that says little",
        html("Currency|Per|Rate", "JPY|100|0.5533", "USD|1|0.8612", "KRW|1000|0.6112"),
        {"symbol": "Currency", "price": "Rate", "unit": "Per"},
    ),
    Page(
        "a quantity that is a unit",
        json.dumps(
            {"data": [{"ccy": "INR", "quantity": 100, "value": 4.2244}, {"ccy": "SAR", "quantity": 1, "value": 1.0468}]}
        ),
        {"symbol": "ccy", "price": "value", "unit": "quantity"},
        {"rows": "data"},
    ),
    Page(
        "a factor that is a unit",
        text("Land;Währung;ISO-Code;Faktor;Kurs", "Japan;Yen;JPY;100;0,5812", "USA;Dollar;USD;1;0,8612"),
        {"symbol": "ISO-Code", "name": "Währung", "price": "Kurs", "unit": "Faktor"},
        {"decimal_comma": True},
    ),
    Page(
        "binary noise under titles of one letter",
        json.dumps([{"s": "A", "p": 0.30000000000000004}, {"s": "B", "p": 1.1}]),
        {"symbol": "s", "price": "p"},
    ),
    Page(
        "orders beside prices",
        html(
            "Scrip|Bid Qty|Bid|Ask|Ask Qty|Last|Volume",
            "OGDC|1,000|140.95|141.05|500|141.00|1,234,567",
            "PPL|2,500|111.90|112.00|100|112.00|345,678",
        ),
        {"symbol": "Scrip", "price": "Last", "bid": "Bid", "ask": "Ask", "volume": "Volume"},
    ),
    Page(
        "orders in German",
        html(
            "Name|Geld|Geld Vol.|Brief|Brief Vol.|Letzter|Umsatz",
            "SAP|121,40|500|121,60|300|121,50|1.234.567",
            "BMW|85,00|200|85,20|900|85,10|345.678",
        ),
        {"symbol": "Name", "price": "Letzter", "bid": "Geld", "ask": "Brief"},
        {"decimal_comma": True},
    ),
    Page(
        "orders in Japanese",
        html(
            "銘柄|売気配数量|売気配|買気配|買気配数量|現在値",
            "トヨタ|1,200|2,732|2,731|3,400|2,731.5",
            "ソニー|500|3,121|3,119|800|3,120",
        ),
        {"symbol": "銘柄", "price": "現在値"},
    ),
    Page(
        "orders in Russian",
        html(
            "Тикер|Покупка|Объем покупки|Продажа|Объем продажи|Последняя",
            "SBER|301,10|1200|301,20|340|301,15",
            "GAZP|128,35|3400|128,45|120|128,40",
        ),
        {"symbol": "Тикер", "price": "Последняя", "bid": "Покупка", "ask": "Продажа"},
        {"decimal_comma": True},
    ),
    Page(
        "volume and turnover before the price",
        html(
            "Volume|Turnover|Last|Ticker",
            "1,234,567|173,456,789.50|141.00|OGDC",
            "345,678|38,715,936.20|112.00|PPL",
            "99,887|9,888,813.50|99.00|HBL",
        ),
        {"symbol": "Ticker", "price": "Last", "volume": "Volume"},
    ),
    Page(
        "traded value in millions",
        html("Symbol|Traded Value (mn)|Price", "AAA|173.45|1.56", "BBB|38.71|7.90", "CCC|9.88|5.10"),
        {"symbol": "Symbol", "price": "Price"},
    ),
    Page(
        "market cap and supply",
        html(
            "#|Coin|Market Cap|Price|24h %|Circulating Supply",
            "1|BTC|$1,280,000,000,000|$65,000.12|-1.51%|19,700,000",
            "2|ETH|$384,000,000,000|$3,200.50|2.30%|120,000,000",
        ),
        {"symbol": "Coin", "price": "Price", "percent": "24h %"},
    ),
    Page(
        "the range of the year in English",
        html(
            "Symbol|52W High|52W Low|LTP|Day High|Day Low|% Chng",
            "INFY|1,953.90|1,307.00|1,510.25|1,522.00|1,501.10|-0.45",
            "TCS|4,592.25|3,311.00|3,480.60|3,502.00|3,455.00|0.61",
        ),
        {
            "symbol": "Symbol",
            "price": "LTP",
            "high": "Day High",
            "low": "Day Low",
            "year_high": "52W High",
            "year_low": "52W Low",
            "percent": "% Chng",
        },
    ),
    Page(
        "the range of the year in German",
        html(
            "Name|Kurs|52W Hoch|52W Tief|Hoch|Tief",
            "SAP|121,50|140,10|98,20|122,10|120,30",
            "BMW|85,10|115,35|68,58|85,90|84,20",
        ),
        {
            "symbol": "Name",
            "price": "Kurs",
            "high": "Hoch",
            "low": "Tief",
            "year_high": "52W Hoch",
            "year_low": "52W Tief",
        },
        {"decimal_comma": True},
    ),
    Page(
        "bonds with coupons",
        html(
            "ISIN|Kupon|Laufzeit|Kurs|Rendite",
            "DE0001102580|0,00|15.02.2032|86,41|2,45",
            "DE0001102606|1,70|15.08.2032|95,20|2,48",
        ),
        {"symbol": "ISIN", "price": "Kurs"},
        {"decimal_comma": True},
    ),
    Page(
        "weights beside prices",
        html("Symbol|Weight|Price", "AAPL|7.12|230.10", "MSFT|6.54|415.25", "NVDA|6.20|138.30"),
        {"symbol": "Symbol", "price": "Price"},
    ),
    Page(
        "what a fund has",
        text(
            "Ticker,Name,Sector,Weight (%),Market Value,Shares,Price",
            "AAPL,APPLE,IT,7.12,1234567.89,5365,230.10",
            "MSFT,MICROSOFT,IT,6.54,1034567.12,2491,415.25",
        ),
        {"symbol": "Ticker", "name": "Name", "price": "Price"},
    ),
    Page(
        "target prices",
        html("Ticker|Target|Rating|Last", "AAA|12.5|Buy|10.1", "BBB|15.5|Hold|14.2"),
        {"symbol": "Ticker", "price": "Last"},
    ),
    Page(
        "ratios beside prices",
        html("Ticker|P/E|EPS|Div. Yield|Price", "AAA|12.5|1.25|3.1|10.1", "BBB|15.5|2.41|2.2|14.2"),
        {"symbol": "Ticker", "price": "Price"},
    ),
    Page(
        "a price under a title that says nothing",
        json.dumps(
            [
                {"code": "AAA", "openPrice": 1439.65, "prevClosePrice": 1430.1, "cp": 1578.0, "chg": 147.9},
                {"code": "BBB", "openPrice": 20.5, "prevClosePrice": 20.6, "cp": 20.1, "chg": -0.5},
            ]
        ),
        {"symbol": "code", "price": "cp", "open": "openPrice", "previous_close": "prevClosePrice", "change": "chg"},
    ),
    Page(
        "an answer with every figure",
        json.dumps(
            {
                "data": [
                    {
                        "symbol": "INFY",
                        "open": 1510,
                        "dayHigh": 1522,
                        "dayLow": 1501.1,
                        "lastPrice": 1510.25,
                        "previousClose": 1517.05,
                        "change": -6.8,
                        "pChange": -0.45,
                        "totalTradedVolume": 3456789,
                        "totalTradedValue": 5221000000.5,
                        "yearHigh": 1953.9,
                        "yearLow": 1307,
                    },
                    {
                        "symbol": "TCS",
                        "open": 3460,
                        "dayHigh": 3502,
                        "dayLow": 3455,
                        "lastPrice": 3480.6,
                        "previousClose": 3459.5,
                        "change": 21.1,
                        "pChange": 0.61,
                        "totalTradedVolume": 1456789,
                        "totalTradedValue": 5071000000.5,
                        "yearHigh": 4592.25,
                        "yearLow": 3311,
                    },
                ]
            }
        ),
        {
            "symbol": "symbol",
            "price": "lastPrice",
            "open": "open",
            "high": "dayHigh",
            "low": "dayLow",
            "previous_close": "previousClose",
            "change": "change",
            "percent": "pChange",
            "volume": "totalTradedVolume",
            "year_high": "yearHigh",
            "year_low": "yearLow",
        },
        {"rows": "data"},
    ),
    Page(
        "constants beside names",
        json.dumps(
            [
                {"exchange": "PSX", "ccy": "PKR", "name": "Oil and Gas", "px": 141.0},
                {"exchange": "PSX", "ccy": "PKR", "name": "Habib Bank", "px": 99.5},
                {"exchange": "PSX", "ccy": "PKR", "name": "Engro", "px": 300.1},
            ]
        ),
        {"symbol": "name", "price": "px"},
        {"currency": "PKR"},
    ),
    Page(
        "ids beside codes",
        json.dumps(
            [
                {"id": "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "code": "AAA", "price": 1.5},
                {"id": "3f2504e0-4f89-11d3-9a0c-0305e82c3302", "code": "BBB", "price": 2.5},
            ]
        ),
        {"symbol": "code", "price": "price"},
    ),
    Page(
        "a state in the first column",
        html("Status|Last|Security", "Open|1.56|AAA Corp", "Closed|7.90|BBB Corp", "Open|3.3|CCC Corp"),
        {"symbol": "Security", "price": "Last"},
    ),
    Page(
        "days with adjusted closes",
        text(
            "Date,Open,High,Low,Close,Adj Close,Volume",
            "2026-11-26,150.1,152.3,149.2,151.4,151.4,1234567",
            "2026-11-27,151.4,153.3,150.2,152.4,152.4,2234567",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "Close",
            "open": "Open",
            "high": "High",
            "low": "Low",
            "volume": "Volume",
            "as_of": "Date",
        },
        {"previous_row": True},
    ),
    Page(
        "days of one share in German",
        html(
            "Datum|Zuletzt|Eröffn.|Hoch|Tief|Vol.|+/- %",
            "27.11.2026|121,50|122,00|122,10|120,30|1,23M|-0,98%",
            "26.11.2026|122,70|121,50|123,00|121,00|1,10M|0,52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "Zuletzt",
            "open": "Eröffn.",
            "high": "Hoch",
            "low": "Tief",
            "volume": "Vol.",
            "percent": "+/- %",
            "as_of": "Datum",
        },
        {"decimal_comma": True, "dates": "%d.%m.%Y"},
    ),
    Page(
        "days of one share in French",
        html(
            "Date|Dernier|Ouv.|Plus Haut|Plus Bas|Vol.|Variation %",
            "27.11.2026|121,50|122,00|122,10|120,30|1,23M|-0,98%",
            "26.11.2026|122,70|121,50|123,00|121,00|1,10M|0,52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "Dernier",
            "open": "Ouv.",
            "high": "Plus Haut",
            "low": "Plus Bas",
            "volume": "Vol.",
            "percent": "Variation %",
            "as_of": "Date",
        },
        {"decimal_comma": True, "dates": "%d.%m.%Y"},
    ),
    Page(
        "days of one share in Spanish",
        html(
            "Fecha|Último|Apertura|Máximo|Mínimo|Vol.|% var.",
            "27.11.2026|121,50|122,00|122,10|120,30|1,23M|-0,98%",
            "26.11.2026|122,70|121,50|123,00|121,00|1,10M|0,52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "Último",
            "open": "Apertura",
            "high": "Máximo",
            "low": "Mínimo",
            "volume": "Vol.",
            "percent": "% var.",
            "as_of": "Fecha",
        },
        {"decimal_comma": True, "dates": "%d.%m.%Y"},
    ),
    Page(
        "days of one share in Portuguese",
        html(
            "Data|Último|Abertura|Máxima|Mínima|Vol.|Var%",
            "27.11.2026|121,50|122,00|122,10|120,30|1,23M|-0,98%",
            "26.11.2026|122,70|121,50|123,00|121,00|1,10M|0,52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "Último",
            "open": "Abertura",
            "high": "Máxima",
            "low": "Mínima",
            "volume": "Vol.",
            "percent": "Var%",
            "as_of": "Data",
        },
        {"decimal_comma": True, "dates": "%d.%m.%Y"},
    ),
    Page(
        "days of one share in Italian",
        html(
            "Data|Ultimo|Apertura|Massimo|Minimo|Vol.|Var. %",
            "27.11.2026|121,50|122,00|122,10|120,30|1,23M|-0,98%",
            "26.11.2026|122,70|121,50|123,00|121,00|1,10M|0,52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "Ultimo",
            "open": "Apertura",
            "high": "Massimo",
            "low": "Minimo",
            "volume": "Vol.",
            "percent": "Var. %",
            "as_of": "Data",
        },
        {"decimal_comma": True, "dates": "%d.%m.%Y"},
    ),
    Page(
        "days of one share in Russian",
        html(
            "Дата|Цена|Откр.|Макс.|Мин.|Объём|Изм. %",
            "27.11.2026|121,50|122,00|122,10|120,30|1,23M|-0,98%",
            "26.11.2026|122,70|121,50|123,00|121,00|1,10M|0,52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "Цена",
            "open": "Откр.",
            "high": "Макс.",
            "low": "Мин.",
            "volume": "Объём",
            "percent": "Изм. %",
            "as_of": "Дата",
        },
        {"decimal_comma": True, "dates": "%d.%m.%Y"},
    ),
    Page(
        "days of one share in Turkish",
        html(
            "Tarih|Şimdi|Açılış|Yüksek|Düşük|Hac.|Fark %",
            "27.11.2026|121,50|122,00|122,10|120,30|1,23M|-0,98%",
            "26.11.2026|122,70|121,50|123,00|121,00|1,10M|0,52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "Şimdi",
            "open": "Açılış",
            "high": "Yüksek",
            "low": "Düşük",
            "volume": "Hac.",
            "percent": "Fark %",
            "as_of": "Tarih",
        },
        {"decimal_comma": True, "dates": "%d.%m.%Y"},
    ),
    Page(
        "days of one share in Polish",
        html(
            "Data|Ostatnio|Otwarcie|Max.|Min.|Wol.|Zmiana%",
            "27.11.2026|121,50|122,00|122,10|120,30|1,23M|-0,98%",
            "26.11.2026|122,70|121,50|123,00|121,00|1,10M|0,52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "Ostatnio",
            "open": "Otwarcie",
            "high": "Max.",
            "low": "Min.",
            "volume": "Wol.",
            "percent": "Zmiana%",
            "as_of": "Data",
        },
        {"decimal_comma": True, "dates": "%d.%m.%Y"},
    ),
    Page(
        "days of one share in Japanese",
        html(
            "日付|終値|始値|高値|安値|出来高|変化率 %",
            "11/27/2026|121.50|122.00|122.10|120.30|1.23M|-0.98%",
            "11/26/2026|122.70|121.50|123.00|121.00|1.10M|0.52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "終値",
            "open": "始値",
            "high": "高値",
            "low": "安値",
            "volume": "出来高",
            "percent": "変化率 %",
            "as_of": "日付",
        },
        {"dates": "%m/%d/%Y"},
    ),
    Page(
        "days of one share in Korean",
        html(
            "날짜|종가|시가|고가|저가|거래량|변동 %",
            "11/27/2026|121.50|122.00|122.10|120.30|1.23M|-0.98%",
            "11/26/2026|122.70|121.50|123.00|121.00|1.10M|0.52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "종가",
            "open": "시가",
            "high": "고가",
            "low": "저가",
            "volume": "거래량",
            "percent": "변동 %",
            "as_of": "날짜",
        },
        {"dates": "%m/%d/%Y"},
    ),
    Page(
        "days of one share in Arabic",
        html(
            "التاريخ|الأخير|مفتوح|أعلى|أدنى|الحجم|التغيير %",
            "11/27/2026|121.50|122.00|122.10|120.30|1.23M|-0.98%",
            "11/26/2026|122.70|121.50|123.00|121.00|1.10M|0.52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "الأخير",
            "open": "مفتوح",
            "high": "أعلى",
            "low": "أدنى",
            "volume": "الحجم",
            "percent": "التغيير %",
            "as_of": "التاريخ",
        },
        {"dates": "%m/%d/%Y"},
    ),
    Page(
        "days of one share in Chinese",
        html(
            "日期|收盘|开盘|高|低|交易量|涨跌幅",
            "11/27/2026|121.50|122.00|122.10|120.30|1.23M|-0.98%",
            "11/26/2026|122.70|121.50|123.00|121.00|1.10M|0.52%",
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "收盘",
            "open": "开盘",
            "high": "高",
            "low": "低",
            "volume": "交易量",
            "percent": "涨跌幅",
            "as_of": "日期",
        },
        {"dates": "%m/%d/%Y"},
    ),
    Page(
        "one quote with a range and a percentage",
        json.dumps(
            {
                "timestamp": "1795700000",
                "open": "64000",
                "high": "66000",
                "low": "63000",
                "last": "65000.5",
                "volume": "1234.5",
                "vwap": "64800.1",
                "bid": "64999.9",
                "ask": "65001.0",
                "open_24": "64100",
                "percent_change_24": "1.40",
            }
        ),
        {
            "symbol": "=EXAMPLE",
            "price": "last",
            "open": "open",
            "high": "high",
            "low": "low",
            "volume": "volume",
            "bid": "bid",
            "ask": "ask",
            "percent": "percent_change_24",
            "as_of": "timestamp",
        },
    ),
    Page(
        "a metal with its move",
        json.dumps(
            {"metal": "XAU", "currency": "USD", "price": 2650.1, "prev_close_price": 2640.2, "ch": 9.9, "chp": 0.37}
        ),
        {"symbol": "metal", "price": "price", "previous_close": "prev_close_price", "change": "ch", "percent": "chp"},
        {"currency": "USD"},
    ),
    Page(
        "currencies by their codes, with times",
        json.dumps(
            {
                "time": {"updatedISO": "2026-11-28T10:00:00+00:00"},
                "bpi": {
                    "USD": {"code": "USD", "rate": "65,000.12", "rate_float": 65000.12},
                    "EUR": {"code": "EUR", "rate": "60,000.12", "rate_float": 60000.12},
                },
            }
        ),
        {"symbol": "code", "price": "rate"},
        {"rows": "bpi"},
    ),
    Page(
        "a price with a time in milliseconds",
        json.dumps({"mins": 5, "price": "65000.10", "closeTime": 1795700000000}),
        {"symbol": "=EXAMPLE", "price": "price", "as_of": "closeTime"},
    ),
    Page(
        "an object of rates",
        json.dumps(
            {
                "result": "success",
                "base_code": "USD",
                "time_last_update_unix": 1795700000,
                "conversion_rates": {"USD": 1, "AED": 3.6725, "AFN": 68.12},
            }
        ),
        {"symbol": "$key", "price": "$value"},
        {"rows": "conversion_rates"},
    ),
    Page(
        "an object of rates alone",
        json.dumps({"USD": 1.0495, "JPY": 161.53, "GBP": 0.8345}),
        {"symbol": "$key", "price": "$value"},
    ),
    Page(
        "an object of rates in small letters",
        json.dumps({"date": "2026-11-27", "eur": {"usd": 1.0495, "jpy": 161.53, "gbp": 0.8345}}),
        {"symbol": "$key", "price": "$value"},
        {"rows": "eur"},
    ),
    Page(
        "an object of rates as texts with a decimal comma",
        json.dumps({"rates": {"USD": "1,0495", "JPY": "161,53"}}),
        {"symbol": "$key", "price": "$value"},
        {"rows": "rates", "decimal_comma": True},
    ),
    Page(
        "an object of pairs",
        json.dumps({"quotes": {"USDEUR": 0.95, "USDPKR": 278.1}, "timestamp": 1795700000}),
        {"symbol": "$key", "price": "$value"},
        {"rows": "quotes"},
    ),
    Page(
        "an object of days",
        json.dumps({"rates": {"2026-11-26": {"USD": 1.05}, "2026-11-27": {"USD": 1.06}}}),
        {"as_of": "$key"},
        {"rows": "rates", "wide": True},
    ),
    Page(
        "named rows beside a date",
        json.dumps(
            {
                "status": "0000",
                "data": {
                    "BTC": {
                        "opening_price": "4290000",
                        "closing_price": "4297000",
                        "min_price": "4280000",
                        "max_price": "4300000",
                        "units_traded": "123.45",
                        "acc_trade_value": "529000000",
                        "prev_closing_price": "4291000",
                    },
                    "ETH": {
                        "opening_price": "168000",
                        "closing_price": "168800",
                        "min_price": "167000",
                        "max_price": "169000",
                        "units_traded": "1234.5",
                        "acc_trade_value": "208000000",
                        "prev_closing_price": "168100",
                    },
                    "date": "1505383282208",
                },
            }
        ),
        {
            "symbol": "$key",
            "price": "closing_price",
            "open": "opening_price",
            "low": "min_price",
            "high": "max_price",
            "previous_close": "prev_closing_price",
        },
        {"rows": "data"},
    ),
    Page(
        "named rows with a time",
        json.dumps(
            {
                "btcinr": {
                    "base_unit": "btc",
                    "quote_unit": "inr",
                    "low": "5400000",
                    "high": "5600000",
                    "last": "5500000",
                    "open": 5450000,
                    "volume": "12.5",
                    "sell": "5501000",
                    "buy": "5499000",
                    "at": 1795700000,
                },
                "ethinr": {
                    "base_unit": "eth",
                    "quote_unit": "inr",
                    "low": "260000",
                    "high": "280000",
                    "last": "270000",
                    "open": 265000,
                    "volume": "120.5",
                    "sell": "270100",
                    "buy": "269900",
                    "at": 1795700000,
                },
            }
        ),
        {
            "symbol": "$key",
            "price": "last",
            "open": "open",
            "high": "high",
            "low": "low",
            "volume": "volume",
            "ask": "sell",
            "bid": "buy",
            "as_of": "at",
        },
    ),
    Page(
        "a document in each line",
        '{"pair":"BTCTRY","last":2250000.5,"dailyPercent":1.2}\n{"pair":"ETHTRY","last":110000.25,"dailyPercent":-0.5}\n',
        {"symbol": "pair", "price": "last", "percent": "dailyPercent"},
    ),
    Page(
        "countries, currencies and codes in French",
        text(
            "Pays;Devise;Code ISO;Cours", "Maroc;Dirham;MAD;10,72", "Tunisie;Dinar;TND;3,32", "Algérie;Dinar;DZD;140,1"
        ),
        {"symbol": "Code ISO", "name": "Devise", "price": "Cours"},
        {"decimal_comma": True},
    ),
    Page(
        "countries, currencies and codes in Spanish",
        html("País|Moneda|Símbolo|Tasa", "México|Peso|MXN|19,85", "Chile|Peso|CLP|940,2", "Perú|Sol|PEN|3,75"),
        {"symbol": "Símbolo", "name": "Moneda", "price": "Tasa"},
        {"decimal_comma": True},
    ),
    Page(
        "codes of countries beside those of currencies",
        json.dumps(
            [
                {"country": "Albania", "alpha3": "ALB", "currencyCode": "ALL", "rate": 96.74},
                {"country": "Bosnia", "alpha3": "BIH", "currencyCode": "BAM", "rate": 1.95583},
            ]
        ),
        {"symbol": "currencyCode", "price": "rate"},
    ),
    Page(
        "countries, currencies and codes in Russian",
        html("Страна|Валюта|Код|Курс", "США|Доллар|USD|92,15", "Япония|Иена|JPY|0,61"),
        {"symbol": "Код", "name": "Валюта", "price": "Курс"},
        {"decimal_comma": True},
    ),
    Page(
        "comments before CSV",
        text("# Exchange rates", "# generated 2026-11-27", "symbol,price", "USD,1.05", "JPY,161.5"),
        {"symbol": "symbol", "price": "price"},
    ),
    Page(
        "a dated line before CSV",
        text(
            "27.11.2026 #231",
            "country|currency|amount|code|rate",
            "Australia|dollar|1|AUD|15.1",
            "Japan|yen|100|JPY|15.4",
        ),
        {"symbol": "code", "name": "currency", "price": "rate", "unit": "amount"},
    ),
    Page(
        "a note of the same width before CSV",
        text("Title,,", "Code,Name,Last", "AAA,Alpha,1.56", "BBB,Beta,2.56", "Source: us,,"),
        {"symbol": "Code", "name": "Name", "price": "Last"},
    ),
    Page(
        "days with counts in millions",
        html("Date|Close|Volume", "Nov 27, 2026|1.55|1.10M", "Nov 26, 2026|1.73|1.50M"),
        {"symbol": "=EXAMPLE", "price": "Close", "volume": "Volume", "as_of": "Date"},
        {"dates": "%b %d, %Y", "previous_row": True},
    ),
    Page(
        "arrows beside prices",
        html("Symbol|Price|Chg", "AAA|▼ 141.00|4.35", "BBB|▲ 112.00|2.00"),
        {"symbol": "Symbol", "price": "Price", "change": "Chg"},
    ),
    Page(
        "currencies beside prices",
        html("Commodity|Price|Change", "Gold|$2,650.10|+9.90", "Silver|$31.20|-0.15"),
        {"symbol": "Commodity", "price": "Price", "change": "Change"},
    ),
    Page(
        "currencies of prices by row",
        html("Name|Price|Currency", "SAP|121.50|EUR", "Apple|230.10|USD"),
        {"symbol": "Name", "price": "Price", "currency": "Currency"},
    ),
    Page(
        "one currency behind prices",
        html("Ticker|Close|Ccy", "SAP|121.50|EUR", "BMW|85.10|EUR"),
        {"symbol": "Ticker", "price": "Close"},
        {"currency": "EUR"},
    ),
    Page(
        "negative prices",
        html("Contract|Last|Change", "CLK6|-37.63|-55.90", "CLM6|20.43|-4.60"),
        {"symbol": "Contract", "price": "Last", "change": "Change"},
    ),
    Page(
        "funds with offers",
        html(
            "Fund|NAV|Offer|Repurchase|Date",
            "Alpha Fund|10.1234|10.3500|10.1234|27-Nov-2026",
            "Beta Fund|52.1100|53.2000|52.1100|27-Nov-2026",
        ),
        {"symbol": "Fund", "price": "NAV", "ask": "Offer", "as_of": "Date"},
        {"dates": "%d-%b-%Y"},
    ),
    Page(
        "coins with changes over several spans",
        html(
            "Name|Symbol|Price|1h %|24h %|7d %|Market Cap|Volume(24h)",
            "Bitcoin|BTC|$65,000.12|0.1%|-1.51%|3.2%|$1,280,000,000,000|$32,000,000,000",
            "Ethereum|ETH|$3,200.50|-0.2%|2.30%|-1.1%|$384,000,000,000|$16,000,000,000",
        ),
        {"symbol": "Symbol", "name": "Name", "price": "Price", "percent": "24h %"},
    ),
    Page(
        "coins with quotes in objects",
        json.dumps(
            {
                "data": [
                    {
                        "name": "Bitcoin",
                        "symbol": "BTC",
                        "cmc_rank": 1,
                        "quote": {
                            "USD": {
                                "price": 65000.12,
                                "volume_24h": 32000000000.0,
                                "percent_change_1h": 0.1,
                                "percent_change_24h": -1.51,
                                "percent_change_7d": 3.2,
                                "market_cap": 1280000000000.0,
                                "last_updated": "2026-11-28T11:59:00.000Z",
                            }
                        },
                    },
                    {
                        "name": "Ethereum",
                        "symbol": "ETH",
                        "cmc_rank": 2,
                        "quote": {
                            "USD": {
                                "price": 3200.5,
                                "volume_24h": 16000000000.0,
                                "percent_change_1h": -0.2,
                                "percent_change_24h": 2.3,
                                "percent_change_7d": -1.1,
                                "market_cap": 384000000000.0,
                                "last_updated": "2026-11-28T11:59:00.000Z",
                            }
                        },
                    },
                ]
            }
        ),
        {
            "symbol": "symbol",
            "name": "name",
            "price": "quote.USD.price",
            "percent": "quote.USD.percent_change_24h",
            "as_of": "quote.USD.last_updated",
        },
        {"rows": "data", "currency": "USD"},
    ),
    Page(
        "an answer with the start and the end of its span",
        json.dumps(
            [
                {
                    "symbol": "BTCUSDT",
                    "priceChange": "-920.12",
                    "priceChangePercent": "-1.40",
                    "weightedAvgPrice": "64800.1",
                    "prevClosePrice": "65920.2",
                    "lastPrice": "65000.08",
                    "lastQty": "0.01",
                    "bidPrice": "64999.9",
                    "bidQty": "1.2",
                    "askPrice": "65000.1",
                    "askQty": "0.8",
                    "openPrice": "65920.20",
                    "highPrice": "66500",
                    "lowPrice": "64000",
                    "volume": "23456.7",
                    "quoteVolume": "1520000000.5",
                    "openTime": 1795613600000,
                    "closeTime": 1795700000000,
                    "firstId": 1,
                    "lastId": 100,
                    "count": 100,
                },
                {
                    "symbol": "ETHUSDT",
                    "priceChange": "14.50",
                    "priceChangePercent": "0.455",
                    "weightedAvgPrice": "3190.1",
                    "prevClosePrice": "3186.0",
                    "lastPrice": "3200.50",
                    "lastQty": "0.1",
                    "bidPrice": "3200.4",
                    "bidQty": "1.2",
                    "askPrice": "3200.6",
                    "askQty": "0.8",
                    "openPrice": "3186.00",
                    "highPrice": "3250",
                    "lowPrice": "3100",
                    "volume": "123456.7",
                    "quoteVolume": "395000000.5",
                    "openTime": 1795613600000,
                    "closeTime": 1795700000000,
                    "firstId": 1,
                    "lastId": 100,
                    "count": 100,
                },
            ]
        ),
        {
            "symbol": "symbol",
            "price": "lastPrice",
            "change": "priceChange",
            "percent": "priceChangePercent",
            "previous_close": "prevClosePrice",
            "bid": "bidPrice",
            "ask": "askPrice",
            "open": "openPrice",
            "high": "highPrice",
            "low": "lowPrice",
            "volume": "volume",
            "as_of": "closeTime",
        },
    ),
    Page(
        "exchange codes with change_p",
        json.dumps(
            [
                {
                    "code": "AAPL.US",
                    "timestamp": 1795700000,
                    "gmtoffset": 0,
                    "open": 229.1,
                    "high": 231.2,
                    "low": 228.5,
                    "close": 230.1,
                    "volume": 45678900,
                    "previousClose": 228.2,
                    "change": 1.9,
                    "change_p": 0.8326,
                },
                {
                    "code": "MSFT.US",
                    "timestamp": 1795700000,
                    "gmtoffset": 0,
                    "open": 414.1,
                    "high": 417.2,
                    "low": 412.5,
                    "close": 415.25,
                    "volume": 15678900,
                    "previousClose": 416.2,
                    "change": -0.95,
                    "change_p": -0.2283,
                },
            ]
        ),
        {
            "symbol": "code",
            "price": "close",
            "open": "open",
            "high": "high",
            "low": "low",
            "volume": "volume",
            "previous_close": "previousClose",
            "change": "change",
            "percent": "change_p",
            "as_of": "timestamp",
        },
    ),
    Page(
        "days and currencies in Portuguese",
        text("Data;USD;EUR;GBP", "27/11/2026;5,81;6,12;7,31", "26/11/2026;5,79;6,10;7,29"),
        {"as_of": "Data"},
        {"wide": True, "decimal_comma": True, "dates": "%d/%m/%Y"},
    ),
    Page(
        "days and currencies by name",
        text("Date,US Dollar,Euro,Pound", "2026-11-27,278.1,301.2,351.4", "2026-11-26,278.4,301.0,351.1"),
        {"as_of": "Date"},
        {"wide": True},
    ),
    Page(
        "days and yields",
        text("Date,1 Mo,3 Mo,1 Yr,10 Yr", "11/27/2026,4.61,4.52,4.31,4.22", "11/26/2026,4.62,4.53,4.33,4.25"),
        {"as_of": "Date"},
        {"wide": True, "dates": "%m/%d/%Y"},
    ),
    Page(
        "many decimals of small coins",
        json.dumps(
            [
                {
                    "symbol": "SHIB",
                    "priceUsd": "0.0000123456789012345678",
                    "vwap24Hr": "0.0000121",
                    "changePercent24Hr": "1.2345678901234567",
                },
                {
                    "symbol": "PEPE",
                    "priceUsd": "0.0000078901234567890123",
                    "vwap24Hr": "0.0000077",
                    "changePercent24Hr": "-2.3456789012345678",
                },
            ]
        ),
        {"symbol": "symbol", "price": "priceUsd", "percent": "changePercent24Hr"},
        {"currency": "USD"},
    ),
    Page(
        "many decimals of rates",
        text("Code,Mid", "USD,1.049500000000000000", "JPY,161.530000000000000000"),
        {"symbol": "Code", "price": "Mid"},
    ),
    Page(
        "titles that come again",
        html("Symbol|Last", "AAA|1.5", "Symbol|Last", "BBB|2.5"),
        {"symbol": "Symbol", "price": "Last"},
    ),
    Page(
        "a note below the rows",
        html("Symbol|Last", "AAA|1.5", "BBB|2.5", "* delayed by 15 minutes|"),
        {"symbol": "Symbol", "price": "Last"},
    ),
    Page(
        "indices by value",
        html("Index|Value|Change|% Change", "S&P 500|5,980.12|12.30|0.21%", "Nasdaq|19,060.40|-30.10|-0.16%"),
        {"symbol": "Index", "price": "Value", "change": "Change", "percent": "% Change"},
        {"index": True},
    ),
    Page(
        "indices under no title",
        html(
            "|Value|Net Change|% Change|Time", "DAX|19,320.10|-12.10|-0.06%|17:30", "CAC 40|7,180.50|21.30|0.30%|17:35"
        ),
        {"symbol": "1", "price": "Value", "change": "Net Change", "percent": "% Change", "as_of": "Time"},
    ),
    Page(
        "ranks and names",
        html("Rank|Name|Price|Change %|Market Cap", "1|Apple|230.10|0.83%|3.5T", "2|Nvidia|138.30|-1.20%|3.4T"),
        {"symbol": "Name", "price": "Price", "percent": "Change %"},
    ),
    Page(
        "tickers within names",
        html("Name|Price", "Apple Inc. (AAPL)|230.10", "Nvidia Corp. (NVDA)|138.30"),
        {"symbol": "Name", "price": "Price"},
    ),
    Page(
        "the symbol last",
        html("% Change|Change|Price|Symbol", "-2.99|-4.35|141.00|OGDC", "1.82|2.00|112.00|PPL"),
        {"symbol": "Symbol", "price": "Price", "change": "Change", "percent": "% Change"},
    ),
    Page(
        "spans of a year beside the day",
        html("Symbol|Last|YTD %|1Y %|Day %", "AAA|141.00|12.5|20.1|-2.99", "BBB|112.00|-3.5|10.4|1.82"),
        {"symbol": "Symbol", "price": "Last", "percent": "Day %"},
    ),
    Page(
        "a span of a year alone",
        html("Symbol|Last|YTD %", "AAA|141.00|12.5", "BBB|112.00|-3.5"),
        {"symbol": "Symbol", "price": "Last"},
    ),
    Page(
        "weeks and months",
        html("Symbol|Last|Weekly|Monthly|Yearly", "AAA|141.00|1.5%|3.2%|12.5%", "BBB|112.00|-0.5%|-1.2%|-3.5%"),
        {"symbol": "Symbol", "price": "Last"},
    ),
    Page(
        "days and weeks beside each other",
        html(
            "Index|Price|Day|%|Weekly|Monthly|YoY|Date",
            "US500|5980.12|12.30|0.21%|1.5%|3.2%|25.1%|Nov/27",
            "US30|44100.4|-30.10|-0.07%|1.1%|2.2%|20.1%|Nov/27",
        ),
        {"symbol": "Index", "price": "Price", "percent": "%"},
        {"index": True},
    ),
    Page(
        "average cost beside the last price",
        html("Symbol|Average Price|Last Price|P/L", "AAA|100.5|141.0|40.5", "BBB|120.1|112.0|-8.1"),
        {"symbol": "Symbol", "price": "Last Price"},
    ),
    Page(
        "fair values",
        html("Ticker|Fair Value|Price", "AAA|100.5|141.0", "BBB|120.1|112.0"),
        {"symbol": "Ticker", "price": "Price"},
    ),
    Page(
        "dividends and their days",
        html("Ticker|Dividend|Ex Date|Price", "AAA|1.25|12/01/2026|141.0", "BBB|0.80|12/15/2026|112.0"),
        {"symbol": "Ticker", "price": "Price"},
    ),
    Page(
        "prices of issue",
        html(
            "Company|IPO Price|Current Price|Listing Date",
            "AAA Ltd|10.5|14.1|12-Jan-2026",
            "BBB Ltd|20.1|18.2|15-Mar-2026",
        ),
        {"symbol": "Company", "price": "Current Price"},
    ),
    Page(
        "strikes beside prices",
        html("Contract|Strike Price|Last Price", "AAA C100|100.0|5.1", "AAA C105|105.0|2.3"),
        {"symbol": "Contract", "price": "Last Price"},
    ),
    Page(
        "face values",
        html("Symbol|Face Value|Market Price", "AAA|10.00|141.0", "BBB|5.00|112.0"),
        {"symbol": "Symbol", "price": "Market Price"},
    ),
    Page(
        "limits of a day",
        html("Symbol|Upper Limit|Lower Limit|Close", "AAA|155.1|126.9|141.0", "BBB|123.2|100.8|112.0"),
        {"symbol": "Symbol", "price": "Close"},
    ),
    Page(
        "fees beside prices",
        html("Product|Fee|Rate|Price", "AAA|0.25|1.5|141.0", "BBB|0.50|2.5|112.0"),
        {"symbol": "Product", "price": "Price"},
    ),
)
MORE_WITHOUT_PRICES = (
    (
        "SEDOL, weights and shares",
        text("Company,SEDOL,Weight,Shares", "AAA plc,0263494,4.52,120300", "BBB plc,B10RZP7,3.10,99100"),
    ),
    ("LEI and years", text("Ticker,LEI,Founded", "MMM,LUZQVYP4VS22CLWDAR65,1902", "AOS,00WJ5CFW3GZCK8NZ4Z02,1916")),
    (
        "CUSIP and years",
        json.dumps(
            [
                {"ticker": "AAA", "cusip": "037833100", "year": 1980},
                {"ticker": "BBB", "cusip": "594918104", "year": 1986},
            ]
        ),
    ),
    ("ratings and target prices in Chinese", html("股票|评级|目标价", "AAA|1.5|12.5", "BBB|2.0|15.5")),
    ("scores", html("Ticker|Score|ESG|Beta", "AAA|71.2|12.1|1.02", "BBB|55.3|20.2|0.85")),
    ("codes of banks", html("Bank|BIC|Filiale|PLZ", "A Bank|AAAADEFF|12|60311", "B Bank|BBBBDEFF|15|10115")),
    (
        "units in the cells of codes",
        html(
            "Nazwa waluty|Kod waluty|Kurs średni",
            "dolar amerykański|1 USD|4,0512",
            "euro|1 EUR|4,3012",
            "jen|100 JPY|2,6512",
        ),
    ),
    (
        "an order book",
        json.dumps(
            {
                "lastUpdateId": 1027024,
                "bids": [["4.00000000", "431.00000000"], ["3.99", "12.0"]],
                "asks": [["4.00000200", "12.00000000"], ["4.1", "3.0"]],
            }
        ),
    ),
    (
        "an order book as a table",
        html(
            "Buy Orders|Buy Volume|Buy Price|Sell Price|Sell Volume|Sell Orders",
            "3|12,000|141.00|141.50|4,500|2",
            "1|3,000|140.95|141.55|1,500|1",
            "5|23,000|140.90|141.60|500|3",
        ),
    ),
    ("yields by maturity", html("Maturity|Yield|Change", "2 Yr|4.21|-0.02", "5 Yr|4.05|0.01", "10 Yr|4.32|0.03")),
    ("weights alone", html("Ticker|Name|Gewichtung", "SAP|SAP SE|12,51", "ALV|Allianz|8,25", "SIE|Siemens|9,10")),
    ("open, high and low alone", html("Symbol|Open|High|Low", "AAA|1.5|1.6|1.4", "BBB|2.5|2.6|2.4")),
    ("previous close and change alone", html("Symbol|Previous Close|Change", "AAA|1.5|0.1", "BBB|2.5|-0.1")),
    ("months", html("Month|Rate", "January 2026|278.10", "February 2026|278.90", "March 2026|279.30")),
    ("counts", json.dumps({"counts": {"open": 12, "closed": 5, "total": 17}})),
    (
        "days in Russian words without a title",
        html("|Курс", "27 ноября 2026|92,15", "26 ноября 2026|92,40", "25 ноября 2026|91,95"),
    ),
    ("days in French words", html("Jour|Cours", "27 novembre 2026|10,72", "26 novembre 2026|10,75")),
    ("days in German words", html("Tag|Kurs", "27. November 2026|121,50", "26. November 2026|122,70")),
    ("days in Turkish words", html("Gün|Kur", "27 Kasım 2026|34,51", "26 Kasım 2026|34,40")),
    ("months", html("Period|Price", "Nov 2026|121.50", "Oct 2026|122.70", "Sep 2026|120.10")),
    ("quarters", html("Quarter|Price", "Q1 2026|121.50", "Q2 2026|122.70", "Q3 2026|120.10")),
    ("weekdays", html("|Settlement", "Monday|121.50", "Tuesday|122.70", "Wednesday|120.10")),
    ("days in Polish words", html("Dzień|Kurs", "27 listopada 2026|4,05", "26 listopada 2026|4,06")),
    (
        "hours of a market of electricity",
        html("Hour|Price (EUR/MWh)", "00 - 01|45.12", "01 - 02|43.10", "02 - 03|41.97"),
    ),
    ("a chain of options", html("Strike|Call Last|Put Last", "100|5.1|1.2", "105|2.3|3.4", "110|0.9|7.1")),
    (
        "statistics of countries",
        html("Country|Population|Area|Density", "France|67,000,000|551,695|121.4", "Spain|47,000,000|505,990|92.9"),
    ),
    ("the weather of cities", html("City|Temp|Humidity|Wind", "Lahore|31.2|45|12.5", "Karachi|29.5|70|18.1")),
    ("votes", html("Party|Votes|Share %|Seats", "AAA|1,234,567|41.2|120", "BBB|1,134,567|38.1|110")),
    (
        "days with two prices of several currencies",
        html(
            "Tarih|USD Alış|USD Satış|EUR Alış|EUR Satış",
            "27.11.2026|34,51|34,60|37,10|37,22",
            "26.11.2026|34,40|34,50|37,00|37,11",
        ),
    ),
)
"""Pages in which no column is a price, or none a symbol."""
