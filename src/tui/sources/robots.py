"""The rules of a robots.txt by RFC 9309: which of a site's pages may be read without a human.

The parser of the standard library takes the first rule that matches and knows no `*` and `$` in paths; by the RFC the
longest one counts.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple
from urllib.parse import quote, unquote_to_bytes, urlsplit

MAX_SIZE: Final = 512 << 10
"""Bytes that are read; a crawler must read 500 KiB at least."""
_MAX_LINE: Final = 2_000
_MAX_RULES: Final = 5_000
_MAX_STARS: Final = 20
"""Of a path; one with more is no rule."""
_MAX_DELAY: Final = 60.0
_ANYBODY: Final = "*"
_UNRESERVED: Final = "!$&'()*+,;=:@/-._~?"
_DELAY: Final = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,3})?", re.ASCII)
_PRODUCT: Final = re.compile(r"[A-Za-z_-]+", re.ASCII)


class Rule(NamedTuple):
    """One line of a group."""

    path: str
    """Encoded as `_comparable` does; `*` stands for anything, and `$` at its end for the end."""
    allows: bool

    @property
    def order(self) -> tuple[int, bool]:
        """What decides between two that match: the longer one, then the one that allows."""
        return len(self.path), self.allows

    def matches(self, path: str) -> bool:
        """Return whether it is about a path; the work grows with the length of the path times the stars."""
        pattern, is_to_end = (self.path[:-1], True) if self.path.endswith("$") else (self.path, False)
        first, *others = pattern.split("*")
        if not path.startswith(first):
            return False
        at = len(first)
        for number, part in enumerate(others):
            if is_to_end and number == len(others) - 1:
                return len(path) - len(part) >= at and path.endswith(part)
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return not is_to_end or at == len(path)


class RobotsRules(NamedTuple):
    """What a site asks of one program."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0
    """Seconds that it asks for between two pages."""

    def allow(self, url: str) -> bool:
        """Return whether a page may be read; what no rule is about may be."""
        path = _path_of(url)
        if path == "/robots.txt":
            return True
        matching = (rule for rule in self.rules if rule.matches(path))
        return max(matching, key=lambda rule: rule.order, default=Rule("", allows=True)).allows


NO_RULES: Final = RobotsRules()
NOTHING_ALLOWED: Final = RobotsRules((Rule("/", allows=False),))


def product_of(user_agent: str) -> str:
    """Return the name by which a robots.txt speaks to what sends this User-Agent header: `bigboard`."""
    product = _PRODUCT.match(user_agent)
    return product[0].lower() if product else ""


def parse_robots(body: bytes, products: Collection[str]) -> RobotsRules:
    """Parse a robots.txt; what is no rule is left out, so that a web page in its place allows everything.

    Args:
        body: of the file, which is UTF-8.
        products: the names of the program, in small letters. Of the groups, those that name one of them count, else
            those for anybody.
    """
    named: list[Rule] = []
    others: list[Rule] = []
    delays = {True: 0.0, False: 0.0}
    is_named = False
    agents: set[str] = set()
    is_in_rules = True
    for key, value in _lines(body):
        if key == "user-agent":
            if is_in_rules:
                agents.clear()
                is_in_rules = False
            agents.add(_ANYBODY if value.strip() == _ANYBODY else product_of(value))
            is_named |= not agents.isdisjoint(products)
            continue
        is_in_rules = True
        is_for_us = not agents.isdisjoint(products)
        if not is_for_us and _ANYBODY not in agents:
            continue
        rules = named if is_for_us else others
        if key == "crawl-delay":
            delays[is_for_us] = max(delays[is_for_us], _delay(value))
        elif value and len(rules) < _MAX_RULES and value.count("*") <= _MAX_STARS:
            rules.append(Rule(_comparable(value), allows=key == "allow"))
    return RobotsRules(tuple(named if is_named else others), delays[is_named])


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each line that is known."""
    text = body[:MAX_SIZE].decode("utf-8-sig", errors="replace")
    for line in re.split(r"\r\n|\r|\n", text):
        key, mark, value = line[:_MAX_LINE].partition("#")[0].partition(":")
        name = key.strip().lower()
        if mark and name in ("user-agent", "allow", "disallow", "crawl-delay"):
            yield name, value.strip()


def _delay(value: str) -> float:
    return min(float(value), _MAX_DELAY) if _DELAY.fullmatch(value) else 0.0


def _path_of(url: str) -> str:
    address = urlsplit(url)
    query = f"?{address.query}" if address.query else ""
    return _comparable(f"{address.path or '/'}{query}")


def _comparable(path: str) -> str:
    """Return a path with each character that needs no escape as it is, and every other one as `%C3`.

    A slash that is escaped is no slash: it stays escaped, as `*` and `$` do, which mean something in a rule.
    """
    pieces = re.split(r"(%(?:2[AaFf]|24|3[Ff]))", path)
    return "".join(
        piece.upper() if number % 2 else quote(unquote_to_bytes(piece), safe=_UNRESERVED)
        for number, piece in enumerate(pieces)
    )
