"""The headlines: one line for each story, the newest first, by day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from operator import itemgetter
from typing import Final, NamedTuple

from tui.domain.article import Article, TimePrecision, article_time
from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.domain.stories import Story, group_stories
from tui.domain.text import truncate
from tui.domain.text import width as width_of
from tui.view import formatting
from tui.view.board_state import InstrumentsIn
from tui.view.columns import DIRECTION_TONES
from tui.view.entry_lines import Divider, EntryLines, day_words
from tui.view.news_filter import AcceptsArticle, has_keyword
from tui.view.settings import NewsSettings
from tui.view.spans import Line, Span, Tone, fit_line, width
from tui.view.view_state import NewsMarks

_TIME_CELLS: Final = 5
_MAX_SOURCE_CELLS: Final = 12
_MIN_CELLS_WITH_SOURCE: Final = 50
_MIN_CELLS_WITH_SYMBOLS: Final = 56
_MAX_SYMBOLS: Final = 3
_MARK_CELLS: Final = 3
"""The cursor, whether it is unread or marked, and a blank."""


class Headline(NamedTuple):
    """A story with its place in the list."""

    story: Story
    day: date
    """In the zone of the list; as stated where no point in time is."""
    at: datetime | None
    """Its time of day, aware; None where none is stated: it is at the bottom of its day."""

    @property
    def article(self) -> Article:
        """The article that is shown."""
        return self.story.article

    def is_read(self, marks: NewsMarks) -> bool:
        """Return whether any of its articles was read."""
        return not marks.read.keys().isdisjoint(self.story.ids)


def list_headlines(market: Market, settings: NewsSettings, zone: tzinfo, accepts: AcceptsArticle) -> list[Headline]:
    """Return the stories that are not hidden and that a filter accepts, the newest first.

    Args:
        market: with the articles.
        settings: with the words that hide some.
        zone: in which days and times are shown.
        accepts: the filter; a story passes where any of its articles does.
    """
    return filter_headlines(all_headlines(market, settings, zone), accepts)


def filter_headlines(headlines: Iterable[Headline], accepts: AcceptsArticle) -> list[Headline]:
    """Return the stories that a filter accepts, as `list_headlines` does."""
    return [each for each in headlines if accepts(each.article) or any(map(accepts, each.story.others))]


def all_headlines(market: Market, settings: NewsSettings, zone: tzinfo) -> list[Headline]:
    """Return the stories that are not hidden, the newest first; arguments as in `list_headlines`."""
    stories = group_stories(market.articles.values(), market.versions, list(market.health))
    local_times = _LocalTimes(zone)
    found = [
        _placed(story, local_times)
        for story in stories
        if not (settings.hide and has_keyword(story.article, settings.hide))
    ]
    found.sort(key=itemgetter(0), reverse=True)
    return [headline for _, headline in found]


class _LocalTimes:
    """Times in a zone, which is asked twice a day of them and not for each: that of the machine takes long.

    Args:
        zone: in which the times are shown.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._offsets: dict[int, timedelta | None] = {}
        """By day of UTC; None where the clocks are changed that day."""

    def date_of(self, at: datetime) -> date:
        """Return the day of a time (aware) in the zone."""
        return self.convert(at).date()

    def convert(self, at: datetime) -> datetime:
        """Return a time (aware) in the zone."""
        at = at.astimezone(UTC)
        day = at.toordinal()
        if day not in self._offsets:
            midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
            first, last = (each.astimezone(self._zone).utcoffset() for each in (midnight, midnight + timedelta(days=1)))
            self._offsets[day] = first if first == last else None
        offset = self._offsets[day]
        return at.astimezone(self._zone) if offset is None else (at + offset).replace(tzinfo=self._zone)


def _placed(story: Story, local_times: _LocalTimes) -> tuple[tuple[date, float, float], Headline]:
    """Return a story with what it is sorted by."""
    article = story.article
    polled = article.polled_at
    stated = article.published or article.updated
    if stated is None or article.precision is TimePrecision.DAY:
        seen = local_times.date_of(polled)
        day = seen if stated is None else min(stated.date(), seen)
        return (day, -1.0, polled.timestamp()), Headline(story, day, None)
    at = story.at or article_time(article)
    # a time in a zone that is not stated is shown as it stands
    local = at if article.precision is TimePrecision.LOCAL else local_times.convert(at)
    day = local.date()
    return (day, at.timestamp(), polled.timestamp()), Headline(story, day, local)


def day_dividers(headlines: Sequence[Headline], today: date) -> list[Divider]:
    """Return a line above the first headline of each day before today."""
    dividers: list[Divider] = []
    day = today
    for number, headline in enumerate(headlines):
        if headline.day != day:
            day = headline.day
            dividers.append(Divider(number, day_words(day, today)))
    return dividers


