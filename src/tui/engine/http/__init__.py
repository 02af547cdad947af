"""The only way to the network: an answer to a request of a source, inside every bound we set, or a typed error."""
