"""What an examination found, and what the terminal can do."""

import locale
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self

from tui.cli.board import unusable_terminal_reason
from tui.domain.text import pad, sanitize_line
from tui.view.link import TerminalProfile

MIN_COLUMNS: Final = 40
MIN_LINES: Final = 12

_WORDS_LIMIT: Final = 400


@dataclass(frozen=True, slots=True)
class Check:
    """One line of an examination."""

    mark: str
    """`pass`, `fail`, or `note` for what is no fault but worth knowing."""
    subject: str
    words: str

    @classmethod
    def passed(cls, subject: str, words: str) -> Self:
        """It works."""
        return cls("pass", subject, words)

    @classmethod
    def failed(cls, subject: str, words: str) -> Self:
        """It does not; the words say what to do."""
        return cls("fail", subject, words)

    @classmethod
    def info(cls, subject: str, words: str) -> Self:
        """Worth knowing."""
        return cls("note", subject, words)

    @property
    def is_failure(self) -> bool:
        """Whether something has to be done."""
        return self.mark == "fail"


def format_checks(findings: Iterable[Check]) -> Iterator[str]:
    """Each finding on one aligned line."""
    for finding in findings:
        yield f"{finding.mark}  {pad(finding.subject, 8)}  {sanitize_line(finding.words, _WORDS_LIMIT)}"


def check_terminal(environ: Mapping[str, str], isatty: Callable[[int], bool], size: os.terminal_size) -> list[Check]:
    """What this terminal can do for the board."""
    return [_screen(environ, isatty), _colours(environ), _letters(), *_size(isatty, size)]


def check_rendering(link: TerminalProfile) -> Check:
    """How the board would draw here, and why."""
    return Check.passed("drawing", "; ".join(link.reasons))


def _screen(environ: Mapping[str, str], isatty: Callable[[int], bool]) -> Check:
    reason = unusable_terminal_reason(environ, isatty)
    if reason is None:
        return Check.passed("terminal", f"TERM={environ['TERM']}")
    if not (isatty(0) and isatty(2)):
        return Check.info("terminal", f"{reason} here; print and watch need none")
    return Check.failed("terminal", f"{reason}: set TERM to what your terminal is, such as xterm-256color")


def _colours(environ: Mapping[str, str]) -> Check:
    if environ.get("NO_COLOR"):
        return Check.info("colours", "NO_COLOR is set: signs and brightness speak alone")
    if environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return Check.passed("colours", "16 million (COLORTERM)")
    if "256" in environ.get("TERM", ""):
        return Check.passed("colours", "256; if your terminal has more: COLORTERM=truecolor")
    return Check.info("colours", "16; if your terminal has more: TERM=xterm-256color or COLORTERM=truecolor")


def _letters() -> Check:
    encoding = locale.getpreferredencoding(do_setlocale=False)
    if encoding.lower().replace("-", "") == "utf8" or sys.flags.utf8_mode:
        return Check.passed("letters", "UTF-8")
    return Check.failed("letters", f"{encoding}: arrows and trends need UTF-8; set LANG=C.UTF-8 or your own .UTF-8")


def _size(isatty: Callable[[int], bool], size: os.terminal_size) -> Iterator[Check]:
    if not isatty(2):
        return
    if size.columns >= MIN_COLUMNS and size.lines >= MIN_LINES:
        yield Check.passed("size", f"{size.columns}x{size.lines}")
    else:
        yield Check.failed("size", f"{size.columns}x{size.lines}: make it {MIN_COLUMNS}x{MIN_LINES} or larger")
