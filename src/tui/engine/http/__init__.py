"""The one door to the network: a page for a source, inside every bound we set, or a typed error."""

import sys

from tui.engine.http.errors import FetchError, FetchResult

# httpx has a command of its own, for which its import brings click and pygments along wherever they are installed: 41
# modules and 3 MB that nobody here calls. It does without them where its command is not to be had.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # that is how a module is said not to be there

from tui.engine.http.fetcher import Fetcher, FetchLimits  # noqa: E402 - httpx comes in here

__all__ = ["FetchError", "FetchLimits", "FetchResult", "Fetcher"]
