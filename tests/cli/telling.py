"""Markets for tests, told poll by poll."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tui.domain import (
    Article,
    CleanText,
    Comments,
    Direction,
    Failure,
    InstrumentId,
    InstrumentKind,
    Market,
    PollResult,
    Quote,
    Snapshot,
    SourceHealth,
    apply,
)
from tui.domain.market import initial_market

NOON = datetime(2026, 8, 17, 7, 0, tzinfo=UTC)
EVERY = timedelta(seconds=15)


class Story:
    """Each call is what a source said, fifteen seconds after the one before."""

    def __init__(self, *sources: str) -> None:
        self.market: Market = initial_market(
            SourceHealth(name=name, kind="brecorder", every=EVERY, markets=("PSX",)) for name in sources or ("br",)
        )
        self._now = NOON

    def says(
        self,
        *rows: Quote | Article,
        source: str = "br",
    ) -> Market:
        self._now += EVERY
        return self._then(
            Snapshot(
                source=source,
                at=self._now,
                quotes=tuple(row for row in rows if isinstance(row, Quote)),
                articles=tuple(row for row in rows if isinstance(row, Article)),
                http_status=200,
            )
        )

    def fails(self, reason: str, *, source: str = "br", status: int | None = None) -> Market:
        self._now += EVERY
        return self._then(Failure(source=source, at=self._now, reason=CleanText(reason), http_status=status))

    def _then(self, outcome: PollResult) -> Market:
        self.market = apply(self.market, outcome)
        return self.market


def quote(
    symbol: str, price: str | None, change: str = "0.00", *, source: str = "br", flags: tuple[str, ...] = ()
) -> Quote:
    moved = Decimal(change)
    return Quote(
        id=InstrumentId("PSX", symbol),
        price=None if price is None else Decimal(price),
        change=moved,
        percent=Decimal("1.25") if moved else Decimal("0.00"),
        direction=Direction.UP if moved > 0 else Direction.DOWN if moved else Direction.UNCHANGED,
        flags=tuple(map(CleanText, flags)),
        polled_at=NOON,
        source=source,
    )


KSE100 = Quote(
    id=InstrumentId("PSX", "KSE100"),
    kind=InstrumentKind.INDEX,
    price=Decimal("40371.88"),
    change=Decimal("-282.40"),
    percent=Decimal("-0.70"),
    direction=Direction.DOWN,
    polled_at=NOON,
    source="br",
)
ARTICLE = Article(
    id=CleanText("4001"),
    title=CleanText("Cement makers lead a quiet climb"),
    dateline=CleanText("KARACHI"),
    paragraphs=(CleanText("Buyers came back on Monday."),),
    comments=Comments.CLOSED,
    polled_at=NOON,
    source="br",
)
