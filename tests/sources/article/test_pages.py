"""Pages whose markup says little of its article, or says it wrongly, give the whole article."""

import pytest

from tests.kit.marks import for_each
from tests.sources.pages import article_of, read_html
from tui.sources.adapter import ParseError

SENTENCES = tuple(
    f"Paragraph {n} of the report says in plain words what the market did that day, and why it did so."
    for n in range(6)
)
TITLE = "Index gains as banks lead the day"
ARTICLE = "".join(f"<p>{text}</p>" for text in SENTENCES)


def page(body: str, end: str = "</body></html>") -> str:
    return f'<!doctype html><html><head><meta property="og:type" content="article"></head><body>{body}{end}'


@for_each(
    "classes",
    [
        *("page has-sidebar", "layout with-ads", "no-comments", "menu-open", "site-wrapper show-newsletter"),
        *("nav-collapsed", "content-with-related", "sidebar right", "widgets-wrapper", "related", "page-no-sidebar"),
    ],
)
def test_a_class_around_the_whole_page_makes_no_aside_of_it(classes: str) -> None:
    article = article_of(read_html(page(f'<div class="{classes}"><h1>{TITLE}</h1>{ARTICLE}</div>')))
    assert article.paragraphs == SENTENCES


@for_each(
    "classes", ["sidebar", "site-footer", "main-nav", "related-posts", "ad-slot", "comments", "widget widget-popular"]
)
def test_a_class_of_a_part_of_the_page_still_makes_it_an_aside(classes: str) -> None:
    aside = (
        f'<div class="{classes}"><p>Something else that happened elsewhere is printed here, in a sentence.</p></div>'
    )
    article = article_of(read_html(page(f"<div><h1>{TITLE}</h1>{ARTICLE}</div>{aside}")))
    assert article.paragraphs == SENTENCES


def parts(*sizes: int) -> list[str]:
    """Return the paragraphs in parts of these sizes."""
    rest = [f"<p>{text}</p>" for text in SENTENCES]
    return ["".join(rest.pop(0) for _ in range(size)) for size in sizes]


@for_each(
    "body",
    [
        "<main><article><section><div>{0}</div></section><section><div>{1}</div></section></article></main>",
        "<article><div>{0}</div><div>{1}</div></article>",
        "<main><div class=row><div>{0}</div></div><div class=row><div>{1}</div></div></main>",
        "<article><section>{0}</section><aside>Read on</aside><section>{1}</section></article>",
        "<div><div>{0}</div><div class=ad-slot><p>Buy a boat today, it is blue.</p></div><div>{1}</div></div>",
    ],
)
@for_each("sizes", [(3, 3), (2, 4), (4, 2)])
def test_an_article_in_several_parts_is_complete(body: str, sizes: tuple[int, int]) -> None:
    article = article_of(read_html(page(f"<h1>{TITLE}</h1>" + body.format(*parts(*sizes)))))
    assert article.paragraphs == SENTENCES


@for_each(
    "part",
    [
        "<section>{0}</section>",
        "<div class=section><div class=inner>{0}</div></div>",
        "<section><h2>A heading</h2><div>{0}</div></section>",
        "<div><div><div><div><div>{0}</div></div></div></div></div>",
        "<section>{0}</section><aside><p>Something else that happened elsewhere is printed here as well.</p></aside>",
    ],
)
@for_each("sizes", [(1, 1, 1, 1, 1, 1), (2, 2, 2), (3, 3)])
def test_an_article_may_have_a_container_for_each_paragraph(part: str, sizes: tuple[int, ...]) -> None:
    body = "".join(map(part.format, parts(*sizes)))
    article = article_of(read_html(page(f"<div><h1>{TITLE}</h1>{body}</div>")))
    assert tuple(text for text in article.paragraphs if text != "A heading") == SENTENCES


