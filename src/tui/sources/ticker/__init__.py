"""The one-line quotes of Pakistani news pages."""
