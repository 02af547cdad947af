"""Pages of many elements of one kind, each as a function of their number."""

from collections.abc import Callable
from typing import Final

from tests.sources.article.page_shapes import FIRST, TITLE

_LARGEST: Final = 8_000_000
"""Characters of a page."""
HOSTILE: Final[tuple[tuple[str, Callable[[int], str]], ...]] = (
    ("divs that are never closed", lambda n: "<div>" * n),
    ("nested spans", lambda n: "<span>" * n + "a word" + "</span>" * n),
    ("paragraphs", lambda n: f"<p>{FIRST}</p>" * n),
    ("one word", lambda n: f"<p>{'a' * n * 5}</p>"),
    ("one word without blanks, in Japanese", lambda n: f"<p>{'港' * n}</p>"),
    ("links in one line", lambda n: "<p>" + "<a href=/a>word </a>" * n + "</p>"),
    ("options to choose from", lambda n: "<select>" + "<option>a" * n + f"</select><p>{FIRST}</p>"),
    ("options with attributes", lambda n: "<SELECT>" + "<Option value='1>2' >" * n),
    ("signs that begin no tag", lambda n: "<" * 40 * n),
    ("comments", lambda n: "<!-- x -->" * 4 * n),
    ("empty comments", lambda n: "<!>" * 10 * n),
    ("items of a list", lambda n: "<ul>" + f"<li>{FIRST}" * n + "</ul>"),
    ("rows of a table", lambda n: "<table>" + "<tr><td>1<td>2" * n + "</table>"),
    ("class names", lambda n: f"<div class='{'related-nav ' * n}'><p>{FIRST}</p></div>"),
    ("unclosed attributes", lambda n: '<p title="' * n),
    ("headings", lambda n: f"<h1>{TITLE}</h1>" * n),
    ("cookie words", lambda n: f"<p>{'we use ' * n}</p>"),
    ("line breaks", lambda n: f"<div>{FIRST}" + "<br>" * n + f"{FIRST}</div>"),
    ("titles with separators", lambda n: f"<title>{'a | ' * n}</title><p>{FIRST}</p>"),
    ("JSON-LD", lambda n: '<script type="application/ld+json">' + "[" * n + "</script>"),
    ("code", lambda n: "<pre>" + "<div>x = 1</div>" * n + "</pre>"),
    ("elements just within the limit", lambda n: "<table>" + "<tr><td>1<td>2" * (n * 49 // 100) + "</table>"),
    ("captions", lambda n: f"<figure><figcaption>{FIRST}</figcaption></figure>" * n),
    ("lines with links", lambda n: "".join(f"<p>{FIRST} <a href=/{at}>More</a></p>" for at in range(n))),
)


def hostile_page(make: Callable[[int], str], elements: int) -> bytes:
    """Return the page with so many elements, or as many as the largest page has room for."""
    return f"<html><body>{make(min(elements, _LARGEST // (len(make(100)) // 100)))}</body></html>".encode()
