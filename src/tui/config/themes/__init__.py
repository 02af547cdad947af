"""Themes in files: those that are shipped, and those of the user."""
