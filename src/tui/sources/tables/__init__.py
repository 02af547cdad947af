"""Tables of any page, CSV or JSON answer, read as the configuration describes them."""
