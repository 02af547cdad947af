"""The body that a feed delivers is the article: nothing ends it, and its structure stays."""

from tests.kit.marks import for_each
from tests.sources.feeds.feeds import with_body
from tui.domain.article import Comments

AFTER = "Books close on the fifth of December."


@for_each(
    "line",
    [
        "<p>(c) a right issue of 10 percent; and</p>", "<p>© 2026 Demo Daily</p>", "<p>Copyright Reuters, 2026</p>",
        "<h2>Comments</h2>", "<h3>3 comments</h3>", "<p>Leave a comment</p>", "<p>Comments are closed.</p>",
        "<h3>Share</h3>", "<h3>Related</h3>", "<h2>Trending</h2>", "<p>Follow us to the end of the pier.</p>",
        "<p>Photo: Agency</p>", "<p>A port at dusk - AFP</p>", "<p>Image credit: Demo Daily</p>",
        "<p>▲ 1.25 (20.66%)</p>", "<p>AAA 12.50 ▼ 0.25</p>", "<p>Gold 10 Grams PKR / May 22</p>", "<p>1,204.50</p>",
        "<p>Advertisement revenue</p>", "<p>Print</p>", "<p>X</p>", "<p>By A. Pilot, 27 Nov 2026</p>",
        "<p>All rights reserved</p>", "<p>Home » Markets</p>", "<div class='related'><p>Related text</p></div>",
    ],
)  # fmt: skip
def test_no_line_ends_the_body_or_is_taken_for_boilerplate(line: str) -> None:
    article = with_body(f"<p>The board has recommended the following.</p>{line}<p>{AFTER}</p>")
    assert len(article.paragraphs) == 3
    assert article.paragraphs[2] == AFTER


@for_each(
    "start",
    [
        '<div class="elementor-widget-wrap"><div class="elementor-widget-container">', '<div class="widget">',
        '<div class="sidebar related comments">', "<aside>", "<footer>", "<nav>", "<form>", '<section class="ads">',
        '<div class="wp-block-group newsletter">', "<menu>", "<header>", "<dialog open>", '<ul class="tags"><li>',
    ],
)  # fmt: skip
def test_no_class_and_no_element_takes_the_body_away(start: str) -> None:
    article = with_body(f"{start}<p>The cement maker said sales rose.</p><p>{AFTER}</p>")
    text = "\n".join(article.paragraphs)
    assert "The cement maker said sales rose." in text
    assert AFTER in text


@for_each(
    "body",
    [
        '<iframe title="Player" src="about:blank"></iframe>', "<script>x()</script>", "<video src='a'>No video</video>",
        "<style>p { color: red }</style>", "<embed src='a'>", "<object data='a'>No object</object>", "<p></p><br>",
        "<img src='1.jpg' alt='A port'>", "<audio controls>No audio</audio>", "<svg><text>Drawn</text></svg>",
        "<noscript><img src='1.gif'></noscript>", "<blink></blink>", "<!-- nothing -->",
        "&lt;iframe src='about:blank'&gt;&lt;/iframe&gt;",
    ],
)  # fmt: skip
def test_a_body_without_text_has_no_paragraphs(body: str) -> None:
    assert with_body(body).paragraphs == ()


