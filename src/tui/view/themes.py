"""Themes as plain values: named slots for colours, and the two themes that are there before any file is read."""

from typing import Final, Literal, NamedTuple

UpColour = Literal["green", "red"]
"""The colour of a rise: green as in Karachi, London and New York, or red as in Shanghai, Taipei and Tokyo."""

UNDERLINE: Final = "underline"
"""In place of a background: a line under the cursor's row, which leaves every colour as legible as it was."""


class Palette(NamedTuple):
    """The colours of a theme by slot, as `#rrggbb` or as names of the terminal's own; empty where there is none."""

    background: str = ""
    """Empty for the terminal's own."""
    plain: str = ""
    strong: str = ""
    quiet: str = ""
    """Labels, units, hints, and every figure that is stale."""
    rule: str = ""
    accent: str = ""
    """Titles, keys and what a filter matched."""
    up: str = ""
    down: str = ""
    flat: str = ""
    good: str = ""
    """A source that responds; unlike `up` it stays where red means a rise."""
    warn: str = ""
    bad: str = ""
    cursor: str = ""
    """The background of the cursor's row in the pane that has the focus."""
    cursor_away: str = ""
    """The same while another pane has it."""
    cursor_text: str = ""
    """The one colour of all text on the cursor's row; empty where every text keeps its own."""
    flash_up: str = ""
    """The background of a value that has just risen."""
    flash_down: str = ""
    flash_flat: str = ""
    flash_text: str = ""

    def turned(self) -> "Palette":
        """Return the palette with the colours of rise and fall exchanged."""
        return self._replace(up=self.down, down=self.up, flash_up=self.flash_down, flash_down=self.flash_up)


class Theme(NamedTuple):
    """A theme: its colours for terminals of 256 colours and more, and for those of sixteen."""

    name: str
    dark: bool
    pair: str
    """The name of the theme that is as light as this one is dark, or the other way round."""
    about: str
    """One line about it, for the list of themes."""
    colors: Palette
    sixteen: Palette
    """By the names of the terminal's own colours, and on its own background."""
    is_sixteen_only: bool = False
    """Whether it is drawn in the terminal's own colours however many there are."""


SIXTEEN_DARK: Final = Palette(
    plain="default",
    strong="default",
    # the terminal's own text: bright black is too dark for it on some consoles and invisible in some palettes
    quiet="default",
    rule="cyan",
    # the bright ones: consoles draw plain red too dark for black
    accent="bright_cyan",
    up="bright_green",
    down="bright_red",
    flat="default",
    good="bright_green",
    warn="bright_yellow",
    bad="bright_red",
    cursor="blue",
    cursor_away=UNDERLINE,
    # the sixteen differ from terminal to terminal, and in some the others are hard to read on blue, or on cyan
    cursor_text="bright_white",
    flash_up="bright_green",
    flash_down="bright_red",
    flash_flat="white",
    flash_text="black",
)

SIXTEEN_LIGHT: Final = SIXTEEN_DARK._replace(
    rule="bright_black",
    accent="blue",
    # not green: that of the sixteen is too light for white
    up="blue",
    good="blue",
    down="red",
    warn="magenta",
    bad="red",
    cursor="cyan",
    cursor_text="black",
    flash_up="green",
)

DARK: Final = Theme(
    name="dark",
    dark=True,
    pair="light",
    about="calm, for the night",
    colors=Palette(
        background="#0d1014",
        plain="#c3ccd6",
        strong="#eef2f6",
        quiet="#8d98a5",
        rule="#6c7783",
        accent="#7cb7ff",
        up="#4cc38a",
        down="#f2716b",
        flat="#aab4bf",
        good="#4cc38a",
        warn="#e0b252",
        bad="#ff8a75",
        cursor="#1d2d44",
        cursor_away="#1d2126",
        flash_up="#14602c",
        flash_down="#8a2a2a",
        flash_flat="#3a4653",
        flash_text="#ffffff",
    ),
    sixteen=SIXTEEN_DARK,
)

LIGHT: Final = Theme(
    name="light",
    dark=False,
    pair="dark",
    about="clear, for the day",
    colors=Palette(
        background="#fbfaf7",
        plain="#2b3138",
        strong="#0e1216",
        quiet="#545e68",
        rule="#737a80",
        accent="#0f519f",
        up="#0f7029",
        down="#ae1b15",
        flat="#4c565f",
        good="#0f7029",
        warn="#855600",
        bad="#b31412",
        cursor="#e0ecfa",
        cursor_away="#eeeeea",
        flash_up="#a9e5bf",
        flash_down="#ffc0bd",
        flash_flat="#d5dae0",
        flash_text="#0e1216",
    ),
    sixteen=SIXTEEN_LIGHT,
)
