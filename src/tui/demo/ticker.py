"""The ticker lines of the seed page, to the letter."""

from tui.demo.figures import hundredths_of_percent, level, percent, points, rupees
from tui.demo.standing import IndexFigures


def quote_line(symbol: str, price: int, previous: int) -> str:
    """`AGL 34.48 Decreased By ▼ -0.72 (-2.05%)`; prices in paisa. A price that did not move has the arrow down too."""
    change = price - previous
    told = f"({percent(hundredths_of_percent(change, previous))}%)"
    if change > 0:
        return f"{symbol} {rupees(price)} Increased By ▲ {rupees(change)} {told}"
    if change < 0:
        return f"{symbol} {rupees(price)} Decreased By ▼ {rupees(change)} {told}"
    return f"{symbol} {rupees(price)} No Change ▼ 0.00 (0%)"


def index_line(index: IndexFigures) -> str:
    """`BR30 26,900 Decreased By -375.9 (-1.38%)`: no arrow, whole points with commas, at most one decimal."""
    words = "Increased By" if index.change > 0 else "Decreased By" if index.change < 0 else "No Change"
    return f"{index.name} {level(index.level)} {words} {points(index.change)} ({percent(index.percent)}%)"