@for_each(
    ("body", "paragraphs"),
    [
        # tables
        ("<table><tr><th>Symbol</th><th>Profit</th></tr><tr><td>AAA</td><td>1,204</td></tr></table>",
         ["Symbol | Profit\nAAA | 1,204"]),
        ("<table><tr><td></td><td>Q1</td><td>Q2</td></tr><tr><td>Sales</td><td></td><td>9</td></tr></table>",
         ["| Q1 | Q2\nSales | | 9"]),
        (("<table><tr><td rowspan=2>AAA</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
         "<tr><td>B</td><td>5</td><td>6</td></tr></table>"), ["AAA | 1 | 2\n| 3 | 4\nB | 5 | 6"]),
        ("<table><tr><td>A</td><td rowspan=3>x</td></tr><tr><td>B</td></tr><tr><td>C</td></tr></table>",
         ["A | x\nB\nC"]),
        ("<table><tr><td>A</td><td rowspan=2>x</td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table>",
         ["A | x | 1\nB | | 2"]),
        (("<table><tr><th>S</th><th colspan=2>Q1</th><th>Q2</th></tr><tr><td>A</td><td>1</td><td>2</td><td>3</td></tr>"
         "</table>"), ["S | Q1 | | Q2\nA | 1 | 2 | 3"]),
        (("<table><tr><td rowspan=2><p>Menu</p></td><td><p>Top</p></td></tr><tr><td><p>One.</p><p>Two.</p></td></tr>"
         "</table>"), ["Menu | Top", "One.", "Two."]),
        ("<table><tr><td rowspan=65534>A</td><td colspan=x>1</td></tr><tr><td colspan=0>2</td></tr></table>",
         ["A | 1\n| 2"]),
        ("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr></table>", ["a | b", "c"]),
        ("<table><tr><td><p>AAA</p></td><td><div>1<br>204</div></td></tr></table>", ["AAA | 1 204"]),
        ("<table><tr><td><p>The frame of a letter.</p><p>Has one cell.</p></td></tr></table>",
         ["The frame of a letter.", "Has one cell."]),
        ("<table><tr><td>A</td><td>B</td></tr></table><p>Text.</p><table><tr><td>C</td><td>D</td></tr></table>",
         ["A | B", "Text.", "C | D"]),
        # code
        ("<pre>if x:\n    go()</pre>", ["if x:\n    go()"]),
        ("<pre><code>def f():\n\treturn  1\n\n# end\n</code></pre>", ["def f():\n    return  1\n\n# end"]),
        ("<pre><div>if x:</div><div>  go()</div></pre>", ["if x:\n  go()"]),
        ("<pre>a<br>  b</pre><p>After it.</p>", ["a\n  b", "After it."]),
        # lists
        ("<ol><li>First</li><li>Second</li></ol>", ["1. First\n2. Second"]),
        ('<ol start="3"><li>Three</li><li value="7">Seven</li><li>Eight</li></ol>', ["3. Three\n7. Seven\n8. Eight"]),
        ('<ol type="a"><li>x</li><li>y</li></ol>', ["a. x\nb. y"]),
        ('<ol type="A" start="26"><li>x</li><li>y</li></ol>', ["Z. x\n27. y"]),
        ('<ol type="i" start="3"><li>x</li><li>y</li></ol>', ["iii. x\niv. y"]),
        ('<ol type="I" start="99"><li>x</li><li>y</li><li>z</li></ol>', ["XCIX. x\nC. y\n101. z"]),
        ("<ol reversed><li>x</li><li>y</li><li>z</li></ol>", ["3. x\n2. y\n1. z"]),
        ("<ol reversed start=9><li>x</li><li value=5>y</li><li>z</li></ol>", ["9. x\n5. y\n4. z"]),
        ("<ul><li>One<ul><li>Inner</li></ul></li><li><p>Two</p><p>more</p></li></ul>",
         ["• One\n  • Inner\n• Two\n  more"]),
        ("<ol><li>One<ol><li>Inner</li></ol></li><li>Two</li></ol>", ["1. One\n  1. Inner\n2. Two"]),
        ("<li>Stray</li>", ["• Stray"]),
        ("<p>Read:</p><ul><li><a href='https://a.example/1'>Bond desks</a></li></ul>",
         ["Read:", "• Bond desks (https://a.example/1)"]),
        # headings and quotes
        ("<p>Text.</p><h3>Outlook</h3><p>More.</p>", ["Text.", "Outlook", "More."]),
        ("<blockquote><p>“We wait.”</p></blockquote><p>More.</p>", ["“We wait.”", "More."]),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", ["Term", "Meaning"]),
        # links
        ("<p>See <a href='https://sec.example/f.pdf'>the filing</a>.</p>", ["See the filing (https://sec.example/f.pdf)."]),
        ("<p><a href='/other-article'>Another one</a></p>", ["Another one (https://desk.example/other-article)"]),
        ("<p><a href='https://www.sec.example/'>sec.example</a></p>", ["sec.example"]),
        ("<p><a href='#note'>Note</a> <a href='javascript:x()'>Run</a></p>", ["Note Run"]),
        ("<p><a href='mailto:a@b.example?subject=x'>Write</a></p>", ["Write (a@b.example)"]),
        ("<a href='https://a.example/1'><h3>Head</h3><p>Lead.</p></a>", ["Head", "Lead. (https://a.example/1)"]),
        ("<p><a href='https://a.example/1'><img src='1.jpg'></a>Text.</p>", ["Text."]),
        # figures
        ("<p>10<sup>6</sup> tonnes of CO<sub>2</sub>.</p>", ["10^6 tonnes of CO2."]),
        ("<p>10<sup> -6</sup> and the 5<sup>th</sup>, 1<sup>er</sup>.</p>", ["10^ -6 and the 5th, 1er."]),
        # a script without capitals has no dateline
        ("<p>کراچی: بازار میں تیزی۔</p>", ["کراچی: بازار میں تیزی۔"]),
        ("<p><a href='https://a.example/1'>خبر</a> آج</p>", ["خبر (https://a.example/1) آج"]),
        ("<p>Shares <img class='emoji' alt='📈'> up <img class='x wp-smiley' alt='€'>5 <img alt='€'>.</p>",
         ["Shares 📈 up €5 ."]),
        # plain text with a tag in it
        ("One line\nof text.\n\nAnother <b>line</b>.", ["One line of text.", "Another line."]),
        ("Said a line twice over, in so many words.\n\nSaid a line twice over, in so many words.",
         ["Said a line twice over, in so many words."] * 2),
    ],
)  # fmt: skip
def test_the_structure_of_a_body_stays(body: str, paragraphs: list[str]) -> None:
    assert list(with_body(body).paragraphs) == paragraphs