def test_cards_with_linked_headlines_are_no_article() -> None:
    cards = "".join(
        f"<div class=card><div><h3><a href={n}>The headline of card {n} says what happened</a></h3>"
        f"<p>The excerpt of card {n} says a little more than its headline, in one sentence.</p></div></div>"
        for n in range(8)
    )
    with pytest.raises(ParseError, match="no ticker and no article"):
        read_html(f"<html><body><main><h1>{TITLE}</h1><div>{cards}</div></main></body></html>")


@for_each(
    "start", ["<form>", "<form id=aspnetForm>", "<div class=sidebar><form>", "<form><div class=widget>", "<form><main>"]
)
def test_a_form_around_the_whole_page_makes_no_aside_of_it(start: str) -> None:
    article = article_of(read_html(page(f"{start}<h1>{TITLE}</h1><div>{ARTICLE}</div>")))
    assert article.paragraphs == SENTENCES


def test_a_form_beside_an_article_is_still_an_aside() -> None:
    form = "<form><p>Send us a letter of any length, and say in plain words what you think of it.</p></form>"
    article = article_of(read_html(page(f"<article><h1>{TITLE}</h1>{ARTICLE}{form}</article>")))
    assert article.paragraphs == SENTENCES


def teasers(count: int, excerpt: str = "A short excerpt.") -> str:
    return f"<article><h2><a href=1>Another headline of the day</a></h2><p>{excerpt}</p></article>" * count


@for_each(
    "body",
    [
        f"<main><article><h1>{TITLE}</h1>{ARTICLE}</article>{teasers(5)}</main>",
        f"<article><h1>{TITLE}</h1>{ARTICLE}</article><div>{teasers(3)}</div>",
        f"<h1>{TITLE}</h1><article>{ARTICLE}</article>{teasers(3, SENTENCES[0])}",
        f"{teasers(3)}<article><h1>{TITLE}</h1>{ARTICLE}</article>",
        f"<div><h1>{TITLE}</h1><div>{ARTICLE}</div></div><ul><li>{teasers(8)}</ul>",
        f"<article><h2>{TITLE}</h2>{ARTICLE}</article>{teasers(4)}",
    ],
)
def test_teasers_of_other_articles_do_not_make_a_listing_of_an_article(body: str) -> None:
    article = article_of(read_html(f"<html><body>{body}</body></html>"))
    assert (article.title, article.paragraphs) == (TITLE, SENTENCES)


@for_each(
    "body",
    [
        f"<h1>Demo Daily</h1>{teasers(6, SENTENCES[0])}",
        f"<h1>Demo Daily</h1><article>{ARTICLE}</article><article>{ARTICLE}</article><article>{ARTICLE}</article>",
        f"<h1>Demo Daily</h1>{teasers(6)}",
        f"{teasers(6, SENTENCES[0])}<p>About us.</p>",
    ],
)
def test_a_page_of_several_articles_stays_a_listing(body: str) -> None:
    with pytest.raises(ParseError, match="no ticker and no article"):
        read_html(f"<html><body>{body}</body></html>")


@for_each(
    ("title", "sentence"),
    [
        ("اسٹاک مارکیٹ میں تیزی", "کراچی اسٹاک مارکیٹ میں کاروبار کا مثبت آغاز ہوا اور انڈیکس میں اضافہ ہوا۔"),
        ("کراچی: مارکیٹ میں تیزی", "کراچی: مارکیٹ میں آج کاروبار کا مثبت آغاز ہوا اور انڈیکس میں اضافہ ہوا۔"),
        ("सेंसेक्स में तेजी", "मुंबई शेयर बाजार में शुक्रवार को तेजी रही और सेंसेक्स चढ़कर बंद हुआ।"),
        ("শেয়ার বাজারে উত্থান", "ঢাকা শেয়ার বাজারে আজ সূচকের বড় উত্থান হয়েছে বলে জানা গেছে।"),
        ("Բորսան աճեց այսօր", "Երեւանի բորսան այսօր աճեց բանկերի բաժնետոմսերի շնորհիվ եւ փակվեց բարձր։"),
        ("株価は上がった", "株価は上がったのだ。"),
    ],
)
def test_prose_ends_with_the_full_stop_of_its_script(title: str, sentence: str) -> None:
    texts = tuple(f"{n} {sentence}" for n in range(1, 4))
    body = "".join(f"<p>{text}</p>" for text in texts)
    article = article_of(read_html(f"<html><body><article><h1>{title}</h1>{body}</article></body></html>"))
    assert (article.title, article.dateline, article.paragraphs) == (title, None, texts)


