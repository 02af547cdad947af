import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.cli.polled_market import ARTICLE, KSE100, NOON, PolledMarket, quote
from tests.kit.marks import for_each
from tui.cli.parser import Arguments
from tui.cli.print import run_print
from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import CleanText

Capture = pytest.CaptureFixture[str]


pytestmark = pytest.mark.usefixtures("home")


def printed(market: Market, form: str, *symbols: str) -> int:
    arguments = Arguments(format=form, symbols=symbols)
    return run_print(arguments, poll=lambda _: market, clock=lambda: NOON)


def full() -> Market:
    return PolledMarket().answer(
        quote("OGDC", "1101.25", "1.25"),
        quote("PPL", "90.5", "-0.75"),
        quote("SML", "4.00"),
        quote("BAD", None, flags=("price not a figure",)),
        KSE100,
        ARTICLE,
    )


def test_json_has_the_digits_of_the_source_and_null_for_absent_values(capfd: Capture) -> None:
    assert printed(full(), "json") == 0
    out = capfd.readouterr().out
    assert '"symbol": "SML", "name": null, "price": 4.00, "change": 0.00, "percent": 0.00' in out
    document = json.loads(out, parse_float=Decimal)
    assert list(document) == ["at", "quotes", "indices", "articles", "sources"]
    assert document["at"] == "2026-08-17T07:00:00.000Z"
    assert [row["direction"] for row in document["quotes"]] == ["up", "down", "unchanged", "unchanged"]
    assert (document["quotes"][3]["price"], document["quotes"][3]["flags"]) == (None, ["price not a figure"])
    assert (document["indices"][0]["level"], document["indices"][0]["percent"]) == (
        Decimal("40371.88"),
        Decimal("-0.70"),
    )
    assert document["indices"][0]["polled_at"] == "2026-08-17T07:00:15.000Z"
    assert (document["articles"][0]["dateline"], document["articles"][0]["comments"]) == ("KARACHI", "closed")
    (source,) = document["sources"]
    assert (source["name"], source["state"], source["quotes"], source["reason"]) == ("br", "live", 4, None)


def test_very_small_figures_are_never_written_with_an_exponent(capfd: Capture) -> None:
    market = PolledMarket().answer(quote("TINY", "0.00000012"))
    printed(market, "json")
    assert '"price": 0.00000012,' in capfd.readouterr().out
    printed(market, "csv")
    assert ",0.00000012," in capfd.readouterr().out


def test_times_with_another_zone_become_utc(capfd: Capture) -> None:
    as_of = datetime.fromisoformat("2026-08-17T11:59:30+05:00")
    market = PolledMarket().answer(quote("OGDC", "1.00")._replace(as_of=as_of))
    printed(market, "json")
    assert json.loads(capfd.readouterr().out)["quotes"][0]["as_of"] == "2026-08-17T06:59:30.000Z"
    printed(market, "table")
    assert "2026-08-17 06:59:30 UTC  br" in capfd.readouterr().out


@for_each("symbols", [["OGDC"], ["psx:ogdc"], ["ogdc", "OGDC"]])
def test_only_the_selected_symbols_are_printed(capfd: Capture, symbols: list[str]) -> None:
    assert printed(full(), "json", *symbols) == 0
    document = json.loads(capfd.readouterr().out)
    assert [row["symbol"] for row in document["quotes"]] == ["OGDC"]
    assert document["indices"] == []


def test_an_index_can_be_selected(capfd: Capture) -> None:
    printed(full(), "csv", "kse100")
    assert len(capfd.readouterr().out.splitlines()) == 2


def test_a_symbol_that_no_source_has_is_named_on_stderr_and_by_the_status(capfd: Capture) -> None:
    assert printed(full(), "table", "OGDC", "foo") == 3
    assert capfd.readouterr().err == "bigboard: foo: no source has it\n"
    assert printed(full(), "table", "OGDC", "foo", "LSE:PPL") == 3
    output = capfd.readouterr()
    assert output.err == "bigboard: foo, LSE:PPL: no source has them\n"
    assert "OGDC" in output.out


def test_a_symbol_that_a_source_which_failed_may_have_is_named_as_such(capfd: Capture) -> None:
    sources = PolledMarket("br", "us")
    sources.answer(quote("OGDC", "1.00"))
    assert printed(sources.fail("HTTP 503", source="us"), "csv", "AAPL") == 3
    error = capfd.readouterr().err
    assert error == "bigboard: us: HTTP 503\nbigboard: AAPL: no source that answered has it\n"


