"""Where new lines go in a TOML file that people write too: a comment stays above what it is about."""

from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import AoT, Array, Comment, InlineTable, Null, Table, Whitespace
from tomlkit.toml_document import TOMLDocument

# tomlkit has no public way to insert at a place: these few private names of its containers are used here alone
# ruff: noqa: SLF001


def set_key(table: Table | InlineTable | TOMLDocument, key: str, value: object) -> None:
    """Set a value; a key that is new goes right after the last one of its table, not after the comments below."""
    if key in table or not isinstance(table, Table) or table.is_super_table() or not table.value.body:
        table[key] = value
        return
    container, item = table.value, tomlkit.item(value)
    last = _last_key(container)
    if last is None:
        container._insert_at(0, key, item)
    else:
        at, name = last
        item.trivia.indent = container.body[at][1].trivia.indent
        container._insert_after(name, key, item)
    dict.__setitem__(table, key, item)


def _last_key(container: Container) -> tuple[int, str] | None:
    """Return the place and the name of the last key that has a value in its line."""
    found = None
    for at, (key, item) in enumerate(container.body):
        if key is not None and not isinstance(item, Null) and (key.is_dotted() or not isinstance(item, Table | AoT)):
            found = at, key.key
    return found


def add_to_tables(tables: AoT, *, indent: str, is_followed: bool) -> Table:
    """Add a table to an array of tables, and return it.

    Args:
        tables: the array.
        indent: what is above the first one: an empty line, or nothing.
        is_followed: whether other tables are below the array.
    """
    added = tomlkit.table()
    # a comment that is apart from the lines above is about what follows: it stays above that
    below = _take_comments_below(tables[-1]) if len(tables) else []
    below = below or ([tomlkit.nl()] if is_followed else [])
    added.trivia.indent = "\n" if len(tables) else indent
    tables.append(added)
    table: Table = tables[-1]
    table.value.body.extend((None, item) for item in below)
    return table


def _take_comments_below(table: Table) -> list[Comment | Whitespace]:
    """Remove what is below the first empty line after the last key of a table, and return it."""
    body = table.value.body
    if body and isinstance(body[-1][1], Table | AoT):
        below = body[-1][1]
        return _take_comments_below(below[-1] if isinstance(below, AoT) else below)
    start = len(body)
    while start and isinstance(body[start - 1][1], Comment | Whitespace):
        start -= 1
    while start < len(body) and not isinstance(body[start][1], Whitespace):
        start += 1
    taken = [item for _, item in body[start:] if isinstance(item, Comment | Whitespace)]
    del body[start:]
    return taken


def one_line_array(table: Table | InlineTable | TOMLDocument, key: str) -> Array:
    """Replace a list that is on one line by an empty one, whose entries come with a blank after each comma."""
    set_key(table, key, tomlkit.array())
    array: Any = table[key]
    assert isinstance(array, Array)
    return array
