"""`bigboard news`: print the articles that were seen; read feeds from a list, or write the list of those configured."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tui.cli.exit_codes import ALL_FAILED, OK, PARTIAL_FAILURE, USAGE_ERROR
from tui.cli.history_file import find_history, print_unreadable
from tui.cli.output import path_text, print_error, print_lines, print_utf8
from tui.cli.parser import Arguments
from tui.cli.table import TableColumn, TableRow, format_table
from tui.cli.time_options import parse_times
from tui.config.loader import Config, config_file, load_config
from tui.domain.article import Article
from tui.domain.listing import Listing
from tui.domain.market import Market
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.domain.source_health import SourceHealth
from tui.domain.text import count_of, sanitize_line
from tui.engine.clock import LOCAL_ZONE
from tui.sources.adapter import ParseError
from tui.sources.redaction.redact import redact_patterns
from tui.storage.history.articles import ArticleReader, SeenArticle, read_articles
from tui.storage.history.errors import HistoryError
from tui.storage.paths import state_dir
from tui.storage.view_state import stored_marks
from tui.view.headlines import Headline, list_headlines
from tui.view.records import article_record, to_json
from tui.view.view_state import NewsMarks

USUAL_SPAN: Final = timedelta(days=7)
_COLUMNS: Final = (
    TableColumn("NO"),
    TableColumn("TIME"),
    TableColumn("NEW"),
    TableColumn("SOURCE"),
    TableColumn("TITLE"),
)


def run_news(arguments: Arguments, now: datetime | None = None) -> int:
    """Print what was seen, or import or export feeds.

    Args:
        arguments: the command line.
        now: aware; by default the time of day.

    Raises:
        ConfigError: the configuration is wrong, or cannot be changed.
    """
    match arguments.action:
        case "import":
            return _import(Path(arguments.file), arguments.config)
        case "export":
            return _export(load_config(arguments.config))
        case _:
            return _print_news(arguments, now or datetime.now(UTC))


def _print_news(arguments: Arguments, now: datetime) -> int:
    config = load_config(arguments.config)
    try:
        since, until = parse_times(arguments.since, arguments.until, now, USUAL_SPAN)
    except ValueError as error:
        print_error(str(error))
        return USAGE_ERROR
    file = find_history(config)
    if file is None:
        return PARTIAL_FAILURE
    try:
        with closing(ArticleReader(file)) as reader:
            sources = {arguments.source} if arguments.source else None
            seen = read_articles(reader, since, until, sources=sources)
            # a table has the numbers that `bigboard read` takes
            is_read_anew = arguments.format != "jsonl" and (arguments.since or arguments.until or sources)
            usual = read_articles(reader, now - USUAL_SPAN, now) if is_read_anew else seen
    except HistoryError as error:
        print_unreadable(error)
        return PARTIAL_FAILURE
    marks = stored_marks(state_dir())
    headlines = list_seen(seen, config, arguments, marks)
    if arguments.format == "jsonl":
        for headline in headlines:
            print_utf8(to_json(_record(headline, marks)))
    else:
        numbers = _numbers(list_seen(usual, config, Arguments(), marks))
        print_lines(format_table(_COLUMNS, [_row(headline, numbers, marks) for headline in headlines]))
    return OK


def _numbers(headlines: Sequence[Headline]) -> Mapping[str, int]:
    """Return the number that `bigboard read` takes for each article of these stories, by its id."""
    return {key: number for number, each in enumerate(headlines, 1) for key in each.story.ids}


def list_seen(
    seen: Sequence[SeenArticle], config: Config, arguments: Arguments, marks: NewsMarks
) -> Sequence[Headline]:
    """Return the stories that are asked for, the newest first."""
    articles: dict[str, Article] = {each.article.id: each.article for each in seen}
    versions: dict[str, tuple[Article, ...]] = {each.article.id: each.versions for each in seen if each.versions}
    order = dict.fromkeys((*(source.name for source in config.sources), *(a.source for a in articles.values())))
    health = {name: SourceHealth(name=name, kind="", every=timedelta(0)) for name in order}
    market = Market(articles=articles, versions=versions, health=health)
    names = _names_instrument(arguments.symbol) if arguments.symbol else None

    def accepts(article: Article) -> bool:
        return names is None or names(article)

    headlines = list_headlines(market, config.settings.news, LOCAL_ZONE, accepts)
    return [each for each in headlines if not (arguments.unread and each.is_read(marks))]


def _names_instrument(symbol: str) -> Callable[[Article], bool]:
    """Return the function that tells whether an article names an instrument, by symbol or by name."""
    from tui.config.directory.names import load_names  # noqa: PLC0415 - for this option alone
    from tui.domain.mentions import MentionIndex  # noqa: PLC0415 - as above

    directory = load_names()
    wanted = symbol.upper()
    listings = [each for each in directory.listings if wanted in (each.id.symbol, str(each.id))]
    if not listings:
        market, _, code = wanted.rpartition(":")
        listings = [Listing(InstrumentId(market, code), InstrumentKind.SHARE)]
    index = MentionIndex(directory)
    for listing in listings:
        index.add(listing)
    for listing in directory.listings:
        index.add(listing, is_on_board=False)
    return lambda article: bool(index.instruments_in(article))


def _row(headline: Headline, numbers: Mapping[str, int], marks: NewsMarks) -> TableRow:
    number = next((str(numbers[key]) for key in headline.story.ids if key in numbers), "")
    time = "" if headline.at is None else f" {headline.at:%H:%M}"
    new = "" if headline.is_read(marks) else "●"
    day = f"{headline.day:%Y-%m-%d}{time}"
    return TableRow((number, day, new, headline.article.source, headline.article.headline))


def _record(headline: Headline, marks: NewsMarks) -> dict[str, object]:
    others = [each for each in headline.story.others if each.source != headline.article.source]
    return {
        **article_record(headline.article),
        "read": headline.is_read(marks),
        "marked": any(key in marks.marked for key in headline.story.ids),
        "also": list(dict.fromkeys(each.source for each in others)),
        "versions": len(headline.story.others),
    }


def _import(file: Path, named: Path | None) -> int:
    """Add the feeds of a list to the configuration, and say which."""
    from tui.config.editing import ConfigEditor  # noqa: PLC0415 - loads tomlkit, for this alone
    from tui.config.feed_additions import POLL_INTERVAL, add_feeds  # noqa: PLC0415 - as above
    from tui.sources.feeds.opml import MAX_OPML_SIZE, parse_opml  # noqa: PLC0415 - as above

    load_config(named)  # a file that is wrong is not changed
    target = named or config_file()
    if target is None:
        print_error("there is no home folder for a configuration: name a file with --config")
        return USAGE_ERROR
    try:
        with file.open("rb") as opened:
            feeds, refused = parse_opml(opened.read(MAX_OPML_SIZE + 1))
    except (OSError, ParseError) as error:
        reason = error.reason if isinstance(error, ParseError) else error.strerror or "cannot be read"
        print_error(f"{path_text(file)}: {reason}")
        return USAGE_ERROR if isinstance(error, OSError) else ALL_FAILED
    found = add_feeds(target, feeds)
    if found.edits:
        editor = ConfigEditor(target)
        editor.apply(*found.edits)
        load_config(target)
    print_lines(f"added {name}: {sanitize_line(feed.url)}" for name, feed in found.added)
    print_lines(f"already there: {sanitize_line(feed.url)}" for feed in found.known)
    said = f"{count_of(len(found.added), 'feed')} added to {path_text(target)}"
    print_lines([f"{said}, each polled every {POLL_INTERVAL}" if found.added else said])
    if found.left_over:
        print_error(f"no room for {count_of(len(found.left_over), 'more feed')}: a board has at most so many sources")
    if refused:
        print_error(f"left out: {count_of(refused, 'feed')} whose address is no http or https address")
    return PARTIAL_FAILURE if found.left_over or refused else OK


def _export(config: Config) -> int:
    """Print the feeds of the configuration as a list."""
    from tui.sources.feeds.opml import ListedFeed, opml_lines  # noqa: PLC0415 - for this alone

    feeds = [source for source in config.sources if source.kind == "feed"]
    public = [source for source in feeds if redact_patterns(source.url) == source.url]
    print_lines(opml_lines(ListedFeed(source.url, source.name) for source in public))
    for source in feeds:
        if source not in public:
            print_error(f"left out: {source.name}, whose address has a key in it")
    return OK if len(public) == len(feeds) else PARTIAL_FAILURE
