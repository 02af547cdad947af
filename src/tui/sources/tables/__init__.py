"""Tables of any page, CSV or JSON, parsed as the configuration describes them."""
