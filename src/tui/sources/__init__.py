"""Readers of providers: bytes in, a Snapshot out, pure."""
