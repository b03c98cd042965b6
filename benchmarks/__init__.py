"""Measures what the cleaner keeps and destroys, beside its peers, on gold data from outside the project."""
