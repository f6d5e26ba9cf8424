"""Bulk data for benchmarks: invented records, as many as requested, the same for the same seed."""
