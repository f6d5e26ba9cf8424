"""Measurements against a floor in the same run; `bin/prove benchmarks` runs them."""
