"""Commands about the chart of the instrument that is open."""

from collections.abc import Iterable, Sequence
from typing import Final

from tui.config.errors import did_you_mean
from tui.ui.commands.command import Command, CommandError, Context
from tui.ui.commands.view_commands import find_instrument, symbol_candidates
from tui.ui.widgets.instrument_detail import InstrumentDetail
from tui.view.command_prompt import Candidate
from tui.view.typed_line import Word

_ALSO: Final = {
    "log": "a logarithmic scale",
    "averages": "moving averages of 20, 50 and 200 bars",
    "pixels": "a picture, where the terminal shows any",
    "breadth": "how many more of the tab rise than fall",
}


def _open_detail(context: Context) -> InstrumentDetail:
    """Return the pane of the instrument, which is shown with the next message, and gets the keys of the chart."""
    detail = context.board.side_widget("detail")
    assert isinstance(detail, InstrumentDetail), "the pane of that id"
    # to the board itself: a pane that has just been made handles no message yet
    context.board.post_message(detail.Revealed(detail, takes_keys=True))
    return detail


def _chart(context: Context, words: Sequence[Word]) -> None:
    from tui.view.chart.values import ChartKind, ChartOptions, ChartRange  # noqa: PLC0415 - needed for a command

    known = [*ChartRange, *ChartKind, *_ALSO]
    for word in words:
        if word.text not in known:
            raise CommandError(f'no chart "{word.text}"{did_you_mean(word.text, known)}', word)
    detail = _open_detail(context)
    if words:
        typed = " ".join(word.text for word in words)
        options = ChartOptions.of_words(typed)
        has_breadth = "breadth" in typed.split()
        shown = ChartRange.DAY if has_breadth else options.range
        compared = () if has_breadth else detail.chart.options.compared
        detail.chart.choose(options._replace(range=shown, has_breadth=has_breadth, compared=compared))


def _chart_candidates(_context: Context, _before: Sequence[str]) -> Iterable[Candidate]:
    from tui.view.chart.values import ChartKind, ChartRange  # noqa: PLC0415 - needed for a command

    ranges = (Candidate(each, "how much of the past") for each in ChartRange)
    kinds = (Candidate(each, "how prices are drawn") for each in ChartKind)
    return (*ranges, *kinds, *(Candidate(word, about) for word, about in _ALSO.items()))


def _compare(context: Context, words: Sequence[Word]) -> None:
    from tui.view.chart.values import MAX_COMPARED  # noqa: PLC0415 - needed for a command

    keys = tuple(dict.fromkeys(find_instrument(context, word) for word in words))
    if len(keys) > MAX_COMPARED:
        raise CommandError(f"{MAX_COMPARED} at most are compared", words[MAX_COMPARED])
    chart = _open_detail(context).chart
    chart.choose(chart.options._replace(compared=keys, has_breadth=False))


def _compare_candidates(context: Context, _before: Sequence[str]) -> Iterable[Candidate]:
    return symbol_candidates(context, ())


CHART_COMMANDS: Final = (
    Command(
        name="chart",
        usage="[RANGE] [KIND] [log] [averages] [pixels] [breadth]",
        description="Open the instrument with such a chart",
        run=_chart,
        candidates=_chart_candidates,
        max_words=6,
    ),
    Command(
        name="compare",
        usage="[SYMBOL ...]",
        description="Draw these over the instrument, in percent; nothing takes them off",
        run=_compare,
        candidates=_compare_candidates,
    ),
)
