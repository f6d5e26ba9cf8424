"""My desk: what a person needs today."""
