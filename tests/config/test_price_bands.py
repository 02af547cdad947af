"""The price limits that ship with the program."""

from datetime import date
from decimal import Decimal

from tui.config.price_bands import PRICE_BANDS_FILE, load_price_bands


def test_the_band_of_karachi_is_ten_percent_or_a_rupee_since_july_2024() -> None:
    bands = load_price_bands()["PSX"]

    assert [band.since for band in bands] == sorted(band.since for band in bands)
    assert (bands[-1].since, bands[-1].percent) == (date(2024, 7, 22), Decimal(10))
    assert bands[-1].limits(Decimal(200)) == (Decimal(180), Decimal(220))
    assert bands[-1].limits(Decimal(5)) == (Decimal(4), Decimal(6))


def test_the_file_names_where_it_is_from_and_when() -> None:
    text = PRICE_BANDS_FILE.read_text(encoding="utf-8")

    assert "notice of 20 May 2024" in text
    assert "Mettis Global News" in text
