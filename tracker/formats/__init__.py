"""Date formats of each language."""
