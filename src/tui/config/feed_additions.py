"""Feeds that the user adds to the configuration in one go: which are new, what they are named, and the changes."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tui.config.edits import Edit
from tui.config.schema import MAX_SOURCES
from tui.config.schema_values import MAX_NAME
from tui.config.template import CONFIG_TEMPLATE
from tui.config.toml_file import read_toml
from tui.domain.text import sanitize_line
from tui.sources.feeds.opml import ListedFeed, same_address

POLL_INTERVAL: Final = "15m"
"""Of a feed that is added, as the configuration spells it."""


class FeedAdditions(NamedTuple):
    """What adding feeds comes to."""

    edits: tuple[Edit, ...]
    """Of the configuration."""
    added: tuple[tuple[str, ListedFeed], ...]
    """Each with the name that it gets."""
    known: tuple[ListedFeed, ...]
    """The configuration has them already."""
    left_over: tuple[ListedFeed, ...]
    """Those for which there is no room."""


def add_feeds(file: Path, feeds: Sequence[ListedFeed]) -> FeedAdditions:
    """Return the changes that add feeds to a configuration, which need not exist.

    Raises:
        ConfigError: it cannot be read.
    """
    tables = read_toml(file) if file.exists() else {}
    # a file without sources gets those that are built in first
    tables = tables if "sources" in tables else {**tables, **_built_in()}
    written = tables["sources"]
    sources = [each for each in (written if isinstance(written, list) else ()) if isinstance(each, dict)]
    names = [str(each.get("name", "")) for each in sources]
    addresses = {same_address(str(each.get("url", ""))) for each in sources}
    new = [feed for feed in feeds if same_address(feed.url) not in addresses]
    known = tuple(feed for feed in feeds if same_address(feed.url) in addresses)
    taken = {sanitize_line(name).casefold() for name in names}
    edits: list[Edit] = []
    added: list[tuple[str, ListedFeed]] = []
    for number, feed in enumerate(new[: max(0, MAX_SOURCES - len(sources))], start=len(sources)):
        name = _free_name(feed, taken)
        taken.add(name.casefold())
        added.append((name, feed))
        values = {"name": name, "kind": "feed", "url": feed.url, "every": POLL_INTERVAL}
        edits += [Edit(path=("sources", number, key), value=value, about="feeds") for key, value in values.items()]
    return FeedAdditions(tuple(edits), tuple(added), known, tuple(new[len(added) :]))


def _built_in() -> Mapping[str, object]:
    return {"sources": tomllib.loads(CONFIG_TEMPLATE)["sources"]}


def _free_name(feed: ListedFeed, taken: Collection[str]) -> str:
    """Return a short name for a feed that no source has: its title, else its host."""
    host = same_address(feed.url).partition("/")[0].removeprefix("www.")
    wanted = (feed.title or host)[:MAX_NAME].strip() or "feed"
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted[: MAX_NAME - len(str(number)) - 1].rstrip()} {number}"
    return name
