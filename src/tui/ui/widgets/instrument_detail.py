"""One instrument in full, following the grid's cursor: its chart, its figures, its news and its moves."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message

from tui.domain.quote import InstrumentId
from tui.ui.widgets.scroll_view import SidePane
from tui.view import quote_grid
from tui.view.spans import Line, Span
from tui.view.view_state import ViewState

if TYPE_CHECKING:
    from tui.ui.chart_pixels import ChartPixels, Placed
    from tui.ui.choices import Choices
    from tui.ui.history_access import HistoryAccess
    from tui.ui.instrument_chart import InstrumentChart
    from tui.ui.instrument_events import InstrumentEvents
    from tui.view.instrument_page import ChartBox


class _ChartApp(Protocol):
    """What a chart needs of the application."""

    history: "HistoryAccess"
    choices: "Choices"


_RANGE_KEYS: Final = (
    ("d", "1d", "Chart of the day"),
    ("W", "5d", "Chart of five days"),
    ("D", "1m", "Chart of a month"),
    ("I", "3m", "Chart of three months"),
    ("H", "6m", "Chart of half a year"),
    ("R", "ytd", "Chart since New Year"),
    ("Y", "1y", "Chart of a year"),
    ("V", "5y", "Chart of five years"),
    ("E", "all", "Chart of everything"),
)
_FAST: Final = 10
"""Bars by which the cross-hair moves with ctrl."""


class InstrumentDetail(SidePane):
    """The instrument under the cursor. The keys that scroll a line elsewhere go to the next instrument here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right_parenthesis", "instrument(1)", "Next instrument", id="detail.next", key_display=")"),
        Binding("left_parenthesis", "instrument(-1)", "Previous instrument", id="detail.previous", key_display="("),
        *(Binding(key, f"chart_range('{name}')", words, id=f"chart.{name}") for key, name, words in _RANGE_KEYS),
        Binding("shift+down", "chart_step(-1)", "Chart of less time", id="chart.shorter"),
        Binding("shift+up", "chart_step(1)", "Chart of more time", id="chart.longer"),
        Binding("l", "chart_kind", "Draw a line, an area or candles", id="chart.kind"),
        Binding("e", "chart_averages", "Moving averages of 20, 50, 200 bars", id="chart.averages"),
        Binding("h", "chart_log", "Logarithmic scale", id="chart.log"),
        Binding("x", "chart_compare", "Compare with others, in percent", id="chart.compare"),
        Binding("X", "chart_compare_marked", "Compare with the marked ones", id="chart.compare-marked"),
        Binding("b", "chart_breadth", "Breadth of the tab over the day", id="chart.breadth"),
        Binding("Z", "chart_pixels", "Draw it in pixels, or in characters", id="chart.pixels"),
        Binding("left", "chart_cross(-1)", "Cross-hair to the left", id="chart.left"),
        Binding("right", "chart_cross(1)", "Cross-hair to the right", id="chart.right"),
        Binding("ctrl+left", f"chart_cross({-_FAST})", "Cross-hair far to the left", id="chart.far-left"),
        Binding("ctrl+right", f"chart_cross({_FAST})", "Cross-hair far to the right", id="chart.far-right"),
    ]

    class NextInstrument(Message):
        """The instrument so many rows below the one shown is asked for; above it where that is negative."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class LookedAt(Message):
        """An instrument is looked at: sources may know more of its past."""

        def __init__(self, key: InstrumentId) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._left_at: tuple[InstrumentId | None, int] = (None, 0)
        """The instrument that was shown when the last run ended, and the line at the top."""
        self._box: ChartBox | None = None
        self._has_pointer = False
        """Whether the mouse has moved the cross-hair last."""
        self._is_kept = False
        """Whether the lines are composed for the next start, which has no picture to lie over them."""

    @cached_property
    def chart(self) -> "InstrumentChart":
        """The chart of the instrument."""
        from tui.ui.instrument_chart import InstrumentChart  # noqa: PLC0415 - no detail is open at the start
        from tui.view.chart.values import ChartOptions  # noqa: PLC0415 - no detail is open at the start

        app = cast("_ChartApp", self.app)
        options = ChartOptions.of_words(app.choices["chart"])
        return InstrumentChart(app.history, self._chart_changed, options, self._chart_looked_at)

    def _chart_changed(self) -> None:
        cast("_ChartApp", self.app).choices.choose("chart", self.chart.options.words)
        self._draw_anew()

    def _chart_looked_at(self, key: InstrumentId) -> None:
        self.post_message(self.LookedAt(key))

    @cached_property
    def _pixels(self) -> "ChartPixels":
        from tui.ui.chart_pixels import ChartPixels  # noqa: PLC0415 - only where the user asked for pixels
        from tui.view.terminal_profile import TerminalProfile  # noqa: PLC0415 - as above

        profile = self.state.terminal_profile or TerminalProfile()
        return ChartPixels(self, self._placed, self._draw_anew, self.announce, profile)

    def _placed(self) -> "Placed | None":
        """Return the chart that is to be a picture, and where; None where it is none, is covered or is out of view."""
        from tui.ui.chart_pixels import Placed  # noqa: PLC0415 - only where the user asked for pixels

        plot, box = self.chart.picture.plot, self._box
        is_shown = self.is_attached and self.screen.is_current and self.display
        if plot is None or box is None or not is_shown or not self._is_in_view(box):
            return None
        x = self.region.x + self.indent(self.size) + box.x
        y = self.region.y + 1 + box.y + plot.top - self._top
        return Placed(plot, Region(x, y, plot.cells, plot.rows), self.board_theme)

    def _is_in_view(self, box: "ChartBox") -> bool:
        return self._top <= box.y and box.y + box.rows <= self._top + self.visible_rows

    def _scroll_by(self, lines: int) -> None:
        super()._scroll_by(lines)
        if self.chart.options.has_pixels:
            # a part of a picture is not shown
            self._draw_anew()

    @cached_property
    def _events(self) -> "InstrumentEvents":
        from tui.ui.instrument_events import InstrumentEvents  # noqa: PLC0415 - no detail is open at the start

        return InstrumentEvents(cast("_ChartApp", self.app).history, self._draw_anew)

    def _draw_anew(self) -> None:
        self.invalidate()
        self.update_lines()

    def restore(self, remembered: ViewState, top: int) -> None:
        """Begin at this line of the instrument that the cursor was on."""
        view = remembered.tabs.get(remembered.tab)
        self._left_at = (view.cursor if view else None, top)

    def watch_instrument(self, key: InstrumentId | None) -> None:
        """Show another instrument from its top."""
        self._top = 0
        if key is not None and key == self._left_at[0]:
            self._top, self._left_at = self._left_at[1], (None, 0)
        self._draw_anew()

    def watch_is_zoomed(self) -> None:
        """Give the chart another size."""
        self.invalidate()

    def action_instrument(self, step: int) -> None:
        """Go to the next instrument of the grid, or the one before."""
        self.post_message(self.NextInstrument(step))

    def action_scroll(self, step: int) -> None:
        """Go to the next instrument: the pages scroll."""
        self.action_instrument(step)

    def action_chart_range(self, name: str) -> None:
        """Show another range."""
        from tui.view.chart.values import ChartRange  # noqa: PLC0415 - no detail is open at the start

        self.chart.choose_range(ChartRange(name))

    def action_chart_step(self, step: int) -> None:
        """Show a longer range, or a shorter one."""
        self.chart.step_range(step)

    def action_chart_kind(self) -> None:
        """Draw a line, then an area, then candles."""
        options = self.chart.options
        if self.instrument is not None and self.chart.drawn_over(self.state, self.instrument):
            self.announce("what is compared is drawn as lines")
        else:
            self.chart.choose(options._replace(kind=options.kind.following))

    def action_chart_averages(self) -> None:
        """Show or hide the moving averages."""
        self.chart.choose(self.chart.options._replace(has_averages=not self.chart.options.has_averages))

    def action_chart_log(self) -> None:
        """Make equal percentages equally high, or equal prices."""
        self.chart.choose(self.chart.options._replace(is_log=not self.chart.options.is_log))

    def action_chart_pixels(self) -> None:
        """Draw the chart as a picture, where the terminal shows any, or in characters again."""
        has_pixels = not self.chart.options.has_pixels or bool(self._pixels.refusal)
        self._pixels.ask_again()
        self.chart.choose(self.chart.options._replace(has_pixels=has_pixels))

    def action_chart_breadth(self) -> None:
        """Show the breadth of the tab in place of the instrument, or no longer."""
        from tui.view.chart.values import ChartRange  # noqa: PLC0415 - no detail is open at the start

        has_breadth = not self.chart.options.has_breadth
        shown = ChartRange.DAY if has_breadth else self.chart.options.range
        self.chart.choose(self.chart.options._replace(has_breadth=has_breadth, range=shown))

    def action_chart_compare(self) -> None:
        """Draw this instrument over the others, or no longer."""
        if self.instrument is None:
            return
        symbol = self.instrument.symbol
        if self.chart.compare([self.instrument]):
            self.announce(f"{symbol} is compared with each instrument that you go to")
        else:
            self.announce(f"{symbol} is not compared any more")

    def action_chart_compare_marked(self) -> None:
        """Draw the marked instruments over this one, or no others any longer."""
        from tui.view.tabs import MINE  # noqa: PLC0415 - needed for a key

        if self.chart.options.compared:
            self.chart.compare(self.chart.options.compared)
            self.announce("nothing is compared any more")
            return
        marked = next((tab.select(self.state.market) for tab in self.state.tabs if tab.name == MINE), ())
        if marked:
            self.chart.compare(list(marked))
        self.announce("" if marked else "nothing is marked: m marks a row")

    def action_chart_cross(self, step: int) -> None:
        """Move the cross-hair by so many bars."""
        self._has_pointer = False
        self.chart.move_cross(step)

    def close_one(self) -> bool:
        """Hide the cross-hair."""
        return "chart" in vars(self) and self.chart.hide_cross()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move the cross-hair with the pointer over the plot."""
        place = self._place_of(event)
        if place is not None and place[1] >= 1:
            self._has_pointer = True
            self.chart.point_at(place[0])
        else:
            self.on_leave()

    def on_leave(self) -> None:
        """Hide the cross-hair that the pointer has brought."""
        if self._has_pointer:
            self._has_pointer = False
            self.chart.hide_cross()

    async def on_click(self, event: events.Click) -> None:
        """Do what a word above the chart says; take the focus."""
        place = self._place_of(event)
        self.focus()
        if place is not None and place[1] == 0:
            for button in self.chart.picture.buttons:
                if button.start <= place[0] < button.end:
                    await self.run_action(button.action)

    def _place_of(self, event: events.MouseEvent) -> tuple[int, int] | None:
        """Return the cell and the line of the chart that the pointer is on; None where it is elsewhere."""
        if self._box is None or self.instrument is None or event.y < 1:
            return None
        x, y = event.x - self.indent(self.size) - self._box.x, event.y - 1 + self._top - self._box.y
        return (x, y) if 0 <= x < self._box.cells and 0 <= y < self._box.rows else None

    @property
    def text_to_copy(self) -> str | None:
        """The quote as text; None where there is none."""
        return quote_grid.text_of(self.state.market, self.instrument)

    def resized(self, size: Size) -> None:
        """Compose the lines for another height, which the chart fills."""
        super().resized(size)
        self.invalidate()

    def title(self, size: Size) -> Line:
        """Return the title."""
        return self.title_line((Span("DETAIL", self.title_tone),), size)

    def content(self, cells: int) -> Sequence[Line]:
        """Return all that is known about the instrument."""
        from tui.view import instrument_detail as detail  # noqa: PLC0415 - no detail is open at the start
        from tui.view import instrument_page as page  # noqa: PLC0415 - no detail is open at the start
        from tui.view.instrument_articles import instrument_article_lines  # noqa: PLC0415 - no detail is open at the start

        self._box = None
        if self.instrument is None:
            return []
        quote = self.state.market.quotes.get(self.instrument)
        if quote is None:
            return detail.detail_lines(self.state, self.instrument, cells)
        now, room = self.state.time_of_day, page.figure_cells(cells)
        head = detail.head_lines(quote, cells)
        figures = detail.figure_lines(self.state, quote, room)
        others = [
            *figures,
            *instrument_article_lines(self._events.articles(self.state, quote), now, room),
            *page.move_lines(self._events.moves(self.state, quote), now, room),
        ]
        self._box = page.place_chart(cells, self.visible_rows, len(head), len(figures), is_zoomed=self.is_zoomed)
        box = self._box
        is_pixels = (
            self.chart.options.has_pixels
            and not self._is_kept
            and self._is_in_view(box)
            and self._pixels.accepts((quote.id, self.tab, self.chart.options, box), box.cells, box.rows)
        )
        picture = self.chart.draw(self.state, quote.id, self.tab, box.cells, box.rows, is_pixels=is_pixels)
        return page.page_lines(head, picture.lines, others, self._box)

    def kept_lines(self) -> Sequence[Line]:
        """Return what is shown without ages; of an instrument that the user owns only the title."""
        lines = super().kept_lines()
        if "chart" in vars(self) and self.chart.picture.plot is not None:
            from tui.view.kept_lines import without_ages  # noqa: PLC0415 - nothing is kept before the first frame

            self._is_kept = True
            self.invalidate()
            lines = [without_ages(line) for line in self.render_content(self.size)]
            self._is_kept = False
            self._draw_anew()
        return lines[:1] if self.instrument in self.state.holdings else lines
