"""How figures are printed: whole paisa, tenths of a point and hundredths of a percent, exact in integers."""


def hundredths_of_percent(change: int, previous: int) -> int:
    """The change in percent of the previous close, times a hundred; halves away from zero, as the exchange rounds."""
    size = (abs(change) * 20_000 + previous) // (2 * previous)
    return -size if change < 0 else size


def rupees(paisa: int) -> str:
    """A price or a change, always with two decimals and no thousands comma: `-0.72`."""
    sign = "-" if paisa < 0 else ""
    whole, part = divmod(abs(paisa), 100)
    return f"{sign}{whole}.{part:02}"


def percent(hundredths: int) -> str:
    """A percentage without its trailing zeros: `-2.05`, `0.5`, `10`, `0`; no sign on a zero, no percent sign."""
    sign = "-" if hundredths < 0 else ""
    whole, part = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{part:02}".rstrip("0").rstrip(".")


def points(tenths: int, comma: str = "") -> str:
    """A change of an index with at most one decimal, and on the ticker with no thousands comma: `615.2`, `-112`."""
    sign = "-" if tenths < 0 else ""
    whole, part = divmod(abs(tenths), 10)
    return f"{sign}{whole:{comma}}.{part}" if part else f"{sign}{whole:{comma}}"


def level(tenths: int) -> str:
    """An index level in whole points with thousands commas: `82,074`."""
    return f"{rounded(tenths):,}"


def rounded(tenths: int) -> int:
    """Whole points, halves up; for figures that are not negative."""
    return (tenths + 5) // 10


def share_count(count: int) -> str:
    """A number of shares as a report says it: `48.2 million`, `640,000`."""
    if count >= 1_000_000:
        tenths = (count + 50_000) // 100_000
        return f"{tenths // 10:,}.{tenths % 10} million"
    return f"{(count + 500) // 1000 * 1000:,}" if count >= 1000 else str(count)
