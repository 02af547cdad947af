"""Pages in the shapes that sites use, in our own words, with the text that must be read of each."""

from typing import NamedTuple

FIRST = "The port authority said on Monday that two of its five berths would open again before the end of the week."
SECOND = "Pilots reported that the channel had silted up, and that a metre of mud lay to the east of the pier."
THIRD = "Freight forwarders put the cost of the delay at four million dollars, most of it for fuel and for storage."
FOURTH = "The owner of the dredger said its crew had been paid, and that work would go on through the holiday."
TITLE = "Two berths of the harbour open again this week"
TEXT = (FIRST, SECOND, THIRD, FOURTH)
BODY = "".join(f"<p>{text}</p>" for text in TEXT)
MENU = "<nav><ul><li><a href=/>Home</a></li><li><a href=/m>Markets</a></li><li><a href=/s>Ships</a></li></ul></nav>"
TEASERS = "".join(
    f"<div class=teaser><h3><a href=/{n}>Another story of the week, number {n}</a></h3>"
    f"<p>What happened in the town on day {n} is told here in one sentence, no more.</p></div>"
    for n in range(4)
)
FOOTER = (
    "<footer><p>© 2026 The Harbour Daily. All rights reserved. No part of it may be printed elsewhere.</p></footer>"
)


class Shape(NamedTuple):
    """A page of one shape."""

    name: str
    body: str
    text: tuple[str, ...] = TEXT
    head: str = ""


def _with_comments(body: str) -> str:
    comments = "".join(
        f"<li class=comment><p>I have seen the pier myself, and what reader {n} says of the mud is true, I am "
        f"afraid, "
        f"though nobody at the port would ever say so in public, whatever they are asked.</p></li>"
        for n in range(6)
    )
    return f"{body}<div id=comments><h2>6 comments</h2><ol class=comment-list>{comments}</ol></div>"


