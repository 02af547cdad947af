"""The alerts: the pane that lists rules and what rang."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from tui.domain.quote import InstrumentId
from tui.ui.widgets.scroll_view import EntryPane
from tui.ui.widgets.tape import TapePane
from tui.view.board_state import BoardState
from tui.view.spans import BLANK, Line, Span, Tone, justify, width
from tui.view.view_state import ViewState

if TYPE_CHECKING:
    from tui.storage.history.tape import TapePage
    from tui.ui.widgets.tape_list import PageRequest, TapeList
    from tui.view.alert_figures import Figures
    from tui.view.alert_rows import AlertRow

_MIN_INTERVAL: Final = timedelta(seconds=1)
"""Between two paints of what moves."""
_MIN_HEIGHT_FOR_DETAIL: Final = 8
"""Lines from which the chosen row is told of below the list."""
_MAX_DETAIL: Final = 5


class AlertAction(StrEnum):
    """What the user does about a row."""

    ACKNOWLEDGE = "acknowledge"
    ACKNOWLEDGE_ALL = "acknowledge_all"
    SNOOZE = "snooze"
    EDIT = "edit"
    SWITCH = "switch"
    ARM = "arm"


class AlertsPane(EntryPane):
    """Rows with a cursor on one of them, which stays on its rule whatever group that moves to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "act('acknowledge')", "Acknowledge the alert", id="alerts.acknowledge"),
        Binding("X", "act('acknowledge_all')", "Acknowledge all alerts", id="alerts.acknowledge-all"),
        Binding("s", "act('snooze')", "Snooze the rule: 10m, 1h, today, no more", id="alerts.snooze"),
        Binding("e", "act('edit')", "Edit the rule", id="alerts.edit"),
        Binding("d", "act('switch')", "Rule off, or on again", id="alerts.switch"),
        Binding("R", "act('arm')", "Arm the rule again", id="alerts.arm"),
    ]

    class Acted(Message):
        """The user does something about a row; None where there is none."""

        def __init__(self, action: AlertAction, row: "AlertRow | None") -> None:
            super().__init__()
            self.action = action
            self.row = row

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._rows: Sequence[AlertRow] = ()
        self._log: TapeList | None = None
        """What rang before; None until the pane is seen."""
        self._figures: Figures | None = None
        self._shown_at = datetime.min.replace(tzinfo=UTC)

    # --- what is listed

    def update(self, old: BoardState, new: BoardState) -> None:
        """Take over what came, once a second at most; what the user did is shown at once."""
        is_changed = new.alerts is not old.alerts or new.settings is not old.settings
        is_due = new.shown_at - self._shown_at >= _MIN_INTERVAL or new.shown_at < self._shown_at
        if not self.display or is_changed or (is_due and not new.paused):
            self.invalidate()

    def _take(self) -> None:
        """List the rules and what rang, with the cursor where it was."""
        from tui.domain.tape import AlertSeen  # noqa: PLC0415 - no list of alerts is open at the start
        from tui.ui.widgets.tape_list import TapeList  # noqa: PLC0415 - as above
        from tui.view.alert_figures import Figures  # noqa: PLC0415 - as above
        from tui.view.alert_rows import AlertRow, Group, list_rules  # noqa: PLC0415 - as above
        from tui.view.tape_filter import TapeFilter  # noqa: PLC0415 - as above

        state = self.state
        chosen = self.chosen_row.id if self.chosen_row is not None else None
        self._log = self._log or TapeList()
        accepts = TapeFilter(frozenset({AlertSeen})).bound({}, ())
        if state.tape is not None and not self._log.has_begun:
            self._log.begin(state.tape, accepts)
        elif state.tape is not None:
            self._log.take(state.tape, accepts, is_live=True)
        rules = {rule.name: rule for rule in state.settings.rules}
        past = [
            AlertRow(Group.LOG, (entry.rule, entry.subject), rules.get(entry.rule), firing=entry)
            for entry in self._log.entries
            if isinstance(entry, AlertSeen)
        ]
        self._rows = [*list_rules(state), *past]
        self._figures, self._shown_at = Figures(state), state.shown_at
        found = next((number for number, row in enumerate(self._rows) if row.id == chosen), None)
        self._cursor = self._cursor if found is None else found
        self._limit_cursor()

    def add_page(self, request: "PageRequest", page: "TapePage") -> None:
        """Show alerts of the past."""
        if self._log is not None:
            self._log.add_page(request, page)
            self.invalidate()
            self.update_lines()

    def fail(self, request: "PageRequest", reason: str) -> None:
        """Take that there are no older ones."""
        if self._log is not None:
            self._log.fail(request, reason)

    # --- what is shown

    @property
    def _detail_height(self) -> int:
        """Lines below the list, without the rule above them; 0 where there is no room."""
        height = self.size.height
        return 0 if height < _MIN_HEIGHT_FOR_DETAIL or not self._rows else min(_MAX_DETAIL, height // 4)

    @property
    def visible_rows(self) -> int:
        """Lines of the list in view."""
        detail = self._detail_height
        return max(0, self.size.height - 1 - (detail + 1 if detail else 0))

    def title(self, size: Size) -> Line:
        """Return the title, what was not acknowledged, and how many rules there are."""
        settings = self.state.settings
        fired = self.state.unacknowledged
        count = len(settings.rules) + len(settings.broken_rules)
        left = [Span(" ALERTS", self.title_tone)]
        if fired:
            left.append(Span(f"  {fired:,} not acknowledged", Tone.WARN))
        left.append(Span(f"{' ·' if fired else ' '} {count:,} {'rule' if count == 1 else 'rules'}", Tone.QUIET))
        right: Line = (Span(f"{self.progress} ", Tone.QUIET),) if self.progress else BLANK
        return justify(tuple(left), right if width(tuple(left)) + width(right) < size.width else BLANK, size.width)

    def content(self, cells: int) -> Sequence[Line]:
        """Return the lines, each of which is composed once it is in view."""
        from tui.view.alert_list import (  # noqa: PLC0415 - as above
            MAX_CELLS,
            AlertLines,
            ListContext,
            nothing_lines,
        )

        self._take()
        if not self._rows or self._figures is None:
            return nothing_lines(cells)
        selected = self._cursor if self.has_focus else None
        shown = min(cells, MAX_CELLS)
        return AlertLines(self._rows, ListContext(self._figures, self.state.time_of_day, shown, selected))

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the title, what is in view, and below it what is said of the chosen row."""
        lines = list(super().render_content(size))
        if self._log is not None and self._top + 2 * self.visible_rows >= len(self._content):
            request = self._log.next_page()
            if request is not None:
                # as its own message: one that is made while the screen paints goes no further than the screen
                self.call_later(self._ask, request)
        if not self._detail_height or self._figures is None:
            return lines
        from tui.view.alert_list import detail_lines  # noqa: PLC0415 - as above

        lines += [BLANK] * (1 + self.visible_rows - len(lines))
        row = self._rows[min(self._cursor, len(self._rows) - 1)]
        detail = detail_lines(row, self._figures, self.state.time_of_day, size.width, self._detail_height)
        return [*lines, (Span("─" * size.width, Tone.RULE),), *detail]

    def _ask(self, request: "PageRequest") -> None:
        self.post_message(TapePane.PageAsked(self, request))

    def _entry_at(self, y: int) -> int | None:
        return super()._entry_at(y) if y <= self.visible_rows else None

    def kept_lines(self) -> Sequence[Line]:
        """Return nothing: what rang is known once the next start has read it."""
        return ()

    def restore(self, _remembered: ViewState, _top: int) -> None:
        """Begin at the top."""

    # --- the keys

    @property
    def entry_count(self) -> int:
        """The number of rows."""
        return len(self._rows)

    @property
    def chosen_row(self) -> "AlertRow | None":
        """The row that the keys are on."""
        return self._rows[self._cursor] if self._cursor < len(self._rows) else None

    @property
    def chosen_instrument(self) -> InstrumentId | None:
        """The instrument of that row; None where it is about none, or several."""
        row = self.chosen_row if self.has_focus else None
        if row is None:
            return None
        from tui.view.alert_rows import instrument_of_row  # noqa: PLC0415 - as above

        return instrument_of_row(row, self.state.market)

    @property
    def text_to_copy(self) -> str | None:
        """The condition of the rule, or what rang."""
        row = self.chosen_row
        if row is None:
            return None
        if row.firing is not None:
            return f"{row.firing.rule}: {row.firing.subject} {row.firing.said}"
        return row.rule.text if row.rule is not None else row.key[0]

    def choose(self) -> bool:
        """Open the article or the sources that the row is about; return whether there is no instrument to go to."""
        row = self.chosen_row
        if row is None or self.chosen_instrument is not None:
            return row is None
        from tui.domain.alerts.rule import Rule  # noqa: PLC0415 - as above

        if row.key[1] in self.state.market.health or (isinstance(row.rule, Rule) and row.rule.named_sources):
            self.post_message(TapePane.SourceChosen())
        elif row.key[1] in self.state.market.articles:
            self.post_message(self.ArticleChosen(row.key[1]))
        else:
            self.announce("it is about no single instrument of the board")
        return True

    def action_act(self, action: str) -> None:
        """Do something about the row that the keys are on."""
        self.post_message(self.Acted(AlertAction(action), self.chosen_row))
