"""One instrument in full, following the grid's cursor."""

from collections.abc import Sequence

from textual.geometry import Size

from tui.ui.widgets.scroll_view import SidePane
from tui.view import quote_grid
from tui.view.spans import Line, Span


class InstrumentDetail(SidePane):
    """The figures, times and sources of the instrument under the cursor."""

    def watch_instrument(self) -> None:
        """Show another instrument from its top."""
        self._top = 0
        self.invalidate()
        self.update_lines()

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
