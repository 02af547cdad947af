"""Answers that once held the whole program while they were read, each for the kind of source it was made for."""

import gzip
from typing import Final, NamedTuple

MARKET: Final = "<table><tr><th>SCRIP</th><th>LDCP</th><th>CURRENT</th></tr>"


class Answer(NamedTuple):
    """What a hostile source is, and what its server says; packed on the wire where it is no longer than a mebibyte."""

    source: str
    """Lines of its configuration beside name, address and interval."""
    body: str
    content_type: str = "text/html; charset=utf-8"
    status: int = 200

    def packed(self) -> tuple[bytes, bool]:
        """The bytes of the body, and whether they are gzip."""
        raw = self.body.encode("utf-8", "surrogatepass")
        # what unfolds to more than that is refused where it packs well
        return (gzip.compress(raw), True) if len(raw) < 1 << 20 else (raw, False)


FEED: Final = 'kind = "feed"'
PAGE: Final = 'kind = "brecorder"'
PSX: Final = 'kind = "psx"\ni_have_permission = true'
XML: Final = "application/rss+xml"

ANSWERS: Final[dict[str, Answer]] = {
    "scripts never closed, for a feed": Answer(FEED, "<html>" + "<script" * 120_000),
    "styles never closed, for a feed": Answer(FEED, "<html>" + "<style>" * 120_000),
    "one long tag": Answer(FEED, "<rss " + "x" * 3_900_000 + "></rss>", XML),
    "a headline of signs": Answer(
        FEED, "<rss><channel><item><title>" + "&" * 3_900_000 + "</title></item></channel></rss>", XML
    ),
    "groups of options": Answer(PAGE, "<html><body>" + "<optgroup>" * 100_000 + "</body></html>"),
    "paragraphs": Answer(PAGE, "<html><body>" + "<p>x" * 950_000 + "</body></html>"),
    "brackets": Answer(PAGE, "(" * 3_900_000, "text/plain"),
    "formats in a cell": Answer(PSX, f"{MARKET}<tr><td>{'<b>' * 300_000}</td><td>1</td><td>2</td></tr></table>"),
}
