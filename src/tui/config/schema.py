"""The keys of a configuration file: their types, ranges, lengths and forms, and the texts of errors about them."""

import datetime as dt
from typing import Annotated, Final, Literal

import msgspec

from tui.config.durations import DURATION
from tui.config.errors import EXPECTED_KEY
from tui.config.patterns import HEADER_NAME, HEADER_VALUE, MARKET_CODE, THEME_NAME, anchored
from tui.sources.adapter import MAX_SYMBOLS
from tui.sources.table_spec import FIELDS, MAX_LOCATOR_LENGTH, TableFormat
from tui.view.tabs import MAX_LIST_ENTRIES, MAX_TABS

REQUIRED_FIELDS: Final = ("symbol", "price")
REQUIRED_FIELDS_WHERE_WIDE: Final = ("as_of",)
MAX_SOURCES: Final = 100
MAX_NAME: Final = 24
MAX_HEADERS: Final = 20
MAX_EXEMPT_HOSTS: Final = 100
MAX_BINDING: Final = 64
MAX_KEYS: Final = 16
"""Of one action."""
MAX_POSITIONS: Final = 10_000

_PROXY: Final = 'an address such as "http://proxy.example:3128", or "none" for a direct connection'
_CA_FILE: Final = "the path of a file of PEM certificates"
_NO_HEADER_VALUE: Final = "found a value that no header can carry, expected plain ASCII text"
_COMMAND: Final = 'a command as a list such as ["pass", "show", "my-key"]'


def _meta(
    expected: str,
    meaning: str | None = None,
    *,
    problem: str | None = None,
    pattern: str | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
) -> msgspec.Meta:
    """Constrain a value and describe it.

    Args:
        expected: the value that is expected, for an error message.
        meaning: what the key is for, shown by editors before `expected`.
        problem: the complete message where the type is right and a constraint is not met.
        pattern: a regular expression that matches the complete text.
        min_length: of characters or entries.
        max_length: of characters or entries.
    """
    return msgspec.Meta(
        description=f"{meaning}: {expected}" if meaning else expected,
        extra={"expected": expected, "problem": problem},
        pattern=pattern and anchored(pattern),
        min_length=min_length,
        max_length=max_length,
    )


_CURRENCY: Final = "[A-Za-z]{2,5}"

_Text = Annotated[str, _meta("text")]
_Key = Annotated[str, _meta(EXPECTED_KEY, pattern=r"\s*\S[\s\S]*", max_length=MAX_BINDING)]
_HeaderText = Annotated[str, _meta("text", pattern=HEADER_VALUE, problem=_NO_HEADER_VALUE)]
_Locator = Annotated[
    str | int | list[_Text],
    _meta("a column's title or number, a CSS selector or a dotted path", "Where the field is in a row"),
]


_SYMBOLS: Final = 'a list such as ["PSX:OGDC", "# Banks", "HBL"]'
_Entry = Annotated[
    str,
    _meta('a symbol such as "PSX:OGDC" or "OGDC", or a title such as "# Banks"', pattern=r"\s*\S.*", max_length=80),
]

_Proxy = Annotated[str, _meta(_PROXY, "The HTTP proxy, instead of HTTPS_PROXY and its like", min_length=1)]
_CaFile = Annotated[
    str,
    _meta(_CA_FILE, "Authorities that are trusted besides the usual ones", pattern=r"[^\u0000]+"),
]


def _switch(meaning: str) -> msgspec.Meta:
    return _meta("true or false", meaning)


class TableModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[sources.table]` table: how to read a page, CSV, JSON or XML."""

    format: Annotated[TableFormat, _meta('"html", "csv", "json" or "xml"', "What the address serves")]
    columns: Annotated[
        dict[str, _Locator],
        _meta('a table such as { symbol = "Symbol", price = "Last" }', "Where each field is in a row"),
        msgspec.Meta(
            extra_json_schema={
                "propertyNames": {"enum": FIELDS},
                "anyOf": [{"required": REQUIRED_FIELDS}, {"required": REQUIRED_FIELDS_WHERE_WIDE}],
            }
        ),
    ]
    rows: Annotated[
        str, _meta("a CSS selector or a dotted path", "The table or its rows", max_length=MAX_LOCATOR_LENGTH)
    ] = ""
    wide: Annotated[
        bool, _switch("Whether rows are days and every column but as_of is an instrument: columns = { as_of = ... }")
    ] = False
    previous_row: Annotated[
        bool, _switch("Whether the row before, of the same symbol by as_of, states the previous close")
    ] = False
    decimal_comma: Annotated[bool, _switch("Whether figures are written 1.234,50")] = False
    dates: Annotated[
        str,
        _meta(
            'a strptime form such as "%d/%m/%Y %H:%M"',
            'The form of as_of; "" is ISO 8601 or seconds since 1970',
            max_length=MAX_LOCATOR_LENGTH,
        ),
    ] = ""
    zone: Annotated[str, _meta('a zone such as "Asia/Karachi"', "The time zone of times that name none")] = "UTC"
    currency: Annotated[str, _meta('a currency such as "PKR"', "Of the prices", pattern="[A-Za-z]{2,5}")] | None = None
    unit: Annotated[int, _meta("a number such as 100", "The prices are for so many units")] | None = None
    index: Annotated[bool, _switch("Whether the rows are indices")] = False
    kind: (
        Annotated[
            Literal["share", "index", "fund", "currency", "coin", "future", "rate"],
            _meta(
                '"share", "index", "fund", "currency", "coin", "future" or "rate"',
                "What the rows are; futures and rates may be zero and less",
            ),
        ]
        | None
    ) = None
    percent_as_fraction: Annotated[bool, _switch("Whether percentages are written as fractions, 0.05 for 5 %")] = False
    key_parameter: Annotated[
        str,
        _meta(
            'the name of a parameter such as "apikey"',
            "The query parameter that carries the source's key",
            pattern=r"[A-Za-z0-9_.\[\]-]{0,64}",
        ),
    ] = ""
    key_header: Annotated[
        str,
        _meta(
            'the name of a header such as "X-API-Key"',
            "The request header that carries the source's key",
            pattern=f"({HEADER_NAME})?",
        ),
    ] = ""


class SourceModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[sources]]` table: a page, feed or provider."""

    name: Annotated[
        str, _meta('a short name of your own such as "br"', "Shown on the board", min_length=1, max_length=MAX_NAME)
    ]
    kind: Annotated[str, _meta('a kind that `bigboard sources` lists, such as "brecorder"', "What reads the source")]
    url: Annotated[str, _meta('an address such as "https://www.brecorder.com/"', "What is polled")] | None = None
    every: (
        Annotated[str, _meta('text such as "15s", "2m" or "1h"', "The interval of polls", pattern=DURATION)] | None
    ) = None
    market: (
        Annotated[
            str,
            _meta('capitals and digits such as "PSX"', "The market its symbols belong to", pattern=MARKET_CODE),
        ]
        | None
    ) = None
    symbols: Annotated[
        Annotated[list[_Text], msgspec.Meta(max_length=MAX_SYMBOLS)]
        | Annotated[
            dict[str, Annotated[str, _meta('a market and a symbol such as "PSX:OGDC"', "The instrument it means")]],
            msgspec.Meta(max_length=MAX_SYMBOLS),
        ],
        _meta(
            'a list such as ["OGDC.KA", "^GSPC"] or a table such as { "OGDC.KA" = "PSX:OGDC" }',
            "What to request, as the provider spells it",
        ),
    ] = []
    table: (
        Annotated[TableModel, _meta("a table: format, columns and further options", "How to read its rows")] | None
    ) = None
    key_env: Annotated[str, _meta("the name of an environment variable", "Holds the API key")] | None = None
    key_file: (
        Annotated[str, _meta("the path of a file that holds the key and nothing else", "Read by you alone")] | None
    ) = None
    key_command: (
        Annotated[
            tuple[_Text, ...],
            _meta(_COMMAND, "Prints the API key", problem=f"expected {_COMMAND}", min_length=1, max_length=32),
        ]
        | None
    ) = None
    i_have_permission: Annotated[bool, _switch("For kinds that need their publisher's permission")] = False
    faster_than_polite: Annotated[bool, _switch("Allow polls below the kind's minimum interval")] = False
    steady: Annotated[bool, _switch("Poll as often while the market is closed")] = False
    headers: Annotated[
        dict[Annotated[str, _meta('one such as "X-API-Key"', pattern=HEADER_NAME)], _HeaderText],
        _meta('a table such as { X-Client = "me" }', "Sent with each request", max_length=MAX_HEADERS),
    ] = {}
    user_agent: (
        Annotated[str, _meta("text", "The User-Agent header", pattern=HEADER_VALUE, problem=_NO_HEADER_VALUE)] | None
    ) = None
    allow_private: Annotated[
        bool, _switch("Allow a host name that leads to this machine or into a private network")
    ] = False
    proxy: _Proxy | None = None
    ca_file: _CaFile | None = None


class BoardModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[board]` table: how the board looks and behaves."""

    theme: Annotated[
        str,
        _meta(
            'the name of a theme such as "dark" or "paper"',
            "The colours: a shipped theme, or a file in themes/ beside this one",
            pattern=THEME_NAME,
        ),
    ] = "dark"
    tabs: Annotated[
        tuple[_Text, ...],
        _meta('a list such as ["All", "Banks", "Mine"]', "The tabs to show, in order", max_length=MAX_TABS),
    ] = ()
    up: Annotated[Literal["green", "red"], _meta('"green" or "red"', "The colour of a rise")] = "green"
    flash: Annotated[bool, _switch("Whether a changed figure lights up for a moment")] = True
    mouse: Annotated[bool, _switch("Whether clicks come to the board; false leaves the terminal's own selection")] = (
        True
    )
    disagree: Annotated[
        str,
        _meta(
            'a percentage such as "1%" or "0.25%"',
            "Sources that differ by more on one instrument are flagged",
            pattern=r"(?!0{1,2}(\.0+)?\s?%)[0-9]{1,2}(\.[0-9]{1,4})?\s?%",
        ),
    ] = "1%"
    flush: (
        Annotated[
            str,
            _meta(
                '"0.1s" to "10s", such as "0.25s" or "1s"',
                "The time between two paints",
                pattern=r"(0?0\.[1-9][0-9]{0,2}|0?[1-9](\.[0-9]{1,3})?|10(\.0{1,3})?)s",
            ),
        ]
        | None
    ) = None
    indices: Annotated[
        tuple[_Entry, ...],
        _meta(
            'a list such as ["KSE100", "INDEX:^GSPC"]',
            "The indices that are shown first, in order",
            max_length=MAX_LIST_ENTRIES,
        ),
    ] = ()
    indices_rotate: Annotated[bool, _switch("Whether indices without room take turns")] = False
    idle_after: Annotated[
        str,
        _meta(
            'text such as "30m" or "2h", or "never"',
            "The time without a key after which sources are polled more rarely",
            pattern=f"never|0[smh]?|{DURATION}",
        ),
    ] = "30m"
    figures: Annotated[
        Literal["short", "crore", "full"],
        _meta('"short" (12.3M), "crore" (1.23 crore) or "full"', "How volumes and other large figures are written"),
    ] = "short"
    currency: Annotated[
        str,
        _meta('a currency such as "PKR"', "To express positions in, by the rates on the board", pattern=_CURRENCY),
    ] = ""
    drop_columns: Annotated[
        tuple[_Text, ...],
        _meta('a list such as ["range", "trend"]', "Columns that leave first where there is no room", max_length=100),
    ] = ()


class NetworkModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[network]` table: how every source is reached that does not say otherwise."""

    proxy: _Proxy | None = None
    no_proxy: Annotated[
        list[_Text],
        _meta(
            'a list such as ["localhost", ".corp.example", "10.0.0.0/8"]',
            "Hosts that are reached without the proxy",
            max_length=MAX_EXEMPT_HOSTS,
        ),
    ] = []
    ca_file: _CaFile | None = None


class TabModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[tabs]]` table: a named view of the market; an instrument is in it that matches every key which is set."""

    name: Annotated[str, _meta("a short name", "Shown on the strip of tabs", pattern=r"\S(.*\S)?", max_length=MAX_NAME)]
    list: (
        Annotated[
            str,
            _meta('a name under [lists], or the path of a file such as "banks.txt"', "Its instruments", min_length=1),
        ]
        | None
    ) = None
    symbols: Annotated[tuple[_Entry, ...], _meta(_SYMBOLS, "Its instruments", max_length=MAX_LIST_ENTRIES)] | None = (
        None
    )
    markets: Annotated[
        tuple[Annotated[str, _meta('a market such as "PSX"', pattern=MARKET_CODE)], ...],
        _meta('a list such as ["PSX"]', "Its markets"),
    ] = ()
    kinds: Annotated[
        tuple[Literal["share", "index", "fund", "currency", "coin", "future", "rate"], ...],
        _meta('a list such as ["share", "fund"]', "The kinds of its instruments"),
    ] = ()
    sources: Annotated[tuple[_Text, ...], _meta("a list of names of sources", "Where its quotes come from")] = ()
    filter: Annotated[str, _meta('what is typed after /, such as "bank"', "What its rows match", max_length=200)] = ""
    columns: Annotated[
        tuple[_Text, ...], _meta('a list such as ["symbol", "last", "percent", "volume"]', "Its columns, in order")
    ] = ()
    sort: Annotated[str, _meta('a column such as "percent", or "list"', "What its rows are sorted by")] | None = None
    reverse: Annotated[bool, _switch("Whether the sort is the other way round")] = False


class PositionModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[positions]]` table: what was bought at one time, or sold short where the quantity is negative."""

    symbol: Annotated[
        str, _meta('a symbol such as "PSX:OGDC" or "OGDC"', "The instrument", pattern=r"\s*\S.*", max_length=80)
    ]
    quantity: Annotated[int | float, _meta("a number such as 500", "How many")]
    price: Annotated[int | float, _meta("a number such as 101.25", "Paid for one")]
    currency: Annotated[str, _meta('a currency such as "PKR"', "Of the price", pattern=_CURRENCY)] | None = None
    date: Annotated[dt.date, _meta("a date such as 2026-11-28", "When it was bought")] | None = None


class ConfigModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The configuration of bigboard, a live market monitor for the terminal."""

    sources: (
        Annotated[
            tuple[SourceModel, ...],
            _meta("one [[sources]] table per source", "In order of preference", min_length=1, max_length=MAX_SOURCES),
        ]
        | None
    ) = None
    board: BoardModel = BoardModel()
    network: NetworkModel = NetworkModel()
    keys: Annotated[
        dict[
            str,
            _Key | Annotated[tuple[_Key, ...], _meta(EXPECTED_KEY, min_length=1, max_length=MAX_KEYS)],
        ],
        _meta('a table such as { "app.quit" = "Q" }', "Other keys, by the name of the action"),
    ] = {}
    tabs: Annotated[
        tuple[TabModel, ...],
        _meta("one [[tabs]] table per tab", "Tabs beside the built-in ones", max_length=MAX_TABS),
    ] = ()
    lists: Annotated[
        dict[
            Annotated[str, _meta("the name of a list", pattern=r"\S(.*\S)?", max_length=MAX_NAME)],
            Annotated[tuple[_Entry, ...], _meta(_SYMBOLS, max_length=MAX_LIST_ENTRIES)],
        ],
        _meta('a table such as { Mine = ["PSX:OGDC"] }', "Instruments by the name of their list"),
    ] = {}
    positions: Annotated[
        tuple[PositionModel, ...],
        _meta("one [[positions]] table per lot", "What you own", max_length=MAX_POSITIONS),
    ] = ()
    calendar: (
        Annotated[
            str,
            _meta(
                "the path of a file with trading hours",
                "Merged over the built-in ones; a relative path starts at this file",
                pattern=r"[^\u0000]+",
            ),
        ]
        | None
    ) = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        _meta('"debug", "info", "warning" or "error"', "How much the log records"),
    ] = "info"
