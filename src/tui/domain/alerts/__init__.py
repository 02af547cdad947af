"""Alerts: rules about the market, judged on every event."""