class HeadlineContext(NamedTuple):
    """What headlines are shown with besides themselves."""

    marks: NewsMarks
    settings: NewsSettings
    quotes: Mapping[InstrumentId, Quote]
    instruments_in: InstrumentsIn
    cells: int
    """Of a line."""
    source_cells: int = 0
    """Of the names of sources; 0 for none."""
    selected: int = -1
    """The headline that the keys are on, else that of the open article; -1 for none."""


def source_cells(headlines: Iterable[Headline], cells: int) -> int:
    """Return the cells of the column of sources; 0 where there is no room, or one source alone."""
    names = {headline.article.source for headline in headlines}
    if cells < _MIN_CELLS_WITH_SOURCE or len(names) < 2:
        return 0
    return min(_MAX_SOURCE_CELLS, max(map(width_of, names)))


def headline_line(headline: Headline, context: HeadlineContext, *, is_selected: bool) -> Line:
    """Return the line of a headline: marks, time, source, title, and the instruments it names with their moves."""
    article, marks = headline.article, context.marks
    is_read = headline.is_read(marks)
    is_marked = any(key in marks.marked for key in headline.story.ids)
    sign = "+" if is_marked else " " if is_read else "●"
    time = "" if headline.at is None else f"{headline.at:%H:%M}"
    spans = [
        Span("▸" if is_selected else " ", Tone.ACCENT),
        Span(f"{sign} ", Tone.WARN if is_marked else Tone.ACCENT),
        Span(f"{time:<{_TIME_CELLS}} ", Tone.QUIET),
    ]
    left = context.cells - _MARK_CELLS - _TIME_CELLS - 1
    if context.source_cells:
        source = truncate(article.source, context.source_cells)
        spans.append(Span(source + " " * (context.source_cells - width_of(source) + 1), Tone.QUIET))
        left -= context.source_cells + 1
    versions = f" ×{len(headline.story.others) + 1}" if headline.story.others else ""
    spare = left - width_of(article.headline) - width_of(versions)
    symbols = _symbols(article, context, max(spare, left // 4))
    room = left - sum(width_of(span.text) for span in symbols) - width_of(versions)
    title = truncate(article.headline, max(1, room))
    is_highlighted = has_keyword(article, context.settings.highlight)
    tone = Tone.MATCH if is_highlighted else Tone.PLAIN if is_read else Tone.STRONG
    shown = _title(title, tone, context.settings)
    spans += [*shown, Span(versions, Tone.QUIET)]
    if symbols:
        spans += [Span(" " * max(0, room - width(shown))), *symbols]
    return fit_line(tuple(spans), context.cells)


def _title(title: str, tone: Tone, settings: NewsSettings) -> Line:
    """Return a title, in the order in which it is seen where the user has the board do that."""
    if not settings.orders_right_to_left or title.isascii():
        return (Span(title, tone),)
    from tui.view.right_to_left import in_visual_order, is_right_to_left  # noqa: PLC0415 - for those who chose it

    return in_visual_order((Span(title, tone),), is_rtl=is_right_to_left(title))


def _symbols(article: Article, context: HeadlineContext, cells: int) -> list[Span]:
    """Return the instruments that an article names with their moves, as many as have room."""
    if context.cells < _MIN_CELLS_WITH_SYMBOLS:
        return []
    spans: list[Span] = []
    for key in context.instruments_in(article.id)[:_MAX_SYMBOLS]:
        quote = context.quotes.get(key)
        if quote is None:
            continue
        move: list[Span] = [Span(f"  {key.symbol}", Tone.QUIET)]
        if quote.percent is not None and quote.direction is not None:
            glyph = formatting.direction_glyph(quote.direction)
            text = f" {glyph}{formatting.percent_text(quote.percent)}"
            move.append(Span(text, DIRECTION_TONES[quote.direction]))
        taken = sum(width_of(span.text) for span in (*spans, *move))
        if taken > cells:
            break
        spans += move
    return spans


class HeadlineLines(EntryLines):
    """The lines of all headlines; each is composed when it is in view.

    Args:
        headlines: newest first.
        dividers: the lines between them.
        context: what they are shown with.
    """

    def __init__(self, headlines: Sequence[Headline], dividers: Sequence[Divider], context: HeadlineContext) -> None:
        super().__init__(len(headlines), dividers, context.cells)
        self._headlines, self._context = headlines, context

    def entry_line(self, index: int) -> Line:
        """Return the line of a headline."""
        return headline_line(self._headlines[index], self._context, is_selected=index == self._context.selected)
