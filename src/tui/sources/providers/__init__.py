"""One module for each provider that is built in."""
