"""What the cells of a column are: figures, days, codes, serial numbers, constants."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, TypeVar

from tui.domain.numbers import InvalidNumberError
from tui.sources.tables.cells import parse_count_cell, parse_number_cell, parse_percent_cell
from tui.sources.tables.currencies import ISO_CURRENCIES
from tui.sources.tables.date_formats import DateFormat, find_date_format
from tui.sources.tables.grid import is_figure
from tui.sources.tables.periods import is_period
from tui.sources.tables.title_words import Concept
from tui.sources.tables.titles import concept_of, currency_of

T = TypeVar("T")

MIN_SHARE: Final = 0.8
"""From here on a share of cells, or of columns, counts as all of them."""
MIN_DISTINCT_SHARE: Final = 0.9
"""From here on cells are unlike each other, as symbols and days are."""
MAX_LABEL_SHARE: Final = 0.4
"""Above this the rows of a table are the fields of one instrument."""

_CODE = re.compile(r"(?=[^A-Z]{0,14}[A-Z])[A-Z0-9^][A-Z0-9.&^=/:_-]{0,14}")
_NUMERIC_CODE = re.compile(r"[0-9]{3,6}")
_MONEY = re.compile(r"\bRs\b|[$€£¥₹₨₺₽₩₿]|\b(?:rupees?|dollars?|euros?)\b", re.IGNORECASE)
_MONEY_CELL = re.compile(r"[$€£¥₹₨₺₽₩₿]|\bRs\b|\b[A-Z]{3}\s?[0-9]|[0-9]\s?[A-Z]{3}\b")
_KARAT = re.compile(r"(?:[1-9]|1[0-9]|2[0-4])(?:\.[0-9])?[ \xa0]?(?:[Kk]|[KkCc][Tt])")
_GROUP_OR_DECIMALS = re.compile(r"[0-9][.,][0-9]", re.ASCII)
_URL = re.compile(r"https?:|/{2}|\{")
_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?(?:\.[0-9]{1,6})?", re.ASCII)
_UNITS_OF_CURRENCY = re.compile(r"(10{0,6}) ?([A-Z]{3})", re.ASCII)
_ELEMENT_OF_LETTER = re.compile(r"([a-z])\.([0-9]{1,2})", re.ASCII)
_SECONDS_OF_DAY = 86_400
_MIN_SERIAL = 2
_MIN_CONSTANT = 3
_EPOCHS: Final = ((Decimal(10**9), Decimal(22 * 10**8)), (Decimal(10**12), Decimal(22 * 10**11)))
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_MANY_DIGITS = 10**6
_SIDES: Final = {"a": Concept.ASK, "b": Concept.BID}
"""Letters that are titles only beside those of a candle."""
_LABELS: Final = frozenset(
    {
        *(Concept.PRICE, Concept.OPEN, Concept.HIGH, Concept.LOW, Concept.PREVIOUS_CLOSE, Concept.BID, Concept.ASK),
        *(Concept.YEAR_HIGH, Concept.YEAR_LOW),
        *(Concept.CHANGE, Concept.PERCENT, Concept.VOLUME, Concept.AS_OF),
    }
)
_FIGURE_STARTS: Final = "0123456789+-−(."
_BOOLEANS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "active", "inactive", "enabled", "disabled"})


@dataclass(frozen=True)
class Column:
    """One column of a table: its title, its first cells, and what these are."""

    index: int
    title: str
    cells: tuple[str, ...]
    """Of the first rows, normalized; empty where they state nothing."""
    decimal_comma: bool
    path: str = ""
    """Its title with those of the groups above it: `TT Selling`; empty where there are none."""
    has_letters: bool = False
    """Whether the table has titles of one letter for a candle: `o`, `h`, `l`, `c`."""
    is_mark_open: bool = False
    """Whether a comma in its figures may be before decimals or between thousands, and no column decides."""
    given: Concept | None = None
    """What it is where it has no title; None where that is not known."""

    @cached_property
    def concept(self) -> Concept:
        """What its title says; of a word with two meanings what its cells say."""
        return self.given or self._titled_concept()

    def _titled_concept(self) -> Concept:
        concept, _ = concept_of(self.title)
        of_letter = _ELEMENT_OF_LETTER.fullmatch(self.title) if self.has_letters else None
        if of_letter:  # the first figure under a letter is its own, and others are of another time or a size
            first = _SIDES.get(of_letter[1]) or concept_of(of_letter[1])[0]
            return first if of_letter[2] == "0" else Concept.OTHER
        leaf = self.title.rpartition(".")[2] if " " not in self.title else self.title
        is_letter = len(leaf) == 1 and leaf.isascii() and leaf.isalpha()
        if is_letter and not self.has_letters:
            return Concept.UNKNOWN
        return self._concept_by_cells(concept)

    def _concept_by_cells(self, concept: Concept) -> Concept:
        """Return what a column is by its title, or else by its cells where these are no such thing."""
        if concept is Concept.PRICE and self.word_share >= MIN_SHARE:
            return Concept.INSTRUMENT  # `Valor`, `Wert` and `Valeur` are values, and securities
        if concept is Concept.CHANGE and 2 * sum("%" in cell for cell in self.stated) > len(self.stated):
            return Concept.PERCENT
        if concept is Concept.CAMBIO:
            is_move = any(figure is not None and figure <= 0 for figure in self.figures)
            return Concept.CHANGE if is_move or any(cell.startswith("+") for cell in self.cells) else Concept.PRICE
        if concept is Concept.UNIT and self.is_figures and not self.is_units:
            return Concept.UNKNOWN
        if concept is Concept.AS_OF and self.date_format is None and self.is_figures and not self.is_epoch:
            return Concept.UNKNOWN
        return concept

    @cached_property
    def rank(self) -> int:
        """Among the words of its concept, the likeliest 0."""
        concept, rank = concept_of(self.title)
        return 4 if concept is Concept.CAMBIO else rank

    @cached_property
    def currency(self) -> str | None:
        """The currency that its title names."""
        return currency_of(self.title)

    @cached_property
    def stated(self) -> tuple[str, ...]:
        """The cells that state something."""
        return tuple(cell for cell in self.cells if cell)

    @cached_property
    def figures(self) -> tuple[Decimal | None, ...]:
        """The figure of each cell; None where it has none or is none."""
        return self._parsed(lambda cell: parse_number_cell(cell, decimal_comma=self.decimal_comma))

    @cached_property
    def percents(self) -> tuple[Decimal | None, ...]:
        """The percentage of each cell, with or without its sign."""
        return self._parsed(lambda cell: parse_percent_cell(cell, decimal_comma=self.decimal_comma))

    @cached_property
    def counts(self) -> tuple[int | None, ...]:
        """The count of each cell, `1.2M` as well."""
        return self._parsed(lambda cell: parse_count_cell(cell, decimal_comma=self.decimal_comma))

    @cached_property
    def date_format(self) -> DateFormat | None:
        """The format of its days or times; None where it has none."""
        return find_date_format(self.stated)

    @cached_property
    def stated_figures(self) -> tuple[Decimal, ...]:
        """The figures that there are."""
        return tuple(figure for figure in self.figures if figure is not None)

    @property
    def is_figures(self) -> bool:
        """Whether most of its cells are figures."""
        return bool(self.stated_figures) and 2 * len(self.stated_figures) >= len(self.stated)

    @property
    def has_decimals(self) -> bool:
        """Whether a cell has decimals: ranks, counts, ids and years have none."""
        return any(int(figure.as_tuple().exponent) < 0 for figure in self.stated_figures)

    @property
    def is_constant(self) -> bool:
        """Whether all of three cells or more are the same."""
        return len(self.stated) >= _MIN_CONSTANT and len(set(self.stated)) == 1

    @property
    def is_serial(self) -> bool:
        """Whether its figures are integers that rise or fall by one."""
        if len(self.stated_figures) < _MIN_SERIAL or len(self.stated_figures) < len(self.stated) or self.has_decimals:
            return False
        steps = {second - first for first, second in zip(self.stated_figures, self.stated_figures[1:], strict=False)}
        return (
            len(steps) == 1
            and abs(steps.pop()) == 1
            and (len(self.stated_figures) > _MIN_SERIAL or min(self.stated_figures) <= 1)
        )

    @property
    def is_epoch(self) -> bool:
        """Whether its cells are seconds or milliseconds since 1970."""
        if not self.stated or not all(map(_EPOCH.fullmatch, self.stated)):
            return False
        return any(all(first <= Decimal(cell) <= last for cell in self.stated) for first, last in _EPOCHS)

    @property
    def days(self) -> list[object]:
        """The day of each cell, as a date or a number; None where it states none."""
        if self.is_epoch:
            return [int(cell[:10]) // _SECONDS_OF_DAY if cell else None for cell in self.cells]
        date_format = self.date_format
        return [date_format.day(cell) if date_format and date_format.has_day else None for cell in self.cells]

    @property
    def is_years(self) -> bool:
        """Whether its figures are years."""
        return bool(self.stated_figures) and all(
            _FIRST_YEAR <= figure <= _LAST_YEAR and figure == int(figure) for figure in self.stated_figures
        )

    @property
    def is_units(self) -> bool:
        """Whether its figures are 1, 10, 100 and so on alone."""
        return bool(self.stated_figures) and all(
            1 <= figure <= _MANY_DIGITS and figure.normalize().as_tuple().digits == (1,)
            for figure in self.stated_figures
        )

    @property
    def has_units_in_codes(self) -> bool:
        """Whether its cells are codes of currencies with their units, some above one: `1 USD`, `100 JPY`."""
        found = [each for cell in self.stated if (each := _UNITS_OF_CURRENCY.fullmatch(cell))]
        codes = [each for each in found if each[2] in ISO_CURRENCIES]
        return len(codes) >= MIN_SHARE * max(len(self.stated), 1) and any(each[1] != "1" for each in codes)

    @property
    def is_money(self) -> bool:
        """Whether its title or most of its cells name a currency: `Rs per tola`, `$ 12.50`."""
        return bool(self.currency or _MONEY.search(self.title)) or self._share(_MONEY_CELL.search) >= MIN_SHARE

    @cached_property
    def currency_share(self) -> float:
        """The share of its cells that are codes of currencies."""
        return self._share(lambda cell: cell in ISO_CURRENCIES)

    @cached_property
    def code_share(self) -> float:
        """The share of its cells that look like tickers: capitals without blanks."""
        return self._share(lambda cell: bool(_CODE.fullmatch(cell)))

    @cached_property
    def numeric_code_share(self) -> float:
        """The share of its cells that are three to six digits, as tickers of East Asia are."""
        return self._share(lambda cell: bool(_NUMERIC_CODE.fullmatch(cell)))

    @cached_property
    def word_share(self) -> float:
        """The share of its cells that are words: with letters, and no figure, time, address or yes."""
        if self.date_format is not None:
            return 0.0
        if self.is_purities:
            return 1.0
        return self._share(
            lambda cell: (
                any(map(str.isalpha, cell))
                and not _URL.search(cell)
                and cell.casefold() not in _BOOLEANS
                and not _is_printed_figure(cell)
                and not is_period(cell)
            )
        )

    @property
    def is_purities(self) -> bool:
        """Whether its cells are the purities of gold, `24K`: names, where each is another one."""
        return self.distinct_share == 1 and self._share(_KARAT.fullmatch) == 1

    @cached_property
    def label_share(self) -> float:
        """The share of its cells that are titles themselves, such as `Open`: of a page about one instrument."""
        return self._share(lambda cell: any(map(str.isalpha, cell)) and concept_of(cell)[0] in _LABELS)

    @property
    def distinct_share(self) -> float:
        """The share of its cells that are unlike the others."""
        return len(set(self.stated)) / len(self.stated) if self.stated else 0.0

    def _share(self, test: Callable[[str], object]) -> float:
        return sum(1 for cell in self.stated if test(cell)) / len(self.stated) if self.stated else 0.0

    def _parsed(self, parse: Callable[[str], T | None]) -> tuple[T | None, ...]:
        return tuple(_parse_or_none(parse, cell) if cell else None for cell in self.cells)


def _is_printed_figure(cell: str) -> bool:
    """Return whether a cell is a figure and no name; a code such as `R2030` may begin as an amount of money does."""
    may_be = cell[:1] in _FIGURE_STARTS or _MONEY_CELL.search(cell) or _GROUP_OR_DECIMALS.search(cell)
    return bool(may_be) and is_figure(cell)


def _parse_or_none(parse: Callable[[str], T | None], cell: str) -> T | None:
    try:
        return parse(cell)
    except InvalidNumberError:
        return None
