"""Measures what the cleaner keeps and destroys, beside its peers, on gold data that lies outside the project."""
