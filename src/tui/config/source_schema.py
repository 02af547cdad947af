"""The keys of a source in a configuration file, and of its table: their types, ranges, lengths and forms."""

from typing import Annotated, Final, Literal

import msgspec

from tui.config.patterns import HEADER_NAME, HEADER_VALUE, MARKET_CODE
from tui.config.schema_values import CURRENCY, MAX_NAME, CaFile, Proxy, Text, command_words, constrain, switch
from tui.domain.instants import DURATION
from tui.sources.adapter import MAX_SYMBOLS
from tui.sources.table_fields import FIELDS, MAX_LOCATOR_LENGTH, TableFormat

REQUIRED_FIELDS: Final = ("symbol", "price")
REQUIRED_FIELDS_WHERE_WIDE: Final = ("as_of",)
BAR_FIELDS: Final = ("as_of", "open", "high", "low", "close", "volume", "symbol")
REQUIRED_BAR_FIELDS: Final = ("as_of", "close")
MAX_HEADERS: Final = 20

_NO_HEADER_VALUE: Final = "found a value that no header can carry, expected plain ASCII text"

_HeaderText = Annotated[str, constrain("text", pattern=HEADER_VALUE, problem=_NO_HEADER_VALUE)]
_Locator = Annotated[
    str | int | list[Text],
    constrain("a column's title or number, a CSS selector or a dotted path", "Where the field is in a row"),
]


class TableModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[sources.table]` table: how to read a page, CSV, JSON or XML."""

    format: Annotated[TableFormat, constrain('"html", "csv", "json" or "xml"', "What the address serves")]
    columns: Annotated[
        dict[str, _Locator],
        constrain('a table such as { symbol = "Symbol", price = "Last" }', "Where each field is in a row"),
        msgspec.Meta(
            extra_json_schema={
                "propertyNames": {"enum": FIELDS},
                "anyOf": [{"required": REQUIRED_FIELDS}, {"required": REQUIRED_FIELDS_WHERE_WIDE}],
            }
        ),
    ]
    rows: Annotated[
        str, constrain("a CSS selector or a dotted path", "The table or its rows", max_length=MAX_LOCATOR_LENGTH)
    ] = ""
    wide: Annotated[
        bool, switch("Whether rows are days and every column but as_of is an instrument: columns = { as_of = ... }")
    ] = False
    previous_row: Annotated[
        bool, switch("Whether the row before, of the same symbol by as_of, states the previous close")
    ] = False
    decimal_comma: Annotated[bool, switch("Whether figures are written 1.234,50")] = False
    dates: Annotated[
        str,
        constrain(
            'a strptime form such as "%d/%m/%Y %H:%M"',
            'The form of as_of; "" is ISO 8601 or seconds since 1970',
            max_length=MAX_LOCATOR_LENGTH,
        ),
    ] = ""
    zone: Annotated[str, constrain('a zone such as "Asia/Karachi"', "The time zone of times that name none")] = "UTC"
    currency: Annotated[str, constrain('a currency such as "PKR"', "Of the prices", pattern=CURRENCY)] | None = None
    unit: Annotated[int, constrain("a number such as 100", "The prices are for so many units")] | None = None
    index: Annotated[bool, switch("Whether the rows are indices")] = False
    kind: (
        Annotated[
            Literal["share", "index", "fund", "currency", "coin", "future", "rate"],
            constrain(
                '"share", "index", "fund", "currency", "coin", "future" or "rate"',
                "What the rows are; futures and rates may be zero and less",
            ),
        ]
        | None
    ) = None
    percent_as_fraction: Annotated[bool, switch("Whether percentages are written as fractions, 0.05 for 5 %")] = False
    key_parameter: Annotated[
        str,
        constrain(
            'the name of a parameter such as "apikey"',
            "The query parameter that carries the source's key",
            pattern=r"[A-Za-z0-9_.\[\]-]{0,64}",
        ),
    ] = ""
    key_header: Annotated[
        str,
        constrain(
            'the name of a header such as "X-API-Key"',
            "The request header that carries the source's key",
            pattern=f"({HEADER_NAME})?",
        ),
    ] = ""


class PastModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[sources.past]` table: where the time before the first poll is, and how to read it."""

    format: Annotated[TableFormat, constrain('"html", "csv", "json" or "xml"', "What the addresses serve")]
    columns: Annotated[
        dict[str, _Locator],
        constrain('a table such as { as_of = "Date", close = "Close" }', "Where each field of a bar is in a row"),
        msgspec.Meta(extra_json_schema={"propertyNames": {"enum": BAR_FIELDS}, "required": REQUIRED_BAR_FIELDS}),
    ]
    days: Annotated[
        str,
        constrain('an address such as "https://example.org/{symbol}.csv"', "Of prices by the day; {symbol} is put in"),
    ] = ""
    minutes: Annotated[
        str,
        constrain('an address such as "https://example.org/{symbol}/today"', "Of prices of today; {symbol} is put in"),
    ] = ""
    rows: Annotated[
        str, constrain("a CSS selector or a dotted path", "The table or its rows", max_length=MAX_LOCATOR_LENGTH)
    ] = ""
    decimal_comma: Annotated[bool, switch("Whether figures are written 1.234,50")] = False
    dates: Annotated[
        str,
        constrain(
            'a strptime form such as "%d/%m/%Y"',
            'The form of as_of; "" is ISO 8601 or seconds since 1970',
            max_length=MAX_LOCATOR_LENGTH,
        ),
    ] = ""
    zone: Annotated[str, constrain('a zone such as "Asia/Karachi"', "The time zone of times that name none")] = "UTC"
    key_parameter: Annotated[
        str,
        constrain(
            'the name of a parameter such as "apikey"',
            "The query parameter that carries the source's key",
            pattern=r"[A-Za-z0-9_.\[\]-]{0,64}",
        ),
    ] = ""
    key_header: Annotated[
        str,
        constrain(
            'the name of a header such as "X-API-Key"',
            "The request header that carries the source's key",
            pattern=f"({HEADER_NAME})?",
        ),
    ] = ""


class SourceModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[sources]]` table: a page, feed or provider."""

    name: Annotated[
        str, constrain('a short name of your own such as "br"', "Shown on the board", min_length=1, max_length=MAX_NAME)
    ]
    kind: Annotated[
        str, constrain('a kind that `bigboard sources` lists, such as "brecorder"', "What reads the source")
    ]
    url: Annotated[str, constrain('an address such as "https://www.brecorder.com/"', "What is polled")] | None = None
    every: (
        Annotated[str, constrain('text such as "15s", "2m" or "1h"', "The interval of polls", pattern=DURATION)] | None
    ) = None
    market: (
        Annotated[
            str,
            constrain('capitals and digits such as "PSX"', "The market its symbols belong to", pattern=MARKET_CODE),
        ]
        | None
    ) = None
    symbols: Annotated[
        Annotated[list[Text], msgspec.Meta(max_length=MAX_SYMBOLS)]
        | Annotated[
            dict[str, Annotated[str, constrain('a market and a symbol such as "PSX:OGDC"', "The instrument it means")]],
            msgspec.Meta(max_length=MAX_SYMBOLS),
        ],
        constrain(
            'a list such as ["OGDC.KA", "^GSPC"] or a table such as { "OGDC.KA" = "PSX:OGDC" }',
            "What to request, as the provider spells it",
        ),
    ] = []
    table: (
        Annotated[TableModel, constrain("a table: format, columns and further options", "How to read its rows")] | None
    ) = None
    past: Annotated[
        bool | PastModel,
        constrain(
            "true, false or a table: days, format and columns",
            "Whether it is asked, once, for the time before it was polled; or a table of that",
        ),
    ] = True
    full_text: Annotated[
        bool, switch("Whether the page of each new article is read as well, where a feed gives its first words alone")
    ] = False
    key_env: Annotated[str, constrain("the name of an environment variable", "Holds the API key")] | None = None
    key_file: (
        Annotated[str, constrain("the path of a file that holds the key and nothing else", "Read by you alone")] | None
    ) = None
    key_command: (
        Annotated[
            tuple[Text, ...],
            command_words('["pass", "show", "my-key"]', "Prints the API key"),
        ]
        | None
    ) = None
    i_have_permission: Annotated[bool, switch("For kinds that need their publisher's permission")] = False
    faster_than_polite: Annotated[bool, switch("Allow polls below the kind's minimum interval")] = False
    steady: Annotated[bool, switch("Poll as often while the market is closed")] = False
    headers: Annotated[
        dict[Annotated[str, constrain('one such as "X-API-Key"', pattern=HEADER_NAME)], _HeaderText],
        constrain('a table such as { X-Client = "me" }', "Sent with each request", max_length=MAX_HEADERS),
    ] = {}
    user_agent: (
        Annotated[str, constrain("text", "The User-Agent header", pattern=HEADER_VALUE, problem=_NO_HEADER_VALUE)]
        | None
    ) = None
    allow_private: Annotated[bool, switch("Allow a host name that leads to this machine or into a private network")] = (
        False
    )
    proxy: Proxy | None = None
    ca_file: CaFile | None = None
