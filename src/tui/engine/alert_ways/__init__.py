"""Ways out of alerts: how they are told off the board, each at its own pace."""
