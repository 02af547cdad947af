"""The changes of the configuration file that bring about what the user has arranged."""

from tui.config.edits import Edit
from tui.config.positions import edits_of_lots
from tui.config.tab_edits import edit_of_order, edits_of_tabs
from tui.view.settings import BoardSettings


def edits_between(before: BoardSettings, after: BoardSettings, about: str) -> tuple[Edit, ...]:
    """Return the edits after which a file of the settings before has those after.

    Args:
        before: the settings as the file has them.
        after: the settings wanted.
        about: what the change does, for the message of undoing it.
    """
    lists = tuple(
        Edit(
            path=("lists", name),
            value=tuple(map(str, after.lists[name])) if name in after.lists else None,
            about=about,
            base=tuple(map(str, before.lists.get(name, ()))),
        )
        for name in {**before.lists, **after.lists}
        if before.lists.get(name) != after.lists.get(name)
    )
    lots = edits_of_lots(before.lots, after.lots, about)
    order = () if before.tab_order == after.tab_order else (edit_of_order(after.tab_order, about),)
    return (*lists, *edits_of_tabs(before.tabs, after.tabs, about), *order, *lots)
