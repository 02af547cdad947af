"""What `bigboard sources try` prints about an address: what it has, the lines that would watch it, their rows."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from urllib.parse import urljoin

from tui.cli.output import config_file_text
from tui.cli.table import TableColumn, TableRow, format_market, format_table
from tui.config.calendars import load_calendars
from tui.config.errors import quote_value
from tui.config.toml_snippet import source_to_toml
from tui.domain.events import Snapshot
from tui.domain.market import apply
from tui.domain.quote import InstrumentKind
from tui.domain.text import sanitize_line
from tui.engine.environment import market_before_polls
from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig, SourceRequest
from tui.sources.article.reader import read_page
from tui.sources.redaction.redact import redact_patterns
from tui.sources.tables.candidates import MAX_SHOWN_ROWS, Candidate, Proposal
from tui.sources.tables.title_words import Concept
from tui.sources.tables.titles import concept_of
from tui.view.records import SymbolFilter

TRIAL_INTERVAL: Final = timedelta(minutes=1)
"""The interval that is proposed."""

_FEED_INTERVAL: Final = timedelta(minutes=5)
_WITHOUT_BLANKS: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003fffd]"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
_MAX_ROWS: Final = 12
_MAX_COLUMNS: Final = 8
_MAX_TITLES: Final = 20
_UTC_NOTE: Final = 'Its times count as UTC where they name no zone; a zone such as "Asia/Karachi" says otherwise.'
_KEY_NOTE: Final = "Its key is not printed: put it into the variable MY_KEY, or see key_file and key_command."
_KEY_IN_URL_NOTE: Final = "The address has a key, which is not printed: this kind takes it only as part of its url."


def candidate_lines(discovered: Sequence[Candidate]) -> Iterator[str]:
    """Yield what a response has, each part with its first rows."""
    for each in discovered:
        yield ""
        yield f"found {each.description}"
        if each.titles:
            column_count = min(len(each.titles), _MAX_COLUMNS)
            rows = [TableRow((*row[:column_count], *("",) * (column_count - len(row)))) for row in each.rows]
            columns = [TableColumn(title) for title in each.titles[:column_count]]
            yield from (f"  {line}" for line in format_table(columns, rows))
            if len(each.titles) > column_count:
                yield f"  and further columns: {', '.join(each.titles[column_count : column_count + _MAX_TITLES])}"


def feed_lines(url: str, feeds: Iterable[str]) -> Iterator[str]:
    """Yield the feeds that the page at an address names."""
    for feed in feeds:
        yield f"the page names a feed: {sanitize_line(redact_patterns(urljoin(url, feed)))}"


def article_lines(response: Response, address: str) -> Iterator[str]:
    """Yield what a page says that is an article: a board shows it where a feed lists it."""
    reading = read_page(response.body, response.content_type, response.url)
    if not reading or reading.title is None:
        return
    stated = reading.published or reading.updated
    length = text_length(" ".join(block.text for block in reading.blocks))
    details = (reading.byline, f"{stated:%Y-%m-%d}" if stated else None, length, reading.reason or None)
    yield f"an article: {reading.title} ({', '.join(filter(None, details))})"
    yield f"a board shows it where a feed lists it; to read it: bigboard read {address}"


def text_length(text: str) -> str:
    """Return how long a text is: in words, or in characters where it is in a script without blanks between words."""
    characters = "".join(text.split())
    is_without_blanks = 2 * len(_WITHOUT_BLANKS.findall(characters)) > len(characters)
    count, noun = (len(characters), "character") if is_without_blanks else (len(text.split()), "word")
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def proposal_lines(best: Candidate, request: SourceRequest, name: str) -> Iterator[str]:
    """Yield the lines of a configuration that would watch a part, and the rows they give; two where it is not sure.

    Args:
        best: the part.
        request: that fetched it, with the key of its address.
        name: of the source; no other source of the configuration has it.
    """
    if not best.proposals:
        yield from _problem(best)
        return
    file = config_file_text()
    if len(best.proposals) == 1:
        yield f"These lines in {file} watch it (bigboard config init writes that file):"
        yield from _reading(best.proposals[0], request, name, _MAX_ROWS)
        return
    differences = _differences(best.proposals)
    yield f"It is not sure which of two readings is meant: the {differences[0]}, or the {differences[1]}."
    yield ""
    yield f"Reading 1, the {differences[0]}: these lines in {file} watch it (bigboard config init writes that file):"
    yield from _reading(best.proposals[0], request, name, MAX_SHOWN_ROWS)
    yield ""
    yield f"Reading 2, the {differences[1]}: these lines watch it:"
    yield from _reading(best.proposals[1], request, name, MAX_SHOWN_ROWS)
    yield ""
    yield "Which one is right? Copy the lines of reading 1, or those of reading 2, and not both."


def _problem(best: Candidate) -> Iterator[str]:
    yield best.problem or "Nothing in it looks like symbols with prices."
    yield "If it has symbols with prices, name its columns yourself:"
    yield f'kind = "table", and in [sources.table] columns = {{ {_columns_to_name(best.titles)} }}'


def _hours_note(source: SourceConfig) -> str:
    """Return in which hours a source will be polled."""
    if source.allow_private:
        return "It is on your own network, so that it is polled at all hours."
    if source.market in load_calendars():
        return f"It is polled in the trading hours of {source.market}, and rarely outside them."
    return f'The market "{source.market}" has no trading hours here: it is polled at all hours.'


def _differences(proposals: Sequence[Proposal]) -> list[str]:
    """Return how each of two readings differs from the other: `price from "Selling"`."""
    tables = [each.source.table for each in proposals]
    are_fractions = [table is not None and table.percent_as_fraction for table in tables]
    if are_fractions == [False, True]:
        return ["percentages as they are", "percentages as fractions, of which 0.01 is 1%"]
    first, second = (dict(table.columns) if table else {} for table in tables)
    marks = {table.decimal_comma for table in tables if table is not None}
    if len(marks) > 1 and all(first.get(name) == second.get(name) for name in ("symbol", "price")):
        return ["figures with a decimal point", "figures with a decimal comma"]
    both = next((name for name in ("symbol", "price") if first.get(name) != second.get(name)), None)
    # else one column is a percentage in the first, and a change in the second
    fields = [
        both or next((name for name in one if name not in other), "price")
        for one, other in ((first, second), (second, first))
    ]
    return [
        f"{name} from {_column_name(each.get(name, ''))}" for name, each in zip(fields, (first, second), strict=True)
    ]


def _column_name(locator: str) -> str:
    return f"column {locator}" if locator.isdigit() else quote_value(locator)


def _reading(proposal: Proposal, request: SourceRequest, name: str, rows: int) -> Iterator[str]:
    source = _with_interval_and_key(proposal.source, request)._replace(name=sanitize_line(name))
    yield ""
    yield from source_to_toml(source)
    yield ""
    yield _hours_note(source)
    if source.table is not None and "as_of" in source.table.columns and source.table.zone == "UTC":
        yield _UTC_NOTE
    yield from proposal.omissions
    if request.secret_query:
        yield ""
        yield _KEY_NOTE if source.key else _KEY_IN_URL_NOTE
    yield ""
    yield "They give:"
    yield ""
    yield from _sample(source, proposal.snapshot._replace(source=source.name), rows)


def _sample(source: SourceConfig, snapshot: Snapshot, rows: int) -> Iterator[str]:
    """Yield the first rows and articles as `print` would show them."""
    indices = [quote for quote in snapshot.quotes if quote.kind is InstrumentKind.INDEX]
    others = [quote for quote in snapshot.quotes if quote.kind is not InstrumentKind.INDEX]
    shown = snapshot._replace(quotes=(*others[:rows], *indices[:rows]), articles=snapshot.articles[:rows])
    yield from format_market(apply(market_before_polls([source]), shown), SymbolFilter(()), coloured=False)
    more = len(snapshot.quotes) - len(shown.quotes)
    if more:
        yield f"and {more} more row{'s' if more > 1 else ''}"


def _columns_to_name(titles: tuple[str, ...]) -> str:
    """Return the settings of the two required columns, with the titles of the table where these are likely."""
    prices = [title for title in titles[1:] if concept_of(title)[0] in (Concept.PRICE, Concept.BID, Concept.ASK)]
    if not prices:
        return 'symbol = "...", price = "..."'
    return f"symbol = {quote_value(titles[0])}, price = {quote_value(prices[0])}"


def _with_interval_and_key(source: SourceConfig, request: SourceRequest) -> SourceConfig:
    """Return the source with an interval that suits its kind, and the key of its address where its kind takes one."""
    minimum = adapter_for(source.kind).min_interval
    every = max(_FEED_INTERVAL if source.kind == "feed" else TRIAL_INTERVAL, minimum)
    if source.table is None or not request.secret_query:
        return source._replace(every=every, key=None)
    return source._replace(every=every, table=replace(source.table, key_parameter=request.secret_query[0][0]))
