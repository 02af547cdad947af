"""Documents as plain text and as Markdown, in which no outside text is markup."""

from tests.kit.marks import for_each
from tui.view.documents import Heading, Item, Sentence, Table, as_markdown, as_text, escape

BLOCKS = (
    Heading("PSX"),
    Sentence("open 09:32–15:30 PKT"),
    Heading("Gainers", 2),
    Table(("Symbol", "Price"), (("OGDC", "132.50"), ("A|B", "7")), frozenset({1})),
    Heading("Stories", 2),
    Item("Oil *falls* [now](http://x)", "14:05", "(br)", "https://example.com/a>b"),
    Item("Plain", "14:06"),
)


def test_text_has_aligned_tables() -> None:
    assert list(as_text(BLOCKS)) == [
        "PSX",
        "open 09:32–15:30 PKT",
        "",
        "GAINERS",
        "  Symbol   Price",
        "  OGDC    132.50",
        "  A|B       7",
        "",
        "STORIES",
        "  14:05  Oil *falls* [now](http://x)  (br)",
        "  14:06  Plain",
    ]


def test_markdown_shows_texts_as_they_are() -> None:
    assert list(as_markdown(BLOCKS)) == [
        "## PSX",
        "",
        "open 09:32–15:30 PKT",
        "",
        "### Gainers",
        "",
        "| Symbol | Price |",
        "| --- | ---: |",
        "| OGDC | 132.50 |",
        "| A\\|B | 7 |",
        "",
        "### Stories",
        "",
        "- 14:05 [Oil \\*falls\\* \\[now\\](http://x)](<https://example.com/a%3Eb>) (br)",
        "- 14:06 Plain",
    ]


@for_each(
    ("text", "escaped"),
    [
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("a `b` _c_ ~~d~~", "a \\`b\\` \\_c\\_ \\~\\~d\\~\\~"),
        ("![x](y)", "\\!\\[x\\](y)"),
        ("# no heading", "\\# no heading"),
        ("- no item", "\\- no item"),
        ("+ no item", "\\+ no item"),
        ("1. no number", "1\\. no number"),
        ("=", "\\="),
        ("+1.5 points", "+1.5 points"),
        ("&amp; \\", "\\&amp; \\\\"),
    ],
)
def test_what_would_be_markup_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped
