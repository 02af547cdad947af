"""The keys of a theme file."""

from typing import Annotated, Literal

import msgspec

_Colour = Annotated[
    str, msgspec.Meta(pattern="^#[0-9A-Fa-f]{6}$", extra={"expected": 'a colour such as "#1d2d44"', "problem": None})
]
_EXPECTED_NAME = '"default", or one of the terminal\'s own such as "red" or "bright_red"'
_Names = Literal[
    "default", "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    "bright_black", "bright_red", "bright_green", "bright_yellow",
    "bright_blue", "bright_magenta", "bright_cyan", "bright_white",
]  # fmt: skip
_Name = Annotated[_Names, msgspec.Meta(extra={"expected": _EXPECTED_NAME})]
_NameOrLine = Annotated[
    Literal[_Names, "underline"], msgspec.Meta(extra={"expected": f'{_EXPECTED_NAME}; or "underline"'})
]
_Text = Annotated[str, msgspec.Meta(max_length=80, extra={"expected": "text of at most 80 characters"})]


class SixteenModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[sixteen]` table: the colours on terminals that have sixteen, on the terminal's own background."""

    plain: _Name | None = None
    strong: _Name | None = None
    quiet: _Name | None = None
    rule: _Name | None = None
    accent: _Name | None = None
    up: _Name | None = None
    down: _Name | None = None
    flat: _Name | None = None
    good: _Name | None = None
    warn: _Name | None = None
    bad: _Name | None = None
    cursor: _NameOrLine | None = None
    cursor_away: _NameOrLine | None = None
    cursor_text: _Name | None = None
    flash_up: _Name | None = None
    flash_down: _Name | None = None
    flash_flat: _Name | None = None
    flash_text: _Name | None = None


class ThemeModel(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A theme file: what it is about, and a colour for each slot; a slot that is missing is that of the base."""

    about: _Text = ""
    base: Annotated[str, msgspec.Meta(extra={"expected": 'the name of a shipped theme such as "dark"'})] | None = None
    dark: Annotated[bool, msgspec.Meta(extra={"expected": "true or false"})] | None = None
    pair: _Text | None = None
    sixteen_only: Annotated[bool, msgspec.Meta(extra={"expected": "true or false"})] | None = None
    background: _Colour | None = None
    plain: _Colour | None = None
    strong: _Colour | None = None
    quiet: _Colour | None = None
    rule: _Colour | None = None
    accent: _Colour | None = None
    up: _Colour | None = None
    down: _Colour | None = None
    flat: _Colour | None = None
    good: _Colour | None = None
    warn: _Colour | None = None
    bad: _Colour | None = None
    cursor: _Colour | None = None
    cursor_away: _Colour | None = None
    flash_up: _Colour | None = None
    flash_down: _Colour | None = None
    flash_flat: _Colour | None = None
    flash_text: _Colour | None = None
    sixteen: SixteenModel | None = None
