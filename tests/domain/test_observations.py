"""An instrument that a response lists twice is one row."""

from tests.kit.marks import for_each
from tests.kit.quotes import a_quote
from tui.domain.observations import deduplicate
from tui.domain.quote import Quote

CONFLICT = ("listed twice with different figures",)
PLAIN = a_quote(price="10", change=None, percent=None)
WITH_VOLUME = PLAIN._replace(volume=5)
NO_PRICE = a_quote(price=None)


@for_each(
    ("rows", "expected", "flags"),
    [
        ([PLAIN, PLAIN], PLAIN, ()),
        ([PLAIN, a_quote(price="11")], PLAIN, CONFLICT),
        ([PLAIN, a_quote(price="11"), a_quote(price="12")], PLAIN, CONFLICT),
        ([a_quote(change="+1"), a_quote(change="-1")], a_quote(change="+1"), CONFLICT),
        ([WITH_VOLUME, PLAIN._replace(volume=6)], WITH_VOLUME, CONFLICT),
        ([WITH_VOLUME, PLAIN], WITH_VOLUME, ()),
        ([PLAIN, a_quote(price="10", change=None, percent=None, name="Oil & Gas")], PLAIN, ()),
        ([NO_PRICE, PLAIN], PLAIN, ()),
        ([PLAIN, NO_PRICE], PLAIN, ()),
    ],
)
def test_rows_of_one_instrument_become_one(rows: list[Quote], expected: Quote, flags: tuple[str, ...]) -> None:
    (row,) = deduplicate(rows)

    assert row._replace(flags=()) == expected._replace(flags=())
    assert row.flags == flags
