"""Takes a changed configuration into the board while it runs."""

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.config.loader import Config
from tui.config.themes.loader import themes_folder
from tui.config.themes.watch import ThemeWatch
from tui.config.watch import CHECK_INTERVAL, ConfigWatch, Rejected, Reloaded
from tui.domain.text import CleanText, sanitize_line
from tui.engine.source_changes import compare_sources
from tui.sources.adapter import SourceConfig
from tui.ui.keymap import validate_keymap
from tui.view.settings import BoardSettings, broken_rules_text
from tui.view.tabs import GIVEN
from tui.view.themes import Theme

if TYPE_CHECKING:
    from tui.ui.app import BoardApp

_log = logging.getLogger(__name__)


class ConfigReload:
    """The configuration in force, which is replaced by each good one that the watch reads.

    Args:
        app: the board.
        watch: reads the files; used on a thread of its own.
        theme_watch: reads the file of the theme in force, on the same thread.
        config: as it is in force at the start.
        has_own_sources: whether the board polls sources of its own, as the demo does, and not those configured.
    """

    def __init__(
        self,
        app: "BoardApp",
        watch: ConfigWatch,
        theme_watch: ThemeWatch,
        config: Config,
        *,
        has_own_sources: bool = False,
    ) -> None:
        self._app = app
        self._watch = watch
        self._theme_watch = theme_watch
        self._config = config
        self._has_own_sources = has_own_sources
        self._ended = threading.Event()
        self._config_problem: CleanText | None = None
        self._theme_problem: CleanText | None = None

    @property
    def config(self) -> Config:
        """The configuration in force."""
        return self._config

    def start(self) -> None:
        """Watch the files from now on, on a thread that does not delay the end of the program."""
        threading.Thread(target=self._run, name="bigboard-config", daemon=True).start()

    def stop(self) -> None:
        """Watch no more."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.wait(CHECK_INTERVAL):
            for apply in self.check():
                self._app.call_soon(apply)

    def check(self) -> Sequence[Callable[[], None]]:
        """Read what has changed; return what applies each of it, to be called in the event loop."""
        found: list[Callable[[], None]] = []
        outcome = self._watch.check()
        if outcome is not None:
            found.append(partial(self._apply, outcome))
        theme = self._theme_watch.check()
        if theme is not None:
            found.append(partial(self._apply_theme, theme))
        return found

    def _apply(self, outcome: Reloaded | Rejected) -> None:
        """Take over the configuration that was read, or say what is wrong with it."""
        if isinstance(outcome, Rejected):
            self._config_problem = outcome.problem
            self._announce_rejected("configuration", outcome)
            return
        self._config_problem = None
        self._show_problem()
        old, new = self._config, outcome.config
        self._config = new
        store = self._app.store
        # what this program wrote is on the screen already, and what it is writing will be read again
        is_shown = outcome.is_own or store.is_writing
        shown = store.settings if is_shown else _merged(store.settings, old.settings, new.settings)
        # the name may be on the screen already, but not what the file of the theme says now
        shown = shown._replace(theme=new.settings.theme if new.settings.theme.name == shown.theme.name else shown.theme)
        if _looks(old) != _looks(new):
            shown = shown._replace(options=MappingProxyType({}))
        self._app.choices.configure("theme", new.settings.theme.name)
        themed = "" if shown.theme == store.settings.theme else f" · theme {shown.theme.name}"
        store.reload(shown, new.file)
        self._apply_looks(old, new)
        changed = "" if self._has_own_sources else self._apply_sources(old, outcome)
        if new.history != old.history and not self._has_own_sources:
            self._app.history.configure(new.history)
        if new.alert_ways != old.alert_ways and not self._has_own_sources and self._app.set_ways is not None:
            self._app.set_ways(new.alert_ways)
        if not outcome.is_own:
            broken = broken_rules_text(new.settings)
            self._app.announce_news(sanitize_line(f"configuration read{themed}{changed}{broken and f' · {broken}'}"))

    def _apply_theme(self, outcome: Theme | Rejected) -> None:
        """Draw the board in the theme in force as its file has it now, or say what is wrong with the file."""
        if isinstance(outcome, Rejected):
            self._theme_problem = outcome.problem
            self._announce_rejected("theme", outcome)
            return
        store = self._app.store
        if outcome.name != store.settings.theme.name:
            return  # another one is in force since, and is read next
        self._theme_problem = None
        self._show_problem()
        if outcome != store.settings.theme:
            store.reload(store.settings._replace(theme=outcome), store.file)
            self._app.announce_news(sanitize_line(f"theme {outcome.name} read"))

    def _announce_rejected(self, what: str, rejected: Rejected) -> None:
        _log.warning("the %s is not taken over: %s", what, rejected.problem)
        self._show_problem()
        self._app.announce_news(f"not taken over: {rejected.problem}")

    def _show_problem(self) -> None:
        self._app.show_config_error(self._config_problem or self._theme_problem)

    def _apply_looks(self, old: Config, new: Config) -> None:
        app = self._app
        if app.choices.configure("mouse", "on" if new.mouse else "off") and "board.mouse" not in app.flags:
            app.use_mouse(is_wanted=new.mouse)
        if new.keys != old.keys:
            app.set_keys(new.keys)
        if new.flash != old.flash:
            app.board.set_flash(new.flash)
        if new.flush != old.flush:
            app.use_flush(new.flush)
        if (new.disagree_percent, new.idle_after) != (old.disagree_percent, old.idle_after):
            app.set_limits(new.disagree_percent, new.idle_after)
        if new.log_level != old.log_level:
            logging.getLogger("tui").setLevel(new.log_level.upper())

    def _apply_sources(self, old: Config, outcome: Reloaded) -> str:
        """Replace sources and trading hours where they differ; return which, for a message."""
        sources, calendars = outcome.config.sources, outcome.calendars
        feed = self._app.feed
        if feed is None or (sources == old.sources and calendars is None):
            return ""
        feed.replace_sources(sources, calendars)
        self._app.sources = sources
        if calendars is not None:
            self._app.set_calendars(calendars)
        return _summary(old.sources, sources)


def _looks(config: Config) -> tuple[object, ...]:
    """Return the settings that the user may change for this run."""
    return config.flash, config.mouse, config.flush, config.disagree_percent, config.idle_after


def _merged(shown: BoardSettings, old: BoardSettings, new: BoardSettings) -> BoardSettings:
    """Return new settings with what holds for this run alone: a theme chosen by key, a list of the command line."""
    merged = new._replace(
        # by name: the colours differ as well where only the file of the theme has changed
        theme=shown.theme if new.theme.name == old.theme.name else new.theme,
        up=shown.up if new.up == old.up else new.up,
        options=shown.options,
        given_columns=shown.given_columns,
    )
    return merged.with_list(GIVEN, shown.lists[GIVEN]) if GIVEN in shown.lists else merged


def _summary(old: Sequence[SourceConfig], new: Sequence[SourceConfig]) -> str:
    """Return which sources are new, gone and changed."""
    changes = compare_sources(old, new)
    known = {source.name for source in old}
    groups = {
        "new": [each.name for each in changes.begun if each.name not in known],
        "changed": [each.name for each in changes.begun if each.name in known],
        "gone": sorted(changes.removed),
    }
    return "".join(f" · {word}: {', '.join(names)}" for word, names in groups.items() if names)


def start_reload(app: "BoardApp", config: Config, named: Path | None, *, has_own_sources: bool) -> ConfigReload:
    """Watch the configuration from now on.

    Args:
        app: the board.
        config: as it is in force.
        named: the file that the user named; None for the usual place.
        has_own_sources: whether the board does not poll the configured sources.
    """
    watch = ConfigWatch(config, named, check_keys=validate_keymap, own_states=lambda: app.store.written)
    theme_watch = ThemeWatch(themes_folder(config.file), lambda: app.store.settings.theme.name)
    reload = ConfigReload(app, watch, theme_watch, config, has_own_sources=has_own_sources)
    reload.start()
    return reload
