"""The command line: arguments in, an exit status out; each command imports only what it needs."""

import gc
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command the user typed and leave with its exit status."""
    # what modules define is never garbage, and looking for some takes a tenth of the time to load them
    gc.disable()
    from tui.cli.guard import run_guarded  # noqa: PLC0415 - signals and crashes are handled before anything else is loaded

    sys.exit(run_guarded(sys.argv[1:]))
