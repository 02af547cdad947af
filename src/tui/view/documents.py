"""A short document of headings, sentences, lists and tables, as plain text or as Markdown."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import Final, NamedTuple

from tui.domain.text import pad, width
from tui.view.formatting import DecimalAlignment

_SIGNS_OF_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>|~#&$!])")
_FIRST_OF_A_LIST: Final = re.compile(r"^([-+=]|[0-9]+[.)])(?=\s|$)")
_IN_ADDRESSES: Final = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", "\\": "%5C", " ": "%20"})


class Heading(NamedTuple):
    """A heading; those of level 1 begin a part."""

    text: str
    level: int = 1


class Sentence(NamedTuple):
    """One line of text."""

    text: str
    is_inner: bool = False
    """Whether it belongs to a heading of level 2, as lists and tables do."""


class Item(NamedTuple):
    """One line of a list."""

    text: str
    lead: str = ""
    """What stands before the text, such as its time."""
    tail: str = ""
    """What stands after it, such as its source."""
    link: str | None = None
    """The address of the text."""


class Table(NamedTuple):
    """Rows of cells under their titles."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int]
    """The columns whose cells are aligned on their decimal points."""


Block = Heading | Sentence | Item | Table


def as_text(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines of a document as plain text."""
    is_first = True
    for block in blocks:
        match block:
            case Heading(text, level):
                yield from () if is_first else ("",)
                yield text if level == 1 else text.upper()
            case Sentence(text, is_inner):
                yield f"  {text}" if is_inner else text
            case Item(text, lead, tail):
                yield f"  {'  '.join(part for part in (lead, text, tail) if part)}"
            case Table():
                yield from _table_as_text(block)
        is_first = False


def _table_as_text(table: Table) -> Iterator[str]:
    columns = [
        _column(title, [row[number] for row in table.rows], is_figure=number in table.figures)
        for number, title in enumerate(table.titles)
    ]
    for cells in zip(*columns, strict=True):
        yield f"  {'  '.join(cells)}".rstrip()


def _column(title: str, cells: Sequence[str], *, is_figure: bool) -> list[str]:
    """Return the title and the cells of a column, all of one width."""
    if is_figure:
        alignment = reduce(DecimalAlignment.expanded_for, cells, DecimalAlignment())
        cells = [alignment.align(cell) for cell in cells]
    cells_wide = max(map(width, (title, *cells)))
    return [pad(text, cells_wide, right=is_figure) for text in (title, *cells)]


def as_markdown(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines of a document as Markdown, in which no text of it is markup."""
    before: Block | None = None
    for block in blocks:
        if before is not None and not (isinstance(block, Item) and isinstance(before, Item)):
            yield ""
        match block:
            case Heading(text, level):
                yield f"{'#' * (level + 1)} {escape(text)}"
            case Sentence(text):
                yield escape(text)
            case Item(text, lead, tail, link):
                shown = f"[{escape(text)}](<{link_address(link)}>)" if link else escape(text)
                yield "- " + " ".join(part for part in (escape(lead), shown, escape(tail)) if part)
            case Table(titles, rows, figures):
                yield _row_of_cells(titles)
                yield _row_of_cells(("---:" if number in figures else "---" for number in range(len(titles))), raw=True)
                yield from map(_row_of_cells, rows)
        before = block


def _row_of_cells(cells: Iterable[str], *, raw: bool = False) -> str:
    return f"| {' | '.join(cell if raw else escape(cell) for cell in cells)} |"


def link_address(url: str) -> str:
    """Return a URL as Markdown has it between `<` and `>`."""
    return url.translate(_IN_ADDRESSES)


def escape(text: str) -> str:
    """Return a text as Markdown that shows it as it is, at the beginning of a line too."""
    return _FIRST_OF_A_LIST.sub(lambda found: _escaped(found[1]), _SIGNS_OF_MARKDOWN.sub(r"\\\1", text))


def _escaped(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}"
