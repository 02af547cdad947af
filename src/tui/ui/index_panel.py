"""The indices and the breadth of the market."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.reactive import var

from tui.domain.change import diff
from tui.ui.painted import Panel
from tui.ui.ticks import Ticks
from tui.view import indices
from tui.view.breadth import Count, breadth_line, breadth_of, counted
from tui.view.layout import Layout
from tui.view.moment import Moment
from tui.view.tone import Line


class IndexPanel(Panel):
    """Tiles or lines of indices as the layout has room for, and the breadth below them."""

    plan: var[Layout] = var(Layout)

    def __init__(self, *, flash: bool = True) -> None:
        super().__init__(id="indices")
        self._ticks = Ticks()
        self._flash = flash
        self._count: Count | None = None

    def take(self, old: Moment, new: Moment) -> None:
        """Note what moved."""
        if self._flash:
            self._ticks.note(diff(old.market.indices, new.market.indices), new.now)

    def watch_plan(self) -> None:
        """Follow the layout."""
        self.repaint()

    def compose_lines(self, size: Size) -> Sequence[Line]:
        """The indices, then the breadth."""
        shown = indices.readings(self.moment, self._ticks.current(self.moment.now))
        lines: list[Line] = []
        if self.plan.index_height:
            if self.plan.tiles:
                lines = [()] * (self.plan.index_height - indices.TILE_LINES) + indices.tiles(shown, size.width)
            else:
                lines = indices.rows(shown, size.width, self.plan.index_height)
            lines += [()] * (self.plan.index_height - len(lines))
        if self.plan.breadth:
            market = self.moment.market
            self._count = counted(market.quotes, self._count)
            lines.append(breadth_line(breadth_of(market, self._count, self.moment.now), size.width))
        return lines
