"""Pages of markup: bounded, parsed, and split into the lines that a reader sees."""
