"""Links of articles: which are safe to open, how they are written, and which of them lead to the same page."""

import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit

from tui.sources.adapter import MAX_URL_LENGTH

_ASCII: Final = re.compile(r"[!-~]+")
_MAX_HOST: Final = 253
_RESERVED: Final = "".join(chr(code) for code in range(0x21, 0x7F))
"""Every ASCII character but the blank stays as it is written, a percent sign too."""
_INVISIBLE_IN_WORDS: Final = frozenset("\u200c\u200d\u200e\u200f\u061c\u00ad")
"""Joiners, which Persian and Indic words are spelt with, direction marks and soft hyphens, which publishers leave in
addresses; every other invisible character makes a link unsafe."""

_TRACKING_PREFIXES: Final = (
    *("utm_", "at_", "mtm_", "pk_", "ns_", "ga_", "hsa_", "__twitter_", "wt_", "wt.", "itm_", "gaa_", "oly_"),
    *("piano_", "matomo_", "stm_", "guce_", "_branch_", "fb_action_"),
)
_TRACKING_NAMES: Final = frozenset(
    [
        *("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "mkt_tok"),
        *("oc", "ocid", "cmp", "cmpid", "cid_source", "xtor", "echobox", "ref_src", "ftag", "ito", "smid", "_ga"),
        *(
            "guccounter",
            "traffic_source",
            "taid",
            "xrs",
            "srnd",
            "spref",
            "ncid",
            "_hsenc",
            "_hsmi",
            "srsltid",
            "wpsrc",
        ),
        *("dlvrit", "ftcamp", "tpcc", "maca", "feedname", "feedtype", "rssid", "rpc", "wtmc", "yptr", "reflink"),
        *("xg_source", "sr_share", "__source", "smtyp", "vero_id", "s_cid", "_openstat", "dicbo", "nsukey", "mkwid"),
        *("from_rss", "fromrss", "isrss", "ttclid", "twclid", "li_fat_id", "rb_clickid", "spm", "icid", "fb_ref"),
        *("fb_source", "cm_mmc", "cm_ven", "soc_src", "soc_trk", "trk_contact", "trk_msg", "phpsessid", "jsessionid"),
    ]
)
_ORIGIN_NAMES: Final = frozenset(
    [
        *("ref", "src", "source", "from", "via", "feed", "partner", "output", "referrer", "referer", "campaign"),
        *("medium", "origin", "mod", "cid", "trk", "sid", "siteid", "type", "format", "st", "share", "feature"),
        *("channel", "campaign_id", "rss", "iid"),
    ]
)
"""Parameters that track where their value names a feed, and may select the page otherwise."""
_FLAGS: Final = frozenset({"", "1", "true", "yes"})
_SESSION: Final = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}
_FEED_VALUE: Final = re.compile(
    r"(?:.*[^a-z])?(?:rss|feed|atom|xml)s?(?:[^a-z].*|[0-9]*)|feedburner|feedly|rss.*", re.IGNORECASE
)
_PLACES: Final = frozenset(
    [
        "top",
        "main",
        "main-content",
        "content",
        "start",
        "body",
        "article",
        "comments",
        "comment",
        "respond",
        "disqus_thread",
    ]
)
"""Fragments that are places of any page, and identify none."""
_MAX_SEARCHED: Final = MAX_URL_LENGTH


def safe_http_url(url: str, base: str) -> str | None:
    """Return an absolute http or https URL, without credentials and of limited length; None for any other.

    Letters beyond ASCII and blanks are percent-encoded, and the host is written in ASCII. Links with credentials,
    another scheme or invisible characters are not safe to open.
    """
    try:
        link = urljoin(base, url.strip())
        parts = urlsplit(link)
        is_safe = parts.scheme in {"http", "https"} and parts.hostname and not (parts.username or parts.password)
        if not is_safe or len(link) > MAX_URL_LENGTH:
            return None
        encoded = link if _ASCII.fullmatch(link) else _encoded(parts)
    except ValueError:
        return None
    is_link = encoded is not None and len(encoded) <= MAX_URL_LENGTH and _ASCII.fullmatch(encoded) is not None
    return encoded if is_link else None


def _encoded(parts: SplitResult) -> str | None:
    """Return a URL in ASCII; None if it has invisible characters. Raises ValueError for a host that is none."""
    if any(map(_is_invisible, parts.geturl())):
        return None
    host = parts.netloc
    if not host.isascii():
        if len(host) > _MAX_HOST:
            return None
        name, colon, port = host.partition(":")
        host = name.encode("idna").decode("ascii") + colon + port
    path, query, fragment = (quote(part, safe=_RESERVED) for part in (parts.path, parts.query, parts.fragment))
    return SplitResult(parts.scheme, host, path, query, fragment).geturl()


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character)[0] == "C" and character not in _INVISIBLE_IN_WORDS


def site_of(url: str) -> str:
    """Return the name of a URL's site: its host in small letters, without the marks of its editions for phones."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    for prefix in ("www.", "m.", "mobile.", "amp."):
        if host.startswith(prefix) and host.count(".") > 1:
            return host.removeprefix(prefix)
    return host


def strip_tracking(url: str) -> str:
    """Return a URL without the parameters that only track where the visitor came from, its host in small letters.

    A fragment stays where it may identify one of several articles of a page, `notes.html#monday`.
    """
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url
    query = [pair for pair in pairs if not _tracks(*pair)]
    # encoded anew only where something was removed: sites spell the same query in their own ways
    is_same = len(query) == sum(bool(pair) for pair in parts.query.split("&"))
    fragment = own_fragment(url)
    return parts._replace(
        netloc=parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, "")) or parts.netloc,
        path=_SESSION.sub("", parts.path),
        query=parts.query if is_same else urlencode(query),
        fragment=fragment,
    ).geturl()


def own_fragment(url: str) -> str:
    """Return the fragment of a URL that may identify an article; empty where it is a place of any page or tracks."""
    fragment = url[:_MAX_SEARCHED].partition("#")[2]
    if fragment.lower() in _PLACES or fragment.isspace():
        return ""
    pairs = parse_qsl(fragment.lstrip("?&"), keep_blank_values=True)
    return "" if pairs and all(_tracks(*pair) for pair in pairs) else fragment


def _tracks(name: str, value: str) -> bool:
    name = name.lower()
    if name.startswith(_TRACKING_PREFIXES) or name in _TRACKING_NAMES:
        return True
    if name == "rss" and value.lower() in _FLAGS:
        return True
    return name in _ORIGIN_NAMES and len(value) <= 100 and _FEED_VALUE.fullmatch(value) is not None
