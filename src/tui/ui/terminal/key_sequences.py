"""The forms of input sequences, and the meaning of complete ones: keys, clicks and reports of the terminal."""

import re
from collections.abc import Container, Iterable
from typing import Final

from textual import constants, events, messages
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import IS_ITERM, XTermParser
from textual.geometry import Size
from textual.keys import Keys
from textual.message import Message

MAX_SCREEN_SIZE: Final = Size(2000, 1000)
"""Columns and lines of the largest screen that a report may state."""

COMPLETE_SEQUENCE: Final = re.compile(
    rb"""\x1b(?:
        \[ (?: \[ [^\x1b]                            # a function key of the Linux console
             | M [^\x1b]{3}                          # a mouse report of the oldest kind
             | [0-9]+ \$                             # a key of rxvt's, held with shift
             | < [-0-9;]* [Mm]                       # a mouse report; some terminals report negative positions
             | (?![\[M]) [0-?]* [\ -/]* [@-~] )
      | O [0-9;]* [<-~]
      | [\]PX^_] [^\x07\x1b]* (?: \x07 | \x1b\\ )    # a string, such as the reply to another program's request
    )""",
    re.VERBOSE,
)
"""A complete sequence, which is handled as one piece."""
PARTIAL_SEQUENCE: Final = re.compile(
    rb"""\x1b(?:
        \[ (?: \[ | M [^\x1b]{0,2} | < [-0-9;]* | [0-?]* [\ -/]* )
      | O [0-9;]*
      | [\]PX^_] [^\x07\x1b]* (?: \x1b \Z )?
    )?""",
    re.VERBOSE,
)
"""A sequence whose end has not arrived yet."""

# compiled when the first sequence arrives
_OLD_MOUSE: Final = r"(?s)\x1b\[(?:M.{3}|\d+;\d+;\d+M)"
_CURSOR: Final = r"\x1b\[(\d+);(\d+)R"
_MODE: Final = r"\x1b\[\?(\d+);(\d)\$y"
_SIZE: Final = r"\x1b\[48;(\d+)[\d:]*;(\d+)[\d:]*;(\d+)[\d:]*;(\d+)[\d:]*t"
_KITTY: Final = (
    r"\x1b\[(?P<key>\d+)(?P<other>:[\d:]*)?(?:;(?P<modifiers>\d*)(?P<event>:\d*)?)?(?P<text>;[\d:]*)?(?P<end>[u~A-S])"
)
_ANSWER: Final = r"(?s)\x1b(?:_G[^\x1b]*\x1b\\|P>\|[^\x1b]*\x1b\\|\[\?[\d;]*[cS]|\[[46];\d+;\d+t)"
_SHIFTED: Final = str.maketrans("`1234567890-=[]\\;',./", '~!@#$%^&*()_+{}|:"<>?')
"""What the keys of a Latin keyboard type with shift, beside letters."""
_SHIFT: Final = 1
_TYPING_MODIFIERS: Final = _SHIFT | 64 | 128
"""Shift, caps lock and num lock, as bits of the kitty protocol: with these alone a key types a character."""
_RELEASED: Final = ":3"
"""How the kitty protocol marks the release of a key."""


