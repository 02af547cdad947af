"""The exit status of each way the program may end."""

from typing import Final

OK: Final = 0
CRASHED: Final = 1
USAGE_ERROR: Final = 2
PARTIAL_FAILURE: Final = 3
ALL_FAILED: Final = 4
PIPE_CLOSED: Final = 141
"""What the shell shows for a program that was cut off by `| head`."""
