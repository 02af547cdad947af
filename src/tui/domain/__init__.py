"""The values and laws of the market: pure, with no clock and no I/O."""
