"""A painted widget that shows the moment handed down to it."""

from textual.reactive import var

from tui.ui.painted import Painted
from tui.view.moment import Moment


class Panel(Painted):
    """Bound to the screen's moment; each new one repaints what differs."""

    moment: var[Moment] = var(Moment)

    def watch_moment(self, old: Moment, new: Moment) -> None:
        """Take in the new moment, then show it."""
        self.take(old, new)
        self.repaint()

    def take(self, old: Moment, new: Moment) -> None:
        """What the panel keeps of a new moment; nothing by itself."""