def test_a_card_of_another_article_is_no_part() -> None:
    cards = "".join(
        f"<div class=card><p>The excerpt of card {n} says a little more than its headline, in one sentence.</p></div>"
        for n in range(8)
    )
    article = article_of(read_html(page(f"<main><h1>{TITLE}</h1><div>{ARTICLE}</div><div>{cards}</div></main>")))
    assert article.paragraphs == SENTENCES


@for_each("end", ["", "\n", "<!-- end --> ", "<!-- <table> ", "<script>var x = '<div>';</script>", "</body>"])
@for_each("tag", ["article", "main", "div", "section"])
def test_a_page_may_leave_out_its_last_end_tags(tag: str, end: str) -> None:
    article = article_of(read_html(page(f"<{tag}><h1>{TITLE}</h1>{ARTICLE}</{tag}>", end)))
    assert article.paragraphs == SENTENCES


@for_each(
    "body",
    [
        f"<div><article>{ARTICLE}</article>",
        f"<article>{ARTICLE}",
        f"<article>{ARTICLE}</div>",
        f"<main><article>{ARTICLE}</article>",
        f"<article>{ARTICLE}</article><p>And then",
        ARTICLE,
        f"<div>{ARTICLE}</div><table><tr><td>1</td></tr>",
    ],
)
def test_a_page_that_ends_within_an_element_is_cut_short(body: str) -> None:
    with pytest.raises(ParseError, match="page cut short"):
        read_html(page(body, ""))


@for_each(
    "sentence",
    [
        "東京株式市場で日経平均株価は続伸し、終値は前日比百円高となった。銀行株が買われた。",
        "沪深两市周五小幅收涨，银行股领涨，成交额较前一交易日有所放大。",
        "臺北股市今日開高走低，終場下跌一百點，金融股相對抗跌。",
        "ตลาดหุ้นไทยปิดบวกในวันศุกร์โดยมีแรงซื้อหุ้นกลุ่มธนาคารและพลังงานเข้ามาอย่างต่อเนื่อง",
        "「株価は上がる」と市場関係者は述べ、来週も上昇が続くとの見方を示した。",
    ],
)
def test_prose_without_blanks_between_words_is_prose(sentence: str) -> None:
    texts = [f"{sentence}{n}" if sentence[-1].isalpha() else f"{n}{sentence}" for n in range(1, 4)]
    body = "".join(f"<p>{text}</p>" for text in texts)
    article = article_of(read_html(f"<html><body><article><h1>日経平均は続伸</h1>{body}</article></body></html>"))
    assert list(article.paragraphs) == texts


@for_each(
    "line",
    [
        "(c) a right issue of 10 percent; and",
        "(c) no entitlement in 2026",
        "(c) the change of its market cap",
        "(c) a fourth press",
        "(C) any other business.",
    ],
)
def test_the_third_line_of_a_list_does_not_end_a_page(line: str) -> None:
    body = ARTICLE + f"<p>{line}</p><p>The books close on the fifth of December, the company said on Monday.</p>"
    article = article_of(read_html(page(f"<article><h1>{TITLE}</h1>{body}</article>")))
    assert article.paragraphs[6:] == (line, "The books close on the fifth of December, the company said on Monday.")


@for_each("line", ["© 2026 Demo Daily", "(c) 2026 Demo Daily", "Copyright Reuters, 2026", "(c) AFP"])
def test_a_copyright_line_ends_a_page(line: str) -> None:
    body = f"{ARTICLE}<p>{line}</p><p>Top articles of the day are listed here for those who like to read on.</p>"
    assert article_of(read_html(page(f"<article><h1>{TITLE}</h1>{body}</article>"))).paragraphs == SENTENCES