SHAPES = (
    Shape("article element", f"{MENU}<main><article><h1>{TITLE}</h1>{BODY}</article></main>{FOOTER}"),
    Shape(
        "story content system",
        f"{MENU}<div class=story><h1 class=story-title>{TITLE}</h1><div class=story-meta>By Mira Holt | 29 Nov 2026"
        f"</div><div class=story-body>{BODY}</div><div class=story-share>Share this story on Facebook</div></div>"
        f"<div class=related-stories>{TEASERS}</div>{FOOTER}",
    ),
    Shape(
        "WordPress",
        "<div id=page class='hfeed site has-sidebar'><main id=main><article id=post-12 class='post hentry "
        "category-news'>"
        f"<header class=entry-header><h1 class=entry-title>{TITLE}</h1><span class=byline>by Mira Holt</span>"
        f"</header>"
        f"<div class=entry-content>{BODY}<div class=sharedaddy><h3>Share this:</h3><ul><li><a href=#>Twitter</a></li>"
        "</ul></div></div><footer class=entry-footer><a href=/tag/port>port</a></footer></article>"
        f"<div id=secondary class=widget-area><aside class=widget><h2>Recent posts</h2>{TEASERS}</aside></div>"
        f"</main></div>",
    ),
    Shape(
        "WordPress with comments",
        _with_comments(f"<article class=post><h1>{TITLE}</h1><div class=entry-content>{BODY}</div></article>"),
    ),
    Shape(
        "Elementor",
        "<div class='elementor elementor-12'><section class='elementor-section'><div class='elementor-widget-wrap'>"
        f"<div class='elementor-widget elementor-widget-theme-post-title'><h1>{TITLE}</h1></div>"
        f"<div class='elementor-widget elementor-widget-theme-post-content'><div "
        f"class='elementor-widget-container'>{BODY}"
        f"</div></div></div></section></div>{FOOTER}",
    ),
    Shape(
        "Blogger",
        "<div class='main section' id=main><div class='widget Blog' id=Blog1><div class=post-outer><div "
        "class='post hentry'>"
        f"<h3 class='post-title entry-title'>{TITLE}</h3><div class='post-body entry-content'>"
        + "<br><br>".join(TEXT)
        + "</div><div class=post-footer><span class=post-author>Posted by Mira at 10:00</span></div></div></div></div>"
        "</div>"
        f"<div class='sidebar section'><div class='widget PopularPosts'>{TEASERS}</div></div>",
    ),
    Shape(
        "line breaks",
        f"<table><tr><td>{MENU}</td><td><h1>{TITLE}</h1><div>" + "<br><br>".join(TEXT) + "</div></td></tr></table>",
    ),
    Shape("single line breaks", f"<div id=text><h1>{TITLE}</h1>" + "<br>".join(TEXT) + "</div>"),
    Shape(
        "no paragraphs but divs",
        f"<div class=c1><h1>{TITLE}</h1><div class=c2>"
        + "".join(f"<div>{text}</div>" for text in TEXT)
        + "</div></div>",
    ),
    Shape(
        "names of a tool",
        f"<div class=css-1x2y3z><h1 class=css-9k>{TITLE}</h1><section class=css-77ab>"
        + "".join(f"<div class=css-aQdVj><p class=hJpRAd>{text}</p></div>" for text in TEXT)
        + "</section></div>",
    ),
    Shape(
        "split sections",
        f"<main><div class=row><div class=text><p>{FIRST}</p><p>{SECOND}</p></div></div>"
        f"<div class=row><div class=banner-slot>Advertisement</div></div>"
        f"<div class=row><div class=text><p>{THIRD}</p><p>{FOURTH}</p></div></div></main>",
    ),
    Shape(
        "an aside amid the text",
        f"<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><aside class=related><h4>Read more</h4>"
        f"<p>The pilots went on strike in spring, and the port lost a third of its ships to the north.</p></aside>"
        f"<p>{THIRD}</p><p>{FOURTH}</p></article>",
    ),
    Shape(
        "the whole page is a form",
        f"<form id=aspnetForm action=/>{MENU}<div id=content><h1>{TITLE}</h1>{BODY}</div></form>",
    ),
    Shape(
        "a wrapper that names an aside",
        f"<div class='layout with-sidebar'><div class='sidebar-right content'><h1>{TITLE}</h1>{BODY}</div></div>",
    ),
    Shape(
        "nested teasers",
        f"<article class=page><h1>{TITLE}</h1>{BODY}"
        + "".join(
            f"<article class=item><h3><a href=/{n}>A story of the week</a></h3><p>Its first sentence, number {n}, is "
            "long enough to be read as prose by any reader.</p></article>"
            for n in range(4)
        )
        + "</article>",
    ),
    Shape(
        "live blog",
        f"<main><h1>{TITLE}</h1>"
        + "".join(
            f"<article class=live-post><time>1{n}:00</time><p>{text}</p><p>{text[:60]} and more was said at "
            f"1{n}:30.</p></article>"
            for n, text in enumerate(TEXT)
        )
        + "</main>",
        head='<meta property="og:type" content="article">',
        text=tuple(
            each
            for n, text in enumerate(TEXT)
            for each in (f"1{n}:00", text, f"{text[:60]} and more was said at 1{n}:30.")
        ),
    ),
    Shape(
        "lead under the title",
        f"<header><h1>{TITLE}</h1><p class=standfirst>Ships may come in again, but nobody says for how "
        f"long.</p></header>"
        f"<div class=article-body>{BODY}</div>",
        text=("Ships may come in again, but nobody says for how long.", *TEXT),
    ),
    Shape(
        "read-more button",
        f"<article><h1>{TITLE}</h1><p>{FIRST}</p><div id=read-more-content><p>{SECOND}</p><p>{THIRD}</p><p>"
        f"{FOURTH}</p>"
        "</div></article>",
    ),
    Shape(
        "JSON-LD alone",
        "<div id=root></div><noscript>Please turn on scripts.</noscript>",
        head='<script type="application/ld+json">{"@type": "NewsArticle", "headline": "'
        + TITLE
        + '", "articleBody": "'
        + "\\n".join(TEXT)
        + '"}</script>',
    ),
    Shape(
        "advertisements amid the text",
        f"<article><h1>{TITLE}</h1><p>{FIRST}</p><div class=ad-slot>Advertisement</div><p>{SECOND}</p>"
        f"<p>Story continues below</p><p>{THIRD}</p><p>Also read: Why the pier was built</p><p>{FOURTH}</p>"
        f"</article>",
    ),
    Shape(
        "hidden copies",
        f"<div style='display:none'><p>This text is for machines alone, and no reader of the page ever sees "
        f"it.</p></div>"
        f"<article><h1>{TITLE}</h1>{BODY}<div aria-hidden=true><p>{FIRST}</p></div></article>",
    ),
    Shape(
        "a newsletter amid the text",
        f"<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><div class='newsletter-signup'><p>Get the "
        f"best of the port "
        f"every morning, with all the ships and the tides of the day.</p></div><p>{THIRD}</p><p>{FOURTH}</p>"
        f"</article>",
    ),
    Shape(
        "a cookie bar",
        f"<div class=cookie-consent><p>We use cookies to make the site better, and our partners use them as "
        f"well, as you "
        f"can read in our policy.</p><p>Accept all cookies</p></div><article><h1>{TITLE}</h1>{BODY}</article>",
    ),
    Shape(
        "author box",
        f"<article><h1>{TITLE}</h1>{BODY}<div class=author-bio><p>Mira Holt has written about ports and ships "
        f"since the "
        "year in which the old pier burnt down.</p></div></article>",
    ),
    Shape(
        "custom elements",
        f"<app-root><app-story><h1>{TITLE}</h1><div>{BODY}</div></app-story></app-root>",
    ),
    Shape("AMP", f"<html amp><body><amp-sidebar>{MENU}</amp-sidebar><article><h1>{TITLE}</h1>{BODY}</article>"),
    Shape(
        "a short notice",
        "<div><h1>Halt</h1><p>Trading in the shares was halted at noon.</p></div>",
        text=("Trading in the shares was halted at noon.",),
    ),
    Shape(
        "image-led",
        f"<article><figure><img src=a.jpg><figcaption>The pier in May</figcaption></figure><h1>{TITLE}</h1>"
        f"<figure><img src=b.jpg><figcaption>A ship waits</figcaption></figure>{BODY}</article>",
        text=("The pier in May", "A ship waits", *TEXT),
    ),
    Shape(
        "Urdu",
        "<article dir=rtl lang=ur><h1>بندرگاہ پھر کھل گئی</h1><p>حکام نے پیر کو بتایا کہ بندرگاہ کے دو گھاٹ "
        "اس ہفتے کے آخر تک دوبارہ کھول دیے جائیں گے۔</p>"
        "<p>پائلٹوں کا کہنا ہے کہ راستے میں ریت بھر گئی تھی، اور مشرق میں ایک میٹر کیچڑ جمع ہے۔</p></article>",
        text=(
            "حکام نے پیر کو بتایا کہ بندرگاہ کے دو گھاٹ اس ہفتے کے آخر تک دوبارہ کھول دیے جائیں گے۔",
            "پائلٹوں کا کہنا ہے کہ راستے میں ریت بھر گئی تھی، اور مشرق میں ایک میٹر کیچڑ جمع ہے۔",
        ),
    ),
    Shape(
        "Arabic",
        "<div dir=rtl><h1>الميناء يفتح من جديد</h1><div class=text><p>قالت السلطات يوم الاثنين إن رصيفين من "
        "أرصفة الميناء الخمسة سيفتحان قبل نهاية الأسبوع.</p>"
        "<p>وقال المرشدون إن الممر امتلأ بالرمل، وإن مترا من الطين يقع شرق الرصيف القديم.</p></div></div>",
        text=(
            "قالت السلطات يوم الاثنين إن رصيفين من أرصفة الميناء الخمسة سيفتحان قبل نهاية الأسبوع.",
            "وقال المرشدون إن الممر امتلأ بالرمل، وإن مترا من الطين يقع شرق الرصيف القديم.",
        ),
    ),
    Shape(
        "Japanese",
        "<div id=main><h1>港の岸壁が再開</h1>"
        "<p>港湾当局は月曜日、五つの岸壁のうち二つを週末までに再開すると発表した。</p>"
        "<p>水先案内人によると、航路には土砂がたまり、東側には一メートルの泥が残っているという。</p></div>"
        "<ul><li><a href=/1>別の記事</a></li><li><a href=/2>天気</a></li></ul>",
        text=(
            "港湾当局は月曜日、五つの岸壁のうち二つを週末までに再開すると発表した。",
            "水先案内人によると、航路には土砂がたまり、東側には一メートルの泥が残っているという。",
        ),
    ),
    Shape(
        "Chinese",
        "<div class=nav><a href=/>首页</a><a href=/m>市场</a></div><div class=content><h1>港口恢复运行</h1>"
        "<p>港务局周一表示，五个泊位中的两个将在本周末之前重新开放，其余的仍在等待。</p><p>引航员说，航道已经淤积，码头东侧还有一米厚的泥。</p></div>",
        text=(
            "港务局周一表示，五个泊位中的两个将在本周末之前重新开放，其余的仍在等待。",
            "引航员说，航道已经淤积，码头东侧还有一米厚的泥。",
        ),
    ),
    Shape(
        "Thai",
        "<div class=content><h1>ท่าเรือเปิดอีกครั้ง</h1><p>"
        "การท่าเรือกล่าวเมื่อวันจันทร์ว่าท่าเทียบเรือสองแห่งจะเปิดอีกครั้งก่อนสิ้นสัปดาห์นี้</p>"
        "<p>นักนำร่องรายงานว่าร่องน้ำตื้นเขินและมีโคลนหนึ่งเมตรทางทิศตะวันออกของท่า</p></div>",
        text=(
            "การท่าเรือกล่าวเมื่อวันจันทร์ว่าท่าเทียบเรือสองแห่งจะเปิดอีกครั้งก่อนสิ้นสัปดาห์นี้",
            "นักนำร่องรายงานว่าร่องน้ำตื้นเขินและมีโคลนหนึ่งเมตรทางทิศตะวันออกของท่า",
        ),
    ),
    Shape(
        "no end tags",
        f"<h1>{TITLE}</h1>" + "".join(f"<p>{text}" for text in TEXT),
    ),
    Shape(
        "paragraphs in list items",
        f"<article><h1>{TITLE}</h1><ul>" + "".join(f"<li><p>{text}</p></li>" for text in TEXT) + "</ul></article>",
    ),
    Shape(
        "tabs and accordions",
        f"<main><h1>{TITLE}</h1><div class=accordion><div class='panel collapsed'><p>{FIRST}</p><p>{SECOND}</p></div>"
        f"<div class='panel collapsed'><p>{THIRD}</p><p>{FOURTH}</p></div></div></main>",
    ),
    Shape(
        "many headings",
        f"<article><h1>{TITLE}</h1><p>{FIRST}</p><h2>The mud</h2><p>{SECOND}</p><h2>The cost</h2><p>"
        f"{THIRD}</p><p>{FOURTH}</p>"
        "<h2>Related stories</h2></article>",
        text=(FIRST, "The mud", SECOND, "The cost", THIRD, FOURTH),
    ),
    Shape(
        "a video player",
        f"<article><h1>{TITLE}</h1><div class='video-js vjs-paused'><div>Play</div><div>Mute</div><div>"
        f"Loaded: 0%</div></div>"
        f"{BODY}</article>",
    ),
    Shape(
        "links within the text",
        f"<article><h1>{TITLE}</h1><p>{FIRST} <a href=/a>Its report</a> says more.</p><p>{SECOND}</p><p>"
        f"{THIRD}</p></article>",
        text=(f"{FIRST} Its report says more.", SECOND, THIRD),
    ),
    Shape(
        "what follows the story",
        f"<main><div class=text>{BODY}</div><h3>More from the port</h3><div class=text><p>A third of the "
        f"ships went north in "
        "spring, and not one of them has come back since then, as the pilots know.</p></div></main>",
    ),
    Shape(
        "index of a report",
        f"<div class=toc><ul><li><a href=#a>The mud</a></li><li><a href=#b>The cost</a></li></ul></div><div "
        f"class=report>{BODY}</div>",
    ),
)
