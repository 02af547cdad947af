"""The sixteen colours as the terminals that are common mix them."""

from collections.abc import Mapping
from typing import Final

from rich.color import Color
from rich.color_triplet import ColorTriplet

_NAMES: Final = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_SIXTEEN: Final = (*_NAMES, *(f"bright_{name}" for name in _NAMES))
_XTERM: Final = (
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)
_LINUX: Final = (
    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
)
_TANGO: Final = (
    "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec"
)
_VS_CODE: Final = (
    "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db e5e5e5"
)
_WINDOWS: Final = (
    "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2"
)
_MACOS: Final = (
    "000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5"
)
Palette = Mapping[str, ColorTriplet]


def _palette(colours: str) -> Palette:
    return {
        name: Color.parse(f"#{colour}").get_truecolor() for name, colour in zip(_SIXTEEN, colours.split(), strict=True)
    }


STANDARD: Final[Mapping[str, Palette]] = {"xterm": _palette(_XTERM), "linux": _palette(_LINUX)}
"""Those in which every text has its full contrast."""
PALETTES: Final[Mapping[str, Palette]] = {
    **STANDARD,
    "tango": _palette(_TANGO),
    "vs code": _palette(_VS_CODE),
    "windows": _palette(_WINDOWS),
    "macos": _palette(_MACOS),
}
