"""The chart of an instrument: pure functions from bars to lines of text."""