class TerminalAnswer(Message):
    """What the terminal says of itself: about pictures, its name, its attributes, the pixels of a cell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Sequences:
    """Textual's key tables, applied to one complete piece of input at a time.

    Textual's own parser treats a piece of any length as unfinished until it knows it, so that an unknown one swallows
    the keys behind it and is typed in the end.

    A letter of another script is the key at its place on a Latin keyboard, where the terminal says which that is, and
    still types itself: so every key works on a Cyrillic or an Urdu keyboard.

    Args:
        own_keys: letters that the user made keys, which stay themselves.
    """

    def __init__(self, own_keys: Container[str] = ()) -> None:
        self._parser = XTermParser()
        self._own_keys = own_keys

    def of_character(self, character: str, *, alt: bool = False) -> Iterable[Message]:
        """Return the key that types this character, alone or with alt; more than one where a terminal means several."""
        keys = self._parser._sequence_to_key_events(character, alt=alt)  # noqa: SLF001 - Textual's table of keys
        return (key for key in keys if key.key != Keys.Ignore)

    def of_sequence(self, sequence: str) -> Iterable[Message]:
        """Return the messages of a complete escape sequence; none for one that is known and of no use.

        Raises:
            ValueError: the sequence is unknown. Textual's tables raise other errors for some.
        """
        if (report := self._report(sequence)) is not None:
            return [report]
        if sequence.startswith("\x1b[<"):
            mouse = self._parser.parse_mouse_code(sequence)
            return [mouse] if mouse else []
        if re.fullmatch(_OLD_MOUSE, sequence) or re.fullmatch(_MODE, sequence):
            return []
        return self._keys(sequence)

    def is_key(self, sequence: str) -> bool:
        """Return whether these characters together are one key."""
        return sequence in ANSI_SEQUENCES_KEYS

    def _keys(self, sequence: str) -> Iterable[Message]:
        kitty = re.fullmatch(_KITTY, sequence)
        if kitty and kitty["event"] == _RELEASED:
            return []
        if not self.is_key(sequence) and (kitty is None or not _is_known_key(kitty)):
            raise ValueError("no key has this sequence")
        if kitty and (kitty["other"] or kitty["event"]):
            # Textual reads neither the key's other letters nor whether it is repeated
            sequence = f"\x1b[{kitty['key']};{kitty['modifiers']}{kitty['text'] or ''}{kitty['end']}"
        keys = self.of_character(sequence)
        place = _latin_place(kitty) if kitty else None
        return keys if place is None else (self._at_place(key, place) for key in keys)

    def _at_place(self, key: Message, place: str) -> Message:
        """Return the key under the name it has on a Latin keyboard, with the character that it types here."""
        if not isinstance(key, events.Key) or key.key in self._own_keys:
            return key
        name = next((each.key for each in self.of_character(place) if isinstance(each, events.Key)), key.key)
        return events.Key(name, key.character)

    def _report(self, sequence: str) -> Message | None:
        """Return a reply of the terminal, or a report about its window."""
        if sequence in {"\x1b[I", "\x1b[O"}:
            return events.AppFocus() if sequence == "\x1b[I" else events.AppBlur()
        if match := re.fullmatch(_CURSOR, sequence):
            return events.CursorPosition(int(match[2]) - 1, int(match[1]) - 1)
        if match := re.fullmatch(_MODE, sequence):
            return self._mode(match[1], int(match[2]))
        if match := re.fullmatch(_SIZE, sequence):
            lines, columns, height, width = map(int, match.groups())
            return self._resized(Size(columns, lines), Size(width, height))
        return TerminalAnswer(sequence) if re.fullmatch(_ANSWER, sequence) else None

    @staticmethod
    def _mode(mode: str, setting: int) -> Message | None:
        if mode == "2026" and setting:
            return messages.TerminalSupportsSynchronizedOutput()
        if mode == "2048" and constants.SMOOTH_SCROLL and not IS_ITERM:
            return messages.InBandWindowResize.from_setting_parameter(setting)
        return None

    def _resized(self, size: Size, pixels: Size) -> Message:
        if not size or size.width > MAX_SCREEN_SIZE.width or size.height > MAX_SCREEN_SIZE.height:
            raise ValueError("no screen has this size")
        self._parser.terminal_size, self._parser.terminal_pixel_size = size, pixels
        self._parser.mouse_pixels = True
        return events.Resize(size, size, pixel_size=pixels)


def _is_known_key(kitty: re.Match[str]) -> bool:
    """Return whether there is a key of this number: Textual accepts it even where no character has it."""
    return kitty["end"] == "u" or f"{kitty['key']}{kitty['end']}" in FUNCTIONAL_KEYS


def _latin_place(kitty: re.Match[str]) -> str | None:
    """Return what the key types on a Latin keyboard, as a character or a sequence; None where it is Latin itself."""
    letters = (kitty["other"] or "").split(":")
    if kitty["end"] != "u" or len(letters) < 3 or not letters[2] or chr(min(int(kitty["key"]), 0x10FFFF)).isascii():
        return None
    place = chr(min(int(letters[2]), 0x10FFFF))
    if not (place.isascii() and place.isprintable()):
        return None
    modifiers = max(0, int(kitty["modifiers"] or 1) - 1)
    if modifiers & ~_TYPING_MODIFIERS:
        return f"\x1b[{ord(place)};{modifiers + 1}u"
    return place.upper().translate(_SHIFTED) if modifiers & _SHIFT else place
