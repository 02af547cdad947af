"""What an examination found, and what the terminal can do."""

import locale
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self

from tui.cli.board import why_no_board
from tui.domain.text import clean, pad
from tui.view.link import Link

LEAST_COLUMNS: Final = 40
LEAST_LINES: Final = 12

_WORDS_LIMIT: Final = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of an examination."""

    mark: str
    """`pass`, `fail`, or `note` for what is no fault but worth knowing."""
    subject: str
    words: str

    @classmethod
    def good(cls, subject: str, words: str) -> Self:
        """It works."""
        return cls("pass", subject, words)

    @classmethod
    def fail(cls, subject: str, words: str) -> Self:
        """It does not; the words say what to do."""
        return cls("fail", subject, words)

    @classmethod
    def note(cls, subject: str, words: str) -> Self:
        """Worth knowing."""
        return cls("note", subject, words)

    @property
    def is_fail(self) -> bool:
        """Whether something has to be done."""
        return self.mark == "fail"


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Each finding on one aligned line."""
    for finding in findings:
        yield f"{finding.mark}  {pad(finding.subject, 8)}  {clean(finding.words, _WORDS_LIMIT)}"


def terminal_findings(
    environ: Mapping[str, str], isatty: Callable[[int], bool], size: os.terminal_size
) -> list[Finding]:
    """What this terminal can do for the board."""
    return [_screen(environ, isatty), _colours(environ), _letters(), *_size(isatty, size)]


def drawing_finding(link: Link) -> Finding:
    """How the board would draw here, and why."""
    return Finding.good("drawing", "; ".join(link.why))


def _screen(environ: Mapping[str, str], isatty: Callable[[int], bool]) -> Finding:
    reason = why_no_board(environ, isatty)
    if reason is None:
        return Finding.good("terminal", f"TERM={environ['TERM']}")
    if not (isatty(0) and isatty(2)):
        return Finding.note("terminal", f"{reason} here; print and watch need none")
    return Finding.fail("terminal", f"{reason}: set TERM to what your terminal is, such as xterm-256color")


def _colours(environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return Finding.note("colours", "NO_COLOR is set: signs and brightness speak alone")
    if environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return Finding.good("colours", "16 million (COLORTERM)")
    if "256" in environ.get("TERM", ""):
        return Finding.good("colours", "256; if your terminal has more: COLORTERM=truecolor")
    return Finding.note("colours", "16; if your terminal has more: TERM=xterm-256color or COLORTERM=truecolor")


def _letters() -> Finding:
    encoding = locale.getpreferredencoding(do_setlocale=False)
    if encoding.lower().replace("-", "") == "utf8" or sys.flags.utf8_mode:
        return Finding.good("letters", "UTF-8")
    return Finding.fail("letters", f"{encoding}: arrows and trends need UTF-8; set LANG=C.UTF-8 or your own .UTF-8")


def _size(isatty: Callable[[int], bool], size: os.terminal_size) -> Iterator[Finding]:
    if not isatty(2):
        return
    if size.columns >= LEAST_COLUMNS and size.lines >= LEAST_LINES:
        yield Finding.good("size", f"{size.columns}x{size.lines}")
    else:
        yield Finding.fail("size", f"{size.columns}x{size.lines}: make it {LEAST_COLUMNS}x{LEAST_LINES} or larger")
