"""The application: the keys of the whole program, and what the user changes by them."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.domain.failover import DISAGREE_PERCENT
from tui.domain.instants import same_time
from tui.sources.adapter import NEWS_KINDS
from tui.ui.board_screen import BoardScreen
from tui.ui.board_state import BoardStateBuilder
from tui.ui.choices import Choices, with_remembered_theme
from tui.ui.history_app import HistoryApp
from tui.ui.rendering.theme import theme_for
from tui.ui.settings_store import SettingsStore
from tui.ui.user_keys import UserKeys
from tui.view.panel_layout import fits
from tui.view.settings import BoardSettings
from tui.view.sorting import DEFAULT_SORT, Sort
from tui.view.terminal_profile import TerminalProfile, detect_terminal
from tui.view.view_state import NOTHING_REMEMBERED, ViewState

if TYPE_CHECKING:
    from tui.sources.adapter import SourceConfig
    from tui.ui.alert_actions import AlertActions
    from tui.ui.live_options import LiveOptions
    from tui.ui.open_screens import OpenScreens
    from tui.ui.screens.add_instrument import AddPane
    from tui.ui.screens.alert_form import AlertFormPane
    from tui.ui.screens.columns import ColumnPane
    from tui.ui.theme_switch import ThemeSwitch
    from tui.ui.widgets.alerts import AlertsPane
    from tui.view.typed_line import History

_NO_SETTINGS: Final = BoardSettings()
_ON_OFF: Final = {True: "on", False: "off"}


class BoardApp(HistoryApp, inherit_bindings=False):
    """The board's application: its keys, the settings in force, and what is open over the board."""

    TITLE = "bigboard"
    BOARD: ClassVar[type[BoardScreen]] = BoardScreen
    ENABLE_COMMAND_PALETTE = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "close", "Close what is open, else quit", id="app.quit"),
        Binding("ctrl+c", "leave(130)", "Quit", id="app.interrupt", show=False, priority=True),
        Binding("question_mark", "help", "Help", id="app.help", key_display="?"),
        Binding("r", "poll_now", "Poll every source now", id="app.poll-now"),
        Binding("ctrl+r", "health", "Source health", id="app.health", key_display="ctrl+r"),
        Binding("w", "missed", "What you missed", id="app.missed"),
        Binding("t", "theme", "Dark or light theme", id="app.theme"),
        Binding("C", "themes", "Themes, each as it looks", id="app.themes"),
        Binding("ctrl+p", "command_palette", "Find anything by name", id="app.palette", show=False, priority=True),
        Binding("ctrl+l", "redraw", "Draw the screen anew", id="app.redraw", key_display="ctrl+l"),
        Binding("ctrl+t", "mouse", "Mouse here, or in the terminal", id="app.mouse", key_display="ctrl+t"),
        Binding("ctrl+z", "suspend_process", "Suspend to the shell", id="app.suspend", show=False),
    ]

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        on_wall: Callable[[datetime], datetime] = same_time,
        mouse: bool = True,
        keys: Mapping[str, str] = MappingProxyType({}),
        flash: bool = True,
        sort: Sort = DEFAULT_SORT,
        settings: BoardSettings = _NO_SETTINGS,
        config_file: Path | None = None,
        remembered: ViewState = NOTHING_REMEMBERED,
        terminal_profile: TerminalProfile | None = None,
        disagree_percent: Decimal = DISAGREE_PERCENT,
        idle_after: timedelta = timedelta(0),
        flushing: bool = True,
        sources: "Sequence[SourceConfig]" = (),
    ) -> None:
        profile = terminal_profile or detect_terminal(os.environ)
        configured = {"theme": settings.theme.name, "mouse": _ON_OFF[mouse], "chart": ""}
        settings = with_remembered_theme(settings, remembered, config_file)
        theme = theme_for(profile, settings.theme, up=settings.up)
        builder = BoardStateBuilder(clock, on_wall, profile, disagree_percent, idle_after)
        builder.settings, builder.look, builder.news_marks = settings, remembered.look, remembered.news
        super().__init__(builder, profile, theme, flushing=flushing)
        # without colours nothing that Textual draws itself may add any
        self.no_color = profile.color_depth == "none"
        self.choices = Choices(configured, remembered)
        self.choices.choose("theme", settings.theme.name)
        self.store = SettingsStore(settings, config_file, self._show_settings, self.announce)
        self._flash, self._sort = flash, sort
        self.sources = sources
        self.flags: Mapping[str, tuple[bool | str, str]] = MappingProxyType({})
        """The options of the command line that overrule a setting: by its key the value in force, and the option."""
        self._keys = UserKeys(keys, settings.chosen_keys, self.announce_in_front)
        self._remembered = remembered
        self.last_view: ViewState | None = None
        """What was on the screen at the end; None before that, and after a crash."""
        self.before_end: Callable[[], None] | None = None
        """Called at the end while the screen is still there, but not after a crash."""
        self.animation_level = "none"
        # neither is ever used; both would be part of every screen, and be styled and laid out
        self._disable_tooltips = self._disable_notifications = True
        self._config_file = config_file
        textual_theme = theme.textual_theme()
        self.register_theme(textual_theme)
        # before anything is composed: a theme that changes later has every style computed again
        self.set_reactive(BoardApp.theme, textual_theme.name)
        self.stylesheet.set_variables(self.get_css_variables())

    @cached_property
    def themes(self) -> "ThemeSwitch":
        """What changes the theme."""
        from tui.ui.theme_switch import ThemeSwitch  # noqa: PLC0415 - the first frame does without

        return ThemeSwitch(self, self._profile, self.store, self._config_file)

    @cached_property
    def _screens(self) -> "OpenScreens":
        from tui.ui.open_screens import OpenScreens  # noqa: PLC0415 - nothing is open over the board at the start

        return OpenScreens(self, self.store)

    @cached_property
    def _live_options(self) -> "LiveOptions":
        from tui.ui.live_options import LiveOptions  # noqa: PLC0415 - nothing is changed at the start

        return LiveOptions(self, self._builder)

    def get_default_screen(self) -> Screen[None]:
        """Return the board, bound to the state."""
        kinds = {health.kind for health in self.state.market.health.values()}
        has_news = not kinds or not kinds.isdisjoint(NEWS_KINDS)
        board = self.BOARD(flash=self._flash, sort=self._sort, has_news=has_news, remembered=self._remembered)
        return board.data_bind(BoardApp.state)

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Set the user's keys by binding id."""
        self._keys.configured = keys
        self._change_keys()

    @property
    def keys(self) -> Mapping[str, str]:
        """The user's keys by binding id: those of the configuration, and those chosen since."""
        return self._keys.texts

    @property
    def own_keys(self) -> frozenset[str]:
        """The keys that the user chose, as Textual names them."""
        return self._keys.own

    def _apply_keys(self) -> None:
        self.set_keymap(self._keys.keymap)
        self._keys.expect_sequences()

    def _change_keys(self) -> None:
        self._apply_keys()
        self.board.show_hints()

    def on_mount(self) -> None:
        """Apply the user's keys."""
        self._apply_keys()

    def show_latest(self) -> None:
        """Show what arrived since the last flush, and drop keys that waited too long for the next of their sequence."""
        self._keys.expire(self._builder.users_clock())
        super().show_latest()

    def action_close(self) -> None:
        """Close what is over the board or open on it; quit where nothing is, or where none of it could be seen."""
        screen = self.screen
        if len(self.screen_stack) > 1 and fits(*self.size):
            self.pop_screen()
        elif not isinstance(screen, BoardScreen) or not screen.close_one():
            self.action_leave(0)

    def action_leave(self, status: int) -> None:
        """End with this exit status."""
        self.exit(return_code=status)

    def action_mouse(self) -> None:
        """Take the mouse, or leave it to the terminal, so that text can be selected as in any other program."""
        has_mouse = self.terminal is not None and not self.terminal.has_mouse
        self.use_mouse(is_wanted=has_mouse)
        self.choices.choose("mouse", _ON_OFF[has_mouse])
        self.announce("mouse on: clicks come here" if has_mouse else "mouse off: the terminal selects text")

    async def _deliver(self, event: events.Event) -> None:
        if self._keys.has_sequences and isinstance(event, events.Key):
            is_typed = getattr(self.focused, "takes_text", False) or getattr(self.screen, "has_input", False)
            active = () if is_typed else self.screen.active_bindings
            pressed = self._keys.press(event, self._builder.users_clock(), active)
            if pressed is None:
                return
            event = pressed
        await super()._deliver(event)

    async def _shutdown(self) -> None:
        """End, once changes of the user are written; drop the keys first: they have no screen any more."""
        self.input_queue.stop()
        await self.store.finish()
        if self._crash_line is None:
            self.last_view = self.view()
            if self.before_end is not None:
                self.before_end()
        await super()._shutdown()

    def action_help(self) -> None:
        """Show or hide every key and what it does."""
        self._screens.help()

    def action_missed(self, since: str = "") -> None:
        """Show or hide what happened since the user looked last, or since a time (ISO 8601, aware)."""
        self.end_offer()
        self._screens.missed(self.missed_times(since))

    def action_health(self) -> None:
        """Show or hide every source in full."""
        self._screens.health()

    def action_options(self, key: str = "") -> None:
        """Show every setting, the cursor on this one."""
        self._screens.options(self.flags, key)

    def _show_settings(self, settings: BoardSettings) -> None:
        before, self._builder.settings = self._builder.settings, settings
        if _judged_by(settings) != _judged_by(before):
            self.replace_rules()
        if settings.options != before.options:
            self._live_options.apply(before.options, settings.options)
        if settings.chosen_keys != before.chosen_keys:
            self._keys.chosen = settings.chosen_keys
            self._change_keys()
        self.choices.choose("theme", settings.theme.name)
        self.update_state()
        self.themes.show(settings)

    @property
    def _alert_actions(self) -> "AlertActions":
        from tui.ui.alert_actions import AlertActions  # noqa: PLC0415 - nothing is done about alerts at the start

        return AlertActions(self, self.store, self.alerts)

    def action_alert(self) -> None:
        """Show the form that makes a rule of the row under the cursor."""
        if self.screen is self.board:
            self._alert_actions.new()

    def on_alerts_pane_acted(self, event: "AlertsPane.Acted") -> None:
        """Do something about a rule or what rang."""
        self._alert_actions.act(event.action, event.row)

    def on_alert_form_pane_submitted(self, event: "AlertFormPane.Submitted") -> None:
        """Make the rule of the form, or change it."""
        self._alert_actions.submit(event)

    def on_board_screen_list_changed(self, event: BoardScreen.ListChanged) -> None:
        """Show a list as the user changed it, and write it where it is."""
        self.run_worker(self.store.change_list(event.change, *event.edits))

    def on_board_screen_addition_asked(self, event: BoardScreen.AdditionAsked) -> None:
        """Show the dialog that adds to a list."""
        self._screens.add_dialog(event.name, event.before, self.sources)

    def on_add_pane_search_asked(self, event: "AddPane.SearchAsked") -> None:
        """Ask the sources that can search; what they find goes to the dialog."""
        self._screens.search(event.typed)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool:
        """Leave the palette's key to a dialog in which text is typed."""
        return action != "command_palette" or not getattr(self.screen, "has_input", False)

    def action_columns(self) -> None:
        """Show the column picker of the tab."""
        self._screens.columns()

    def on_column_pane_chosen(self, event: "ColumnPane.Chosen") -> None:
        """Show a tab with the columns that the user chose, and write them into the configuration."""
        after = self.store.settings.with_columns(event.tab_name, event.columns)
        self.run_worker(self.store.arrange(after, event.about))

    def action_undo(self) -> None:
        """Undo the last change of a list or a setting."""
        self.run_worker(self.store.undo())

    def action_theme(self) -> None:
        """Change to the light partner of a dark theme, or back."""
        self.run_worker(self.themes.turn(self.announce))

    async def action_themes(self) -> None:
        """Show or hide the list of themes."""
        await self.themes.load_choices()
        self._screens.themes()

    def view(self) -> ViewState | None:
        """Return what is on the screen, to begin with it again; None while the board is not there."""
        board = self.screen_stack[0] if self._screen_stack else None
        if not isinstance(board, BoardScreen) or not board.is_mounted:
            return None
        # sizes pass through: who changes them puts the new ones here
        return board.remembered()._replace(
            choices=self.choices.made,
            sizes=self._remembered.sizes,
            look=self._builder.look,
            news=self._builder.news_marks,
            history=tuple(self.command_history.lines) if "command_history" in vars(self) else self._remembered.history,
        )

    @cached_property
    def command_history(self) -> "History":
        """The lines typed on the command line."""
        from tui.view.typed_line import History  # noqa: PLC0415 - no command was typed at the start

        return History(self._remembered.history)

    def action_command_line(self, text: str = "") -> None:
        """Type a command, from this text on."""
        self._screens.command_line(self.command_history, text)

    def action_command_palette(self) -> None:
        """Show whatever can be done or shown, by name."""
        self._screens.palette()


def _judged_by(settings: BoardSettings) -> tuple[object, ...]:
    """Return what the judging of rules depends on: nothing where there are none, so that it is not even loaded."""
    return (settings.rules, settings.tabs, settings.lots, settings.currency) if settings.rules else ()
