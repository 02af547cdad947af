"""API keys and other secrets, kept out of everything that is shown, logged or stored."""
