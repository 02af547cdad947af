"""Every setting: what it means, its value and where that comes from; changed here, and saved."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from textual import events
from textual.geometry import Size
from textual.message import Message

from tui.config.errors import ConfigError
from tui.config.options import Flags, Option, configured_options, schema_options, show_value
from tui.domain.text import sanitize_line
from tui.ui.commands.change_option import changed_by
from tui.ui.commands.command import Context
from tui.ui.live_options import LIVE_KEYS
from tui.ui.screens.overlay import OverlayScreen
from tui.ui.widgets.choice_view import ChoiceView
from tui.ui.widgets.cursor_view import ChoiceLine
from tui.view.options_table import OptionRow, option_lines
from tui.view.ranking import rank
from tui.view.spans import BLANK, Line, Span, Tone
from tui.view.typed_line import MAX_LINE, TypedLine

_HINTS: Final = "   enter changes   U undoes   / finds   esc back"
_SHORT_HINTS: Final = "   esc back"
_TITLES: Final[Mapping[str, str]] = {
    "board": "The board",
    "network": "How sources are reached",
    "sources": "How often each source is polled",
}
_OTHERS: Final = "The rest"


class OptionsPane(ChoiceView):
    """The settings; a choice takes its next value, a text is typed in its place."""

    class Changed(Message):
        """The user gave a setting another value, as it is typed."""

        def __init__(self, option: Option, typed: str) -> None:
            super().__init__()
            self.option = option
            self.typed = typed

    def __init__(self, options: Sequence[Option], key: str) -> None:
        super().__init__(key or None, id="options")
        self._options = {option.key: option for option in options}
        self._typed: TypedLine | None = None
        """What is typed as the value under the cursor."""
        self._fault = ""
        self.message = ""

    @property
    def takes_text(self) -> bool:
        """Whether keys are text now, and begin no sequence."""
        return self._typed is not None or super().takes_text

    def show(self, options: Sequence[Option]) -> None:
        """Show the settings as they are now."""
        self._options = {option.key: option for option in options}
        self._typed, self._fault = None, ""
        self.invalidate()
        self.update_lines()

    def reject(self, fault: str) -> None:
        """Show what is wrong with what was typed, and have it typed on."""
        self._fault = fault
        self.invalidate()
        self.update_lines()

    def title(self, size: Size) -> Line:
        """Return the title, or what is searched, or what was done."""
        line = self.search_line(size)
        if line is not None and not self.message:
            return line
        note = Span(f"   {self.message}", Tone.WARN)
        if not self.message:
            note = Span(_HINTS if size.width >= len(_HINTS) + 18 else _SHORT_HINTS, Tone.QUIET)
        return self.title_line((Span("SETTINGS", Tone.TITLE), note), size)

    def choice_lines(self, cells: int) -> Sequence[ChoiceLine]:
        """Return the settings by their table, each with its key as the choice."""
        typed = self.query_text.casefold().strip()
        shown = [each for each in self._options.values() if not typed or _matches(each, typed)]
        names = max((len(option.name) for option in shown), default=0)
        lines: list[ChoiceLine] = []
        table = ""
        for option in shown:
            title = _TITLES.get(str(option.path[0]), _OTHERS)
            if title != table:
                lines += [ChoiceLine(BLANK), ChoiceLine((Span(title, Tone.TITLE),))]
                table = title
            first, *rest = option_lines(self._row(option), names, cells)
            lines += [ChoiceLine(first, option.key), *map(ChoiceLine, rest)]
        return lines

    def _row(self, option: Option) -> OptionRow:
        is_edited = self._typed is not None and option.key == self.choice
        meaning = option.meaning if option.key in LIVE_KEYS else f"{option.meaning} · within two seconds"
        return OptionRow(
            name=option.name,
            value=show_value(option.value) or "none",
            origin=option.origin,
            meaning=f"{option.expected}: {option.meaning}" if is_edited else meaning,
            is_changed=option.value != option.default,
            typed=self._typed if is_edited else None,
            fault=self._fault if is_edited else "",
        )

    def choose(self, choice: object) -> None:
        """Take the next choice, or begin to type."""
        option = self._options[str(choice)]
        self.message = ""
        if option.choices:
            self.post_message(self.Changed(option, option.next_choice()))
            return
        value = "" if option.value is None else show_value(option.value)
        self._typed = TypedLine(value, len(value))
        self.invalidate()
        self.update_lines()

    def on_key(self, event: events.Key) -> None:
        """Type the value, or search, or move."""
        self.message = ""
        if self._typed is None:
            super().on_key(event)
            return
        event.stop()
        event.prevent_default()
        if event.key == "enter":
            self.post_message(self.Changed(self._options[str(self.choice)], self._typed.text))
            return
        edited = None if event.key == "escape" else self._typed.press(event.key, event.character)
        if edited is not None or event.key == "escape":
            self._typed, self._fault = edited, ""
            self.invalidate()
            self.update_lines()

    def on_paste(self, event: events.Paste) -> None:
        """Insert pasted text, cleaned like any outside text."""
        if self._typed is None:
            super().on_paste(event)
            return
        self._typed = self._typed.insert(sanitize_line(event.text, MAX_LINE))
        self.invalidate()
        self.update_lines()
        event.stop()


def _matches(option: Option, typed: str) -> bool:
    return any(rank(typed, text.casefold()) <= 4 for text in (option.key, option.meaning, option.origin))


class OptionsScreen(OverlayScreen):
    """The settings over the board."""

    def __init__(self, context: Context, flags: Flags, key: str = "") -> None:
        super().__init__()
        self._commands, self._flags, self._key = context, flags, key

    def pane(self) -> ChoiceView:
        """Return the pane of settings, with their defaults until the file is read."""
        return OptionsPane(schema_options(self._commands.store.file), self._key)

    def on_mount(self) -> None:
        """Read where each value comes from."""
        super().on_mount()
        self.run_worker(self._reload())

    def announce(self, text: str) -> None:
        """Show what was done in the title."""
        pane = self.query_one(OptionsPane)
        pane.message = text
        pane.update_lines()

    async def _reload(self) -> None:
        store = self._commands.store
        try:
            options = await asyncio.to_thread(configured_options, store.file, self._flags)
        except ConfigError as error:
            options = schema_options(store.file)
            self.announce(str(error))
        if self.is_attached:
            self.query_one(OptionsPane).show([self._as_changed(option) for option in options])

    def _as_changed(self, option: Option) -> Option:
        """Return a setting with the value of this run, where that could not be saved."""
        changed = self._commands.store.settings.options
        if option.key not in changed or changed[option.key] == option.value:
            return option
        return replace(option, value=changed[option.key], origin="this run")

    async def on_options_pane_changed(self, event: OptionsPane.Changed) -> None:
        """Change a setting that is another then; what the schema rejects is said in its line."""
        if event.option.has(event.typed):
            self.run_worker(self._reload())
            return
        try:
            settings, edit = changed_by(self._commands, event.option, event.typed)
        except ConfigError as error:
            self.query_one(OptionsPane).reject(str(error).removeprefix(f"{event.option.key}: "))
            return
        self.run_worker(self._apply(self._commands.store.change(settings, edit)))

    async def _apply(self, change: Awaitable[None]) -> None:
        await change
        await self._reload()

    async def action_undo(self) -> None:
        """Undo the last change of a setting or a list."""
        self.run_worker(self._apply(self._commands.store.undo()))
