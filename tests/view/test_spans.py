from hypothesis import given
from hypothesis import strategies as st

from tests.kit.view import text_of
from tui.domain.text import sanitize_line
from tui.view.spans import Span, Tone, fit_line, justify, width, wrap_pieces

texts = st.text(alphabet="abc 漢é▲", max_size=8).map(lambda text: sanitize_line("x" + text)[1:])
lines = st.lists(st.builds(Span, texts, st.sampled_from(Tone)), max_size=6).map(tuple)


@given(lines, st.integers(0, 40))
def test_a_line_is_fitted_to_the_cell_and_marked_where_it_is_cut(line: tuple[Span, ...], cells: int) -> None:
    shown = fit_line(line, cells)

    assert width(shown) == cells
    if width(line) > cells > 0:
        assert "…" in text_of(shown)
    else:
        assert text_of(shown).rstrip() == text_of(line)[: len(text_of(shown))].rstrip()


@given(lines, lines, st.integers(0, 60))
def test_a_justified_line_is_full_and_its_right_end_complete_where_it_fits(
    left: tuple[Span, ...], right: tuple[Span, ...], cells: int
) -> None:
    shown = text_of(justify(left, right, cells))

    assert width(justify(left, right, cells)) == cells
    if width(right) <= cells:
        assert shown.endswith(text_of(right))


def test_a_cut_span_has_its_tone() -> None:
    assert fit_line((Span("abc", Tone.UP), Span("def", Tone.DOWN)), 5) == (Span("abc", Tone.UP), Span("d…", Tone.DOWN))


@given(st.lists(lines.filter(lambda line: width(line) > 0), max_size=8), st.integers(1, 30))
def test_wrapped_pieces_are_never_cut_and_take_no_more_lines_than_pieces(
    pieces: list[tuple[Span, ...]], cells: int
) -> None:
    wrapped = wrap_pieces(pieces, cells, 2)

    assert "".join("".join(map(text_of, wrapped)).split()) == "".join("".join(map(text_of, pieces)).split())
    assert len(wrapped) <= max(1, len(pieces))
    widest = max((width(piece) for piece in pieces), default=0)
    assert all(width(line) <= max(cells, widest + 2) for line in wrapped)
