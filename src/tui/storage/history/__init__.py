"""What was seen, kept in one SQLite file: every change as it came, and prices by the minute and the day."""
