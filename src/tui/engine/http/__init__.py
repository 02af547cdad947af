"""The only access to the network: fetch a page of a source within strict limits, or raise a typed error."""
