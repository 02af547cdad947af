"""News feeds: RSS, Atom and RDF."""
