"""The recap as a document and as a record."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after
from tui.domain.quote import Direction, InstrumentId, InstrumentKind
from tui.domain.recap import Hours, Outage, Recap, RecapRow, Session, Story, Trouble, market_recap
from tui.domain.source_health import SourceState
from tui.domain.trading_calendar import Phase
from tui.view.documents import as_text
from tui.view.recap import MAX_STORIES_SHOWN, recap_blocks
from tui.view.recap_records import recap_record
from tui.view.records import to_json

ZONE = ZoneInfo("Asia/Karachi")


def a_row(symbol: str, price: str, percent: str, *, kind: InstrumentKind = InstrumentKind.SHARE) -> RecapRow:
    moved = Decimal(percent)
    direction = Direction.UP if moved > 0 else Direction.DOWN if moved < 0 else Direction.UNCHANGED
    low, high = Decimal(price) - 1, Decimal(price) + 1
    figures = {"change": moved, "percent": moved, "direction": direction, "low": low, "high": high, "volume": 12_345}
    return RecapRow(InstrumentId("PSX", symbol), Decimal(price), kind, **figures)  # type: ignore[arg-type]


SESSION = Session(
    (
        Hours(Phase.PRE_OPEN, after(-17_100), after(-16_200)),
        Hours(Phase.OPEN, after(-16_080), after(5_400)),
    ),
    first_price=after(-16_020),
    last_change=after(5_340),
)
ROWS = [
    a_row("KSE100", "82074", "0.76", kind=InstrumentKind.INDEX),
    a_row("OGDC", "132.50", "7.52"),
    a_row("PPL", "88.10", "-1.50"),
    a_row("LUCK", "700.00", "0.00"),
]
OUTAGE = Outage("br", SourceState.FAILING, "HTTP 503", after(0), after(725), is_over=True)
RECAP = Recap(
    (market_recap("PSX", FIXED_NOW.date(), SESSION, ROWS),),
    (Story(after(300), "Index holds its gains", "br", "https://example.com/1"),),
    (Trouble("br", (OUTAGE,)),),
)


def text_of(recap: Recap) -> list[str]:
    return list(as_text(recap_blocks(recap, {"PSX": ZONE}, ZONE)))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (after(172_800), after(176_400), "prices seen Thu 19 Mar 14:00–15:00 PKT"),
        (after(0), after(176_400), "prices seen 14:00–Thu 19 Mar 15:00 PKT"),
    ],
)
def test_prices_that_were_seen_on_another_day_have_its_date(first: datetime, last: datetime, said: str) -> None:
    session = SESSION._replace(first_price=first, last_change=last)
    market = market_recap("PSX", FIXED_NOW.date(), session, ROWS)
    assert text_of(Recap((market,), (), ()))[2] == said


def test_a_day_as_text() -> None:
    assert text_of(RECAP) == [
        "PSX · Tuesday 17 March 2026",
        "open 09:32–15:30 PKT",
        "prices seen 09:33–15:29 PKT",
        "",
        "INDICES",
        "  Index    Level     Change       %     Low    High  Open",
        "  KSE100  82,074  ▲   +0.76  +0.76%  82,073  82,075",
        "",
        "BREADTH",
        "  ▲ 1 up   ▼ 1 down   = 1 unchanged   of 3",
        "",
        "GAINERS",
        "  Symbol   Price     Change       %  Name",
        "  OGDC    132.50  ▲   +7.52  +7.52%",
        "",
        "LOSERS",
        "  Symbol  Price     Change       %  Name",
        "  PPL     88.10  ▼   -1.50  -1.50%",
        "",
        "MOST ACTIVE BY VOLUME",
        "  Symbol   Price     Change       %  Volume  Name",
        "  LUCK    700.00  =    0.00   0.00%   12.3k",
        "  OGDC    132.50  ▲   +7.52  +7.52%   12.3k",
        "  PPL      88.10  ▼   -1.50  -1.50%   12.3k",
        "",
        "STORIES",
        "  14:05  Index holds its gains  (br)",
        "",
        "TROUBLE",
        "  br  failing for 12m 05s, 14:00–14:12 PKT: HTTP 503",
    ]


@pytest.mark.parametrize(
    ("outages", "text"),
    [
        ((OUTAGE._replace(is_over=False),), "failing for 12m 05s, since 14:00 PKT and not over: HTTP 503"),
        (
            (OUTAGE, OUTAGE._replace(begin=after(3600), end=after(3660), reason=None, state=SourceState.STALE)),
            "in trouble 2 times, 13m 05s in all, the longest 12m 05s; last stale 15:00–15:01 PKT",
        ),
    ],
)
def test_trouble_says_how_often_how_long_and_why(outages: tuple[Outage, ...], text: str) -> None:
    assert text_of(RECAP._replace(troubles=(Trouble("br", outages),)))[-1] == f"  br  {text}"


@for_each(
    ("session", "lines"),
    [
        (Session(holiday="Eid", is_estimated=True), ["≈ holiday: Eid"]),
        (Session((Hours(Phase.OPEN, after(0), after(86_400)),)), ["open all day"]),
        (
            Session((Hours(Phase.OPEN, after(-16_980), after(-7_200)), Hours(Phase.OPEN, after(1920), after(9000)))),
            ["open 09:17–12:00 and 14:32–16:30 PKT"],
        ),
        (Session(), []),
    ],
)
def test_a_day_without_hours_says_what_is_known(session: Session, lines: list[str]) -> None:
    recap = Recap((market_recap("PSX", FIXED_NOW.date(), session, []),))
    assert text_of(recap) == ["PSX · Tuesday 17 March 2026", *lines]


def test_many_stories_are_counted_and_one_of_another_day_has_its_date() -> None:
    stories = tuple(Story(after(-86_400), f"Story {number}", "br") for number in range(MAX_STORIES_SHOWN + 3))
    lines = text_of(RECAP._replace(stories=stories, troubles=()))
    assert lines[-1] == "  and 3 more"
    assert lines[-2].startswith("  16 Mar 14:00  Story")


def test_the_record_is_json_with_the_digits_of_the_source() -> None:
    text = to_json(recap_record(RECAP))
    record = json.loads(text)
    (market,) = record["markets"]
    assert list(market) == [
        *("market", "day", "session", "indices", "instruments", "breadth"),
        *("gainers", "losers", "active", "active_by"),
    ]
    assert market["session"]["first_price"] == "2026-03-17T04:33:00.000Z"
    assert market["indices"][0]["level"] == 82074
    assert '"price": 132.50' in text
    assert market["breadth"] == {"up": 1, "down": 1, "unchanged": 1}
    assert record["trouble"] == [
        {
            "source": "br",
            "seconds": 725,
            "outages": [
                {
                    "state": "failing",
                    "reason": "HTTP 503",
                    "begin": "2026-03-17T09:00:00.000Z",
                    "end": "2026-03-17T09:12:05.000Z",
                    "over": True,
                }
            ],
        }
    ]
    assert record["stories"][0]["link"] == "https://example.com/1"


def test_money_is_compared_only_within_one_currency() -> None:
    rows = [row._replace(turnover=1000 + number, currency="PKR") for number, row in enumerate(ROWS)]
    assert market_recap("PSX", date(2026, 3, 17), Session(), rows).active_by == "turnover"
    mixed = [rows[1]._replace(currency="USD"), *rows[2:]]
    assert market_recap("PSX", date(2026, 3, 17), Session(), mixed).active_by == "volume"


def test_times_without_a_market_are_in_the_zone_that_is_given() -> None:
    lines = list(as_text(recap_blocks(RECAP, {}, UTC)))
    assert lines[1] == f"open 04:32–{after(5400) + timedelta(0):%H:%M} UTC"
