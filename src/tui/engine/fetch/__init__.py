"""The one door to the network: a page for a source, inside every bound we set, or a typed error."""

from tui.engine.answer import Answer, FetchError
from tui.engine.fetch.fetcher import Fetcher, Limits

__all__ = ["Answer", "FetchError", "Fetcher", "Limits"]
