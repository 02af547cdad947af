"""An article as a text of its own: plain, and as Markdown in which no text of it is markup."""

from tests.kit.marks import for_each
from tests.kit.quotes import an_article
from tui.domain.article import Article, Comments, TimePrecision
from tui.domain.blocks import Block, BlockKind, Link
from tui.domain.text import CleanText, sanitize_line
from tui.view.article_text import article_to_markdown, article_to_text

FILING = "https://sec.example/f_(1).pdf"


def article(*blocks: Block) -> Article:
    return an_article("s", "Index *holds*")._replace(blocks=blocks)


def markdown(*blocks: Block) -> str:
    """Return the Markdown of these blocks, without the head."""
    return article_to_markdown(article(*blocks)).split("\n\n", 2)[2].rstrip("\n")


def block(kind: BlockKind, text: str, level: int = 0, marker: str = "", *links: Link) -> Block:
    return Block(kind, CleanText(text), level, marker, links)


def test_a_plain_text_is_wrapped_and_says_where_its_links_lead() -> None:
    known = article(block(BlockKind.PARAGRAPH, "See the filing.", 0, "", Link(4, 14, FILING)))._replace(
        byline=sanitize_line("Desk"), caption=sanitize_line("A hall."), comments=Comments.CLOSED
    )
    assert article_to_text(known, 40) == (
        "Index *holds*\nDesk · 2026-03-17 09:00 UTC\n▣ A hall.\n\nSee the filing[1].\n\nComments closed\n\n"
        f"[1] {FILING}\n"
    )


def test_markdown_has_title_details_and_link() -> None:
    known = article(block(BlockKind.PARAGRAPH, "Text."))._replace(
        byline=sanitize_line("A_B"),
        dateline=sanitize_line("KARACHI"),
        precision=TimePrecision.DAY,
        link="https://news.example/1",
    )
    assert article_to_markdown(known) == (
        "# Index \\*holds\\*\n\n*A\\_B · 2026-03-17*\n\n**KARACHI:** Text.\n\n<https://news.example/1>\n"
    )


@for_each(
    ("blocks", "expected"),
    [
        ([block(BlockKind.HEADING, "Outlook", 2)], "### Outlook"),
        ([block(BlockKind.HEADING, "Deep", 6)], "###### Deep"),
        ([block(BlockKind.QUOTE, "We wait.", 2)], "> > We wait."),
        ([block(BlockKind.CAPTION, "A hall.")], "*▣ A hall.*"),
        ([block(BlockKind.PARAGRAPH, "# no heading, <b> no tag")], "\\# no heading, \\<b\\> no tag"),
        ([block(BlockKind.PARAGRAPH, "- no list")], "\\- no list"),
        ([block(BlockKind.CODE, "if x:\n    *go*()")], "```\nif x:\n    *go*()\n```"),
        ([block(BlockKind.CODE, "```")], "````\n```\n````"),
        ([block(BlockKind.TABLE, "A | B\n1 | 2", 1)], "| A | B |\n| --- | --- |\n| 1 | 2 |"),
        ([block(BlockKind.TABLE, "1 | 2\n3", 0)], "|  |  |\n| --- | --- |\n| 1 | 2 |\n| 3 |  |"),
        (
            [block(BlockKind.TABLE, "A | x\n1 | 2", 1, "", Link(0, 1, FILING))],
            f"| [A](<{FILING}>) | x |\n| --- | --- |\n| 1 | 2 |",
        ),
        (
            [block(BlockKind.TABLE, "A | x\n1 | B", 1, "", Link(10, 11, f"{FILING}?a|b"))],
            f"| A | x |\n| --- | --- |\n| 1 | [B](<{FILING}?a%7Cb>) |",
        ),
        (
            [
                block(BlockKind.LIST_ITEM, "One", 0, "3."),
                block(BlockKind.LIST_ITEM, "Inner", 1, "•"),
                block(BlockKind.LIST_ITEM, "Letter", 1, "c."),
                block(BlockKind.LIST_ITEM, "Two", 0, "4."),
                block(BlockKind.LIST_ITEM, "more"),
                block(BlockKind.PARAGRAPH, "After."),
            ],
            "3. One\n    - Inner\n    - c. Letter\n4. Two\n\n    more\n\nAfter.",
        ),
        (
            [block(BlockKind.PARAGRAPH, "See [the] filing", 0, "", Link(4, 16, FILING))],
            f"See [\\[the\\] filing](<{FILING}>)",
        ),
        (
            [block(BlockKind.PARAGRAPH, "Write", 0, "", Link(0, 5, "a@b.example"))],
            "[Write](<mailto:a@b.example>)",
        ),
    ],
)
def test_each_kind_of_block_has_its_markdown(blocks: list[Block], expected: str) -> None:
    assert markdown(*blocks) == expected
