"""Screens that lie over the board."""
