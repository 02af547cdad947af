"""Commands that make, close, rename and move tabs, and those about what the user owns."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from tui.config.positions import MAX_AMOUNT
from tui.config.schema import MAX_POSITIONS
from tui.domain.expressions.tokens import ExpressionError
from tui.domain.positions import Lot
from tui.domain.quote import InstrumentKind
from tui.domain.text import count_of, sanitize_line
from tui.ui.commands.command import Command, CommandError, Context
from tui.ui.commands.view_commands import find_instrument, grid_of, symbol_candidates
from tui.view.command_prompt import Candidate
from tui.view.filtering import parse_filter
from tui.view.settings import BoardSettings
from tui.view.tab_changes import (
    MAX_TAB_NAME,
    TabChangeError,
    hidden_tab,
    is_hidden_text,
    with_hidden_tab,
    with_moved_tab,
    with_new_tab,
    with_renamed_tab,
    without_tab,
)
from tui.view.typed_line import Word, quoted

_PLAIN: Final = re.compile(r"[\w'’&.-]+")
_STEPS: Final = {"left": -1, "right": 1}
_CURRENCY_LENGTH: Final = 3


def _shown_tab(context: Context) -> str:
    return grid_of(context).settings.tab.name


def _new_tab(context: Context, words: Sequence[Word]) -> None:
    name, *condition = words
    text = " ".join(quoted(word.text) for word in condition)
    state, before = context.board.state, context.store.settings
    clean = sanitize_line(name.text, MAX_TAB_NAME + 1)
    hidden = hidden_tab(before, state.market, clean)
    if hidden is not None:
        if condition:
            raise CommandError(is_hidden_text(hidden), name)
        _show_new(context, with_hidden_tab(before, hidden), hidden, f"tab {hidden} is back, at the end")
        return
    if condition and _is_name(context, condition):
        whole = " ".join(word.text for word in words)
        hint = f': :newtab "{whole}"' if len(whole) <= MAX_TAB_NAME else f", and has at most {MAX_TAB_NAME} characters"
        raise CommandError(f"a name of several words is quoted{hint}", name._replace(end=words[-1].end))
    try:
        parse_filter(text)
        settings = with_new_tab(before, state.tabs, clean, text)
    except ExpressionError as error:
        raise CommandError(str(error), condition[0]._replace(end=condition[-1].end)) from None
    except TabChangeError as error:
        raise CommandError(str(error), name) from None
    _show_new(context, settings, clean, f"tab {clean}")


def _show_new(context: Context, settings: BoardSettings, name: str, about: str) -> None:
    context.arrange(settings, about)
    context.app.call_later(context.board.show_tab, name)


def _is_name(context: Context, words: Sequence[Word]) -> bool:
    """Return whether words look like the rest of a name without quotes: plain ones, and no expression of words."""
    typed = [word.text.casefold() for word in words]
    is_plain = all(word.end - word.start == len(word.text) and _PLAIN.fullmatch(word.text) for word in words)
    if not is_plain or "not" in typed or not {"and", "or"}.isdisjoint(typed[1:-1]):
        return False
    market = context.board.state.market
    kinds = {"indices", *(kind.value for kind in InstrumentKind)}
    known = {name.casefold() for name in market.health} | {key.market.casefold() for key in market.quotes}
    return not kinds.union(known).issuperset(typed)


def _close_tab(context: Context, _words: Sequence[Word]) -> None:
    name = _shown_tab(context)
    try:
        settings = without_tab(context.store.settings, context.board.state.market, name)
    except TabChangeError as error:
        raise CommandError(str(error)) from None
    context.arrange(settings, f"without the tab {name}")


def _rename_tab(context: Context, words: Sequence[Word]) -> None:
    (word,) = words
    name, new_name = _shown_tab(context), sanitize_line(word.text, MAX_TAB_NAME + 1)
    try:
        settings = with_renamed_tab(context.store.settings, context.board.state.tabs, name, new_name)
    except TabChangeError as error:
        raise CommandError(str(error), word) from None
    context.arrange(settings, f"tab {new_name}, which was {name}")


def _move_tab(context: Context, words: Sequence[Word]) -> None:
    (word,) = words
    if word.text not in _STEPS:
        raise CommandError(f'found "{word.text}", expected left or right', word)
    name = _shown_tab(context)
    try:
        settings = with_moved_tab(context.store.settings, context.board.state.tabs, name, _STEPS[word.text])
    except TabChangeError as error:
        raise CommandError(str(error)) from None
    context.arrange(settings, f"tab {name} further {word.text}")


def _step_candidates(_context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    return () if before else (Candidate("left", ""), Candidate("right", ""))


def _position(context: Context, words: Sequence[Word]) -> None:
    symbol, *rest = words
    key = find_instrument(context, symbol)
    before = context.store.settings
    if len(rest) == 1 and rest[0].text == "none":
        lots = tuple(lot for lot in before.lots if lot.symbol not in {str(key), key.symbol})
        if lots == before.lots:
            raise CommandError(f"there is no position in {key.symbol}", symbol)
        context.arrange(before._replace(lots=lots), f"no position in {key.symbol}")
        return
    if len(rest) < 2:
        raise CommandError("expected a quantity and the price paid for one, or none")
    quantity, price, *further = rest
    currency, bought = _currency_and_date(further)
    lot = Lot(symbol=str(key), quantity=_amount(quantity), price=_amount(price), currency=currency, bought=bought)
    if not lot.quantity:
        raise CommandError("expected a quantity above zero, or below it for a short sale", quantity)
    if lot.price < 0:
        raise CommandError("expected a price of 0 or more", price)
    if len(before.lots) >= MAX_POSITIONS:
        raise CommandError(f"there are {MAX_POSITIONS} lots already")
    context.arrange(before._replace(lots=(*before.lots, lot)), f"{quantity.text} {key.symbol} at {price.text}")


def _amount(word: Word) -> Decimal:
    try:
        amount = Decimal(word.text.replace(",", ""))
    except InvalidOperation:
        raise CommandError(f'found "{word.text}", expected a number such as 101.25', word) from None
    if not amount.is_finite() or abs(amount) >= MAX_AMOUNT:
        raise CommandError("expected a number below 10^15", word)
    return amount


def _currency_and_date(words: Sequence[Word]) -> tuple[str | None, date | None]:
    currency: str | None = None
    bought: date | None = None
    for word in words:
        if len(word.text) == _CURRENCY_LENGTH and word.text.isalpha() and word.text.isascii() and currency is None:
            currency = word.text.upper()
            continue
        try:
            bought = date.fromisoformat(word.text)
        except ValueError:
            raise CommandError(
                f'found "{word.text}", expected a currency, or a date such as 2026-11-28', word
            ) from None
    return currency, bought


def _position_candidates(context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    if len(before) != 1:
        return symbol_candidates(context, before)
    owned = [lot for lot in context.store.settings.lots if before[0].upper() in lot.symbol.split(":")]
    return (Candidate("none", f"without its {count_of(len(owned), 'lot')}"),) if owned else ()


ARRANGE_COMMANDS: Final = (
    Command(
        name="newtab",
        usage='NAME or "A NAME" [EXPRESSION]',
        description="Make a tab: of a list of its own, or of the rows that match",
        run=_new_tab,
        min_words=1,
    ),
    Command(name="closetab", description="Close this tab; its list stays", run=_close_tab, max_words=0),
    Command(
        name="renametab",
        usage='NAME or "A NAME"',
        description="Give this tab another name",
        run=_rename_tab,
        min_words=1,
        max_words=1,
    ),
    Command(
        name="movetab",
        usage="left or right",
        description="Move this tab on the strip",
        run=_move_tab,
        candidates=_step_candidates,
        min_words=1,
        max_words=1,
    ),
    Command(
        name="position",
        usage="SYMBOL QUANTITY PRICE [CURRENCY] [DATE], or SYMBOL none",
        description="Add what you bought, or remove what you own of an instrument",
        run=_position,
        candidates=_position_candidates,
        min_words=2,
        max_words=5,
    ),
)