def test_the_table_stands_straight_on_its_decimal_points(capfd: Capture) -> None:
    assert printed(full(), "table") == 0
    assert capfd.readouterr().out.splitlines() == [
        "INDEX       LEVEL      CHANGE       %  AS OF  SOURCE  NOTE",
        "KSE100  40,371.88  ▼  -282.40  -0.70%         br",
        "",
        "SYMBOL  NAME      LAST     CHANGE       %  VOLUME  AS OF  SOURCE  NOTE",
        "OGDC          1,101.25  ▲   +1.25  +1.25%                 br",
        "PPL              90.5   ▼   -0.75  +1.25%                 br",
        "SML               4.00  =    0.00   0.00%                 br",
        "BAD               ?     =    0.00   0.00%                 br      price not a figure",
        "",
        "SOURCE  STATE  QUOTES  INDICES  ARTICLES  LAST HEARD               WHY",
        "br      live        4        1         1  2026-08-17 07:00:15 UTC",
        "",
        "KARACHI: Cement makers lead a quiet climb",
    ]


@for_each(
    "row",
    [
        quote("OGDC", "1.00"),
        quote("OGDC", "1.00")._replace(name=CleanText("Oil and Gas")),
        quote("OGDC", "1.00")._replace(volume=1_000),
        quote("OGDC", "1.00")._replace(as_of=datetime.fromisoformat("2026-08-17T11:59:30+05:00")),
        quote("OGDC", "1.00", flags=("odd",)),
        quote("OGDC", "1.00")._replace(change=None, percent=None, direction=None),
    ],
)
def test_the_columns_of_the_table_do_not_depend_on_its_rows(capfd: Capture, row: Quote) -> None:
    printed(PolledMarket().answer(row), "table")
    heading = capfd.readouterr().out.splitlines()[0]
    assert heading.split() == ["SYMBOL", "NAME", "LAST", "CHANGE", "%", "VOLUME", "AS", "OF", "SOURCE", "NOTE"]


def test_articles_are_printed_only_where_no_symbol_was_asked_for(capfd: Capture) -> None:
    for output_format in ("json", "table"):
        printed(full(), output_format)
        assert "Cement makers" in capfd.readouterr().out
        printed(full(), output_format, "OGDC")
        assert "Cement makers" not in capfd.readouterr().out


def test_the_table_in_a_pipe_holds_no_escapes(capfd: Capture) -> None:
    printed(full(), "table")
    assert "\x1b" not in capfd.readouterr().out


def test_csv_has_one_heading_and_a_row_each(capfd: Capture) -> None:
    named = quote("EVIL", "5.00")._replace(name=CleanText("=HYPERLINK(1)"))
    assert printed(PolledMarket().answer(KSE100, quote("OGDC", "1101.25", "1.25"), named), "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    assert [(row["kind"], row["symbol"], row["price"]) for row in rows] == [
        ("index", "KSE100", "40371.88"),
        ("quote", "OGDC", "1101.25"),
        ("quote", "EVIL", "5.00"),
    ]
    assert rows[2]["name"] == "'=HYPERLINK(1)"
    assert rows[1]["volume"] == ""


@for_each("sign", tuple("=+-@＝＋－＠"))
def test_no_text_from_outside_is_a_formula_for_a_spreadsheet_and_figures_are_left_alone(
    sign: str, capfd: Capture
) -> None:
    text = CleanText(f"{sign}1+1")
    plain = quote("OGDC", "1101.25", "-1.25")
    row = plain._replace(id=InstrumentId("X", f"{sign}X"), name=text, currency=text, flags=(text,), volume=5)
    printed(PolledMarket().answer(row), "csv")
    (read,) = csv.DictReader(io.StringIO(capfd.readouterr().out))
    assert [read[column] for column in ("name", "currency", "flags", "symbol")] == [f"'{text}"] * 3 + [f"'{sign}X"]
    assert [read[column] for column in ("price", "change", "volume")] == ["1101.25", "-1.25", "5"]


def test_the_exit_status_counts_the_sources_that_failed(capfd: Capture) -> None:
    polls = PolledMarket("br", "two")
    polls.answer(quote("OGDC", "1.00"))
    assert printed(polls.fail("HTTP 503", source="two"), "table") == 3
    assert "two     failing       0        0         0                           HTTP 503" in capfd.readouterr().out
    nobody = PolledMarket("br", "two")
    nobody.fail("name not found")
    assert printed(nobody.fail("HTTP 503", source="two"), "json") == 4
    document = json.loads(capfd.readouterr().out)
    assert [(each["state"], each["reason"]) for each in document["sources"]] == [
        ("failing", "name not found"),
        ("failing", "HTTP 503"),
    ]


def test_csv_reports_failures_on_stderr(capfd: Capture) -> None:
    polls = PolledMarket()
    assert printed(polls.fail("HTTP 503"), "csv") == 4
    assert capfd.readouterr().err == "bigboard: br: HTTP 503\n"


def test_an_article_without_a_title_is_known_by_its_first_words(capfd: Capture) -> None:
    untitled = ARTICLE._replace(title=None, published=datetime(2026, 8, 17, 5, tzinfo=UTC))
    printed(PolledMarket().answer(quote("OGDC", "1.00"), untitled), "table")
    assert capfd.readouterr().out.splitlines()[-1] == "KARACHI: Buyers came back on Monday. (17 Aug 2026 05:00)"
