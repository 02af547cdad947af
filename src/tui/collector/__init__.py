"""One collector, many boards: events of an engine on a NATS server, and the feed of who follows them."""
