"""A key is redacted in every text that an adapter returns; the name of the source, which the user chose, stays."""

from datetime import datetime, timedelta

from tests.kit.markets import a_snapshot
from tests.kit.quotes import FIXED_NOW, a_quote
from tui.domain.events import Snapshot
from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText
from tui.sources.adapter import Adapter, Response, SourceConfig
from tui.sources.redaction.poll_data import parse_redacted

KEY = "s3cretkey"
SOURCE = f"my-{KEY}"


def joined(_response: Response, source: SourceConfig, _at: datetime) -> Snapshot:
    """Return what an adapter might put together from the parts of a key."""
    row = a_quote(f"A{KEY}")._replace(name=CleanText(f"{KEY} Ltd"), flags=(CleanText(f"odd {KEY}"),))
    return a_snapshot(row, source=source.name, note=f"note {KEY}")


def test_a_key_is_redacted_at_any_depth_and_the_name_of_the_source_stays() -> None:
    adapter = Adapter(kind="joining", summary="", min_interval=timedelta(seconds=1), parse=joined)
    source = SourceConfig(name=SOURCE, kind="joining", url="https://a.example/", every=timedelta(seconds=60))
    response = Response(url=source.url, body=b"", content_type="text/plain")

    snapshot = parse_redacted(adapter, response, source, FIXED_NOW, (KEY,))

    assert (snapshot.source, snapshot.note) == (SOURCE, "note ***")
    (row,) = snapshot.quotes
    assert (row.source, row.id, row.name, row.flags) == (SOURCE, InstrumentId("PSX", "A***"), "*** Ltd", ("odd ***",))
    assert parse_redacted(adapter, response, source, FIXED_NOW, ()).note == f"note {KEY}"
