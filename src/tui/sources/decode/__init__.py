"""What comes before any reader: charset, kind of content, JSON, dates, and pages that hold no data."""
