"""One instrument in full, following the grid's cursor."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.reactive import var

from tui.domain.quote import InstrumentId
from tui.ui.widgets.scroll_view import ScrollView
from tui.view import instrument_detail
from tui.view.spans import Line, Span


class InstrumentDetail(ScrollView):
    """The figures, times and sources of the instrument under the cursor."""

    key: var[InstrumentId | None] = var(None)

    def __init__(self) -> None:
        super().__init__(id="detail")

    def watch_key(self) -> None:
        """Show another instrument from its top."""
        self._top = 0
        self.invalidate()
        self.update_lines()

    def title(self, size: Size) -> Line:
        """Return the title."""
        return self.title_line((Span("DETAIL", self.title_tone),), size)

    def content(self, cells: int) -> Sequence[Line]:
        """Return all that is known about the instrument."""
        return [] if self.key is None else instrument_detail.detail_lines(self.state, self.key, cells)
