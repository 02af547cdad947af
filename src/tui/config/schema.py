"""The keys of a configuration file: their types, ranges, lengths and forms, and the texts of errors about them."""

import datetime as dt
from typing import Annotated, Final, Literal

import msgspec

from tui.config.alert_way_schema import HOURS, MAX_WAYS, AlertWayModel
from tui.config.collect_schema import CollectModel
from tui.config.errors import EXPECTED_KEY
from tui.config.news import MAX_PAGES, NewsModel, PageModel
from tui.config.patterns import MARKET_CODE, THEME_NAME
from tui.config.schema_values import CURRENCY, MAX_NAME, CaFile, Proxy, Text, constrain, switch
from tui.config.source_schema import SourceModel
from tui.domain.instants import DURATION
from tui.view.tabs import MAX_ENTRY, MAX_LIST_ENTRIES, MAX_TABS

MAX_SOURCES: Final = 100
MAX_EXEMPT_HOSTS: Final = 100
MAX_BINDING: Final = 64
MAX_KEYS: Final = 16
"""Of one action."""
MAX_POSITIONS: Final = 10_000
MAX_ALERTS: Final = 2_000
MAX_CONDITION: Final = 500
"""Characters of an expression."""

_Key = Annotated[str, constrain(EXPECTED_KEY, pattern=r"\s*\S[\s\S]*", max_length=MAX_BINDING)]

_SYMBOLS: Final = 'a list such as ["PSX:OGDC", "# Banks", "HBL"]'
_Entry = Annotated[
    str,
    constrain(
        'a symbol such as "PSX:OGDC" or "OGDC", or a title such as "# Banks"', pattern=r"\s*\S.*", max_length=MAX_ENTRY
    ),
]


class BoardModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[board]` table: how the board looks and behaves."""

    theme: Annotated[
        str,
        constrain(
            'the name of a theme such as "dark" or "paper"',
            "The colours: a shipped theme, or a file in themes/ beside this one",
            pattern=THEME_NAME,
        ),
    ] = "dark"
    tabs: Annotated[
        tuple[Text, ...],
        constrain('a list such as ["All", "Banks", "Mine"]', "The tabs to show, in order", max_length=MAX_TABS),
    ] = ()
    up: Annotated[Literal["green", "red"], constrain('"green" or "red"', "The colour of a rise")] = "green"
    flash: Annotated[bool, switch("Whether a changed figure lights up for a moment")] = True
    mouse: Annotated[bool, switch("Whether clicks come to the board; false leaves the terminal's own selection")] = True
    disagree: Annotated[
        str,
        constrain(
            'a percentage such as "1%" or "0.25%"',
            "Sources that differ by more on one instrument are flagged",
            pattern=r"(?!0{1,2}(\.0+)?\s?%)[0-9]{1,2}(\.[0-9]{1,4})?\s?%",
        ),
    ] = "1%"
    flush: (
        Annotated[
            str,
            constrain(
                '"0.1s" to "10s", such as "0.25s" or "1s"',
                "The time between two paints",
                pattern=r"(0?0\.[1-9][0-9]{0,2}|0?[1-9](\.[0-9]{1,3})?|10(\.0{1,3})?)s",
            ),
        ]
        | None
    ) = None
    indices: Annotated[
        tuple[_Entry, ...],
        constrain(
            'a list such as ["KSE100", "INDEX:^GSPC"]',
            "The indices that are shown first, in order",
            max_length=MAX_LIST_ENTRIES,
        ),
    ] = ()
    indices_rotate: Annotated[bool, switch("Whether indices without room take turns")] = False
    idle_after: Annotated[
        str,
        constrain(
            'text such as "30m" or "2h", or "never"',
            "The time without a key after which sources are polled more rarely",
            pattern=f"never|0[smh]?|{DURATION}",
        ),
    ] = "30m"
    figures: Annotated[
        Literal["short", "crore", "full"],
        constrain('"short" (12.3M), "crore" (1.23 crore) or "full"', "How volumes and other large figures are written"),
    ] = "short"
    currency: Annotated[
        str,
        constrain('a currency such as "PKR"', "To express positions in, by the rates on the board", pattern=CURRENCY),
    ] = ""
    drop_columns: Annotated[
        tuple[Text, ...],
        constrain(
            'a list such as ["range", "trend"]', "Columns that leave first where there is no room", max_length=100
        ),
    ] = ()


class NetworkModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[network]` table: how every source is reached that does not say otherwise."""

    proxy: Proxy | None = None
    no_proxy: Annotated[
        list[Text],
        constrain(
            'a list such as ["localhost", ".corp.example", "10.0.0.0/8"]',
            "Hosts that are reached without the proxy",
            max_length=MAX_EXEMPT_HOSTS,
        ),
    ] = []
    ca_file: CaFile | None = None


class HistoryModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[history]` table: what is kept of all that was seen."""

    keep: Annotated[
        str,
        constrain(
            'text such as "90d", or "off"',
            "How long every change is kept; prices by the minute stay two years, by the day for ever",
            pattern="off|[1-9][0-9]{0,4}d",
        ),
    ] = "90d"
    max_size: (
        Annotated[
            str,
            constrain(
                'text such as "500MB" or "2GB"',
                "The size of the file beyond which the oldest goes",
                pattern=r"[1-9][0-9]{0,5}\s?(MB|GB)",
            ),
        ]
        | None
    ) = None
    file: (
        Annotated[
            str,
            constrain(
                "the path of a file",
                "Where it is kept; a relative path starts at this file",
                pattern=r"[^\u0000]+",
            ),
        ]
        | None
    ) = None
    fill: Annotated[
        bool, switch("Whether sources that know it are asked, once, for the time before they were polled")
    ] = True


class TabModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[tabs]]` table: a named view of the market; an instrument is in it that matches every key which is set."""

    name: Annotated[
        str, constrain("a short name", "Shown on the strip of tabs", pattern=r"\S(.*\S)?", max_length=MAX_NAME)
    ]
    list: (
        Annotated[
            str,
            constrain(
                'a name under [lists], or the path of a file such as "banks.txt"', "Its instruments", min_length=1
            ),
        ]
        | None
    ) = None
    symbols: (
        Annotated[tuple[_Entry, ...], constrain(_SYMBOLS, "Its instruments", max_length=MAX_LIST_ENTRIES)] | None
    ) = None
    markets: Annotated[
        tuple[Annotated[str, constrain('a market such as "PSX"', pattern=MARKET_CODE)], ...],
        constrain('a list such as ["PSX"]', "Its markets"),
    ] = ()
    kinds: Annotated[
        tuple[Literal["share", "index", "fund", "currency", "coin", "future", "rate"], ...],
        constrain('a list such as ["share", "fund"]', "The kinds of its instruments"),
    ] = ()
    sources: Annotated[tuple[Text, ...], constrain("a list of names of sources", "Where its quotes come from")] = ()
    filter: Annotated[
        str, constrain('what is typed after /, such as "bank"', "What its rows match", max_length=200)
    ] = ""
    columns: Annotated[
        tuple[Text, ...], constrain('a list such as ["symbol", "last", "percent", "volume"]', "Its columns, in order")
    ] = ()
    sort: Annotated[str, constrain('a column such as "percent", or "list"', "What its rows are sorted by")] | None = (
        None
    )
    reverse: Annotated[bool, switch("Whether the sort is the other way round")] = False


class PositionModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[positions]]` table: what was bought at one time, or sold short where the quantity is negative."""

    symbol: Annotated[
        str,
        constrain('a symbol such as "PSX:OGDC" or "OGDC"', "The instrument", pattern=r"\s*\S.*", max_length=MAX_ENTRY),
    ]
    quantity: Annotated[int | float, constrain("a number such as 500", "How many")]
    price: Annotated[int | float, constrain("a number such as 101.25", "Paid for one")]
    currency: Annotated[str, constrain('a currency such as "PKR"', "Of the price", pattern=CURRENCY)] | None = None
    date: Annotated[dt.date, constrain("a date such as 2026-11-28", "When it was bought")] | None = None


class AlertModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[alerts]]` table: a rule that rings."""

    when: Annotated[
        str, constrain('a condition such as "pct > 5"', "When it rings", pattern=r"\s*\S.*", max_length=MAX_CONDITION)
    ]
    name: Annotated[str, constrain("a name", "What it is called", pattern=r"\S(.*\S)?", max_length=60)] | None = None
    on: Annotated[
        _Entry | tuple[_Entry, ...],
        constrain('"PSX:OGDC", a list of them, "tab:Banks", "market:PSX" or "all"', "What it is about"),
    ] = "all"
    repeat: (
        Annotated[
            Literal["once", "daily", "each"],
            constrain('"once", "daily" or "each"', "How often it rings about one instrument"),
        ]
        | None
    ) = None
    cool_down: Annotated[
        str, constrain('text such as "10m"', "How long it is silent after it rang", pattern=f"|{DURATION}")
    ] = ""
    margin: Annotated[
        str,
        constrain(
            'text such as "0.5%" or "2"',
            "How far a figure must go back beyond its line before it rings again",
            pattern=r"|[0-9]{1,12}(\.[0-9]{1,8})?\s?%?",
        ),
    ] = ""
    session: Annotated[bool, switch("Whether it rings only while its market trades")] = True
    days: Annotated[
        tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...],
        constrain('a list such as ["mon", "fri"]', "The days on which it rings; none means all"),
    ] = ()
    hours: Annotated[
        str,
        constrain(
            'text such as "09:30-15:30"',
            "When it rings, by the clock of this machine",
            pattern=f"|{HOURS}",
        ),
    ] = ""
    doubtful: Annotated[bool, switch("Whether a flagged or stale figure rings too")] = False
    bell: Annotated[bool, switch("Whether the terminal's bell rings too")] = False
    ways: (
        Annotated[
            tuple[Text, ...],
            constrain(
                'a list of names of [[alert_ways]] such as ["phone"]',
                "How it is told off the board; without it by all of them",
                max_length=MAX_WAYS,
            ),
        ]
        | None
    ) = None
    enabled: Annotated[bool, switch("Whether it rings at all")] = True


class ConfigModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The configuration of bigboard, a live market monitor for the terminal."""

    sources: (
        Annotated[
            tuple[SourceModel, ...],
            constrain(
                "one [[sources]] table per source", "In order of preference", min_length=1, max_length=MAX_SOURCES
            ),
        ]
        | None
    ) = None
    board: BoardModel = BoardModel()
    network: NetworkModel = NetworkModel()
    history: HistoryModel = HistoryModel()
    collect: CollectModel | None = None
    news: NewsModel = NewsModel()
    pages: Annotated[
        tuple[PageModel, ...],
        constrain("one [[pages]] table per site", "Where the article is in its pages", max_length=MAX_PAGES),
    ] = ()
    keys: Annotated[
        dict[
            str,
            _Key | Annotated[tuple[_Key, ...], constrain(EXPECTED_KEY, min_length=1, max_length=MAX_KEYS)],
        ],
        constrain('a table such as { "app.quit" = "Q" }', "Other keys, by the name of the action"),
    ] = {}
    tabs: Annotated[
        tuple[TabModel, ...],
        constrain("one [[tabs]] table per tab", "Tabs beside the built-in ones", max_length=MAX_TABS),
    ] = ()
    lists: Annotated[
        dict[
            Annotated[str, constrain("the name of a list", pattern=r"\S(.*\S)?", max_length=MAX_NAME)],
            Annotated[tuple[_Entry, ...], constrain(_SYMBOLS, max_length=MAX_LIST_ENTRIES)],
        ],
        constrain('a table such as { Mine = ["PSX:OGDC"] }', "Instruments by the name of their list"),
    ] = {}
    positions: Annotated[
        tuple[PositionModel, ...],
        constrain("one [[positions]] table per lot", "What you own", max_length=MAX_POSITIONS),
    ] = ()
    alerts: Annotated[
        tuple[AlertModel, ...], constrain("one [[alerts]] table per rule", "What rings", max_length=MAX_ALERTS)
    ] = ()
    alert_ways: Annotated[
        tuple[AlertWayModel, ...],
        constrain(
            "one [[alert_ways]] table per way", "How alerts are told off the board, in any order", max_length=MAX_WAYS
        ),
    ] = ()
    calendar: (
        Annotated[
            str,
            constrain(
                "the path of a file with trading hours",
                "Merged over the built-in ones; a relative path starts at this file",
                pattern=r"[^\u0000]+",
            ),
        ]
        | None
    ) = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        constrain('"debug", "info", "warning" or "error"', "How much the log records"),
    ] = "info"