def test_every_caption_stays_the_first_with_the_headline_the_others_in_their_place() -> None:
    figures = [f"<figure><img src='{n}.jpg'><figcaption>Picture {n}.</figcaption></figure>" for n in range(1, 4)]
    classic = "<div class='wp-caption'><img src='4.jpg'><p class='wp-caption-text'>Picture 4.</p></div>"
    classic += "<dl class='gallery-item'><dt><img src='5.jpg'></dt><dd class='gallery-caption'>Picture 5.</dd></dl>"
    article = with_body(f"<p>Five pictures.</p>{figures[0]}<p>Text.</p>{figures[1]}{figures[2]}{classic}")
    assert article.caption == "Picture 1."
    assert article.paragraphs == (
        "Five pictures.",
        "Text.",
        "▣ Picture 2.",
        "▣ Picture 3.",
        "▣ Picture 4.",
        "▣ Picture 5.",
    )


@for_each(
    "footer",
    [
        "The post <a href='/a'>Rates stay</a> appeared first on <a href='/'>Demo Daily</a>.",
        "The article <a href='/a'>Rates stay</a> first appeared on <a href='/'>Demo Daily</a>.",
        "Der Beitrag <a href='/a'>Zinsen bleiben</a> erschien zuerst auf <a href='/'>Demo Daily</a>.",
        "L’article <a href='/a'>Les taux</a> est apparu en premier sur <a href='/'>Demo Daily</a>.",
        "La entrada <a href='/a'>Los tipos</a> se publicó primero en <a href='/'>Demo Daily</a>.",
        "O post <a href='/a'>Os juros</a> apareceu primeiro em <a href='/'>Demo Daily</a>.",
        "L'articolo <a href='/a'>I tassi</a> proviene da <a href='/'>Demo Daily</a>.",
        "Het bericht <a href='/a'>De rente</a> verscheen eerst op <a href='/'>Demo Daily</a>.",
        "<a href='https://desk.example/rates-stay-as-they-are'>Read more</a>",
        "<a href='https://desk.example/rates-stay-as-they-are'>Continue reading Rates stay →</a>",
    ],
)
def test_the_footer_that_a_blog_adds_is_left_out(footer: str) -> None:
    assert with_body(f"<p>Text.</p><p>{footer}</p>").paragraphs == ("Text.",)


@for_each(
    "line",
    [
        "The article he wrote in his youth appeared on page one of the paper.",
        "Read his lips, the minister said, and wait for the budget…",
        "Reading the minutes, one sees a bank in two minds…",
        "Continue reading the tape, the old broker said...",
        "Read more",
        "<a href='https://a.example/1'>Read on</a>",
        "<a href='https://a.example/1'>Continue reading at the wire →</a>",
    ],
)
def test_a_line_that_only_looks_like_a_footer_stays(line: str) -> None:
    paragraphs = with_body(f"<p>Text.</p><p>{line}</p><p>{AFTER}</p>").paragraphs
    assert len(paragraphs) == 3


