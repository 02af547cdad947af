"""Responses that once blocked the whole program while they were parsed, each for its kind of source."""

import gzip
from typing import Final, NamedTuple

MARKET: Final = "<table><tr><th>SCRIP</th><th>LDCP</th><th>CURRENT</th></tr>"


class HostileResponse(NamedTuple):
    """The configuration of a hostile source and the response of its server, gzipped if under a mebibyte."""

    source: str
    """Lines of its configuration beside name, address and interval."""
    body: str
    content_type: str = "text/html; charset=utf-8"
    status: int = 200

    def packed(self) -> tuple[bytes, bool]:
        """Return the bytes of the body, and whether they are gzip."""
        raw = self.body.encode("utf-8", "surrogatepass")
        # a longer body that compresses well would be rejected as a compression bomb
        return (gzip.compress(raw), True) if len(raw) < 1 << 20 else (raw, False)


FEED: Final = 'kind = "feed"'
PAGE: Final = 'kind = "brecorder"'
PSX: Final = 'kind = "psx"\ni_have_permission = true'
XML: Final = "application/rss+xml"

HOSTILE_RESPONSES: Final[dict[str, HostileResponse]] = {
    "scripts never closed, for a feed": HostileResponse(FEED, "<html>" + "<script" * 120_000),
    "styles never closed, for a feed": HostileResponse(FEED, "<html>" + "<style>" * 120_000),
    "one long tag": HostileResponse(FEED, "<rss " + "x" * 3_900_000 + "></rss>", XML),
    "a headline of signs": HostileResponse(
        FEED, "<rss><channel><item><title>" + "&" * 3_900_000 + "</title></item></channel></rss>", XML
    ),
    "groups of options": HostileResponse(PAGE, "<html><body>" + "<optgroup>" * 100_000 + "</body></html>"),
    "paragraphs": HostileResponse(PAGE, "<html><body>" + "<p>x" * 950_000 + "</body></html>"),
    "brackets": HostileResponse(PAGE, "(" * 3_900_000, "text/plain"),
    "formats in a cell": HostileResponse(
        PSX, f"{MARKET}<tr><td>{'<b>' * 300_000}</td><td>1</td><td>2</td></tr></table>"
    ),
}
