"""Decoding of responses before any parser: charset, kind of content, JSON, dates, and pages without data."""