def test_a_post_that_appeared_first_elsewhere_is_no_footer_amid_the_text() -> None:
    line = "The post of the envoy appeared first on the list of cuts."
    assert with_body(f"<p>{line}</p><p>More of it.</p><p>{AFTER}</p>").paragraphs[0] == line


def test_a_line_that_says_the_comments_are_closed_is_their_state_at_the_end_alone() -> None:
    last = with_body("<p>Text.</p><p>Comments are closed.</p>")
    assert (last.paragraphs, last.comments) == (("Text.",), Comments.CLOSED)
    within = with_body("<p>Text.</p><p>Comments are closed.</p><p>More.</p>")
    assert (len(within.paragraphs), within.comments) == (3, Comments.ABSENT)


@for_each(
    ("body", "paragraphs"),
    [
        ("<h1>Rates stay as they are</h1><p>Text.</p>", ("Text.",)),
        ("<a href='https://desk.example/x'>Rates stay as they are</a>", ()),
        ("<p>Text.</p><p>Rates stay as they are</p>", ("Text.", "Rates stay as they are")),
        ("Rates stay as they are, the bank said.", ("Rates stay as they are, the bank said.",)),
    ],
)
def test_a_headline_repeated_above_the_text_is_left_out(body: str, paragraphs: tuple[str, ...]) -> None:
    assert with_body(body).paragraphs == paragraphs


@for_each(
    ("body", "blocks"),
    [
        ("<h2>Outlook</h2><p>More.</p>", ["heading 2 Outlook", "paragraph 0 More."]),
        ("<ol start=3><li>Three<ul><li>Inner</li></ul></li><li><p>Four</p><p>more</p></li></ol>",
         ["list item 0 3. Three", "list item 1 • Inner", "list item 0 4. Four", "list item 0 more"]),
        ("<blockquote>We wait.<blockquote>They said.</blockquote></blockquote>",
         ["quote 1 We wait.", "quote 2 They said."]),
        ("<table><tr><th>S</th><th>P</th></tr><tr><td>A|B</td><td>9</td></tr></table>", ["table 1 S | P\nA¦B | 9"]),
        ("<table><tr><td>S</td><td>P</td></tr><tr><th>A</th><td>9</td></tr></table>", ["table 0 S | P\nA | 9"]),
        ("<table><tr><th>S</th><th>P</th></tr></table>", ["table 0 S | P"]),
        ("<pre>if x | y:\n    go()</pre>", ["code 0 if x | y:\n    go()"]),
        ("<ul><li><h3>Head in an item</h3></li></ul>", ["list item 0 • Head in an item"]),
        ("<figure><figcaption>One.</figcaption></figure><p>T.</p><figure><figcaption>Two.</figcaption></figure>",
         ["paragraph 0 T.", "caption 0 Two."]),
    ],
)  # fmt: skip
def test_a_block_says_what_it_is(body: str, blocks: list[str]) -> None:
    shown = [
        " ".join(filter(None, (block.kind.value, str(block.level), block.marker, block.text)))
        for block in with_body(body).blocks
    ]
    assert shown == blocks


@for_each(
    ("body", "links"),
    [
        ("<p>KARACHI: The <a href='/a'> bank </a>\n and <a href='/b'>the\n  fund</a>.</p>", ["bank", "the fund"]),
        ("<ul><li>x <a href='/a'>One</a></li><li><a href='/b'>Two</a></li></ul>", ["One", "Two"]),
        (("<table><tr><td>a</td><td><a href='/a'>One</a></td></tr><tr><td><a href='/b'>Two</a></td><td>b</td></tr>"
          "</table>"), ["One", "Two"]),
        ("<p>آج <a href='/a'>خبر\u200cنامہ</a> میں</p>", ["خبر\u200cنامہ"]),
        ("<p><a href='/a'>e\u0301\u202etude</a>\u00a0x</p>", ["e\u0301tude"]),
        ("<p><a href='/a'></a>x</p>", []),
    ],
)  # fmt: skip
def test_a_link_stays_with_its_words(body: str, links: list[str]) -> None:
    found = [block.text[link.start : link.end] for block in with_body(body).blocks for link in block.links]
    assert found == links
