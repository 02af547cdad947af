"""Lines as they are kept for the next start."""

from tests.kit.marks import for_each
from tui.view.kept_lines import faded, without_ages, without_columns
from tui.view.spans import AgeLevel, Span, Tone


@for_each(
    ("text", "kept"),
    [
        ("polled     05:31:36, 4s ago", "polled     05:31:36        "),
        ("  12m ago", "         "),
        ("Markets · 05:14 PKT, 3h", "Markets · 05:14 PKT    "),
        ("ago", "   "),
        ("closes 15:30 PKT in 1h 12m", "closes 15:30 PKT          "),
        ("KSE100 ◦", "KSE100  "),
        ("82,074 ▲ +615.2 +0.76%", "82,074 ▲ +615.2 +0.76%"),
        ("volume 500M, in lakh", "volume 500M, in lakh"),
        ("long ago in 1947", "long ago in 1947"),
    ],
)
def test_an_age_leaves_blanks_of_its_width(text: str, kept: str) -> None:
    assert without_ages((Span(text, Tone.QUIET),)) == (Span(kept, Tone.QUIET),)


def test_what_is_within_a_hidden_column_is_blank_and_nothing_else_moves() -> None:
    row = (Span(" "), Span("OGDC  "), Span("12", Tone.UP), Span(" PKR", Tone.QUIET), Span("  "), Span("demo"))
    kept = without_columns(row, [(7, 13)])
    assert "".join(span.text for span in kept) == " OGDC          demo"
    assert without_columns(row, []) == row


def test_a_figure_fades_and_a_rule_stays() -> None:
    figure, rule = faded((Span("12", Tone.FLASH_UP), Span("│", Tone.RULE)))
    assert figure == Span("12", Tone.PLAIN, AgeLevel.STALE)
    assert rule == Span("│", Tone.RULE)
