"""Parse the ticker of Pakistani news pages: one line for each quote."""
