"""The changes of the configuration file that bring about what the user has arranged."""

from tui.config.edits import Edit
from tui.config.positions import edits_of_lots
from tui.config.tab_edits import edit_of_order, edits_of_tabs
from tui.view.settings import BoardSettings


def edit_of_list(before: BoardSettings, after: BoardSettings, name: str, about: str) -> Edit:
    """Return the edit after which a list is as the settings after have it, in the text file that it may be in.

    Args:
        before: the settings as the file has them.
        after: the settings wanted, which have the list.
        name: of the list.
        about: what the change does, for the message of undoing it.
    """
    return Edit(
        path=("lists", name),
        value=[str(entry) for entry in after.lists[name]],
        about=about,
        base=[str(entry) for entry in before.lists.get(name, ())],
        file=before.list_files.get(name),
    )


def edits_between(before: BoardSettings, after: BoardSettings, about: str) -> tuple[Edit, ...]:
    """Return the edits after which a file of the settings before has those after.

    Args:
        before: the settings as the file has them.
        after: the settings wanted.
        about: what the change does, for the message of undoing it.
    """
    lists = tuple(
        edit_of_list(before, after, name, about)
        for name in after.lists
        if before.lists.get(name) != after.lists.get(name)
    )
    lots = edits_of_lots(before.lots, after.lots, about)
    order = () if before.tab_order == after.tab_order else (edit_of_order(after.tab_order, about),)
    return (*lists, *edits_of_tabs(before.tabs, after.tabs, about), *order, *lots)
