"""The command line, over the bottom line of the board: a prompt, and above it what can be typed."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.geometry import Size
from textual.widget import Widget

from tui.domain.text import sanitize_line
from tui.ui.rendering.line_widget import LineWidget
from tui.view.command_prompt import (
    Candidate,
    CommandFault,
    fault_lines,
    menu_lines,
    menu_top,
    prompt_line,
)
from tui.view.panel_layout import fits
from tui.view.spans import Line
from tui.view.typed_line import MAX_LINE, History, TypedLine, Word


class CommandTexts(NamedTuple):
    """What the line asks about its text."""

    run: Callable[[str], CommandFault | None]
    """Runs a line; returns what is wrong with it."""
    candidates: Callable[[TypedLine], Sequence[Candidate]]
    """What can be typed at the cursor, best first."""
    word: Callable[[TypedLine], Word]
    """The word that a candidate takes the place of."""
    complete: Callable[[TypedLine, Word, Candidate], TypedLine]
    usage: Callable[[str], str]


class CommandLine(LineWidget, can_focus=True):
    """A line that is typed, with a menu above it; it goes when the line is run or left."""

    DEFAULT_CSS = "CommandLine { layer: over; dock: bottom; }"
    FOCUS_ON_CLICK = False
    takes_text = True

    def __init__(self, texts: CommandTexts, history: History, before: Widget | None, text: str = "") -> None:
        super().__init__(id="command-line")
        self.add_class("over")
        self._texts = texts
        self._history = history
        self._before = before
        """The widget that had the keys."""
        self._typed = TypedLine(text, len(text))
        self._fault: CommandFault | None = None
        self._wrong = ""
        """The line that was wrong when it was run last: what is run next takes its place in the history."""
        self._candidates: Sequence[Candidate] = ()
        self._chosen: int | None = None
        self._choosing: tuple[TypedLine, Word] | None = None
        """The line and the word that the candidates were made for, while they are chosen from."""
        self._find()

    def on_mount(self) -> None:
        """Take the keys."""
        self._fit()
        self.focus()

    def on_blur(self) -> None:
        """Leave the line where the keys go elsewhere, as with a click."""
        if self.is_attached and self.screen.is_current:
            self.remove()

    def on_resize(self, event: events.Resize) -> None:
        """Leave the line where there is no room for the board."""
        super().on_resize(event)
        if not fits(*self.app.size):
            self._close()

    def _menu(self, cells: int) -> list[Line]:
        if self._fault is not None:
            return fault_lines(self._fault, cells)
        return menu_lines(self._candidates, self._chosen, cells)

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the menu and the prompt."""
        usage = self._texts.usage(self._typed.text)
        prompt = prompt_line(self._typed, usage, self._fault, size.width)
        return [*self._menu(size.width), prompt][-size.height :]

    def line_background(self, y: int) -> str | None:
        """Return the background of the chosen candidate."""
        if self._chosen is None or self._fault is not None:
            return None
        is_chosen = y - 1 == self._chosen - menu_top(len(self._candidates), self._chosen)
        return self.board_theme.cursor if is_chosen else None

    def _find(self) -> None:
        self._candidates, self._chosen, self._choosing = self._texts.candidates(self._typed), None, None
        word = self._texts.word(self._typed).text
        texts = [each.text for each in self._candidates]
        if word in texts:
            # what is complete needs no candidates but those that it is the start of
            longer = [each for each in self._candidates if each.text.startswith(word)]
            self._candidates = longer if len(longer) > 1 else ()

    def _fit(self) -> None:
        """Be as high as what is shown."""
        height = len(self._menu(self.app.size.width)) + 1
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.update_lines()

    def _edit(self, typed: TypedLine) -> None:
        if typed.text != self._typed.text:
            self._fault = None
        self._typed = typed
        self._find()
        self._fit()

    def on_key(self, event: events.Key) -> None:
        """Edit the line; each key shows what may follow."""
        event.stop()
        event.prevent_default()
        match event.key:
            case "enter":
                self._run()
            case "escape":
                self._close()
            case "backspace" if not self._typed.text:
                self._close()
            case "tab" | "shift+tab":
                self._choose(-1 if event.key == "shift+tab" else 1)
            case "up" | "ctrl+p":
                self._recall(self._history.older(self._typed.text))
            case "down" | "ctrl+n":
                self._recall(self._history.newer())
            case _:
                self._type(event)

    def _type(self, event: events.Key) -> None:
        edited = self._typed.press(event.key, event.character)
        if event.character == ":" and self._fault is not None:
            # as at the start: the next line, not a part of the wrong one
            edited = TypedLine()
        if edited is not None:
            self._history.rewind()
            self._edit(edited)

    def on_paste(self, event: events.Paste) -> None:
        """Insert pasted text, cleaned like any outside text."""
        self._edit(self._typed.insert(sanitize_line(event.text, MAX_LINE)))
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """Take the candidate that is clicked."""
        number = menu_top(len(self._candidates), self._chosen) + event.y - 1
        if self._fault is None and 0 < event.y < self.size.height - 1 and number < len(self._candidates):
            typed, word = self._choosing or (self._typed, self._texts.word(self._typed))
            self._edit(self._texts.complete(typed, word, self._candidates[number]).insert(" "))

    def _choose(self, step: int) -> None:
        """Put the next candidate into the line; where there is only one, go on to the next word."""
        if not self._candidates:
            return
        self._choosing = self._choosing or (self._typed, self._texts.word(self._typed))
        typed, word = self._choosing
        if len(self._candidates) == 1:
            self._edit(self._texts.complete(typed, word, self._candidates[0]).insert(" "))
            return
        at = self._chosen if self._chosen is not None else -1 if step > 0 else 0
        self._chosen = (at + step) % len(self._candidates)
        self._typed, self._fault = self._texts.complete(typed, word, self._candidates[self._chosen]), None
        self._fit()

    def _recall(self, text: str | None) -> None:
        if text is not None:
            self._edit(TypedLine(text, len(text)))

    def _run(self) -> None:
        text = self._typed.text.strip()
        self._fault = self._texts.run(text) if text else None
        if self._wrong and self._wrong in self._history.lines:
            self._history.lines.remove(self._wrong)
        if text:
            self._history.add(text)
        self._wrong = text if self._fault is not None else ""
        if self._fault is None:
            self._close()
            return
        self._typed = TypedLine(text, min(self._fault.end, len(text)))
        self._chosen = self._choosing = None
        self._fit()

    def _close(self) -> None:
        if self.has_focus and self._before is not None and self._before.display:
            self._before.focus()
        self.remove()
