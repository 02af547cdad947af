"""Selectors of XML elements: the part of CSS that says which elements, by names, attributes and places."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from tui.sources.adapter import ParseError
from tui.sources.tables.xml_tree import XmlElement, local_name

_MAX_STEPS = 12
_NAME = r"[\w.-]+"
_STEP = re.compile(
    rf"\s*(?P<child>[>/])?\s*(?:[\w-]+[:|](?!(?:first|last|nth)-child))?(?P<name>[\w-]+|\*)?"
    rf"(?P<tests>(?:#{_NAME}|\.{_NAME}|\[[^\]]*\]|:(?:first|last)-child|:nth-child\([0-9]{{1,5}}\))*)"
)
_TEST = re.compile(
    rf"#(?P<id>{_NAME})|\.(?P<class>{_NAME})|:(?P<place>first-child|last-child|nth-child)(?:\((?P<number>[0-9]+)\))?"
    rf"|\[\s*(?P<attribute>[\w.:|-]+)\s*(?:(?P<relation>[~^$*]?)=\s*(?P<quote>[\"']?)(?P<value>.*?)(?P=quote)\s*)?\]"
)
_RELATIONS: Final[Mapping[str, Callable[[str, str], bool]]] = MappingProxyType(
    {
        "": operator.eq,
        "^": str.startswith,
        "$": str.endswith,
        "*": operator.contains,
        "~": lambda value, wanted: wanted in value.split(),
    }
)

_Test = Callable[[XmlElement], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """One element of a selector."""

    name: str
    """In small letters; `*` is any."""
    tests: tuple[_Test, ...]
    is_child: bool
    """Whether it is right below the element of the step before."""

    def matches(self, element: XmlElement) -> bool:
        """Return whether an element is one of this step, wherever it is."""
        return self.name in ("*", element.name) and all(test(element) for test in self.tests)


@lru_cache(maxsize=64)
def parse_selector(selector: str) -> tuple[Step, ...]:
    """Parse a selector such as `cube[currency]`, `rates > rate` or `day:first-child rate`.

    Raises:
        ParseError: it is none.
    """
    steps: list[Step] = []
    at = 0
    while at < len(selector.rstrip()):
        match = _STEP.match(selector, at)
        if match is None or not (match["name"] or match["tests"]) or len(steps) == _MAX_STEPS:
            raise ParseError(f'no selector of elements: "{selector}"')
        tests = list(_TEST.finditer(match["tests"]))
        if "".join(test[0] for test in tests) != match["tests"]:
            raise ParseError(f'no selector of elements: "{selector}"')
        steps.append(Step((match["name"] or "*").lower(), tuple(map(_test, tests)), bool(match["child"])))
        at = match.end()
    if not steps:
        raise ParseError(f'no selector of elements: "{selector}"')
    return tuple(steps)


def matches(element: XmlElement, path: Sequence[Step], top: XmlElement | None = None) -> bool:
    """Return whether a path leads to an element, from an element above it or from anywhere."""
    if not path[-1].matches(element):
        return False
    possible = [element]
    for step, below in zip(reversed(path[:-1]), reversed(path[1:]), strict=True):
        outer: dict[int, XmlElement] = {}
        for each in possible:
            parent = each.parent
            while parent is not None and parent is not top:
                if step.matches(parent):
                    outer[id(parent)] = parent
                parent = None if below.is_child else parent.parent
        possible = list(outer.values())
    return bool(possible) and (top is None or not path[0].is_child or any(each.parent is top for each in possible))


def _test(match: re.Match[str]) -> _Test:
    if match["place"] == "last-child":
        return lambda element: element.parent is None or len(element.parent.children) == element.place
    if match["place"]:
        place = int(match["number"] or 1)
        return lambda element: element.place == place
    if match["id"] or match["class"]:
        name, relation, wanted = ("id", "", match["id"]) if match["id"] else ("class", "~", match["class"])
    else:
        name, relation, wanted = local_name(match["attribute"]), match["relation"] or "", match["value"]
    if wanted is None:
        return lambda element: name in element.attributes
    compare = _RELATIONS[relation]
    return lambda element: name in element.attributes and compare(element.attributes[name], wanted)
