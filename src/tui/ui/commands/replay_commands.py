"""Commands of a replay: where it goes, and how fast. On a live board there are none of them."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol, cast

from tui.ui.commands.command import Command, CommandError, Context
from tui.view.command_prompt import Candidate
from tui.view.replay import ARTICLE, Jump, parse_jump
from tui.view.typed_line import Word


class _Replay(Protocol):
    """What the commands ask of the application of a replay."""

    def jump(self, jump: Jump) -> None:
        """Go where the user wants to."""

    def set_speed(self, speed: int) -> None:
        """Play so many recorded seconds a second."""


def _replay_of(context: Context) -> _Replay:
    if context.board.state.replay is None:
        raise CommandError("this board is live: bigboard replay shows a recorded day")
    return cast("_Replay", context.app)


def _jump(context: Context, words: Sequence[Word]) -> None:
    replay, state = _replay_of(context), context.board.state
    assert state.replay is not None
    text = " ".join(word.text for word in words)
    try:
        jump = parse_jump(text, state.replay.day, state.time_of_day)
    except ValueError as error:
        raise CommandError(str(error), words[0]._replace(end=words[-1].end)) from None
    context.app.call_later(replay.jump, jump)


def _jump_candidates(_context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    if before:
        return ()
    return (
        Candidate("+30m", "half an hour ahead"),
        Candidate("-5m", "five minutes back"),
        Candidate("1%", "the next move of a price by at least so much"),
        Candidate(ARTICLE, "the next article"),
    )


def _speed(context: Context, words: Sequence[Word]) -> None:
    from tui.engine.replay_player import MAX_SPEED, MIN_SPEED  # noqa: PLC0415 - a live board does without

    replay, typed = _replay_of(context), words[0].text.lower().strip("×x")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 5 and MIN_SPEED <= int(typed) <= MAX_SPEED):
        raise CommandError(f'found "{words[0].text}", expected {MIN_SPEED} to {MAX_SPEED}', words[0])
    context.app.call_later(replay.set_speed, int(typed))


REPLAY_COMMANDS: Final = (
    Command(
        name="jump",
        usage="TIME, SPAN, PERCENT or article",
        description="Go to a time of the recorded day, a move or an article",
        run=_jump,
        candidates=_jump_candidates,
        min_words=1,
        needs_replay=True,
    ),
    Command(
        name="speed",
        usage="NUMBER",
        description="Play so many recorded seconds a second",
        run=_speed,
        min_words=1,
        max_words=1,
        needs_replay=True,
    ),
)
