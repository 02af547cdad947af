"""The configuration file: read, checked, and made into sources, keys and trading calendars."""
