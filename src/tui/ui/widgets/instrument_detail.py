"""One instrument in full, following the grid's cursor."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from tui.domain.quote import InstrumentId
from tui.ui.widgets.scroll_view import SidePane
from tui.view import quote_grid
from tui.view.spans import Line, Span
from tui.view.view_state import ViewState


class InstrumentDetail(SidePane):
    """The figures, times and sources of the instrument under the cursor.

    Where all of it is in view, the keys that scroll a line go to the next instrument: the grid may be covered.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right_parenthesis", "instrument(1)", "Next instrument", id="detail.next", key_display=")"),
        Binding("left_parenthesis", "instrument(-1)", "Previous instrument", id="detail.previous", key_display="("),
    ]

    class NextInstrument(Message):
        """The instrument so many rows below the one shown is asked for; above it where that is negative."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._left_at: tuple[InstrumentId | None, int] = (None, 0)
        """The instrument that was shown when the last run ended, and the line at the top."""

    def restore(self, remembered: ViewState, top: int) -> None:
        """Begin at this line of the instrument that the cursor was on."""
        view = remembered.tabs.get(remembered.tab)
        self._left_at = (view.cursor if view else None, top)

    def watch_instrument(self, key: InstrumentId | None) -> None:
        """Show another instrument from its top."""
        self._top = 0
        if key is not None and key == self._left_at[0]:
            self._top, self._left_at = self._left_at[1], (None, 0)
        self.invalidate()
        self.update_lines()

    def action_instrument(self, step: int) -> None:
        """Go to the next instrument of the grid, or the one before."""
        self.post_message(self.NextInstrument(step))

    def action_scroll(self, step: int) -> None:
        """Scroll one line; where there is nothing to scroll, go to the next instrument."""
        if len(self._content) > self.visible_rows:
            super().action_scroll(step)
        else:
            self.action_instrument(step)

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
        if self.instrument is None:
            return []
        from tui.view.instrument_detail import detail_lines  # noqa: PLC0415 - no detail is open at the start

        return detail_lines(self.state, self.instrument, cells, self.visible_rows)

    def kept_lines(self) -> Sequence[Line]:
        """Return what is shown without ages; of an instrument that the user owns only the title."""
        lines = super().kept_lines()
        return lines[:1] if self.instrument in self.state.holdings else lines
